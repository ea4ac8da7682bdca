"""Which parts answer some typed text: number prefix first, then words, then the vendors' hits.

The maker's own numbers come before the vendors'. Every list is fetched as one text of rowids, for
the reason that `rows.rowids_of` gives. Nothing is ranked: ranking reads every match before it gives
the first.
"""

from __future__ import annotations

import sqlite3
import unicodedata

from cache.convert import clean, normal
from cache.rows import rowids_of

# What the index counts as part of a word beside letters and digits; see the schema's tokenizer.
_IN_WORDS = frozenset("-./+#")

_BY_PART = """
SELECT group_concat(id) FROM (
  SELECT id FROM part WHERE number >= :low AND number < :high ORDER BY number, maker LIMIT :most)
"""
# Each part once, where the first of its numbers stands: the index is read until there are enough.
_BY_OFFER = """
SELECT group_concat(part) FROM (
  SELECT DISTINCT part FROM offer
  WHERE number >= :low AND number < :high ORDER BY number, vendor LIMIT :most)
"""
# In the order of the index of words, so that SQLite need not read and sort every match.
_BY_WORDS = """
SELECT group_concat(id) FROM (
  SELECT rowid AS id FROM part_fts WHERE part_fts MATCH :match ORDER BY rowid LIMIT :most)
"""
_BY_VENDOR = """
SELECT group_concat(part) FROM (
  SELECT DISTINCT part FROM asked_hit
  WHERE text = :asked ORDER BY vendor, position LIMIT :most)
"""

_OF_WORDS = "SELECT rowid FROM part_fts WHERE part_fts MATCH :match"
_COUNT_WORDS = "SELECT count(*) FROM part_fts WHERE part_fts MATCH :match"
_COUNT_OTHERS = """
SELECT count(*) FROM (
  SELECT id FROM part WHERE number >= :low AND number < :high
  UNION SELECT part FROM offer WHERE number >= :low AND number < :high
  UNION SELECT part FROM asked_hit WHERE text = :asked)
"""
_NOT_OF_WORDS = f" WHERE id NOT IN ({_OF_WORDS})"


def first(connection: sqlite3.Connection) -> range:
    """Every part in stored order, those that are gone included."""
    (last,) = connection.execute("SELECT max(id) FROM part").fetchone()
    return range(1, (last or 0) + 1)


def find(connection: sqlite3.Connection, text: str, most: int) -> list[int]:
    """At most `most` parts for `text`. A larger `most` only adds to the end."""
    wanted = _wanted(text)
    found: dict[int, None] = {}
    for query in (_BY_PART, _BY_OFFER, _BY_WORDS, _BY_VENDOR):
        # As many more as may be there already.
        room = most + len(found)
        if len(found) < most and (query is not _BY_WORDS or wanted["match"]):
            (ids,) = connection.execute(query, {**wanted, "most": room}).fetchone()
            found.update(dict.fromkeys(rowids_of(ids)))
    return list(found)[:most]


def count(connection: sqlite3.Connection, text: str) -> int:
    """How many parts `find` would give without a limit."""
    wanted = _wanted(text)
    queries = (_COUNT_WORDS, _COUNT_OTHERS + _NOT_OF_WORDS) if wanted["match"] else (_COUNT_OTHERS,)
    return sum(int(connection.execute(query, wanted).fetchone()[0]) for query in queries)


def hits(connection: sqlite3.Connection, key: str) -> list[int]:
    """All parts of the vendors' answers that are stored under `key`, vendor by vendor."""
    (ids,) = connection.execute(_BY_VENDOR, {"asked": key, "most": -1}).fetchone()
    return rowids_of(ids)


def words(text: str) -> list[str]:
    """`text` cut where the index cuts; each word is one of the index's, safe inside quotes.

    The index knows an older Unicode than Python. A letter that only Python knows would make two
    words of one in there, which this index refuses, so the oldest common table decides.
    """
    kept = (
        letter if letter in _IN_WORDS or unicodedata.ucd_3_2_0.category(letter)[0] in "LN" else " "
        for letter in unicodedata.normalize("NFC", text)
    )
    return "".join(kept).split()


def _wanted(text: str) -> dict[str, str]:
    typed = clean(text)
    return {
        "low": typed,
        "high": typed + "\U0010ffff",
        "match": " ".join(f'"{word}"*' for word in words(typed)),
        "asked": normal(text),
    }
