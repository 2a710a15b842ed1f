"""Details a reader relies on: order, references, steps side by side, lead-ins, the call to action."""

import re
from pathlib import Path

from cms.rendering import Renderer, Site
from cms.rendering.references import References
from tests.rendering.support import RENDERER, ROOT, SITE, example, guide_of, text_of
from tests.support.documents import SMALL


def test_steps_that_run_side_by_side_say_so() -> None:
    text = text_of(RENDERER.page(guide_of(SMALL)))
    assert "Weeks 1–12 · 12 weeks Count and read" in text
    assert "Weeks 1–10 · 10 weeks Draw Needs nothing before it" in text
    assert "Weeks 13–21 · 2 months Present and apply Builds on: Count and read, Draw" in text


def test_order_of_steps_goes_without_saying_when_one_follows_the_other() -> None:
    steps = [{name: value for name, value in step.items() if name != "depends_on"} for step in SMALL["roadmap"]]
    assert "Builds on" not in text_of(RENDERER.page(guide_of({**SMALL, "roadmap": steps})))


def test_skills_are_grouped_by_priority() -> None:
    text = text_of(RENDERER.page(guide_of({**SMALL, "skills_to_learn": SMALL["skills_to_learn"][::-1]})))
    places = [text.index(word) for word in ("Critical Timetable", "Important Map", "Nice to have Public")]
    assert places == sorted(places)


def test_sources_are_numbered_and_linked() -> None:
    page = RENDERER.page(guide_of(SMALL))
    assert '<a href="#source-network-review">Source 2</a>' in page
    assert '<li id="source-network-review">' in page


def test_proof_that_is_the_same_for_all_pay_is_given_once() -> None:
    facts = text_of(RENDERER.page(guide_of(SMALL))).partition("Salary change")[2].partition("Demand")[0]
    assert facts.count("As of April 1, 2026 · Source 1") == 1
    other = {**SMALL, "salary_to": {**SMALL["salary_to"], "as_of": "2026-05-01"}}
    facts = text_of(RENDERER.page(guide_of(other))).partition("Salary change")[2].partition("Demand")[0]
    assert facts.count("Source 1") == 3


def test_lead_in_is_the_authors_else_the_sites() -> None:
    text = text_of(RENDERER.page(guide_of(SMALL)))
    assert "Three steps; the first two can run side by side." in text
    assert "One step after the other" not in text
    assert "What people ask before they make this move." in text


def test_button_only_leads_to_safe_addresses() -> None:
    page = RENDERER.page(guide_of(SMALL))
    assert '<a href="https://talk.example.org/planners" rel="noopener">Book a talk</a>' in page
    unsafe = RENDERER.page(guide_of({**SMALL, "cta": {**SMALL["cta"], "url": "javascript:alert(1)"}}))
    assert "javascript" not in unsafe
    assert '<p class="button" dir="auto">Book a talk</p>' in unsafe


def test_equal_or_odd_ids_still_have_an_anchor_each() -> None:
    rows = [{"skill": {"slug": "sql"}}, {"skill": {"slug": "sql"}}, {"skill": {"slug": "Not a slug"}}]
    rows_named = References({"skills_to_learn": rows})
    assert [rows_named.anchor(row) for row in rows] == ["skill-sql", "skills-to-learn_2", "skills-to-learn_3"]


def test_arrow_points_the_way_of_reading() -> None:
    assert '<span class="arrow">←</span>' in RENDERER.page(guide_of(example("accountant")))
    assert '<span class="arrow">→</span>' in RENDERER.page(guide_of(example("lehrkraft")))


def test_fingerprint_moves_with_site_and_templates(tmp_path: Path) -> None:
    again = Renderer(SITE, ROOT / "templates")
    assert again.fingerprint == RENDERER.fingerprint
    assert re.fullmatch("[0-9a-f]{64}", again.fingerprint)
    assert Renderer(Site("Other", SITE.base_url), ROOT / "templates").fingerprint != RENDERER.fingerprint
    (tmp_path / "public").mkdir()
    (tmp_path / "public" / "guide.html").write_text("changed")
    assert Renderer(SITE, tmp_path).fingerprint != RENDERER.fingerprint
