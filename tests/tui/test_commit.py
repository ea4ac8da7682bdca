"""The commit sheet: its number, a colleague's order like it, and keys that came too soon."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.cache.desk import vendor_order
from tests.reliability.hands import events_of
from tests.tui.kit import SMALL, ShopDriver, desk
from tui.screens.commit import OUTCOMES, AskingSheet, CommitSheet, OutcomeSheet
from vendors.errors import VendorDown
from vendors.vocabulary import Answer, Outcome

RESISTORS = ("2", "a", "250", "enter")


async def armed(it: ShopDriver) -> CommitSheet:
    await it.until(lambda: isinstance(it.app.sheet, CommitSheet), "the commit sheet")
    sheet = it.app.sheet
    assert isinstance(sheet, CommitSheet)
    await it.until(lambda: sheet.armed, "the end of the guard")
    return sheet


async def outcome(it: ShopDriver) -> None:
    await it.until(lambda: isinstance(it.app.sheet, OutcomeSheet), "the outcome")


# -- the number of the company's own system


async def test_a_number_that_is_typed_takes_the_place_of_the_given_one(tmp_path: Path) -> None:
    async with desk(tmp_path, SMALL) as it:
        await it.press(*RESISTORS, "P")
        await armed(it)
        await it.sees("F2 number")
        await it.press("f2", "ERP/2026.17", "enter")
        await it.sees("Place ERP/2026.17 at DigiKey")
        await armed(it)
        await it.press("0001", "enter")
        await it.sees("that is not 6.17; nothing was sent")
        await it.press("6.17", "enter")
        await outcome(it)
        assert [body.split("|")[0] for body in it.vendor.taken] == ["ERP/2026.17"]
        await it.press("enter")
        await it.sees("ERP/2026.17")


async def test_a_number_may_end_in_a_word_that_is_asked_for_elsewhere(tmp_path: Path) -> None:
    async with desk(tmp_path, SMALL) as it:
        await it.press(*RESISTORS, "P")
        await armed(it)
        await it.press("f2", "ERP-SAME", "enter")
        await it.sees("Place ERP-SAME at DigiKey")
        await armed(it)
        await it.press("same why", "enter")
        await it.sees("that is not SAME; nothing was sent")
        await it.press("same", "enter")
        await outcome(it)


async def test_a_number_shorter_than_four_is_typed_whole(tmp_path: Path) -> None:
    async with desk(tmp_path, SMALL) as it:
        await it.press(*RESISTORS, "P")
        await armed(it)
        await it.press("f2", "p7", "enter")
        await it.sees("type its number, p7, and Enter")
        await armed(it)
        await it.press("7", "enter")
        await it.sees("that is not P7")
        await it.press("p7", "enter")
        await outcome(it)


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("4711", "DigiKey has 4711 already, as 88001"),
        ("PO 12", "has only A to Z"),
        ("", "No number was typed"),
    ],
)
async def test_a_number_that_cannot_be_leaves_the_order_as_it_was(
    tmp_path: Path, typed: str, why: str
) -> None:
    async with desk(tmp_path) as it:
        it.vendor.listed = [vendor_order("4711")]
        await it.press(*RESISTORS, "P")
        await armed(it)
        await it.press("f2", *([typed] if typed else []), "enter")
        await it.sees(why)
        sheet = await armed(it)
        assert sheet.review.number == "AC-2026-0001"
        await it.press("0001", "enter")
        await outcome(it)


async def test_nothing_is_sent_while_the_number_is_looked_up_and_esc_goes_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with desk(tmp_path, SMALL) as it:
        asked, answer = asyncio.Event(), asyncio.Event()

        async def find_by_po(number: str) -> tuple[str, ...]:
            asked.set()
            await answer.wait()
            return ()

        await it.press(*RESISTORS, "P")
        await armed(it)
        monkeypatch.setattr(it.vendor, "find_by_po", find_by_po)
        await it.press("f2", "4711", "enter")
        await it.until(asked.is_set, "the question")
        await it.sees("asking DigiKey whether the number is free")
        await it.press("0001", "enter", "4711", "enter")
        await it.press("escape")
        assert it.app.sheet is None
        answer.set()
        await it.still()
        assert it.vendor.taken == []
        await it.press("P")
        assert (await armed(it)).review.number == "4711", "it sticks to the draft"


# -- Enter of a person, and Enter of anything else


@pytest.mark.parametrize(
    "sent",
    [
        "\x1b[200~\x1bx\r0001\r" + "y" * 40 + "\x1b[201~",
        "\x1b[200~\x1b\x150001\r" + "y" * 40 + "\x1b[201~",
        "\x1b[200~0001\r\x1b[201~",
        "\x1b[200~x\x1b[201~0001\r",
    ],
)
async def test_no_paste_places_an_order_whatever_keys_a_terminal_makes_of_it(
    tmp_path: Path, sent: str
) -> None:
    async with desk(tmp_path, SMALL) as it:
        await it.press(*RESISTORS, "P")
        sheet = await armed(it)
        for event in events_of(sent):
            it.app.post_message(event)
        await it.still()
        assert it.vendor.taken == []
        assert it.app.sheet is sheet
        await it.sees("what is pasted does not count")
        assert sheet.editor.text == "", "nor does it stand there for the next Enter"
        assert not sheet.armed
        await armed(it)
        await it.press("0001", "enter")
        await outcome(it)


async def test_what_a_scanner_types_waits_for_the_enter_of_a_person(tmp_path: Path) -> None:
    async with desk(tmp_path, SMALL) as it:
        await it.press(*RESISTORS, "P")
        sheet = await armed(it)
        it.burst("0001", "enter", "enter")
        await it.sees("too fast for fingers: press Enter again")
        assert it.vendor.taken == []
        assert sheet.editor.text == "0001"
        await it.press("enter")
        await outcome(it)


# -- an order like one of this week


async def placed_before(it: ShopDriver) -> None:
    await it.press(*RESISTORS, "P")
    await armed(it)
    await it.press("0001", "enter")
    await outcome(it)
    await it.press("enter")
    await it.still()


async def test_the_same_lines_again_need_the_word_and_a_reason(tmp_path: Path) -> None:
    async with desk(tmp_path, SMALL) as it:
        await placed_before(it)
        await it.press(*RESISTORS, "P")
        sheet = await armed(it)
        await it.sees("AC-2026-0001 of 2 Mar (Ann Ito) has the same lines to the same ship-to")
        await it.press("0002", "enter")
        await it.sees("that is not SAME; nothing was sent")
        await it.press("same", "enter")
        await it.sees("and why?")
        await it.press("same a second line", "enter")
        await it.sees("type the last 4 characters")
        await it.until(lambda: sheet.armed, "the end of the guard")
        await it.press("0002", "enter")
        await outcome(it)
        said = await it.app.services._ledger.read(
            lambda db: db.execute("SELECT reason FROM audit WHERE what = 'same lines'").fetchall()
        )
        assert said == [("a second line",)]


# -- keys that came while the prices were asked


async def test_keys_behind_p_do_nothing_to_the_draft_and_nothing_to_the_sheet(
    tmp_path: Path,
) -> None:
    async with desk(tmp_path, SMALL) as it:
        asked, answer = asyncio.Event(), asyncio.Event()
        look_up = it.vendor.look_up

        async def slow(number: str) -> object:
            asked.set()
            await answer.wait()
            return await look_up(number)

        await it.press(*RESISTORS, "3")
        await it.still()
        it.vendor.look_up = slow  # type: ignore[assignment, method-assign]
        it.burst("P", "x", "+", "D", "yes", "enter", "q", "n", "4", "f5")
        await it.until(asked.is_set, "the question for prices")
        assert isinstance(it.app.sheet, AskingSheet)
        it.burst("x", "0001", "enter")
        await it.pilot.pause()
        answer.set()
        sheet = await armed(it)
        assert sheet.editor.text == ""
        assert it.lines == [("RC0603FR-0710KL", 250)]
        assert it.app.pane.place == "builder"
        assert it.vendor.taken == []


async def test_esc_leaves_a_review_whose_prices_do_not_come(tmp_path: Path) -> None:
    async with desk(tmp_path, SMALL) as it:
        asked, answer = asyncio.Event(), asyncio.Event()

        async def never(number: str) -> object:
            asked.set()
            await answer.wait()
            raise VendorDown("digikey", "DigiKey is down.")

        await it.press(*RESISTORS, "3")
        await it.still()
        it.vendor.look_up = never  # type: ignore[assignment, method-assign]
        await it.press("P")
        await it.until(asked.is_set, "the question for prices")
        await it.press("escape")
        assert it.app.sheet is None
        await it.sees("the review was left; nothing was sent")
        await it.press("+")
        assert it.lines == [("RC0603FR-0710KL", 251)]
        answer.set()
        await it.still()
        assert it.app.sheet is None, "and no sheet comes up later"


# -- words


def test_no_two_outcomes_have_the_same_words_or_the_same_next_step() -> None:
    assert set(OUTCOMES) == set(Outcome)
    heads = [head for _, head, _ in OUTCOMES.values()]
    steps = [words for *_, words in OUTCOMES.values()]
    assert len(set(heads)) == len(set(steps)) == len(OUTCOMES)
    for word in ("l looks now", "y copies", "n is for when DigiKey told you"):
        assert word in OUTCOMES[Outcome.UNKNOWN][2]


async def test_what_the_vendor_said_is_shown_word_for_word_and_made_safe(tmp_path: Path) -> None:
    async with desk(tmp_path, SMALL) as it:
        it.vendor.answer = Answer(Outcome.REJECTED, "Line 1: “RC0603” \x1b[2Jis not sold here.")
        await it.press(*RESISTORS, "P")
        await armed(it)
        await it.press("0001", "enter")
        await it.sees("Line 1: “RC0603” ")
        await it.sees("is not sold here.")
        assert "\x1b" not in it.text()
