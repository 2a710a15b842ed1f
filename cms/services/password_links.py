"""Links by which a password is chosen, each once: an invitation's for a day, a forgotten password's for an hour.

Whoever asks for the second kind is told the same, and costs the request the same, whether there is such a person or
not: the worker looks them up. Addresses in mail come from the settings, never from the request.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID, uuid4

from itsdangerous import BadData, URLSafeTimedSerializer

from cms import clock, logs
from cms.errors import NotFound
from cms.rendering.letters import Letter
from cms.rendering.published import Site
from cms.services import mailing
from cms.services.accounts import add_person, lock
from cms.store import accounts, outbox, user_sessions
from cms.store.accounts import User
from cms.store.db import session, transaction
from cms.workflow import Role

RESET_JOB = "password_reset"  # kind of job; payload {email}: as it was typed, known or not
_log = logs.logger(__name__)


@dataclass(frozen=True)
class Kind:
    """name: what its tokens are signed for, so that those of one kind are refused as the other. path: of its page."""

    name: str
    path: str
    life: timedelta
    ended: str

    @property
    def hours(self) -> int:
        return self.life // timedelta(hours=1)


WELCOME = Kind(
    "welcome", "/welcome", timedelta(hours=24),
    "This link was used, has expired, or is incomplete. Ask an admin for a new one.",
)  # fmt: skip
RESET = Kind(
    "password reset", "/account/reset", timedelta(hours=1),
    "This link was used, has expired, or is incomplete. Ask for a new one on the sign-in page.",
)  # fmt: skip


def token_for(person: User, kind: Kind, keys: Sequence[str]) -> str:
    """keys: the signing keys, oldest first."""
    return str(_signer(kind, keys).dumps([str(person.id), _standing(person)]))


def link_for(person: User, kind: Kind, keys: Sequence[str], base_url: str) -> str:
    return f"{base_url}{kind.path}/{token_for(person, kind, keys)}"


def person_of(token: str, kind: Kind, keys: Sequence[str]) -> User:
    """Whom the token is for. Raises NotFound when it was used, is too old, of another kind, or none of ours."""
    try:
        user_id, standing = _signer(kind, keys).loads(token, max_age=kind.life // timedelta(seconds=1))
        person = session().get(User, UUID(user_id), populate_existing=True)
    except (BadData, ValueError, TypeError):
        person, standing = None, ""
    if person is None or not person.active or standing != _standing(person):
        raise NotFound(kind.ended)
    return person


def choose_password(token: str, kind: Kind, keys: Sequence[str], password_hash: str) -> User:
    """Ends the person's sessions. Raises NotFound as `person_of` does: of two who use one link, one succeeds."""
    with transaction():
        person = lock(person_of(token, kind, keys).id)
        person_of(token, kind, keys)
        person.password, person.fs_uniquifier = password_hash, uuid4().hex
        user_sessions.end_all(person.id)
    _log.info("password chosen by a link", account=str(person.id), link=kind.name)
    return person


def add(*, email: str, name: str, roles: Iterable[Role], keys: Sequence[str], mailed_by: Site | None) -> User:
    """A new person. mailed_by: who invites them; None where no mail leaves. Raises as `accounts.add_person`."""
    with transaction():
        person = add_person(email=email, name=name, roles=roles, password_hash=None)
        if mailed_by:
            session().flush()
            mail_welcome(person, keys, mailed_by)
    return person


def mail_welcome(person: User, keys: Sequence[str], site: Site) -> None:
    """Mails a link that holds for a day, to somebody new or to somebody who lost their password."""
    if person.password is None:
        subject, why = f"You are invited to {site.name}", f"You are invited to work on the guides of {site.name}."
    else:
        subject, why = f"Choose a new password for {site.name}", f"An admin of {site.name} sends you this link."
    mailing.send(person.email, _letter(person, WELCOME, keys, site, subject, why))


def ask_for_reset(email: str) -> None:
    """Somebody says that this is their address and that they forgot the password. email: validated and normal."""
    with transaction():
        outbox.add(RESET_JOB, {"email": email}, subject=RESET_JOB, urgent=True)


def mail_reset(email: str, keys: Sequence[str], site: Site) -> None:
    """Mails the link when there is such a person who may come in. To be called in a transaction, by the worker."""
    person = accounts.by_email(email)
    if person is None or not person.active:
        _log.info("password reset for nobody")
        return
    why = f"Somebody, probably you, asked for a new password for {site.name}."
    letter = _letter(person, RESET, keys, site, f"Choose a new password for {site.name}", why)
    mailing.send(person.email, letter)
    _log.info("password reset mailed", account=str(person.id))


def _letter(person: User, kind: Kind, keys: Sequence[str], site: Site, subject: str, why: str) -> Letter:
    until = _said(clock.now() + kind.life)
    return Letter(
        subject,
        (f"Hello {person.name},", why, f"With this link you choose your password. It works once, until {until}."),
        action=("Choose your password", link_for(person, kind, keys, site.base_url)),
        small=("If you did not expect this, do nothing: without the link, nothing changes.",),
    )


def _said(at: datetime) -> str:
    return f"{at:%H:%M} UTC on {at.day} {at:%B %Y}"


def _signer(kind: Kind, keys: Sequence[str]) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(list(keys), salt=kind.name)


def _standing(person: User) -> str:
    """What changes as soon as the person has a new password or was disabled; tells nothing about either."""
    return sha256(f"{person.fs_uniquifier}:{person.password or ''}".encode()).hexdigest()[:32]
