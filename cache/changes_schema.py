"""The tables of changes to orders that the vendor has; a part of the ledger.

A change is an attempt: written ahead with its very request, sent once, never sent again by the
program. The partial index forbids a second change of a line while one may still be made.
"""

from __future__ import annotations

# Changes in these states are not made, made, or called settled by a person; all others may still
# be made at the vendor.
ENDED = ("not_sent", "rejected", "refused", "seen", "closed")

CHANGES = """
-- `held` is the vendor's line as it stood, `wanted` the change, both JSON; `line_quantity` what our
-- line comes to once it is made, NULL where its quantity stays. `shown` is the vendor's line as it
-- was seen changed.
CREATE TABLE order_change (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  order_id INTEGER NOT NULL REFERENCES purchase_order (id),
  vendor TEXT NOT NULL,
  sales_order TEXT NOT NULL,
  detail TEXT NOT NULL,
  line_no INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('quantity', 'backorder', 'schedules', 'schedule_date')),
  wanted TEXT NOT NULL,
  held TEXT NOT NULL,
  line_quantity INTEGER,
  method TEXT NOT NULL,
  path TEXT NOT NULL,
  body BLOB NOT NULL,
  body_sha256 TEXT NOT NULL,
  session TEXT NOT NULL,
  os_uid INTEGER NOT NULL,
  person TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN (
    'prepared', 'sent', 'not_sent', 'rejected', 'refused', 'unknown', 'accepted', 'seen',
    'not_seen', 'closed')),
  created_at TEXT NOT NULL,
  sent_at TEXT,
  ended_at TEXT,
  http_status INTEGER,
  request_id TEXT,
  message TEXT NOT NULL DEFAULT '',
  answer TEXT,
  shown TEXT,
  closed_because TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE UNIQUE INDEX change_never_twice ON order_change (vendor, sales_order, detail)
  WHERE state NOT IN ('not_sent', 'rejected', 'refused', 'seen', 'closed');
CREATE INDEX change_of ON order_change (order_id);
CREATE INDEX change_of_person ON order_change (os_uid, created_at);
-- Not a partial one: SQLite takes such a one only for its own condition, word for word.
CREATE INDEX change_state ON order_change (state);
CREATE TRIGGER change_kept BEFORE DELETE ON order_change
  BEGIN SELECT raise(ABORT, 'changes of orders are never deleted'); END;
CREATE TRIGGER change_bytes_stay BEFORE UPDATE OF order_id, vendor, sales_order, detail, line_no,
  kind, wanted, held, line_quantity, method, path, body, body_sha256, os_uid, person, created_at
  ON order_change
  BEGIN SELECT raise(ABORT, 'what a change sent is never changed'); END;
CREATE TRIGGER change_once_sent BEFORE UPDATE OF state ON order_change
  WHEN NEW.state IN ('prepared', 'sent') AND NOT (OLD.state = 'prepared' AND NEW.state = 'sent')
  BEGIN SELECT raise(ABORT, 'a change is sent once'); END;

-- Each time the vendor said how the line stands. `shown` is NULL where it could not be read.
CREATE TABLE change_look (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  change_id INTEGER NOT NULL REFERENCES order_change (id),
  at TEXT NOT NULL,
  by_hand INTEGER NOT NULL,
  shown TEXT,
  said TEXT NOT NULL
) STRICT;
CREATE INDEX change_look_of ON change_look (change_id);
CREATE TRIGGER change_look_stays BEFORE UPDATE ON change_look
  BEGIN SELECT raise(ABORT, 'looks are never changed'); END;
CREATE TRIGGER change_look_kept BEFORE DELETE ON change_look
  BEGIN SELECT raise(ABORT, 'looks are never deleted'); END;
"""
