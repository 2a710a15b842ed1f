"""JSON in and out: a strict reader and the canonical form of RFC 8785 that digests are taken of."""

import json
from collections import Counter
from hashlib import sha256
from typing import Any, NoReturn

import rfc8785

from cms.errors import Unreadable


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
