"""JSON in and out: a strict reader and the canonical form of RFC 8785 that digests are taken of."""

import json
from collections import Counter
from functools import lru_cache
from hashlib import sha256
from typing import Any, NoReturn

import rfc8785

from cms.errors import Unreadable

_WORTH_KEEPING = 20_000  # characters


def parse(text: str | bytes) -> Any:
    """The value in `text`. Raises Unreadable for what is not JSON, repeats a name, or holds NaN or Infinity."""
    try:
        return json.loads(text, object_pairs_hook=_unique, parse_constant=_refuse_constant)
    except Unreadable:
        raise
    except RecursionError:
        raise Unreadable("This JSON is nested too deep.") from None
    except (ValueError, UnicodeError) as error:
        raise Unreadable(f"This is not JSON: {error}.") from None


def plain(value: Any) -> str:
    """Compact JSON in the members' own order, for everything that is sent or kept."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def canonical(value: Any) -> bytes:
    return rfc8785.dumps(value)


def canonical_again(value: Any) -> bytes:
    """The same for what is likely to be asked for again as it is, such as the sections of a guide somebody writes."""
    written = plain(value)
    return _canonical(written) if len(written) <= _WORTH_KEEPING else canonical(value)


@lru_cache(maxsize=128)
def _canonical(written: str) -> bytes:
    return canonical(json.loads(written))


def sha256_of(value: Any) -> str:
    """SHA-256 of the canonical form, in hexadecimal."""
    return sha256(canonical(value)).hexdigest()


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        [(twice, _)] = Counter(name for name, _ in pairs).most_common(1)
        raise Unreadable(f"This JSON names “{twice[:40]}” twice in one object.")
    return members


def _refuse_constant(name: str) -> NoReturn:
    raise Unreadable(f"{name} is not a number in JSON.")
