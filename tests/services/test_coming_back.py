"""Coming back: as it was or with another text; and saying that a guide still holds."""

from datetime import date
from typing import TYPE_CHECKING

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from cms.services import rendering
from cms.store import debts, guides, public_clock, publications, removals, renditions
from cms.store.db import session, transaction
from cms.store.removals import Removal
from cms.store.renditions import Form
from cms.workflow import Removal as Kind_of
from tests.factories import a_guide, act, revise, submit
from tests.services.together import everything

if TYPE_CHECKING:
    from cms.web.parts import Parts
from tests.services.leaving import (
    FRIDAY,
    GONE,
    MONDAY,
    REDIRECT,
    WITHDRAWN,
    Actors,
    change_of,
    kept,
    last_announced,
    moment,
    remove,
    status,
    take_down,
)
from tests.services.records import codes, last_event, refused

# Coming back


@pytest.mark.parametrize("kind", Kind_of)
def test_brings_back_what_was_last_live_as_it_was(app: Flask, parts: "Parts", kind: Kind_of) -> None:
    with time_machine.travel(MONDAY, tick=False):
        guide, target = a_guide("published"), a_guide("published")
    rendering.render_neighbour(guide.id, parts.renderer)  # it shows the other from now on
    tables = ("term", "pointer")
    page, told, before = renditions.body(guide.id, 1, Form.PAGE), kept(moment(guide.id)), everything()
    with time_machine.travel(FRIDAY, tick=False):
        remove(guide.id, kind, **({"target": target.slug} if kind is REDIRECT else {}))
        session().rollback()
        generation = moment(guide.id).generation
        revise(guide.id, summary="A draft, meanwhile.", slug=target.slug)  # whatever is being written beside it
        seq = public_clock.read().seq
        act(guide.id, "reinstate", "publisher")
    session().rollback()
    back = publications.live(guide.id)
    assert back
    assert (kept(back), renditions.body(guide.id, 1, Form.PAGE)) == (told, page)
    assert back.generation > generation, "who keeps its addresses is told that they answer otherwise"
    after = everything()
    assert [after[table] for table in tables] == [before[table] for table in tables]
    assert (status(guide.id), guides.find(guide.id).state) == ("live", "draft")
    assert removals.standing(guide.id) is None
    event = last_event(guide.id)
    assert (event.seq, event.publication_number, event.from_public) == (seq + 1, 1, {REDIRECT: "redirected"}.get(
        kind, str(kind)))  # fmt: skip
    assert (change_of(guide.id).type, change_of(guide.id).seq) == ("upsert", seq + 1)
    assert last_announced(guide.id) == ("guide.reinstated", seq + 1)
    assert codes(refused(guide.id, "reinstate", "publisher")) == ["public_status"]


def test_closes_the_debt_of_a_takedown_by_bringing_it_back(app: Flask) -> None:
    guide = a_guide("published")
    take_down(guide.id)
    act(guide.id, "reinstate", "publisher")
    assert debts.open_debt(guide.id, debts.TAKEDOWN) is None
    take_down(guide.id)  # and it can happen again
    remaining = session().scalars(select(Removal).where(Removal.ended_at.is_(None))).all()
    assert [one.guide_id for one in remaining] == [guide.id]


@pytest.mark.parametrize("forced", [False, True])
def test_is_live_again_with_another_text(app: Flask, forced: bool) -> None:
    guide = a_guide("published")
    take_down(guide.id, GONE)
    revise(guide.id, summary="Mended.")
    if forced:
        act(guide.id, "force_publish", "managing_editor", reason="Today, please.")
    else:
        submit(guide.id)
        act(guide.id, "approve", "reviewer")
        act(guide.id, "publish", "publisher")
    assert status(guide.id) == ("live_unreviewed" if forced else "live")
    assert removals.standing(guide.id) is None
    assert debts.open_debt(guide.id, debts.TAKEDOWN) is None
    live = publications.live(guide.id)
    assert live
    assert live.number == 2
    assert last_announced(guide.id)[0] == "guide.published"
    assert "Mended." in renditions.body(guide.id, 2, Form.PAGE)


def test_leaves_a_departed_guide_in_the_trash_where_it_was(app: Flask) -> None:
    guide = a_guide("published")
    remove(guide.id, WITHDRAWN)
    revise(guide.id, summary="Never mind.")
    act(guide.id, "discard", "author")
    assert status(guide.id) == "withdrawn"
    assert codes(refused(guide.id, "reinstate", "publisher")) == ["state"]
    act(guide.id, "recover", "author")
    act(guide.id, "reinstate", "publisher")
    assert guides.find(guide.id).slug == moment(guide.id).slug


def test_renders_what_left_with_other_templates_and_leaves_redirects_alone(app: Flask, parts: "Parts") -> None:
    withdrawn, gone, redirected = (a_guide("published") for _ in range(3))
    for guide, kind in ((withdrawn, WITHDRAWN), (gone, GONE)):
        remove(guide.id, kind, public_text="Sorry.")
    remove(redirected.id, REDIRECT, target=a_guide("published").slug)
    page = renditions.body(redirected.id, 1, Form.PAGE)
    with transaction():
        for guide in (withdrawn, gone, redirected):
            moment(guide.id).rendered_with = "older"
    assert {slug for slug, _ in rendering.render_outdated(parts.renderer)} == {withdrawn.slug, gone.slug}
    session().rollback()
    assert renditions.body(redirected.id, 1, Form.PAGE) == page
    assert "Sorry." in renditions.body(withdrawn.id, 1, Form.PAGE)
    assert list(rendering.render_outdated(parts.renderer)) == []


# Still right


def test_says_when_somebody_last_found_that_it_still_holds(app: Flask, parts: "Parts", actors: Actors) -> None:
    with time_machine.travel(MONDAY, tick=False):
        guide = a_guide("published")
    told, page, seq = kept(moment(guide.id)), renditions.body(guide.id, 1, Form.PAGE), public_clock.read().seq
    with time_machine.travel(FRIDAY, tick=False):
        act(guide.id, "reaffirm", "reviewer", evidence=" Ledgers of June 2026. ")
    session().rollback()
    one = moment(guide.id)
    assert (one.verified_on, kept(one)) == (date(2026, 6, 5), told)
    assert renditions.body(guide.id, 1, Form.PAGE) != page
    event = last_event(guide.id)
    assert (event.seq, event.publication_number) == (seq + 1, 1)
    assert event.said == {"evidence": " Ledgers of June 2026. "}
    assert "Ledgers" not in "".join(row[-1] for row in everything()["rendition"])
    assert (change_of(guide.id).seq, change_of(guide.id).type) == (seq + 1, "upsert")
    assert last_announced(guide.id) == ("guide.updated", seq + 1)


def test_takes_the_word_of_the_owner_or_a_reviewer_with_what_they_looked_at(app: Flask) -> None:
    guide = a_guide("published")
    for role in ("second_author", "publisher", "managing_editor"):
        assert codes(refused(guide.id, "reaffirm", role, evidence="Seen.")) == ["not_its_owner"]
    assert codes(refused(guide.id, "reaffirm", "admin", evidence="Seen.")) == ["role"]
    assert codes(refused(guide.id, "reaffirm", "author", evidence="  ")) == ["evidence_missing"]
    act(guide.id, "reaffirm", "author", evidence="Seen.")
    remove(guide.id, WITHDRAWN)
    assert codes(refused(guide.id, "reaffirm", "author", evidence="Seen.")) == ["public_status"]
