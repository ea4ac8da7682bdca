"""A draft that another session takes over while lines are typed at it: none of them is lost."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import pytest

from cache.places import Refusal
from cache.services import Services
from tests.tui.entry_kit import pane
from tests.tui.kit import ShopDriver, desk
from tests.tui.test_drafting import beside

ONE, TWO = "MAX1232CSA", "LM358MX/NOPB"
RESISTORS = ("2", "a", "250", "enter")
STOOD = ("RC0603FR-0710KL", 250)


@asynccontextmanager
async def two(folder: Path) -> AsyncIterator[tuple[ShopDriver, Services]]:
    """A desk whose D-1 has one line, and ben's services beside it."""
    async with desk(folder) as it, beside(folder) as ben:
        await it.press(*RESISTORS, "3")
        await it.still()
        yield it, ben


async def kept(ben: Services) -> dict[int, list[tuple[str, int]]]:
    """The lines of every open draft; no line stands in two of them."""
    drafts = [await ben.drafts.open(head.id) for head in await ben.drafts.heads()]
    ids = Counter(line.id for draft in drafts for line in draft.lines)
    assert set(ids.values()) <= {1}
    return {draft.id: [(line.part, line.quantity) for line in draft.lines] for draft in drafts}


class Gate:
    """Holds the refusal of a save back until it is opened."""

    def __init__(self, it: ShopDriver, monkeypatch: pytest.MonkeyPatch) -> None:
        self.reached, self.opened = asyncio.Event(), asyncio.Event()
        drafts = it.app.services.drafts
        new = drafts.new

        async def later(name: str = "") -> object:
            self.reached.set()
            await self.opened.wait()
            return await new(name)

        monkeypatch.setattr(drafts, "new", later)


async def test_lines_typed_in_one_go_after_a_take_over_are_kept_as_a_draft(tmp_path: Path) -> None:
    async with two(tmp_path) as (it, ben):
        await it.press("i", f"{ONE} 6")
        await ben.drafts.leases.take_over(1)
        it.burst("enter", f"{TWO} 7", "enter")
        await it.sees("ben, pts/3 took D-1 over")
        await it.still()
        if pane(it).grid is not None:
            # What came behind the refusal stays in the cell; leaving keeps it as well.
            await pane(it).leave_nothing()
        lines = await kept(ben)
        assert lines.pop(1) == [STOOD]
        assert sorted(line for its in lines.values() for line in its) == [(TWO, 7), (ONE, 6)]


async def test_a_line_that_ends_while_the_first_is_refused_goes_along(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with two(tmp_path) as (it, ben):
        gate = Gate(it, monkeypatch)
        await it.press("i", f"{ONE} 6")
        await ben.drafts.leases.take_over(1)
        it.burst("enter")
        await it.until(gate.reached.is_set, "the refusal")
        it.burst(f"{TWO} 7", "enter")
        await it.until(lambda: len(it.lines) == 3, "the second line")
        gate.opened.set()
        await it.until(lambda: "took D-1 over" in it.app.said, "what became of them")
        said = "your 2 lines that D-1 did not take are kept as D-2: d opens it"
        assert said in it.app.said
        await it.still()
        assert await kept(ben) == {1: [STOOD], 2: [(ONE, 6), (TWO, 7)]}
        assert it.lines == [STOOD]
        await it.press("escape", "d")
        await it.sees("2 lines")
        await it.press("up", "enter")
        await it.still()
        assert it.lines == [(ONE, 6), (TWO, 7)]
        assert pane(it).why_not_change() is None


async def test_taken_over_between_two_saves_only_the_second_is_kept_apart(tmp_path: Path) -> None:
    async with two(tmp_path) as (it, ben):
        await it.press("i", f"{ONE} 6", "enter")
        await it.still()
        await ben.drafts.leases.take_over(1)
        theirs = await ben.drafts.open(1)
        theirs.lines = theirs.lines[:1]
        await ben.drafts.save(theirs)
        await it.press(f"{TWO} 7", "enter")
        await it.sees("your line that D-1 did not take is kept as D-2")
        await it.still()
        assert await kept(ben) == {1: [STOOD], 2: [(TWO, 7)]}, "what ben took out stays out"
        await it.press("escape", "u")
        assert "ben, pts/3" in it.app.said


async def test_lines_go_behind_those_of_a_session_that_has_let_the_draft_go(
    tmp_path: Path,
) -> None:
    async with two(tmp_path) as (it, ben):
        await it.press("i", f"{ONE} 6")
        await ben.drafts.leases.take_over(1)
        theirs = await ben.drafts.open(1)
        theirs.lines[0].quantity = 400
        await ben.drafts.save(theirs)
        await ben.drafts.leases.give_back(1)
        await it.press("enter")
        await it.sees("another session changed D-1: its lines stand here now, yours behind them")
        await it.press(f"{TWO} 7", "enter")
        await it.still()
        assert await kept(ben) == {1: [(STOOD[0], 400), (ONE, 6), (TWO, 7)]}


async def test_a_changed_quantity_is_one_u_away_and_the_new_line_a_draft(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with two(tmp_path) as (it, ben):
        gate = Gate(it, monkeypatch)
        await ben.drafts.leases.take_over(1)
        it.burst("+", "i", f"{ONE} 6", "enter")
        await it.until(gate.reached.is_set, "the refusal")
        gate.opened.set()
        await it.until(lambda: "kept as D-2" in it.app.said, "the draft of its own")
        assert "t takes it back, and then u brings your last change back" in it.app.said
        await it.press("escape", "t", "u")
        await it.still()
        assert await kept(ben) == {1: [(STOOD[0], 251)], 2: [(ONE, 6)]}


async def test_a_draft_thrown_away_meanwhile_leaves_one_copy_with_what_was_typed_since(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with two(tmp_path) as (it, ben):
        gate = Gate(it, monkeypatch)
        await it.press("i", f"{ONE} 6")
        await ben.drafts.leases.take_over(1)
        await ben.drafts.discard(1)
        it.burst("enter")
        await it.until(gate.reached.is_set, "the refusal")
        it.burst(f"{TWO} 7", "enter")
        await it.until(lambda: len(it.lines) == 3, "the second line")
        gate.opened.set()
        await it.until(lambda: "Your lines are kept as D-2" in it.app.said, "the copy")
        await it.still()
        assert await kept(ben) == {2: [STOOD, (ONE, 6), (TWO, 7)]}
        assert it.lines == [STOOD, (ONE, 6), (TWO, 7)], "and it is the one that is open"


async def test_the_end_of_the_terminal_keeps_the_line_and_the_row_that_was_refused(
    tmp_path: Path,
) -> None:
    async with AsyncExitStack() as stays:
        async with desk(tmp_path) as it:
            ben = await stays.enter_async_context(beside(tmp_path))
            await it.press(*RESISTORS, "i", f"{ONE} 6")
            await it.still()
            await ben.drafts.leases.take_over(1)
            await it.press("enter")
            await it.sees("kept as D-2")
            await it.press(f"{TWO} 7", "enter")
            await it.sees("It stays as typed")
        assert await kept(ben) == {1: [STOOD], 2: [(ONE, 6)], 3: [(TWO, 7)]}


async def test_a_row_not_ended_yet_when_the_terminal_goes_is_kept(tmp_path: Path) -> None:
    async with AsyncExitStack() as stays:
        async with desk(tmp_path) as it:
            ben = await stays.enter_async_context(beside(tmp_path))
            await it.press(*RESISTORS, "i", f"{ONE} 6")
            await it.still()
            await ben.drafts.leases.take_over(1)
        assert await kept(ben) == {1: [STOOD], 2: [(ONE, 6)]}


async def test_what_cannot_be_kept_yet_is_still_unsaved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with two(tmp_path) as (it, ben):

        async def full(_name: str = "") -> object:
            raise Refusal("The disk is full.")

        with monkeypatch.context() as broken:
            broken.setattr(it.app.services.drafts, "new", full)
            await it.press("i", f"{ONE} 6")
            await ben.drafts.leases.take_over(1)
            await it.press("enter")
            await it.sees("The disk is full.")
            assert pane(it).unsaved
        await pane(it).flush()
        assert await kept(ben) == {1: [STOOD], 2: [(ONE, 6)]}
