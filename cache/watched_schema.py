"""Parts that somebody watches, and how they were; tables of the ledger: it cannot be told again."""

from __future__ import annotations

WATCHED = """
CREATE TABLE watched (
  id INTEGER PRIMARY KEY,
  vendor TEXT NOT NULL,
  number TEXT NOT NULL COLLATE NOCASE,
  maker TEXT NOT NULL,
  part TEXT NOT NULL,
  os_uid INTEGER NOT NULL,
  person TEXT NOT NULL,
  since TEXT NOT NULL,
  seen_at TEXT NOT NULL,
  until TEXT
) STRICT;
CREATE UNIQUE INDEX watched_now ON watched (number, vendor, os_uid) WHERE until IS NULL;

-- How a watched offer was from this instant on: a row where something changed.
CREATE TABLE watched_fact (
  id INTEGER PRIMARY KEY,
  vendor TEXT NOT NULL,
  number TEXT NOT NULL COLLATE NOCASE,
  at TEXT NOT NULL,
  stock INTEGER,
  lead_weeks INTEGER,
  unit_price TEXT,
  currency TEXT NOT NULL,
  breaks TEXT NOT NULL,
  status TEXT NOT NULL
) STRICT;
CREATE INDEX watched_fact_of ON watched_fact (number, vendor, at);
CREATE TRIGGER watched_fact_stays BEFORE UPDATE ON watched_fact
  BEGIN SELECT raise(ABORT, 'what a vendor said is never changed'); END;
CREATE TRIGGER watched_fact_kept BEFORE DELETE ON watched_fact
  BEGIN SELECT raise(ABORT, 'what a vendor said is never deleted'); END;
"""
