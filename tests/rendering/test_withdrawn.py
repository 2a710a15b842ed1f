"""A withdrawn guide, a guide that is gone, and the guides that help instead."""

import re
from datetime import date

import pytest

from cms.rendering import Neighbour
from tests.rendering.support import RENDERER, elements, example, guide_of, text_of
from tests.support.documents import SMALL

GERMAN = Neighbour("vom-bus", "Vom Bus", "de", "Kurz gesagt.", "Busfahrer", "Planer")
ENGLISH = Neighbour("from-bus", "From <Bus>", "en", "", "Driver", "Planner")


def withdrawn(notice: str = "", **changes: object) -> str:
    return RENDERER.withdrawn(guide_of(SMALL, status="withdrawn", **changes), notice)


def test_withdrawn_guide_keeps_its_text_below_a_banner() -> None:
    text = text_of(withdrawn("The pay figures were <wrong>.").partition("<body>")[2])
    assert text.index("This guide has been withdrawn The pay figures were <wrong>.") < text.index("Career pathway")
    assert "You know which stop floods" in text
    assert "<title>Withdrawn: From Bus Driver" in withdrawn()


def test_banner_has_a_sentence_of_ours_when_nobody_wrote_one() -> None:
    assert "It stays here for those who look it up" in text_of(withdrawn(" \n"))
    german = RENDERER.withdrawn(guide_of(example("lehrkraft")), "")
    assert "Dieser Leitfaden wurde zurückgezogen Er bleibt zum Nachschlagen stehen" in text_of(german)
    french = RENDERER.withdrawn(guide_of({**SMALL, "language": "fr"}), "")
    assert '<span lang="en" dir="ltr">It stays here' in french


def test_withdrawn_guide_is_offered_in_no_form_and_calls_to_nothing() -> None:
    page = withdrawn()
    assert '<meta name="robots" content="noindex">' in page
    assert "ld+json" not in page
    links = {element.get("href") for element in elements(page) if element.tag in ("a", "link")}
    own = "/guides/bus-driver-to-transport-planner"
    assert not [link for link in links if link and own in link and "#" not in link]
    assert not re.search('rel="canonical"|hreflang="en"|property="og:|class="cta"', page)
    assert {"/guides/another-guide", "#related", "/feed.json"} <= links


def test_gone_page_says_what_was_here_and_what_helps() -> None:
    page = RENDERER.gone("A <guide> & more", (GERMAN, ENGLISH), "en")
    text = text_of(page)
    assert "410 This guide is no longer here A <guide> & more This guide was removed from the site." in text
    assert "Guides that may help instead Busfahrer → Planer Vom Bus Kurz gesagt. German" in text
    assert '<meta name="robots" content="noindex">' in page
    found = list(elements(page))
    assert {"/guides/vom-bus", "/guides/from-bus", "/"} <= {one.get("href") for one in found if one.tag == "a"}
    assert [one.get("name") for one in found if one.tag == "input"] == ["q"]
    assert "canonical" not in page


@pytest.mark.parametrize(
    ("language", "said"), [("de", "Diesen Leitfaden gibt es hier nicht mehr"), ("ar", "أُزيل هذا الدليل")]
)
def test_gone_page_speaks_the_language_of_its_guide(language: str, said: str) -> None:
    page = RENDERER.gone("", (), language)
    assert f'<html lang="{language}"' in page
    assert said in text_of(page)
    assert "page-related" not in page


def test_missing_page_has_a_search() -> None:
    assert [one.get("name") for one in elements(RENDERER.not_found()) if one.tag == "input"] == ["q"]


def test_related_guides_name_their_roles_and_a_language_that_is_not_the_pages() -> None:
    page = RENDERER.page(guide_of(SMALL, related=(ENGLISH, GERMAN) * 3))
    text = text_of(page.partition('id="related"')[2])
    assert text.count("Driver → Planner From <Bus> Busfahrer → Planer Vom Bus Kurz gesagt. German") == 3
    assert page.count('<li class="card guide-card" lang="de" dir="ltr">') == 3


def test_byline_says_when_a_guide_was_reviewed_and_verified() -> None:
    text = text_of(RENDERER.page(guide_of(SMALL, verified_on=date(2026, 11, 21))))
    assert "Last reviewed November 19, 2026 Last verified November 21, 2026" in text
    assert "Last verified" not in text_of(RENDERER.page(guide_of(SMALL)))


def test_call_to_action_leads_to_the_readers_plan() -> None:
    own, plan = RENDERER.page(guide_of(SMALL)), 'href="/guides/bus-driver-to-transport-planner/plan"'
    without = {name: value for name, value in SMALL.items() if name != "cta"}
    ours = RENDERER.page(guide_of(without))
    assert f'<p class="button"><a {plan}>Start my plan</a></p>' in ours
    assert plan in own
    assert "Book a talk" in own
    preview = RENDERER.page(guide_of(without), preview="Draft.")
    assert '<p class="button"><a>Start my plan</a></p>' in preview
    assert "Start my plan" not in RENDERER.content_html(guide_of(without))
