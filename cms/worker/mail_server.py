"""Where mail leaves: an SMTP server (RFC 5321), or, while one develops, a folder."""

import contextlib
import os
import smtplib
import ssl
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path
from typing import Protocol, Self
from urllib.parse import unquote, urlsplit

from cms import logs
from cms.content.text import UNSAFE

# Of each step; all together stay under the lease of a job.
_SECONDS = 5.0
_LONGEST_REPLY = 300
_PORTS = {"smtp": 25, "starttls": 587, "smtps": 465}
_log = logs.logger(__name__)


class NotTaken(Exception):
    """The mail was not taken. for_good: it never will be, however often it is tried."""

    def __init__(self, sentence: str, *, for_good: bool = False) -> None:
        super().__init__(sentence)
        self.for_good = for_good


class MailServer(Protocol):
    def send(self, message: EmailMessage) -> None:
        """To the addresses in its headers. Raises NotTaken."""


@dataclass(frozen=True)
class SmtpServer:
    """security: `smtp` for none, `starttls`, or `smtps` for TLS from the first byte; certificates are checked.

    name: what we call ourselves in EHLO.
    """

    host: str
    port: int
    security: str
    user: str = ""
    password: str = field(default="", repr=False)
    name: str = "localhost"
    trusted: ssl.SSLContext | None = field(default=None, repr=False)

    @classmethod
    def from_url(cls, url: str, *, name: str, trusted: ssl.SSLContext | None = None) -> Self:
        """url: as `settings.check` has accepted it."""
        parts = urlsplit(url)
        user, password = unquote(parts.username or ""), unquote(parts.password or "")
        return cls(
            parts.hostname or "", parts.port or _PORTS[parts.scheme], parts.scheme, user, password, name, trusted
        )

    def send(self, message: EmailMessage) -> None:
        try:
            with self._connected() as smtp:
                smtp.send_message(message)
        except smtplib.SMTPRecipientsRefused as refused:
            codes = [code for code, _ in refused.recipients.values()]
            said = next(iter(refused.recipients.values()))[1]
            raise NotTaken(_refusal("the address", said), for_good=all(map(_is_final, codes))) from None
        except smtplib.SMTPDataError as refused:
            raise NotTaken(_refusal("the mail", refused.smtp_error), for_good=_is_final(refused.smtp_code)) from None
        except smtplib.SMTPResponseException as refused:  # of us: somebody has to mend the settings, and will
            raise NotTaken(_refusal("us", refused.smtp_error)) from None
        except smtplib.SMTPNotSupportedError as missing:
            raise NotTaken(f"The mail server cannot do what this needs: {missing}") from None
        except (smtplib.SMTPException, ssl.SSLError) as error:
            raise NotTaken(f"The mail server broke off: {_plain(str(error))}") from None
        except OSError as error:
            raise NotTaken(f"The mail server does not answer: {type(error).__name__}.") from None

    @contextlib.contextmanager
    def _connected(self) -> Iterator[smtplib.SMTP]:
        context = self.trusted or ssl.create_default_context()
        if self.security == "smtps":
            connection: smtplib.SMTP = smtplib.SMTP_SSL(
                self.host, self.port, self.name, timeout=_SECONDS, context=context
            )
        else:
            connection = smtplib.SMTP(self.host, self.port, self.name, timeout=_SECONDS)
        with connection as smtp:
            if self.security == "starttls":
                smtp.starttls(context=context)
            if self.user:
                smtp.login(self.user, self.password)
            yield smtp


@dataclass(frozen=True)
class Folder:
    """Each mail as a file that a mail program opens: what links in it do stays out of every log."""

    path: Path

    def send(self, message: EmailMessage) -> None:
        self.path.mkdir(parents=True, exist_ok=True)
        name = str(message["Message-ID"]).strip("<>").partition("@")[0]
        file = self.path / f"{name}.eml"
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as kept:
            kept.write(bytes(message))
        _log.info("mail kept in a file, because no mail server is set", file=str(file))


def _is_final(code: int) -> bool:
    """A permanent negative completion (RFC 5321, 4.2.1)."""
    return 500 <= code < 600


def _refusal(what: str, said: bytes | str) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return f"The mail server refused {what}: {_plain(text)}"


def _plain(text: str) -> str:
    return UNSAFE.sub("\N{REPLACEMENT CHARACTER}", " ".join(text.split()))[:_LONGEST_REPLY]
