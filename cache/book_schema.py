"""The address book: ship-tos of our own, and what we say of the vendors' locations.

Tables of the ledger: people wrote it, and orders refer to it. `place` is what drafts, orders and
defaults call a ship-to: the vendor's CustomerId of its location, `own-3` of one of ours. `vendor`
is whose location it is, NULL where it is ours. Of a location only what is ours stands here: its
code where it has another one than by itself, and in `said` (JSON of an address) the contact; the
address stays what the vendor reports. `terms` are JSON, as `cache.terms` writes them.
"""

from __future__ import annotations

BOOK = """
CREATE TABLE ship_to (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  place TEXT NOT NULL UNIQUE,
  vendor TEXT,
  code TEXT COLLATE NOCASE UNIQUE,
  said TEXT NOT NULL,
  currency TEXT,
  active INTEGER NOT NULL,
  CHECK (vendor IS NOT NULL OR code IS NOT NULL)
) STRICT;
CREATE TRIGGER ship_to_kept BEFORE DELETE ON ship_to
  BEGIN SELECT raise(ABORT, 'orders refer to ship-tos: they are retired, never deleted'); END;

-- What each vendor calls a ship-to of ours: the CustomerId that goes with an order.
CREATE TABLE ship_to_number (
  place TEXT NOT NULL REFERENCES ship_to (place),
  vendor TEXT NOT NULL,
  customer_id TEXT NOT NULL,
  PRIMARY KEY (place, vendor)
) STRICT, WITHOUT ROWID;

-- What an order at the vendor that goes there asks for, unless it is said otherwise.
CREATE TABLE ship_to_default (
  place TEXT NOT NULL REFERENCES ship_to (place),
  vendor TEXT NOT NULL,
  terms TEXT NOT NULL,
  PRIMARY KEY (place, vendor)
) STRICT, WITHOUT ROWID;
"""
