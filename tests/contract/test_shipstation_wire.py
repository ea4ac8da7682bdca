"""Whatever stands in an answer of ShipStation's: it is read, or refused in words."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from contextlib import suppress
from decimal import Decimal
from typing import Any, Final

import httpx
import pytest

from tests.contract.marking import changed
from tests.contract.parties import FreePace, StillClock
from tests.contract.shipstation_calls import CALLS, ID, PO, warehouses_of
from tests.contract.strategies import NASTY, render
from tests.vendors.test_shipstation_reading import _texts
from vendors.errors import VendorError
from vendors.shipstation import Settings, ShipStation, connect
from vendors.shipstation.client import Client
from vendors.vocabulary import Answer, Outcome

# One answer of each endpoint, with values of every kind in it.
_ORDER: Final = {
    "purchase_order_id": ID,
    "order_number": "11202026-01",
    "supplier_id": "se-567",
    "supplier_name": "Acme",
    "status": "open",
    "order_date": "2026-11-20T12:00:00Z",
    "create_date": "2026-11-20T12:00:00Z",
    "currency_code": "USD",
    "reference_number": PO,
    "products": [{"sku": "A", "quantity": 1, "cost": Decimal("0.3"), "received_quantity": 0}],
}
_PAGED: Final = {"total": 1, "page": 1, "pages": 1, "links": {"next": None}}
_SUPPLIER: Final = {"supplier_id": "se-567", "supplier_name": "Acme", "country_code": "US"}
_LISTS: Final = {
    "GET /v2/purchase_orders": {"purchase_orders": [_ORDER], **_PAGED},
    "GET /v2/suppliers": {"suppliers": [_SUPPLIER], **_PAGED},
    "GET /v2/warehouses": {"warehouses": [{"warehouse_id": "se-1", "name": "Dock"}]},
    "GET /v2/inventory_warehouses": {
        "inventory_warehouses": [{"inventory_warehouse_id": "se-1", "name": "Dock"}],
        **_PAGED,
    },
    "GET /v2/inventory_locations": {
        "inventory_locations": [{"inventory_location_id": "se-2", "name": "A-1"}],
        **_PAGED,
    },
    "GET /v2/inventory": {"inventory": [{"sku": "A", "on_hand": 7, "available": 5}], **_PAGED},
    "GET /v2/products": {
        "products": [{"sku": "A", "name": "B", "active": True, "aliases": [{"sku_alias": "C"}]}],
        **_PAGED,
    },
}
ANSWERS: Final[dict[str, Any]] = {
    one: _LISTS.get(one, _SUPPLIER if "supplier" in one else _ORDER) for one in CALLS
}
ODD: Final[tuple[Any, ...]] = (
    None,
    True,
    -1,
    0,
    10**17,
    Decimal("1.5"),
    Decimal("1E+25"),
    [],
    [None],
    [[]],
    {},
    {"a": {"b": []}},
    {"href": "https://evil.example/v2/x"},
    *NASTY,
)
_STEERING: Final = {*map(chr, range(32)), *map(chr, range(0x7F, 0xA0)), *"\u202e\u200b\u2066"}


def _places(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    if path:
        yield path
    if isinstance(value, dict | list):
        for key, one in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _places(one, (*path, key))


def _client(endpoint: str, answers: list[bytes], asked: list[str] | None = None) -> ShipStation:
    def said(request: httpx.Request) -> httpx.Response:
        if asked is not None:
            asked.append(str(request.url))
        return httpx.Response(200, headers={"content-type": "application/json"}, content=answers[0])

    settings = Settings(
        "https://api.shipstation.com", "k", "production", warehouses=warehouses_of(endpoint)
    )
    return connect(
        settings, pace=FreePace(), clock=StillClock(), transport=httpx.MockTransport(said)
    )


@pytest.mark.parametrize("endpoint", ANSWERS)
async def test_an_answer_with_anything_in_it_is_read_or_refused(endpoint: str) -> None:
    """In words, never as another exception; and no text that comes through steers a terminal."""
    answers, asked = [b""], list[str]()
    client = _client(endpoint, answers, asked)
    read = 0
    for path in _places(ANSWERS[endpoint]):
        for odd in ODD:
            answers[0] = render(changed(ANSWERS[endpoint], path, odd)).encode()
            try:
                made = await CALLS[endpoint](client)
            except VendorError:
                continue
            read += 1
            if isinstance(made, Answer):
                assert made.outcome in (Outcome.ACCEPTED, Outcome.UNKNOWN)
            for text in _texts(made):
                assert not _STEERING & set(text), (path, odd)
    assert read or "documents" in endpoint  # A paper is no JSON at all.
    assert {httpx.URL(one).host for one in asked} == {"api.shipstation.com"}


@pytest.mark.parametrize("endpoint", ANSWERS)
async def test_an_answer_of_another_shape_is_refused(endpoint: str) -> None:
    if "documents" in endpoint:
        return  # A paper is no JSON at all.
    for odd in (*ODD, [ANSWERS[endpoint]]):
        client = _client(endpoint, [render(odd).encode()])
        if endpoint.startswith("GET "):
            if isinstance(odd, dict):
                continue  # An object is told apart by what is in it, above.
            with pytest.raises(VendorError):
                await CALLS[endpoint](client)
        elif not isinstance(odd, dict):
            assert (await CALLS[endpoint](client)).outcome is Outcome.UNKNOWN


async def test_every_method_of_the_client_is_asked_by_one_of_the_calls(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    every = {
        name
        for name, _ in inspect.getmembers(Client, inspect.iscoroutinefunction)
        if not name.startswith("_")
    }
    used: set[str] = set()
    for name in every:
        whole = getattr(Client, name)

        def noted(*given: Any, which_: str = name, whole_: Any = whole, **named: Any) -> Any:
            used.add(which_)
            return whole_(*given, **named)

        monkeypatch.setattr(Client, name, noted)
    for endpoint, call in CALLS.items():
        asked: list[str] = []
        client = _client(endpoint, [b"{}"], asked)
        with suppress(VendorError):  # the answer was empty; only the question matters
            await call(client)
        assert len(asked) == 1
    assert used == every
