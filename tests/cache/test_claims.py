"""One question is asked once, however many want it at the same time, here or in other sessions."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from cache.claims import HOLDS
from cache.clock import FixedClock
from cache.places import Refusal
from cache.purpose import Purpose, errand
from tests.cache.around import A, Session, Teller
from tests.cache.ask_once import NUMBERS
from tests.cache.desk import NOON, offer, part
from tests.cache.virtual import VirtualClock, rest
from vendors.errors import NotFound, TooMany, VendorDown
from vendors.vocabulary import Part

MINUTE = timedelta(minutes=1)
A_WHILE = timedelta(minutes=15)


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock(NOON)


@pytest.fixture
def vendor() -> Teller:
    return Teller()


@pytest.fixture
async def sessions(
    tmp_path: Path, clock: VirtualClock, vendor: Teller
) -> AsyncIterator[list[Session]]:
    made = [await Session(tmp_path, clock, vendor).open() for _ in range(2)]
    yield made
    for one in made:
        await one.catalogue.claims.close()
        await one.store.close()


async def both(clock: VirtualClock, vendor: Teller, *wanted: object) -> list[object]:
    """All of them at the same time, the vendor answering once everybody waits."""
    vendor.hold = asyncio.Event()
    tasks = [asyncio.ensure_future(one) for one in wanted]  # type: ignore[arg-type]
    await rest()
    vendor.hold.set()
    await clock.run(1)
    return await asyncio.gather(*tasks, return_exceptions=True)


async def test_two_sessions_that_want_the_same_part_spend_one_call(
    sessions: list[Session], clock: VirtualClock, vendor: Teller
) -> None:
    asked = [one.catalogue.look_up("A1-ND") for one in sessions]
    assert await both(clock, vendor, *asked) == [A, A]
    assert vendor.asked == {"part A1-ND": 1}
    assert await sessions[0].claims() == []


async def test_within_a_session_too_and_each_number_for_itself(
    sessions: list[Session], clock: VirtualClock, vendor: Teller
) -> None:
    catalogue = sessions[0].catalogue
    asked = [catalogue.look_up(number) for number in ("A1-ND", "a1-nd ", "B1-ND")]
    assert len(await both(clock, vendor, *asked)) == 3
    assert vendor.asked == {"part A1-ND": 1, "part B1-ND": 1}


async def test_the_same_words_are_searched_once_and_other_words_apart(
    sessions: list[Session], clock: VirtualClock, vendor: Teller
) -> None:
    asked = [one.catalogue.ask("gizmo") for one in sessions]
    others = [sessions[0].catalogue.ask("gadget"), sessions[1].catalogue.ask("gizmo", 1)]
    said = await both(clock, vendor, *asked, *others)
    assert said[0] == said[1]
    assert vendor.asked == {"search gizmo": 2, "search gadget": 1}
    assert len((await sessions[1].catalogue.find_asked("gizmo"))[0]) == 2


async def test_what_was_answered_before_is_taken_only_by_those_who_may(
    sessions: list[Session], clock: VirtualClock, vendor: Teller
) -> None:
    one, other = (session.catalogue for session in sessions)
    await one.look_up("A1-ND")
    assert await other.look_up("A1R-ND", within=A_WHILE) == A  # by the same answer
    assert vendor.calls == 1
    await other.look_up("A1-ND")
    assert vendor.calls == 2
    await clock.skip(A_WHILE.total_seconds() + 1)
    await other.look_up("A1-ND", within=A_WHILE)
    assert vendor.calls == 3


async def test_who_may_take_no_old_answer_does_not_join_one_who_may(
    sessions: list[Session], clock: VirtualClock, vendor: Teller
) -> None:
    one, other = (session.catalogue for session in sessions)
    vendor.hold = asyncio.Event()
    asks = asyncio.ensure_future(one.look_up("A1-ND"))
    looks = asyncio.ensure_future(other.look_up("A1-ND", within=A_WHILE))
    await rest()
    vendor.hold.set()
    assert await asks == A
    # It is answered, and who looks has not seen that yet; then the price moves.
    vendor.shelf = [part_at("0.50")]
    prices = asyncio.ensure_future(other.look_up("A1-ND"))
    await clock.run(1)
    assert await prices == vendor.shelf[0]
    await looks


async def test_what_is_told_for_one_account_is_no_price_for_another(
    tmp_path: Path, clock: VirtualClock
) -> None:
    tellers = [Teller(), Teller(part_at("0.50"))]
    opened = []
    for account, teller in zip(("7718200", "7718905"), tellers, strict=True):
        teller.prices_for = f"{account} US en USD"  # type: ignore[attr-defined]
        opened.append(await Session(tmp_path, clock, teller).open())
    one, other = (session.catalogue for session in opened)
    tellers[0].hold = asyncio.Event()
    asks = asyncio.ensure_future(one.look_up("A1-ND"))
    await rest()
    # Neither is it waited for, nor taken once it is here.
    assert await other.look_up("A1-ND") == tellers[1].shelf[0]
    tellers[0].hold.set()
    await clock.run(1)
    assert await asks == A
    assert await other.told("A1-ND") is None
    assert await other.look_up("A1-ND", within=A_WHILE) == tellers[1].shelf[0]
    for session in opened:
        await session.store.close()


async def test_a_question_ends_with_the_account_that_it_began_with(
    sessions: list[Session], clock: VirtualClock, vendor: Teller
) -> None:
    slow, here = sessions
    vendor.hold = asyncio.Event()
    first = asyncio.ensure_future(slow.catalogue.look_up("A1-ND"))
    await rest()
    waits = asyncio.ensure_future(here.catalogue.look_up("A1-ND"))
    await rest()
    changed = Teller(part_at("0.50"))
    changed.prices_for = "7718905 US en USD"  # type: ignore[attr-defined]
    here.catalogue.attach([changed])
    vendor.fails = VendorDown("digikey", "DigiKey does not answer.")
    vendor.hold.set()
    await clock.run(1)
    said = await asyncio.gather(first, waits, return_exceptions=True)
    assert [type(one) for one in said] == [VendorDown, VendorDown]
    assert await here.catalogue.look_up("A1-ND") == changed.shelf[0]


async def test_an_answer_that_another_session_waits_for_is_exactly_the_vendors(
    sessions: list[Session], clock: VirtualClock, vendor: Teller
) -> None:
    await sessions[0].catalogue.look_up("A1-ND")
    # One offer is gone now, and what is left costs more.
    vendor.shelf = [part_at("0.50")]
    said = await both(clock, vendor, *(one.catalogue.look_up("A1-ND") for one in sessions))
    assert said == [vendor.shelf[0]] * 2
    assert vendor.asked["part A1-ND"] == 2


def part_at(price: str) -> Part:
    return part("A1", offer("A1-ND", price))


async def test_the_claim_of_a_session_that_died_is_taken_over_when_it_ran_out(
    sessions: list[Session], clock: VirtualClock, vendor: Teller
) -> None:
    dead, alive = sessions
    vendor.hold = asyncio.Event()
    gone = asyncio.ensure_future(dead.catalogue.look_up("A1-ND"))
    await rest()
    waits = asyncio.ensure_future(alive.catalogue.look_up("A1-ND"))
    await clock.run(HOLDS.total_seconds() - 1)
    assert vendor.calls == 1
    vendor.hold, held = None, vendor.hold
    await clock.run(2)
    assert await waits == A
    assert vendor.calls == 2
    held.set()
    assert await gone == A  # it was only slow: nobody is harmed


async def test_a_clock_that_was_set_back_holds_nobody_up(
    sessions: list[Session], clock: VirtualClock, vendor: Teller
) -> None:
    until = (NOON + timedelta(days=400)).isoformat(timespec="milliseconds")
    await sessions[0].store.write(
        lambda db: db.execute("INSERT INTO claim VALUES ('part digikey a1-nd', 'x', ?)", (until,))
    )
    assert await sessions[1].catalogue.look_up("A1-ND") == A


async def test_after_a_failure_the_next_asks_for_itself_at_once(
    sessions: list[Session], clock: VirtualClock, vendor: Teller
) -> None:
    vendor.fails = VendorDown("digikey", "DigiKey does not answer.")
    said = await both(clock, vendor, *(one.catalogue.look_up("A1-ND") for one in sessions))
    assert [type(one) for one in said] == [VendorDown, VendorDown]
    assert vendor.calls == 2
    assert await sessions[0].claims() == []
    vendor.fails = None
    with pytest.raises(NotFound):
        await sessions[0].catalogue.look_up("X-ND")
    assert await sessions[0].claims() == []


async def test_a_look_that_is_refused_for_the_reserve_does_not_refuse_what_is_placed(
    sessions: list[Session], clock: VirtualClock, vendor: Teller
) -> None:
    catalogue = sessions[0].catalogue
    vendor.hold = asyncio.Event()
    vendor.fails = TooMany("digikey", "kept", wait=9, daily=True)
    looks = [asyncio.ensure_future(catalogue.look_up("A1-ND")) for _ in range(2)]
    await rest()
    with errand(purpose=Purpose.PLACING):
        places = asyncio.ensure_future(catalogue.look_up("A1-ND"))
    await rest()
    vendor.hold.set()
    # Everybody else has their refusal before the one who may is asked for again.
    said = await asyncio.gather(*looks, places, return_exceptions=True)
    assert [type(one) for one in said] == [TooMany] * 3
    assert vendor.calls == 2


async def test_who_gives_up_leaves_the_answer_to_the_others(
    sessions: list[Session], clock: VirtualClock, vendor: Teller
) -> None:
    catalogue = sessions[0].catalogue
    vendor.hold = asyncio.Event()
    gives_up = asyncio.ensure_future(catalogue.look_up("A1-ND"))
    await rest()
    gives_up.cancel()
    await rest()
    assert gives_up.cancelled()
    vendor.hold.set()
    await rest()
    # It was paid for, and nobody has to pay again.
    assert await sessions[1].catalogue.look_up("A1-ND", within=MINUTE) == A
    assert vendor.calls == 1


async def test_a_session_that_is_left_gives_its_claims_back(
    sessions: list[Session], clock: VirtualClock, vendor: Teller
) -> None:
    vendor.hold = asyncio.Event()
    asked = asyncio.ensure_future(sessions[0].catalogue.look_up("A1-ND"))
    await rest()
    assert await sessions[1].claims() == ["part digikey a1-nd"]
    await sessions[0].catalogue.claims.close()
    assert await sessions[1].claims() == []
    with pytest.raises(asyncio.CancelledError):
        await asked


async def test_where_nothing_can_be_written_nothing_is_spent(
    tmp_path: Path, vendor: Teller
) -> None:
    session = Session(tmp_path, FixedClock(NOON), vendor)
    session.catalogue.attach([vendor])
    with pytest.raises(Refusal):
        await session.catalogue.look_up("A1-ND")
    assert vendor.calls == 0


async def test_the_next_page_of_a_search_is_no_answer_to_its_first(
    sessions: list[Session], vendor: Teller
) -> None:
    one, other = (session.catalogue for session in sessions)
    for catalogue in (one, other):
        (heard,) = await catalogue.ask("gizmo", within=A_WHILE)
        assert heard.asked is not None
        assert heard.asked.came == 2
    assert vendor.calls == 1
    await other.ask("gizmo", 2, within=A_WHILE)
    assert vendor.calls == 2


@pytest.mark.process
def test_processes_that_want_the_same_parts_spend_one_call_for_each(tmp_path: Path) -> None:
    # The beginning lies ahead, so that all have started by then.
    began = str(time.monotonic() + 6.0)
    command = [sys.executable, "-m", "tests.cache.ask_once", str(tmp_path), began]
    children = [
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    for child in children:
        out, errors = child.communicate(timeout=60)
        assert child.returncode == 0, errors
        assert out.split() == NUMBERS
    assert sorted((tmp_path / "asked").read_text().split()) == NUMBERS
