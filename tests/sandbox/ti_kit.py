"""TI's part of the sandbox as a client calls it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from tests.sandbox.kit import Kit, Seconds, kit
from vendors.sandbox import world
from vendors.sandbox.book import Book
from vendors.sandbox.faults import Faults
from vendors.sandbox.limits import Limit
from vendors.sandbox.ti import orderbook
from vendors.sandbox.ti.model import Order

Json = dict[str, Any]

FAR = Limit(10_000, 100_000)
TOKEN = f"{world.TI_BASE_URL}/v1/oauth/accesstoken"
PRODUCTS = "/v2/store/products"
ORDERS = "/v2/store/orders"
US, DE, MY, MX, WEB = world.TI_PROFILES
FORM = {
    "grant_type": "client_credentials",
    "client_id": world.TI_CLIENT_ID,
    "client_secret": world.TI_CLIENT_SECRET,
}


@dataclass
class Store:
    """A client with a token, in front of a new sandbox without any orders."""

    kit: Kit
    token: str = ""

    @property
    def book(self) -> Book:
        return self.kit.book

    @property
    def faults(self) -> Faults:
        return self.kit.faults

    @property
    def seconds(self) -> Seconds:
        return self.kit.seconds

    def through(self, other: Kit) -> Store:
        """The same over another connection."""
        return Store(other, self.token)

    async def sign_in(self) -> None:
        answer = await self.kit.client.post(TOKEN, data=FORM)
        self.token = answer.json()["access_token"]

    async def later(self, **by: float) -> None:
        """Time passes, and a new token is there for it."""
        self.kit.advance(**by)
        await self.sign_in()

    async def call(self, method: str, path: str, **more: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.token}", **more.pop("headers", {})}
        return await self.kit.client.request(
            method, world.TI_BASE_URL + path, headers=headers, **more
        )

    async def get(self, path: str, status: int = 200) -> Any:
        answer = await self.call("GET", path)
        assert answer.status_code == status, answer.text
        return answer.json()

    async def order(self, *lines: Json, status: int = 201, path: str = ORDERS, **more: Any) -> Json:
        """What an order of `lines`, or of one usual line, is answered."""
        answer = await self.call("POST", path, json=order(*lines, **more))
        assert answer.status_code == status, answer.text
        found: Json = answer.json()
        return found

    def held(self, po_number: str | None = None) -> list[Order]:
        """TI's orders in the book."""
        return orderbook.by_po(self.book, po_number)


def line(number: str = "LM358DR", quantity: int = 100, **more: Any) -> Json:
    return {"tiPartNumber": number, "quantity": quantity, **more}


def order(*lines: Json, profile: world.Profile = US, **more: Any) -> Json:
    """The body of an order that is right."""
    return {
        "order": {
            "checkoutProfileId": profile.id,
            "customerPurchaseOrderNumber": "AC-2026-0001",
            "lineItems": list(lines) or [line()],
            **more,
        }
    }


def inner(answer: Json) -> Json:
    """The order in an answer, with an object around it or without."""
    found: Json = answer.get("orderInfo", answer)
    return found


@asynccontextmanager
async def store(folder: Path, limit: Limit | None = FAR) -> AsyncIterator[Store]:
    async with kit(folder, limit=limit) as made:
        found = Store(made)
        await found.sign_in()
        yield found
