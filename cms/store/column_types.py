"""The types of columns that tables share: how times, JSON, documents and ids are kept on both databases."""

import json
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import BigInteger, DateTime, Dialect, Integer, String, Text, TypeDecorator

from cms.content.upgrades import upgrade

ACTOR_ID = String(36)  # a person's id, or `system`, or `operator`: people may go, records stay
SERIAL = BigInteger().with_variant(Integer, "sqlite")  # SQLite counts up only what it calls INTEGER


class UtcTime(TypeDecorator[datetime]):
    """An aware time, kept in UTC on both databases."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone was about to be stored")
        return value.astimezone(UTC).replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class JsonText(TypeDecorator[Any]):
    """A JSON value kept as text, members in the order given: what went in comes out byte for byte."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else json.dumps(value, ensure_ascii=False, separators=(",", ":"))

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        return None if value is None else json.loads(value)


class DocumentText(JsonText):
    """A document kept as it was written, and read in today's shape."""

    cache_ok = True

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        document = super().process_result_value(value, dialect)
        return None if document is None else upgrade(document)
