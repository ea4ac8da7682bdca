"""ShipStation's endpoints, one method each. What comes out is the wire; only this package sees it.

Raises vendors.errors.VendorError. What makes or changes something is `change`, for every step
alike: its path and body were sealed before.
"""

from __future__ import annotations

from datetime import date

from vendors.http import Reply
from vendors.shipstation.apis import (
    INVENTORY,
    INVENTORY_WAREHOUSES,
    LOCATIONS,
    ORDERS,
    PRODUCTS,
    SUPPLIERS,
    WAREHOUSES,
    order_path,
    segment,
)
from vendors.shipstation.asking import Asking
from vendors.shipstation.wire import parsed
from vendors.shipstation.wire_orders import Order, OrderSummary, SupplierSaid
from vendors.shipstation.wire_stock import (
    InventoryLocation,
    InventoryWarehouse,
    Level,
    Product,
    ShippingWarehouse,
)

# The most rows of a page: of the lists that go on by a cursor, and of products.
PAGE = 500
_PRODUCTS_PAGE = 100


class Client:
    def __init__(self, asking: Asking) -> None:
        self._asking = asking

    # -- purchase orders --

    async def list_purchase_orders(
        self,
        *,
        order_number: str | None = None,
        status: str | None = None,
        warehouse_id: str | None = None,
        reference_number: str | None = None,
        created_from: date | None = None,
    ) -> list[OrderSummary]:
        """All pages, or Unreadable: it is a proof of what is there. Days begin at midnight UTC."""
        since = None if created_from is None else f"{created_from.isoformat()}T00:00:00Z"
        return await self._asking.rows(
            ORDERS,
            "purchase_orders",
            OrderSummary,
            {
                "order_number": order_number,
                "status": status,
                "warehouse_id": warehouse_id,
                "reference_number": reference_number,
                "create_date_start": since,
                "page_size": PAGE,
            },
        )

    async def purchase_order(self, inbound_id: str) -> Order:
        return await self._asking.read(order_path(inbound_id), lambda said: parsed(Order, said))

    async def order_summary(self, inbound_id: str) -> bytes:
        return await self._asking.paper(order_path(inbound_id, "documents/order_summary"))

    async def received_summary(self, inbound_id: str) -> bytes:
        return await self._asking.paper(order_path(inbound_id, "documents/received_summary"))

    async def change(self, method: str, path: str, body: bytes) -> Reply:
        """Exactly one request on a connection of its own; the answer may have any status."""
        return await self._asking.once(method, path, body)

    # -- suppliers --

    async def list_suppliers(self, name: str | None = None) -> list[SupplierSaid]:
        return await self._asking.rows(
            SUPPLIERS,
            "suppliers",
            SupplierSaid,
            {"supplier_name": name, "page_size": PAGE},
        )

    async def supplier(self, supplier_id: str) -> SupplierSaid:
        return await self._asking.read(
            f"{SUPPLIERS}/{segment(supplier_id)}", lambda said: parsed(SupplierSaid, said)
        )

    # -- warehouses and what lies in them --

    async def list_warehouses(self) -> list[ShippingWarehouse]:
        """It has no pages."""
        return await self._asking.rows(WAREHOUSES, "warehouses", ShippingWarehouse)

    async def list_inventory_warehouses(self) -> list[InventoryWarehouse]:
        return await self._asking.rows(
            INVENTORY_WAREHOUSES,
            "inventory_warehouses",
            InventoryWarehouse,
            {"page_size": PAGE},
        )

    async def list_inventory_locations(self) -> list[InventoryLocation]:
        return await self._asking.rows(
            LOCATIONS, "inventory_locations", InventoryLocation, {"page_size": PAGE}
        )

    async def list_inventory(
        self,
        *,
        sku: str | None = None,
        warehouse_id: str | None = None,
        location_id: str | None = None,
        group_by: str | None = None,
    ) -> list[Level]:
        return await self._asking.rows(
            INVENTORY,
            "inventory",
            Level,
            {
                "sku": sku,
                "inventory_warehouse_id": warehouse_id,
                "inventory_location_id": location_id,
                "group_by": group_by,
                "page_size": PAGE,
            },
        )

    async def list_products(
        self, *, sku: str | None = None, name: str | None = None, active: bool | None = None
    ) -> list[Product]:
        """Pages by number: the one list of these that has no cursor."""
        asked = {"sku": sku, "name": name, "active": active}
        return await self._asking.numbered(PRODUCTS, "products", Product, asked, _PRODUCTS_PAGE)
