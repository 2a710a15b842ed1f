"""Content coding: in which codings a reader takes an answer, and bytes in each of them (RFC 9110, 8.4 and 12.5.3)."""

import gzip
from functools import lru_cache

import brotli
from werkzeug.http import parse_accept_header

IDENTITY, GZIP, BROTLI = "", "gzip", "br"
_CODINGS = (BROTLI, GZIP)  # what we would rather send comes first
_GZIP_LEVEL, _BROTLI_QUALITY = 6, 5  # brotli 11 takes seventy times as long for a fifth fewer bytes
_NOT_WORTH_IT = 256  # bytes
_LONGEST_WISH = 500  # characters
_COMPRESSIBLE = ("text/", "application/json", "application/feed+json", "application/atom+xml", "application/xml",
                 "application/problem+json", "application/schema+json")  # fmt: skip


def codings(accepted: str) -> tuple[str, ...]:
    """The content codings we have that a reader takes, best first. accepted: an Accept-Encoding header.

    One that no program sends for its length is not read: it would be kept, and hold up those who wait behind it.
    """
    return _codings(accepted) if len(accepted) <= _LONGEST_WISH else ()


@lru_cache(maxsize=512)
def _codings(accepted: str) -> tuple[str, ...]:
    wished = parse_accept_header(accepted)
    quality = {name.lower(): value for name, value in wished}
    every = quality.get("*", 0.0)
    taken = [coding for coding in _CODINGS if quality.get(coding, every) > 0]
    plain = quality.get("identity", 0.0)
    return tuple(
        sorted((one for one in taken if quality.get(one, every) >= plain), key=lambda one: -quality.get(one, every))
    )


def is_worth_it(media_type: str, length: int) -> bool:
    """Whether so many bytes of this type are sent compressed."""
    return media_type.startswith(_COMPRESSIBLE) and length >= _NOT_WORTH_IT


def encoded(coding: str, plain: bytes) -> bytes:
    if coding == BROTLI:
        smaller: bytes = brotli.compress(plain, quality=_BROTLI_QUALITY)
        return smaller
    return gzip.compress(plain, _GZIP_LEVEL, mtime=0) if coding == GZIP else plain


def decoded(zipped: bytes) -> bytes:
    """What was encoded as gzip."""
    return gzip.decompress(zipped)
