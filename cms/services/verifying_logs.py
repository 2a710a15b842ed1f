"""Whether the logs are what was written: every link of their chains, from the first to the last."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from cms.store import chains, events, site_events


@dataclass(frozen=True)
class Verdict:
    """links: how many were looked at, in so many chains. broken: a sentence for each chain that does not hold."""

    links: int
    chains: int
    broken: Sequence[str]


def verify() -> Verdict:
    """Looks at every link of every chain, and whether each guide stands where its last event says. It only reads, and
    takes its time: people go on working meanwhile.
    """
    found: list[str] = []
    links = number = 0
    for guide_id, rows in groupby(events.all_chains(), key=lambda row: row.guide_id):
        chain = list(rows)
        number, links = number + 1, links + len(chain)
        if wrong := chains.broken(chain):
            found.append(f"Guide {guide_id}: event {wrong.number} is the first that does not hold: {wrong.why}.")
        elif not events.stands_there(guide_id):
            found.append(f"Guide {guide_id}: it does not stand where event {len(chain)}, its last, says.")
    found += [f"Guide {one}: event 1 is missing." for one in events.without_any()]
    if wrong := chains.broken(site_events.whole_chain()):
        found.append(f"Site: event {wrong.number} is the first that does not hold: {wrong.why}.")
    return Verdict(links + site_events.number(), number + 1, found)
