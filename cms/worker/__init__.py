"""What happens later: schedules are carried out, and the outbox is worked off by several threads and as many processes
as one likes.

Imports services and what lies below, and no Flask: the command line gives it an application context. Whatever leaves
this machine by HTTP leaves through `http_client`, mail through `mail_server`.
"""

from cms.worker.bulk import Bulk
from cms.worker.delivery import Delivery
from cms.worker.http_client import HttpClient
from cms.worker.links import Links
from cms.worker.loop import Handler, Worker
from cms.worker.mail import Mail
from cms.worker.mail_server import Folder, MailServer, SmtpServer
from cms.worker.password_resets import PasswordResets
from cms.worker.rendering import Rendering
from cms.worker.resending import Resending
from cms.worker.schedule import Scheduler

__all__ = [
    "Bulk", "Delivery", "Folder", "Handler", "HttpClient", "Links", "Mail", "MailServer", "PasswordResets", "Rendering",
    "Resending", "Scheduler", "SmtpServer", "Worker",
]  # fmt: skip
