"""Where we may send to, as it is asked when an address is saved."""

import socket
from typing import Any

import pytest

from cms.services.outgoing import UNREACHABLE, why_refused

PUBLIC = "93.184.216.34"


def leading_to(*addresses: str) -> Any:
    """A resolver that gives these addresses for whatever name."""

    def resolver(host: str, port: int, *more: object) -> list[tuple[Any, ...]]:
        families = [socket.AF_INET6 if ":" in one else socket.AF_INET for one in addresses]
        places = [(one, port, 0, 0) if ":" in one else (one, port) for one in addresses]
        return [(family, 1, 6, "", place) for family, place in zip(families, places, strict=True)]

    return resolver


def unknown(*asked: object) -> Any:
    raise socket.gaierror("Name or service not known")


def refused(url: str, *, resolver: Any = None, private: bool = False, production: bool = False) -> str | None:
    known = resolver or leading_to(PUBLIC)
    return why_refused(url, allow_private=private, production=production, resolver=known)


@pytest.mark.parametrize("url", ["https://example.org/hook?a=b", "http://example.org:80/", f"https://{PUBLIC}/"])
def test_lets_the_open_internet_be_reached(url: str) -> None:
    assert refused(url) is None


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1", "0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "224.0.0.1",
        "[::1]", "[::]", "[fe80::1]", "[fd00::1]", "[::ffff:127.0.0.1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]",
        "2130706433", "0177.0.0.1", "127.1", "１２７.0.0.1", "127.0.0.1.",
    ],
)  # fmt: skip
def test_keeps_out_of_our_own_networks_however_they_are_written(host: str) -> None:
    assert refused(f"https://{host}/") == UNREACHABLE


@pytest.mark.parametrize(
    "resolver", [leading_to("10.0.0.1"), leading_to(PUBLIC, "127.0.0.1"), leading_to("::1"), unknown]
)
def test_tells_a_name_inside_from_one_that_nobody_knows_by_nothing(resolver: Any) -> None:
    assert refused("https://intranet.example.org/", resolver=resolver) == UNREACHABLE


def test_decodes_a_name_that_is_a_number_as_the_system_would() -> None:
    assert refused("https://0x7f.1/", resolver=socket.getaddrinfo) == UNREACHABLE


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("", "full web address"),
        ("example.org/hook", "full web address"),
        ("ftp://example.org/", "full web address"),
        ("file:///etc/passwd", "full web address"),
        ("gopher://example.org/", "full web address"),
        ("javascript:alert(1)", "full web address"),
        ("https://", "full web address"),
        ("https://example.org/a b", "full web address"),
        ("https://exam\u202eple.org/", "full web address"),
        ("https://example.org:99999/", "full web address"),
        ("https://[::1/", "full web address"),
        ("https://user:word@example.org/", "user name"),
        ("https://example.org@127.0.0.1/", "user name"),
        ("https://example.org:22/", "Leave the port out"),
        (f"https://example.org/{'a' * 2000}", "the limit is 2,000"),
    ],
)
def test_says_what_is_wrong_with_the_text_itself(url: str, sentence: str) -> None:
    assert sentence in (refused(url) or "")


def test_wants_https_in_production() -> None:
    assert refused("http://example.org/", production=True) == "This must begin with https://."
    assert refused("https://example.org/", production=True) is None


@pytest.mark.parametrize("url", ["http://127.0.0.1:8000/", "http://localhost:5000/hook", "http://10.0.0.1/"])
def test_reaches_our_own_networks_where_a_setting_allows_it(url: str) -> None:
    assert refused(url, private=True, resolver=unknown) is None
    assert refused("https://user@127.0.0.1/", private=True) is not None
