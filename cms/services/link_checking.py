"""Whether the web addresses that guides recommend still answer: noted when a text is saved, asked for by the worker."""

from collections.abc import Mapping
from datetime import timedelta
from hashlib import sha256
from urllib.parse import urlsplit
from uuid import UUID

from cms import clock
from cms.content import Document, LinkCheck
from cms.store import links, outbox
from cms.store.db import transaction

CHECK = "link"  # the kind of job
_UNTIL_IT_IS_TYPED = timedelta(minutes=2)
_UNTIL_AGAIN = timedelta(days=30)
_AFTER_A_FAILURE = timedelta(days=1)  # the second tells an address that is gone from one that was away
_AFTER_MORE = timedelta(days=7)
_TAKEN_FOR = timedelta(hours=6)  # should the job be lost
_AT_A_TIME = 50


def note(guide_id: UUID, document: Document, before: Document | None) -> None:
    """Inside the act that saves. before: the text until now; where it named the same, nothing is to do."""
    urls = addresses(document)
    if before is None or urls != addresses(before):
        links.name(guide_id, urls, due_at=clock.now() + _UNTIL_IT_IS_TYPED)


def addresses(document: Document) -> set[str]:
    return {row["url"] for row in document.get("resources", ()) if row.get("url")}


def known(document: Document) -> Mapping[str, LinkCheck]:
    """What came of the last check of each address in the text, as the rules read it."""
    urls = addresses(document)
    found = links.results(urls) if urls else {}
    return {url: LinkCheck(at.date(), failures) for url, (at, failures) in found.items()}


def order_due() -> int:
    """Hands the addresses whose time has come to the worker; returns how many. Several workers may ask at once."""
    with transaction():
        now = clock.now()
        due = links.take_due(now, until=now + _TAKEN_FOR, limit=_AT_A_TIME)
        for url in due:
            outbox.add(CHECK, {"url": url}, subject=_site(url))
    return len(due)


def record(url: str, *, answers: bool) -> None:
    """What came of asking; inside the act that settles the job."""
    now = clock.now()
    failures = 0 if answers else links.failures(url) + 1
    pause = (_UNTIL_AGAIN, _AFTER_A_FAILURE, _AFTER_MORE)[min(failures, 2)]
    links.asked(url, at=now, failures=failures, due_at=now + pause)


def _site(url: str) -> str:
    """One site is not asked by all threads at once."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:  # a draft may name what is no address yet; asking for it fails, and nothing else does
        host = ""
    return f"site:{sha256(host.encode()).hexdigest()[:32]}"
