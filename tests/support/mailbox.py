"""A real SMTP server on this machine that keeps what it is sent, and refuses what it is told to."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

USER, PASSWORD = "desk", "p@ss: of the desk"


@dataclass
class Mailbox:
    """refusals: what the next messages are answered in place of taking them, such as `451 later`."""

    port: int = 0
    received: list[EmailMessage] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)
    recipients: list[list[str]] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    async def handle_DATA(  # noqa: N802  # the name that aiosmtpd calls
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        if self.refusals:
            return self.refusals.pop(0)
        content = envelope.content
        assert isinstance(content, bytes)
        self.raw.append(content)
        self.received.append(message_from_bytes(content, policy=default))
        self.recipients.append(list(envelope.rcpt_tos))
        return "250 taken"


def _authenticate(server: SMTP, session: Session, envelope: Envelope, mechanism: str, given: Any) -> AuthResult:
    known = isinstance(given, LoginPassword) and given == LoginPassword(USER.encode(), PASSWORD.encode())
    return AuthResult(success=known)


@contextmanager
def mailbox(**options: Any) -> Iterator[Mailbox]:
    """options: of aiosmtpd's SMTP, such as tls_context; with auth_required only USER with PASSWORD may send."""
    box, loop, ready = Mailbox(), asyncio.new_event_loop(), threading.Event()
    if options.get("auth_required"):
        options |= {"authenticator": _authenticate, "auth_require_tls": "tls_context" in options}

    def serve() -> None:
        asyncio.set_event_loop(loop)
        made = loop.run_until_complete(
            loop.create_server(lambda: SMTP(box, loop=loop, hostname="mail.test", **options), "127.0.0.1", 0)
        )
        box.port = made.sockets[0].getsockname()[1]
        ready.set()
        loop.run_forever()
        made.close()
        for task in asyncio.all_tasks(loop):
            task.cancel()
        loop.run_until_complete(made.wait_closed())
        loop.close()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    assert ready.wait(30)
    try:
        yield box
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(30)
