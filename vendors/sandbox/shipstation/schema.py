"""The tables of ShipStation's part in the sandbox's book."""

from __future__ import annotations

TABLES = """
CREATE TABLE shipstation_supplier (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, name_key TEXT NOT NULL UNIQUE,
    content TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE shipstation_place (
    id TEXT PRIMARY KEY, kind TEXT NOT NULL, name TEXT NOT NULL, warehouse_id TEXT,
    created TEXT NOT NULL, updated TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE shipstation_stock (
    sku TEXT NOT NULL, location_id TEXT NOT NULL, condition TEXT NOT NULL, lot TEXT NOT NULL,
    quantity INTEGER NOT NULL, cost TEXT, currency TEXT,
    PRIMARY KEY (sku, location_id, condition, lot)) STRICT, WITHOUT ROWID;
CREATE TABLE shipstation_order (
    id INTEGER PRIMARY KEY, order_number TEXT NOT NULL, reference_key TEXT NOT NULL,
    status TEXT NOT NULL, created TEXT NOT NULL, visible TEXT NOT NULL, source TEXT NOT NULL,
    content TEXT NOT NULL) STRICT;
CREATE INDEX shipstation_order_reference ON shipstation_order (reference_key);
CREATE TABLE shipstation_receive (
    id INTEGER PRIMARY KEY, order_id INTEGER NOT NULL, at TEXT NOT NULL, sku TEXT NOT NULL,
    location_id TEXT NOT NULL, received INTEGER NOT NULL, rejected INTEGER NOT NULL,
    lot TEXT, expires TEXT) STRICT;
CREATE INDEX shipstation_receive_of ON shipstation_receive (order_id);
CREATE TABLE shipstation_told (
    id INTEGER PRIMARY KEY, order_id INTEGER NOT NULL, at TEXT NOT NULL, method TEXT NOT NULL,
    path TEXT NOT NULL, body TEXT NOT NULL) STRICT;
CREATE INDEX shipstation_told_of ON shipstation_told (order_id);
"""
