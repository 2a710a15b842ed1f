"""Which guides an editor asks for: the choice, and what it means in the database."""

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import CTE, ColumnElement, Text, and_, exists, false, func, or_, select, type_coerce
from sqlalchemy.orm import aliased

from cms import clock
from cms.store import accounts
from cms.store.debts import TAKEDOWN, Debt
from cms.store.guides import Guide, Revision
from cms.store.publications import Publication
from cms.store.reminders import DUE_SOON
from cms.store.removals import Removal
from cms.store.reviews import Review
from cms.store.search import DraftText
from cms.workflow import PublicStatus, State


class Sort(StrEnum):
    """BEST: where the words stand; without words, and for all that is alike, what changed last.

    DUE: what goes live next; guides that do not go live by themselves come last. REVIEW_DUE: whose review should be
    decided first; those without such a day, and the longest there first among them, come last.
    """

    BEST = "best"
    CHANGED = "changed"
    TITLE = "title"
    STATE = "state"
    DUE = "due"
    REVIEW_DUE = "review_due"


class Wants(StrEnum):
    """What is owed by anybody; those that begin with `my_`, what the one who looks can do, if they have the role.

    MY_TEXT: they wrote some of what is not approved yet, or look after the guide.
    """

    SECOND_LOOK = "second_look"
    REMOVAL = "removal"
    REVIEW_DUE = "review_due"
    STALE = "stale"
    REVIEW_LATE = "review_late"
    MY_TEXT = "my_text"
    MY_REVIEW = "my_review"
    MY_SECOND_LOOK = "my_second_look"
    MY_REMOVAL = "my_removal"


@dataclass(frozen=True)
class Choice:
    """Which guides, in which order. Of each member that has values a guide has one.

    author: id of somebody who wrote some of it. role: slug, at either end. me: who looks. Guides in the trash are there
    only by state.
    """

    q: str = ""
    state: tuple[str, ...] = ()
    public: tuple[str, ...] = ()
    owner: str = ""
    author: str = ""
    role: str = ""
    language: str = ""
    wants: tuple[str, ...] = ()
    sort: Sort = Sort.BEST
    me: str = ""

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """As query parameters, in one spelling."""
        named = [(name, getattr(self, name)) for name in ("q", "owner", "author", "role", "language")]
        listed = [(name, one) for name in ("state", "public", "wants") for one in getattr(self, name)]
        order = [] if self.sort is Sort.BEST else [("sort", str(self.sort))]
        return [(name, value) for name, value in [*named, *listed] if value] + order

    @property
    def order(self) -> Sort:
        """BEST means nothing without words."""
        return Sort.CHANGED if self.sort is Sort.BEST and not self.q else self.sort


def texts_of(me: str) -> CTE:
    """The guides that they look after, or wrote something of that no counted approval stands behind yet.

    From what they wrote to the guides, not from guide to guide: most people wrote little of what there is.
    """
    wrote = select(Revision.guide_id, func.max(Revision.number).label("last")).where(Revision.author_id == me)
    last = wrote.group_by(Revision.guide_id).subquery()
    newer = and_(Publication.counted, Publication.revision_number >= last.c.last)
    counted = exists().where(Publication.guide_id == last.c.guide_id, newer)
    looked_after = select(Guide.id).where(Guide.owner_id == me)
    return select(last.c.guide_id).where(~counted).union(looked_after).cte("mine")


def conditions(choice: Choice, mine: CTE | None = None) -> list[ColumnElement[bool]]:
    """mine: `texts_of` whoever looks, for those who ask for several choices at once."""
    found: list[ColumnElement[bool]] = [
        Guide.state.in_(choice.state) if choice.state else Guide.state != State.DISCARDED
    ]
    if choice.public:
        found.append(Guide.public_status.in_(choice.public))
    if choice.owner:
        found.append(Guide.owner_id == choice.owner)
    if choice.language:
        found.append(Guide.language == choice.language)
    if choice.author:
        found.append(exists().where(Revision.guide_id == Guide.id, Revision.author_id == choice.author))
    if choice.role:
        ends = or_(DraftText.from_slug == choice.role, DraftText.to_slug == choice.role)
        found.append(Guide.id.in_(select(DraftText.guide_id).where(ends)))
    if choice.wants:
        found.append(or_(*(_wanted(Wants(one), choice.me, mine) for one in choice.wants)))
    return found


def _wanted(what: Wants, me: str, mine: CTE | None) -> ColumnElement[bool]:
    """What the workflow says in the end may be no; then it says why."""
    removals = select(Removal.guide_id).where(Removal.confirmed_at.is_(None), Removal.ended_at.is_(None))
    match what:
        case Wants.REMOVAL:
            return Guide.id.in_(removals)
        case Wants.MY_REMOVAL:
            return Guide.id.in_(removals.where(Removal.asked_by != me))
        case Wants.REVIEW_DUE:
            return Guide.review_by <= clock.today() + DUE_SOON
        case Wants.REVIEW_LATE:
            late = select(Review.guide_id).where(Review.closed_at.is_(None), Review.due_on < clock.today())
            return and_(Guide.state == State.IN_REVIEW, Guide.id.in_(late))
        case Wants.STALE:
            return Guide.stale_on <= clock.today()
        case Wants.SECOND_LOOK:
            return _owed()
        case Wants.MY_SECOND_LOOK:
            return _owed(Debt.forced_by != me, ~type_coerce(Debt.contributors, Text).contains(me))
        case Wants.MY_TEXT:
            theirs = texts_of(me) if mine is None else mine
            return exists().where(theirs.c.guide_id == Guide.id)
    return and_(Guide.state == State.IN_REVIEW, _waits_for(me))


def _owed(*more: ColumnElement[bool]) -> ColumnElement[bool]:
    """The debt of a text that nobody can read sleeps."""
    guide = aliased(Guide)
    awake = or_(Debt.kind == TAKEDOWN, guide.public_status == PublicStatus.LIVE_UNREVIEWED)
    owed = select(Debt.guide_id).join(guide, guide.id == Debt.guide_id).where(Debt.closed_at.is_(None), awake, *more)
    return Guide.id.in_(owed)


def _waits_for(me: str) -> ColumnElement[bool]:
    """The stage that the review stands at is open to a role of theirs, and not closed to them."""
    person = accounts.find(me)  # who looks is known already; asked for in each row, their roles were half of the work
    open_to, closed_to = (type_coerce(one, Text) for one in (Review.open_to, Review.closed_to))
    theirs = or_(false(), *(open_to.contains(f'"{one}"') for one in sorted(person.actor().roles if person else ())))
    waiting = select(Review.guide_id).where(Review.closed_at.is_(None), ~closed_to.contains(me), theirs)
    return Guide.id.in_(waiting)
