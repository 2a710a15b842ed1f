"""Many hands on one guide: whatever they change that is not the same, all of it is in the end in the text."""

import copy
import json
from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

import pytest
from flask import Flask

from cms.errors import CrosswayError, StaleRevision
from cms.services import autosaving, drafting, guide_files
from cms.services.autosaving import Page
from cms.services.revising import Kept
from cms.services.situation import contributors
from cms.store import events, guides, history
from cms.workflow import Actor
from tests.factories import a_document, a_full_document, a_guide, revise
from tests.services.together import at_once, everything

Actors = Mapping[str, Actor]


def text(guide_id: UUID) -> Any:
    return guides.revision(guide_id, guides.find(guide_id).newest).document


def changed(**sections: Any) -> Any:
    return a_document(**sections)


def test_names_whose_changes_were_merged_in_and_makes_the_merger_a_contributor(app: Flask, actors: Actors) -> None:
    guide = revise(a_guide("draft", a_document()).id, "second_author", summary="Theirs.")
    kept = drafting.save_draft(guide.id, changed(title="Mine"), base=1, actor=actors["author"])
    assert [(one.path, one.label) for one in kept.merged] == [("summary", "Summary")]
    assert kept.merged_from == [actors["second_author"].id]
    assert (kept.revision.cause, kept.revision.base_number, kept.revision.author_id) == (
        "merge",
        2,
        actors["author"].id,
    )
    said = events.of_guide(guide.id)[-1].said
    assert said == {"cause": "merge", "merged": ["summary"], "merged_from": [actors["second_author"].id]}
    assert contributors(guide.id) == {actors["author"].id, actors["second_author"].id}


def test_tells_base_theirs_and_mine_of_what_both_changed(app: Flask, actors: Actors) -> None:
    guide = revise(a_guide("draft", a_document()).id, "second_author", summary="Theirs.", region="FR")
    before = everything()
    with pytest.raises(StaleRevision) as refused:
        drafting.save_draft(guide.id, changed(summary="Mine.", tags=["mine"]), base=1, actor=actors["author"])
    [conflict] = refused.value.conflicts or ()
    assert (conflict.path, conflict.base) == ("summary", a_document()["summary"])
    assert (conflict.theirs, conflict.mine) == ("Theirs.", "Mine.")
    assert refused.value.mine["tags"] == ["mine"]
    assert everything() == before


def test_gives_two_new_rows_two_names(app: Flask, actors: Actors) -> None:
    guide_id = a_guide("draft", a_document()).id
    for who, question in (("author", "Hers?"), ("second_author", "His?")):
        rows = [*a_document()["faq"], {"question": question, "answer": "Yes."}]
        drafting.save_draft(guide_id, changed(faq=rows), base=1, actor=actors[who])
    faq = text(guide_id)["faq"]
    assert [row["question"] for row in faq[-2:]] == ["Hers?", "His?"]
    assert len({row["id"] for row in faq}) == len(faq)


def test_asks_about_a_section_that_would_hold_too_many_rows(app: Flask, actors: Actors) -> None:
    guide_id = a_guide("draft", a_full_document(tags=["one"] * 8)).id
    document = text(guide_id)
    hers, his = ({**document, "tags": [*document["tags"], *words]} for words in (["a", "b"], ["c", "d"]))
    drafting.save_draft(guide_id, hers, base=1, actor=actors["author"])
    with pytest.raises(StaleRevision) as refused:
        drafting.save_draft(guide_id, his, base=1, actor=actors["second_author"])
    assert [(one.path, one.about) for one in refused.value.conflicts or ()] == [("tags", "section")]
    assert text(guide_id)["tags"][-2:] == ["a", "b"]


def test_merges_what_a_file_brings_when_somebody_was_faster(
    app: Flask, actors: Actors, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between reading a guide and locking it somebody may save; on PostgreSQL it happens, here it is made to."""
    guide = a_guide("draft", a_document())
    file = tmp_path / f"{guide.slug}.json"
    file.write_text(json.dumps(changed(slug=guide.slug, title="From a file")))
    lock, meanwhile = guides.lock, ["Meanwhile."]

    def late(guide_id: UUID) -> Any:
        if meanwhile:
            revise(guide.id, "second_author", summary=meanwhile.pop())
        return lock(guide_id)

    monkeypatch.setattr(guides, "lock", late)
    outcome = guide_files.bring_in(file, actor=actors["author"])
    assert (outcome.outcome, outcome.why) == ("updated", "revision 3")
    document = text(guide.id)
    assert (document["title"], document["summary"]) == ("From a file", "Meanwhile.")


# Racing


def test_keeps_every_row_when_many_save_different_ones_at_once(app: Flask, actors: Actors) -> None:
    guide_id = a_guide("draft", a_full_document()).id
    document = text(guide_id)
    count = 8

    def saving(number: int) -> Callable[[], object]:
        mine = copy.deepcopy(document)
        mine["roadmap"][number]["title"] = f"Title {number}"
        mine["faq"][number]["answer"] = f"Answer {number}"
        if number == 0:
            mine["roadmap"].reverse()
        who = actors["author" if number % 2 else "second_author"]
        return lambda: drafting.save_draft(guide_id, mine, base=1, actor=who)

    came_of = at_once(app, *(saving(number) for number in range(count)))
    assert all(isinstance(one, Kept) for one in came_of), came_of
    saved = text(guide_id)
    assert [row["id"] for row in saved["roadmap"]] == [row["id"] for row in document["roadmap"]][::-1]
    assert {row["title"] for row in saved["roadmap"]} >= {f"Title {number}" for number in range(count)}
    assert {row["answer"] for row in saved["faq"]} >= {f"Answer {number}" for number in range(count)}
    assert [row.number for row in history.page(guide_id).entries] == list(range(count + 1, 0, -1))
    assert [event.number for event in events.of_guide(guide_id)] == list(range(1, count + 2))


def test_loses_nothing_of_pages_that_save_by_themselves_beside_one_another(app: Flask, actors: Actors) -> None:
    """Three people, each in a field of their own, six messages each, none of which waits for an answer."""
    guide_id = a_guide("draft", a_document()).id
    fields = {"summary": "author", "title": "second_author", "overview": "author"}

    def typing(field: str, who: str) -> Callable[[], object]:
        def act() -> object:
            for number in range(1, 7):
                page = Page(f"tab-of-{field}", number)
                document = changed(**{field: f"{field} {number}"})
                autosaving.autosave(guide_id, document, base=1, page=page, actor=actors[who])
            return None

        return act

    came_of = at_once(app, *(typing(field, who) for field, who in fields.items()))
    assert [one for one in came_of if isinstance(one, CrosswayError)] == []
    document = text(guide_id)
    assert {field: document[field] for field in fields} == {field: f"{field} 6" for field in fields}
