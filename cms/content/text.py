"""Text as it is kept: NFC, trimmed, line feeds, and free of characters that deceive a reader or break a parser."""

import re
import unicodedata

# Control characters (tab and line feed are ordinary white space), bidi overrides, embeddings and isolates
# (CVE-2021-42574, "Trojan Source"), the byte order mark, lone surrogates and the two non-characters XML forbids.
UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff\ufffe\uffff]")
_LINE_ENDS = re.compile("\r\n?")
_LINK = re.compile(r"\[([^\]\n]+)\]\([^)\s]+\)")
_EMPHASIS = re.compile(r"(?<!\w)(\*{1,3}|_{1,3}|`)(?=\S)(.+?)(?<=\S)\1(?!\w)")
_QUOTES = re.compile("[\"'`\u00ab\u00bb\u2018-\u201f\u2039\u203a]")


def tidy(text: str) -> str:
    """`text` with line feeds for line ends, in NFC, trimmed. Idempotent."""
    if "\r" in text:
        text = _LINE_ENDS.sub("\n", text)
    return unicodedata.normalize("NFC", text).strip()


def unsafe_character(text: str) -> str | None:
    """The first forbidden character as U+XXXX, or None."""
    found = UNSAFE.search(text)
    return f"U+{ord(found.group()):04X}" if found else None


def norm(text: str) -> str:
    """What two texts are compared by when capitals, quotes and spacing should not count."""
    return " ".join(_QUOTES.sub("", unicodedata.normalize("NFKC", text).casefold()).split())


def without_markup(text: str) -> str:
    """`text` as it reads where inline Markdown is not shown: links by their words, emphasis without its marks."""
    return _EMPHASIS.sub(r"\2", _LINK.sub(r"\1", text))
