"""The vocabulary: the roles, skills and resources that live guides name, and the graph of roles they make."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row, and_, case, func, or_, select, union

from cms.store.changes import Change
from cms.store.db import session
from cms.store.publications import Publication
from cms.store.terms import Term

_LIVE = Publication.ended_at.is_(None)


@dataclass(frozen=True)
class Entry:
    """A term in the wording of the guide that went public last and names it. guides: how many do, by kind of term.

    detail: what that guide says of it besides, plain JSON.
    """

    value: str
    label: str
    detail: dict[str, Any]
    guides: dict[str, int]


def entries(kinds: Sequence[str], *, limit: int, after: str = "") -> list[Entry]:
    """What live guides name as one of these kinds, in the order of the values. after: the last one before."""
    pages = []
    for kind in kinds:  # one by one, for then each is read off its index, and no further than a page
        named = select(Term.value).where(Term.kind == kind, Term.value > after).distinct().order_by(Term.value)
        pages.append(select(named.limit(limit).subquery().c.value))
    together = union(*pages).subquery()
    # Ordered by the database and never here: it is the one that compares with `after`, and has its own alphabet.
    values = session().scalars(select(together.c.value).order_by(together.c.value).limit(limit)).all()
    worded, guides = wordings(kinds, values), _counts(kinds, values)
    return [Entry(value, *worded[value], guides[value]) for value in values if value in worded]


def wordings(kinds: Sequence[str], values: Sequence[str]) -> dict[str, tuple[str, dict[str, Any]]]:
    """Label and detail of each value, as the guide whose last public change is the newest says them."""
    if not values:
        return {}
    among = (Term.kind.in_(kinds), Term.value.in_(values))
    of_term = Change.guide_id == Term.guide_id
    newest = select(Term.value, func.max(Change.seq).label("seq")).join(Change, of_term).where(*among)
    last = newest.group_by(Term.value).subquery()
    same = and_(last.c.value == Term.value, last.c.seq == Change.seq)
    query = select(Term.value, Term.label, Term.detail).join(Change, of_term).join(last, same).where(*among)
    return {value: (label, detail) for value, label, detail in session().execute(query.order_by(Term.kind))}


def _counts(kinds: Sequence[str], values: Sequence[str]) -> dict[str, dict[str, int]]:
    query = select(Term.value, Term.kind, func.count()).where(Term.kind.in_(kinds), Term.value.in_(values))
    counted: dict[str, dict[str, int]] = defaultdict(dict)
    for value, kind, guides in session().execute(query.group_by(Term.value, Term.kind)):
        counted[value][kind] = guides
    return counted


def edges(*, limit: int, after: UUID | None = None) -> Sequence[Row[Any]]:
    """Live guides as edges between roles, in the order of their ids: rows (guide_id, slug, title, language, from_slug,
    to_slug, facts).
    """
    columns = (
        Publication.guide_id, Publication.slug, Publication.title, Publication.language, Publication.from_slug,
        Publication.to_slug, Publication.facts,
    )  # fmt: skip
    query = select(*columns).where(_LIVE, *([Publication.guide_id > after] if after else []))
    return session().execute(query.order_by(Publication.guide_id).limit(limit)).all()


def alike(kinds: Sequence[str], slug: str, text: str, *, limit: int) -> list[tuple[str, int]]:
    """Terms of live guides whose value contains `slug`, or whose label contains `text`: (value, guides).

    What begins with it comes first, then what many guides name. A value is a slug, so comparing it knows neither case
    nor accents; labels are looked at for the sake of those without Latin letters. slug: "" when the text has none.
    """
    label, word = func.lower(Term.label), text.lower()
    fits, begins = [label.contains(word, autoescape=True)], [label.startswith(word, autoescape=True)]
    if slug:
        fits.append(Term.value.contains(slug, autoescape=True))
        begins.append(Term.value.startswith(slug, autoescape=True))
    guides = func.count(Term.guide_id.distinct())
    first = func.max(case((or_(*begins), 1), else_=0))
    query = select(Term.value, guides).where(Term.kind.in_(kinds), or_(*fits)).group_by(Term.value)
    found = session().execute(query.order_by(first.desc(), guides.desc(), Term.value).limit(limit))
    return [(value, number) for value, number in found]
