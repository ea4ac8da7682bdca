"""What the tables of TI's fields say is so: shown by changing one field at a time."""

from __future__ import annotations

import copy
import dataclasses
import json
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from datetime import date
from decimal import Decimal
from typing import Any, Final

import httpx
import pytest

from tests.contract.marking import changed, differing
from tests.contract.parties import FreePace, StillClock, TokensInMemory
from tests.contract.test_ti_fields import APIS, ENDPOINTS, models
from tests.contract.ti_calls import CALLS, SPAN, an_order
from tests.contract.ti_marking import NUMBER, PO, Leaf, Sample
from tests.contract.ti_shop import SETTINGS
from tests.contract.ti_watch import TOKEN
from vendors.contract import Token
from vendors.errors import VendorError
from vendors.fields import CHECKED, Described, Dropped, Kept, Sent, Within
from vendors.terms import LineTerms
from vendors.ti import TI, connect
from vendors.vocabulary import Answer, Line, Outcome, PurchaseOrder

Ask = Callable[[TI], Awaitable[Any]]


async def _page(ti: TI) -> Any:
    return await ti.orders(*SPAN)


async def _under(ti: TI) -> Any:
    return await ti.orders_under(PO, date(2026, 11, 20), date(2026, 11, 20))


async def _all(ti: TI) -> Any:
    (part,) = [part async for batch in ti.catalogue() for part in batch]
    return part


_TRACES: Final[dict[str, tuple[Ask, ...]]] = {
    "GET /v2/store/products/catalog": (_all,),
    "GET /v2/store/orders": (_page, _under),
    "GET /v2/store/orders/{orderNumber}": (lambda it: it.sales_order(NUMBER), _under),
    "GET /v2/store/orders/{orderNumber}/advanced-shipment-notices": (
        lambda it: it.packing_lists(sales_order=NUMBER, pdf=True),
    ),
}
_SUMMARY: Final = {
    "orderNumber": NUMBER,
    "customerPurchaseOrderNumber": PO,
    "orderDate": "2026-11-20",
}


def _other_page(said: Any) -> Any:
    """The same page with a part of another number, and nothing behind it."""
    made = copy.deepcopy(said)
    made["content"][0]["tiPartNumber"] = "ANOTHER1"
    return {**made, "last": True, "totalPages": 2}


class Store:
    """TI, which answers one endpoint as told and what is asked besides in a plain way."""

    def __init__(self, endpoint: str, said: Any) -> None:
        self._endpoint, self._said = endpoint, said

    def __call__(self, request: httpx.Request) -> httpx.Response:
        path, method = request.url.path, request.method
        at, said = self._endpoint.partition(" ")[2], self._said
        if path == TOKEN:
            return httpx.Response(200, json=said if at == TOKEN else {"access_token": "t"})
        if at == "/v2/store/products" and path != at:
            return httpx.Response(404, json={"errors": [{"message": "no such part"}]})
        if at == "/v2/store/products" and request.url.params["page"] != "0":
            return httpx.Response(200, json=_other_page(said))
        if at.startswith("/v2/checkoutprofiles/") and path == "/v2/checkoutprofiles":
            return httpx.Response(200, json=[{"checkoutProfileId": "AB12"}])
        if at == "/v2/checkoutprofiles" and path != at:
            return httpx.Response(404, json={"errors": [{"message": "no such profile"}]})
        if at == "/v2/store/orders/{orderNumber}" and path == "/v2/store/orders":
            return httpx.Response(200, json=[_SUMMARY])
        if self._endpoint == "GET /v2/store/orders" and path != at:
            return httpx.Response(404, json={"errors": [{"message": "not yet"}]})
        status = 201 if method == "POST" else 200
        return httpx.Response(status, content=json.dumps(said))


async def made_of(endpoint: str, call: Ask, said: Any) -> Any:
    """What the client makes of an answer; CHECKED where it does not take it."""
    tokens, clock = TokensInMemory(), StillClock()
    if not endpoint.endswith(TOKEN):
        await tokens.write("ti", Token("t", clock.in_hours(1)))
    ti = connect(
        # A currency that no answer has, so that it is seen where prices are in another one.
        dataclasses.replace(SETTINGS, currency="GBP"),
        pace=FreePace(),
        tokens=tokens,
        clock=clock,
        transport=httpx.MockTransport(Store(endpoint, said)),
    )
    try:
        made = await call(ti)
    except VendorError as error:
        return CHECKED if not endpoint.endswith(TOKEN) or "ti" not in tokens.kept else error
    finally:
        await ti.aclose()
    if endpoint.endswith(TOKEN):
        return tokens.kept["ti"]
    if isinstance(made, Answer):
        if made.outcome is Outcome.UNKNOWN:
            return CHECKED
        return dataclasses.replace(made, body=None)
    return made


async def _token(ti: TI) -> Any:
    await ti.make_ready()


async def _reached(endpoint: str, sample: Sample, leaf: Leaf) -> set[str]:
    """The fields of the vocabulary that one field of an answer truly changes."""
    found: set[str] = set()
    calls = _TRACES.get(endpoint, (CALLS[endpoint],))
    for call in (_token,) if endpoint.endswith(TOKEN) else calls:
        for base in _bases(sample, leaf):
            before = await made_of(endpoint, call, base)
            for other in sample.others[leaf.path]:
                after = await made_of(endpoint, call, changed(base, leaf.path, other))
                if after == CHECKED or before == CHECKED:
                    found |= {CHECKED} if after != before else set()
                else:
                    found |= set(differing(before, after))
    return found


def _bases(sample: Sample, leaf: Leaf) -> Iterator[Any]:
    """The whole answer; of a field that counts only sometimes, also without each of the others."""
    yield sample.value
    if isinstance(leaf.fate, Kept) and leaf.fate.only:
        bare = sample.value
        for one in sample.leaves:
            beside = one.path[:-1] == leaf.path[:-1]
            if one.path != leaf.path and (beside or "PDF" in one.name or one.name == "company"):
                without = changed(sample.value, one.path, None)
                yield without
                if (beside and "leg" in one.name) or one.name in ("company", "addressName"):
                    bare = changed(bare, one.path, None)
        yield bare


@pytest.mark.parametrize("endpoint", ENDPOINTS)
async def test_what_is_called_dropped_changes_nothing(endpoint: str, official: None) -> None:
    sample = Sample(endpoint)
    dropped = [leaf for leaf in sample.leaves if isinstance(leaf.fate, Dropped)]
    wrong = {leaf.name: await _reached(endpoint, sample, leaf) for leaf in dropped}
    assert {name: found for name, found in wrong.items() if found} == {}


@pytest.mark.parametrize("api", APIS, ids=lambda api: api.title)
async def test_what_is_called_kept_changes_all_that_is_named(
    api: Described, official: None
) -> None:
    """Over all endpoints of an API, since several answer with one model."""
    wanting: dict[tuple[str, str], set[str]] = {}
    for one in api.endpoints:
        endpoint = f"{one.method} {one.path}"
        sample = Sample(endpoint)
        for leaf in sample.leaves:
            if isinstance(leaf.fate, Kept):
                goals = wanting.setdefault((leaf.model, leaf.name), set(leaf.fate.to))
                if goals:
                    goals -= await _reached(endpoint, sample, leaf)
    # An item of another invoice makes a list of its own: that is more than a field.
    left = {where: goals for where, goals in wanting.items() if goals}
    assert left == (_LISTS if api.title.startswith("advanced") else {})


_BY_INVOICE: Final = "ASNRetrieveResponse.data.consolidatedInformation"
_LISTS: Final = {
    (f"{_BY_INVOICE}.bookingOrderDetails.packageDetails.itemDetails", "commercialInvoiceNumber"): {
        "PackedLine.invoice",
        "PackingList.invoice",
    },
    (f"{_BY_INVOICE}.commercialInvoicelist", "commercialInvoiceNumber"): {"PackingList.invoice"},
}


# -- what sets a request -----------------------------------------------------------------------

_FULL: Final = LineTerms("R-1", "ACME-1", ("one bag",), custom_reel=True)


def _ordered() -> PurchaseOrder:
    """An order with everything in it that TI takes."""
    order = an_order(PO)
    (line,) = order.lines
    terms = dataclasses.replace(
        order.terms, end_customer="A", expedite=True, job="J", notes=("ring",)
    )
    return dataclasses.replace(order, terms=terms, lines=(dataclasses.replace(line, terms=_FULL),))


def _varied() -> Iterator[tuple[str, PurchaseOrder]]:
    """(what was changed, the order with that changed)."""
    order = _ordered()
    (line,) = order.lines

    def with_line(made: Line) -> PurchaseOrder:
        return dataclasses.replace(order, lines=(made,))

    yield "PurchaseOrder.number", dataclasses.replace(order, number="AC-2")
    other = dataclasses.replace(order.buyer, name="Eve")
    yield "PurchaseOrder.buyer", dataclasses.replace(order, buyer=other)
    for name, value in {
        "profile": "CD34",
        "end_customer": "B",
        "expedite": False,
        "job": "K",
        "notes": ("knock",),
    }.items():
        terms = dataclasses.replace(order.terms, **{name: value})  # type: ignore[arg-type]
        yield f"OrderTerms.{name}", dataclasses.replace(order, terms=terms)
    yield "Line.number", with_line(dataclasses.replace(line, number="LM358P"))
    yield "Line.quantity", with_line(dataclasses.replace(line, quantity=7))
    yield "Line.unit_price", with_line(dataclasses.replace(line, unit_price=Decimal(9)))
    yield "Line.description", with_line(dataclasses.replace(line, description="x"))
    for name, value in {
        "line_id": "R-2",
        "customer_part": "B",
        "notes": ("two",),
        "custom_reel": False,
    }.items():
        said = dataclasses.replace(_FULL, **{name: value})  # type: ignore[arg-type]
        yield f"LineTerms.{name}", with_line(dataclasses.replace(line, terms=said))


def _differing(name: str, one: Any, two: Any) -> Iterator[tuple[str, str]]:
    """(model, field) wherever two bodies of the model `name` differ."""
    known = models(ENDPOINTS["POST /v2/store/orders"][0], "asked")[name].fields
    assert one.keys() <= known.keys()
    for each in one.keys() | two.keys():
        if one.get(each) == two.get(each):
            continue
        fate = known[each]
        if isinstance(fate, Within):
            pairs = (one[each], two[each])
            for first, second in (
                zip(*pairs, strict=True) if isinstance(pairs[0], list) else [pairs]
            ):
                yield from _differing(fate.model, first, second)
        else:
            yield name, each


def test_every_field_of_an_order_is_set_by_what_the_table_says() -> None:
    """Sent: changing what sets it changes it, and nothing else does."""
    ti = connect(SETTINGS, pace=FreePace(), tokens=TokensInMemory(), clock=StillClock())
    plain = json.loads(ti.seal(_ordered()).body)
    found: dict[tuple[str, str], set[str]] = {}
    for which, order in _varied():
        for place in _differing("orderCreate", plain, json.loads(ti.seal(order).body)):
            found.setdefault(place, set()).add(which)
    api, _ = ENDPOINTS["POST /v2/store/orders"]
    for model in api.asked:
        for name, fate in model.fields.items():
            if isinstance(fate, Sent):
                # Our own line number stands where the line has no id of the buyer's.
                wanted = set(fate.by) - {"Line.line_id"}
                assert found.get((model.name, name)) == wanted, name
            elif isinstance(fate, Dropped):
                assert name not in json.dumps(plain)


@pytest.mark.parametrize("endpoint", [one for one in ENDPOINTS if not one.endswith(TOKEN)])
async def test_the_parameters_that_are_sent_are_those_called_sent(endpoint: str) -> None:
    seen: list[httpx.Request] = []

    def answered(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        if request.url.path == "/v2/checkoutprofiles":
            return httpx.Response(200, json=[{"checkoutProfileId": "AB12"}])
        if request.url.path.startswith("/v2/store/products/LM358"):
            return httpx.Response(404, json={"errors": [{"message": "no such part"}]})
        return httpx.Response(200, json={})

    tokens, clock = TokensInMemory(), StillClock()
    await tokens.write("ti", Token("t", clock.in_hours(1)))
    ti = connect(
        SETTINGS,
        pace=FreePace(),
        tokens=tokens,
        clock=clock,
        transport=httpx.MockTransport(answered),
    )
    # The answer is empty; only the question matters.
    with suppress(VendorError):
        await CALLS[endpoint](ti)
    await ti.aclose()
    method, path = endpoint.split(" ")
    described = ENDPOINTS[endpoint][1]
    of_path = {name for name in described.parameters if f"{{{name}}}" in path}
    sent = {name for name, fate in described.parameters.items() if isinstance(fate, Sent)}
    assert seen[-1].method == method
    assert set(seen[-1].url.params) == sent - of_path
    assert seen[-1].headers["authorization"] == "Bearer t"
