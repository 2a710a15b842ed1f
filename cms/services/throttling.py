"""Guessing is slowed down, and nobody is locked out: after a few failures each further try has to wait, longer every
time up to a quarter of an hour. Tries are counted for the account and for the address they come from; a device that
signed in to the account before has a count of its own, so that its owner need not wait because others guess.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address

from cms import clock
from cms.store import tries
from cms.store.db import transaction

_MOST_DOUBLINGS = 20


@dataclass(frozen=True)
class Limit:
    """free: failures without a wait. Each further one doubles the wait. forgotten: after that long without a try."""

    free: int
    first_wait: timedelta = timedelta(seconds=30)
    longest_wait: timedelta = timedelta(minutes=15)
    forgotten: timedelta = timedelta(hours=24)

    def wait(self, failures: int) -> timedelta:
        if failures < self.free:
            return timedelta(0)
        doublings = min(failures - self.free, _MOST_DOUBLINGS)
        return min(self.longest_wait, self.first_wait * (1 << doublings))


@dataclass(frozen=True)
class Counter:
    """shared: of all who come from there, so that one who succeeds gives back no more than their own try."""

    name: str
    limit: Limit
    shared: bool = False


_ONE, _MANY = Limit(free=5), Limit(free=20, forgotten=timedelta(hours=1))


def counters(what: str, *, account: str, address: str, device: str = "") -> list[Counter]:
    """Those that a try counts for. what: is tried. account: as typed, known or not; "" for none.

    device: one that is known to the account.
    """
    if device:
        return [Counter(f"{what} device {device} {account}", _ONE)]
    own = [Counter(f"{what} account {account}", _ONE)] if account else []
    return [*own, Counter(f"address {network(address)}", _MANY, shared=True)]


def take(counted: Sequence[Counter]) -> int:
    """Counts a try as failed before it is looked at, so that many at once cannot slip through.

    Returns the seconds to wait when it must not be looked at; then it is not counted either.
    """
    if wait := _seconds(tries.latest(one.name for one in counted) - clock.now()):
        return wait  # a flood of tries only reads
    with transaction():
        rows = [(one.limit, tries.locked(one.name)) for one in _in_order(counted)]
        at = clock.now()  # only now: whoever held the rows before has a later time than that of our coming
        if wait := _seconds(max(row.until for _, row in rows) - at):
            return wait
        for limit, row in rows:
            _count(row, limit, at)
    return 0


def succeeded(counted: Sequence[Counter]) -> None:
    """Takes the try back."""
    with transaction():
        for one in _in_order(counted):
            row = tries.locked(one.name)
            row.failures = max(0, row.failures - 1) if one.shared else 0
            row.until = clock.now()


def network(address: str) -> str:
    """What one household or office shares: an IPv4 address, the first half of an IPv6 address."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if isinstance(found, IPv6Address):
        mapped = found.ipv4_mapped
        return str(mapped) if mapped else f"{int(found) >> 64:016x}"
    return str(found)


def _seconds(wait: timedelta) -> int:
    """Whole ones, rounded up; 0 when there is nothing to wait for."""
    return max(0, math.ceil(wait.total_seconds()))


def _in_order(counted: Sequence[Counter]) -> Sequence[Counter]:
    """In which all lock them, so that no two wait for each other."""
    return sorted(counted, key=lambda one: one.name)


def _count(row: tries.Tries, limit: Limit, at: datetime) -> None:
    row.failures = 1 if at - row.last_at >= limit.forgotten else row.failures + 1
    row.last_at, row.until = at, at + limit.wait(row.failures)
