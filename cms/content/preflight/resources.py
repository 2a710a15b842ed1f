"""The R rules: whether what the guide recommends can be found, is used, and is named in full."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import timedelta
from urllib.parse import urlsplit

from cms.content.preflight.amounts import quoted_titles
from cms.content.preflight.called import Called, names
from cms.content.preflight.finding import Finding
from cms.content.preflight.reading import Reading, Row

_TRACKING = ("ref", "fbclid", "gclid")
_FAILURES_IN_A_ROW = 2
_LINK_KNOWN_FOR = timedelta(days=90)
_NEEDED = ("critical", "important")


def findings(reading: Reading) -> Iterator[Finding]:
    for index, row in enumerate(reading.rows("resources")):
        where, name = ("resources", index), f"“{row.get('title', 'This resource')}”"
        values = [row.get("title", ""), row.get("provider", "")]
        if "url" not in row:
            yield reading.found("R01", where, f"{name} has no web address. Add the page where readers find it.", values)
        if "amount" not in row.get("cost", {}):
            yield reading.found("R05", where, f"What does {name} cost? Give the amount, 0 when it is free.")
    yield from _duplicates(reading)
    yield from _off_roadmap(reading)
    yield from _without_task(reading)
    yield from _broken(reading)
    yield from _unlisted(reading)


def address_key(url: str) -> str:
    """What two addresses are compared by; "" for what is no address.

    Not compared: the scheme, the host's capitals, the order of the query, fragment, trailing slash, tracking members.
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    if not parts.netloc:
        return ""
    query = sorted(one for one in parts.query.split("&") if one and not _tracks(one.partition("=")[0].lower()))
    return f"{parts.netloc.lower()}{parts.path.rstrip('/')}?{'&'.join(query)}"


def _tracks(name: str) -> bool:
    return name.startswith("utm_") or name in _TRACKING


def same_resource(reading: Reading) -> Iterator[list[int]]:
    """Groups of places that hold one and the same resource, each group once."""
    by_title: dict[tuple[str, str], list[int]] = defaultdict(list)
    by_address: dict[str, list[int]] = defaultdict(list)
    for place, row in enumerate(reading.rows("resources")):
        if title := reading.norm(row.get("title", "")):
            by_title[title, reading.norm(row.get("provider", ""))].append(place)
        if address := address_key(row.get("url", "")):
            by_address[address].append(place)
    titled = [places for places in by_title.values() if len(places) > 1]
    yield from titled
    for places in by_address.values():
        if len(places) > 1 and not any(set(places) <= set(known) for known in titled):
            yield places


def _duplicates(reading: Reading) -> Iterator[Finding]:
    """R02, at every row of a group but its first; a reason is about the group, whichever row stands first."""
    rows = reading.rows("resources")
    for places in same_resource(reading):
        first, values = rows[places[0]].get("title", "another"), sorted(str(rows[place].get("id")) for place in places)
        for place in places[1:]:
            message = (
                f"“{rows[place].get('title', 'This resource')}” is the same resource as “{first}”. Keep one of them."
            )
            yield reading.found("R02", ("resources", place), message, values, anchor="resources")


def _off_roadmap(reading: Reading) -> Iterator[Finding]:
    """R03."""
    needed: dict[str, Row] = {}
    for row in reading.rows("skills_to_learn"):
        if row.get("priority") in _NEEDED:
            for name in row.get("resource_ids", []):
                needed.setdefault(name, row)
    for name, row in needed.items():
        place = reading.resource_places.get(name)
        if place is not None and name not in reading.steps_using:
            title, skill = reading.rows("resources")[place].get("title", name), row.get("skill", {}).get("label", "")
            message = f"“{title}” teaches “{skill}”, but stands in no step. Add it to a step of the roadmap."
            yield reading.found("R03", ("resources", place), message)


def _without_task(reading: Reading) -> Iterator[Finding]:
    """R04."""
    for index, step in enumerate(reading.rows("roadmap")):
        tasks = step.get("tasks", [])
        told = "\n".join(reading.norm(task) for task in tasks)
        for name in dict.fromkeys(step.get("resource_ids", [])):
            place = reading.resource_places.get(name)
            row = reading.rows("resources")[place] if place is not None else {}
            called = Called(reading.norm(one) for one in names(row))
            if "title" in row and not called.is_named_in(told) and not any(map(called.fits, _quoted(reading, tasks))):
                message = (
                    f"Step {index + 1} lists “{row['title']}”, but none of its tasks says what to do with it. "
                    "Name it in one."
                )
                yield reading.found("R04", ("roadmap", index), message)


def _quoted(reading: Reading, texts: Iterable[str]) -> Iterator[str]:
    return (reading.norm(title) for text in texts for title in quoted_titles(text))


def _broken(reading: Reading) -> Iterator[Finding]:
    """R06. An address without a result has not had its turn yet."""
    links = reading.outside.links if reading.outside else None
    for index, row in enumerate(reading.rows("resources") if links is not None else ()):
        check = links.get(row.get("url", "")) if links is not None else None
        if check is None:
            continue
        where, name, values = ("resources", index), f"“{row.get('title', 'This resource')}”", [row["url"]]
        if check.failures >= _FAILURES_IN_A_ROW:
            message = (
                f"The web address of {name} failed {check.failures} times in a row. Open it, and correct or replace it."
            )
            yield reading.found("R06", where, message, [*values, "failed"])
        elif reading.today - check.checked_on > _LINK_KNOWN_FOR:
            message = f"The web address of {name} was last checked on {check.checked_on}. See that it still works."
            yield reading.found("R06", where, message, [*values, "old"])


def _unlisted(reading: Reading) -> Iterator[Finding]:
    """R07."""
    listed = Called(reading.norm(name) for row in reading.rows("resources") for name in names(row))
    known: dict[str, bool] = {}
    for where, text in reading.instructions:
        for title in dict.fromkeys(quoted_titles(text)):
            name = reading.norm(title)
            if name not in known:
                known[name] = listed.fits(name)
            if not known[name]:
                message = f"“{title}” is not among the resources. Add it there, or write it without quotation marks."
                yield reading.found("R07", where, message, [name])
