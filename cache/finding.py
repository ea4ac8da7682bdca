"""Which offers answer some typed text: number prefix first, then words, then the vendor's hits.

Every list is fetched as one text of rowids, for the reason that `rows.rowids_of` gives. Nothing is
ranked: ranking reads every match before it gives the first.
"""

from __future__ import annotations

import sqlite3
import unicodedata

from cache.convert import clean, normal
from cache.rows import rowids_of

# What the index counts as part of a word beside letters and digits; see the schema's tokenizer.
_IN_WORDS = frozenset("-./+#")

_BY_NUMBER = """
SELECT group_concat(id) FROM (
  SELECT id FROM (
    SELECT * FROM (
      SELECT o.id AS id, p.id AS part, p.number AS number
      FROM part p JOIN offer o ON o.part = p.id
      WHERE p.number >= :low AND p.number < :high ORDER BY p.number, p.id, o.id LIMIT :most)
    UNION ALL SELECT * FROM (
      SELECT id, part, number FROM offer
      WHERE number >= :low AND number < :high ORDER BY number, part, id LIMIT :most))
  GROUP BY id ORDER BY min(number) COLLATE NOCASE, part, id LIMIT :most)
"""
# Ordered by the index's own order alone: naming the offers' order too would make SQLite fetch and
# sort every match. They come in it anyway, read from the index on part within the outer loop.
_BY_WORDS = """
SELECT group_concat(id) FROM (
  SELECT o.id AS id FROM part_fts f CROSS JOIN offer o ON o.part = f.rowid
  WHERE part_fts MATCH :match ORDER BY f.rowid LIMIT :most)
"""
_BY_VENDOR = """
SELECT group_concat(id) FROM (
  SELECT o.id AS id FROM asked_hit h CROSS JOIN offer o ON o.part = h.part
  WHERE h.text = :asked ORDER BY h.position, o.id LIMIT :most)
"""

_OF_WORDS = "SELECT rowid FROM part_fts WHERE part_fts MATCH :match"
_COUNT_WORDS = f"SELECT count(*) FROM offer WHERE part IN ({_OF_WORDS})"  # noqa: S608 (constants)
_COUNT_OTHERS = """
SELECT count(*) FROM (
  SELECT o.id AS id, o.part AS part FROM part p JOIN offer o ON o.part = p.id
  WHERE p.number >= :low AND p.number < :high
  UNION SELECT id, part FROM offer WHERE number >= :low AND number < :high
  UNION SELECT o.id, o.part FROM asked_hit h JOIN offer o ON o.part = h.part
  WHERE h.text = :asked)
"""
_NOT_OF_WORDS = f" WHERE part NOT IN ({_OF_WORDS})"


def first(connection: sqlite3.Connection) -> range:
    """Every offer in stored order, those that are gone included."""
    (last,) = connection.execute("SELECT max(id) FROM offer").fetchone()
    return range(1, (last or 0) + 1)


def find(connection: sqlite3.Connection, text: str, most: int) -> list[int]:
    """At most `most` offers for `text`. A larger `most` only adds to the end."""
    wanted = _wanted(text)
    found: dict[int, None] = {}
    for query in (_BY_NUMBER, _BY_WORDS, _BY_VENDOR):
        # As many more as may be there already.
        room = most + len(found)
        if len(found) < most and (query is not _BY_WORDS or wanted["match"]):
            (ids,) = connection.execute(query, {**wanted, "most": room}).fetchone()
            found.update(dict.fromkeys(rowids_of(ids)))
    return list(found)[:most]


def count(connection: sqlite3.Connection, text: str) -> int:
    """How many offers `find` would give without a limit."""
    wanted = _wanted(text)
    queries = (_COUNT_WORDS, _COUNT_OTHERS + _NOT_OF_WORDS) if wanted["match"] else (_COUNT_OTHERS,)
    return sum(int(connection.execute(query, wanted).fetchone()[0]) for query in queries)


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
