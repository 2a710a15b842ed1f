"""Days and times as people give and read them: where they are. Everything else is UTC."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from functools import cache
from itertools import groupby
from zoneinfo import ZoneInfo, available_timezones

from cms.errors import InvalidContent

# Names of the database that say no place: the machine's own zone, the rules it falls back to, and “not yet set”.
_NO_PLACE = frozenset({"localtime", "posixrules", "Factory"})
_REGIONS = ("Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")


def place(zone: str) -> ZoneInfo:
    """The zone with this IANA name. Raises ValueError for any other, and for one that depends on the machine."""
    if zone not in _names():
        raise ValueError(f"“{zone}” is no time zone that is the same everywhere")
    return ZoneInfo(zone)


def moment(day: str, clock: str, zone: str) -> datetime:
    """day: as in 2026-11-30; clock: as in 09:00; zone: an IANA name.

    Raises InvalidContent, under `due` or `zone`, for what cannot be read, for a time with an offset of its own, and for
    one that the clocks of that place leave out or show twice.
    """
    try:
        there = place(zone)
    except ValueError:
        raise InvalidContent({"zone": ["Choose a time zone, such as Europe/Berlin."]}) from None
    try:
        local = datetime.combine(date.fromisoformat(day), time.fromisoformat(clock))
        if local.tzinfo:
            raise InvalidContent({"due": [_with_offset(clock, local.astimezone(there), zone)]})
        first, second = (local.replace(tzinfo=there, fold=fold).astimezone(UTC) for fold in (0, 1))
    except (ValueError, OverflowError):
        raise InvalidContent({"due": ["Give a day, such as 2026-11-30, and a time, such as 09:00."]}) from None
    if first == second:
        return first
    said = f"In {zone}, {local:%H:%M} on {local:%-d %B %Y}"
    if first > second:
        later = first.astimezone(there)
        why = f"{said} does not exist, because the clocks go forward. Choose another time, such as {later:%H:%M}."
    else:
        why = f"{said} comes twice, because the clocks go back. Choose UTC, and {first:%H:%M} or {second:%H:%M}."
    raise InvalidContent({"due": [why]})


def _with_offset(clock: str, there: datetime, zone: str) -> str:
    """Two places at once: the offset may be meant, or the zone, so neither is taken."""
    return (
        f"{clock.strip()} on that day is {there:%H:%M} on {there:%-d %B %Y} in {zone}. "
        "Give the time as the clocks there show it, without an offset."
    )


def in_words(at: datetime, zone: str) -> str:
    """Such as “Mon 30 Nov 2026, 09:00 (Europe/Berlin), which is 08:00 UTC”: the zone is always said."""
    local = at.astimezone(ZoneInfo(zone))
    if local.utcoffset() == at.astimezone(UTC).utcoffset():
        return f"{local:%a %-d %b %Y, %H:%M} UTC"
    there = at.astimezone(UTC)
    utc = f"{there:%H:%M}" if there.date() == local.date() else f"{there:%a %-d %b, %H:%M}"
    return f"{local:%a %-d %b %Y, %H:%M} ({zone}), which is {utc} UTC"


@cache
def _names() -> frozenset[str]:
    """Copies of the database under `posix/` and `right/` are not among them; the latter count leap seconds."""
    return frozenset(available_timezones()) - _NO_PLACE


@cache
def zones() -> Mapping[str, Sequence[str]]:
    """The names to choose from, by region."""
    named = sorted(name for name in _names() if name.partition("/")[0] in _REGIONS)
    return {region: list(names) for region, names in groupby(named, key=lambda name: name.partition("/")[0])}
