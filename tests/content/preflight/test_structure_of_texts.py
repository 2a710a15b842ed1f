"""The S rules about codes, addresses and texts: each where it fires, and where it just does not."""

import pytest

from cms.content import Outside, Severity
from tests import factories
from tests.content.preflight.looking import Document, changed, found, places, with_row

# S07 code-invalid


@pytest.mark.parametrize(
    ("document", "path"),
    [
        (factories.a_document(language="english"), "language"),
        (factories.a_document(region="UK"), "region"),
        (factories.a_document(slug="Bus Driver"), "slug"),
        (factories.a_document(slug="login"), "slug"),
        (factories.a_document(translation_key="a b"), "translation_key"),
        (factories.a_document(difficulty="hard"), "difficulty"),
        (changed("timeline", unit="day"), "timeline.unit"),
        (changed("demand", trend="up"), "demand.trend"),
        (changed("salary_to", currency="gbp"), "salary_to.currency"),
        (changed("salary_to", period="week"), "salary_to.period"),
        (with_row("skills_to_learn", 0, priority="urgent"), "skills_to_learn[0].priority"),
        (with_row("resources", 0, format="paper"), "resources[open-timetables].format"),
        (with_row("resources", 0, language="English"), "resources[open-timetables].language"),
        (changed("to_role", codes=[{"scheme": "soc", "code": "1"}]), "to_role.codes[0].scheme"),
    ],
)
def test_s07_wants_known_codes(document: Document, path: str) -> None:
    assert places(document, "S07") == [path]


def test_s07_wants_an_id_to_be_a_slug() -> None:
    assert places(with_row("faq", 0, id="Frage 1"), "S07") == ["faq[0].id"]


# S08 url-unsafe


@pytest.mark.parametrize("address", ["javascript:alert(1)", "example.org", "https://user@example.org"])
def test_s08_wants_web_addresses_only(address: str) -> None:
    assert places(with_row("resources", 0, url=address), "S08") == ["resources[open-timetables].url"]
    assert places(with_row("sources", 1, url=address), "S08") == ["sources[network-review].url"]
    assert places(changed("cta", url=address), "S08") == ["cta.url"]
    assert places(factories.a_document(authors=[{"name": "Ann", "url": address}]), "S08") == ["authors[0].url"]


# S09 text-unsafe: a draft refuses it already, so the rule speaks of documents that came another way


@pytest.mark.parametrize("character", ["\x00", "\u202e", "\u2066", "\ufeff"])
def test_s09_wants_no_character_that_deceives(character: str) -> None:
    assert places(factories.a_document(title=f"From{character}here"), "S09") == ["title"]
    assert places(changed("reality_check", love=["Fine.", f"Not{character}fine."]), "S09") == ["reality_check.love"]
    assert places(with_row("roadmap", 1, tasks=[f"x{character}"]), "S09") == ["roadmap[step-1].tasks"]


def test_s09_lets_marks_of_direction_and_joiners_stand() -> None:
    assert places(factories.a_document(title="From \u200fمحاسب\u200e to 👩‍🔬"), "S09") == []


# S10 length-limit


@pytest.mark.parametrize(
    ("section", "longest"),
    [("title", 160), ("summary", 300), ("overview", 3000), ("slug", 120)],
)
def test_s10_wants_texts_within_their_limit(section: str, longest: int) -> None:
    assert places(factories.a_document(**{section: "a" * longest}), "S10") == []
    assert places(factories.a_document(**{section: "a" * (longest + 1)}), "S10") == [section]


def test_s10_looks_into_lists_and_rows() -> None:
    assert places(factories.a_document(tags=["a" * 40, "b" * 41]), "S10") == ["tags"]
    assert places(with_row("roadmap", 1, tasks=["a" * 301]), "S10") == ["roadmap[step-1].tasks"]
    assert places(with_row("faq", 1, answer="a" * 1501), "S10") == ["faq[1].answer"]
    assert places(with_row("faq", 1, answer="a" * 1500), "S10") == []


# S11 guide-exists


def test_s11_knows_only_from_outside_that_a_guide_exists() -> None:
    document = factories.a_document()
    assert found(document, "S11") == []
    assert found(document, "S11", Outside()) == []
    [one] = found(document, "S11", Outside(same_route="the-other-guide"))
    assert (one.path, one.severity) == ("to_role", Severity.ERROR)
    assert "the-other-guide" in one.message
    [one] = found(document, "S11", Outside(slug_taken=True))
    assert one.path == "slug"
    assert document["slug"] in one.message


# S12 duplicate-text


@pytest.mark.parametrize(
    ("document", "path"),
    [
        (changed("reality_check", love=["Same here.", "Evenings.", " “Same”  HERE. "]), "reality_check.love[2]"),
        (changed("reality_check", miss=["Same."], challenges=["same."]), "reality_check.challenges[0]"),
        (changed("action_plan", this_week=["Draw the stops around your home."]), "action_plan.this_week[0]"),
        (with_row("roadmap", 2, tasks=["Draw the stops around your home."]), "roadmap[step-2].tasks[0]"),
        (
            with_row("transferable_skills", 1, text="You can tell a map from a street."),
            "transferable_skills[1].text",
        ),
        (
            with_row("skills_to_learn", 2, how_to_learn="You can tell a map from a street."),
            "skills_to_learn[2].how_to_learn",
        ),
    ],
)
def test_s12_warns_of_a_text_that_stands_there_twice(document: Document, path: str) -> None:
    [one] = found(document, "S12")
    assert (one.path, one.severity) == (path, Severity.WARNING)


@pytest.mark.parametrize(
    "document",
    [
        changed("reality_check", love=["Same here.", "Same here too."]),
        factories.a_document(tags=["same", "Same"]),
        with_row("skills_to_learn", 1, tools=["Spreadsheet"]),
        with_row("faq", 0, answer="You can tell a map from a street."),
        with_row("faq", 1, question="Do I need a degree?"),
        with_row("roadmap", 0, title="Draw"),
        changed("demand", text="You can tell a map from a street."),
    ],
)
def test_s12_lets_names_and_the_faq_repeat(document: Document) -> None:
    assert found(document, "S12") == []
