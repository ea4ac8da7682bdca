"""What the code asks, what the tables judge and what the README's table lists are one list."""

from __future__ import annotations

import inspect
import re
from collections.abc import Awaitable, Callable, Collection
from typing import Any, Final

import httpx
import pytest

from tests.contract import shared, shipstation_calls, tables, ti_calls
from tests.contract.calls import CALLS
from tests.contract.page import Row, rows
from tests.contract.parties import SETTINGS, FreePace, StillClock, TokensInMemory
from tests.contract.referee import VENDOR, Referee
from vendors.contract import Token
from vendors.digikey import apis, connect
from vendors.digikey.client import Client
from vendors.digikey.order_client import OrderClient
from vendors.digikey.product_client import ProductClient
from vendors.errors import VendorError

_SPECS: Final = {
    f"{endpoint.method.upper()} {spec.base}{endpoint.path}": spec
    for spec in tables.SPECS
    for endpoint in spec.endpoints
}
_CLIENTS: Final[tuple[type, ...]] = (Client, ProductClient, OrderClient)
_PUBLISHED: Final = "ProductSearch-v4.swagger.json"
_NAME: Final = "DigiKey"


async def asked_by(call: Callable[[Any], Awaitable[Any]], referee: Referee) -> set[str]:
    """What `call` asks, as method and path template."""
    seen: set[str] = set()

    def answer(request: httpx.Request) -> httpx.Response:
        path = request.url.raw_path.decode().partition("?")[0]
        found = [
            own.base + (own.template(path) or "?")
            for own, _, _ in referee.books
            if path.startswith(own.base + "/")
        ]
        seen.add(f"{request.method} {found[0]}")
        return httpx.Response(200, json={})

    clock, tokens = StillClock(), TokensInMemory()
    await tokens.write(VENDOR, Token("a.b", clock.in_hours(1), "r", clock.in_hours(99)))
    digikey = connect(
        SETTINGS,
        pace=FreePace(),
        tokens=tokens,
        clock=clock,
        transport=httpx.MockTransport(answer),
    )
    try:
        await call(digikey)
    except VendorError:
        pass  # the answer was empty; only the question matters
    finally:
        await digikey.aclose()
    return seen


@pytest.mark.parametrize("endpoint", CALLS)
async def test_each_call_asks_its_endpoint(endpoint: str, referee: Referee) -> None:
    method, path = endpoint.split(" ")
    assert await asked_by(CALLS[endpoint], referee) == {f"{method.upper()} {path}"}


async def test_no_endpoint_of_the_client_is_without_its_call(
    referee: Referee, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every method that asks something is asked by one of the calls above."""
    all_of_them = {
        (client, name)
        for client in _CLIENTS
        for name, _ in inspect.getmembers(client, inspect.iscoroutinefunction)
        if not name.startswith("_")
    }
    used: set[tuple[type, str]] = set()
    for one in all_of_them:
        client, name = one
        whole = getattr(client, name)

        def noted(*given: Any, one: Any = one, whole: Any = whole, **named: Any) -> Any:
            used.add(one)
            return whole(*given, **named)

        monkeypatch.setattr(client, name, noted)
    for call in CALLS.values():
        await asked_by(call, referee)
    assert used == all_of_them
    # One method sends every change.
    changes = sum(call.startswith(("put ", "patch ")) for call in CALLS)
    assert len(CALLS) == len(all_of_them) - 1 + changes


def test_the_page_lists_what_the_code_asks() -> None:
    """Both ways: nothing missing, nothing left over from before."""
    code = {f"{method.upper()} {path}" for method, path in (one.split(" ") for one in CALLS)}
    code |= {f"GET {apis.AUTHORIZE}", f"POST {apis.TOKEN}"}
    listed = [row.endpoint for row in rows(_NAME)]
    assert set(listed) == code
    assert len(listed) == len(set(listed))


@pytest.mark.parametrize(
    ("vendor", "calls"),
    [("Texas Instruments", ti_calls.CALLS), ("ShipStation", shipstation_calls.CALLS)],
)
def test_the_page_lists_what_the_other_clients_ask(vendor: str, calls: Collection[str]) -> None:
    listed = rows(vendor)
    assert {row.endpoint for row in listed} == {*calls}
    assert len(listed) == len(calls)
    assert all((row.sandbox, row.live) == ("yes", "never") for row in listed)


def test_nothing_is_asked_that_no_table_judges() -> None:
    assert {row.endpoint for row in rows(_NAME)} <= _SPECS.keys()


@pytest.mark.parametrize("row", rows(_NAME), ids=lambda row: row.endpoint)
def test_a_row_says_truly_where_its_description_comes_from(row: Row) -> None:
    """Where the tables know a file of the vendor, the page does, and nowhere else."""
    of_a_file = {"official file", "derived"}
    first = re.split(r";| and ", row.description)[0]
    assert first in of_a_file | {"portal page", "field list"}
    assert (first in of_a_file) is bool(_SPECS[row.endpoint].official)
    assert row.used_for
    assert (row.sandbox, row.live) == ("yes", "never")


@pytest.mark.parametrize("row", rows(_NAME), ids=lambda row: row.endpoint)
def test_the_files_that_the_page_speaks_of_have_the_endpoint(row: Row, official: None) -> None:
    """`official file` is the vendor's own, `derived` the one that was rebuilt."""
    spec = _SPECS[row.endpoint]
    method, path = row.endpoint.split(" ")
    published: Any = shared.specification(VENDOR, _PUBLISHED)
    within = path.removeprefix(spec.base)
    known = spec.base == published["basePath"] and within in published["paths"]
    assert ("official file" in row.description) is known
    if "derived" in row.description:
        derived: Any = shared.specification(VENDOR, spec.official)
        assert method.lower() in derived["paths"][within]
