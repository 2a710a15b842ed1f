"""flask guides import."""

import json
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from cms import content
from cms.store import debts, events, guides, public_clock, publications
from cms.store.accounts import by_email
from cms.store.db import session, transaction
from cms.workflow import OPERATOR
from tests import factories
from tests.cli.conftest import Shell, Writer, lines

pytestmark = pytest.mark.usefixtures("sqlite_app")

PUBLISH = ("--publish", "--reason", "Checked by its publisher already.")


def newest(slug: str) -> Any:
    session().rollback()
    guide = guides.by_slug(slug)
    return guides.revision(guide.id, guide.newest) if guide else None


def live(slug: str) -> Any:
    session().rollback()
    return publications.live_by_slug(slug)


def test_it_creates_updates_and_leaves_alone(flask: Shell, written: Writer) -> None:
    document = factories.a_document()
    slug = document["slug"]
    file = written("a.json", document)

    made = flask("guides", "import", file)
    assert (made.exit_code, lines(made)) == (0, [["created", slug, "revision 1"]])
    assert newest(slug).digest == content.digest(content.draft(json.loads(file.read_text())))
    assert newest(slug).cause == "import"
    assert newest(slug).author_id == OPERATOR.id

    assert lines(flask("guides", "import", file)) == [["unchanged", slug, "revision 1"]]

    written("a.json", {**document, "summary": "Another one."})
    changed = flask("guides", "import", file)
    assert (changed.exit_code, lines(changed)) == (0, [["updated", slug, "revision 2"]])
    assert newest(slug).document["summary"] == "Another one."
    assert live(slug) is None


def test_it_takes_a_folder_in_the_order_of_names_and_the_served_form(
    flask: Shell, written: Writer, tmp_path: Path
) -> None:
    for name in ("b", "a"):
        document = factories.a_document(slug=f"guide-{name}", title=name.upper())
        written(f"folder/{name}.json", {**document, "_guide": {"id": "whatever", "unknown": 1}})
    written("folder/notes.txt", "not a guide")
    made = flask("guides", "import", tmp_path / "folder")
    assert [line[:2] for line in lines(made)] == [["created", "guide-a"], ["created", "guide-b"]]


def test_it_finds_a_guide_whose_file_names_no_slug(flask: Shell, written: Writer) -> None:
    document = factories.a_document(slug=None, title=None)
    file = written("no-slug.json", document)
    ends = [document[end]["slug"] for end in ("from_role", "to_role")]
    assert lines(flask("guides", "import", file))[0][:2] == ["created", "-to-".join(ends)]
    assert lines(flask("guides", "import", file))[0][0] == "unchanged"
    german = written("german.json", {**document, "language": "de"})
    assert lines(flask("guides", "import", german))[0][:2] == ["created", "-to-".join(ends) + "-de"]
    assert lines(flask("guides", "import", german, file)) == [
        ["unchanged", "-to-".join(ends) + "-de", "revision 1"],
        ["unchanged", "-to-".join(ends), "revision 1"],
    ]


def test_it_finds_a_guide_between_roles_without_latin_letters(flask: Shell, written: Writer) -> None:
    roles = {"from_role": {"label": "محاسب"}, "to_role": {"label": "محلل بيانات"}}
    file = written("arabic.json", {**roles, "language": "ar"})
    [[outcome, slug, _]] = lines(flask("guides", "import", file))
    assert outcome == "created"
    assert slug.startswith("guide-")
    assert lines(flask("guides", "import", file)) == [["unchanged", slug, "revision 1"]]


def test_it_keeps_the_ids_of_rows_that_name_none(flask: Shell, written: Writer) -> None:
    document = factories.a_document()
    for row in document["faq"]:
        row.pop("id", None)
    file = written("a.json", document)
    flask("guides", "import", file)
    assert lines(flask("guides", "import", file))[0][0] == "unchanged"


def test_it_acts_as_the_person_named(flask: Shell, written: Writer, people: Any) -> None:
    file = written("a.json", factories.a_document())
    made = flask("guides", "import", file, "--as", people["author"].email)
    assert made.exit_code == 0
    assert newest(factories.a_document()["slug"]).author_id == str(people["author"].id)


@pytest.mark.parametrize(
    ("who", "why"),
    [
        ("nobody@example.org", "There is nobody with the address nobody@example.org."),
        ("ada@example.org", "“New guide” is done by an author."),
        ("amira@example.org", "amira@example.org is disabled."),
    ],
)
def test_it_refuses_for_people_who_may_not(flask: Shell, written: Writer, people: Any, who: str, why: str) -> None:
    with transaction():
        person = by_email(people["author"].email)
        assert person
        person.active = False
    file = written("a.json", factories.a_document())
    refused = flask("guides", "import", file, "--as", who)
    assert refused.exit_code == 1
    assert lines(refused)[0][0] == "refused"
    assert lines(refused)[0][2] == why


def test_it_goes_on_after_files_that_are_refused(flask: Shell, written: Writer) -> None:
    files = [
        written("1-broken.json", "{"),
        written("2-twice.json", '{"title": 1, "title": 2}'),
        written("3-list.json", []),
        written("4-unknown.json", {**factories.a_document(), "nonsense\t\ud83d": 1}),
        written("5-slug.json", factories.a_document(slug="No Slug")),
        written("6-good.json", factories.a_document()),
    ]
    done = flask("guides", "import", *files)
    assert done.exit_code == 1
    assert [line[0] for line in lines(done)] == ["refused"] * 5 + ["created"]
    assert all(len(line) == 3 for line in lines(done))
    assert lines(done)[0][1] == "1-broken"
    assert "not JSON" in lines(done)[0][2]
    assert "twice" in lines(done)[1][2]
    assert "“No Slug” is no address" in lines(done)[4][2]


def test_a_dry_run_says_the_same_and_keeps_nothing(flask: Shell, written: Writer) -> None:
    document = factories.a_document()
    slug = document["slug"]
    files = [
        written("a.json", document),
        written("b.json", {**document, "faq": [{"answer": "No question."}], "slug": "other", "title": "Other"}),
        written("c.json", {**document, "summary": "Changed."}),
    ]
    dry = flask("guides", "import", "--dry-run", *PUBLISH, *files)
    assert [line[:2] for line in lines(dry)] == [["created", slug], ["refused", "other"], ["updated", slug]]
    assert dry.exit_code == 1
    session().rollback()
    assert guides.listing(limit=9)[1] == 0
    assert live(slug) is None
    assert lines(flask("guides", "import", *PUBLISH, *files)) == lines(dry)


def test_it_publishes_once_and_leaves_a_debt(flask: Shell, written: Writer) -> None:
    document = factories.a_document()
    slug = document["slug"]
    file = written("a.json", document)
    made = flask("guides", "import", file, *PUBLISH)
    assert (made.exit_code, lines(made)) == (0, [["created", slug, "revision 1, published"]])
    first = live(slug)
    assert (first.number, first.digest) == (1, content.digest(content.draft(document)))
    guide = guides.by_slug(slug)
    assert guide
    assert guide.public_status == "live_unreviewed"
    assert debts.open_debt(guide.id)
    assert events.of_guide(guide.id)[-1].said["reason"] == PUBLISH[-1]
    seq = public_clock.read().seq

    again = flask("guides", "import", file, *PUBLISH)
    assert (again.exit_code, lines(again)[0][:2]) == (0, ["unchanged", slug])
    assert live(slug).number == 1
    assert public_clock.read().seq == seq

    written("a.json", {**document, "summary": "Another one."})
    assert lines(flask("guides", "import", file, *PUBLISH))[0][:2] == ["updated", slug]
    assert live(slug).number == 2


def test_it_leaves_newer_work_alone_when_readers_have_the_file_already(
    flask: Shell, written: Writer, people: Any
) -> None:
    document = factories.a_document()
    file = written("a.json", document)
    flask("guides", "import", file, *PUBLISH)
    guide = guides.by_slug(document["slug"])
    assert guide
    factories.revise(guide.id, summary="In the works.")
    assert lines(flask("guides", "import", file, *PUBLISH))[0][0] == "unchanged"
    assert newest(document["slug"]).document["summary"] == "In the works."
    assert lines(flask("guides", "import", file))[0][0] == "updated"
    assert newest(document["slug"]).document["summary"] == document["summary"]


def test_it_publishes_a_draft_that_is_there_already(flask: Shell, written: Writer) -> None:
    document = factories.a_document()
    file = written("a.json", document)
    flask("guides", "import", file)
    assert lines(flask("guides", "import", file, *PUBLISH)) == [["updated", document["slug"], "revision 1, published"]]
    assert live(document["slug"]).number == 1


def test_refused_is_refused_whole(flask: Shell, written: Writer) -> None:
    document = factories.a_document()
    slug = document["slug"]
    half = {**document, "faq": [*document["faq"], {"answer": "Nobody asked."}]}
    number = len(document["faq"])
    refused = flask("guides", "import", written("half.json", half), *PUBLISH)
    assert refused.exit_code == 1
    assert lines(refused) == [
        ["refused", slug, f"S02 faq[{number}] Question {number + 1} of the FAQ has an answer but no question."]
    ]
    assert newest(slug) is None

    flask("guides", "import", written("whole.json", document), *PUBLISH)
    assert flask("guides", "import", written("half.json", half), *PUBLISH).exit_code == 1
    assert newest(slug).number == 1
    assert flask("guides", "import", written("half.json", half)).exit_code == 0, "a draft may be unfinished"
    assert newest(slug).number == 2


def test_it_refuses_a_guide_that_is_being_reviewed(flask: Shell, written: Writer, people: Any) -> None:
    document = factories.a_document()
    factories.a_guide("in_review", document)
    refused = flask("guides", "import", written("a.json", {**document, "summary": "Another one."}))
    assert (refused.exit_code, lines(refused)[0][:2]) == (1, ["refused", document["slug"]])
    assert "In review" in lines(refused)[0][2]
    assert lines(flask("guides", "import", written("a.json", document)))[0][0] == "unchanged"


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("missing.json",),
        (".", "--publish"),
        (".", "--publish", "--reason", " "),
        (".", "--reason", "x"),
        (".", "--what"),
    ],
)
def test_wrong_usage_is_2(flask: Shell, words: tuple[str, ...]) -> None:
    assert flask("guides", "import", *words).exit_code == 2


def test_it_says_so_when_a_folder_holds_no_guides(flask: Shell, tmp_path: Path) -> None:
    done = flask("guides", "import", tmp_path)
    assert (done.exit_code, done.stdout) == (0, "")
    assert "no .json file" in done.stderr


def test_it_reads_the_examples_that_ship(flask: Shell, sqlite_app: Flask) -> None:
    done = flask("guides", "import", factories.DEMONSTRATION, *PUBLISH)
    assert done.exit_code == 0
    for slug, document in factories.examples().items():
        assert live(slug).digest == content.digest(content.draft(document))
