"""The tables of inbound orders, by which a warehouse is told what comes; a part of the ledger.

Each step that is told is an attempt: written ahead with its very request, sent once. The partial
indexes forbid a second step while one may still be made, and a second create for ever.
"""

from __future__ import annotations

# What we know of an inbound order: three words of ours, then the warehouse's own.
STATES = (
    *("wanted", "unknown", "twice", "gone"),
    *("draft", "open", "receiving", "received", "cancelled", "closed", "other"),
)
# Attempts in these states were not made, or were undone since; all others may be at the warehouse.
NOT_MADE = ("not_sent", "rejected", "refused", "not_made", "gone")

INBOUND = f"""
-- One for each order of ours that the warehouse is to know of. `reference` is our PO number there,
-- `said` (JSON) what a person said of it, `keeper_id` and `keeper_number` what it is known by,
-- `seen` (JSON) how it stood when it was read last. `waits` says why it waits for a person, `lacks`
-- is 1 where that is a mapping. `anew` is 1 once a person had another one made: cancelled ones
-- under the number do not count then. `next_at` is when it is looked at next by itself, `looks` how
-- often it was since something changed.
CREATE TABLE inbound (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  order_id INTEGER NOT NULL UNIQUE REFERENCES purchase_order (id),
  keeper TEXT NOT NULL,
  reference TEXT NOT NULL,
  said TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN {STATES}),
  keeper_id TEXT NOT NULL DEFAULT '',
  keeper_number TEXT NOT NULL DEFAULT '',
  seen TEXT,
  seen_at TEXT,
  waits TEXT NOT NULL DEFAULT '',
  lacks INTEGER NOT NULL DEFAULT 0,
  looks INTEGER NOT NULL DEFAULT 0,
  looked_at TEXT,
  looked_said TEXT NOT NULL DEFAULT '',
  next_at TEXT,
  anew INTEGER NOT NULL DEFAULT 0,
  version INTEGER NOT NULL DEFAULT 1,
  os_uid INTEGER NOT NULL,
  person TEXT NOT NULL,
  created_at TEXT NOT NULL
) STRICT;
CREATE INDEX inbound_next ON inbound (next_at);
CREATE INDEX inbound_state ON inbound (state);
CREATE TRIGGER inbound_kept BEFORE DELETE ON inbound
  BEGIN SELECT raise(ABORT, 'inbound orders are never deleted'); END;
CREATE TRIGGER inbound_stays BEFORE UPDATE OF order_id, keeper, reference ON inbound
  BEGIN SELECT raise(ABORT, 'what an inbound order is for is never changed'); END;

-- `wanted` (JSON) is what the step tells. `before` and `after` (JSON) are how the inbound order
-- stood around a receipt, which is the one step that twice is not the same as once.
CREATE TABLE inbound_attempt (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  inbound_id INTEGER NOT NULL REFERENCES inbound (id),
  n INTEGER NOT NULL,
  step TEXT NOT NULL CHECK (step IN ('create', 'replace', 'state', 'details', 'receive')),
  keeper_id TEXT NOT NULL,
  wanted TEXT NOT NULL,
  before TEXT,
  after TEXT,
  path TEXT NOT NULL,
  body BLOB NOT NULL,
  body_sha256 TEXT NOT NULL,
  session TEXT NOT NULL,
  os_uid INTEGER NOT NULL,
  person TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN (
    'prepared', 'sent', 'not_sent', 'rejected', 'refused', 'unknown', 'accepted', 'seen',
    'not_made', 'gone', 'closed')),
  created_at TEXT NOT NULL,
  sent_at TEXT,
  ended_at TEXT,
  http_status INTEGER,
  request_id TEXT,
  message TEXT NOT NULL DEFAULT '',
  answer TEXT,
  closed_because TEXT NOT NULL DEFAULT '',
  UNIQUE (inbound_id, n)
) STRICT;
CREATE UNIQUE INDEX inbound_one_at_a_time ON inbound_attempt (inbound_id)
  WHERE state IN ('prepared', 'sent', 'unknown');
CREATE UNIQUE INDEX inbound_made_once ON inbound_attempt (inbound_id)
  WHERE step = 'create' AND state NOT IN {NOT_MADE};
-- Not a partial one: SQLite takes such a one only for its own condition, word for word.
CREATE INDEX inbound_attempt_state ON inbound_attempt (state);
CREATE TRIGGER inbound_attempt_kept BEFORE DELETE ON inbound_attempt
  BEGIN SELECT raise(ABORT, 'steps of inbound orders are never deleted'); END;
CREATE TRIGGER inbound_bytes_stay BEFORE UPDATE OF inbound_id, n, step, keeper_id, wanted, before,
  path, body, body_sha256, os_uid, person, created_at ON inbound_attempt
  BEGIN SELECT raise(ABORT, 'what a step sent is never changed'); END;
CREATE TRIGGER inbound_once_sent BEFORE UPDATE OF state ON inbound_attempt
  WHEN NEW.state IN ('prepared', 'sent') AND NOT (OLD.state = 'prepared' AND NEW.state = 'sent')
  BEGIN SELECT raise(ABORT, 'a step is sent once'); END;

-- What the warehouse calls what we order: shared by all buyers, and each entry confirmed by one.
CREATE TABLE inbound_mapping (
  kind TEXT NOT NULL CHECK (kind IN ('supplier', 'warehouse', 'place', 'sku')),
  key TEXT NOT NULL CHECK (key <> ''),
  value TEXT NOT NULL CHECK (value <> ''),
  name TEXT NOT NULL,
  at TEXT NOT NULL,
  os_uid INTEGER NOT NULL,
  person TEXT NOT NULL,
  PRIMARY KEY (kind, key)
) STRICT, WITHOUT ROWID;
"""
