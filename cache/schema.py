"""The tables of cache.db: what the screen reads. All of it can be fetched or projected again."""

from __future__ import annotations

from cache.bonded_schema import BONDED
from cache.files import Schema
from cache.inbound_rows import INBOUND_ROWS
from cache.kept_schema import KEPT
from cache.orders_schema import ORDERS
from cache.own_parts import OWN_PARTS
from cache.packing_schema import PACKING
from cache.part_schema import PART_DETAILS

# "BdRc" in the file's header: a file without this mark is not ours.
CACHE_ID = 0x42645263

# Prefixes of one to six letters are answered from an index of their own, each in well under a
# millisecond over a million parts; longer ones are merged from the words. detail=none and
# columnsize=0: nothing here asks for phrases, columns or rank, and the index is half as large.
_CATALOGUE = """
CREATE TABLE part (
  id INTEGER PRIMARY KEY,
  number TEXT NOT NULL COLLATE NOCASE,
  maker TEXT NOT NULL COLLATE NOCASE,
  description TEXT NOT NULL,
  other_names TEXT NOT NULL,
  status TEXT NOT NULL,
  lead_weeks INTEGER,
  details TEXT,
  fetched_at TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX part_number ON part (number, maker);

CREATE TABLE offer (
  id INTEGER PRIMARY KEY,
  part INTEGER NOT NULL REFERENCES part (id),
  vendor TEXT NOT NULL,
  number TEXT NOT NULL COLLATE NOCASE,
  packaging TEXT NOT NULL,
  packaging_text TEXT NOT NULL,
  stock INTEGER,
  moq INTEGER NOT NULL,
  multiple INTEGER NOT NULL,
  maximum INTEGER,
  standard_package INTEGER,
  breaks TEXT NOT NULL,
  currency TEXT NOT NULL,
  fee TEXT NOT NULL,
  own_price INTEGER NOT NULL,
  ncnr INTEGER,
  tariff INTEGER,
  marketplace INTEGER NOT NULL,
  supplier TEXT,
  custom_reel INTEGER,
  fetched_at TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX offer_number ON offer (number, vendor);
CREATE INDEX offer_part ON offer (part);

CREATE VIRTUAL TABLE part_fts USING fts5 (
  number, maker, description, other_names,
  content = 'part', content_rowid = 'id', detail = none, columnsize = 0,
  tokenize = "unicode61 tokenchars '-./+#'", prefix = '1 2 3 4 5 6'
);
CREATE TRIGGER part_added AFTER INSERT ON part BEGIN
  INSERT INTO part_fts (rowid, number, maker, description, other_names)
    VALUES (new.id, new.number, new.maker, new.description, new.other_names);
END;
CREATE TRIGGER part_removed AFTER DELETE ON part BEGIN
  INSERT INTO part_fts (part_fts, rowid, number, maker, description, other_names)
    VALUES ('delete', old.id, old.number, old.maker, old.description, old.other_names);
END;
CREATE TRIGGER part_changed AFTER UPDATE OF number, maker, description, other_names ON part BEGIN
  INSERT INTO part_fts (part_fts, rowid, number, maker, description, other_names)
    VALUES ('delete', old.id, old.number, old.maker, old.description, old.other_names);
  INSERT INTO part_fts (rowid, number, maker, description, other_names)
    VALUES (new.id, new.number, new.maker, new.description, new.other_names);
END;

-- What each vendor answered to some words, and the parts in its order.
CREATE TABLE asked (
  text TEXT NOT NULL,
  vendor TEXT NOT NULL,
  total INTEGER NOT NULL,
  came INTEGER NOT NULL,
  choices TEXT,
  at TEXT NOT NULL,
  cut INTEGER NOT NULL,
  PRIMARY KEY (text, vendor)
) STRICT, WITHOUT ROWID;
CREATE TABLE asked_hit (
  text TEXT NOT NULL,
  vendor TEXT NOT NULL,
  position INTEGER NOT NULL,
  part INTEGER NOT NULL REFERENCES part (id),
  PRIMARY KEY (text, vendor, position),
  FOREIGN KEY (text, vendor) REFERENCES asked (text, vendor)
) STRICT, WITHOUT ROWID;

-- The catalogue of a vendor that gave all of it, as far as it came: `whole` 1, or where it broke
-- off 0 with `why`. `began_at` is when it was asked for last, whatever came of that.
CREATE TABLE whole_catalogue (
  vendor TEXT PRIMARY KEY,
  began_at TEXT NOT NULL,
  ended_at TEXT,
  whole INTEGER NOT NULL,
  parts INTEGER NOT NULL,
  why TEXT NOT NULL
) STRICT, WITHOUT ROWID;
"""

CACHE = Schema(
    "cache",
    (_CATALOGUE, BONDED, ORDERS, OWN_PARTS, PART_DETAILS, PACKING, KEPT, INBOUND_ROWS),
    exact=True,
)
