"""The commit sheet: its number, a colleague's order like it, and keys that came too soon."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from cache.people import Buyer
from tests.cache.desk import vendor_order
from tests.reliability.hands import events_of
from tests.tui.kit import SMALL, Shop, ShopDriver, desk
from tui.screens.asking import AskingSheet, from_here
from tui.screens.commit import CommitSheet
from tui.screens.outcome import OutcomeSheet
from vendors.errors import NoAnswer, VendorDown
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


# -- who is billed, and who orders


class BilledShop(Shop):
    account = "7718905"


async def test_it_says_who_is_billed_and_who_orders_as_they_go_out(tmp_path: Path) -> None:
    buyer = Buyer("Acme HQ", "555-0100", "ann@acme.example")
    async with desk(tmp_path, SMALL, BilledShop(), buyer=buyer) as it:
        await it.press(*RESISTORS, "P")
        await armed(it)
        await it.sees("billed to  account …8905")
        assert BilledShop.account not in it.text()
        told = it.vendor.sealed[-1].buyer
        assert f"buyer      {told.name} · {told.email} · {told.telephone}" in it.text()
        assert (told.email, told.telephone) == (buyer.email, buyer.telephone)


async def test_of_what_does_not_go_out_it_shows_nothing(tmp_path: Path) -> None:
    async with desk(tmp_path, SMALL) as it:
        await it.press(*RESISTORS, "P")
        await armed(it)
        assert "billed" not in it.text()
        told = it.vendor.sealed[-1].buyer
        assert (told.name, told.email, told.telephone) == ("Ann Ito", "", "")
        assert "buyer      Ann Ito  " in it.text()
        assert "Ann Ito ·" not in it.text()


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
        await it.sees("AC-2026-0001 of 2 Mar (Ann Ito; accepted) is in this one whole")
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


async def test_what_the_vendor_said_is_shown_word_for_word_and_made_safe(tmp_path: Path) -> None:
    async with desk(tmp_path, SMALL) as it:
        it.vendor.answer = Answer(Outcome.REJECTED, "Line 1: “RC0603” \x1b[2Jis not sold here.")
        await it.press(*RESISTORS, "P")
        await armed(it)
        await it.press("0001", "enter")
        await it.sees("Line 1: “RC0603” ")
        await it.sees("is not sold here.")
        assert "\x1b" not in it.text()


@pytest.mark.parametrize(
    ("said", "here"),
    [
        ("Nothing was sent: press P to try again.", "press Esc, then P to try again"),
        ("press 4 to see its outcome.", "press Esc, then 4 to see"),
        ("no ship-to: press s in the order pane", "press Esc, then s in the order pane"),
        ("press F5 in the bonded pane", "press Esc, then F5 in"),
        ("press F2 and type another number.", "press F2 and type"),
        ("press Sam for it", "press Sam for it"),
    ],
)
def test_keys_of_the_desk_have_esc_before_them_in_the_sheet(said: str, here: str) -> None:
    assert here in from_here(said)


async def test_a_check_that_failed_names_keys_that_act_from_the_sheet(tmp_path: Path) -> None:
    async with desk(tmp_path) as it:
        await it.press(*RESISTORS, "P")
        await armed(it)
        it.vendor.find_fails = NoAnswer("digikey", "DigiKey did not answer in time.")
        await it.press("0001", "enter")
        await it.sees("press Esc, then P to try again")
        it.vendor.find_fails = None
        await it.press("escape", "P")
        await armed(it)
        await it.press("0001", "enter")
        await outcome(it)


async def test_while_it_is_sent_no_key_is_offered_and_each_says_why_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with desk(tmp_path, SMALL) as it:
        checked, sent = asyncio.Event(), asyncio.Event()

        async def find_by_po(number: str) -> tuple[str, ...]:
            await checked.wait()
            return ()

        monkeypatch.setattr(it.vendor, "find_by_po", find_by_po)
        it.vendor.before = sent.wait  # type: ignore[assignment]
        await it.press(*RESISTORS, "P")
        await armed(it)
        assert "number" in it.text().splitlines()[-1]
        await it.press("0001", "enter")
        await it.sees("checking prices and number … not sent yet")
        for key in ("escape", "q", "enter", "f2", "ctrl+q"):
            it.app.say("")
            await it.press(key)
            assert "it is being checked before it is sent" in it.app.said, key
        assert it.text().splitlines()[-1].strip() == ""
        checked.set()
        await it.sees("sending …")
        await it.press("escape")
        assert "its answer comes here by itself" in it.app.said
        sent.set()
        await outcome(it)
        assert "its answer comes" not in it.app.said
        assert len(it.vendor.taken) == 1


async def test_an_order_that_was_tried_says_before_typing_that_its_number_stays(
    tmp_path: Path,
) -> None:
    async with desk(tmp_path, SMALL) as it:
        it.vendor.answer = Answer(Outcome.REJECTED, "no")
        await it.press(*RESISTORS, "P")
        await armed(it)
        await it.press("0001", "enter")
        await outcome(it)
        await it.press("enter", "3", "P")
        await armed(it)
        await it.sees("F2 number stays")
        await it.press("f2")
        assert it.app._keyboard.prompt is None
        assert it.app.said == "AC-2026-0001 was tried before and keeps its number"


async def test_the_longest_number_stands_whole_on_a_small_screen_and_so_does_its_question(
    tmp_path: Path,
) -> None:
    number = "ERP/2026/" + "7" * 26
    async with desk(tmp_path, (60, 20)) as it:
        await it.press(*RESISTORS, "P")
        await armed(it)
        await it.press("f2")
        await it.sees("Enter: is it free?")
        await it.press("escape")
        await it.press("f2", number, "enter")
        await it.sees(f"Place {number} ")
        await it.sees("at DigiKey · order 1 of 1")


async def test_the_number_it_had_before_is_void_and_says_so(tmp_path: Path) -> None:
    async with desk(tmp_path) as it:
        await it.press(*RESISTORS, "P")
        await armed(it)
        await it.press("f2", "4711", "enter")
        await it.sees("Place 4711")
        await armed(it)
        await it.press("f2", "AC-2026-0001", "enter")
        await it.sees("AC-2026-0001 was given up and is void")


async def test_what_is_on_order_is_in_view_on_the_smallest_screen_while_one_types(
    tmp_path: Path,
) -> None:
    async with desk(tmp_path, (60, 20)) as it:
        await placed_before(it)
        await it.press("2", "a", "40", "enter", "P")
        await armed(it)
        await it.sees("250 RC0603FR-0710KL are on order")
        await it.sees("4.00 USD")
        await it.sees("To place it, type")
