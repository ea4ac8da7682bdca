"""Warehouses, locations, inventory and products of ShipStation v2: the fields we read."""

from __future__ import annotations

from vendors.shipstation.wire import Balance, Wire


class InventoryWarehouse(Wire):
    inventory_warehouse_id: str | None = None
    name: str | None = None


class ShippingWarehouse(Wire):
    warehouse_id: str | None = None
    name: str | None = None


class InventoryLocation(Wire):
    inventory_location_id: str | None = None
    name: str | None = None
    inventory_warehouse_id: str | None = None


class Level(Wire):
    sku: str | None = None
    on_hand: Balance | None = None
    available: Balance | None = None
    inventory_warehouse_id: str | None = None
    inventory_location_id: str | None = None


class Alias(Wire):
    sku_alias: str | None = None


class Product(Wire):
    sku: str | None = None
    name: str | None = None
    upc: str | None = None
    fulfillment_sku: str | None = None
    active: bool | None = None
    aliases: list[Alias] | None = None
