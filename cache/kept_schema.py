"""Short lists that a vendor keeps for us, as it told them last; a table of cache.db."""

from __future__ import annotations

# `[]`: the vendor has none for us.
KEPT = """
CREATE TABLE kept_list (
  vendor TEXT NOT NULL,
  what TEXT NOT NULL,
  body TEXT NOT NULL,
  at TEXT NOT NULL,
  PRIMARY KEY (vendor, what)
) STRICT, WITHOUT ROWID;
"""
