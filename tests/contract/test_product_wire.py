"""The fields we read and send around products, held against both of DigiKey's documents.

One is the vendor's own file, the other the newer one that was rebuilt. Both ways: no field of
ours is unknown to a document, and whatever a document lets an answer hold is read.
"""

from __future__ import annotations

import copy
import types
from collections.abc import Iterator
from contextlib import suppress
from decimal import Decimal
from functools import cache
from typing import Any, Final, Union, get_args, get_origin

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.contract import shared, tally
from tests.contract.calls import CALLS, Call
from tests.contract.parties import SETTINGS, FreePace, StillClock, TokensInMemory
from tests.contract.strategies import ROUNDS, answers, fullest
from tests.contract.test_wire_models import QUICK
from tests.contract.tighten import Document, tighten
from vendors.contract import Token
from vendors.digikey import connect
from vendors.digikey import wire_details as details
from vendors.digikey import wire_products as products
from vendors.digikey.wire import Wire, parsed
from vendors.errors import VendorError

NEWER: Final = "ProductSearch-v4.2026-05.derived.openapi.json"
PUBLISHED: Final = "ProductSearch-v4.swagger.json"
_NOTICES: Final = "ProductChangeNotifications-v3.derived.openapi.json"

_PRODUCTS: Final[dict[str, type[Wire]]] = {
    "KeywordResponse": products.KeywordResponse,
    "ProductDetails": products.ProductDetails,
    "ProductPricingResponse": products.ProductPricingResponse,
    "PricingOptionsForQuantityResponse": details.PricingForQuantity,
    "DigiReelPricing": details.DigiReelPrice,
    "ProductSubstitutesResponse": details.Substitutes,
    "AlternatePackagingResponse": details.OtherPackagings,
    "ProductAssociationsResponse": details.Associations,
    "RecommendedProductsResponse": details.RecommendedAnswer,
    "MediaResponse": details.Media,
    "ManufacturersResponse": details.Makers,
    "CategoriesResponse": details.CategoriesAnswer,
    "CategoryResponse": details.CategoryAnswer,
}
RECEIVED: Final[list[tuple[str, str, type[Wire]]]] = [
    *((file, name, model) for file in (NEWER, PUBLISHED) for name, model in _PRODUCTS.items()),
    (_NOTICES, "PcnResponse", details.Notices),
]
_IDS: Final = [f"{file[:20]}-{name}" for file, name, _ in RECEIVED]
# The published file is older than the account's new name (November 2025).
_SINCE: Final = {PUBLISHED: {"AccountIdUsed"}}

TRUTH: Final = ("true", "false")
_TYPES: Final[dict[type, tuple[str, ...]]] = {
    # Days and instants are texts in either document.
    str: ("string",),
    int: ("integer",),
    Decimal: ("number",),
    bool: ("boolean",),
}


def document(file: str) -> Document:
    """A document in one form, whichever version of OpenAPI it is written in."""
    said = shared.specification("digikey", file)
    assert said is not None
    tally.count(tally.MADE)
    if "definitions" not in said:
        return copy.deepcopy(dict(said))
    text = {"components": {"schemas": said["definitions"]}, "paths": {}, "openapi": "3.0.0"}
    return dict(_pointed(copy.deepcopy(text)))


def _pointed(node: Any) -> Any:
    if isinstance(node, dict):
        return {
            key: one.replace("#/definitions/", "#/components/schemas/")
            if key == "$ref"
            else _pointed(one)
            for key, one in node.items()
        }
    return [_pointed(one) for one in node] if isinstance(node, list) else node


def _resolved(schema: Any, whole: Document) -> Any:
    while "$ref" in schema:
        schema = whole["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
    return schema


def _bare(kind: Any) -> Any:
    """What a field holds if it is not null."""
    if get_origin(kind) in (types.UnionType, Union):
        (kind,) = (one for one in get_args(kind) if one is not types.NoneType)
    return kind


def strangers(
    model: type[Wire],
    schema: Any,
    whole: Document,
    place: str = "",
    seen: frozenset[type] = frozenset(),
) -> Iterator[str]:
    """Fields of `model` that the document does not have there, or has as something else."""
    if model in seen:
        return
    known = _resolved(schema, whole).get("properties", {})
    for name, field in model.model_fields.items():
        here = f"{place}/{name}"
        if name not in known:
            yield f"{here}: not in the document"
            continue
        theirs, ours = _resolved(known[name], whole), _bare(field.annotation)
        if get_origin(ours) is list:
            if theirs.get("type") != "array":
                yield f"{here}: a list here, {theirs.get('type')} there"
                continue
            theirs, ours = _resolved(theirs["items"], whole), _bare(get_args(ours)[0])
        if issubclass(ours, Wire):
            yield from strangers(ours, theirs, whole, here, seen | {model})
        elif theirs.get("type") not in _TYPES[ours]:
            yield f"{here}: {ours.__name__} here, {theirs.get('type')} there"


@pytest.mark.parametrize(("file", "name", "model"), RECEIVED, ids=_IDS)
def test_every_field_we_read_is_in_the_document(
    file: str, name: str, model: type[Wire], official: None
) -> None:
    whole = document(file)
    newer = _SINCE.get(file, set())
    found = [
        one
        for one in strangers(model, whole["components"]["schemas"][name], whole)
        if one.split(":")[0].rsplit("/", 1)[1] not in newer
    ]
    assert found == []


@pytest.mark.parametrize("file", [NEWER, PUBLISHED])
def test_every_field_of_a_search_can_be_asked(file: str, official: None) -> None:
    """Here both ways are held: what the document has and we cannot ask would be a gap."""
    whole = document(file)
    schema = whole["components"]["schemas"]["KeywordRequest"]
    assert list(strangers(products.KeywordRequest, schema, whole)) == []
    assert list(_unasked(products.KeywordRequest, schema, whole)) == []


def _unasked(model: type[Wire], schema: Any, whole: Document, place: str = "") -> Iterator[str]:
    for name, inner in _resolved(schema, whole)["properties"].items():
        if name not in model.model_fields:
            yield f"{place}/{name}"
            continue
        ours = _bare(model.model_fields[name].annotation)
        theirs = _resolved(inner, whole)
        if get_origin(ours) is list:
            theirs, ours = _resolved(theirs["items"], whole), get_args(ours)[0]
        if issubclass(ours, Wire):
            yield from _unasked(ours, theirs, whole, f"{place}/{name}")


@pytest.mark.parametrize(
    ("model", "change"),
    [
        (details.DigiReelPrice, ("ReelingFee", "ReelFee")),
        (details.OtherPackagings, ("AlternatePackagings", "AlternatePackaging")),
    ],
)
def test_a_misspelt_field_would_be_noticed(
    model: type[Wire], change: tuple[str, str], official: None
) -> None:
    whole = document(NEWER)
    name = next(key for key, one in _PRODUCTS.items() if one is model)
    fields = whole["components"]["schemas"][name]["properties"]
    right, wrong = change
    fields[wrong] = fields.pop(right)
    found = list(strangers(model, whole["components"]["schemas"][name], whole))
    assert found == [f"/{right}: not in the document"]


def test_a_price_read_as_the_wrong_kind_would_be_noticed(official: None) -> None:
    """A text in one answer is a number in the next."""
    whole = document(NEWER)
    schemas = whole["components"]["schemas"]
    found = list(strangers(details.Summary, schemas["RecommendedProduct"], whole))
    assert "/UnitPrice: str here, number there" in found


@cache
def _tight(file: str, name: str) -> tuple[Document, Any]:
    whole = tighten(document(file), [], answers=True)
    return whole, whole["components"]["schemas"][name]


@pytest.mark.parametrize(("file", "name", "model"), RECEIVED, ids=_IDS)
@QUICK
@given(data=st.data())
def test_whatever_a_document_allows_is_read(
    file: str, name: str, model: type[Wire], official: None, data: st.DataObject
) -> None:
    parsed(model, data.draw(answers(*_tight(file, name))))


@pytest.mark.parametrize(("file", "name", "model"), RECEIVED, ids=_IDS)
def test_the_fullest_answer_of_a_document_is_read_whole(
    file: str, name: str, model: type[Wire], official: None
) -> None:
    """Each of our fields is filled from it: none is only read in theory."""
    for number in range(ROUNDS):
        made = parsed(model, fullest(*_tight(file, name), number))
        missing = set(type(made).model_fields) - made.model_fields_set - _SINCE.get(file, set())
        assert missing == set()


_OLD_NAME: Final = "x-digikey-customer-id"
_NEW_NAME: Final = "x-digikey-account-id"
# The newer file, which lists it, stands for the vendor's word there too; see the overlay.
_ALWAYS: Final = {"x-digikey-client-id", "authorization"}


@pytest.mark.parametrize("endpoint", [one for one in CALLS if "/products/v4/" in one])
async def test_every_question_is_one_of_the_published_document(
    endpoint: str, official: None
) -> None:
    """Path, query and headers; the account's header was called otherwise then."""
    published = shared.specification("digikey", PUBLISHED)
    assert published is not None
    tally.count(tally.MADE)
    method, path = endpoint.split(" ")
    listed = published["paths"][path.removeprefix(published["basePath"])][method]
    known = {(one["in"], one["name"].lower()): one for one in listed.get("parameters", [])}
    request = await asked_by(CALLS[endpoint])
    for name, text in request.url.params.items():
        kind = known["query", name.lower()]["type"]
        assert kind == "string" or (text.isdigit() if kind == "integer" else text in TRUTH), name
        assert known["query", name.lower()]["name"] == name
    for where, name in known:
        if known[where, name].get("required") and where == "query":
            assert name in {each.lower() for each in request.url.params}
    ours = {name for name in request.headers if name.startswith("x-digikey")} - _ALWAYS
    theirs = {name for where, name in known if where == "header"} - _ALWAYS
    assert {_OLD_NAME if name == _NEW_NAME else name for name in ours} <= theirs
    # The other way: only that account header may be left out, and only where it is gone since.
    assert theirs - {_OLD_NAME if name == _NEW_NAME else name for name in ours} <= {_OLD_NAME}


async def asked_by(call: Call) -> httpx.Request:
    """What `call` asks of a vendor that answers with nothing."""
    asked: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(200, json={})

    clock, tokens = StillClock(), TokensInMemory()
    await tokens.write("digikey", Token("a.b", clock.in_hours(1), "r", clock.in_hours(99)))
    digikey = connect(
        SETTINGS,
        pace=FreePace(),
        tokens=tokens,
        clock=clock,
        transport=httpx.MockTransport(answer),
    )
    with suppress(VendorError):  # the answer was empty; only the question matters
        await call(digikey)
    await digikey.aclose()
    (request,) = asked
    return request
