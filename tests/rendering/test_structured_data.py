"""The guide in the terms of schema.org: what it says, that the page says it too, and that no text breaks out of it."""

import json
from typing import Any

import pytest
from hypothesis import example as case
from hypothesis import given
from hypothesis import strategies as st

from cms.content import Document
from cms.rendering.structured_data import script_text
from tests.rendering.support import NAMES, RENDERER, elements, example, guide_of, plain, text_of
from tests.support.documents import SMALL

BASE = "https://guides.example.org"
OWN = f"{BASE}/guides/bus-driver-to-transport-planner"
HOSTILE = st.text(st.one_of(st.characters(exclude_categories=["Cs"]), st.sampled_from("<>&/!-\"'\\\u2028\u2029sSt")))


def script_of(page: str) -> str:
    [script] = [element for element in elements(page) if element.tag == "script"]
    return script.text or ""


def nodes_of(document: Document, **changes: Any) -> dict[str, Any]:
    """The nodes of the page's graph by type."""
    graph = json.loads(script_of(RENDERER.page(guide_of(document, **changes))))
    assert set(graph) == {"@context", "@graph"}
    assert graph["@context"] == "https://schema.org"
    return {"+".join(one["@type"]) if isinstance(one["@type"], list) else one["@type"]: one for one in graph["@graph"]}


def strings(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for name, member in value.items() if not name.startswith("@") for text in strings(member)]
    if isinstance(value, list):
        return [text for member in value for text in strings(member)]
    return [value] if isinstance(value, str) else []


def test_article_has_the_members_of_the_contract() -> None:
    article = nodes_of(SMALL)["Article+LearningResource"]
    assert article.pop("image")["url"].startswith(f"{OWN}.png?v=")
    sources = SMALL["sources"]
    assert [one["name"] for one in article.pop("citation")] == [source["title"] for source in sources]
    assert article == {
        "@type": ["Article", "LearningResource"],
        "@id": f"{OWN}#guide",
        "url": OWN,
        "mainEntityOfPage": OWN,
        "headline": SMALL["title"],
        "description": SMALL["summary"],
        "inLanguage": "en",
        "author": [{"@type": "Person", "name": "Amira Haddad", "url": "https://people.example.org/amira"}],
        "publisher": {"@type": "Organization", "name": "Crossway", "url": f"{BASE}/"},
        "datePublished": "2026-08-01T07:00:00Z",
        "dateModified": "2026-11-20T09:30:00Z",
        "version": 3,
        "timeRequired": "PT2M",
        "teaches": ["Timetable data", "Map making", "Public speaking"],
        "competencyRequired": ["Route knowledge", "Calm under pressure"],
        "about": [
            {
                "@type": "Occupation",
                "name": "Bus Driver",
                "occupationalCategory": [_category("ISCO-08", "8331"), _category("SOC 2020 (UK)", "8212")],
            },
            {
                "@type": "Occupation",
                "name": "Transport Planner",
                "occupationalCategory": [_category("ISCO-08", "2164")],
            },
        ],
    }


def _category(scheme: str, code: str) -> dict[str, Any]:
    return {"@type": "CategoryCode", "codeValue": code, "inCodeSet": {"@type": "CategoryCodeSet", "name": scheme}}


def test_trail_leads_from_the_index_over_the_new_role() -> None:
    items = nodes_of(SMALL)["BreadcrumbList"]["itemListElement"]
    assert [(one["position"], one["name"], one["item"]) for one in items] == [
        (1, "All guides", f"{BASE}/"),
        (2, "Transport Planner", f"{BASE}/roles/transport-planner"),
        (3, SMALL["title"], OWN),
    ]


def test_steps_lead_to_their_places_on_the_page() -> None:
    page = RENDERER.page(guide_of(SMALL))
    steps = nodes_of(SMALL)["ItemList"]
    assert steps["numberOfItems"] == 3
    assert [one["name"] for one in steps["itemListElement"]] == ["Count and read", "Draw", "Present and apply"]
    for one in steps["itemListElement"]:
        assert f'id="{one["url"].removeprefix(OWN + "#")}"' in page


@pytest.mark.parametrize(("complete", "told"), [(0, False), (1, False), (2, True), (3, True)])
def test_questions_are_told_when_there_are_two_or_more(complete: int, told: bool) -> None:
    whole = [
        {"id": f"faq-{n}", "question": f"{n}?", "answer": "*Yes*, [here](https://a.example.org)."} for n in range(3)
    ]
    half = {"id": "faq-9", "question": "Only a question?"}
    nodes = nodes_of({**SMALL, "faq": [*whole[:complete], half]})
    assert ("FAQPage" in nodes) == told
    if told:
        questions = nodes["FAQPage"]["mainEntity"]
        assert [one["name"] for one in questions] == [f"{n}?" for n in range(complete)]
        assert {one["acceptedAnswer"]["text"] for one in questions} == {"Yes, here."}


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_told_that_the_page_does_not_show(name: str) -> None:
    """Except addresses, times and what only machines need."""
    page = RENDERER.page(guide_of(example(name)))
    shown = text_of(page.partition("<body>")[2])
    nodes = nodes_of(example(name))
    article = nodes["Article+LearningResource"]
    told = [article["headline"], *strings(article["about"]), *article["teaches"], *article["competencyRequired"]]
    told += [one["name"] for one in (*article.get("citation", ()), *article["author"])]
    told += strings([one["name"] for one in nodes["ItemList"]["itemListElement"]])
    told += strings([one["name"] for one in nodes.get("FAQPage", {}).get("mainEntity", ())])
    assert [text for text in told if plain(text) not in shown] == []


def test_unfinished_rows_and_unsafe_addresses_are_left_out() -> None:
    document = {
        "language": "en", "title": "T", "overview": "O", "to_role": {"label": "Baker", "codes": [{"scheme": "esco"}]},
        "skills_to_learn": [{"priority": "critical"}], "authors": [{"name": "A", "url": "javascript:alert(1)"}],
        "sources": [{"id": "s", "publisher": "P"}, {"id": "t", "title": "S", "url": "data:text/html,x"}],
        "roadmap": [{"id": "step-1"}], "faq": [{"id": "faq-1", "answer": "A"}],
    }  # fmt: skip
    nodes = nodes_of(document)
    article = nodes["Article+LearningResource"]
    assert article["author"] == [{"@type": "Person", "name": "A"}]
    assert article["citation"] == [{"@type": "CreativeWork", "name": "S"}]
    assert article["about"] == [{"@type": "Occupation", "name": "Baker"}]
    assert "teaches" not in article
    assert len(nodes["BreadcrumbList"]["itemListElement"]) == 2
    assert set(nodes) == {"Article+LearningResource", "BreadcrumbList", "ItemList"}


@given(HOSTILE)
@case("</script><script>alert(1)</script>")
@case("<!--<script>")
@case("]]>&lt;/script&gt;\u2028{{7*7}}")
def test_no_text_leaves_the_script_element(text: str) -> None:
    written = str(script_text({"name": text, text: [text]}))
    assert not set("<>&\u2028\u2029") & set(written)
    assert json.loads(written) == {"name": text, text: [text]}


@pytest.mark.parametrize(
    "text", ["</script><img src=x onerror=alert(1)>", "<!--<script>", "{{7*7}} {% raw %}", "a\u2028b & <b>"]
)
def test_hostile_words_of_a_guide_arrive_as_they_were(text: str) -> None:
    document = {
        **SMALL, "title": text, "summary": text,
        "faq": [{"id": f"faq-{n}", "question": text, "answer": f"{text}."} for n in range(2)],
        "sources": [{"id": "pay-survey", "title": text, "publisher": text}],
    }  # fmt: skip
    page = RENDERER.page(guide_of(document))
    assert len([element for element in elements(page) if element.tag in ("script", "img")]) == 1
    nodes = nodes_of(document)
    assert nodes["Article+LearningResource"]["headline"] == nodes["FAQPage"]["mainEntity"][0]["name"] == text
    assert nodes["Article+LearningResource"]["citation"][0]["publisher"]["name"] == text
