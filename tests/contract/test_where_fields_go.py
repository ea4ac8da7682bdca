"""What the tables of fields say is so: shown by changing one field at a time."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode, urlsplit

import httpx
import pytest

from tests.contract import sending
from tests.contract.calls import CALLS, Call
from tests.contract.marking import Leaf, Sample, Trace
from tests.contract.parties import PO, SETTINGS, FreePace, StillClock, TokensInMemory
from tests.contract.test_fields import APIS, BOOKS, ENDPOINTS, TABLES, TYPES, body_of, models
from vendors.contract import Token
from vendors.digikey import DigiKey, connect, fields
from vendors.errors import VendorError
from vendors.fields import CHECKED, Described, Dropped, Fate, Kept, Model, Sent, Within

# -- what becomes of an answer -----------------------------------------------------------------


async def _signed_in(digikey: DigiKey) -> Any:
    """What is stored of a token."""
    address = digikey.signing_in.address()
    state = dict(parse_qsl(urlsplit(address).query))["state"]
    asked = urlencode({"code": "c", "state": state})
    await digikey.signing_in.take(f"{SETTINGS.redirect_uri}?{asked}")
    return state


class _TokenTrace(Trace):
    async def made_of(self, answer: Any) -> Any:
        self.tokens.kept.clear()
        made = await super().made_of(answer)
        return made if made == CHECKED else self.tokens.kept["digikey"]


# Another call that asks the endpoint, where its own does not bring a field to light.
_FOUND_BY_PO: Final = {
    "/orderstatus/v4/orders": {"TotalOrders": 0, "Orders": []},
    "/OrderManagement": {"salesOrdersDetails": [{"salesOrderId": 90000001, "purchaseOrder": PO}]},
}


def _traces(endpoint: str) -> Iterator[Trace]:
    if endpoint == "POST /v1/oauth2/token":
        yield _TokenTrace(_signed_in)
        return
    method, path = endpoint.split(" ")
    yield Trace(CALLS[f"{method.lower()} {path}"])
    if path == "/orderstatus/v4/salesorder/{salesOrderId}":
        day = sending.TODAY
        yield Trace(lambda it: it.orders_under(PO, day, day), _FOUND_BY_PO)


def _samples(endpoint: str) -> tuple[Sample, ...]:
    """An answer, and one about a reel made to measure, which has a fee, and a bonded part with a
    minimum of its own: where this or that field counts at all."""
    spec, _ = TABLES[endpoint]
    document = BOOKS[spec.name].for_answers
    schema = body_of(document, endpoint, "answered")
    return tuple(
        Sample(document, schema, **such)
        for such in (
            {"PurchaseOrder": PO},
            {
                "PurchaseOrder": PO,
                "PackageType/Id": 243,
                "MinimumReleaseQuantityOverride": True,
            },
        )
    )


def _fate(api: Described, leaf: Leaf, root: str) -> Fate:
    """What the table says of a leaf; of one within a dropped object, that."""
    known, at = models(api, "answered"), root
    for step in leaf.path:
        if isinstance(step, int):
            continue
        fate = known[at].fields[step]
        if not isinstance(fate, Within):
            return fate
        at = fate.model
    raise AssertionError(f"{leaf} ends in an object")


async def _reached(endpoint: str) -> dict[tuple[str, str], tuple[Fate, frozenset[str]]]:
    """What the table says of each field of an answer, and what the field truly changes."""
    api, described = ENDPOINTS[endpoint]
    reached: dict[tuple[str, str], tuple[Fate, frozenset[str]]] = {}
    traces = list(_traces(endpoint))
    for sample in _samples(endpoint):
        for leaf in sample.leaves:
            fate = _fate(api, leaf, described.gives)
            _, found = reached.get((leaf.model, leaf.name), (fate, frozenset()))
            for trace in traces:
                found |= await trace.reached(sample, leaf)
                if isinstance(fate, Kept) and fate.only:
                    found |= await trace.reached_behind(sample, leaf)
            assert not (found and isinstance(fate, Dropped)), f"{leaf} is called dropped: {found}"
            if isinstance(fate, Kept):
                reached[leaf.model, leaf.name] = fate, found
    for trace in traces:
        await trace.aclose()
    return reached


@pytest.mark.parametrize("api", APIS, ids=lambda api: api.title)
async def test_every_field_of_an_answer_goes_where_the_table_says(api: Described) -> None:
    """Kept: changing it changes all of the vocabulary named, over all endpoints, and some of it at
    each, but for what counts only sometimes. Dropped: changing it changes nothing."""
    wanting: dict[tuple[str, str], set[str]] = {}
    for one in api.endpoints:
        if one.gives:
            for where, (fate, found) in (await _reached(f"{one.method} {one.path}")).items():
                assert isinstance(fate, Kept)
                assert fate.only or found & set(fate.to), (
                    f"{one.path}: {where} reaches {set(found)}"
                )
                wanting.setdefault(where, set(fate.to)).difference_update(found)
    assert {where: goals for where, goals in wanting.items() if goals} == {}


# -- what sets a request -----------------------------------------------------------------------


def _fields_differing(api: Described, name: str, one: Any, two: Any) -> Iterator[tuple[str, str]]:
    """(model, field) wherever two bodies of the model `name` differ."""
    if isinstance(one, list):
        for first, second in zip(one, two, strict=False):
            yield from _fields_differing(api, name, first, second)
        return
    known = models(api, "asked")[name].fields
    assert one.keys() <= known.keys()
    for each in one.keys() | two.keys():
        if one.get(each) == two.get(each):
            continue
        fate = known[each]
        if isinstance(fate, Within) and each in one and each in two:
            yield from _fields_differing(api, fate.model, one[each], two[each])
        else:
            yield name, each


def _set_by(api: Described, name: str, varied: Iterable[sending.Varied]) -> dict[str, set[str]]:
    """What sets each `Model.field` of a body."""
    found: dict[str, set[str]] = defaultdict(set)
    for which, one, two in varied:
        for model, each in _fields_differing(api, name, one, two):
            found[f"{model}.{each}"].add(which)
    return found


_BODIES: Final[dict[str, Callable[[], Iterator[sending.Varied]]]] = {
    "POST /products/v4/search/keyword": sending.searches,
    "POST /Ordering/v3/Orders": sending.orders,
    **{
        one: partial(sending.changes, kind)
        for kind, one in (
            ("quantity", "PATCH /ordermanagement/v2/salesorders/{salesOrderId}/details/{detailId}"),
            (
                "backorder",
                "PUT /ordermanagement/v2/salesorders/{salesOrderId}/details/{detailId}"
                "/quantitybackorder",
            ),
            (
                "schedules",
                "PUT /OrderManagement/v1/SalesOrders/{salesOrderId}/Details/{detailId}/Schedules",
            ),
            (
                "date",
                "PATCH /OrderManagement/v1/SalesOrders/{salesOrderId}/Details/{detailId}/Schedules"
                "/{scheduleIndex}",
            ),
        )
    },
}


@pytest.mark.parametrize("endpoint", _BODIES)
def test_every_field_of_a_body_is_set_by_what_the_table_says(endpoint: str) -> None:
    """Sent: changing what sets it changes it. Never sent: it stands in no body."""
    api, described = ENDPOINTS[endpoint]
    varied = list(_BODIES[endpoint]())
    found = _set_by(api, described.takes, varied)
    text = json.dumps([two for _, _, two in varied])
    names = {described.takes}
    for model in _beneath(api, described.takes, names):
        for name, fate in model.fields.items():
            where = f"{model.name}.{name}"
            if isinstance(fate, Sent):
                assert f'"{name}"' in text, where
                named = {one for one in fate.by if _is_field(one)}
                assert named <= found.get(where, set()), where
                if not named:
                    # Said in words, because nothing of ours changes it.
                    assert not found.get(where, set()) - {"LineChange.schedules"}, where
            elif isinstance(fate, Dropped):
                assert f'"{name}"' not in text, where


def _beneath(api: Described, name: str, seen: set[str]) -> Iterator[Model]:
    model = models(api, "asked")[name]
    yield model
    for fate in model.fields.values():
        if isinstance(fate, Within) and fate.model not in seen:
            seen.add(fate.model)
            yield from _beneath(api, fate.model, seen)


def _is_field(text: str) -> bool:
    return text.partition(".")[0] in TYPES


async def _asked_with(call: Call, answer: bytes = b"{}") -> list[httpx.Request]:
    """The requests that a call makes."""
    seen: list[httpx.Request] = []

    def answered(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, headers={"content-type": "application/json"}, content=answer)

    clock, tokens = StillClock(), TokensInMemory()
    await tokens.write("digikey", Token("a.b", clock.in_hours(1), "r", clock.in_hours(99)))
    digikey = connect(
        SETTINGS,
        pace=FreePace(),
        tokens=tokens,
        clock=clock,
        transport=httpx.MockTransport(answered),
    )
    try:
        await call(digikey)
    except VendorError:
        pass  # the answer was empty; only the question matters
    finally:
        await digikey.aclose()
    return seen


# What only some callers ask for.
_MORE: Final[dict[str, Call]] = {
    "GET /products/v4/search/{productNumber}/productdetails": (
        lambda it: it.look_up("1", maker_id="5")
    ),
    "GET /products/v4/search/{productNumber}/pricingbyquantity/{requestedQuantity}": (
        lambda it: it.ways_to_buy("1", 5, maker_id="5")
    ),
}


@pytest.mark.parametrize("endpoint", [one for one in ENDPOINTS if "oauth2" not in one])
async def test_the_parameters_and_headers_that_are_sent_are_those_called_sent(
    endpoint: str,
) -> None:
    method, path = endpoint.split(" ")
    calls = [CALLS[f"{method.lower()} {path}"], *filter(None, [_MORE.get(endpoint)])]
    seen = [request for call in calls for request in await _asked_with(call)]
    assert seen
    query = {name for request in seen for name in request.url.params}
    headers = {
        name for request in seen for name in request.headers if name.startswith("x-digikey-")
    }
    _, described = ENDPOINTS[endpoint]
    both = {**described.headers, **fields.EVERYWHERE}
    in_path = {name for name in described.parameters if f"{{{name}}}" in path}
    assert _sent(described.parameters) - in_path == query
    assert {name.lower() for name in _sent(both)} - {"authorization"} == headers


def _sent(of: Any) -> set[str]:
    return {name for name, fate in of.items() if isinstance(fate, Sent)}


async def test_signing_in_sends_what_the_table_says() -> None:
    state = ""

    async def signed(digikey: DigiKey) -> None:
        nonlocal state
        state = digikey.signing_in.address()
        await _signed_in(digikey)
        await digikey.signing_in.sign_in_by_itself()

    async def renewed(digikey: DigiKey) -> None:
        await _signed_in(digikey)
        await digikey.look_up("1")

    token = b'{"access_token": "a", "expires_in": 1, "token_type": "Bearer", "refresh_token": "r"}'
    seen = [*await _asked_with(signed, token), *await _asked_with(renewed, token)]
    _, address = ENDPOINTS["GET /v1/oauth2/authorize"]
    opened = {name for one in seen if one.method == "GET" for name in one.url.params}
    assert opened == _sent(address.parameters)
    assert dict(parse_qsl(urlsplit(state).query)).keys() == opened - {"sandbox_user"}
    bodies = [one.content.decode() for one in seen if one.url.path.endswith("/token")]
    _, described = ENDPOINTS["POST /v1/oauth2/token"]
    (model,) = (one for one in ENDPOINTS["POST /v1/oauth2/token"][0].asked)
    assert described.takes == model.name
    assert {name for body in bodies for name, _ in parse_qsl(body)} == _sent(model.fields)
