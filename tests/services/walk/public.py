"""Always true of what readers get: 1, 6, 7 and 8."""

import json
from collections import Counter
from collections.abc import Collection
from uuid import UUID

from cms import content
from tests.services.walk.model import Written
from tests.services.walk.moment import words_in, words_of
from tests.services.walk.records import Step
from tests.support.clients import ORIGIN


def only_what_took_a_number_changed(step: Step) -> None:
    """1, and 7: only what took a number changed a public byte."""
    for name in ("guide_id", "slug"):
        assert max(Counter(getattr(row, name) for row in step.now.live).values(), default=1) == 1, f"1: twice by {name}"
    if step.now.clock.seq == step.before.clock.seq:
        assert step.now.clock == step.before.clock, "7"
        for table in ("publication", "rendition", "term", "change"):
            assert step.now.tables[table] == step.before.tables[table], "7"
        for path, answer in step.before.answers.items():
            assert step.now.answers[path] == answer, f"7: {path}"


def each_path_is_one_thing(step: Step) -> None:
    """8. Each path is one thing: live, withdrawn, moved in one step to what is neither, gone, or unknown."""
    last = {guide.slug: guide for guide in step.guides if guide.slug}
    moved = {slug: guide for guide in step.guides for slug in guide.earlier - {guide.slug}}
    assert not last.keys() & moved.keys()
    for path, (status, _, location, body) in step.now.answers.items():
        if not path.startswith("/guides/"):
            continue
        slug, dot, _ = path.removeprefix("/guides/").partition(".json")
        guide = last.get(slug) or moved.get(slug)
        if guide is None:
            assert (status, location) == (404, None), f"8: {path}"
        elif guide.left == "redirected" or (slug in moved and guide.left != "gone"):
            assert (status, location) == (301, f"/guides/{_arrives(guide, step.guides).slug}{dot}"), f"8: {path}"
        elif guide.left == "gone" or (guide.left and dot):
            assert (status, location) == (410, None), f"8: {path}"
        else:
            assert (status, location) == (200, None), f"8: {path}"
            number = step.now.of("publication", guide.id)[-1].number
            form = "resource" if dot else "page"
            assert body.decode() == step.now.row("rendition", (guide.id, number, form)).body


def _arrives(guide: Written, guides: Collection[Written]) -> Written:
    """The guide at the end of all redirects."""
    passed = [guide]
    while guide.target:
        guide = next(one for one in guides if one.id == guide.target)
        assert guide not in passed, "8: a loop"
        passed.append(guide)
    return guide


def readers_see_nothing_else(step: Step) -> None:
    """6. What readers get is what is live: the same guides everywhere, and no word of a draft anywhere."""
    now = step.now
    live = {row.guide_id: row for row in now.live}
    feed = json.loads(now.answers["/feed.json"][3])
    assert {UUID(item["id"].removeprefix("urn:uuid:")) for item in feed["items"]} == set(live)
    allowed = set[str]()
    for guide_id, row in live.items():
        document = now.row("revision", (guide_id, row.revision_number)).document
        allowed |= words_of(document)
        served = json.loads(now.answers[f"/guides/{row.slug}.json"][3])
        assert served.pop("_guide")["content_hash"] == content.content_hash(document) == row.content_hash
        assert content.digest(content.draft(served)) == row.digest, "3: not the approved text"
        item = next(one for one in feed["items"] if one["id"] == f"urn:uuid:{guide_id}")
        assert item["url"] == f"{ORIGIN}/guides/{row.slug}"
        translations = {
            one.slug
            for one in live.values()
            if row.translation_key and one.translation_key == row.translation_key and one.guide_id != guide_id
        }
        assert {one["url"].rpartition("/")[2] for one in item["_guide"]["translations"]} == translations
    # A page may name a related guide by what it last was, until the worker has rendered it again.
    ever = set[str]().union(
        *(
            words_of(now.row("revision", (row.guide_id, row.revision_number)).document)
            for row in now.tables["publication"].values()
        )
    )
    for path, (_, _, _, body) in now.answers.items():
        is_page = path.startswith("/guides/") and not path.endswith(".json")
        assert words_in(body) <= (ever if is_page else allowed), f"6: a draft shows at {path}"
