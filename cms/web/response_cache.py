"""Published bytes in memory.

What is kept is found by its address, and forgotten by its tags as soon as `public_clock` says that they moved: at once
in the process that moved it, within half a second in every other. While the database does not answer, what is kept is
served on.
"""

import logging
import os
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sqlalchemy.exc import SQLAlchemyError

from cms.store.public_clock import Moves
from cms.web.representation import Prepared

LISTS = "guides"  # the tag of everything that lists guides
_SECONDS_BETWEEN_LOOKS = 0.2
_FOR_QUERIES = 4  # a quarter of the bytes: whoever invents queries cannot push the pages out
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Seen:
    """The public clock, as last seen."""

    seq: int
    generation: int
    epoch: str


NOTHING_SEEN = Seen(-1, -1, "")


class ResponseCache:
    """Prepared answers by address; room is made by the second chance rule, close to "least recently used first".

    limit: bytes of all together. look: the clock now, and the ids of the guides whose public bytes changed after the
    generation that it is given.
    """

    def __init__(self, limit: int, look: Callable[[int], tuple[Seen, Iterable[str]]]) -> None:
        self._limit, self._look = limit, look
        self._pages: OrderedDict[str, Prepared] = OrderedDict()
        self._queries: OrderedDict[str, Prepared] = OrderedDict()
        self._by_tag: dict[str, set[str]] = {}
        self._sizes: dict[str, int] = {}
        self._lock = threading.RLock()
        self._moves = -1
        self._watched = False
        self._then: Callable[[], None] | None = None
        self.seen = NOTHING_SEEN
        self.degraded = False
        self.hits = self.not_modified = self.misses = self.evictions = self.bytes = self._query_bytes = 0

    @property
    def entries(self) -> int:
        return len(self._sizes)

    @property
    def knows_the_time(self) -> bool:
        """Whether what is kept can be told to be true without asking the database."""
        return self._watched and Moves.seen == self._moves

    def get(self, key: str) -> Prepared | None:
        """What is kept for this address and still true."""
        if not self.knows_the_time:
            self._look_now()
        return self.kept(key)

    def kept(self, key: str) -> Prepared | None:
        """The same where the time is known: nobody is asked whether it still is."""
        shelf = self._queries if "?" in key else self._pages
        found = shelf.get(key)
        if found is None:
            return None
        self.hits += 1
        found.wanted = True
        if found.size != found.weighed:
            self._weigh(key, found)
        return found

    def put(self, key: str, prepared: Prepared, seen: Seen) -> None:
        """Keeps an answer. seen: the clock before it was read from the database; dropped if that has moved since."""
        with self._lock:
            self.misses += 1
            if seen != self.seen or seen is NOTHING_SEEN:
                return
            self._drop(key)
            shelf = self._queries if "?" in key else self._pages
            shelf[key] = prepared
            self._sizes[key] = 0
            for tag in prepared.tags:
                self._by_tag.setdefault(tag, set()).add(key)
            self._weigh(key, prepared)

    def refresh(self) -> None:
        """Looks at the clock and forgets what has moved since."""
        moves, before = Moves.seen, self.seen
        try:
            now, moved = self._look(before.generation)  # without the lock: the database may let us wait
        except SQLAlchemyError as error:
            if not self.degraded:
                _log.warning("the public clock cannot be read; serving what is kept: %s", type(error).__name__)
            self.degraded, self._moves = True, moves
            return
        with self._lock:
            self.degraded = False
            if self.seen is not before and now.epoch == self.seen.epoch and now.generation <= self.seen.generation:
                return  # another thread looked later than we did
            if now.epoch != before.epoch or now.generation < before.generation:
                self.clear()
            elif now != before:
                for tag in (LISTS, *(f"guide:{guide_id}" for guide_id in moved)):
                    for key in self._by_tag.get(tag, set()).copy():
                        self._drop(key)
            self.seen, self._moves = now, moves

    def clear(self) -> None:
        with self._lock:
            for kept in (self._pages, self._queries, self._by_tag, self._sizes):
                kept.clear()
            self.bytes = self._query_bytes = 0
            self.seen = NOTHING_SEEN

    def watch(self, then: Callable[[], None] = lambda: None) -> None:
        """From the first request on, a thread looks at the clock, so that no reader waits for the database.

        then: called after each look. Not begun here: a server may fork before it serves, and a thread does not come
        along.
        """
        self._then = then
        os.register_at_fork(after_in_child=self._unwatched)

    def _unwatched(self) -> None:
        self._watched = False

    def _look_now(self) -> None:
        self.refresh()
        if self._then and not self._watched:
            self._watched = True
            threading.Thread(target=self._keep_looking, args=(self._then,), name="public-clock", daemon=True).start()

    def _keep_looking(self, then: Callable[[], None]) -> None:
        pause = threading.Event()
        while not pause.wait(_SECONDS_BETWEEN_LOOKS):
            try:
                self.refresh()
                then()
            except Exception:  # whatever it is, nobody would look again
                _log.exception("looking at the public clock failed")

    def _weigh(self, key: str, prepared: Prepared) -> None:
        """Counts what it takes now: it grows when a reader asks for another coding."""
        with self._lock:
            if key in self._sizes:
                size = prepared.weighed = prepared.size
                self.bytes += size - self._sizes[key]
                self._query_bytes += (size - self._sizes[key]) if "?" in key else 0
                self._sizes[key] = size
                self._make_room()

    def _make_room(self) -> None:
        """Queries first, beyond their share; then pages."""
        while self._queries and (
            self._query_bytes > self._limit // _FOR_QUERIES or (self.bytes > self._limit and not self._pages)
        ):
            self._give_up_one(self._queries)
        while self._pages and self.bytes > self._limit:
            self._give_up_one(self._pages)

    def _give_up_one(self, shelf: OrderedDict[str, Prepared]) -> None:
        """The oldest that nobody asked for since it was last looked at: a hit notes no more than that it was one."""
        while (oldest := shelf[key := next(iter(shelf))]).wanted:
            oldest.wanted = False
            shelf.move_to_end(key)
        self._drop(key)
        self.evictions += 1

    def _drop(self, key: str) -> None:
        size = self._sizes.pop(key, None)
        if size is None:
            return
        self.bytes -= size
        self._query_bytes -= size if "?" in key else 0
        prepared = (self._queries if "?" in key else self._pages).pop(key)
        for tag in prepared.tags:
            keys = self._by_tag[tag]
            keys.discard(key)
            if not keys:
                del self._by_tag[tag]
