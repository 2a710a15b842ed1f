"""Saying that one has a guide open, and seeing who else has. Advice: it locks nothing and stands in no log.

A page says a word every 15 seconds. Few of them write: SQLite has one writer, and saves must not queue behind them.
"""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from cms import clock
from cms.store import accounts, guides, presence
from cms.store.db import session, transaction
from cms.store.presence import Presence
from cms.workflow import Actor

BEAT_SECONDS = 15
_FRESH = timedelta(seconds=10)  # a row this young is not written again, unless its section changed …
_RESTLESS = timedelta(seconds=3)  # … and that this often at most


@dataclass(frozen=True)
class Other:
    """Somebody else at the same guide. section: its name, "" for nowhere. own_tab: the person who asks, elsewhere."""

    name: str
    section: str
    own_tab: bool = False


def here(guide_id: UUID, *, tab: str, section: str, actor: Actor) -> list[Other]:
    """Says that this page is open, and returns who else is here; who came first stands first. Raises NotFound."""
    guides.find(guide_id)
    now, kept = clock.now(), presence.of_page(guide_id, actor.id, tab)
    age = now - kept.seen_at if kept else None
    if age is None or age >= _FRESH or (kept and kept.section != section and age >= _RESTLESS):
        _write(guide_id, tab, section, actor)
    return _others(guide_id, tab, actor)


def leave(guide_id: UUID, *, tab: str, actor: Actor) -> None:
    """The page was closed; without this word it is gone 45 seconds later."""
    with transaction():
        if kept := presence.of_page(guide_id, actor.id, tab):
            session().delete(kept)


def _write(guide_id: UUID, tab: str, section: str, actor: Actor) -> None:
    now = clock.now()
    try:
        with transaction():
            presence.forget(guide_id)
            kept = presence.of_page(guide_id, actor.id, tab)
            if kept is None:
                kept = Presence(guide_id=guide_id, person_id=actor.id, tab=tab, section=section, since=now, seen_at=now)
                session().add(kept)
            kept.section, kept.seen_at = section, now
    except IntegrityError:
        pass  # the same page said so twice at once


def _others(guide_id: UUID, tab: str, actor: Actor) -> list[Other]:
    pages = [one for one in presence.here(guide_id) if (one.person_id, one.tab) != (actor.id, tab)]
    names = accounts.names({one.person_id for one in pages})
    seen = {(one.person_id, one.section): one for one in pages}.values()
    return [Other(names[one.person_id], one.section, one.person_id == actor.id) for one in seen]
