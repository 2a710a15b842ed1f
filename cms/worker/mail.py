"""Mail sent: each job is one message (RFC 5322), written when it is first tried and the same at every try."""

from collections.abc import Sequence
from datetime import timedelta
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from urllib.parse import urlsplit
from uuid import UUID

from cms import clock, logs
from cms.rendering.letters import ACCOUNT_MAIL, Letter, Letters
from cms.services import mailing, telling
from cms.services.telling import Told
from cms.store import notifications, outbox
from cms.store.db import session, transaction
from cms.store.outbox import Job
from cms.worker import backoff
from cms.worker.mail_server import MailServer, NotTaken

_NO_SERVER = "Not sent: no mail server is set (CMS_SMTP_URL)."
_READ = "Not sent: everything was read by then, or is no longer for this person."
_LONGEST_SUBJECT = 200
_log = logs.logger(__name__)


class Mail:
    """The handler of `mail` jobs. server: None where no mail leaves. sender: an address, with or without a name."""

    schedule: Sequence[int] = (30, 300, 1800, 7200, 18000, 36000, 72000)  # seconds; a day and a half in all

    def __init__(self, server: MailServer | None, letters: Letters, *, sender: str) -> None:
        self._server = server
        self._letters = letters
        self._name, self._address = parseaddr(sender)
        self._host = urlsplit(letters.site.base_url).hostname or "localhost"

    def __call__(self, job: Job, worker: str) -> None:
        if self._server is None:
            return self._end(job, worker, outbox.DONE, _NO_SERVER)
        told = self._told(job)
        if told is None:
            return self._end(job, worker, outbox.DONE, _READ)
        message = self._message(job, told)
        session().rollback()  # no connection to the database is held while the other side takes its time
        try:
            self._server.send(message)
        except NotTaken as why:
            return self._again(job, worker, why)
        return self._end(job, worker, outbox.DONE, mailed=told.ids)

    def _told(self, job: Job) -> Told | None:
        """What this job says to whom. What somebody is told is settled at the first try, and kept with the job."""
        if "letter" in job.payload:
            return Told(job.payload["to"], "", Letter.from_dict(job.payload["letter"]))
        if "person" not in job.payload:
            return None
        if "notifications" not in job.payload:
            with transaction():
                found = notifications.to_mail(UUID(job.payload["person"]))
                outbox.rewrite(job, {**job.payload, "notifications": [one.hex for one in found]})
        ids = [UUID(one) for one in job.payload["notifications"]]
        return telling.letter_to(UUID(job.payload["person"]), ids, self._letters.site)

    def _message(self, job: Job, told: Told) -> EmailMessage:
        message = EmailMessage(policy=SMTP)
        message["Subject"] = " ".join(told.letter.subject.split())[:_LONGEST_SUBJECT]
        message["From"] = _address(self._name or self._letters.site.name, self._address)
        message["To"] = _address(told.name, told.address)
        message["Date"] = format_datetime(job.created_at)
        message["Message-ID"] = f"<{job.payload['id']}@{self._host}>"
        message["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody's absence is answered to us
        if told.letter.optional:
            message["List-Unsubscribe"] = f"<{self._letters.site.base_url}{ACCOUNT_MAIL}>"
        message.set_content(self._letters.text(told.letter))
        message.add_alternative(self._letters.html(told.letter), subtype="html")
        return message

    def _again(self, job: Job, worker: str, why: NotTaken) -> None:
        pause: timedelta | None = None if why.for_good else backoff.wait(job.attempts + 1, self.schedule)
        if pause is None:
            return self._end(job, worker, outbox.DEAD, str(why))
        with transaction():
            outbox.settle(job, worker, state=outbox.WAITING, error=str(why), due_at=clock.now() + pause)
        _log.warning("mail not taken", job=job.id, error=str(why))
        return None

    def _end(
        self, job: Job, worker: str, state: str, error: str | None = None, mailed: Sequence[UUID] = ()
    ) -> None:  # fmt: skip
        with transaction():
            if outbox.settle(job, worker, state=state, error=error):
                mailing.strike_out(job)
            notifications.mailed(mailed)
        _log.info("mail", job=job.id, state=state, error=error)


def _address(name: str, address: str) -> Address:
    """Raises ValueError for one that would break the header."""
    user, _, host = address.rpartition("@")
    if not user or not host or any(one.isspace() for one in address):
        raise ValueError("this is no address")
    return Address(" ".join(name.split()), user, host.encode("idna").decode())
