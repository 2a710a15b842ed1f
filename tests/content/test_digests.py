"""Digests of a document and of its sections: a promise to everyone who stored one."""

import json

from cms import content
from tests import factories

# These literals change with a new schema version or never.

SMALL = {
    "title": "A small guide",
    "timeline": {"unit": "month", "max": 9.5, "min": 6.0},
    "roadmap": [{"depends_on": [], "title": "Begin"}, {"title": "Straße  "}],
    "slug": "a-small-guide",
    "region": None,
}


def test_digests_a_small_document_as_it_always_did() -> None:
    made = content.draft(SMALL)
    assert content.digest(made) == "1d6148ba442b2447596fc7b6ba4d8991cc8e3626e7393d88195b2bfab3e5abe4"
    assert content.content_hash(made) == "sha256:57bf3e32c2f21634c7ae493b49345afd4c5418936c5ea120052f92af8c51cfbf"


def test_digests_the_empty_document_as_it_always_did() -> None:
    made = content.draft({})
    assert made == {"schema_version": "1.0"}
    assert content.digest(made) == "4cbd3e6dafc8be06c19e870151d92e2a711f4f07f1d84ee2c0265947c0bbd5d3"
    assert content.content_hash(made) == "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"


def test_digests_what_is_said_and_not_how_it_was_written() -> None:
    written = json.loads(json.dumps(SMALL, sort_keys=True))
    assert content.digest(content.draft(written)) == content.digest(content.draft(SMALL))


def test_hashes_content_without_its_address_and_format() -> None:
    made = factories.a_document()
    assert content.content_hash(made) == content.content_hash(
        factories.a_document(slug="elsewhere", schema_version="1.7")
    )
    assert content.digest(made) != content.digest(factories.a_document(slug="elsewhere"))
    assert content.content_hash(made) != content.content_hash(factories.a_document(title="Another"))
    renamed = factories.a_document()
    renamed["to_role"]["slug"] = "other"  # only the guide's own address is left out
    assert content.content_hash(made) != content.content_hash(renamed)


def test_digests_each_section_alone() -> None:
    before, after = (
        content.digests(factories.a_document())[1],
        content.digests(factories.a_document(tags=["x"]))[1],
    )
    assert list(before) == list(factories.a_document())
    assert [name for name in before if before[name] != after[name]] == ["tags"]
