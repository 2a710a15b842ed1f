"""What factories write is written by the services once: the next test that calls them alike gets a copy of it.

A new database, and one that only such calls have written to, is known by the chain of these calls: what each was given,
and the time where the clock stands still. Where the clock goes, a copy is used for a minute: so old it could be on a
slow machine. Whatever else writes ends the chain, and what comes after is written by the services again.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Protocol, TypeVar, cast

from flask import current_app
from time_machine import escape_hatch

from cms import clock
from cms.store.db import session

T = TypeVar("T")

_MOST = 64  # copies kept of each application, of about a megabyte
MOST_AGE = timedelta(minutes=1)
_NUMBERS = count()


class Place(Protocol):
    """A database that knows whether anybody wrote to it since it was marked."""

    def mark(self) -> None: ...

    def is_as_marked(self) -> bool: ...

    def image(self) -> bytes: ...


@dataclass(frozen=True)
class _Copy:
    """number: its own, for a later one of the same calls is another. calls: all that made it."""

    number: int
    image: bytes
    value: object
    made: datetime
    calls: tuple[Hashable, ...]


@dataclass
class Snapshots:
    """Of one application's database. put: exchanges it for that image. shut: keeps everybody else out meanwhile."""

    place: Place
    put: Callable[[bytes], None]
    shut: Callable[[], AbstractContextManager[None]]
    _parts: object
    _now: str | _Copy | None = None  # the template or the copy that the database was last, before others wrote to it
    _kept: OrderedDict[Hashable, _Copy] = field(default_factory=OrderedDict)

    def begin(self, template: str) -> None:
        """The database is a copy of that template."""
        self._now = template
        self.place.mark()

    def holds(self, call: Hashable) -> bool:
        """Whether this call was among those that made the database what it is."""
        return isinstance(self._now, _Copy) and call in self._now.calls and self._known()

    def once(self, call: Hashable, write: Callable[[], T]) -> T:
        """What `write` returns: now, or when it was first called in a database like this. It must be plain data."""
        if not self._known():
            return write()
        with self.shut():
            return self._made(call, write) if self._known() else write()

    def _known(self) -> bool:
        return bool(
            self._now
            and self.place.is_as_marked()
            and current_app.extensions["crossway"] is self._parts  # a test may have exchanged them
            and threading.current_thread() is threading.main_thread()
            and not session().info.get("acting")
        )

    def _made(self, call: Hashable, write: Callable[[], T]) -> T:
        still = escape_hatch.is_travelling()
        before, self._now = self._now, None  # meanwhile `write` itself may call factories, and it may fail
        asked = (before.number if isinstance(before, _Copy) else before, call, clock.now() if still else None)
        found = self._kept.get(asked)
        if found and (still or clock.now() - found.made < MOST_AGE):
            session().rollback()
            session().expire_all()  # what was read before is read again, as after an act
            self.put(found.image)
        else:
            value = write()
            calls = (*(before.calls if isinstance(before, _Copy) else ()), call)
            found = self._kept[asked] = _Copy(next(_NUMBERS), self.place.image(), value, clock.now(), calls)
            if len(self._kept) > _MOST:
                self._kept.popitem(last=False)
        self._kept.move_to_end(asked)
        self._now = found
        self.place.mark()
        return cast(T, found.value)


def once(call: Hashable, write: Callable[[], T]) -> T:
    """The same for the current application; where it keeps no copies, `write` is called."""
    found: Snapshots | None = current_app.extensions.get("snapshots")
    return found.once(call, write) if found else write()


def holds(call: Hashable) -> bool:
    found: Snapshots | None = current_app.extensions.get("snapshots")
    return found is not None and found.holds(call)
