"""The tables of `ledger.db`: what we did, and what cannot be fetched again. Never deleted.

Instants are ISO 8601 text in UTC. Money is decimal text beside a currency. `terms` are JSON, as
`cache.terms` writes them, `typed` as `cache.typed` does; `{}` asks for nothing. A purchase order's
number is unique for ever, void ones included. The partial index on `attempt` is what forbids a
second create of an order that may already be at the vendor: no code and no screen can get past it.
"""

from __future__ import annotations

from cache.approvals_schema import APPROVALS
from cache.book_schema import BOOK
from cache.changes_schema import CHANGES
from cache.files import Schema
from cache.inbound_schema import INBOUND
from cache.reserve_schema import RESERVES
from cache.watched_schema import WATCHED

# "BdRl" in the file's header: no other program's file is ever taken for a ledger.
LEDGER_ID = 0x4264526C

# Attempts in these states are known not to have become an order; all others may have.
NOT_PLACED = ("not_sent", "rejected", "refused", "not_placed")

_FIRST = """
CREATE TABLE meta (
  only INTEGER PRIMARY KEY CHECK (only = 1),
  identity TEXT NOT NULL,
  sequence INTEGER NOT NULL
) STRICT;
INSERT INTO meta VALUES (1, lower(hex(randomblob(16))), 1);

-- `editor_uid` and `editor` are who saved it last, NULL where nobody has since it was made.
CREATE TABLE draft (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL,
  customer_id TEXT,
  terms TEXT NOT NULL DEFAULT '{}',
  state TEXT NOT NULL CHECK (state IN ('open', 'ordered', 'discarded')),
  version INTEGER NOT NULL,
  os_uid INTEGER NOT NULL,
  person TEXT NOT NULL,
  created_at TEXT NOT NULL,
  changed_at TEXT NOT NULL,
  editor_uid INTEGER,
  editor TEXT
) STRICT;
CREATE INDEX draft_open ON draft (changed_at) WHERE state = 'open';

CREATE TABLE draft_line (
  draft_id INTEGER NOT NULL REFERENCES draft (id),
  id TEXT NOT NULL,
  position INTEGER NOT NULL,
  vendor TEXT NOT NULL,
  number TEXT NOT NULL,
  part TEXT NOT NULL,
  maker TEXT NOT NULL,
  description TEXT NOT NULL,
  packaging TEXT NOT NULL,
  packaging_text TEXT NOT NULL,
  quantity INTEGER NOT NULL,
  unit_price TEXT,
  currency TEXT NOT NULL,
  fee TEXT NOT NULL,
  moq INTEGER NOT NULL,
  multiple INTEGER NOT NULL,
  maximum INTEGER,
  breaks TEXT NOT NULL,
  stock INTEGER,
  ncnr INTEGER,
  tariff INTEGER,
  marketplace INTEGER NOT NULL,
  bonded_customer_id TEXT,
  priced_at TEXT NOT NULL,
  terms TEXT NOT NULL DEFAULT '{}',
  typed TEXT NOT NULL DEFAULT '{}',
  PRIMARY KEY (draft_id, id)
) STRICT, WITHOUT ROWID;

-- Who writes in a draft, since when. It holds as long as the session's own lock does.
CREATE TABLE draft_lease (
  draft_id INTEGER PRIMARY KEY REFERENCES draft (id),
  session TEXT NOT NULL,
  os_uid INTEGER NOT NULL,
  person TEXT NOT NULL,
  origin TEXT NOT NULL,
  since TEXT NOT NULL
) STRICT;

CREATE TABLE setting (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- How far the numbers have come that a pattern makes; `scope` is all of it but the sequence.
CREATE TABLE po_sequence (
  scope TEXT PRIMARY KEY,
  last INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- `place` is what drafts and the address book call the ship-to, `place_code` the code it was shown
-- under, `customer_id` the vendor's number of it.
CREATE TABLE purchase_order (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  number TEXT NOT NULL COLLATE NOCASE UNIQUE CHECK (number <> '' AND number = trim(number)),
  typed INTEGER NOT NULL,
  environment TEXT NOT NULL,
  vendor TEXT NOT NULL,
  draft_id INTEGER REFERENCES draft (id),
  customer_id TEXT NOT NULL,
  place TEXT NOT NULL DEFAULT '',
  place_code TEXT NOT NULL DEFAULT '',
  ship_to TEXT NOT NULL,
  currency TEXT NOT NULL,
  terms TEXT NOT NULL DEFAULT '{}',
  bonded_note TEXT NOT NULL DEFAULT '',
  state TEXT NOT NULL CHECK (state IN (
    'reviewed', 'placing', 'not_sent', 'rejected', 'refused', 'unknown', 'accepted',
    'accepted_no_number', 'duplicate', 'not_placed', 'void')),
  version INTEGER NOT NULL,
  changed INTEGER NOT NULL,
  content_sha256 TEXT NOT NULL,
  problems TEXT NOT NULL,
  goods TEXT NOT NULL,
  fees TEXT NOT NULL,
  before_tariff INTEGER NOT NULL,
  priced_at TEXT NOT NULL,
  vendor_numbers TEXT NOT NULL,
  os_uid INTEGER NOT NULL,
  person TEXT NOT NULL,
  full_name TEXT NOT NULL,
  created_at TEXT NOT NULL
) STRICT;
CREATE INDEX purchase_order_changed ON purchase_order (changed);
CREATE INDEX purchase_order_draft ON purchase_order (draft_id);
CREATE INDEX purchase_order_of_person ON purchase_order (os_uid, place, state);
-- Not a partial one: SQLite takes such a one only for its own condition, word for word.
CREATE INDEX purchase_order_waiting ON purchase_order (state);
CREATE TRIGGER order_number_stays BEFORE UPDATE OF number ON purchase_order
  BEGIN SELECT raise(ABORT, 'an order keeps its number'); END;

CREATE TABLE purchase_order_line (
  order_id INTEGER NOT NULL REFERENCES purchase_order (id),
  line_no INTEGER NOT NULL,
  draft_line_id TEXT NOT NULL,
  number TEXT NOT NULL,
  part TEXT NOT NULL,
  maker TEXT NOT NULL,
  description TEXT NOT NULL,
  packaging TEXT NOT NULL,
  packaging_text TEXT NOT NULL,
  quantity INTEGER NOT NULL,
  unit_price TEXT,
  fee TEXT NOT NULL,
  stock INTEGER,
  ncnr INTEGER,
  tariff INTEGER,
  marketplace INTEGER NOT NULL,
  bonded_customer_id TEXT,
  terms TEXT NOT NULL DEFAULT '{}',
  PRIMARY KEY (order_id, line_no)
) STRICT, WITHOUT ROWID;
CREATE INDEX purchase_order_line_of_draft ON purchase_order_line (draft_line_id);
CREATE INDEX purchase_order_line_of_part ON purchase_order_line (part COLLATE NOCASE);

-- `body` are the bytes as they are sent, `lines` and `terms` the order's in them, as JSON.
-- `account` is the vendor's account that it was sent for, whole; '' where the vendor named none.
-- `total` is what the answer says that it comes to, NULL where it does not.
CREATE TABLE attempt (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  order_id INTEGER NOT NULL REFERENCES purchase_order (id),
  n INTEGER NOT NULL,
  number TEXT NOT NULL,
  vendor TEXT NOT NULL,
  account TEXT NOT NULL DEFAULT '',
  body BLOB NOT NULL,
  body_sha256 TEXT NOT NULL,
  lines TEXT NOT NULL,
  terms TEXT NOT NULL DEFAULT '{}',
  session TEXT NOT NULL,
  os_uid INTEGER NOT NULL,
  person TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN (
    'prepared', 'sent', 'not_sent', 'rejected', 'refused', 'unknown', 'accepted',
    'accepted_no_number', 'duplicate', 'not_placed')),
  created_at TEXT NOT NULL,
  sent_at TEXT,
  ended_at TEXT,
  http_status INTEGER,
  request_id TEXT,
  message TEXT NOT NULL,
  vendor_numbers TEXT NOT NULL,
  answer TEXT,
  total TEXT,
  total_currency TEXT NOT NULL DEFAULT '',
  UNIQUE (order_id, n)
) STRICT;
CREATE UNIQUE INDEX attempt_never_twice ON attempt (order_id)
  WHERE state NOT IN ('not_sent', 'rejected', 'refused', 'not_placed');
CREATE VIEW live_attempt AS SELECT * FROM attempt
  WHERE state NOT IN ('not_sent', 'rejected', 'refused', 'not_placed');
CREATE INDEX attempt_under_way ON attempt (session) WHERE state IN ('prepared', 'sent');
CREATE INDEX attempt_not_placed ON attempt (sent_at) WHERE state = 'not_placed';
CREATE INDEX attempt_of_person ON attempt (os_uid, created_at);

-- What may have left stays as it was sent.
CREATE TRIGGER line_added_late BEFORE INSERT ON purchase_order_line
  WHEN EXISTS (SELECT 1 FROM live_attempt WHERE order_id = NEW.order_id)
  BEGIN SELECT raise(ABORT, 'the order may have been sent: its lines are frozen'); END;
CREATE TRIGGER line_changed_late BEFORE UPDATE ON purchase_order_line
  WHEN EXISTS (SELECT 1 FROM live_attempt WHERE order_id = OLD.order_id)
  BEGIN SELECT raise(ABORT, 'the order may have been sent: its lines are frozen'); END;
CREATE TRIGGER line_removed_late BEFORE DELETE ON purchase_order_line
  WHEN EXISTS (SELECT 1 FROM live_attempt WHERE order_id = OLD.order_id)
  BEGIN SELECT raise(ABORT, 'the order may have been sent: its lines are frozen'); END;
CREATE TRIGGER order_kept BEFORE DELETE ON purchase_order
  BEGIN SELECT raise(ABORT, 'orders are never deleted'); END;
CREATE TRIGGER attempt_kept BEFORE DELETE ON attempt
  BEGIN SELECT raise(ABORT, 'attempts are never deleted'); END;
CREATE TRIGGER attempt_bytes_stay BEFORE UPDATE OF
  order_id, number, account, body, body_sha256, lines, terms ON attempt
  BEGIN SELECT raise(ABORT, 'what an attempt sent is never changed'); END;

-- Each time an order was looked for at its vendor, or settled by what a listing showed. `found` are
-- the vendor's own order numbers, NULL where it could not be asked.
CREATE TABLE look (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  order_id INTEGER NOT NULL REFERENCES purchase_order (id),
  at TEXT NOT NULL,
  by_hand INTEGER NOT NULL,
  found TEXT,
  said TEXT NOT NULL
) STRICT;
CREATE INDEX look_of ON look (order_id);
CREATE TRIGGER look_stays BEFORE UPDATE ON look
  BEGIN SELECT raise(ABORT, 'looks are never changed'); END;
CREATE TRIGGER look_kept BEFORE DELETE ON look
  BEGIN SELECT raise(ABORT, 'looks are never deleted'); END;

-- What a person took note of: a difference from what was ordered, or an alarm, by its name.
CREATE TABLE acknowledged (
  order_id INTEGER NOT NULL REFERENCES purchase_order (id),
  difference TEXT NOT NULL,
  reason TEXT NOT NULL,
  at TEXT NOT NULL,
  os_uid INTEGER NOT NULL,
  person TEXT NOT NULL,
  PRIMARY KEY (order_id, difference)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER acknowledged_stays BEFORE UPDATE ON acknowledged
  BEGIN SELECT raise(ABORT, 'what a person took note of is never changed'); END;
CREATE TRIGGER acknowledged_kept BEFORE DELETE ON acknowledged
  BEGIN SELECT raise(ABORT, 'what a person took note of is never deleted'); END;

-- What was done, by whom, from where. `hash` is of the row and of the hash before it.
CREATE TABLE audit (
  id INTEGER PRIMARY KEY,
  at TEXT NOT NULL,
  os_uid INTEGER NOT NULL,
  person TEXT NOT NULL,
  origin TEXT NOT NULL,
  order_id INTEGER REFERENCES purchase_order (id),
  draft_id INTEGER REFERENCES draft (id),
  what TEXT NOT NULL,
  was TEXT NOT NULL,
  became TEXT NOT NULL,
  reason TEXT NOT NULL,
  hash TEXT NOT NULL
) STRICT;
CREATE INDEX audit_of_order ON audit (order_id) WHERE order_id IS NOT NULL;
CREATE TRIGGER audit_stays BEFORE UPDATE ON audit
  BEGIN SELECT raise(ABORT, 'the audit is never changed'); END;
CREATE TRIGGER audit_kept BEFORE DELETE ON audit
  BEGIN SELECT raise(ABORT, 'the audit is never deleted'); END;
"""

LEDGER = Schema("ledger", (_FIRST + CHANGES + RESERVES + WATCHED + BOOK + INBOUND + APPROVALS,))
