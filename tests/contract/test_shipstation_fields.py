"""ShipStation's tables of fields say what its files have, and what the program truly does."""

from __future__ import annotations

import importlib
import inspect
import json
from collections import defaultdict
from collections.abc import Iterator
from typing import Any, Final

import httpx
import pytest

from tests.contract import shared, shipstation_spec, tally
from tests.contract.marking import changed, differing
from tests.contract.parties import FreePace, StillClock
from tests.contract.shipstation_calls import CALLS, ID, PO, warehouses_of
from tests.contract.shipstation_sending import BODIES
from tests.contract.strategies import render
from vendors.errors import VendorError
from vendors.fields import CHECKED, Described, Dropped, Fate, Kept, Model, Sent, Within
from vendors.inbound import InboundState
from vendors.shipstation import Settings, ShipStation, connect, fields
from vendors.shipstation.wire import Wire

APIS: Final = fields.apis()
ENDPOINTS: Final = {f"{one.method} {one.path}": (api, one) for api in APIS for one in api.endpoints}
_WIRE: Final = ("wire_orders", "wire_stock")
# What several models have in common, and no model by itself.
_SHARED: Final = {"wire_orders.SupplierFields"}
Schema = dict[str, Any]
Path = tuple[str | int, ...]


def models(api: Described, side: str) -> dict[str, Model]:
    return {one.name: one for one in (api.asked if side == "asked" else api.answered)}


def official(endpoint: str) -> shipstation_spec.Operation:
    """The operation of ShipStation's own files; without them the test is skipped, aloud."""
    if not shipstation_spec.here():
        tally.count(tally.NOT_MADE)
        pytest.skip(shared.ABSENT)
    tally.count(tally.MADE)
    return shipstation_spec.operations()[endpoint]


# -- against the files -------------------------------------------------------------------------


def test_every_endpoint_of_the_client_has_its_table_and_its_call() -> None:
    assert ENDPOINTS.keys() == CALLS.keys()
    assert len(ENDPOINTS) == sum(len(api.endpoints) for api in APIS)


def _unlike(schema: Schema, known: dict[str, Model], name: str, seen: set[str]) -> Iterator[str]:
    seen.add(name)
    ours, theirs = known[name].fields, schema["properties"]
    for each in sorted(ours.keys() ^ theirs.keys()):
        yield f"{name}.{each}: only in the {'table' if each in ours else 'file'}"
    for each in ours.keys() & theirs.keys():
        inner = theirs[each].get("items", theirs[each])
        if isinstance(fate := ours[each], Within):
            yield from _unlike(inner, known, fate.model, seen)
        elif "properties" in inner and not isinstance(fate, Dropped):
            yield f"{name}.{each}: an object without a model"


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_the_table_has_every_field_of_the_files_and_no_other(endpoint: str) -> None:
    operation = official(endpoint)
    api, described = ENDPOINTS[endpoint]
    for side, name, schema in (
        ("asked", described.takes, operation.takes),
        ("answered", described.gives, operation.gives),
    ):
        assert bool(name) is (schema is not None), side
        if schema is not None:
            assert list(_unlike(schema, models(api, side), name, set())) == []
    holes = {step.strip("{}") for step in described.path.split("/") if step.startswith("{")}
    assert described.parameters.keys() == operation.query.keys() | holes


@pytest.mark.parametrize("api", APIS, ids=lambda api: api.title)
def test_no_model_is_left_over(api: Described) -> None:
    for side in ("asked", "answered"):
        known = models(api, side)
        met = {one.takes if side == "asked" else one.gives for one in api.endpoints} - {""}
        for _ in known:
            met |= {
                fate.model
                for name in met
                for fate in known[name].fields.values()
                if isinstance(fate, Within)
            }
        assert met == known.keys()


def test_the_wire_models_hold_what_is_kept_or_sent_and_nothing_else() -> None:
    """Both ways. A class that several models share holds what any of them keeps."""
    kept: dict[str, set[str]] = defaultdict(set)
    for api in APIS:
        for model in (*api.asked, *api.answered):
            if model.wire:
                kept[model.wire] |= {
                    name for name, fate in model.fields.items() if not isinstance(fate, Dropped)
                }
    found = {
        f"{module}.{name}": set(one.model_fields)
        for module in _WIRE
        for name, one in vars(importlib.import_module(f"vendors.shipstation.{module}")).items()
        if inspect.isclass(one) and issubclass(one, Wire) and one.__module__.endswith(module)
    }
    assert {name: one for name, one in found.items() if name not in _SHARED} == kept


# -- what becomes of an answer -----------------------------------------------------------------

# Values that stand for themselves, and others that stand there as well.
_SUCH: Final[dict[str, tuple[Any, ...]]] = {
    "purchase_order_id": (ID, "se-9"),
    "reference_number": (PO, "ac-2026-0001", "another"),
    "status": ("open", "closed"),
    "currency_code": ("USD", "EUR"),
    "total": (1, 7),
    "page": (1, 2),
    "pages": (1, 1),
}
_ROW: Final = {"purchase_order_id": ID, "reference_number": PO}
# A list goes on by these; that is shown where its paging is tested.
_PAGING: Final = ("links", "pages")


def _made(schema: Schema, path: Path, others: dict[Path, tuple[Any, ...]]) -> Any:
    """A value with every field, and what else may stand at each of its leaves."""
    name = next((step for step in reversed(path) if isinstance(step, str)), "")
    if "properties" in schema:
        return {
            one: None if one == "links" else _made(inner, (*path, one), others)
            for one, inner in schema["properties"].items()
        }
    if schema.get("type") == "array":
        return [_made(schema["items"], (*path, 0), others)]
    number = 10 + len(others)
    if name in _SUCH:
        first, *rest = _SUCH[name]
    elif schema.get("format") == "date-time":
        first, rest = f"2027-01-{number % 28 + 1:02}T00:00:00Z", ["2027-03-01T00:00:00Z"]
    elif "enum" in schema:
        first, *rest = schema["enum"]
    elif schema["type"] == "boolean":
        first, rest = True, [False]
    elif schema["type"] in ("integer", "number"):
        first, rest = number, [number + 1000]
    else:
        first, rest = f"text {number}", ["another"]
    others[path] = (*rest, None)
    return first


def _client(answer: bytes, endpoint: str) -> ShipStation:
    def said(request: httpx.Request) -> httpx.Response:
        listing = request.method == "GET" and request.url.path == "/v2/purchase_orders"
        content = answer
        if listing and endpoint != "GET /v2/purchase_orders":
            content = json.dumps({"purchase_orders": [_ROW]}).encode()
        return httpx.Response(200, headers={"content-type": "application/json"}, content=content)

    settings = Settings(
        "https://api.shipstation.com", "k", "production", warehouses=warehouses_of(endpoint)
    )
    return connect(
        settings, pace=FreePace(), clock=StillClock(), transport=httpx.MockTransport(said)
    )


async def _results(endpoint: str, answer: Any) -> list[Any]:
    """What the client makes of an answer, by each of the ways in which it asks for it."""
    client = _client(render(answer).encode(), endpoint)
    made: list[Any] = []
    calls = [CALLS[endpoint]]
    if endpoint == "GET /v2/purchase_orders/{purchase_order_id}":
        day = StillClock().now().date()
        calls.append(lambda it: it.orders_under(PO, day, day))
    for call in calls:
        try:
            made.append(await call(client))
        except VendorError:
            made.append(CHECKED)
    await client.aclose()
    return made


async def _reached(endpoint: str, answer: Any, path: Path, others: tuple[Any, ...]) -> set[str]:
    before = await _results(endpoint, answer)
    found: set[str] = set()
    for other in others:
        after = await _results(endpoint, changed(answer, path, other))
        for one, two in zip(before, after, strict=True):
            found |= {CHECKED} if CHECKED in (one, two) and one != two else set(differing(one, two))
    # The whole answer is kept with what was sent, whatever it says.
    return found - {"Answer.body", "Answer.request_id"}


def _fate(api: Described, path: Path, name: str) -> Fate:
    """What the table says of a leaf; of one within a dropped object, that."""
    known = models(api, "answered")
    for step in path:
        if isinstance(step, int):
            continue
        fate = known[name].fields[step]
        if not isinstance(fate, Within):
            return fate
        name = fate.model
    raise AssertionError(path)


@pytest.mark.parametrize("endpoint", [one for one, (_, it) in ENDPOINTS.items() if it.gives])
async def test_every_field_of_an_answer_goes_where_the_table_says(endpoint: str) -> None:
    """Kept: changing it changes all of the vocabulary named. Dropped: it changes nothing."""
    schema = official(endpoint).gives
    assert schema is not None
    api, described = ENDPOINTS[endpoint]
    others: dict[Path, tuple[Any, ...]] = {}
    answer = _made(schema, (), others)
    assert CHECKED not in await _results(endpoint, answer)
    for path, values in others.items():
        if path[0] in _PAGING:
            continue
        found = await _reached(endpoint, answer, path, values)
        fate = _fate(api, path, described.gives)
        if isinstance(fate, Dropped):
            assert found == set(), f"{path} is called dropped"
        else:
            assert isinstance(fate, Kept)
            # One that has to be what was asked for changes nothing but whether it is taken.
            wanted = {CHECKED} if CHECKED in fate.to else set(fate.to)
            assert wanted <= found, path


# -- what sets a request -----------------------------------------------------------------------


def _differ(model: str, known: dict[str, Model], one: Any, two: Any) -> Iterator[str]:
    """`Model.field` wherever two bodies of `model` differ."""
    if isinstance(one, list):
        for first, second in zip(one, two, strict=True):
            yield from _differ(model, known, first, second)
        return
    for name in one.keys() | two.keys():
        if one.get(name) != two.get(name):
            fate = known[model].fields[name]
            if isinstance(fate, Within):
                yield from _differ(fate.model, known, one[name], two[name])
            else:
                yield f"{model}.{name}"


def _beneath(model: str, known: dict[str, Model]) -> Iterator[Model]:
    yield known[model]
    for fate in known[model].fields.values():
        if isinstance(fate, Within):
            yield from _beneath(fate.model, known)


@pytest.mark.parametrize("endpoint", [one for one, (_, it) in ENDPOINTS.items() if it.takes])
def test_every_field_of_a_body_is_set_by_what_the_table_says(endpoint: str) -> None:
    """And by nothing else."""
    api, described = ENDPOINTS[endpoint]
    known = models(api, "asked")
    found: dict[str, set[str]] = defaultdict(set)
    for which, one, two in BODIES[endpoint]():
        for where in _differ(described.takes, known, json.loads(one), json.loads(two)):
            found[where].add(which)
    said = {
        f"{model.name}.{name}": set(fate.by)
        for model in _beneath(described.takes, known)
        for name, fate in model.fields.items()
        if isinstance(fate, Sent)
    }
    assert found == said


_ASKED: Final = {
    "GET /v2/purchase_orders": lambda it: it.inbound_orders(
        number="1",
        state=InboundState.OPEN,
        warehouse_id="se-1",
        reference="AC-1",
        since=StillClock().now().date(),
    ),
    "GET /v2/suppliers": lambda it: it.suppliers("Acme"),
    "GET /v2/inventory": lambda it: it.on_hand("A", warehouse_id="se-1", place_id="se-2"),
    "GET /v2/products": lambda it: it.items(sku="A", name="B", active=True),
}


@pytest.mark.parametrize("endpoint", ENDPOINTS)
async def test_the_parameters_and_headers_that_are_sent_are_those_called_sent(
    endpoint: str,
) -> None:
    seen: list[httpx.Request] = []

    def answered(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, json={})

    settings = Settings(
        "https://api.shipstation.com", "k", "production", warehouses=warehouses_of(endpoint)
    )
    road = httpx.MockTransport(answered)
    client = connect(settings, pace=FreePace(), clock=StillClock(), transport=road)
    try:
        await _ASKED.get(endpoint, CALLS[endpoint])(client)
    except VendorError:
        pass  # the answer was empty; only the question matters
    finally:
        await client.aclose()
    (request,) = seen
    operation = shipstation_spec.operation_of(request.method, request.url.path)
    assert operation is None or operation.endpoint == endpoint
    _, described = ENDPOINTS[endpoint]
    sent = {name for name, fate in described.parameters.items() if isinstance(fate, Sent)}
    assert {name for name in sent if f"{{{name}}}" not in described.path} == set(request.url.params)
    assert set(fields.EVERYWHERE) <= request.headers.keys()
