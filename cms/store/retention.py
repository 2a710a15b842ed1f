"""How long what was done is remembered: what went well for 30 days, what failed for 90, as long as the events; an
autosave that a later one of its sitting replaced, for a day; what people were told, for 180 days; acts on many guides,
for 30.
"""

from contextlib import suppress
from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from cms.clock import now
from cms.store import bulk, links, notifications, open_pages, presence, share_links, sittings, tries, user_sessions
from cms.store.db import session, transaction
from cms.store.outbox import DEAD, DONE, Job
from cms.store.webhook_deliveries import WebhookAttempt
from cms.store.webhooks import WebhookEvent
from cms.store.workers import WorkerBeat

_KEPT = {DONE: timedelta(days=30), DEAD: timedelta(days=90)}
_EVENTS_KEPT = timedelta(days=90)
_PAGES_KEPT = timedelta(days=7)
_AUTOSAVES_KEPT = timedelta(hours=24)  # until then another page may have one as its base
_LINKS_KEPT = timedelta(days=90)  # after they ended
_SESSIONS_KEPT = timedelta(days=7)  # the longest that one stays signed in
_TRIES_KEPT = timedelta(hours=24)
_NOTIFICATIONS_KEPT = timedelta(days=180)
_RUNS_KEPT = timedelta(days=30)  # acts on many guides, with what came of each
_BEATS_KEPT = timedelta(days=1)
_A_BATCH = 500  # others write between two batches


def forget() -> int:
    """Removes what is older; returns how many jobs."""
    removed = 0
    for state in _KEPT:
        while batch := _forget_batch(state):
            removed += batch
    sittings.forget_superseded(now() - _AUTOSAVES_KEPT)
    with transaction() as act:
        open_pages.forget(now() - _PAGES_KEPT)
        act.execute(delete(WebhookEvent).where(WebhookEvent.at < now() - _EVENTS_KEPT))
        act.execute(delete(WorkerBeat).where(WorkerBeat.seen_at < now() - _BEATS_KEPT))
    with transaction():
        tries.forget_before(now() - _TRIES_KEPT)
        share_links.forget_before(now() - _LINKS_KEPT)
        presence.forget()
        user_sessions.forget_before(now() - _SESSIONS_KEPT)
        notifications.forget_before(now() - _NOTIFICATIONS_KEPT)
        bulk.forget_before(now() - _RUNS_KEPT)
    _forget_links()
    return removed


def _forget_links() -> None:
    after = ""
    while keys := links.unnamed(after=after, limit=_A_BATCH):
        with suppress(IntegrityError), transaction():  # a text names one of them again: next time, without it
            links.forget(keys)
        after = keys[-1]


def _forget_batch(state: str) -> int:
    with transaction():
        old = select(Job.id).where(Job.state == state, Job.finished_at < now() - _KEPT[state]).limit(_A_BATCH)
        ids = session().scalars(old).all()
        session().execute(delete(WebhookAttempt).where(WebhookAttempt.job_id.in_(ids)))
        session().execute(delete(Job).where(Job.id.in_(ids)))
    return len(ids)
