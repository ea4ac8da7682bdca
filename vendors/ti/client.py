"""TI's endpoints, one method each. What comes out is the wire; only this package sees it."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable
from datetime import date
from typing import TypeVar

from vendors.contract import Token
from vendors.http import Piece, Reply
from vendors.ti.apis import (
    CATALOGUE,
    ORDERS,
    PRODUCTS,
    PROFILES,
    SHIPMENTS,
    order,
    part,
    profile,
)
from vendors.ti.asking import Asking
from vendors.ti.wire import odd, parsed
from vendors.ti.wire_orders import DeliveryCostDetails, OrderInfo, order_of
from vendors.ti.wire_products import Product, ProductPage
from vendors.ti.wire_shipments import Profile, ProfileSummary, ShipmentNotices

T = TypeVar("T")

# "between 1 and 100" (Inventory and pricing API).
LARGEST_PAGE = 100
# Bytes: the whole catalogue was some 50 MB; a list of ten thousand orders; papers in base64.
LARGEST_CATALOGUE = 200 * 1000 * 1000
_LARGEST_LIST = 64 * 1024 * 1024
_LARGEST_PAPERS = 64 * 1024 * 1024


class Client:
    """Raises VendorError."""

    def __init__(self, asking: Asking, currency: str) -> None:
        self._asking = asking
        self._currency = currency

    # -- inventory and pricing --

    async def product(self, number: str) -> Product:
        return await self._asking.read(
            PRODUCTS,
            f"/{part(number)}",
            lambda said: parsed(Product, said),
            query={"currency": self._currency},
        )

    async def products(self, family: str, *, page: int) -> ProductPage:
        """One page of the parts of a generic part number; pages count from 0."""
        part(family)
        return await self._asking.read(
            PRODUCTS,
            "",
            lambda said: parsed(ProductPage, said),
            query={
                "gpn": family.strip(),
                "currency": self._currency,
                "page": page,
                "size": LARGEST_PAGE,
            },
        )

    def catalogue(self) -> AsyncGenerator[Piece, None]:
        """Every product, as bytes."""
        return self._asking.flow(CATALOGUE, {"currency": self._currency}, LARGEST_CATALOGUE)

    # -- orders --

    async def test_order(self, body: bytes, read: Callable[[object], T]) -> T:
        """Simulated, and nothing is stored: it may be asked again."""
        return await self._asking.read(ORDERS, "/test", read, body=body)

    async def create_order(self, body: bytes, token: Token) -> Reply:
        """Exactly one request on a connection of its own; the answer may have any status."""
        return await self._asking.once(ORDERS, "", body, token)

    async def orders(self, since: date, until: date) -> list[object]:
        """Summaries of at most a year's orders, as they came: TI knows no pages here."""
        return await self._asking.read(
            ORDERS,
            "",
            _list,
            query={"startDate": since.isoformat(), "endDate": until.isoformat()},
            size=_LARGEST_LIST,
        )

    async def order(self, number: str) -> OrderInfo:
        return await self._asking.read(ORDERS, f"/{order(number)}", order_of)

    async def delivery_cost(
        self, country: str, currency: str, quantity: int
    ) -> DeliveryCostDetails:
        return await self._asking.read(
            ORDERS,
            "/deliveryCost",
            _delivery_cost,
            query={"regionCode": country, "currencyCode": currency, "quantity": quantity},
        )

    # -- shipments --

    async def shipment_notices(self, number: str, *, pdf: bool) -> ShipmentNotices:
        return await self._asking.read(
            SHIPMENTS,
            f"/{order(number)}/advanced-shipment-notices",
            lambda said: parsed(ShipmentNotices, said),
            query={"requestCommercialInvoicePDF": pdf, "requestWaybillPDF": pdf},
            size=_LARGEST_PAPERS,
        )

    # -- checkout profiles --

    async def profiles(self) -> list[ProfileSummary]:
        return await self._asking.read(
            PROFILES, "", lambda said: [parsed(ProfileSummary, one) for one in _list(said)]
        )

    async def profile(self, number: str) -> Profile:
        return await self._asking.read(
            PROFILES, f"/{profile(number)}", lambda said: parsed(Profile, said)
        )


def _list(said: object) -> list[object]:
    """A list, bare or alone within an object; the schema of profiles says one object."""
    if isinstance(said, dict):
        if said.get("errors") or said.get("error"):
            raise odd("errors beside the list")  # which may be a part of it then
        inner = [
            value
            for name, value in said.items()
            if isinstance(value, list) and name not in ("errors", "error")
        ]
        said = inner[0] if len(inner) == 1 else [said] if "checkoutProfileId" in said else said
    if not isinstance(said, list):
        raise odd("no list in it")
    return said


def _delivery_cost(said: object) -> DeliveryCostDetails:
    """The example wraps it, the schema does not."""
    if isinstance(said, dict) and isinstance(said.get("DeliveryCost"), dict):
        said = said["DeliveryCost"]
    return parsed(DeliveryCostDetails, said)
