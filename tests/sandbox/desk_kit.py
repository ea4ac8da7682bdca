"""A desk over a new book with a clock that stands, and calls of its endpoints without a server."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from vendors.sandbox import world
from vendors.sandbox.answers import Refused, reply
from vendors.sandbox.app import every_endpoint
from vendors.sandbox.book import Book
from vendors.sandbox.desk import Ask, Desk, Endpoint
from vendors.sandbox.faults import Fault
from vendors.sandbox.parts.catalogue import shared

# A Friday; the next working day is the 23rd.
NOW = "2026-11-20T15:00:00+00:00"
ENDPOINTS: tuple[Endpoint, ...] = every_endpoint()
ORDERS = "/Ordering/v3/Orders"
KEYWORD = "/products/v4/search/keyword"
STATUS = "/orderstatus/v4/orders"
BONDED = "/SupplyChain/v1/BondedQuantity"

AUSTIN = world.SITES[0]
MUNICH = world.SITES[1]
ADDRESS = {
    "AddressLineOne": "1200 Plant Rd",
    "City": "Austin",
    "Province": "TX",
    "PostalCode": "78701",
    "Country": "US",
}

Json = dict[str, Any]


class Said(Exception):
    """An answer that is no success: its status, and its body in the envelope of its service."""

    def __init__(self, refused: Refused, endpoint: Endpoint) -> None:
        self.status = refused.status
        self.body: Json = refused.content(endpoint.envelope, "a-request", "/here")
        self.fields = [field for field, _ in refused.errors]
        super().__init__(f"{self.status} {refused.message} {refused.details} {refused.errors}")


class Calls:
    """What a client would ask of the sandbox, one method a call. Money comes back as Decimal."""

    def __init__(self, folder: Path) -> None:
        book, _ = Book.open(folder, NOW)
        self.desk = Desk(book, shared())
        self.book = book
        self.status = 0

    def advance(self, **by: float) -> None:
        self.book.advance(timedelta(**by))

    def raw(
        self,
        method: str,
        url: str,
        body: Any = None,
        *,
        user: str | None = world.USER,
        account: int | None = None,
        headers: Mapping[str, str] | None = None,
        faults: Sequence[Fault] = (),
    ) -> bytes:
        """The body of a success. Raises Said for everything else."""
        parts = urlsplit(url)
        endpoint, params = _route(method, parts.path)
        text = "" if body is None else json.dumps(body)
        ask = Ask(
            method=method,
            path=parts.path,
            params=params,
            query=dict(parse_qsl(parts.query, keep_blank_values=True)),
            headers={name.lower(): value for name, value in (headers or {}).items()},
            text=text,
            body=None if body is None else json.loads(text, parse_float=Decimal),
            user=user,
            account=account,
            faults={fault.name: fault for fault in faults},
        )
        try:
            answer = reply(endpoint.answer(self.desk, ask))
        except Refused as refused:
            raise Said(refused, endpoint) from None
        self.status = answer.status_code
        return bytes(answer.body)

    def call(self, method: str, url: str, body: Any = None, **more: Any) -> Any:
        """What a success says, None without a body; its status is in `status`."""
        content = self.raw(method, url, body, **more)
        return json.loads(content, parse_float=Decimal) if content else None

    def get(self, url: str, **more: Any) -> Any:
        return self.call("GET", url, **more)

    def search(self, words: str, **more: Any) -> Json:
        found: Json = self.call("POST", KEYWORD, {"Keywords": words, **more})
        return found

    def filtered(self, words: str, **filters: Any) -> Json:
        """A search with `FilterOptionsRequest` of `filters`, as many hits as there can be."""
        return self.search(words, Limit=50, FilterOptionsRequest=filters)

    def details(self, number: str, query: str = "", **more: Any) -> Json:
        path = f"/products/v4/search/{quote(number, safe='')}/productdetails{query}"
        found: Json = self.get(path, **more)
        return found

    def pricing(self, number: str, query: str = "", **more: Any) -> Json:
        path = f"/products/v4/search/{quote(number, safe='')}/pricing{query}"
        found: Json = self.get(path, **more)
        return found

    def place(self, *lines: Json, faults: Sequence[Fault] = (), **changes: Any) -> Json:
        """The answer to an order of `lines`, or of one ordinary line."""
        found: Json = self.call("POST", ORDERS, order(*lines, **changes), faults=faults)
        return found

    def orders(self, **query: Any) -> list[Json]:
        """All orders of the account in a year, or what `query` says."""
        asked = {"Shared": "true", "StartDate": "2025-11-20", "PageSize": 25, **query}
        words = "&".join(f"{name}={value}" for name, value in asked.items())
        found: list[Json] = self.get(f"{STATUS}?{words}")["Orders"]
        return found

    def sale(self, number: int, **more: Any) -> Json:
        found: Json = self.get(f"/orderstatus/v4/salesorder/{number}", **more)
        return found

    def by_po(self, po_number: str, query: str = "") -> list[Json]:
        path = f"/OrderManagement/v1/SalesOrders/Search/PoNumber/{quote(po_number, safe='')}"
        found: list[Json] = self.get(path + query)["salesOrdersDetails"]
        return found

    def refused(self, *lines: Json, **changes: Any) -> Said:
        """What an order that must not be taken is answered; nothing was stored."""
        before = len(self.book.by_po(None))
        try:
            taken = self.place(*lines, **changes)
        except Said as said:
            assert len(self.book.by_po(None)) == before
            return said
        raise AssertionError(f"the order was taken: {taken}")


def _route(method: str, path: str) -> tuple[Endpoint, dict[str, str]]:
    for endpoint in ENDPOINTS:
        pattern = re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", endpoint.path)
        found = re.fullmatch(pattern, path)
        if found and endpoint.method == method:
            return endpoint, {name: unquote(text) for name, text in found.groupdict().items()}
    raise AssertionError(f"no such endpoint: {method} {path}")


def line(number: str = "296-19776-1-ND", quantity: int = 100, price: Any = 0.1984) -> Json:
    """By default LM358DR as cut tape at its price for a hundred."""
    return {"DigiKeyPartNumber": number, "RequestedQuantity": quantity, "UnitPrice": price}


def order(*lines: Json, **changes: Any) -> Json:
    """An order that is right. A change of None leaves the field out."""
    whole = {
        "PurchaseOrderNumber": "AC-2026-0001",
        "Currency": "USD",
        "ShippingContact": {"Name": "Ada Example", "Address": ADDRESS},
        "LineItems": list(lines) or [line()],
        **changes,
    }
    return {name: value for name, value in whole.items() if value is not None}


def ship_to(customer_id: int | str, **address: str) -> Json:
    return {
        "CustomerId": str(customer_id),
        "Name": "Ada Example",
        "Address": {**ADDRESS, **address},
    }


def numbers(found: Json) -> list[str]:
    """The makers' numbers of the products on a page."""
    return [product["ManufacturerProductNumber"] for product in found["Products"]]
