import pytest

from cms.content.web_addresses import is_web_address

GOOD = [
    "https://example.org",
    "http://example.org",
    "HTTPS://EXAMPLE.ORG/",
    "https://example.org:8443/a/b.html?x=1&y=2#part",
    "https://example.org?x",
    "https://example.org#x",
    "https://example.org./",
    "https://www.example.co.uk/a'b(c),d;e=f~g!h*i",
    "https://bücher.example/straße",
    "https://xn--bcher-kva.example/",
    "https://مثال.example/مقالة",
    "https://a_b.example.org/",
    "https://93.184.216.34/",
    f"https://example.org/{'a' * 1900}",
]
EVIL = [
    "",
    "example.org",
    "www.example.org",
    "/guides/a",
    "//example.org",
    "https:",
    "https://",
    "https:///example.org",
    "https:example.org",
    "https:/example.org",
    "https:\\\\example.org",
    "https://example.org\\@evil.example",
    "https://.",
    "https://a..b",
    "https://localhost/",
    "https://localhost:8000/",
    "https://intranet/",
    "https://2130706433/",
    "https://[::1]/",
    "https://[2001:db8::1]/",
    "https://example.org:99999/",
    "https://example.org:80:80/",
    "https://example.org:port/",
    f"https://{'a' * 64}.example/",
    f"https://{'a.' * 130}example/",
    "https://user@example.org/",
    "https://user:secret@example.org/",
    "https://a.example@127.0.0.1/",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\tscript:alert(1)",
    "\x01javascript:alert(1)",
    "javascript://example.org/%0aalert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:msgbox(1)",
    "blob:https://example.org/1",
    "view-source:https://example.org",
    "file:///etc/passwd",
    "ftp://example.org/",
    "mailto:a@example.org",
    " https://example.org",
    "https://example.org\n",
    "https://exa mple.org/",
    "https://example.org/a b",
    "https://example.org/\u00a0",
    "https://example.org/\u2028",
    "https://example.org/<script>",
    'https://example.org/"onmouseover="x',
    "https://example.org/`x`",
    "https://example.org/{x}",
    "https://example.org/a|b",
    "https://example.org/a^b",
]


@pytest.mark.parametrize("text", GOOD)
def test_takes_full_addresses_of_the_web(text: str) -> None:
    assert is_web_address(text)


@pytest.mark.parametrize("text", EVIL)
def test_refuses_everything_else(text: str) -> None:
    assert not is_web_address(text)
