"""A guide's roadmap as a calendar (iCalendar, RFC 5545): one all-day event for each step, from a given day on."""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from urllib.parse import urlsplit

from cms.content import derived
from cms.content.rows import identity
from cms.content.text import UNSAFE
from cms.rendering import urls
from cms.rendering.published import PublishedGuide, Site
from cms.rendering.references import References
from cms.rendering.words import Words

MEDIA_TYPE = "text/calendar"

Span = tuple[Fraction, Fraction]

_HALF = Fraction(1, 2)
_OCTETS = 75  # of a line without its end, RFC 5545 §3.1
_LINE_END = re.compile("\r\n?|[\n\x85\u2028\u2029]")
_MARKS = re.compile(r"[\\;,]")


def first_monday(moment: datetime) -> date:
    """The Monday on or after the day of `moment` (UTC): a start that every rendering of a guide finds again."""
    day = moment.astimezone(UTC).date()
    return day + timedelta(days=-day.weekday() % 7)


def step_days(start: date, spans: Sequence[Span | None]) -> list[tuple[date, date] | None]:
    """First day of each step and the day after its last. spans: in weeks from `start`; None for a step left out.

    Both ends are rounded alike, so that a step begins on the day another ends; a step has at least one day.
    """
    last = (date.max - start).days - 1  # a calendar ends with the year 9999

    def days(span: Span) -> tuple[date, date]:
        begin, end = (min(int(weeks * 7 + _HALF), last) for weeks in span)
        return start + timedelta(days=begin), start + timedelta(days=max(end, begin + 1))

    return [span and days(span) for span in spans]


def calendar_text(guide: PublishedGuide, site: Site, start: date, spans: Sequence[Span | None] | None = None) -> str:
    """The calendar that begins on `start`. spans: a reader's own for each step, as in step_days; else the guide's."""
    days = step_days(start, derived.step_spans(guide.document) if spans is None else spans)
    name = _text(guide.title)
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Crossway//Career transition guides//EN", "CALSCALE:GREGORIAN",
        f"NAME:{name}", f"X-WR-CALNAME:{name}",
    ]  # fmt: skip
    references, words = References(guide.document), Words(guide.language)
    for number, (step, when) in enumerate(zip(guide.document.get("roadmap", ()), days, strict=True), 1):
        if when is None:
            continue
        url = f"{urls.guide_url(site, guide.slug)}#{references.anchor(step)}"
        about = "\n".join([*(f"• {task}" for task in step.get("tasks", ())), url])
        lines += [
            "BEGIN:VEVENT",
            f"UID:{_text(guide.guide_id)}-{_text(identity(step) or str(number))}@{urlsplit(site.base_url).hostname}",
            f"DTSTAMP:{guide.modified_at.astimezone(UTC):%Y%m%dT%H%M%SZ}",
            f"DTSTART;VALUE=DATE:{when[0]:%Y%m%d}",
            f"DTEND;VALUE=DATE:{when[1]:%Y%m%d}",
            f"SUMMARY:{_text(step.get('title') or words.plain('Step'))}",
            f"DESCRIPTION:{_text(about)}",
            f"URL:{url}",
            "TRANSP:TRANSPARENT",  # a step fills spare hours: its weeks are not busy
            "END:VEVENT",
        ]
    return "".join(f"{_folded(line)}\r\n" for line in [*lines, "END:VCALENDAR"])


def _text(text: str) -> str:
    """An author's words as a value of type TEXT: no character of theirs ends a line, a value or a parameter."""
    return UNSAFE.sub("", _LINE_END.sub(r"\\n", _MARKS.sub(r"\\\g<0>", text)))


def _folded(line: str) -> str:
    """`line` cut after 75 octets at most, each further part behind a space, and no character cut in two."""
    rest, parts, room = line.encode(), [], _OCTETS
    while len(rest) > room:
        cut = room
        while rest[cut] & 0xC0 == 0x80:  # inside a character
            cut -= 1
        parts.append(rest[:cut])
        rest, room = rest[cut:], _OCTETS - 1
    return b"\r\n ".join([*parts, rest]).decode()
