"""The tables of cache.db for orders: the vendor's, ours as the ledger has them, and the rows drawn.

`own_order` is a copy of the ledger as `ledger_stamp` names it, `vendor_order` of what the vendor
said, `order_news` of what that changed; `order_row` is made of the three and of nothing else.
`urgent` is 1 of what has to be looked at first, and -1 of what is void: last, and only shown when
asked for. `account` is the vendor's for which an order of ours was sent, `answered` what its answer
came to. `po_key` is a purchase
order number trimmed and case-folded. `orders_fetched` says since when a vendor's orders are here to
the last, except those that could not be read: they are `unread_order` (`po_key` is empty where it
may be under any number) until they can. `seen` says up to which moment a person has seen what is
new of a row (key '': of all of them).
Of ours, `open` is what is asked after by itself because it is not finished, `held_up` what the
vendor delays, and `warned_at` when a day slipped or pieces were newly backordered while it is open.
"""

from __future__ import annotations

# The order rows are shown in. Of one instant, ours first, and what was made last before the others:
# the same on every workstation, whenever its rows were made.
NEWEST_FIRST = "ORDER BY urgent DESC, entered_at DESC, order_id DESC, number DESC, key DESC"

ORDERS = """
CREATE TABLE ledger_stamp (
  only INTEGER PRIMARY KEY CHECK (only = 1),
  identity TEXT NOT NULL,
  sequence INTEGER NOT NULL
) STRICT;

CREATE TABLE orders_fetched (
  vendor TEXT PRIMARY KEY,
  at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- When a session last asked for an order of ours by its number, and how often any did.
CREATE TABLE poll (
  vendor TEXT NOT NULL,
  po_key TEXT NOT NULL,
  at TEXT NOT NULL,
  times INTEGER NOT NULL,
  PRIMARY KEY (vendor, po_key)
) STRICT, WITHOUT ROWID;
CREATE INDEX poll_at ON poll (at);

CREATE TABLE own_order (
  order_id INTEGER PRIMARY KEY,
  vendor TEXT NOT NULL,
  po_key TEXT NOT NULL,
  number TEXT NOT NULL,
  state TEXT NOT NULL,
  vendor_numbers TEXT NOT NULL,
  entered_at TEXT NOT NULL,
  buyer TEXT NOT NULL,
  total TEXT,
  currency TEXT NOT NULL,
  lines TEXT NOT NULL,
  acknowledged TEXT NOT NULL,
  customer_id TEXT NOT NULL,
  account TEXT NOT NULL,
  answered TEXT,
  answered_currency TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX own_order_key ON own_order (vendor, po_key);

CREATE TABLE vendor_order (
  vendor TEXT NOT NULL,
  number TEXT NOT NULL,
  po_key TEXT NOT NULL,
  entered_at TEXT NOT NULL,
  body TEXT NOT NULL,
  fetched_at TEXT NOT NULL,
  PRIMARY KEY (vendor, number)
) STRICT;
CREATE INDEX vendor_order_key ON vendor_order (vendor, po_key) WHERE po_key <> '';

CREATE TABLE unread_order (
  vendor TEXT NOT NULL,
  number TEXT NOT NULL,
  po_key TEXT NOT NULL,
  words TEXT NOT NULL,
  at TEXT NOT NULL
) STRICT;
CREATE INDEX unread_order_key ON unread_order (vendor, po_key);

CREATE TABLE order_news (
  id INTEGER PRIMARY KEY,
  vendor TEXT NOT NULL,
  number TEXT NOT NULL,
  at TEXT NOT NULL,
  kind TEXT NOT NULL,
  words TEXT NOT NULL
) STRICT;
CREATE INDEX order_news_of ON order_news (vendor, number);

CREATE TABLE seen (
  os_uid INTEGER NOT NULL,
  key TEXT NOT NULL,
  at TEXT NOT NULL,
  PRIMARY KEY (os_uid, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE order_row (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  order_id INTEGER,
  urgent INTEGER NOT NULL,
  number TEXT NOT NULL,
  vendor TEXT NOT NULL,
  vendor_numbers TEXT NOT NULL,
  state TEXT NOT NULL,
  status TEXT NOT NULL,
  status_text TEXT NOT NULL,
  entered_at TEXT NOT NULL,
  buyer TEXT NOT NULL,
  total TEXT,
  currency TEXT NOT NULL,
  goods_shipped INTEGER,
  goods_ordered INTEGER,
  next_date TEXT,
  due TEXT,
  ours INTEGER NOT NULL,
  fetched_at TEXT,
  confirmation TEXT NOT NULL,
  differs INTEGER NOT NULL,
  difference TEXT NOT NULL,
  news TEXT NOT NULL,
  news_at TEXT,
  open INTEGER NOT NULL,
  held_up INTEGER NOT NULL,
  warned_at TEXT,
  account TEXT NOT NULL,
  words TEXT NOT NULL
) STRICT;
-- The order they are shown in; with the words in it, a filter reads nothing else.
CREATE INDEX order_row_shown
  ON order_row (urgent DESC, entered_at DESC, order_id DESC, number DESC, key DESC, words);
-- What the morning list looks for among ours.
CREATE INDEX order_row_unlisted ON order_row (entered_at) WHERE confirmation = 'unlisted';
CREATE INDEX order_row_differs ON order_row (entered_at) WHERE confirmation = 'differs';
CREATE INDEX order_row_due ON order_row (due) WHERE ours = 1 AND due IS NOT NULL;
CREATE INDEX order_row_warned ON order_row (warned_at) WHERE warned_at IS NOT NULL;
-- What is asked after by itself, and what came whole.
CREATE INDEX order_row_open ON order_row (order_id) WHERE open = 1;
CREATE INDEX order_row_arrived ON order_row (order_id, goods_ordered, goods_shipped)
  WHERE order_id IS NOT NULL AND goods_ordered > 0 AND goods_shipped >= goods_ordered;
"""
