"""The real TI client at the real sandbox while everything goes wrong that can be made to."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any, Final

import pytest
import pytest_asyncio

from tests.contract import ti_watch
from tests.contract.ti_calls import CALLS, an_order
from tests.contract.ti_shop import NOW, Shop, shop
from tests.contract.ti_watch import TOKEN
from vendors.errors import (
    NoAnswer,
    NotAllowed,
    NotFound,
    TooMany,
    Unreadable,
    VendorDown,
    VendorError,
)
from vendors.http import Limits
from vendors.ti import TI
from vendors.vocabulary import Answer, Outcome, Rehearsal

PO: Final = "AC-2026-0001"
ORDERS: Final = "/v2/store/orders"

# What becomes of the create, and how many orders there are then.
ON_ORDERS: Final = {
    "drop-before": (Outcome.UNKNOWN, 0),
    "drop-after": (Outcome.UNKNOWN, 1),
    "lost-answer": (Outcome.UNKNOWN, 1),
    "500-before": (Outcome.UNKNOWN, 0),
    "500-after": (Outcome.UNKNOWN, 1),
    "broken-off": (Outcome.UNKNOWN, 1),
    "down": (Outcome.UNKNOWN, 0),
    "garbage": (Outcome.UNKNOWN, 1),
    "html": (Outcome.UNKNOWN, 1),
    "expired-token": (Outcome.REFUSED, 0),
    "not-subscribed": (Outcome.REFUSED, 0),
    "edge-403": (Outcome.REFUSED, 0),
    "429-burst": (Outcome.REFUSED, 0),
    "429-daily": (Outcome.REFUSED, 0),
}
# These break TI's files on purpose: nobody judges their answers.
BROKEN: Final = ("garbage", "html", "broken-off", "oversized")
# That of the gateway in front of all APIs stands in none of TI's files.
UNJUDGED: Final = (*BROKEN, "not-subscribed")
# What a call that only reads makes of it. The burst is over when it is asked again.
ON_READS: Final[dict[str, type[VendorError] | None]] = {
    "expired-token": None,
    "429-burst": None,
    "latency": None,
    "not-subscribed": NotAllowed,
    "429-daily": TooMany,
    "down": VendorDown,
    "edge-403": NotAllowed,
}


@pytest_asyncio.fixture
async def here() -> AsyncIterator[Shop]:
    async with shop() as made:
        yield made


async def placed(here: Shop, ti: TI) -> Answer:
    """One create; however it ends, TI was asked once."""
    before = here.asked("POST", ORDERS)
    await ti.make_ready()
    answer = await ti.create(ti.seal(an_order(PO)))
    assert here.asked("POST", ORDERS) == before + 1
    return answer


@pytest.mark.parametrize("name", ON_ORDERS)
async def test_an_order_that_fails_is_known_or_openly_unknown(here: Shop, name: str) -> None:
    """And what TI has of it is found by its PO number, whatever was answered."""
    outcome, orders = ON_ORDERS[name]
    ti = here.client(limits=Limits(total=1.0) if name == "lost-answer" else None)
    await ti.make_ready()
    here.wire.trusting = name in UNJUDGED
    here.faults.put(name, path=ORDERS, **({"seconds": 2.0} if name == "lost-answer" else {}))
    answer = await placed(here, ti)
    assert (answer.outcome, answer.vendor_numbers) == (outcome, ())
    assert answer.message
    here.faults.clear()
    here.wire.trusting = False
    # With another token: the one that was not taken is not shown again.
    assert len(await here.client().find_by_po(PO)) == orders


async def test_an_order_that_is_seen_later_is_found_later(here: Shop) -> None:
    ti = here.client()
    here.faults.put("late-visible", path=ORDERS, seconds=60)
    assert (await placed(here, ti)).outcome is Outcome.ACCEPTED
    assert await ti.find_by_po(PO) == ()
    assert await ti.orders_under(PO, NOW.date(), NOW.date()) == ()
    here.later(minutes=2)
    assert len(await ti.orders_under(PO, NOW.date(), NOW.date())) == 1


async def test_an_order_that_was_taken_twice_is_seen_twice(here: Shop) -> None:
    ti = here.client()
    here.faults.put("twice", path=ORDERS)
    answer = await placed(here, ti)
    found = await ti.find_by_po(PO)
    assert len(found) == 2
    assert set(answer.vendor_numbers) < set(found)


@pytest.mark.parametrize("name", ON_READS)
async def test_a_question_that_fails_is_told_or_asked_again(here: Shop, name: str) -> None:
    ti = here.client(limits=Limits(backoff=0.01))
    await ti.make_ready()
    here.wire.trusting = name in UNJUDGED
    # TI does not say that it is the day's: it is asked again, until that is of no use.
    times = 9 if ON_READS[name] in (TooMany, VendorDown) else 1
    here.faults.put(name, path="/v2/checkoutprofiles", times=times, seconds=0.01)
    kind = ON_READS[name]
    if kind is None:
        assert await ti.checkout_profiles()
    else:
        with pytest.raises(kind):
            await ti.checkout_profiles()


async def test_a_number_that_the_edge_refuses_is_not_found(here: Shop) -> None:
    ti = here.client()
    here.faults.put("edge-403", path="/v2/store/products", times=3)
    with pytest.raises(NotFound):
        await ti.look_up("STM32F103")
    assert (await ti.by_number("STM32F103")).parts == ()


@pytest.mark.parametrize("name", BROKEN)
async def test_an_answer_that_is_none_is_told(here: Shop, name: str) -> None:
    ti = here.client(limits=Limits(tries=1, size=1024 * 1024))
    await ti.make_ready()
    here.wire.trusting = True
    here.faults.put(name, path="/v2/store/products")
    with pytest.raises((Unreadable, NoAnswer)):
        await ti.look_up("LM358DR")
    here.faults.put(name, path=ORDERS)
    rehearsed = await ti.rehearse(ti.seal(an_order(PO)))
    assert (rehearsed.passed, bool(rehearsed.message)) == (None, True)


@pytest.mark.parametrize("name", ["broken-off", "garbage", "html", "oversized", "down"])
async def test_a_catalogue_that_breaks_is_told_and_what_came_is_good(here: Shop, name: str) -> None:
    ti = here.client(limits=Limits(tries=1))
    await ti.make_ready()
    here.wire.trusting = True
    options: dict[str, Any] = {"bytes": 5_000_000} if name == "oversized" else {}
    here.faults.put(name, path="/catalog", **options)
    parts = []
    ended: VendorError | None = None
    try:
        async for batch in ti.catalogue():
            parts += batch
    except VendorError as error:
        ended = error
    assert ended is not None
    assert all(part.number for part in parts)
    if name == "broken-off":
        assert parts
    assert here.asked("GET", "/catalog") == 1


@pytest.mark.parametrize("name", ["down", "edge-403"])
async def test_a_token_that_is_not_given_is_told(here: Shop, name: str) -> None:
    ti = here.client(limits=Limits(backoff=0.01))
    here.faults.put(name, path=TOKEN, times=9)
    with pytest.raises(VendorError) as caught:
        await ti.look_up("LM358DR")
    assert not isinstance(caught.value, NotFound)
    got = await ti.rehearse(ti.seal(an_order(PO)))
    assert got.passed is None
    assert (await ti.create(ti.seal(an_order(PO)))).outcome is Outcome.NOT_SENT


def test_every_fault_of_the_sandbox_is_tried() -> None:
    from vendors.sandbox.faults import KINDS

    ours = {*ON_ORDERS, *ON_READS, *BROKEN, "late-visible", "twice"}
    # No number that comes later, and no bonded stock: DigiKey's alone.
    assert {one for one in KINDS if one not in ours} == {
        "no-number",
        "no-agreement-403",
        "no-agreement-empty",
    }


async def _tried(ti: TI, endpoint: str) -> VendorError | Rehearsal | Answer | None:
    """How the call of an endpoint ends."""
    try:
        made = await CALLS[endpoint](ti)
    except VendorError as error:
        return error
    return made if isinstance(made, Rehearsal | Answer) else None


@pytest.mark.parametrize("endpoint", CALLS)
async def test_every_endpoint_goes_well_and_wrong(here: Shop, endpoint: str) -> None:
    """Each fault is one that TI's files have a status for; nothing else is raised."""
    method, path = endpoint.split(" ")
    good = await _tried(here.client(), endpoint)
    assert not isinstance(good, VendorError), good
    where = path.partition("{")[0] if path.endswith("}") else path.rpartition("}")[2]
    known = ti_watch.statuses(method, path.removeprefix("/v2") if path != TOKEN else path)
    assert known
    for name in ("down", "500-before", "429-daily", "edge-403", "latency"):
        ti = here.client(limits=Limits(tries=1, backoff=0.0))
        if path != TOKEN:
            with suppress(VendorError):
                await ti.make_ready()
        # Of a family the part of that number is asked for before: both are struck.
        here.faults.put(name, path=where, times=2, seconds=0.0)
        ended = await _tried(ti, endpoint)
        here.faults.clear()
        if isinstance(ended, Rehearsal):
            assert ended.passed in ((True,) if name == "latency" else (True, None))
    answers = {
        answered.status
        for asked, answered in here.wire.answered
        if asked.method == method and _template(asked.url, path)
    }
    assert any(status >= 400 for status in answers)
    assert endpoint == "GET /v2/store/products/catalog" or any(status < 400 for status in answers)


def _template(url: str, path: str) -> bool:
    plain = url.partition("?")[0].partition("://")[2].partition("/")[2]
    return re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", path), "/" + plain) is not None
