"""What a reader is answered from prepared bytes: in which coding, with which validators, and when (RFC 9110)."""

import gzip
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

import brotli
import pytest
from werkzeug.http import http_date

from cms.web.content_coding import GZIP
from cms.web.representation import Headers, Prepared, Representation

AT = datetime(2026, 11, 22, 10, 30, 0, 400_000, tzinfo=UTC)
BODY = "Ein Leitfaden für alle, die wechseln möchten. ".encode() * 40
ALWAYS = [("X-Content-Type-Options", "nosniff")]


def prepared(body: bytes = BODY, media_type: str = "text/html", **more: Any) -> Prepared:
    return Prepared(Representation(body, media_type, AT, **more), ALWAYS)


def ask(one: Prepared, method: str = "GET", **asked: str) -> tuple[int, dict[str, str], bytes]:
    """asked: headers, with underscores for hyphens."""
    environ = {"REQUEST_METHOD": method, **{f"HTTP_{name.upper()}": value for name, value in asked.items()}}
    status, headers, body = one.answer(environ)
    assert len({name for name, _ in headers}) == len(headers), "a header stands twice"
    return int(status[:3]), dict(headers), body


def test_says_the_same_in_every_coding() -> None:
    one = prepared()
    plain, zipped, small = (ask(one, accept_encoding=name) for name in ("identity", "gzip", "br"))
    assert plain[2] == gzip.decompress(zipped[2]) == brotli.decompress(small[2]) == BODY
    assert len({answer[1]["ETag"] for answer in (plain, zipped, small)}) == 3
    assert [answer[1].get("Content-Encoding") for answer in (plain, zipped, small)] == [None, "gzip", "br"]
    assert all(answer[1]["Vary"] == "Accept-Encoding" for answer in (plain, zipped, small))
    assert all(int(answer[1]["Content-Length"]) == len(answer[2]) for answer in (plain, zipped, small))


def test_equal_bytes_have_equal_tags_and_others_do_not() -> None:
    assert ask(prepared(), accept_encoding=GZIP)[1:] == ask(prepared(), accept_encoding=GZIP)[1:]
    assert ask(prepared())[1]["ETag"] != ask(prepared(BODY + b"!"))[1]["ETag"]


def test_does_not_compress_what_does_not_shrink() -> None:
    assert "Content-Encoding" not in ask(prepared(b"short"), accept_encoding="gzip")[1]
    assert "Content-Encoding" not in ask(prepared(media_type="image/png"), accept_encoding="gzip, br")[1]


@pytest.mark.parametrize("coding", ["", "gzip", "br"])
def test_answers_304_to_whoever_has_it(coding: str) -> None:
    one = prepared(tags=["guide:1"], more=[("Link", "<x>; rel=next")])
    _, full, _ = ask(one, accept_encoding=coding)
    tag = full["ETag"]
    for known in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        status, headers, body = ask(one, accept_encoding=coding, if_none_match=known)
        assert (status, body) == (304, b"")
        repeated = ("ETag", "Cache-Control", "Vary", "Last-Modified")
        assert headers == {name: full[name] for name in repeated}, "the rest is renewed as the reader has kept it"


def test_sends_all_to_whoever_has_another() -> None:
    one = prepared()
    tag = ask(one, accept_encoding="gzip")[1]["ETag"]
    for known in ('"other"', "nonsense", ask(one)[1]["ETag"], tag.replace("-gzip", "-br")):
        assert ask(one, accept_encoding="gzip", if_none_match=known)[0] == 200


def test_believes_a_tag_before_a_date() -> None:
    later = http_date(AT + timedelta(hours=1))
    assert ask(prepared(), if_modified_since=later)[0] == 304
    assert ask(prepared(), if_modified_since=http_date(AT))[0] == 304
    assert ask(prepared(), if_modified_since=http_date(AT - timedelta(seconds=1)))[0] == 200
    assert ask(prepared(), if_modified_since="yesterday")[0] == 200
    assert ask(prepared(), if_modified_since=f"Mon, 01 Jan {10**20} 00:00:00 GMT")[0] == 200
    assert ask(prepared(), if_modified_since=later, if_none_match='"other"')[0] == 200


def test_tells_head_what_get_would_send() -> None:
    for coding in ("", "gzip"):
        get, head = (ask(prepared(), method, accept_encoding=coding) for method in ("GET", "HEAD"))
        assert head[:2] == get[:2]
        assert head[2] == b""


def test_never_calls_an_error_or_a_redirect_unchanged() -> None:
    for status in (301, 410):
        one = prepared(status=status, location="/there" if status == 301 else "")
        code, headers, body = ask(one, if_none_match="*", if_modified_since=http_date(AT))
        assert (code, body, headers.get("Location")) == (status, BODY, "/there" if status == 301 else None)


def test_can_be_forgotten_by_its_tags() -> None:
    headers: Headers = [("Surrogate-Key", "guide:1 guides"), ("Cache-Tag", "guide:1,guides")]
    assert set(headers) <= set(ask(prepared(tags=["guide:1", "guides"]))[1].items())


def test_keeps_only_the_codings_that_were_asked_for() -> None:
    body = b"".join(sha256(bytes([number])).hexdigest().encode() for number in range(250))
    one = prepared(body)
    ask(one, accept_encoding="gzip")
    assert one.size < len(body), "the plain text is kept, though nobody wants it so"
    zipped = one.size
    assert brotli.decompress(ask(one, accept_encoding="br")[2]) == body
    assert one.size > zipped
    assert ask(one)[2] == body
    assert one.size > len(body) + zipped
    assert ask(one, accept_encoding="gzip") == ask(prepared(body), accept_encoding="gzip")
