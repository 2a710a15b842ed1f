"""Bodies that nobody should send: each is refused with its status, nothing is kept, and nothing breaks."""

import time
from collections.abc import Callable
from typing import Any

import pytest

from tests.factories import a_document
from tests.support.clients import Api
from tests.web.api.calls import GUIDES, at, created, paths, problem, told

For = Callable[..., Api]
MEGABYTE = 1024 * 1024

# Refused alike by every call that takes a body: (name, body, status)
UGLY: list[tuple[str, bytes, int]] = [
    ("words", b"hello", 400),
    ("cut short", b'{"document": {"title": "From', 400),
    ("two values", b"{} {}", 400),
    ("a comma too many", b'{"a": 1,}', 400),
    ("single quotes", b"{'a': 1}", 400),
    ("a comment", b"{} // yes", 400),
    ("only spaces", b"  \n ", 400),
    ("not UTF-8", b'{"a": "\xff\xfe"}', 400),
    ("an encoded surrogate", b'{"a": "\xed\xa0\x80"}', 400),
    ("UTF-16", '{"a": 1}'.encode("utf-16"), 400),
    ("UTF-32", '{"a": 1}'.encode("utf-32-le"), 400),
    ("a byte order mark", b'\xef\xbb\xbf{"a": 1}', 400),
    ("a raw NUL", b'{"a": "\x00"}', 400),
    ("a raw line feed in text", b'{"a": "x\ny"}', 400),
    ("NaN", b'{"a": NaN}', 400),
    ("Infinity", b'{"a": -Infinity}', 400),
    ("a name twice", b'{"a": 1, "a": 2}', 400),
    ("a name twice, deep down", b'{"a": [{"b": {"c": 1, "c": 1}}]}', 400),
    ("a surrogate as name, twice", b'{"\\ud800": 1, "\\ud800": 2}', 400),
    ("an integer of 5,000 digits", b'{"a": ' + b"9" * 5000 + b"}", 400),
    ("100,000 levels of lists", b"[" * 100_000, 400),
    ("100,000 levels, all closed", b'{"a":' * 100_000 + b"1" + b"}" * 100_000, 400),
    ("null", b"null", 422),
    ("a list", b"[]", 422),
    ("a list of objects", b'[{"title": "x"}]', 422),
    ("text", b'"text"', 422),
    ("a surrogate alone", b'"\\ud800"', 422),
    ("a number", b"1e999", 422),
    ("true", b"true", 422),
    ("200 levels of lists", b"[" * 200 + b"]" * 200, 422),
    ("200 levels below a name", b'{"document":' * 200 + b"1" + b"}" * 200, 422),
    ("an unknown name", b'{"surprise": 1}', 422),
    ("a surrogate as name", b'{"\\ud800": 1}', 422),
    ("a NUL as name", b'{"\\u0000": 1}', 422),
    ("a name of 100,000 characters", b'{"' + b"a" * 100_000 + b'": 1}', 422),
    ("names of objects' insides", b'{"__class__": 1, "__proto__": {}, "_schema": []}', 422),
    ("20,000 unknown names", b"{" + b",".join(b'"%d":1' % n for n in range(20_000)) + b"}", 422),
]


@pytest.mark.usefixtures("sqlite_app")
@pytest.mark.parametrize(("body", "status"), [(body, status) for _, body, status in UGLY], ids=[one[0] for one in UGLY])
def test_an_ugly_body_is_refused(api_for: For, body: bytes, status: int) -> None:
    api = api_for("author")
    guide_id = created(api)
    problem(api.post(GUIDES, data=body), status)
    problem(api.post(GUIDES, data=body, key="ugly"), status)
    problem(api.put(at(guide_id, "document"), data=body, if_match=1), status)
    problem(api.post(at(guide_id, "actions", "submit"), data=body, if_match=1), status)
    assert len(told(api.get(GUIDES))["items"]) == 1
    assert (told(api.get(at(guide_id)))["revision"], told(api.get(at(guide_id)))["state"]) == (1, "draft")


@pytest.mark.usefixtures("sqlite_app")
def test_a_quarter_of_a_million_names_of_which_one_is_repeated_do_not_take_for_ever(api_for: For) -> None:
    names = [b'"%d":1' % n for n in range(250_000)]
    began = time.perf_counter()
    problem(api_for("author").post(GUIDES, data=b"{" + b",".join([*names, names[-1]]) + b"}"), 400)
    assert time.perf_counter() - began < 20, "half a second on an idle machine"


@pytest.mark.usefixtures("sqlite_app")
@pytest.mark.parametrize(("section", "row"), [("faq", b"{}"), ("faq", b"null"), ("faq", b"[]"), ("tags", b'""')])
def test_rows_without_number_are_refused_even_when_they_are_blank(api_for: For, section: str, row: bytes) -> None:
    body = b'{"document": {"%s": [%s]}}' % (section.encode(), b",".join([row] * 100_000))
    assert paths(api_for("author").post(GUIDES, data=body)) == [section]


@pytest.mark.usefixtures("sqlite_app")
@pytest.mark.parametrize("body", [b"", None])
def test_an_empty_body_is_no_document(api_for: For, body: bytes | None) -> None:
    api = api_for("author")
    guide_id = created(api)
    headers = {"Content-Type": "application/json"}
    problem(api.post(GUIDES, data=body, headers=headers), 400)
    problem(api.put(at(guide_id, "document"), data=body, headers=headers, if_match=1), 400)


@pytest.mark.usefixtures("sqlite_app")
@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=b",
                                  "text/html", "application/jsonp", "application/octet-stream", ""])  # fmt: skip
def test_only_json_is_taken(api_for: For, kind: str) -> None:
    api = api_for("author")
    guide_id = created(api)
    headers = {"Content-Type": kind}
    body = b'{"change_note": "First.", "major": true}'
    problem(api.post(GUIDES, data=body, headers=headers), 415)
    problem(api.put(at(guide_id, "document"), data=body, headers=headers, if_match=1), 415)
    problem(api.post(at(guide_id, "actions", "submit"), data=body, headers=headers, if_match=1), 415)
    problem(api.post(at(guide_id, "actions", "submit"), data=body, headers=headers, if_match=1, key="one"), 415)


@pytest.mark.usefixtures("sqlite_app")
@pytest.mark.parametrize("kind", ["application/json", "application/json; charset=utf-8", "application/ld+json"])
def test_json_by_another_name_is_taken(api_for: For, kind: str) -> None:
    api = api_for("author")
    guide_id = created(api)
    answer = api.post(at(guide_id, "actions", "discard"), data=b"{}", headers={"Content-Type": kind}, if_match=1)
    assert answer.status_code == 200


@pytest.mark.usefixtures("sqlite_app")
@pytest.mark.parametrize("key", [None, "big"])
def test_more_than_four_megabytes_are_too_much(api_for: For, key: str | None) -> None:
    api = api_for("author")
    guide_id = created(api)
    body = b'{"document": {"title": "' + b"x" * (4 * MEGABYTE) + b'"}}'
    problem(api.post(GUIDES, data=body, key=key), 413)
    problem(api.put(at(guide_id, "document"), data=body, if_match=1), 413)
    problem(api.post(at(guide_id, "actions", "submit"), data=body, if_match=1, key=key), 413)


# Values that a document may not hold: (path, value)
VALUES: list[tuple[str, Any]] = [
    ("title", "\ud800"),
    ("title", "a\x00b"),
    ("title", "a\x1bb"),
    ("title", "\u202egnp.exe"),
    ("title", "\ufeff"),
    ("title", "\uffff"),
    ("title", "x" * 641),
    ("title", "x" * 1_000_000),
    ("summary", "(" * 100_000),
    ("overview", " a" * 100_000),
    ("slug", "x" * 481),
    ("timeline.min", float("1e300")),
    ("timeline.min", 10**400),
    ("timeline.min", -(10**400)),
    ("timeline.min", 10**13),
    ("salary_from.as_of", "2026-02-30"),
    ("salary_from.as_of", "2026-W01-1T00"),
    ("schema_version", "2.0"),
    ("schema_version", []),
    ("schema_version", 0),
    ("schema_version", {"1": 0}),
    ("tags", ["x"] * 11),
    ("tags", ["x"] * 100_000),
    ("authors", [{"name": "x"}] * 7),
    ("cta", [[[[]]]]),
]


@pytest.mark.usefixtures("sqlite_app")
@pytest.mark.parametrize(("path", "value"), VALUES, ids=lambda one: str(one)[:30])
def test_a_value_that_cannot_be_kept_is_refused_by_path(api_for: For, path: str, value: Any) -> None:
    api = api_for("author")
    guide_id = created(api)
    document = a_document()
    *before, last = path.split(".")
    inner = document
    for name in before:
        inner = inner[name]
    inner[last] = value
    assert paths(api.post(GUIDES, json={"document": document})) == [path]
    assert paths(api.put(at(guide_id, "document"), json=document, if_match=1)) == [path]
    assert told(api.get(at(guide_id)))["revision"] == 1


@pytest.mark.usefixtures("sqlite_app")
def test_a_number_beyond_floats_is_refused(api_for: For) -> None:
    body = b'{"language": "en", "timeline": {"min": 1e999, "max": -1e999}}'
    answer = api_for("author").put(at(created(api_for("author")), "document"), data=body, if_match=1)
    assert paths(answer) == ["timeline.min", "timeline.max"]


def test_text_is_kept_tidied(api_for: For) -> None:
    api = api_for("author")
    guide_id = created(api, title="  Cafe\u0301\r\n")
    assert told(api.get(at(guide_id)))["document"]["title"] == "Café"
