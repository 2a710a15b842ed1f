"""What counts as a web address in a guide. One judge for form, API, rendering and import."""

import re
from urllib.parse import urlsplit

_NEVER = re.compile(r'[\s<>"\\`{}|^]')
_HOST = re.compile(r"(?=.{1,253}\.?$)[^\s.:/?#@\[\]\\]{1,63}(?:\.[^\s.:/?#@\[\]\\]{1,63})+\.?")


def is_web_address(text: str) -> bool:
    """Whether `text` is an absolute http(s) address whose host has a dot, and no user name in it (WHATWG URL)."""
    if _NEVER.search(text):
        return False
    try:
        parts = urlsplit(text)
        parts.port  # noqa: B018  # reading it is what checks it
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and "@" not in parts.netloc and bool(_HOST.fullmatch(parts.hostname or ""))
