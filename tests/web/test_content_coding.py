"""In which codings a reader takes an answer (RFC 9110, 12.5.3)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms.web.content_coding import codings


@pytest.mark.parametrize(
    ("accepted", "wanted"),
    [
        ("", ()),
        ("gzip", ("gzip",)),
        ("gzip, deflate, br, zstd", ("br", "gzip")),
        ("br;q=0.2, gzip;q=0.8", ("gzip", "br")),
        ("gzip;q=0", ()),
        ("br;q=0, gzip", ("gzip",)),
        ("*", ("br", "gzip")),
        ("*;q=0", ()),
        ("gzip;q=0, *", ("br",)),
        ("identity, gzip;q=0.5", ()),
        ("GZIP", ("gzip",)),
        ("gzip;q=nonsense", ()),
        ("\x00\xff;;,,,=", ()),
    ],
)
def test_sends_what_the_reader_takes(accepted: str, wanted: tuple[str, ...]) -> None:
    assert codings(accepted) == wanted


def test_does_not_read_what_is_too_long_to_be_a_wish() -> None:
    assert codings(f"gzip,{' ' * 400}br") == ("br", "gzip")
    assert codings(f"gzip,{' ' * 500}br") == ()


@given(st.text(max_size=60))
def test_reads_every_wish_about_coding(accepted: str) -> None:
    assert set(codings(accepted)) <= {"br", "gzip"}
