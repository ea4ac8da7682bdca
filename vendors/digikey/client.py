"""DigiKey's endpoints, one method each. What comes out is the wire; only this package sees it."""

from __future__ import annotations

from datetime import date

from vendors.contract import Token
from vendors.digikey.apis import MANAGEMENT, ORDERING, PRODUCTS, STATUS, SUPPLY, segment
from vendors.digikey.asking import Asking
from vendors.digikey.wire import parsed, rows
from vendors.digikey.wire_orders import ManagedSearch, StatusPage, StatusSalesOrder
from vendors.digikey.wire_products import (
    KeywordRequest,
    KeywordResponse,
    ProductDetails,
    ProductPricingResponse,
)
from vendors.digikey.wire_supply import BondedInventoryProduct, CustomerLocation
from vendors.http import Reply

# The most orders that a page of Order Status holds, whatever is asked for.
STATUS_PAGE = 25


class Client:
    """Paths of the endpoints for searching, bonded stock and orders. Raises VendorError."""

    def __init__(self, asking: Asking) -> None:
        self._asking = asking

    # -- Product Information v4 --

    async def keyword_search(self, request: KeywordRequest) -> KeywordResponse:
        """POST, but a search: it changes nothing and may be asked again."""
        return await self._asking.read(
            PRODUCTS,
            "/search/keyword",
            lambda said: parsed(KeywordResponse, said),
            body=request.model_dump(exclude_none=True),
            locale=True,
        )

    async def product_details(self, number: str, maker_id: str | None = None) -> ProductDetails:
        return await self._asking.read(
            PRODUCTS,
            f"/search/{segment(number)}/productdetails",
            lambda said: parsed(ProductDetails, said),
            query={"manufacturerId": maker_id},
            locale=True,
            account=True,
        )

    async def product_pricing(
        self,
        number: str,
        *,
        limit: int = 5,
        offset: int = 0,
        in_stock: bool = False,
        exclude_marketplace: bool = False,
        exclude_tariff: bool = False,
    ) -> ProductPricingResponse:
        return await self._asking.read(
            PRODUCTS,
            f"/search/{segment(number)}/pricing",
            lambda said: parsed(ProductPricingResponse, said),
            query={
                "limit": limit,
                "offset": offset,
                "inStock": in_stock,
                "excludeMarketplace": exclude_marketplace,
                "excludeTariff": exclude_tariff,
            },
            locale=True,
            account=True,
        )

    # -- Supply Chain v1 --

    async def locations(self) -> list[CustomerLocation]:
        return await self._asking.read(
            SUPPLY, "/BondedQuantity/Locations", lambda said: rows(CustomerLocation, said)
        )

    async def one_location(self, customer_id: str) -> list[CustomerLocation]:
        return await self._asking.read(
            SUPPLY,
            f"/BondedQuantity/Locations/{segment(customer_id)}",
            lambda said: rows(CustomerLocation, said),
        )

    async def location_products(self, customer_id: str) -> list[BondedInventoryProduct]:
        return await self._asking.read(
            SUPPLY,
            f"/BondedQuantity/Locations/{segment(customer_id)}/Products",
            lambda said: rows(BondedInventoryProduct, said),
        )

    async def location_product(self, customer_id: str, number: str) -> list[BondedInventoryProduct]:
        return await self._asking.read(
            SUPPLY,
            f"/BondedQuantity/Locations/{segment(customer_id)}/Products/{segment(number)}",
            lambda said: rows(BondedInventoryProduct, said),
        )

    async def all_products(self) -> list[BondedInventoryProduct]:
        return await self._asking.read(
            SUPPLY, "/BondedQuantity/Products", lambda said: rows(BondedInventoryProduct, said)
        )

    # -- Order Status v4 --

    async def search_orders(
        self, since: date, until: date, *, page: int, page_size: int
    ) -> StatusPage:
        """Without dates DigiKey silently takes the last 30 days, without Shared one person's."""
        return await self._asking.read(
            STATUS,
            "/orders",
            StatusPage.one_by_one,
            query={
                "Shared": True,
                "StartDate": since.isoformat(),
                "EndDate": until.isoformat(),
                "PageNumber": max(1, page),
                "PageSize": min(max(1, page_size), STATUS_PAGE),
            },
            locale=True,
            account=True,
        )

    async def retrieve_sales_order(self, number: str) -> StatusSalesOrder:
        """The document lists no account header here, but without one it answers 400 (measured)."""
        return await self._asking.read(
            STATUS,
            f"/salesorder/{segment(number)}",
            lambda said: parsed(StatusSalesOrder, said),
            locale=True,
            account=True,
        )

    # -- Order Management v1 --

    async def sales_orders_by_po(self, po_number: str) -> ManagedSearch:
        return await self._asking.read(
            MANAGEMENT,
            f"/SalesOrders/Search/PoNumber/{segment(po_number)}",
            lambda said: parsed(ManagedSearch, said),
        )

    # -- Ordering v3 --

    async def create_order(self, body: bytes, token: Token) -> Reply:
        """Exactly one request on a connection of its own; the answer may have any status."""
        return await self._asking.once("POST", ORDERING, "/Orders", body, token)
