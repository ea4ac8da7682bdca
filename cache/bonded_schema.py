"""Bonded stock and the customer's locations; tables of cache.db.

`bonded.id` rises with the manufacturer's number (without regard to case), with room in between for
rows that come later: what the text index finds comes in the order in which rows are shown first.
`head` is the `id` of the first row of the same part and maker, which stands for all of them.
`price_units` is the price in 10⁻⁸ of its currency, to sort and compare by; `unit_price` is the
price. `fetched_at` is when a row was last stored; it was last heard of then, or when all rows of
its vendor were (`bonded_agreement`), whichever is later. `place` holds the location's code, name
and CustomerId, `words` all that is text, folded.
"""

from __future__ import annotations

# The room between two rows that are stored at one time. No power of two: of such numbers' multiples
# Python's sets are several times as slow.
GAP = 61

# What is typed from three letters on is found in bonded_fts, wherever in a word it stands. It is
# written by cache/bonded_keeping.py, many rows in one statement: a trigger would have it written to
# the file for each row by itself, which takes seven times as long.
BONDED = """
CREATE TABLE location (
  id INTEGER PRIMARY KEY,
  vendor TEXT NOT NULL,
  customer_id TEXT NOT NULL,
  code TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  currency TEXT,
  bonded INTEGER,
  parts INTEGER NOT NULL,
  reported TEXT,
  ncnr TEXT,
  ncnr_unknown TEXT,
  unvalued INTEGER NOT NULL DEFAULT 0,
  address TEXT NOT NULL,
  fetched_at TEXT NOT NULL,
  UNIQUE (customer_id, vendor)
) STRICT;

CREATE TABLE bonded (
  id INTEGER PRIMARY KEY,
  head INTEGER NOT NULL,
  vendor TEXT NOT NULL,
  customer_id TEXT NOT NULL,
  code TEXT NOT NULL,
  currency TEXT,
  number TEXT NOT NULL COLLATE NOCASE,
  part TEXT NOT NULL COLLATE NOCASE,
  customer_part TEXT NOT NULL COLLATE NOCASE,
  maker TEXT NOT NULL COLLATE NOCASE,
  description TEXT NOT NULL COLLATE NOCASE,
  packaging_text TEXT NOT NULL COLLATE NOCASE,
  unit_price TEXT,
  price_units INTEGER,
  reserve INTEGER,
  backorder_reserve INTEGER,
  minimum INTEGER NOT NULL,
  standard_package INTEGER,
  non_cancelable INTEGER,
  ncnr_signed TEXT,
  ncnr_quantity INTEGER,
  lead_weeks INTEGER,
  country TEXT NOT NULL COLLATE NOCASE,
  place TEXT NOT NULL,
  words TEXT NOT NULL,
  fetched_at TEXT NOT NULL,
  UNIQUE (customer_id, number, vendor)
) STRICT;
CREATE INDEX bonded_head ON bonded (head);
CREATE INDEX bonded_location ON bonded (customer_id);
-- These are the orders that rows are shown in; ids, which rise with the part, are the last key.
CREATE INDEX bonded_by_part ON bonded (part);
CREATE INDEX bonded_by_number ON bonded (number);
CREATE INDEX bonded_by_cpn ON bonded (customer_part);
CREATE INDEX bonded_by_mfr ON bonded (maker);
CREATE INDEX bonded_by_description ON bonded (description);
CREATE INDEX bonded_by_loc ON bonded (code);
CREATE INDEX bonded_by_pack ON bonded (packaging_text);
CREATE INDEX bonded_by_each ON bonded (currency, price_units);
CREATE INDEX bonded_by_reserve ON bonded (reserve);
CREATE INDEX bonded_by_backorder ON bonded (backorder_reserve);
CREATE INDEX bonded_by_min ON bonded (minimum);
CREATE INDEX bonded_by_package ON bonded (standard_package);
CREATE INDEX bonded_by_lead ON bonded (lead_weeks);
CREATE INDEX bonded_by_country ON bonded (country);
CREATE INDEX bonded_by_ncnr ON bonded (non_cancelable);
CREATE INDEX bonded_by_signed ON bonded (ncnr_signed);
CREATE INDEX bonded_by_ncnrqty ON bonded (ncnr_quantity);

CREATE VIRTUAL TABLE bonded_fts USING fts5 (
  number, part, customer_part, maker, description, packaging_text, country, place,
  content = 'bonded', content_rowid = 'id', columnsize = 0, tokenize = 'trigram'
);
-- A part over all its locations, by its first row: what parts are sorted by, NULL where it is not
-- known. `each`: the lowest price behind its currency, since of two currencies none is the lower.
CREATE TABLE bonded_part (
  head INTEGER PRIMARY KEY,
  maker TEXT COLLATE NOCASE,
  customer_part TEXT COLLATE NOCASE,
  description TEXT COLLATE NOCASE,
  locations INTEGER NOT NULL,
  reserve INTEGER,
  backorder_reserve INTEGER,
  lead_weeks INTEGER,
  each TEXT
) STRICT;
CREATE INDEX bonded_part_by_mfr ON bonded_part (maker);
CREATE INDEX bonded_part_by_cpn ON bonded_part (customer_part);
CREATE INDEX bonded_part_by_description ON bonded_part (description);
CREATE INDEX bonded_part_by_locations ON bonded_part (locations);
CREATE INDEX bonded_part_by_reserve ON bonded_part (reserve);
CREATE INDEX bonded_part_by_backorder ON bonded_part (backorder_reserve);
CREATE INDEX bonded_part_by_lead ON bonded_part (lead_weeks);
CREATE INDEX bonded_part_by_each ON bonded_part (each);
-- Another `stamp` (a random number) whenever an order is another one: who holds a list of it knows
-- then that it is out of date.
CREATE TABLE bonded_order (
  parts INTEGER NOT NULL,
  sort TEXT NOT NULL,
  stamp INTEGER NOT NULL,
  PRIMARY KEY (parts, sort)
) STRICT, WITHOUT ROWID;
CREATE TABLE bonded_agreement (
  vendor TEXT PRIMARY KEY,
  agreed INTEGER NOT NULL,
  at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Projected from the ledger as `beside_stamp` names it: what our own orders are about to take,
-- what people's open drafts hold, and how the reserve went.
CREATE TABLE bonded_released (
  customer_id TEXT NOT NULL,
  number TEXT NOT NULL COLLATE NOCASE,
  vendor TEXT NOT NULL,
  pieces INTEGER NOT NULL,
  PRIMARY KEY (customer_id, number, vendor)
) STRICT, WITHOUT ROWID;
CREATE TABLE bonded_drafted (
  customer_id TEXT NOT NULL,
  number TEXT NOT NULL COLLATE NOCASE,
  vendor TEXT NOT NULL,
  os_uid INTEGER NOT NULL,
  pieces INTEGER NOT NULL,
  PRIMARY KEY (customer_id, number, vendor, os_uid)
) STRICT, WITHOUT ROWID;
CREATE TABLE bonded_trend (
  customer_id TEXT NOT NULL,
  number TEXT NOT NULL COLLATE NOCASE,
  vendor TEXT NOT NULL,
  trend TEXT NOT NULL,
  PRIMARY KEY (customer_id, number, vendor)
) STRICT, WITHOUT ROWID;
CREATE TABLE beside_stamp (
  only INTEGER PRIMARY KEY CHECK (only = 1),
  identity TEXT NOT NULL,
  sequence INTEGER NOT NULL,
  heard TEXT NOT NULL,
  reserve INTEGER NOT NULL,
  day TEXT NOT NULL
) STRICT;
"""
