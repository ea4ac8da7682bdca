"""Reserves as they were reported, and when rows were read again after a release; in the ledger."""

from __future__ import annotations

RESERVES = """
-- A bonded row's figures as they were reported: one entry where any of them changed. `gone`: the
-- vendor reported the row no more.
CREATE TABLE reserve (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  vendor TEXT NOT NULL,
  customer_id TEXT NOT NULL,
  number TEXT NOT NULL COLLATE NOCASE,
  at TEXT NOT NULL,
  reserve INTEGER,
  backorder_reserve INTEGER,
  unit_price TEXT,
  currency TEXT,
  gone INTEGER NOT NULL
) STRICT;
CREATE INDEX reserve_of ON reserve (customer_id, number, vendor, id);
CREATE TRIGGER reserve_stays BEFORE UPDATE ON reserve
  BEGIN SELECT raise(ABORT, 'what was reported is never changed'); END;
CREATE TRIGGER reserve_kept BEFORE DELETE ON reserve
  BEGIN SELECT raise(ABORT, 'what was reported is never deleted'); END;

-- When the bonded row of an accepted line was read again: once after an hour, once after a day.
CREATE TABLE release_look (
  order_id INTEGER NOT NULL REFERENCES purchase_order (id),
  line_no INTEGER NOT NULL,
  after TEXT NOT NULL CHECK (after IN ('hour', 'day')),
  at TEXT NOT NULL,
  reserve INTEGER,
  gone INTEGER NOT NULL,
  PRIMARY KEY (order_id, line_no, after)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER release_look_stays BEFORE UPDATE ON release_look
  BEGIN SELECT raise(ABORT, 'looks are never changed'); END;
CREATE TRIGGER release_look_kept BEFORE DELETE ON release_look
  BEGIN SELECT raise(ABORT, 'looks are never deleted'); END;
CREATE INDEX purchase_order_line_bonded ON purchase_order_line (bonded_customer_id, number)
  WHERE bonded_customer_id IS NOT NULL;
CREATE INDEX draft_line_bonded ON draft_line (bonded_customer_id, number)
  WHERE bonded_customer_id IS NOT NULL;
"""
