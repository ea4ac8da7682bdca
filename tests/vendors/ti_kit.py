"""A TI that says what it is told to, and a client with everything it was handed."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any, Final

import httpx
import pytest

from tests.contract import exercised, ti_watch
from tests.contract.parties import SHIP_TO
from tests.contract.referee import Asked
from tests.vendors.kit import START, Clock, Pace, Tokens, answer
from vendors.contract import Token
from vendors.http import Limits
from vendors.terms import LineTerms, OrderTerms
from vendors.ti import TI, Settings, connect
from vendors.vocabulary import Line, PurchaseOrder

HOST: Final = "https://transact.ti.com"
CLIENT: Final = "canary-ti-id-5f1c"
SECRET: Final = "canary-ti-secret-9a77"
ACCESS: Final = "canary-ti-token-0001"
PO: Final = "AC-2026-0001"
PROFILE: Final = "FB605223183920CBE0537420BB8BA28D"

Say = Callable[[httpx.Request], "httpx.Response | Exception | Awaitable[httpx.Response]"]
Said = httpx.Response | Exception | Say


@dataclass
class Vendor:
    """Answers in the order it was told to; the last answer stays. Every request is judged."""

    said: list[Said] = field(default_factory=list)
    asked: list[httpx.Request] = field(default_factory=list)
    judging: bool = True

    async def handle(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        heard = Asked(request.method, str(request.url), dict(request.headers), request.content)
        if self.judging:
            faults = ti_watch.judge_request(heard)
            if faults:
                # Not an Exception: a create would make an outcome of it.
                pytest.fail("\n".join(map(str, faults)))
        now = self.said.pop(0) if len(self.said) > 1 else self.said[0]
        said = now if isinstance(now, (httpx.Response, Exception)) else now(request)
        if isinstance(said, Exception):
            raise said
        answered = said if isinstance(said, httpx.Response) else await said
        if self.judging:
            ti_watch.note(exercised.CLIENT, heard, answered.status_code)
        return answered

    @property
    def targets(self) -> list[str]:
        """Methods, paths and queries as they went over the wire, still encoded."""
        return [f"{one.method} {one.url.raw_path.decode()}" for one in self.asked]

    def body(self, place: int = -1) -> Any:
        return json.loads(self.asked[place].content)


@dataclass
class Desk:
    ti: TI
    vendor: Vendor
    clock: Clock
    pace: Pace
    tokens: Tokens


def token(*, seconds: float = 3599, access: str = ACCESS) -> Token:
    from datetime import timedelta

    return Token(access, START + timedelta(seconds=seconds))


def settings(**other: Any) -> Settings:
    given: dict[str, Any] = {
        "base_url": HOST,
        "client_id": CLIENT,
        "client_secret": SECRET,
        "environment": "production",
        **other,
    }
    return Settings(**given)


def desk(
    *said: Said,
    tokens: Tokens | None = None,
    limits: Limits | None = None,
    judging: bool = True,
    **other: Any,
) -> Desk:
    vendor = Vendor(list(said), judging=judging)
    clock, pace = Clock(), Pace()
    tokens = tokens if tokens is not None else Tokens(ti=token())
    ti = connect(
        settings(**other),
        pace=pace,
        tokens=tokens,
        clock=clock,
        limits=limits,
        transport=httpx.MockTransport(vendor.handle),
    )
    return Desk(ti, vendor, clock, pace, tokens)


def by_path(**said: Said) -> Say:
    """Answers by the end of the path (`_` for `/`, before the query); 404 for others."""

    def handle(request: httpx.Request) -> Any:
        path = request.url.raw_path.decode().partition("?")[0]
        found = [one for end, one in said.items() if path.endswith(end.replace("__", "/"))]
        now = found[0] if found else errors("not there", status=404)
        if isinstance(now, Exception):
            raise now
        return now if isinstance(now, httpx.Response) else now(request)

    return handle


def errors(message: str, *, status: int = 422, **more: Any) -> httpx.Response:
    """What TI says when something is wrong, in the shape of its examples."""
    fault = {"errorCode": "ERR-TICOM-ORDER-API-0001", "type": "Validation", "message": message}
    return answer({"errors": [{**fault, **more}]}, status)


def token_answer(number: int = 2, **other: Any) -> httpx.Response:
    return answer(
        {
            "access_token": f"canary-ti-token-{number:04}",
            "token_type": "bearer",
            "expires_in": 3599,
            "scope": "",
            "developer.email": "a@example.com",
            "issued_at": "1582220284531",
            **other,
        }
    )


def product(number: str = "LM358DR", **other: Any) -> dict[str, Any]:
    return {
        "tiPartNumber": number,
        "genericPartNumber": "LM358",
        "buyNowUrl": f"https://www.ti.com/product/LM358/part-details/{number}",
        "quantity": 5435,
        "limit": 5000,
        "pricing": [
            {
                "currency": "USD",
                "priceBreaks": [
                    {"priceBreakQuantity": 1, "price": 0.4},
                    {"priceBreakQuantity": 100, "price": 0.21},
                ],
            }
        ],
        "futureInventory": [],
        "description": "Dual op amp",
        "minimumOrderQuantity": 1,
        "standardPackQuantity": 2500,
        "packageCarrier": "Large T&R",
        "customReel": True,
        "lifeCycle": "ACTIVE",
        **other,
    }


def info(number: Any = "T10000001", **other: Any) -> dict[str, Any]:
    """An order as the schema has it, of the one line of `ORDER`."""
    return {
        "orderNumber": number,
        "currencyCode": "USD",
        "orderDate": "2026-11-20T12:00:00Z",
        "customerPurchaseOrderNumber": PO,
        "orderStatus": "Submitted",
        "totalOrderSummary": {"subTotal": 21.0, "orderTotal": 30.5},
        "lineItems": [line()],
        **other,
    }


def line(**other: Any) -> dict[str, Any]:
    return {
        "tiLineItemNumber": "1",
        "customerLineItemNumber": "1",
        "tiPartNumber": "LM358DR",
        "quantity": 100,
        "unitPrice": 0.21,
        "netPrice": 21.0,
        "status": "Submitted",
        **other,
    }


def summary(number: str = "T10000001", po_number: Any = PO, **other: Any) -> dict[str, Any]:
    """A row of the list: no lines."""
    return {
        "orderNumber": number,
        "orderDate": "2026-11-20",
        "currencyCode": "USD",
        "customerPurchaseOrderNumber": po_number,
        "orderStatus": "Submitted",
        "totalOrderSummary": {"subTotal": 21.0, "orderTotal": 30.5},
        "numberOfLineItems": 1,
        **other,
    }


ORDER: Final = PurchaseOrder(
    number=PO,
    vendor="ti",
    currency="USD",
    customer_id="",
    ship_to=SHIP_TO,
    buyer=SHIP_TO,
    lines=(Line("LM358DR", "LM358DR", 100, Decimal("0.21"), "1"),),
    terms=OrderTerms(profile=PROFILE),
)


def order(*lines: Line, **terms: Any) -> PurchaseOrder:
    made = replace(ORDER, terms=replace(ORDER.terms, **terms))
    return replace(made, lines=lines) if lines else made


def ordered(number: str = "LM358DR", quantity: int = 100, place: str = "1", **terms: Any) -> Line:
    return Line(number, number, quantity, Decimal("0.21"), place, terms=LineTerms(**terms))
