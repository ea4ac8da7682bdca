"""ShipStation that says what it is told to, and the client in front of it."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

import httpx
import pytest

from tests.contract import exercised, shipstation_spec
from tests.contract.referee import Asked
from tests.vendors.kit import Clock, Pace
from vendors.http import Limits
from vendors.inbound import InboundLine, InboundPlan
from vendors.shipstation import Settings, ShipStation, connect

HOST = "https://api.shipstation.com"
KEY = "canary-api-key-71f0c2"
WORDS = "The quantity is not good."

Say = Callable[[httpx.Request], "httpx.Response | Exception | Awaitable[httpx.Response]"]

PLAN = InboundPlan(
    reference="AC-2026-0001",
    supplier_id="se-567",
    warehouse_id="se-123456",
    currency="USD",
    lines=(
        InboundLine("LM358P", 100, "296-1395-5-ND", Decimal("0.30")),
        InboundLine("ECA-1VHG102", 25, cost=Decimal("0.08558")),
    ),
    ordered_on=date(2026, 11, 20),
    expected_on=date(2026, 12, 1),
    payment_terms="net_30",
    payment_status="unpaid",
    carrier="UPS",
    tracking="1Z12345E1234567890",
    note="Dock 4",
)


def order(number: int = 234, **other: Any) -> dict[str, Any]:
    """A purchase order as ShipStation shows it by itself."""
    return {
        "purchase_order_id": f"se-{number}",
        "order_number": "11202026-01",
        "supplier_id": "se-567",
        "supplier_name": "Acme Widgets",
        "status": "draft",
        "order_date": "2026-11-20T12:00:00Z",
        "expected_delivery_date": "2026-12-01T12:00:00Z",
        "create_date": "2026-11-20T10:30:00Z",
        "modify_date": "2026-11-20T11:30:00Z",
        "payment_terms": "net_30",
        "payment_status": "unpaid",
        "currency_code": "USD",
        "shipping_carrier": "UPS",
        "tracking_number": "1Z12345E1234567890",
        "reference_number": "AC-2026-0001",
        "warehouse_id": "se-123456",
        "note_to_supplier": "Dock 4",
        "products": [
            {"sku": "LM358P", "supplier_sku": "296-1395-5-ND", "quantity": 100, "cost": 0.3},
            {"sku": "ECA-1VHG102", "quantity": 25, "cost": 0.08558},
        ],
        **other,
    }


def row(number: int = 234, **other: Any) -> dict[str, Any]:
    """The same as a list shows it."""
    left_out = ("products", "payment_terms", "payment_status", "currency_code")
    left_out += ("shipping_carrier", "tracking_number", "note_to_supplier")
    return {name: one for name, one in order(number, **other).items() if name not in left_out}


def listed(name: str, *rows: Any, following: Any = None, **other: Any) -> httpx.Response:
    """One page of a list; `following` is what stands under `links.next`."""
    first = {"href": f"{HOST}/v2/{name}?page_size=500"}
    body = {name: list(rows), "total": len(rows), "page": 1, "pages": 1}
    return answer({**body, "links": {"first": first, "next": following}, **other})


def answer(body: object, status: int = 200, **headers: str) -> httpx.Response:
    return httpx.Response(
        status,
        # httpx makes no body of None.
        content=json.dumps(body),
        headers={
            "Content-Type": "application/json",
            **{name.replace("_", "-"): value for name, value in headers.items()},
        },
    )


def errors(*said: tuple[str, str], source: str = "ShipStation") -> dict[str, object]:
    """The envelope, with (error code, message) pairs."""
    return {
        "request_id": "aa3d8e8e-462b-4476-9618-72db7f7b7009",
        "errors": [
            {
                "error_source": source,
                "error_type": "validation",
                "error_code": code,
                "message": message,
            }
            for code, message in said or (("invalid_field_value", WORDS),)
        ],
    }


def refused(status: int, *said: tuple[str, str], **headers: str) -> httpx.Response:
    return answer(errors(*said), status, **headers)


@dataclass
class Vendor:
    """Answers in the order it was told to; the last answer stays.

    Every request is held against ShipStation's files, where those are here.
    """

    said: list[httpx.Response | Exception | Say] = field(default_factory=list)
    asked: list[httpx.Request] = field(default_factory=list)
    judging: bool = True

    async def handle(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        heard = Asked(request.method, str(request.url), dict(request.headers), request.content)
        faults = shipstation_spec.judge_request(heard) if self.judging else []
        if faults:
            # Not an Exception: a create would make an outcome of it.
            pytest.fail("\n".join(map(str, faults)))
        now = self.said.pop(0) if len(self.said) > 1 else self.said[0]
        said = now if isinstance(now, (httpx.Response, Exception)) else now(request)
        if isinstance(said, Exception):
            raise said
        got = said if isinstance(said, httpx.Response) else await said
        if self.judging:
            shipstation_spec.note(exercised.CLIENT, heard, got.status_code)
        return got

    @property
    def targets(self) -> list[str]:
        """Method, path and query as they went over the wire, still encoded."""
        return [f"{one.method} {one.url.raw_path.decode()}" for one in self.asked]

    def body(self, place: int = -1) -> Any:
        return json.loads(self.asked[place].content, parse_float=Decimal)


@dataclass
class Desk:
    """A client with everything it was handed."""

    client: ShipStation
    vendor: Vendor
    clock: Clock
    pace: Pace


def settings(**other: Any) -> Settings:
    given: dict[str, Any] = {
        "base_url": HOST,
        "api_key": KEY,
        "environment": "production",
        **other,
    }
    return Settings(**given)


def desk(
    *said: httpx.Response | Exception | Say,
    limits: Limits | None = None,
    judging: bool = True,
    **other: Any,
) -> Desk:
    vendor = Vendor(list(said), judging=judging)
    clock, pace = Clock(), Pace()
    client = connect(
        settings(**other),
        pace=pace,
        clock=clock,
        limits=limits,
        transport=httpx.MockTransport(vendor.handle),
    )
    return Desk(client, vendor, clock, pace)
