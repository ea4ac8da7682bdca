"""What becomes of a step at ShipStation, case by case; sent once, whatever happens."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import httpx
import pytest

from tests.vendors.shipstation_kit import PLAN, answer, desk, errors, order, refused
from vendors.contract import Sealed
from vendors.errors import Invalid, NotAllowed, TooMany
from vendors.inbound import InboundState, InboundStep, Receipt, SealedStep, Supplier
from vendors.shipstation import ShipStation
from vendors.shipstation.steps import NOT_KNOWN
from vendors.terms import LineTerms, OrderTerms
from vendors.vocabulary import Address, Answer, Line, Outcome, PurchaseOrder

Said = httpx.Response | Exception
A, NO, REFUSED = Outcome.ACCEPTED, Outcome.REJECTED, Outcome.REFUSED
UNKNOWN, NOT_SENT = Outcome.UNKNOWN, Outcome.NOT_SENT
RECEIPTS = (Receipt("LM358P", "se-12345", 95, 5, "LOT-1", date(2027, 1, 1)),)

ORDER = PurchaseOrder(
    number="AC-2026-0001",
    vendor="shipstation",
    currency="USD",
    customer_id="se-123456",
    ship_to=Address(),
    buyer=Address(name="Ann Buyer"),
    lines=(
        Line("LM358P", "LM358P", 100, Decimal("0.30"), "1", terms=LineTerms(supplier_part="A-1")),
    ),
    terms=OrderTerms(supplier="se-567", notes=("Dock 4", "ring")),
)


def steps(client: ShipStation) -> dict[InboundStep, SealedStep]:
    return {
        InboundStep.CREATE: client.seal_create(PLAN),
        InboundStep.REPLACE: client.seal_replace("se-234", PLAN),
        InboundStep.STATE: client.seal_state("se-234", PLAN.reference, InboundState.OPEN),
        InboundStep.DETAILS: client.seal_details("se-234", PLAN),
        InboundStep.RECEIVE: client.seal_receive("se-234", PLAN.reference, RECEIPTS),
    }


async def sent(said: Said, step: InboundStep = InboundStep.CREATE) -> Answer:
    """One step; nothing but that was asked of the vendor."""
    here = desk(said)
    got = await here.client.send_step(steps(here.client)[step])
    assert len(here.vendor.asked) == 1
    assert here.clock.slept == []
    assert here.pace.turns == ["shipstation:all"]
    return got


MADE = ("se-234", "11202026-01")
CREATED: dict[str, tuple[Said, Outcome, tuple[str, ...]]] = {
    "200": (answer(order()), A, MADE),
    "201": (answer(order(), 201), A, MADE),
    "with things nobody knows": (answer({**order(), "x": {"y": [1]}}), A, MADE),
    "with lines of another shape": (answer(order(products="see above", status={"a": 1})), A, MADE),
    "without a number": (answer(order(order_number=None)), A, ("se-234",)),
    "its reference in another case": (answer(order(reference_number=" ac-2026-0001")), A, MADE),
    "without a reference": (answer(order(reference_number=None)), A, MADE),
    "an id as a number": (answer(order(purchase_order_id=234)), A, ("234", "11202026-01")),
    "another reference": (answer(order(reference_number="AC-2026-0009")), UNKNOWN, ()),
    "without an id": (answer(order(purchase_order_id=None)), UNKNOWN, ()),
    "an empty id": (answer(order(purchase_order_id=" ")), UNKNOWN, ()),
    "an id of another shape": (answer(order(purchase_order_id=["se-1"])), UNKNOWN, ()),
    "202": (answer(order(), 202), UNKNOWN, ()),
    "204": (httpx.Response(204), UNKNOWN, ()),
    "200 and nothing": (httpx.Response(200), UNKNOWN, ()),
    "HTML": (httpx.Response(200, html="<h1>Welcome</h1>"), UNKNOWN, ()),
    "JSON that says it is HTML": (
        httpx.Response(200, html='{"purchase_order_id": "se-234"}'),
        UNKNOWN,
        (),
    ),
    "a list": (answer([1]), UNKNOWN, ()),
    "null": (answer(None), UNKNOWN, ()),
    "cut off": (httpx.Response(200, content=b'{"purchase_order_id": "se-'), UNKNOWN, ()),
}


@pytest.mark.parametrize(("said", "outcome", "numbers"), CREATED.values(), ids=CREATED)
async def test_what_a_success_of_a_create_means(
    said: httpx.Response, outcome: Outcome, numbers: tuple[str, ...]
) -> None:
    got = await sent(said)
    assert (got.outcome, got.vendor_numbers) == (outcome, numbers)
    assert (NOT_KNOWN in got.message) is (outcome is UNKNOWN)
    assert got.http_status == said.status_code
    # Every answer is kept as it came: a person may have to judge it.
    assert got.body == said.text.strip()


async def test_a_create_in_part_is_there_and_says_so() -> None:
    """ "2XX may still carry errors": with an id the order was made, and not all of it may be."""
    both = {**order(), **errors(("invalid_field_value", "cost was ignored"))}
    got = await sent(answer(both))
    assert (got.outcome, got.vendor_numbers) == (A, MADE)
    assert got.message == "made, but ShipStation says: cost was ignored"
    assert got.request_id == "aa3d8e8e-462b-4476-9618-72db7f7b7009"
    without = await sent(answer(errors(("invalid_field_value", "cost was ignored"))))
    assert (without.outcome, without.vendor_numbers) == (UNKNOWN, ())
    assert "cost was ignored" in without.message


AFTER = (InboundStep.REPLACE, InboundStep.STATE, InboundStep.DETAILS, InboundStep.RECEIVE)
STATUS = {"purchase_order_id": "se-234", "status": "open"}
CHANGED: dict[str, tuple[Said, Outcome]] = {
    "its order": (answer(order(status="open")), A),
    "its id and state": (answer(STATUS), A),
    "201": (answer(STATUS, 201), A),
    "nothing": (httpx.Response(204), A),
    "200 and nothing": (httpx.Response(200), A),
    "no id": (answer({"status": "open"}), A),
    "another order": (answer({**STATUS, "purchase_order_id": "se-9"}), UNKNOWN),
    "in part": (answer({**STATUS, **errors()}), UNKNOWN),
    "errors alone": (answer(errors()), UNKNOWN),
    "202": (answer(STATUS, 202), UNKNOWN),
    "206": (answer(STATUS, 206), UNKNOWN),
    "HTML": (httpx.Response(200, html="<h1>Welcome</h1>"), UNKNOWN),
    "a list": (answer([STATUS]), UNKNOWN),
    "cut off": (httpx.Response(200, content=b'{"status": "op'), UNKNOWN),
}


@pytest.mark.parametrize("step", AFTER)
@pytest.mark.parametrize(("said", "outcome"), CHANGED.values(), ids=CHANGED)
async def test_what_a_success_of_a_change_means(
    said: httpx.Response, outcome: Outcome, step: InboundStep
) -> None:
    got = await sent(said, step)
    assert (got.outcome, got.vendor_numbers) == (outcome, ())
    assert got.http_status == said.status_code


@pytest.mark.parametrize(("word", "outcome"), [("open", A), ("OPEN", A), ("draft", UNKNOWN)])
async def test_another_state_than_was_asked_for_is_no_success(word: str, outcome: Outcome) -> None:
    got = await sent(answer({**STATUS, "status": word}), InboundStep.STATE)
    assert got.outcome is outcome
    assert f"ShipStation says: {word}" in got.message


async def test_what_was_received_says_how_far_it_is() -> None:
    said = answer({"purchase_order_id": "se-234", "status": "receiving"})
    got = await sent(said, InboundStep.RECEIVE)
    assert (got.outcome, got.message) == (A, "ShipStation says: receiving")


ANSWERS: dict[str, tuple[Said, Outcome]] = {
    "400": (refused(400), NO),
    "400 of a forbidden move": (refused(400, ("invalid_status", "is a draft")), NO),
    "400 without words": (httpx.Response(400), UNKNOWN),
    "400 of a gateway": (httpx.Response(400, html="<h1>nginx</h1>"), UNKNOWN),
    "422 without words": (httpx.Response(422), UNKNOWN),
    "422": (refused(422), UNKNOWN),
    "404 with words": (refused(404, ("not_found", "Supplier was not found")), NO),
    "404 of a gateway": (httpx.Response(404, html="<h1>nginx</h1>"), UNKNOWN),
    "404 without words": (httpx.Response(404), UNKNOWN),
    "401": (refused(401, ("unauthorized", "no")), REFUSED),
    "403": (refused(403, ("forbidden", "no add-on")), REFUSED),
    "429": (refused(429, ("rate_limit_exceeded", "slow down"), retry_after="7"), REFUSED),
    "429 and nothing": (httpx.Response(429), REFUSED),
    "409": (refused(409, ("identifier_conflict", "is there")), UNKNOWN),
    "500 and nothing": (httpx.Response(500, headers={"content-type": "text/plain"}), UNKNOWN),
    "500 and HTML": (httpx.Response(500, html="<h1>oops</h1>"), UNKNOWN),
    **{
        str(status): (httpx.Response(status), UNKNOWN)
        for status in (301, 302, 307, 308, 402, 405, 408, 413, 415, 418, 502, 503, 504)
    },
}


@pytest.mark.parametrize("step", [InboundStep.CREATE, InboundStep.RECEIVE])
@pytest.mark.parametrize(("said", "outcome"), ANSWERS.values(), ids=ANSWERS)
async def test_what_a_refusal_means(
    said: httpx.Response, outcome: Outcome, step: InboundStep
) -> None:
    """Only what proves that nothing was done counts as that."""
    got = await sent(said, step)
    assert got.outcome is outcome
    assert got.vendor_numbers == ()
    assert (got.http_status, got.body) == (said.status_code, said.text.strip())
    assert (NOT_KNOWN in got.message) is (outcome is UNKNOWN)
    assert got.message


@pytest.mark.parametrize("status", [400, 403, 404, 429])
async def test_an_order_beside_a_refusal_may_be_there(status: int) -> None:
    """To make it once more would be to make it twice."""
    got = await sent(answer({**order(), **errors()}, status))
    assert (got.outcome, got.vendor_numbers) == (UNKNOWN, ())
    assert "it is not known whether ShipStation has it" in got.message
    nothing = await sent(answer({"purchase_order_id": None, **errors()}, 400))
    assert nothing.outcome is NO


async def test_a_refusal_says_what_is_wrong() -> None:
    both = (("invalid_status", "it is a draft"), ("invalid_field_value", "sku \x1b[1mX\x1b[0m?"))
    got = await sent(refused(400, *both))
    assert got.message == (
        "ShipStation does not accept the request. it is a draft; sku �[1mX�[0m? "
        "(invalid_status, invalid_field_value)"
    )
    assert got.request_id == "aa3d8e8e-462b-4476-9618-72db7f7b7009"


BREAKS: dict[str, tuple[Exception, Outcome]] = {
    **{
        type(error).__name__: (error, NOT_SENT)
        for error in (
            httpx.ConnectError("refused"),
            httpx.ConnectTimeout("slow"),
            httpx.PoolTimeout("busy"),
            httpx.UnsupportedProtocol("gopher"),
        )
    },
    **{
        type(error).__name__: (error, UNKNOWN)
        for error in (
            httpx.ReadTimeout("slow"),
            httpx.WriteTimeout("slow"),
            httpx.ReadError("reset"),
            httpx.WriteError("reset"),
            httpx.CloseError("reset"),
            httpx.RemoteProtocolError("closed"),
            httpx.LocalProtocolError("odd"),
            httpx.DecodingError("gzip"),
            TimeoutError(),
            OSError(5, "odd"),
            RuntimeError("anything at all"),
            MemoryError(),
        )
    },
}


@pytest.mark.parametrize("step", list(InboundStep))
@pytest.mark.parametrize(("error", "outcome"), BREAKS.values(), ids=BREAKS)
async def test_what_a_break_means(error: Exception, outcome: Outcome, step: InboundStep) -> None:
    got = await sent(error, step)
    assert got.outcome is outcome
    assert (got.http_status, got.body, got.vendor_numbers) == (None, None, ())
    assert ("nothing was sent" in got.message) is (outcome is NOT_SENT)


async def test_a_step_that_is_cancelled_stays_cancelled() -> None:
    begun, never = asyncio.Event(), asyncio.Event()

    async def hang(request: httpx.Request) -> httpx.Response:
        begun.set()
        await never.wait()
        raise AssertionError

    here = desk(hang)
    sending = asyncio.create_task(here.client.send_step(here.client.seal_create(PLAN)))
    await begun.wait()
    sending.cancel()
    with pytest.raises(asyncio.CancelledError):
        await sending


@pytest.mark.parametrize(
    "refusal",
    [TooMany("shipstation", "too many", wait=70, daily=False), OSError(28, "full"), ValueError()],
)
async def test_a_turn_that_is_not_given_sends_nothing(refusal: Exception) -> None:
    here = desk(answer(order()))
    here.pace.refusal = refusal
    for one in steps(here.client).values():
        assert (await here.client.send_step(one)).outcome is NOT_SENT
    assert (await here.client.create(here.client.seal(ORDER))).outcome is NOT_SENT
    assert here.vendor.asked == []


async def test_the_limit_is_learnt_from_every_answer() -> None:
    here = desk(refused(429, retry_after="7"))
    await here.client.send_step(here.client.seal_create(PLAN))
    ((product, status, headers),) = here.pace.learnt
    assert (product, status, headers["retry-after"]) == ("shipstation:all", 429, "7")

    def learn(*_: object) -> None:
        raise ValueError("odd header")

    here.pace.learn = learn  # type: ignore[method-assign]
    got = await here.client.send_step(here.client.seal_create(PLAN))
    assert got.outcome is REFUSED


async def test_read_only_sends_nothing() -> None:
    here = desk(answer(order()), read_only=True)
    for one in steps(here.client).values():
        got = await here.client.send_step(one)
        assert got.outcome is NOT_SENT
        assert "read_only" in got.message
    with pytest.raises(NotAllowed, match="read_only"):
        await here.client.make_ready()
    assert (await here.client.create(here.client.seal(ORDER))).outcome is NOT_SENT
    assert (await here.client.add_supplier(Supplier("", "Acme"))).outcome is NOT_SENT
    assert here.vendor.asked == []


def _odd(good: SealedStep) -> list[SealedStep]:
    return [
        replace(good, vendor="digikey"),
        replace(good, path="/v2/purchase_orders/se-9/status"),
        replace(good, path="/v2/inventory"),
        replace(good, path=f"https://evil.example{good.path}"),
        replace(good, inbound_id="" if good.inbound_id else "se-234"),
        replace(good, inbound_id=".."),
    ]


@pytest.mark.parametrize("step", list(InboundStep))
async def test_a_step_that_was_not_sealed_here_is_not_sent(step: InboundStep) -> None:
    here = desk(answer(order()))
    for odd in _odd(steps(here.client)[step]):
        assert (await here.client.send_step(odd)).outcome is NOT_SENT, odd
    assert here.vendor.asked == []


# -- orders, and suppliers ---------------------------------------------------------------------


async def test_an_order_of_ours_is_made_as_a_draft() -> None:
    here = desk(answer(order(), 201))
    await here.client.make_ready()
    sealed = here.client.seal(ORDER)
    got = await here.client.create(sealed)
    assert (got.outcome, got.vendor_numbers) == (A, MADE)
    assert here.vendor.targets == ["POST /v2/purchase_orders"]
    assert here.vendor.asked[0].content == sealed.body


async def test_an_order_for_another_vendor_is_not_sent() -> None:
    here = desk(answer(order()))
    assert (await here.client.create(Sealed("ti", "AC-1", b"{}"))).outcome is NOT_SENT
    assert here.vendor.asked == []


SUPPLIERS: dict[str, tuple[Said, Outcome, tuple[str, ...]]] = {
    "200": (answer({"supplier_id": "se-9"}), A, ("se-9",)),
    "in part": (answer({"supplier_id": "se-9", **errors()}), A, ("se-9",)),
    "no id": (answer({}), UNKNOWN, ()),
    "nothing": (httpx.Response(204), UNKNOWN, ()),
    "its name is taken": (refused(400, ("field_conflict", "name is taken")), NO, ()),
    "500": (httpx.Response(500), UNKNOWN, ()),
    "broken": (httpx.ReadError("reset"), UNKNOWN, ()),
}


@pytest.mark.parametrize(("said", "outcome", "numbers"), SUPPLIERS.values(), ids=SUPPLIERS)
async def test_what_becomes_of_a_new_supplier(
    said: Any, outcome: Outcome, numbers: tuple[str, ...]
) -> None:
    here = desk(said)
    where = Address(name="Ann", line1="1 Main St", country="us", email="a@b.example")
    got = await here.client.add_supplier(Supplier("", "Acme", where))
    assert (got.outcome, got.vendor_numbers) == (outcome, numbers)
    assert here.vendor.targets == ["POST /v2/suppliers"]
    assert here.vendor.body() == {
        "supplier_name": "Acme",
        "supplier_email": "a@b.example",
        "address_line_1": "1 Main St",
        "country_code": "US",
        "contact_name": "Ann",
    }


@pytest.mark.parametrize(
    "odd",
    [
        Supplier("", " "),
        Supplier("se-9", "Acme"),
        Supplier("", "Acme\x1b"),
        Supplier("", "Acme", Address(country="USA")),
        Supplier("", "Acme", Address(company="Other")),
    ],
)
async def test_an_odd_supplier_is_not_sent(odd: Supplier) -> None:
    here = desk(answer({"supplier_id": "se-9"}))
    with pytest.raises(Invalid):
        await here.client.add_supplier(odd)
    assert here.vendor.asked == []
