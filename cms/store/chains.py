"""Chains of hashes: each row of a log carries the hash of the row before it, so that no row is changed unseen."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from cms.content.json_text import sha256_of

FIRST = "0" * 64


@dataclass(frozen=True)
class Broken:
    """The first link of a chain that does not hold. number: of that row, or the one that is missing."""

    number: int
    why: str


def fingerprint(row: Any) -> str:
    """SHA-256 over everything that the row says, the hash before it included; its own and its id left out."""
    names = [column.name for column in row.__table__.columns if column.name not in ("id", "hash")]
    return sha256_of({name: _plain(getattr(row, name)) for name in names})


def broken(rows: Iterable[Any]) -> Broken | None:
    """rows: of a whole chain, oldest first, each with its number from 1, its hash and the one before it."""
    before = FIRST
    for expected, row in enumerate(rows, start=1):
        if row.number != expected:
            return Broken(expected, "it is missing")
        if row.previous_hash != before:
            return Broken(expected, "it does not follow the one before it")
        if row.hash != fingerprint(row):
            return Broken(expected, "what it says was changed")
        before = row.hash
    return None


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value
