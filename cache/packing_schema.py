"""What came in the boxes, as the vendor's packing lists told it; a table of cache.db."""

from __future__ import annotations

# `whole`: nothing is missing, and it is not asked again. `[]`: the vendor knows of none.
PACKING = """
CREATE TABLE packing_list (
  vendor TEXT NOT NULL,
  invoice TEXT NOT NULL,
  whole INTEGER NOT NULL CHECK (whole IN (0, 1)),
  at TEXT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (vendor, invoice)
) STRICT;
"""
