"""People, their roles, and the second factors by which they prove who they are."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from uuid import UUID

from flask_security import RoleMixin, SQLAlchemyUserDatastore, UserMixin, WebAuthnMixin
from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    LargeBinary,
    String,
    Table,
    Text,
    Uuid,
    func,
    select,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship
from uuid_utils.compat import uuid7

from cms.store.column_types import JsonText, UtcTime
from cms.store.db import Base, Model, db, session
from cms.workflow import OPERATOR, SYSTEM, Actor
from cms.workflow import Role as RoleWord

roles_of_users = Table(
    "user_role",
    Base.metadata,
    Column("user_id", Uuid, ForeignKey("user.id"), primary_key=True),
    Column("role_id", ForeignKey("role.id"), primary_key=True),
)


class Role(Model, RoleMixin):
    __tablename__ = "role"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(40), unique=True)


class User(Model, UserMixin):
    """A person. byline: how readers see the author, when a guide names none of its own.

    tf_…, mf_…: the second factor, under the names that Flask-Security asks for; its secret is sealed, its recovery
    codes are hashed. totp_counter: the time step of the last code that was taken, so that none is taken twice.
    """

    __tablename__ = "user"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=uuid7)  # type: ignore[assignment]  # theirs: int
    email: Mapped[str] = mapped_column(String(255), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    byline_url: Mapped[str | None] = mapped_column(Text)
    password: Mapped[str | None] = mapped_column(String(255))
    active: Mapped[bool] = mapped_column(default=True)
    demonstration: Mapped[bool] = mapped_column(default=False)
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)
    tf_primary_method: Mapped[str | None] = mapped_column(String(20))
    tf_totp_secret: Mapped[str | None] = mapped_column(Text)
    totp_counter: Mapped[int | None] = mapped_column(BigInteger)
    mf_recovery_codes: Mapped[list[str] | None] = mapped_column(JsonText)
    fs_webauthn_user_handle: Mapped[str | None] = mapped_column(  # type: ignore[assignment]  # theirs: never None
        String(64), unique=True, index=True
    )
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    roles: Mapped[list[Role]] = relationship(secondary=roles_of_users, lazy="selectin")  # type: ignore[assignment]
    webauthn: Mapped[list["Passkey"]] = relationship(  # type: ignore[assignment]  # theirs: of their mixin
        cascade="all, delete-orphan", order_by="Passkey.id", back_populates="user"
    )

    @property
    def has_second_factor(self) -> bool:
        return bool(self.tf_primary_method and self.tf_totp_secret) or bool(self.webauthn)

    @property
    def factors(self) -> int:
        """How many second factors: the app, and each passkey."""
        return bool(self.tf_primary_method and self.tf_totp_secret) + len(self.webauthn)

    def role_words(self) -> list[str]:
        """As screens say them, in their order."""
        held = {role.name for role in self.roles}
        return [role.label for role in RoleWord if role in held]

    def actor(self, within: Collection[str] | None = None) -> Actor:
        """Who this is to the workflow. within: the roles a token narrows them to."""
        held = {role.name for role in self.roles}
        return Actor(
            str(self.id), self.name, frozenset(map(RoleWord, held if within is None else held.intersection(within)))
        )


class Passkey(Model, WebAuthnMixin):
    """A device or a key that proves itself (WebAuthn), under the names that Flask-Security asks for. Nothing in it is
    secret. name: what its person calls it. sign_count: as the key said it last.
    """

    __tablename__ = "passkey"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=uuid7)  # type: ignore[assignment]  # theirs: int
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"), index=True)
    name: Mapped[str] = mapped_column(String(64))
    credential_id: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    sign_count: Mapped[int] = mapped_column(BigInteger)
    transports: Mapped[list[str] | None] = mapped_column(JsonText)
    extensions: Mapped[str | None] = mapped_column(Text)
    usage: Mapped[str] = mapped_column(String(20))
    device_type: Mapped[str] = mapped_column(String(40))
    backup_state: Mapped[bool]
    lastuse_datetime: Mapped[datetime] = mapped_column(UtcTime)
    user: Mapped[User] = relationship(back_populates="webauthn")


datastore = SQLAlchemyUserDatastore(db, User, Role, Passkey)


def by_email(email: str) -> User | None:
    return session().scalars(select(User).where(func.lower(User.email) == email.lower())).one_or_none()


def by_uniquifier(value: str) -> User | None:
    """Whom Flask-Security names by this, until their password changes."""
    return session().scalars(select(User).where(User.fs_uniquifier == value)).one_or_none() if value else None


def locked_counter(user_id: UUID) -> int | None:
    """The time step of the last code that this person used; of two who send one code, the second waits here."""
    return session().scalar(select(User.totp_counter).where(User.id == user_id).with_for_update())


def take_recovery_code(user_id: UUID, code: str) -> bool:
    """Uses up the code with this hash; False when it is used already. Of two who send one, the second waits here."""
    query = select(User).where(User.id == user_id).with_for_update(of=User).execution_options(populate_existing=True)
    person = session().scalars(query).one()
    left = [one for one in person.mf_recovery_codes or () if one != code]
    taken = len(left) < len(person.mf_recovery_codes or ())
    person.mf_recovery_codes = left
    return taken


def everyone() -> Sequence[User]:
    return session().scalars(select(User).order_by(User.email)).all()


# Made once: every act asks it. Rows, for nobody changes the people who come of it.
_ACTIVE = select(User.id, User.name, Role.name).outerjoin(User.roles).where(User.active)


def other_admins(user_id: UUID) -> bool:
    """Whether somebody else is an admin who can sign in; their rows stay as they are until the transaction ends."""
    query = select(User.id).join(User.roles).where(Role.name == RoleWord.ADMIN, User.active, User.id != user_id)
    return session().scalars(query.with_for_update(of=User)).first() is not None


def active_people() -> list[Actor]:
    """Everyone who could act now."""
    held: dict[tuple[UUID, str], set[RoleWord]] = {}
    for person_id, name, role in session().execute(_ACTIVE):
        held.setdefault((person_id, name), set()).update([RoleWord(role)] if role else ())
    return [Actor(str(person_id), name, frozenset(roles)) for (person_id, name), roles in held.items()]


def any_demonstration_people() -> bool:
    return session().scalar(select(User.id).where(User.demonstration, User.active).limit(1)) is not None


def names(actor_ids: Collection[str], *, among: Iterable[Actor] = ()) -> dict[str, str]:
    """Display names by actor id, for screens and logs; what is no id of a person is shown as it is.

    among: people who are known already.
    """
    known = {SYSTEM.id: SYSTEM.name, OPERATOR.id: OPERATOR.name} | {one.id: one.name for one in among}
    wanted = [person_id for one in set(actor_ids) - known.keys() if (person_id := _read(one))]
    for user_id, name in session().execute(select(User.id, User.name).where(User.id.in_(wanted))) if wanted else ():
        known[str(user_id)] = name
    return {one: known.get(one, one) for one in actor_ids}


def _read(actor_id: str) -> UUID | None:
    """None for what is said of something else than a person, such as the stages of reviews."""
    try:
        return UUID(actor_id)
    except ValueError:
        return None


def find(actor_id: str) -> User | None:
    """The person behind an actor's id; None for the operator, the system, or someone who is gone."""
    try:
        return session().get(User, UUID(actor_id))
    except ValueError:
        return None
