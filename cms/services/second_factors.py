"""Second factors: taking them from somebody who lost them, and what their owner is told.

Codes themselves, and recovery codes, are looked at where people sign in.
"""

from collections.abc import Sequence
from uuid import UUID, uuid4

from cms import logs
from cms.errors import CrosswayError
from cms.rendering.letters import Letter
from cms.rendering.published import Site
from cms.services import mailing
from cms.services.accounts import lock
from cms.store import user_sessions
from cms.store.accounts import User
from cms.store.db import transaction

__all__ = ["CODES", "Letter", "added", "forget_codes", "removed", "reset"]

CODES = 8  # recovery codes that are made at once
_log = logs.logger(__name__)


def reset(user_id: UUID, site: Site) -> None:
    """For a person who lost phone and recovery codes: they sign in with the password alone, and set one up anew.

    Ends their sessions and tells them by mail. Raises NotFound, and CrosswayError when they have none.
    """
    with transaction():
        person = lock(user_id)
        if not person.has_second_factor:
            raise CrosswayError("They have no second step at signing in.")
        forget_codes(person)
        person.webauthn.clear()
        person.fs_uniquifier = uuid4().hex  # half a signing in ends, too
        user_sessions.end_all(user_id)
        mailing.send(person.email, removed(site, person.name, what="every second step", by_an_admin=True))
    _log.info("second factor reset", account=str(user_id))


def forget_codes(person: User) -> None:
    """Those of the app, and those for recovery; in the transaction of whoever calls."""
    person.tf_primary_method = person.tf_totp_secret = person.totp_counter = person.mf_recovery_codes = None


def added(site: Site, name: str, what: str) -> Letter:
    """what: has to be given, such as “a code of your app”."""
    return _letter(site, name, "A second step at signing in is set up", (
        f"From now on {site.name} asks for a second step when you sign in: {what}.",
    ))  # fmt: skip


def removed(site: Site, name: str, *, what: str = "codes of an app", by_an_admin: bool = False) -> Letter:
    """what: is no longer asked for."""
    said = [f"{'An admin' if by_an_admin else 'You'} removed {what} from how you sign in to {site.name}."]
    if by_an_admin:
        said.append("You are signed out everywhere. Sign in with your password, and set up a second step again.")
    return _letter(site, name, "A second step at signing in is removed", said)


def _letter(site: Site, name: str, subject: str, said: Sequence[str]) -> Letter:
    return Letter(
        subject,
        (f"Hello {name},", *said),
        action=("Look at your account", f"{site.base_url}/account"),
        small=("If you did not expect this, change your password and tell an admin.",),
    )
