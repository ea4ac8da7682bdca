"""DigiKey's endpoints, one method each. What comes out is the wire; only this package sees it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from datetime import date
from typing import TypeVar
from urllib.parse import urlencode

from vendors.contract import Token
from vendors.digikey.apis import MANAGEMENT, ORDERING, PRODUCTS, STATUS, SUPPLY, Api, segment
from vendors.digikey.envelopes import Expired
from vendors.digikey.settings import VENDOR, Settings
from vendors.digikey.wire import parsed, rows
from vendors.digikey.wire_orders import ManagedSearch, StatusPage, StatusSalesOrder
from vendors.digikey.wire_products import (
    KeywordRequest,
    KeywordResponse,
    ProductDetails,
    ProductPricingResponse,
)
from vendors.digikey.wire_supply import BondedInventoryProduct, CustomerLocation
from vendors.errors import NotFound, SignInNeeded
from vendors.http import Call, Http, Keeper, Reply

T = TypeVar("T")

# Larger answers are read in a thread: tens of milliseconds would hold up the keys.
_LARGE = 64 * 1024
# The most orders that a page of Order Status holds, whatever is asked for.
STATUS_PAGE = 25


class Client:
    """Headers, tokens and paths of every endpoint. Raises vendors.errors.VendorError."""

    def __init__(self, settings: Settings, http: Http, person: Keeper, application: Keeper) -> None:
        self._settings = settings
        self._http = http
        self._person = person
        self._application = application

    # -- Product Information v4 --

    async def keyword_search(self, request: KeywordRequest) -> KeywordResponse:
        """POST, but a search: it changes nothing and may be asked again."""
        return await self._read(
            PRODUCTS,
            "/search/keyword",
            lambda said: parsed(KeywordResponse, said),
            body=request.model_dump(exclude_none=True),
            locale=True,
        )

    async def product_details(self, number: str) -> ProductDetails:
        return await self._read(
            PRODUCTS,
            f"/search/{segment(number)}/productdetails",
            lambda said: parsed(ProductDetails, said),
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
        return await self._read(
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
        return await self._read(
            SUPPLY, "/BondedQuantity/Locations", lambda said: rows(CustomerLocation, said)
        )

    async def one_location(self, customer_id: str) -> list[CustomerLocation]:
        return await self._read(
            SUPPLY,
            f"/BondedQuantity/Locations/{segment(customer_id)}",
            lambda said: rows(CustomerLocation, said),
        )

    async def location_products(self, customer_id: str) -> list[BondedInventoryProduct]:
        return await self._read(
            SUPPLY,
            f"/BondedQuantity/Locations/{segment(customer_id)}/Products",
            lambda said: rows(BondedInventoryProduct, said),
        )

    async def location_product(self, customer_id: str, number: str) -> list[BondedInventoryProduct]:
        return await self._read(
            SUPPLY,
            f"/BondedQuantity/Locations/{segment(customer_id)}/Products/{segment(number)}",
            lambda said: rows(BondedInventoryProduct, said),
        )

    async def all_products(self) -> list[BondedInventoryProduct]:
        return await self._read(
            SUPPLY, "/BondedQuantity/Products", lambda said: rows(BondedInventoryProduct, said)
        )

    # -- Order Status v4 --

    async def search_orders(
        self, since: date, until: date, *, page: int, page_size: int
    ) -> StatusPage:
        """Without dates DigiKey silently takes the last 30 days, without Shared one person's."""
        return await self._read(
            STATUS,
            "/orders",
            lambda said: parsed(StatusPage, said),
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
        return await self._read(
            STATUS,
            f"/salesorder/{segment(number)}",
            lambda said: parsed(StatusSalesOrder, said),
            locale=True,
            account=True,
        )

    # -- Order Management v1 --

    async def sales_orders_by_po(self, po_number: str) -> ManagedSearch:
        return await self._read(
            MANAGEMENT,
            f"/SalesOrders/Search/PoNumber/{segment(po_number)}",
            lambda said: parsed(ManagedSearch, said),
        )

    # -- Ordering v3 --

    async def create_order(self, body: bytes, token: Token) -> Reply:
        """Exactly one request on a connection of its own; the answer may have any status."""
        headers = self._headers(token, locale=False, account=False)
        headers["Content-Type"] = "application/json"
        call = Call("POST", ORDERING.base + "/Orders", ORDERING.product, headers, body)
        return await self._http.once(call, fresh=True)

    # -- what all have in common --

    async def _read(
        self,
        api: Api,
        path: str,
        make: Callable[[object], T],
        *,
        query: Mapping[str, str | int | bool] | None = None,
        body: dict[str, object] | None = None,
        locale: bool = False,
        account: bool = False,
    ) -> T:
        full = api.base + path + _query(query or {})
        sent = None if body is None else json.dumps(body, ensure_ascii=False).encode()
        keeper = await self._keeper(api)
        token = await keeper.get()
        for last in (False, True):
            headers = self._headers(token, locale=locale, account=account)
            if sent is not None:
                headers["Content-Type"] = "application/json"
            call = Call("GET" if sent is None else "POST", full, api.product, headers, sent)
            try:
                reply = await self._http.read(call)
                break
            except Expired:
                # Once: a token that is new and still called expired is not cured by another one.
                if last:
                    raise
            token = await keeper.get(spent=token.access)
        if len(reply.body) > _LARGE:
            return await asyncio.to_thread(lambda: make(reply.json()))
        return make(reply.json())

    async def _keeper(self, api: Api) -> Keeper:
        if api.person or await self._person.has():
            return self._person
        if api is STATUS and self._settings.account_id is None:
            # The application's own token says nothing of whose orders are meant.
            raise SignInNeeded(VENDOR, "sign in at DigiKey to see orders")
        return self._application

    def _headers(self, token: Token, *, locale: bool, account: bool) -> dict[str, str]:
        settings = self._settings
        headers = {
            "Authorization": f"Bearer {token.access}",
            "X-DIGIKEY-Client-Id": settings.client_id,
        }
        if locale:
            headers["X-DIGIKEY-Locale-Site"] = settings.site
            headers["X-DIGIKEY-Locale-Language"] = settings.language
            headers["X-DIGIKEY-Locale-Currency"] = settings.currency
        if account and settings.account_id is not None:
            headers["X-DIGIKEY-Account-Id"] = settings.account_id
        return headers


def _query(values: Mapping[str, str | int | bool]) -> str:
    said = {
        name: str(value).lower() if isinstance(value, bool) else str(value)
        for name, value in values.items()
    }
    return "?" + urlencode(said) if said else ""


def only(found: list[T], what: str) -> T:
    """The first of what should be one. Raises NotFound where there is none."""
    if not found:
        raise NotFound(VENDOR, f"DigiKey does not know {what}")
    return found[0]
