"""flask worker."""

import os
import secrets
import signal
import socket
import threading

import click
from flask import Flask, current_app

from cms.cli import keeping
from cms.cli.telling import with_database
from cms.services import announcing, bulk, link_checking, mailing, password_links, resending, webhooks
from cms.settings import Settings
from cms.web.accounts import signing_keys
from cms.web.parts import parts
from cms.worker import (
    Bulk,
    Delivery,
    Folder,
    Handler,
    HttpClient,
    Links,
    Mail,
    MailServer,
    PasswordResets,
    Rendering,
    Resending,
    Scheduler,
    SmtpServer,
    Worker,
)


@click.command("worker")
@click.option("--once", is_flag=True, help="Does what is due and ends.")
@click.option("--parent", type=int, hidden=True, help="Ends when that process is no longer the one that started it.")
@with_database
def worker(once: bool, parent: int | None) -> None:
    """Publish what is scheduled, send webhooks and mail and render guides again, until stopped. Several may run."""
    made = _worker(current_app._get_current_object())  # type: ignore[attr-defined]
    if once:
        done = 0
        while found := made.run_once():
            done += found
        click.echo(f"{done} tried." if done else "Nothing was due.")
        return
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    if parent is not None:
        keeping.end_with(parent, stop.set)
        keeping.give_way(keeping.AFTER_ALL)
    made.run(stop)


def _worker(app: Flask) -> Worker:
    settings = parts().settings
    client = HttpClient(allow_private=settings.allow_private_addresses, https_only=settings.production)
    delivery = Delivery(client, keys=signing_keys(app), schedule=settings.webhook_retry_seconds)
    handlers: dict[str, Handler] = {
        announcing.RENDER: Rendering(parts().renderer),
        webhooks.DELIVER: delivery,
        mailing.MAIL: Mail(_mail_server(settings), parts().letters, sender=settings.sender),
        password_links.RESET_JOB: PasswordResets(signing_keys(app), parts().letters.site),
        bulk.BULK: Bulk(parts().renderer, parts().rules),
        resending.RESEND: Resending(),
        link_checking.CHECK: Links(client, name=f"Crossway (+{settings.base_url})"),
    }
    name = f"{socket.gethostname()[:40]}:{os.getpid()}:{secrets.token_hex(4)}"  # a process id may come again
    scheduler = Scheduler(parts().renderer, parts().rules)
    order = link_checking.order_due if settings.production and settings.check_links else None
    return Worker(name, handlers, context=app.app_context, scheduler=scheduler, order=order)


def _mail_server(settings: Settings) -> MailServer | None:
    if settings.smtp_url:
        return SmtpServer.from_url(settings.smtp_url, name=settings.host)
    return None if settings.production else Folder(settings.folder / "mail")
