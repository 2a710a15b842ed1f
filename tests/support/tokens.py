"""What a form has to send along, as it stands in the page."""

import re

_TOKEN = re.compile(r'name="csrf_token"[^>]*\svalue="([^"]+)"')


def token_in(html: str) -> str:
    """The token of the first form that has one; empty where none has."""
    found = _TOKEN.search(html)
    return found.group(1) if found else ""
