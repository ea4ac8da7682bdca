"""ShipStation's API v2: where each part of it lies, and the limit that all of it counts against."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from vendors.errors import Invalid
from vendors.shipstation.settings import VENDOR

# One limit for the whole key: 200 requests a minute.
PRODUCT = "shipstation:all"

ORDERS = "/v2/purchase_orders"
SUPPLIERS = "/v2/suppliers"
INVENTORY = "/v2/inventory"
INVENTORY_WAREHOUSES = "/v2/inventory_warehouses"
LOCATIONS = "/v2/inventory_locations"
WAREHOUSES = "/v2/warehouses"
PRODUCTS = "/v2/products"

_LONGEST = 100


@dataclass(frozen=True, slots=True)
class Api:
    """A part of the API as a person knows it. `cheapest` is a path that asks whether it answers,
    `rows` the name of the list in the answer.
    """

    title: str
    cheapest: str
    rows: str


APIS = (
    Api("Suppliers", f"{SUPPLIERS}?page_size=1", "suppliers"),
    Api("Purchase orders", f"{ORDERS}?page_size=1", "purchase_orders"),
    Api("Warehouses", WAREHOUSES, "warehouses"),
    Api("Inventory warehouses", f"{INVENTORY_WAREHOUSES}?page_size=1", "inventory_warehouses"),
    Api("Inventory locations", f"{LOCATIONS}?page_size=1", "inventory_locations"),
    Api("Inventory", f"{INVENTORY}?page_size=1", "inventory"),
    Api("Products", f"{PRODUCTS}?page_size=1", "products"),
)


def segment(text: str) -> str:
    """An id as one segment of a path. Raises Invalid for what is none: empty, a step up the path,
    too long, or with characters that nobody can see.
    """
    if text.strip() in ("", ".", "..") or len(text) > _LONGEST or not text.isprintable():
        raise Invalid(VENDOR, "that is no id of ShipStation's")
    return quote(text, safe="")


def order_path(inbound_id: str, of: str = "") -> str:
    """The path of one purchase order, or of what hangs on it. Raises Invalid."""
    return f"{ORDERS}/{segment(inbound_id)}" + (f"/{of}" if of else "")
