"""Settings: one frozen value read from the environment. Each field says its unit, default and meaning once, here;
the table in the README is compared with this by a test."""

import contextlib
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from email.utils import parseaddr
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

PREFIX = "CMS_"
_SHORTEST_SECRET = 32
_MOST_DIGITS = 12
_WHO_PUBLISHES = ("publisher", "managing_editor", "admin")


class SettingsError(Exception):
    """The environment asks for something that cannot or must not be served. The sentence says what to change."""


def _setting(default: Any, about: str, *, secret: bool = False) -> Any:
    """secret: never shown when the settings are printed."""
    return field(default=default, metadata={"about": about}, repr=not secret)


@dataclass(frozen=True)
class Settings:
    """How this copy of Crossway runs. Environment variables are the field's name in capitals after `CMS_`."""

    env: str = _setting("development", "`development` or `production`; production refuses weak settings")
    data_dir: str = _setting("./var", "folder of the SQLite file and the development secret")
    database_url: str = _setting(
        "", "SQLAlchemy address, such as `postgresql+psycopg://…`; empty: SQLite in the data folder", secret=True
    )
    base_url: str = _setting(
        "http://127.0.0.1:8000", "origin in every absolute address; other Host headers are refused"
    )
    site_name: str = _setting("Crossway", "name on pages and in the feed")
    default_language: str = _setting("en", "language of the index page and the feed (BCP 47)")
    secret_key: str = _setting(
        "", "signs sessions and cursors, 32 characters or more; development makes its own", secret=True
    )
    secret_key_fallbacks: tuple[str, ...] = _setting(
        (), "earlier keys that still verify, separated by spaces", secret=True
    )
    trusted_proxies: int = _setting(0, "how many reverse proxies in front set X-Forwarded-*")
    reviewers_required: int = _setting(1, "approvals the default stage needs; 0 is a one-person site without review")
    second_look_days: int = _setting(7, "days until the second look after publishing without review is due")
    undo_seconds: int = _setting(
        30, "seconds for which publishing by hand waits and can be undone, while a worker runs; 0 publishes at once"
    )
    cache_bytes: int = _setting(16_777_216, "memory of each web process for published answers, in bytes")
    allow_private_addresses: bool = _setting(False, "whether webhooks may reach private networks and any port")
    check_links: bool = _setting(
        True, "whether a production worker asks now and then if the web addresses that guides name still answer"
    )
    rate_limits: bool = _setting(
        True, "whether guessing at passwords is slowed down, and what follows is limited; `off` is for tests"
    )
    searches_a_minute: int = _setting(
        60, "searches from one network that are not answered from memory; 0, as for the next three: any number"
    )
    imports_a_minute: int = _setting(120, "guides that the programs of one person may begin")
    exports_a_minute: int = _setting(20, "tables of guides and of the log that one person may take along")
    webhook_tests_a_minute: int = _setting(20, "times that one admin may send something to webhooks by hand")
    redis_url: str = _setting(
        "",
        "Redis in which web processes count these together, such as `redis://user:password@host:6379/0`; empty, or "
        "while it does not answer: each process counts for itself",
        secret=True,
    )
    second_factor: tuple[str, ...] = _setting(
        (),
        "roles that must have a second step at signing in, separated by spaces, such as `publisher admin`; `none` for "
        "nobody; empty: `publisher managing_editor admin` in production, nobody in development",
    )
    webhook_retry_seconds: tuple[int, ...] = _setting(
        (5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400),
        "waits before a webhook is tried again, separated by spaces; each a fifth longer or shorter by chance",
    )
    smtp_url: str = _setting(
        "",
        "mail server, such as `smtps://user:password@mail.example.org`; also `starttls://` and, without encryption, "
        "`smtp://`; empty: production sends no mail, development keeps it in `mail` in the data folder",
        secret=True,
    )
    mail_from: str = _setting("", "sender of mail, such as `Crossway <desk@example.org>`; needed with `CMS_SMTP_URL`")
    workers: int = _setting(1, "web processes")
    threads: int = _setting(2, "threads of each web process for what is not in its memory")
    desk: bool = _setting(
        True, "whether a process of its own does the editors' work, so that readers do not wait; 0 for none"
    )
    worker: bool = _setting(True, "whether `make run` keeps a background worker beside them; 0 for none")
    seed: bool = _setting(True, "whether `make run` creates demonstration content and people; 0 for none")

    @property
    def production(self) -> bool:
        return self.env == "production"

    @property
    def second_factor_roles(self) -> frozenset[str]:
        """The words of the roles that must have one."""
        asked = self.second_factor or (_WHO_PUBLISHES if self.production else ())
        return frozenset(asked) - {"none"}

    @property
    def database(self) -> str:
        """The address the engine opens."""
        return self.database_url or f"sqlite:///{self.folder / 'crossway.sqlite3'}"

    @property
    def folder(self) -> Path:
        return Path(self.data_dir).resolve()

    @property
    def host(self) -> str:
        """The host name of the origin, as a Host header writes it but without a port."""
        name = urlsplit(self.base_url).hostname or ""
        return f"[{name}]" if ":" in name else name

    @property
    def origin_file(self) -> Path:
        """Where the development server says which origin it has, for the commands that run beside it."""
        return self.folder / "development-origin"

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "Settings":
        """Raises SettingsError for what cannot be read or must not be served."""
        given = {}
        for one in fields(cls):
            if (text := environment.get(PREFIX + one.name.upper())) is not None:
                given[one.name] = _read(one.name, one.default, text)
        settings = cls(**given)
        if "base_url" not in given and not settings.production and settings.origin_file.exists():
            settings = replace(settings, base_url=settings.origin_file.read_text().strip())
        settings.check()
        return settings

    def check(self) -> None:
        """Refuses what would be unsafe or could not work."""
        origin = urlsplit(self.base_url)
        if self.env not in ("development", "production"):
            raise SettingsError("CMS_ENV must be development or production.")
        if origin.scheme not in ("http", "https") or not origin.netloc or origin.path or origin.query:
            raise SettingsError("CMS_BASE_URL must be an origin such as https://guides.example.org, without a path.")
        if self.smtp_url or self.mail_from:
            self._check_mail()
        if self.production and len(self.secret_key) < _SHORTEST_SECRET:
            raise SettingsError(f"CMS_SECRET_KEY is missing or shorter than {_SHORTEST_SECRET} characters.")
        if self.production and origin.scheme != "https":
            raise SettingsError("CMS_BASE_URL must begin with https:// in production.")

    @property
    def mails(self) -> bool:
        """Whether mail gets anywhere; in development into a folder, where none may be sent."""
        return bool(self.smtp_url) or not self.production

    @property
    def sender(self) -> str:
        """Who mail is from; in development, where none may be set, an address that is nobody's."""
        return self.mail_from or f"nobody@{self.host or 'localhost'}"

    def _check_mail(self) -> None:
        """No sentence here quotes the address of the server: there may be a password in it."""
        try:
            server = urlsplit(self.smtp_url)
            known = server.scheme in ("smtp", "starttls", "smtps") and server.hostname and server.port != 0
        except ValueError:
            raise SettingsError("CMS_SMTP_URL cannot be read. Write special characters of a password as %..") from None
        if self.smtp_url and (not known or server.path.strip("/") or server.query or server.fragment):
            example = "smtps://user:password@mail.example.org"
            raise SettingsError(f"CMS_SMTP_URL must be smtps://, starttls:// or smtp:// and a host, such as {example}.")
        if server.password and server.scheme == "smtp" and self.production:
            raise SettingsError("CMS_SMTP_URL sends a password without encryption: use smtps:// or starttls://.")
        name, at, host = parseaddr(self.mail_from)[1].rpartition("@")
        if not (name and at and host) or " " in f"{name}{host}":
            raise SettingsError("CMS_MAIL_FROM must be an address such as Crossway <desk@example.org>.")

    def signing_key(self) -> str:
        """The secret key; in development one is made once and kept in the data folder."""
        if self.secret_key:
            return self.secret_key
        kept = self.folder / "development-secret"
        self.folder.mkdir(parents=True, exist_ok=True)
        with contextlib.suppress(FileExistsError):  # two processes may start at once: the first one's secret holds
            descriptor = os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w") as file:
                file.write(secrets.token_urlsafe(48))
        return kept.read_text()


def _read(name: str, default: Any, text: str) -> Any:
    if isinstance(default, bool):
        if text.lower() not in ("0", "1", "true", "false", "on", "off"):
            raise SettingsError(f"{PREFIX}{name.upper()} must be 1 or 0, not “{text}”.")
        return text.lower() in ("1", "true", "on")
    if isinstance(default, int):
        return _whole(name, text)
    if isinstance(default, tuple):
        if default and isinstance(default[0], int):
            return tuple(_whole(name, one) for one in text.replace(",", " ").split())
        return tuple(text.split())
    return text.rstrip("/") if name == "base_url" else text


def _whole(name: str, text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > _MOST_DIGITS:
        raise SettingsError(f"{PREFIX}{name.upper()} must be a whole number, not “{text}”.")
    return int(text)
