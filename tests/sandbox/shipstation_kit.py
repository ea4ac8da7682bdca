"""ShipStation in this process: a client with the key, and what is asked of it most."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx

from tests.sandbox.kit import Kit, kit
from vendors.sandbox import world
from vendors.sandbox.limits import Limit
from vendors.sandbox.shipstation.seed import seed

ORDERS = "/v2/purchase_orders"
KEY = {"api-key": world.SHIPSTATION_KEY}

# What is there from the start.
DIGIKEY, TI, KESTREL = "se-501", "se-502", "se-517"
AUSTIN, MUNICH = "se-7101", "se-7102"
DOCK, REELS = "se-7201", "se-7202"
RESISTOR, OPAMP, CAPACITOR, BRACKET = "RC0603FR-0710KL", "LM358DR", "AE-10432", "STMP-204"
# An order that is open from the start, and its two products.
AN_OPEN_ONE, A_CLOSED_ONE = "se-20126", "se-20102"

Json = dict[str, Any]


def product(sku: str = RESISTOR, quantity: int = 100, **more: Any) -> Json:
    return {"sku": sku, "quantity": quantity, **more}


def order(*products: Json, **more: Any) -> Json:
    """A right body of a new purchase order; a value None leaves the field out."""
    whole = {
        "supplier_id": DIGIKEY,
        "warehouse_id": AUSTIN,
        "reference_number": "AC-2026-0001",
        "products": list(products or (product(cost=0.0044),)),
        **more,
    }
    return {name: value for name, value in whole.items() if value is not None}


@dataclass
class Depot:
    """One sandbox with everything that is there from the start."""

    kit: Kit
    client: httpx.AsyncClient

    async def call(self, method: str, path: str, body: Any = None, **more: Any) -> httpx.Response:
        content = None if body is None else json.dumps(body)
        return await self.client.request(method, path, content=content, **more)

    async def ask(self, method: str, path: str, body: Any = None) -> Any:
        """What a 200 says, money as Decimal."""
        answer = await self.call(method, path, body)
        assert answer.status_code == 200, answer.text
        return json.loads(answer.text, parse_float=Decimal)

    async def get(self, path: str) -> Any:
        return await self.ask("GET", path)

    async def refused(
        self, status: int, code: str, method: str, path: str, body: Any = None
    ) -> list[str]:
        """The messages of a call that is refused so."""
        answer = await self.call(method, path, body)
        assert answer.status_code == status, answer.text
        errors = answer.json()["errors"]
        assert {each["error_code"] for each in errors} == {code}, errors
        assert {each["error_source"] for each in errors} == {"ShipStation"}
        return [each["message"] for each in errors]

    async def create(self, *products: Json, **more: Any) -> Json:
        """A new draft."""
        made: Json = await self.ask("POST", ORDERS, order(*products, **more))
        return made

    async def opened(self, *products: Json, **more: Any) -> str:
        """The id of a new order that is open."""
        made = str((await self.create(*products, **more))["purchase_order_id"])
        assert (await self.status(made, "open"))["status"] == "open"
        return made

    async def status(self, order_id: str, wanted: str) -> Any:
        return await self.ask("POST", f"{ORDERS}/{order_id}/status", {"status": wanted})

    async def receive(self, order_id: str, *received: tuple[str, int, int]) -> Any:
        """Have pieces come to the dock: (SKU, good, rejected)."""
        return await self.ask("POST", f"{ORDERS}/{order_id}/receives", receives(*received))

    async def on_hand(self, sku: str, location: str = DOCK) -> int:
        found = await self.get(f"/v2/inventory?sku={sku}&inventory_location_id={location}")
        return sum(each["on_hand"] for each in found["inventory"])

    async def pages(self, path: str, name: str) -> list[Json]:
        """Every page, by the addresses of the next ones."""
        found = [await self.get(path)]
        while (link := found[-1]["links"].get("next")) and link.get("href"):
            assert link["href"].startswith(world.SHIPSTATION_BASE_URL + "/v2/")
            found.append(await self.get(link["href"]))
        assert sum(len(page[name]) for page in found) == found[0]["total"]
        return found

    def told(self) -> Sequence[str]:
        """Which calls changed an order, in the book's own words."""
        rows = self.kit.book.db.execute("SELECT method, path FROM shipstation_told ORDER BY id")
        return [f"{row[0]} {row[1]}" for row in rows.fetchall()]


def receives(*received: tuple[str, int, int], location: str = DOCK) -> Json:
    return {
        "product_receives": [
            {
                "sku": sku,
                "inventory_location_id": location,
                **({"received_quantity": good} if good else {}),
                **({"rejected_quantity": bad} if bad else {}),
            }
            for sku, good, bad in received
        ]
    }


def query_of(link: Json) -> dict[str, list[str]]:
    return parse_qs(urlsplit(link["href"]).query)


@asynccontextmanager
async def depot(folder: Path, *, limit: Limit | None = None) -> AsyncIterator[Depot]:
    """A new sandbox, called as ShipStation."""
    async with kit(folder, limit=limit) as made:
        seed(made.book)
        async with httpx.AsyncClient(
            # As by the sandbox's own socket, without a second application.
            transport=made.client._transport,
            base_url=world.SHIPSTATION_BASE_URL,
            headers=KEY,
        ) as client:
            yield Depot(made, client)
