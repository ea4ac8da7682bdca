"""What is typed in one breath with the key that places, or before anybody could read, does nothing.

`burst` sends keys as one packet; `press` is a person who reads what came up before.
"""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from textual import events

from cache.places import Refusal
from tests.cache.desk import line, offer, part
from tests.tui.kit import SMALL, ShopDriver, desk
from tests.tui.test_placing import placed, reviewed
from tui.screens.asking import AskingSheet
from tui.screens.choice import ChoiceSheet
from tui.screens.commit import CommitSheet
from tui.screens.outcome import OutcomeSheet
from vendors.vocabulary import Part

RESISTORS = ("2", "a", "250", "enter", "3")
LABEL = "[)>\x1e06\x1dP311-10.0KHRCT-ND\x1dQ250\x1e\x04"


class Gate:
    """Holds every look-up of a part until it is opened, and counts them."""

    def __init__(self, it: ShopDriver) -> None:
        self.asked: list[str] = []
        self.open = asyncio.Semaphore(0)
        self._look_up = it.vendor.look_up
        it.vendor.look_up = self.look_up  # type: ignore[method-assign]

    async def look_up(self, number: str) -> Part:
        self.asked.append(number)
        await self.open.acquire()
        return await self._look_up(number)


def draft_of(it: ShopDriver, count: int) -> None:
    """So many parts in the open draft, each a line."""
    parts = [part(f"R{n}", offer(f"R{n}-ND")) for n in range(count)]
    it.vendor.sells(*parts)
    for one in parts:
        it.app.add_line(line(one.offers[0], of=one.number))


async def test_behind_a_p_that_is_refused_nothing_of_the_same_breath_acts(tmp_path: Path) -> None:
    async with desk(tmp_path, SMALL) as it:
        await it.press("3")
        it.burst("P", *"n4iq" * 30, "enter")
        await it.sees("the draft has no line yet")
        await it.still()
        assert (it.app.pane.place, it.app.pane.editing) == ("builder", False)
        assert it.app._builder.draft is not None
        assert it.app._builder.draft.id == 1
        await it.press("n")
        await it.sees("D-2")


async def test_a_ship_to_is_not_chosen_in_the_same_breath(tmp_path: Path) -> None:
    async with desk(tmp_path, SMALL, ship_to=False) as it:
        await it.press(*RESISTORS)
        it.burst("P", "down", "enter", "0001", "enter")
        await it.until(lambda: isinstance(it.app.sheet, ChoiceSheet), "the locations")
        await it.still()
        assert isinstance(it.app.sheet, ChoiceSheet)
        assert it.app._builder.draft is not None
        assert it.app._builder.draft.customer_id is None
        await it.press("down", "enter")
        await it.until(lambda: isinstance(it.app.sheet, CommitSheet), "the commit sheet")
        assert it.app._builder.draft.customer_id == "7002"


async def test_esc_of_the_same_breath_does_not_leave_the_review_for_what_follows_it(
    tmp_path: Path,
) -> None:
    async with desk(tmp_path, SMALL) as it:
        await it.press(*RESISTORS)
        gate = Gate(it)
        it.burst("P", "escape", "x", "escape", "D", "yes", "enter")
        await it.until(lambda: gate.asked != [], "the question for prices")
        await it.pilot.pause()
        assert isinstance(it.app.sheet, AskingSheet)
        assert it.lines == [("RC0603FR-0710KL", 250)]
        await it.press("escape")
        assert it.app.sheet is None


async def test_how_far_the_prices_are_asked_is_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.screens.asking.SELDOM", 0.0)
    async with desk(tmp_path, SMALL) as it:
        draft_of(it, 6)
        gate = Gate(it)
        await it.press("3", "P")
        await it.sees("asking prices: 0 of 6 lines")
        gate.open.release()
        await it.sees("asking prices: 1 of 6 lines, 4 calls")
        assert "█" in it.text()
        for _ in range(20):
            gate.open.release()
        await it.until(lambda: isinstance(it.app.sheet, CommitSheet), "the commit sheet")


async def test_esc_asks_for_no_price_more_and_the_draft_can_be_reviewed_at_once(
    tmp_path: Path,
) -> None:
    async with desk(tmp_path, SMALL) as it:
        draft_of(it, 9)
        gate = Gate(it)
        await it.press("3", "P")
        await it.until(lambda: len(gate.asked) == 4, "as many questions as are asked at once")
        await it.press("escape")
        await it.sees("the review was left; nothing was sent")
        for _ in range(40):
            gate.open.release()
        await it.still()
        assert len(gate.asked) == 4
        assert it.app.sheet is None
        assert len(it.lines) == 9
        await it.press("P")
        await it.until(lambda: isinstance(it.app.sheet, CommitSheet), "the commit sheet")


async def test_a_review_that_comes_to_nothing_says_why_until_esc_and_takes_what_is_typed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with desk(tmp_path, SMALL) as it:
        await it.press(*RESISTORS)
        gate = asyncio.Event()

        async def refused(*_: object) -> None:
            await gate.wait()
            raise Refusal("D-1 changed. Nothing was reviewed: press P again.")

        monkeypatch.setattr(it.app.services.placing, "review", refused)
        await it.press("P")
        gate.set()
        await it.sees("! D-1 changed. Nothing was reviewed: press Esc, then P again.")
        await it.press("x", "+", "enter", "D", "4")
        assert isinstance(it.app.sheet, AskingSheet)
        await it.press("escape")
        assert it.app.sheet is None
        assert it.lines == [("RC0603FR-0710KL", 250)]
        assert it.app.pane.place == "builder"
        assert it.app.said == "D-1 changed. Nothing was reviewed: press P again."


# -- the commit sheet, left; and the outcome


async def test_esc_says_what_stays(tmp_path: Path) -> None:
    async with desk(tmp_path, SMALL) as it:
        await reviewed(it)
        await it.press("escape")
        await it.sees("AC-2026-0001 was not sent: its lines stay in the draft")


async def test_the_second_sheet_says_what_was_placed_and_esc_what_was_not(tmp_path: Path) -> None:
    async with desk(tmp_path, SMALL) as it:
        await reviewed(it, "2", "a", "250", "enter", "1", "a", "4000", "enter")
        await it.sees("Order 1 of 2 of D-1")
        await it.sees("AC-2026-0001 and AC-2026-0002 unsent")
        await it.press("0001", "enter")
        await placed(it)
        await it.sees("Enter goes on to order 2 of 2, AC-2026-0002")
        await it.press("enter")
        await it.sees("AC-2026-0001 stays placed")
        sheet = it.app.sheet
        assert isinstance(sheet, CommitSheet)
        await it.until(lambda: sheet.armed, "the end of the guard")
        await it.press("escape")
        await it.sees("AC-2026-0002 was not sent: its lines stay in the draft")
        assert it.lines == [("RC0805", 4000)]
        assert len(it.vendor.taken) == 1


async def test_an_outcome_is_not_gone_before_it_could_be_read(tmp_path: Path) -> None:
    async with desk(tmp_path, SMALL) as it:
        await reviewed(it)
        await it.press("0001", "enter")
        sheet = await placed(it)
        for name, character in (("enter", "\r"), ("escape", None)):
            early = events.Key(name, character)
            early.time = sheet._armed - 0.001
            it.app.post_message(early)
        it.app._keyboard.paste(LABEL)
        await it.still()
        assert it.app.sheet is sheet
        await it.until(lambda: sheet.armed, "the end of the guard")
        it.app._keyboard.paste(LABEL)
        await it.still()
        assert it.app.sheet is sheet, "a scan is meant for nothing here"
        assert isinstance(sheet, OutcomeSheet)
        await it.press("enter")
        assert it.app.sheet is None
        assert it.app.pane.place == "history"
        assert it.lines == []
