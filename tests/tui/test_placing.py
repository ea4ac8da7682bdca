"""From the draft to the outcome, with a person's keys."""

from __future__ import annotations

from pathlib import Path

import pytest

from cache.people import Buyer
from cache.placing import Placing
from cache.sending import NotWritten
from tests.cache.desk import offer, part
from tests.tui.kit import CAPACITOR, SMALL, Shop, ShopDriver, desk
from tui.screens.choice import ChoiceSheet
from tui.screens.commit import CommitSheet
from tui.screens.outcome import OutcomeSheet
from tui.screens.part import PartSheet
from vendors.errors import NoAnswer, VendorDown
from vendors.vocabulary import Answer, Outcome


async def reviewed(it: ShopDriver, *keys: str) -> CommitSheet:
    """Put 250 resistors, or what `keys` add, into the draft, and review it."""
    await it.press(*(keys or ("2", "a", "250", "enter")), "P")
    await it.until(lambda: isinstance(it.app.sheet, CommitSheet), "the commit sheet")
    sheet = it.app.sheet
    assert isinstance(sheet, CommitSheet)
    await it.until(lambda: sheet.armed, "the end of the guard")
    return sheet


async def placed(it: ShopDriver) -> OutcomeSheet:
    await it.until(lambda: isinstance(it.app.sheet, OutcomeSheet), "the outcome")
    sheet = it.app.sheet
    assert isinstance(sheet, OutcomeSheet)
    return sheet


async def test_the_last_four_characters_place_it_once_and_the_history_shows_it(
    tmp_path: Path,
) -> None:
    async with desk(tmp_path) as it:
        sheet = await reviewed(it)
        assert sheet.review.number == "AC-2026-0001"
        for words in ("AC-2026-0001", "SANDBOX", "250", "25.00 USD", "CustomerId 7001"):
            assert words in it.text()
        await it.press("0001", "enter")
        outcome = await placed(it)
        assert outcome.answer.outcome is Outcome.ACCEPTED
        await it.sees("88001")
        await it.press("enter")
        assert it.app.pane.place == "history"
        await it.sees("▸○ accepted         AC-2026-0001")
        assert len(it.vendor.taken) == 1
        assert it.lines == [], "the lines have left the draft"


async def test_settings_name_the_order_and_tell_the_vendor_who_buys(tmp_path: Path) -> None:
    buyer = Buyer(company="Acme HQ", email="buying@acme.example")
    async with desk(tmp_path, prefix="XY", buyer=buyer) as it:
        sheet = await reviewed(it)
        assert sheet.review.number == "XY-2026-0001"
        told = it.vendor.sealed[-1].buyer
        assert (told.name, told.company, told.email) == ("Ann Ito", "Acme HQ", buyer.email)
        assert it.vendor.sealed[-1].ship_to.company == "Acme", "goods go where they went"


async def test_what_was_typed_ahead_does_not_count(tmp_path: Path) -> None:
    async with desk(tmp_path) as it:
        await it.press("2", "a", "250", "enter")
        it.burst("P", "0001", "enter", "0001", "enter")
        await it.until(lambda: isinstance(it.app.sheet, CommitSheet), "the commit sheet")
        await it.pilot.pause()
        assert it.vendor.taken == []
        assert it.app.sheet.editor.text == ""  # type: ignore[union-attr]


async def test_what_was_added_a_moment_ago_is_in_the_order(tmp_path: Path) -> None:
    async with desk(tmp_path) as it:
        it.burst("2", "a", "250", "enter", "a", "40", "enter", "P")
        await it.until(lambda: isinstance(it.app.sheet, CommitSheet), "the commit sheet")
        sheet = it.app.sheet
        assert isinstance(sheet, CommitSheet)
        assert [line.quantity for line in sheet.review.lines] == [250, 40]


@pytest.mark.parametrize("typed", ["0002", "", "y", "AC-2026"])
async def test_nothing_else_places_it(tmp_path: Path, typed: str) -> None:
    async with desk(tmp_path) as it:
        await reviewed(it)
        await it.press(*([typed] if typed else []), "enter")
        await it.sees("nothing was sent" if typed else "nothing typed")
        assert it.vendor.taken == []


async def test_a_paste_does_not_count(tmp_path: Path) -> None:
    async with desk(tmp_path) as it:
        sheet = await reviewed(it)
        it.app._keyboard.paste("0001")
        assert not sheet.armed, "what a terminal makes of the end of a paste does not count either"
        await it.press("0001", "enter")
        await it.until(lambda: sheet.armed, "the end of the guard")
        await it.press("enter")
        await it.sees("nothing typed")
        assert it.vendor.taken == []


async def test_what_cannot_be_returned_has_to_be_typed_first(tmp_path: Path) -> None:
    async with desk(tmp_path) as it:
        sheet = await reviewed(it, "2", "down", "down", "a", "40", "enter")
        assert sheet.review.lines[0].part == CAPACITOR.number
        await it.sees("type NCNR")
        await it.press("0001", "enter")
        await it.sees("that is not NCNR 0001; nothing was sent")
        await it.press("ncnr", "enter")
        await it.sees("type the last 4 characters")
        await it.until(lambda: sheet.armed, "the end of the guard")
        await it.press("0001", "enter")
        await placed(it)
        assert len(it.vendor.taken) == 1


@pytest.mark.parametrize("typed", ["ncnr0001", "NCNR 0001"])
async def test_both_may_be_typed_in_one_line(tmp_path: Path, typed: str) -> None:
    async with desk(tmp_path) as it:
        await reviewed(it, "2", "down", "down", "a", "40", "enter")
        await it.press("NCNR 0002", "enter")
        await it.sees("that is not NCNR 0001; nothing was sent")
        await it.press(typed, "enter")
        await placed(it)
        assert len(it.vendor.taken) == 1


async def test_that_word_places_nothing_where_it_is_not_asked_for(tmp_path: Path) -> None:
    async with desk(tmp_path) as it:
        await reviewed(it)
        await it.press("NCNR0001", "enter")
        await it.sees("that is not 0001; nothing was sent")
        assert it.vendor.taken == []


async def test_a_review_that_had_prices_says_that_the_vendor_is_well_again(tmp_path: Path) -> None:
    async with desk(tmp_path) as it:
        it.app.vendor("digikey", "trouble")
        await it.sees("DigiKey trouble")
        it.vendor.down = VendorDown("digikey", "DigiKey is down.")
        await reviewed(it)
        await it.sees("DigiKey trouble")
        await it.press("escape")
        it.vendor.down = None
        await reviewed(it, "3")
        assert "DigiKey trouble" not in it.text()


async def test_where_it_ships_is_asked_before_the_first_order_and_remembered(
    tmp_path: Path,
) -> None:
    async with desk(tmp_path, ship_to=False) as it:
        await it.press("2", "a", "250", "enter")
        await it.sees("no ship-to yet")
        await it.press("P")
        await it.until(lambda: isinstance(it.app.sheet, ChoiceSheet), "the locations")
        await it.press("down", "enter")
        await it.until(lambda: isinstance(it.app.sheet, CommitSheet), "the commit sheet")
        sheet = it.app.sheet
        assert isinstance(sheet, CommitSheet)
        assert sheet.review.customer_id == "7002"
        await it.until(lambda: sheet.armed, "the end of the guard")
        await it.press("escape", "3", "n")
        await it.sees("D-2 no name · COR")


async def test_an_answer_that_could_not_be_written_down_is_told_with_its_number(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with desk(tmp_path, SMALL) as it:
        await reviewed(it)

        async def not_written(order_id: int, same_because: str) -> Answer:
            answer = Answer(Outcome.ACCEPTED, "", ("88001",))
            raise NotWritten(answer, Placing.not_written(answer))

        monkeypatch.setattr(it.app.services.placing, "place", not_written)
        await it.press("0001", "enter")
        await placed(it)
        await it.sees("88001")
        await it.sees("It is known only here")


async def test_the_lines_of_a_placed_order_are_gone_though_the_next_is_not_placed(
    tmp_path: Path,
) -> None:
    async with desk(tmp_path) as it:
        await reviewed(it, "2", "a", "250", "enter", "1", "a", "4000", "enter")
        await it.press("0001", "enter")
        await placed(it)
        await it.press("enter")
        await it.sees("order 2 of 2")
        sheet = it.app.sheet
        await it.until(lambda: sheet.armed, "the end of the guard")  # type: ignore[union-attr]
        await it.press("escape", "3")
        assert it.lines == [("RC0805", 4000)]
        await it.press("P")
        await it.sees("order 1 of 1")


async def test_esc_goes_back_and_keeps_draft_and_number(tmp_path: Path) -> None:
    async with desk(tmp_path) as it:
        first = await reviewed(it)
        await it.press("escape")
        assert it.app.sheet is None
        assert it.lines == [("RC0603FR-0710KL", 250)]
        second = await reviewed(it, "3")
        assert second.review.number == first.review.number


async def test_an_illegal_quantity_cannot_be_placed_and_the_sheet_says_why(
    tmp_path: Path,
) -> None:
    async with desk(tmp_path) as it:
        await it.press("2", "enter")
        await it.until(lambda: isinstance(it.app.sheet, PartSheet), "the part")
        await it.still()
        # The reel stands below the cut tape.
        await it.press("down", "a", "3500", "enter", "escape", "P")
        await it.until(lambda: isinstance(it.app.sheet, CommitSheet), "the commit sheet")
        await it.sees("the minimum is 5,000")
        await it.sees("it cannot be placed as it is")
        sheet = it.app.sheet
        await it.until(lambda: sheet.armed, "the end of the guard")  # type: ignore[union-attr]
        await it.press("0001", "enter")
        assert it.vendor.taken == []


async def test_a_price_that_moved_is_shown_before_anything_is_typed(tmp_path: Path) -> None:
    async with desk(tmp_path) as it:
        await it.press("2", "a", "250", "enter")
        dearer = part("RC0603FR-0710KL", offer("311-10.0KHRCT-ND", "0.12"))
        it.vendor.sells(dearer)
        await reviewed(it, "3")
        await it.sees("price moved: it was 0.10000")
        await it.sees("30.00 USD")


@pytest.mark.parametrize(
    ("outcome", "words", "next_step"),
    [
        (Outcome.UNKNOWN, "Unknown: it may or may not have been placed.", "will not send it again"),
        (Outcome.REJECTED, "Rejected: DigiKey read the order", "Nothing was ordered"),
        (Outcome.REFUSED, "Refused: DigiKey did not read the order.", "Nothing was ordered"),
        (Outcome.NOT_SENT, "Not sent.", "Nothing left this workstation"),
        (Outcome.ACCEPTED_NO_NUMBER, "number comes later", "Do not order it"),
    ],
)
async def test_every_outcome_has_its_own_words_and_next_step(
    tmp_path: Path, outcome: Outcome, words: str, next_step: str
) -> None:
    async with desk(tmp_path, SMALL) as it:
        it.vendor.answer = Answer(outcome, "the vendor's very words", request_id="req-77")
        await reviewed(it)
        await it.press("0001", "enter")
        await placed(it)
        for seen in (words, next_step, "the vendor's very words", "req-77"):
            await it.sees(seen)


async def test_an_unknown_order_stands_first_and_cannot_be_sent_again(tmp_path: Path) -> None:
    async with desk(tmp_path) as it:
        it.vendor.answer = Answer(Outcome.UNKNOWN, "the connection dropped")
        await reviewed(it)
        await it.press("0001", "enter")
        await placed(it)
        await it.press("enter")
        await it.sees("? 1 unknown")
        await it.sees("? unknown")
        await it.press("enter")
        await it.sees("It may or may not have been")
        await it.press("escape", "3", "P")
        await it.sees("the draft has no line yet")
        assert len(it.vendor.taken) == 1
    async with desk(tmp_path, SMALL) as it:
        assert "? 1 unknown" in it.text().splitlines()[0]


async def test_no_prices_means_no_order_and_the_draft_is_safe(tmp_path: Path) -> None:
    shop = Shop()
    async with desk(tmp_path, vendor=shop) as it:
        await it.press("2", "a", "250", "enter")
        shop.down = NoAnswer("digikey", "no answer within 30 seconds")
        await it.press("P")
        await it.until(lambda: isinstance(it.app.sheet, CommitSheet), "the commit sheet")
        await it.sees("could not be asked for the prices")
        await it.press("escape")
        assert it.lines == [("RC0603FR-0710KL", 250)]
        assert shop.taken == []


async def test_a_draft_for_two_sites_becomes_two_orders_one_after_the_other(
    tmp_path: Path,
) -> None:
    async with desk(tmp_path) as it:
        await reviewed(it, "2", "a", "250", "enter", "1", "a", "4000", "enter")
        await it.sees("order 1 of 2")
        await it.press("0001", "enter")
        await placed(it)
        await it.press("enter")
        await it.sees("order 2 of 2")
        sheet = it.app.sheet
        await it.until(lambda: sheet.armed, "the end of the guard")  # type: ignore[union-attr]
        await it.press("NCNR", "enter")
        await it.until(lambda: sheet.armed, "the end of the guard")  # type: ignore[union-attr]
        await it.press("0002", "enter")
        await placed(it)
        await it.press("enter")
        assert [body.split("|")[:2] for body in it.vendor.taken] == [
            ["AC-2026-0001", "7001"],
            ["AC-2026-0002", "7002"],
        ]


async def test_it_cannot_be_left_while_an_order_is_on_its_way(tmp_path: Path) -> None:
    import asyncio

    async with desk(tmp_path) as it:
        held = asyncio.Event()
        it.vendor.before = held.wait  # type: ignore[assignment]
        await reviewed(it)
        await it.press("0001", "enter")
        await it.sees("sending …")
        await it.press("escape", "ctrl+q", "enter")
        assert it.app._exit is False
        held.set()
        await placed(it)
        assert len(it.vendor.taken) == 1
