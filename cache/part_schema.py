"""What surrounds a part, as the vendor last told it; tables of cache.db."""

from __future__ import annotations

# `told` is what product details said of a part, whole and exactly: what a look-up is answered
# from. A number leads to it, whichever of the part's numbers was asked for, and for each vendor to
# its own: what one says under a number is not what another says. `prices_for` is whose prices stand
# in it: another account of the same person may have others.
PART_DETAILS = """
CREATE TABLE told (
  id INTEGER PRIMARY KEY,
  part INTEGER NOT NULL REFERENCES part (id),
  vendor TEXT NOT NULL,
  prices_for TEXT NOT NULL,
  at TEXT NOT NULL,
  body TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX told_of ON told (part, vendor);
CREATE INDEX told_at ON told (at);
CREATE TABLE told_number (
  number TEXT NOT NULL COLLATE NOCASE,
  vendor TEXT NOT NULL,
  told INTEGER NOT NULL REFERENCES told (id),
  PRIMARY KEY (number, vendor)
) STRICT, WITHOUT ROWID;
CREATE INDEX told_number_told ON told_number (told);

-- One answer: a tab of a part's sheet, or a list that belongs to no part. `[]`: there is none.
-- `prices_for` is empty where no price of our own stands in it.
CREATE TABLE detail (
  tab TEXT NOT NULL,
  vendor TEXT NOT NULL,
  number TEXT NOT NULL COLLATE NOCASE,
  quantity INTEGER NOT NULL,
  prices_for TEXT NOT NULL,
  at TEXT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (number, tab, vendor, quantity)
) STRICT;
CREATE INDEX detail_at ON detail (at);

-- Who asks what just now. `session` is one question of one session.
CREATE TABLE claim (
  key TEXT PRIMARY KEY,
  session TEXT NOT NULL,
  until TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Parts of one base number or series of a maker.
CREATE TABLE family (
  kind TEXT NOT NULL CHECK (kind IN ('base number', 'series')),
  name TEXT NOT NULL COLLATE NOCASE,
  maker TEXT NOT NULL COLLATE NOCASE,
  part INTEGER NOT NULL REFERENCES part (id),
  PRIMARY KEY (name, maker, kind, part)
) STRICT, WITHOUT ROWID;
"""
