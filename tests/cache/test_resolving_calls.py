"""By how many calls typed lines are looked up, and what is said where nobody answers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cache.clock import FixedClock
from cache.progress import Progress
from cache.typed_lines import put_onto
from tests.cache.desk import BEN, NOON, Desk, bonded_row, line, offer, part
from tests.cache.typing_kit import CUT, REEL, Told, Typing, resolved, typed
from vendors.errors import Invalid, SignInNeeded, Unreachable, Unreadable
from vendors.vocabulary import Packaging, Part


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    vendor = Typing()
    vendor.stock = {"RC0603-B": bonded_row("RC0603-B"), "X1-B": bonded_row("X1-B")}
    vendor.stock["X1-B"] = replace(vendor.stock["X1-B"], customer_part="")
    desk = await Desk(tmp_path, vendor).open()
    yield desk
    await desk.close()


# -- by how many calls ----------------------------------------------------------------------------


async def test_a_fresh_answer_is_taken_and_an_old_one_is_not(desk: Desk) -> None:
    await resolved(desk, typed("RC0603CT-ND"))
    desk.clock.advance(599)
    told = await resolved(desk, typed("RC0603"), typed("RC0603TR-ND"), typed("ACME-1"))
    assert (desk.vendor.asked, told.progress[-1].calls) == (["RC0603CT-ND"], 0)
    assert {one.priced_at for one in told.lines.values()} == {NOON}
    desk.clock.advance(2)
    told = await resolved(desk, typed("RC0603"))
    assert (len(desk.vendor.asked), told.progress[-1].calls) == (2, 1)


async def test_four_are_asked_at_once_and_the_count_goes_up(desk: Desk) -> None:
    parts = [part(f"P{n}", offer(f"P{n}-ND")) for n in range(9)]
    vendor = desk.vendor
    assert isinstance(vendor, Typing)
    vendor.sells(*parts)
    vendor.hold = asyncio.Event()
    told, lines = Told(), [typed(one.number) for one in parts]
    job = asyncio.ensure_future(
        desk.resolving.resolve(lines, told.tell, told.progress.append, None)
    )
    for _ in range(50):
        await asyncio.sleep(0)
    assert len(vendor.asked) == 4
    vendor.hold.set()
    await job
    assert [one.done for one in told.progress] == list(range(10))
    assert {one.total for one in told.progress} == {9}
    assert (told.progress[0].to_go, told.progress[0].calls) == (None, 0)
    assert (told.progress[-1].to_go, told.progress[-1].calls) == (timedelta(0), 9)


@pytest.mark.parametrize("again", [False, True])
async def test_what_nobody_wants_any_more_is_not_asked(desk: Desk, again: bool) -> None:
    vendor = desk.vendor
    assert isinstance(vendor, Typing)
    vendor.sells(*(part(f"P{n}", offer(f"P{n}-ND")) for n in range(9)))
    vendor.hold = asyncio.Event()
    # The last part is of two lines, of which one stays.
    told, lines = Told(), [*(typed(f"P{n}") for n in range(9)), typed("P8")]
    stay = {line_.id for line_ in lines}
    resolving = desk.resolving
    how = resolving.ask_again if again else resolving.resolve
    job = asyncio.ensure_future(
        how(lines, told.tell, told.progress.append, None, stay.__contains__)
    )
    for _ in range(50):
        await asyncio.sleep(0)
    assert len(vendor.asked) == 4
    stay -= {line_.id for line_ in lines[:9]}
    vendor.hold.set()
    await job
    assert vendor.asked == ["P0", "P1", "P2", "P3", "P8"]
    # What was under way is told: it is paid for.
    assert set(told.lines) == {line_.id for line_ in (*lines[:4], lines[9])}
    assert told.progress[-1] == Progress(5, 5, 5, timedelta(0))


NAMES = tuple(f"P{n}" for n in range(12))


def _parts() -> list[Part]:
    return [
        part(
            name,
            offer(f"{name}CT-ND"),
            offer(f"{name}TR-ND", packaging=Packaging.REEL, moq=1000, multiple=1000),
        )
        for name in NAMES
    ]


@settings(max_examples=25)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(NAMES),
            st.sampled_from(["", "CT-ND", "TR-ND"]),
            st.integers(0, 9_999),
            st.sampled_from(["", "cut", "reel"]),
        ),
        min_size=1,
        max_size=60,
    ),
    st.sets(st.sampled_from(NAMES)),
    st.sets(st.sampled_from(NAMES), max_size=5),
    st.randoms(use_true_random=False),
)
async def test_one_call_for_each_part_that_is_not_fresh(
    tmp_path_factory: pytest.TempPathFactory,
    wanted: list[tuple[str, str, int, str]],
    fresh: set[str],
    failing: set[str],
    chance: object,
) -> None:
    folder = tmp_path_factory.mktemp("lines")
    vendor, clock = Typing(*_parts()), FixedClock(NOON)
    one = await Desk(folder, vendor, clock).open()
    two = await Desk(folder, vendor, clock, BEN).open()
    # Everything is known from some day before; some of it was told just now.
    await resolved(one, *(typed(f"{name}CT-ND") for name in NAMES))
    clock.advance(3600)
    await resolved(one, *(typed(f"{name}CT-ND") for name in fresh))
    vendor.asked.clear()
    vendor.fails = {
        number: Unreadable("digikey", "That could not be read.")
        for name in failing - fresh
        for number in (name.casefold(), f"{name}ct-nd".casefold(), f"{name}tr-nd".casefold())
    }
    lines = [
        typed(name + suffix, quantity, packaging=packaging)
        for name, suffix, quantity, packaging in wanted
    ]
    # Two sessions have the same lines at the same time.
    told, other = await asyncio.gather(resolved(one, *lines), resolved(two, *lines))
    asked = {name for name, *_ in wanted} - fresh
    answered = [number for number in vendor.asked if number.casefold() not in vendor.fails]
    assert len(answered) == len(asked - failing)
    assert {number.removesuffix("CT-ND") for number in answered} == asked - failing
    calls = told.progress[-1].calls + other.progress[-1].calls
    assert calls == len(vendor.asked)
    for line_, (name, suffix, quantity, packaging) in zip(lines, wanted, strict=True):
        its = told.lines[line_.id]
        assert its.quantity == quantity
        assert replace(its.typed, reason="") == line_.typed
        if name in failing - fresh:
            assert told.reason(line_) == (
                "DigiKey could not be asked: That could not be read. F5 asks again"
            )
        else:
            cut = suffix == "CT-ND" or (not suffix and packaging != "reel")
            assert (its.number, its.packaging) == (
                (f"{name}CT-ND", "cut") if cut else (f"{name}TR-ND", "reel")
            )
    # In whichever order they are put into the draft, it is the same draft.
    order = list(told.lines.values())
    chance.shuffle(order)  # type: ignore[attr-defined]
    draft = {line_.id: line_ for line_ in lines}
    for its in order:
        draft[its.id] = put_onto(draft[its.id], its) or draft[its.id]
    assert draft == told.lines
    await one.close()
    await two.close()


# -- when nobody answers --------------------------------------------------------------------------


async def test_when_nobody_answers_the_rest_is_not_tried_but_what_is_here_is_taken(
    desk: Desk,
) -> None:
    await resolved(desk, typed("RC0603"))
    desk.vendor.asked.clear()
    desk.vendor.down = Unreachable("digikey", "No connection to DigiKey")
    lines = [typed(f"P{n}") for n in range(40)]
    here = typed("RC0603TR-ND")
    told = await resolved(desk, *lines, here)
    assert len(desk.vendor.asked) < 12
    words = "DigiKey could not be asked: No connection to DigiKey. F5 asks again"
    assert {told.reason(one) for one in lines} == {words}
    assert told.number(here) == "RC0603TR-ND"


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (SignInNeeded("digikey", "Sign in: L."), "could not be asked: Sign in: L. F5 asks again"),
        (Invalid("digikey", "Not read.", words="too long"), "will not look for it: Not read (too"),
    ],
)
async def test_what_the_vendor_says_stands_on_the_line(
    desk: Desk, error: Invalid | SignInNeeded, words: str
) -> None:
    desk.vendor.down = error
    wanted = typed("RC0603")
    assert words in (await resolved(desk, wanted)).reason(wanted)
    desk.vendor.down = None
    # The line stays open: it is asked for again, and nothing of it was lost.
    again = (await resolved(desk, wanted)).lines[wanted.id]
    assert (again.number, again.typed.reason) == ("RC0603CT-ND", "")


async def test_without_a_vendor_it_says_so(desk: Desk) -> None:
    desk.catalogue.attach([])
    wanted = typed("RC0603")
    assert "DigiKey cannot be asked yet" in (await resolved(desk, wanted)).reason(wanted)


# -- asked again ----------------------------------------------------------------------------------


async def test_f5_asks_for_every_line_anew_and_changes_neither_quantity_nor_packaging(
    desk: Desk,
) -> None:
    opened = typed("RC0603", vendor="bonded")
    known = [line(CUT, 100), line(REEL, 7), line(offer("GONE-ND"), 3, of="GONE")]
    desk.vendor.sells(part("RC0603", replace(CUT, stock=5), replace(REEL, stock=6)))
    desk.vendor.stock["RC0603-B"] = bonded_row("RC0603-B", "0.07")
    told = Told()
    failed = await desk.resolving.ask_again(
        [*known, opened], told.tell, told.progress.append, "7001"
    )
    first, second, bonded = (told.lines[one.id] for one in (*known[:2], opened))
    assert (first.stock, first.quantity, first.number) == (5, 100, CUT.number)
    assert (second.stock, second.quantity, second.number) == (6, 7, REEL.number)
    assert bonded.unit_price == Decimal("0.07")
    assert known[2].id not in told.lines
    assert failed == [
        "GONE: no part that DigiKey knows: Enter changes it, x takes it out, / searches"
    ]
    await desk.resolving.ask_again(known[:1], Told().tell, lambda _: None, "7001")
    assert desk.vendor.asked.count("RC0603CT-ND") == 2
