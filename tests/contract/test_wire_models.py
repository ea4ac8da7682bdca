"""Any answer that a specification allows is read by the client: no crash, nothing nasty kept."""

from __future__ import annotations

import asyncio
import dataclasses
import unicodedata
from collections.abc import Iterator
from typing import Any, Final

import httpx
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.contract import tables
from tests.contract.calls import CALLS, Call
from tests.contract.parties import SETTINGS, FreePace, StillClock, TokensInMemory
from tests.contract.referee import HOSTS, Answered, Asked, Book, Referee
from tests.contract.strategies import ROUNDS, answers, fullest, render
from vendors.contract import Token
from vendors.digikey import connect
from vendors.errors import NotFound, Unreadable
from vendors.vocabulary import Outcome

ENDPOINTS: Final = {
    endpoint.method + " " + spec.base + endpoint.path: (spec, endpoint)
    for spec in tables.SPECS
    for endpoint in spec.endpoints
    if endpoint.answers.get(200)
}
QUICK: Final = settings(
    max_examples=25,
    deadline=None,
    database=None,
    phases=(Phase.generate, Phase.shrink),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
_BOOKS: Final = {spec.name: Book("own", spec.base, tables.document(spec)) for spec in tables.SPECS}


def _success(endpoint: str) -> tuple[Any, Any]:
    """The document of `endpoint`, and the schema of what it answers with success."""
    spec, found = ENDPOINTS[endpoint]
    document = _BOOKS[spec.name].for_answers
    answer = document["paths"][found.path][found.method]["responses"]["200"]
    return document, answer["content"]["application/json"]["schema"]


def strategy(endpoint: str) -> st.SearchStrategy[Any]:
    """What `endpoint` may answer with success."""
    return answers(*_success(endpoint))


@pytest.mark.parametrize("endpoint", ENDPOINTS)
@QUICK
@given(data=st.data())
def test_what_the_strategies_make_is_what_the_specifications_allow(
    referee: Referee, endpoint: str, data: st.DataObject
) -> None:
    """Otherwise the test below would prove less than it says."""
    method, path = endpoint.split(" ")
    for name in ENDPOINTS[endpoint][1].path_types:
        path = path.replace("{" + name + "}", "1")
    asked = Asked(method, HOSTS[0] + path.replace("{", "").replace("}", ""), {})
    body = render(data.draw(strategy(endpoint))).encode()
    answered = Answered(200, {"content-type": "application/json"}, body)
    assert referee.judge_answer(asked, answered) == []


# What an answer within the specification may still lack: the very thing that was asked for.
_NO_ROWS: Final = "Unreadable: DigiKey's answer is not what it documents rows of other fields"
REFUSALS: Final = {
    "get /products/v4/search/{productNumber}/productdetails": (
        "NotFound: DigiKey does not know the number",
    ),
    "get /products/v4/search/categories/{categoryId}": (
        "NotFound: DigiKey does not know the category",
    ),
    "get /ordermanagement/v2/salesorders/{salesOrderId}": (
        "Unreadable: DigiKey answered for another order",
        "Unreadable: DigiKey does not say which lines the order has",
        "Unreadable: DigiKey does not say how many pieces a line has",
    ),
    "get /ordermanagement/v2/salesorders/{salesOrderId}/changeeligibility": (
        "Unreadable: DigiKey answered for another order",
    ),
    "get /CustomerResource/v1/associatedaccounts": (
        "Unreadable: DigiKey does not say which accounts there are",
    ),
    "get /OrderManagement/v1/SalesOrders/Search/PoNumber/{poNumber}": (
        "Unreadable: DigiKey does not say which orders it has under this PO number",
    ),
    "get /SupplyChain/v1/BondedQuantity/Locations/{accountId}": (
        "NotFound: DigiKey does not know the location",
        _NO_ROWS,
    ),
    "get /SupplyChain/v1/BondedQuantity/Locations/{accountId}/Products/{partNumber}": (
        "NotFound: DigiKey does not know the part at that location",
        _NO_ROWS,
    ),
    "get /SupplyChain/v1/BondedQuantity/Locations": (_NO_ROWS,),
    "get /SupplyChain/v1/BondedQuantity/Locations/{accountId}/Products": (_NO_ROWS,),
    "get /SupplyChain/v1/BondedQuantity/Products": (_NO_ROWS,),
}
_TURNING: Final = frozenset(("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif dataclasses.is_dataclass(value):
        for each in dataclasses.fields(value):
            yield from _texts(getattr(value, each.name))
    elif isinstance(value, tuple):
        for each in value:
            yield from _texts(each)


def _steers(text: str) -> bool:
    """Whether `text` could move a terminal's cursor, turn its writing round, or break a file."""
    return any(
        unicodedata.category(one) in ("Cc", "Cs", "Zl", "Zp")
        or unicodedata.bidirectional(one) in _TURNING
        for one in text
    )


async def _ask(call: Call, body: bytes) -> Any:
    """One call of the real client, answered with `body`."""

    def answer(_: httpx.Request) -> httpx.Response:
        return httpx.Response(200, headers={"content-type": "application/json"}, content=body)

    clock, tokens = StillClock(), TokensInMemory()
    await tokens.write("digikey", Token("a.b", clock.in_hours(1), "r", clock.in_hours(99)))
    digikey = connect(
        SETTINGS,
        pace=FreePace(),
        tokens=tokens,
        clock=clock,
        transport=httpx.MockTransport(answer),
    )
    try:
        return await call(digikey)
    finally:
        await digikey.aclose()


def _read(endpoint: str, body: str) -> None:
    """The real client has to make something of `body`, and something fit for a terminal."""
    made: Any = None
    refusal = ""
    try:
        made = asyncio.run(_ask(CALLS[endpoint], body.encode()))
    except (NotFound, Unreadable) as error:
        refusal = f"{type(error).__name__}: {error.sentence} {error.words}".strip()
    if refusal:
        assert refusal in REFUSALS.get(endpoint, ())
        return
    if endpoint.startswith("post /Ordering"):
        assert made.outcome in (Outcome.ACCEPTED, Outcome.ACCEPTED_NO_NUMBER) or (
            made.outcome is Outcome.UNKNOWN and "DigiKey answered" in made.message
        )
    if endpoint.startswith(("put ", "patch ")):
        assert made.outcome is Outcome.ACCEPTED
    assert [text for text in _texts(made) if _steers(text)] == []


@pytest.mark.parametrize("endpoint", [one for one in CALLS if one in ENDPOINTS])
@QUICK
@given(data=st.data())
def test_whatever_the_vendor_may_answer_is_read(endpoint: str, data: st.DataObject) -> None:
    """Fields absent, null, extreme and nasty in any mixture."""
    _read(endpoint, render(data.draw(strategy(endpoint))))


@pytest.mark.parametrize("number", range(ROUNDS))
@pytest.mark.parametrize("endpoint", [one for one in CALLS if one in ENDPOINTS])
def test_an_answer_nasty_in_every_field_is_read(endpoint: str, number: int) -> None:
    """Every field there at once, round by round every extreme: nothing is left to chance."""
    _read(endpoint, render(fullest(*_success(endpoint), number)))
