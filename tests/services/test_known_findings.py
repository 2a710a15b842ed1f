"""What was found in a text is found again without reading it, as long as nothing that it depends on is another."""

from datetime import date

import pytest

from cms import content
from cms.content import LinkCheck, Outside, digest
from cms.services import known_findings
from tests.factories import a_short_document

TODAY = date(2026, 11, 23)


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The digests of the texts that were read, in that order."""
    told: list[str] = []

    def findings(document: content.Document, today: date, outside: Outside) -> list[content.Finding]:
        told.append(digest(document))
        return real(document, today, outside)

    real = content.findings
    monkeypatch.setattr(content, "findings", findings)
    monkeypatch.setattr(known_findings, "_known", {})
    return told


def test_a_text_is_read_once(read: list[str]) -> None:
    document = {**a_short_document(), "title": "SHOUTED"}
    known, outside = digest(document), Outside()
    first = known_findings.of(document, known, TODAY, outside)
    assert first
    assert first == content.findings(document, TODAY, outside)
    read.clear()
    first.clear()  # whoever asked may do with it as they like
    assert known_findings.of(document, known, TODAY, outside)
    assert read == []


@pytest.mark.parametrize(
    ("today", "outside"),
    [
        (date(2026, 11, 24), Outside()),
        (TODAY, Outside(same_route="another")),
        (TODAY, Outside(slug_taken=True)),
        (TODAY, Outside(links={"https://example.org": LinkCheck(TODAY, 3)})),
    ],
)
def test_it_is_read_again_on_another_day_and_when_the_world_is_another(
    read: list[str], today: date, outside: Outside
) -> None:
    document = a_short_document()
    known_findings.of(document, digest(document), TODAY, Outside())
    found = known_findings.of(document, digest(document), today, outside)
    assert len(read) == 2
    assert found == content.findings(document, today, outside)


def test_without_a_digest_nothing_is_kept_and_never_more_than_some(
    read: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    document = a_short_document()
    for _ in range(2):
        known_findings.of(document, "", TODAY, Outside())
    assert len(read) == 2
    monkeypatch.setattr(known_findings, "_MOST", 3)
    for number in range(5):
        known_findings.of(document, f"digest-{number}", TODAY, Outside())
    assert len(known_findings._known) == 3
