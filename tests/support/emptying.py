"""Empties a PostgreSQL database in place, which costs the server a tenth of a new copy.

What the migrations put into a table is put back, and every sequence begins anew. Where that could not be the same as a
copy, nothing is done: after a change of the schema, while others are connected, or without a superuser's rights.
"""

import contextlib
from typing import Any

import psycopg
from psycopg import sql

_MOST_DEAD_ROWS = 5_000  # they are cleared away by a new copy: nothing vacuums here
# Whatever changes the schema, or gathers statistics, writes one of these rows anew; so does TRUNCATE.
_OURS = {
    "pg_attrdef": "oid >= 16384",
    "pg_attribute": "attrelid >= 16384",
    "pg_class": "oid >= 16384 AND relpersistence <> 't'",
    "pg_constraint": "oid >= 16384",
    "pg_db_role_setting": "true",
    "pg_enum": "true",
    "pg_event_trigger": "true",
    "pg_extension": "true",
    "pg_index": "indexrelid >= 16384",
    "pg_namespace": "NOT starts_with(nspname, 'pg_')",
    "pg_policy": "true",
    "pg_proc": "oid >= 16384 AND pronamespace <> pg_my_temp_schema()",
    "pg_rewrite": "oid >= 16384",
    "pg_sequence": "true",
    "pg_statistic": "starelid >= 16384",
    "pg_statistic_ext": "true",
    "pg_trigger": "true",
    "pg_type": "oid >= 16384",
}
_STAMPS = " UNION ALL ".join(
    f"SELECT concat(count(*), '/', sum(xmin::text::bigint)) AS stamp FROM {catalog} WHERE {condition}"  # noqa: S608
    for catalog, condition in _OURS.items()
)
_SHAPE = f"""SELECT (SELECT string_agg(stamp, ' ') FROM ({_STAMPS}) AS stamps),
  (SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()),
  (SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))
"""  # noqa: S608
_TABLES = "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' ORDER BY 1"
_SEQUENCES = """
SELECT relname, pg_sequence_last_value(seqrelid::regclass), seqstart
FROM pg_sequence JOIN pg_class ON pg_class.oid = seqrelid ORDER BY 1
"""
_ROWS = "SELECT jsonb_agg(to_jsonb(t) ORDER BY to_jsonb(t))::text FROM {table} t"
_EMPTY = """
IF EXISTS (SELECT FROM {table}) THEN
  DELETE FROM {table};
  GET DIAGNOSTICS gone = ROW_COUNT;
  dead := dead + gone;
END IF;"""
_PUT_BACK = """
IF (SELECT jsonb_agg(to_jsonb(t) ORDER BY to_jsonb(t)) FROM {table} t) IS DISTINCT FROM {rows}::jsonb THEN
  DELETE FROM {table};
  INSERT INTO {table} OVERRIDING SYSTEM VALUE SELECT * FROM jsonb_populate_recordset(NULL::{table}, {rows}::jsonb);
END IF;"""
_BEGIN_ANEW = """
IF pg_sequence_last_value({name}::regclass) IS DISTINCT FROM {last}::bigint THEN
  PERFORM setval({name}::regclass, {value}, {called});
END IF;"""


def contents(connection: "psycopg.Connection[Any]") -> dict[str, Any]:
    """What every table holds, and where every sequence is."""
    with connection.cursor() as cursor:
        tables = [name for (name,) in cursor.execute(_TABLES).fetchall()]
        held: dict[str, Any] = {}
        for name in tables:
            row = cursor.execute(sql.SQL(_ROWS).format(table=sql.Identifier(name))).fetchone()
            held[name] = row[0] if row else None
        held.update({f"{name} (sequence)": (last, start) for name, last, start in cursor.execute(_SEQUENCES)})
    return held


class Emptier:
    """Of one database, which is a copy of a template."""

    def __init__(self, address: str, template: str) -> None:
        self._address = address
        self._connection: psycopg.Connection[Any] | None = None
        self._dead = 0
        self.full = False  # whether it is the copy of another template
        with psycopg.connect(template, autocommit=True) as connection:
            self._able = connection.info.parameter_status("is_superuser") == "on"
            self._shape = _row(connection, _SHAPE)[0]
            self._function = _function(connection, contents(connection))

    def empty(self, resting: int) -> bool:
        """Whether the database is as its template now. resting: how many connections of ours are in no use."""
        if not self._able or self.full or self._dead > _MOST_DEAD_ROWS:
            return False
        try:
            connection = self._connection or self._connect()
            if _row(connection, _SHAPE) != (self._shape, resting, 0):
                return False
            self._dead += _row(connection, "SELECT pg_temp.empty()")[0]
        except psycopg.Error:
            return False
        return True

    def leave(self) -> None:
        """Ends what is kept open: no database can be copied or dropped meanwhile."""
        self._dead = 0
        if self._connection:
            with contextlib.suppress(psycopg.Error):
                self._connection.close()
        self._connection = None

    def _connect(self) -> "psycopg.Connection[Any]":
        self._connection = connection = psycopg.connect(self._address, autocommit=True)
        connection.execute("SET lock_timeout = '1s'")
        connection.execute("SET session_replication_role = replica")  # no trigger keeps a row, no key asks for another
        connection.execute(self._function)
        return connection


def _row(connection: "psycopg.Connection[Any]", query: Any) -> tuple[Any, ...]:
    row = connection.execute(query, prepare=True).fetchone()
    assert row
    return tuple(row)


def _function(connection: "psycopg.Connection[Any]", held: dict[str, Any]) -> str:
    """A function's plans are made once in a connection."""
    body = ""
    for name, kept in held.items():
        if isinstance(kept, tuple):
            sequence = sql.Literal(sql.Identifier(name.removesuffix(" (sequence)")).as_string(connection))
            last, start = kept
            value, called = sql.Literal(start if last is None else last), sql.Literal(last is not None)
            line = sql.SQL(_BEGIN_ANEW).format(name=sequence, last=sql.Literal(last), value=value, called=called)
        else:
            line = sql.SQL(_EMPTY if kept is None else _PUT_BACK).format(
                table=sql.Identifier(name), **({} if kept is None else {"rows": sql.Literal(kept)})
            )
        body += line.as_string(connection)
    head = "CREATE FUNCTION pg_temp.empty() RETURNS integer LANGUAGE plpgsql AS $empty$"
    return f"{head} DECLARE dead integer := 0; gone integer; BEGIN {body} RETURN dead; END $empty$"
