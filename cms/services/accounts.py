"""People and the tokens of their programs: coming, being shown to readers, leaving."""

from collections.abc import Collection, Iterable
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from cms import clock, logs
from cms.content.text import tidy, unsafe_character
from cms.content.web_addresses import is_web_address
from cms.errors import CrosswayError, InvalidContent, NotFound
from cms.store import accounts, api_tokens, user_sessions
from cms.store.accounts import Role as RoleRow
from cms.store.accounts import User
from cms.store.api_tokens import ApiToken
from cms.store.db import session, transaction
from cms.workflow import EDITORIAL_ROLES, Role

# What a token may be narrowed to, and the roles that each scope lets it act in.
SCOPES = {
    "read": EDITORIAL_ROLES,
    "draft": frozenset({Role.AUTHOR}),
    "review": frozenset({Role.REVIEWER}),
    "publish": frozenset({Role.PUBLISHER, Role.MANAGING_EDITOR}),
}
_LAST_ADMIN = "Nobody else is an admin. Make somebody else one first."
_LONGEST_NAME = 120
_LONGEST_ADDRESS = 2000
_log = logs.logger(__name__)


def find(email: str) -> User:
    """Raises NotFound."""
    person = accounts.by_email(email.strip())
    if person is None:
        raise NotFound(f"There is nobody with the address {email}.")
    return person


def add_person(
    *, email: str, name: str, roles: Iterable[Role], password_hash: str | None, demonstration: bool = False
) -> User:
    """A new person. email: validated and normal. password_hash: None until they choose one by their welcome link.

    Raises InvalidContent for the name, CrosswayError when the address is taken.
    """
    person = User(
        email=email,
        name=_line("name", name, "Give a name: readers see it beside the guides of an author."),
        byline_url=None,
        password=password_hash,
        active=True,
        demonstration=demonstration,
        fs_uniquifier=uuid4().hex,
        created_at=clock.now(),
    )
    taken = CrosswayError(f"There is somebody with the address {email} already.")
    try:
        with transaction():
            if accounts.by_email(email):
                raise taken
            person.roles = _rows(roles)
            session().add(person)
    except IntegrityError:  # someone else was a moment quicker
        raise taken from None
    return person


def set_roles(user_id: UUID, roles: Iterable[Role], *, session_id: UUID | None = None) -> None:
    """Ends the person's sessions. session_id: the one to go on, for those who change their own.

    Raises NotFound, and InvalidContent when nobody else is an admin.
    """
    chosen = frozenset(roles)
    with transaction():
        person = lock(user_id)
        if person.actor().roles == chosen:
            return
        if Role.ADMIN not in chosen:
            _leave_an_admin(person)
        person.roles = _rows(chosen)
        user_sessions.end_all(user_id, but=session_id)
    _log.info("roles changed", account=str(user_id), roles=sorted(chosen))


def disable(user_id: UUID) -> bool:
    """Ends the person's sessions and keeps their tokens from working; what they did stays theirs.

    Returns False when they were disabled already. Raises NotFound, and InvalidContent when nobody else is an admin.
    """
    with transaction():
        person = lock(user_id)
        _leave_an_admin(person)
        was_active, person.active = person.active, False
        person.fs_uniquifier = uuid4().hex
        user_sessions.end_all(user_id)
    _log.info("person disabled", account=str(user_id))
    return was_active


def enable(user_id: UUID) -> None:
    """Lets a disabled person in again, with the password they had. Raises NotFound."""
    with transaction():
        lock(user_id).active = True
    _log.info("person enabled", account=str(user_id))


def set_byline(user_id: UUID, *, name: str, url: str) -> None:
    """How readers see the person, where a guide names no authors of its own. url: blank for none.

    Raises InvalidContent, NotFound.
    """
    name = _line("name", name, "Give a name: readers see it beside your guides.")
    url = tidy(url)
    if url and (len(url) > _LONGEST_ADDRESS or unsafe_character(url) or not is_web_address(url)):
        raise InvalidContent({"url": ["This must be a full web address that begins with https:// or http://."]})
    with transaction():
        person = lock(user_id)
        person.name, person.byline_url = name, url or None


def issue_token(user_id: UUID, *, name: str, scopes: Collection[str] = ()) -> str:
    """A new token, which is told here and never again. scopes: empty for all that the owner's roles cover.

    Raises InvalidContent, NotFound.
    """
    name = _line("name", name, "Give the token a name, such as the program that will use it.")
    if unknown := [scope for scope in scopes if scope not in SCOPES]:
        raise InvalidContent({"scopes": [f"“{unknown[0]}” is not a scope. Choose from: {', '.join(SCOPES)}."]})
    token, kept_hash = api_tokens.new_token()
    with transaction():
        person = lock(user_id)
        if not person.active:
            raise CrosswayError(f"{person.email} is disabled, so a token would not work.")
        chosen = scopes or covered_scopes(person)
        row = ApiToken(
            user_id=person.id,
            name=name,
            hash=kept_hash,
            scopes=[scope for scope in SCOPES if scope in chosen],
            created_at=clock.now(),
            revoked_at=None,
        )
        session().add(row)
    return token


def covered_scopes(person: User) -> list[str]:
    """The scopes that let a token of this person do anything; reading always."""
    held = person.actor().roles
    return [scope for scope, roles in SCOPES.items() if scope == "read" or held & roles]


def revoke_token(token_id: UUID, *, owner: UUID | None = None) -> None:
    """Ends a token for good. owner: whose it must be. Raises NotFound."""
    with transaction():
        row = session().get(ApiToken, token_id, populate_existing=True)
        if row is None or row.revoked_at is not None or owner not in (None, row.user_id):
            raise NotFound("There is no such token, or it was revoked already.")
        row.revoked_at = clock.now()


def _leave_an_admin(person: User) -> None:
    if person.active and Role.ADMIN in person.actor().roles and not accounts.other_admins(person.id):
        raise InvalidContent({"roles": [_LAST_ADMIN]}, _LAST_ADMIN)


def lock(user_id: UUID) -> User:
    """For the act that changes them; others wait until it ends. Raises NotFound."""
    query = select(User).where(User.id == user_id).with_for_update(of=User).execution_options(populate_existing=True)
    person = session().scalars(query).one_or_none()
    if person is None:
        raise NotFound("There is no such person.")
    return person


def _rows(roles: Iterable[Role]) -> list[RoleRow]:
    """The roles' rows, made at first use."""
    words = sorted({str(role) for role in roles})
    known = {row.name: row for row in session().scalars(select(RoleRow).where(RoleRow.name.in_(words)))}
    return [known.get(word) or RoleRow(name=word) for word in words]


def _line(field: str, text: str, missing: str) -> str:
    line = " ".join(tidy(text).split())
    if not line:
        raise InvalidContent({field: [missing]})
    if len(line) > _LONGEST_NAME:
        raise InvalidContent({field: [f"This is {len(line)} characters long; the limit is {_LONGEST_NAME}."]})
    if found := unsafe_character(line):
        raise InvalidContent({field: [f"This contains the character {found}, which cannot be kept. Remove it."]})
    return line
