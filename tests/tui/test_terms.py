"""The forms in which a buyer sets the terms of an order and of a line, and where they show."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.tui.kit import SMALL, ShopDriver, desk
from tests.tui.test_drafting import beside
from tui.screens.commit import CommitSheet
from tui.screens.form import Choice, Field, FormSheet, matching
from tui.screens.terms_shared import terms_fields
from vendors.choices import Choices
from vendors.digikey.words import EXPORT_USES, SHIP_METHODS
from vendors.terms import NO_ORDER_TERMS, ExportUse, LineTerms, OrderTerms, Schedule

RESISTORS = ("2", "a", "250", "enter", "3")
METHOD, CONTROL, ACCOUNT, COFC, TAXABLE, NOTE = range(6)
COUNTRY, CONSIGNEE, FIRST, SECOND = 6, 7, 8, 9
LINE_ID, PART, LINE_COFC, DAY, SCHEDULE = range(5)


def terms(it: ShopDriver) -> OrderTerms:
    draft = it.app._builder.draft
    assert draft is not None
    return draft.terms


def line_terms(it: ShopDriver) -> LineTerms:
    return it.app._builder.draft_lines[0].terms


async def opened(it: ShopDriver, key: str = "T") -> None:
    await it.press(*RESISTORS, key)
    await it.until(lambda: isinstance(it.app.sheet, FormSheet), "the form")


async def put(it: ShopDriver, at: int, *keys: str) -> None:
    """From the first field go down to the one at this place, change it, and go back up."""
    await it.press(*["down"] * at, "enter", *keys, "enter", *["up"] * at)


def test_letters_narrow_a_list_and_beginnings_come_first() -> None:
    words = [Choice(""), *map(Choice, SHIP_METHODS)]
    assert [one.word for one in matching(words, "ups 2")] == ["UPS 2 day", "UPS 2 day noon"]
    assert [one.word for one in matching(words, "DAY 2")][:1] == ["FedEx 2 day"]
    assert matching(words, "") == words
    assert matching(words, "zeppelin") == []
    assert [one.word for one in matching([Choice("a b"), Choice("b")], "b")] == ["b", "a b"]


async def test_every_field_is_saved_as_it_is_taken_and_undone_like_any_change(
    tmp_path: Path,
) -> None:
    async with desk(tmp_path, SMALL) as it:
        await opened(it)
        await put(it, METHOD, "ups 2")
        assert terms(it) == OrderTerms(ship_method="UPS 2 day")
        await put(it, CONTROL, "si")
        await put(it, ACCOUNT, "990044417")
        await put(it, COFC, "y")
        await put(it, TAXABLE, "n")
        await put(it, NOTE, "dock", "space", "4")
        await put(it, NOTE + 1, "call")
        wanted = OrderTerms("UPS 2 day", "Single", "990044417", True, False, ("dock 4", "call"))
        assert terms(it) == wanted
        await it.app._builder.flush()
        draft = it.app._builder.draft
        assert draft is not None
        stored = await it.app.services.drafts.open(draft.id)
        assert stored.terms == wanted
        await it.press("escape", "u", "u")
        assert terms(it).notes == ()
        await it.press("ctrl+r")
        assert terms(it).notes == ("dock 4",)


async def test_esc_leaves_a_field_as_it_was_and_x_takes_it_away(tmp_path: Path) -> None:
    async with desk(tmp_path, SMALL) as it:
        await opened(it)
        await put(it, METHOD, "fedex", "space", "gr")
        await it.press("enter", "dhl", "escape")
        assert isinstance(it.app.sheet, FormSheet), "Esc left the field, not the form"
        assert terms(it).ship_method == "FedEx ground"
        await it.press("x")
        assert terms(it) == NO_ORDER_TERMS
        await it.press("x")
        await it.sees("nothing is asked for there")


async def test_a_word_that_no_list_has_is_not_taken(tmp_path: Path) -> None:
    async with desk(tmp_path, SMALL) as it:
        await opened(it)
        await it.press("enter", "zeppelin", "enter")
        await it.sees("nothing on the list has “zeppelin”")
        assert terms(it) == NO_ORDER_TERMS
        await it.press("ctrl+u", "down", "down", "enter")
        assert terms(it).ship_method == SHIP_METHODS[1]


async def test_what_it_is_used_for_depends_on_what_was_chosen_before(tmp_path: Path) -> None:
    async with desk(tmp_path, SMALL) as it:
        # To Cork: what goes to Austin does not leave the US.
        await it.press("3", "s", "down", "enter")
        await opened(it)
        await it.press(*["down"] * SECOND, "enter")
        await it.sees("choose the first use before")
        await it.press(*["up"] * SECOND)
        await it.press(*["down"] * COUNTRY, "enter", "mexico", "enter")
        await it.sees("a country is two letters")
        await it.press("ctrl+u", "us", "enter")
        await it.sees("goods that stay in US are asked nothing")
        await it.press("ctrl+u", "mx", "enter", *["up"] * COUNTRY)
        await put(it, CONSIGNEE, "Acme")
        await put(it, FIRST, "indu")
        await put(it, SECOND, "tools")
        assert terms(it).export == ExportUse("MX", "Acme", "Industrial", "Tools")
        await put(it, FIRST, "medi")
        assert terms(it).export == ExportUse("MX", "Acme", "Medical", "")
        await it.press(*["down"] * SECOND, "enter")
        for word in EXPORT_USES["Medical"]:
            await it.sees(word)


async def test_goods_that_stay_in_the_country_are_asked_nothing(tmp_path: Path) -> None:
    async with desk(tmp_path, SMALL) as it:
        await opened(it)
        await it.press(*["down"] * COUNTRY, "enter")
        await it.sees("it ships to US: asked only where goods leave US")
        assert "while" not in it.app.said
        assert terms(it).export is None


async def test_days_and_schedules_of_a_line(tmp_path: Path) -> None:
    async with desk(tmp_path, SMALL) as it:
        await opened(it, "f2")
        await put(it, LINE_ID, "PO-10")
        await it.press(*["down"] * DAY, "enter", "2 mar 2026", "enter")
        await it.sees("2 Mar 2026 is not in the future")
        await it.press("ctrl+u", "someday", "enter")
        await it.sees("that is no day")
        await it.press("ctrl+u", "+", "14", "enter", *["up"] * DAY)
        assert line_terms(it) == LineTerms("PO-10", wanted_on=date(2026, 3, 16))
        await it.press(*["down"] * SCHEDULE, "enter")
        await it.sees("it has one day for all of it: x on that field first")
        await it.press("up", "x")
        await it.press("down", "enter", "100 on 1 apr", "enter")
        await it.sees("the schedules come to 100 of 250 pieces")
        await it.press(", 151 1 may", "enter")
        await it.sees("the schedules come to 251 of 250 pieces")
        await it.press("ctrl+u", "100 on 1 apr, 150 2026-04-01", "enter")
        await it.sees("1 Apr 2026 stands twice in the schedules")
        assert line_terms(it).schedules == (), "nothing of a list that is not whole is taken"
        await it.press("ctrl+u", "100 on 1 apr, 150 1 may", "enter")
        assert line_terms(it).schedules == (
            Schedule(date(2026, 4, 1), 100),
            Schedule(date(2026, 5, 1), 150),
        )
        await it.sees("100 on 1 Apr 2026, 150 on 1 May 2026")


async def test_a_list_of_schedules_longer_than_the_sheet_is_wide_is_seen_whole(
    tmp_path: Path,
) -> None:
    days = [date(2026, 4, day) for day in range(1, 11)]
    async with desk(tmp_path, SMALL) as it:
        await opened(it, "f2")
        await put(it, SCHEDULE, ", ".join(f"25 on {day.isoformat()}" for day in days))
        assert line_terms(it).schedules == tuple(Schedule(day, 25) for day in days)
        shown = " ".join(it.text().replace("│", " ").split())
        assert ", ".join(f"25 on {day.day} Apr 2026" for day in days) in shown
        # What the editor begins with is read as the same again.
        await it.press(*["down"] * SCHEDULE, "enter", "enter")
        assert line_terms(it).schedules == tuple(Schedule(day, 25) for day in days)


async def test_a_line_in_schedules_and_single_shipment_are_said_to_contradict(
    tmp_path: Path,
) -> None:
    def shown() -> str:
        return " ".join(it.text().replace("│", " ").split())

    async with desk(tmp_path, SMALL) as it:
        await opened(it, "f2")
        await put(it, SCHEDULE, "100 on 1 apr, 150 on 1 may")
        assert "documented" not in shown()
        await it.press("escape", "T")
        await it.until(lambda: "Terms of" in getattr(it.app.sheet, "title", ""), "the terms")
        await put(it, CONTROL, "imm")
        assert "line 1 has schedules" not in shown()
        await put(it, CONTROL, "si")
        assert (
            "! and line 1 has schedules for several days: what DigiKey does with both is not "
            "documented. x takes Single away, Esc then F2 on the line changes its days"
        ) in shown()
        await it.press("escape", "f2")
        await it.until(lambda: "Line 1" in getattr(it.app.sheet, "title", ""), "the line's terms")
        assert "! the order's ship control is Single: nothing before all of it is there." in shown()
        await it.press("escape", "P")
        await it.until(lambda: isinstance(it.app.sheet, CommitSheet), "the commit sheet")
        sheet = it.app.sheet
        assert isinstance(sheet, CommitSheet)
        assert sheet.review.problems == [], "it is said, and not forbidden"
        (said,) = [one for one in sheet.review.notes if "Single" in one]
        await it.until(lambda: sheet.armed, "the end of the moment in which keys do not count")
        assert "T changes ship control" in said
        await it.press("escape", "T")
        await it.until(lambda: "Terms of" in getattr(it.app.sheet, "title", ""), "the terms")
        await it.press("down", "x")
        assert "documented" not in shown(), "the key it names mends it"


async def test_a_quantity_that_the_schedules_no_longer_make_up_is_said_on_the_line(
    tmp_path: Path,
) -> None:
    async with desk(tmp_path, SMALL) as it:
        await opened(it, "f2")
        await put(it, SCHEDULE, "250 on 1 apr")
        await it.press("escape", "enter", "300", "enter")
        await it.sees("! the schedules come to 250 of 300 pieces: F2 changes the line's terms")
        await it.press("enter", "250", "enter")
        assert "come to" not in it.text()


async def test_one_line_id_is_given_once(tmp_path: Path) -> None:
    async with desk(tmp_path, SMALL) as it:
        await it.press(*RESISTORS)
        await opened(it, "f2")
        await put(it, LINE_ID, "PO-10")
        await it.press("escape", "g", "f2", "enter", "po-10", "enter")
        await it.sees("is called that already")


async def test_the_builder_marks_what_asks_for_something(tmp_path: Path) -> None:
    async with desk(tmp_path, SMALL) as it:
        await it.press(*RESISTORS)
        assert "§" not in it.text()
        await opened(it, "f2")
        await put(it, PART, "ACME-7")
        await it.press("escape", "T")
        await it.until(lambda: "Terms of" in getattr(it.app.sheet, "title", ""), "the terms")
        await put(it, METHOD, "ups", "space", "gr")
        await it.press("escape")
        await it.sees("§ has terms: F2")
        await it.sees("T UPS ground")


async def test_a_draft_that_another_session_has_is_not_changed(tmp_path: Path) -> None:
    async with desk(tmp_path, SMALL) as it:
        await opened(it)
        draft = it.app._builder.draft
        assert draft is not None
        async with beside(tmp_path) as ben:
            await it.app._builder.flush()
            await ben.drafts.leases.take_over(draft.id)
            it.app.look_at_draft()
            await it.still()
            await it.press("enter")
            await it.sees("has this draft: t takes it over")
            await it.press("escape")
            await it.press("T")
            assert it.app.sheet is None


async def test_what_goes_out_is_said_before_it_does_and_what_went_out_after(
    tmp_path: Path,
) -> None:
    async with desk(tmp_path, SMALL) as it:
        await opened(it, "f2")
        await put(it, PART, "ACME-7")
        await put(it, SCHEDULE, "250 on 1 apr")
        await it.press("escape", "T")
        await it.until(lambda: "Terms of" in getattr(it.app.sheet, "title", ""), "the terms")
        await put(it, METHOD, "ups", "space", "gr")
        await put(it, ACCOUNT, "990044417")
        await put(it, NOTE, "dock", "space", "4")
        await it.press("escape", "P")
        await it.until(lambda: getattr(it.app.sheet, "armed", False), "the commit sheet")
        sheet = it.app.sheet
        assert isinstance(sheet, CommitSheet)
        shown = "\n".join("".join(text for text, _ in line) for line in sheet.lines(76))
        for words in (
            "your part ACME-7",
            "schedules 250 on 1 Apr 2026",
            "UPS ground",
            "our own, ••••4417",
            "dock 4",
            "lines in stock at once, each other when it comes (default)",
        ):
            assert words in shown
        assert "990044417" not in shown
        assert "chooses the method" not in shown
        await it.press(sheet.review.number[-4:], "enter")
        await it.until(lambda: type(it.app.sheet).__name__ == "OutcomeSheet", "the outcome")
        (sent,) = [one for one in it.vendor.sealed if one.number == sheet.review.number][-1:]
        assert sent.terms == OrderTerms("UPS ground", None, "990044417", notes=("dock 4",))
        await it.press("enter")
        await it.still()
        await it.press("enter")
        await it.until(lambda: type(it.app.sheet).__name__ == "OrderSheet", "the order")
        rows = "\n".join("".join(text for text, _ in line) for line in it.app.sheet.lines(76))  # type: ignore[union-attr]
        for words in ("your part ACME-7", "UPS ground", "dock 4", "our own, ••••4417"):
            assert words in rows
        await it.press("escape")
        # The next draft goes to the same place the same way; the note was of that order.
        assert terms(it) == OrderTerms("UPS ground", None, "990044417")


async def test_another_ship_to_brings_how_the_last_order_went_there(tmp_path: Path) -> None:
    async with desk(tmp_path, SMALL) as it:
        await opened(it)
        await put(it, METHOD, "ups", "space", "gr")
        await it.press("escape", "P")
        await it.until(lambda: getattr(it.app.sheet, "armed", False), "the commit sheet")
        assert isinstance(it.app.sheet, CommitSheet)
        await it.press(it.app.sheet.review.number[-4:], "enter")
        await it.until(lambda: type(it.app.sheet).__name__ == "OutcomeSheet", "the outcome")
        await it.press("enter")
        await it.still()
        await it.press("3")
        assert terms(it).ship_method == "UPS ground"
        await it.press("s", "down", "enter")
        assert terms(it) == NO_ORDER_TERMS
        await it.press("s", "up", "enter")
        assert terms(it).ship_method == "UPS ground"
        await it.press("T")
        await it.until(lambda: isinstance(it.app.sheet, FormSheet), "the form")
        await put(it, METHOD, "dhl")
        await it.press("escape", "s", "down", "enter")
        assert terms(it).ship_method == "DHL worldwide Express", "that was said by the buyer"


async def test_the_note_for_bonded_lines_is_set_for_everybody_here(tmp_path: Path) -> None:
    async with desk(tmp_path, SMALL) as it:
        await opened(it)
        await it.press(*["down"] * 11, "enter", "MO", "space", "7", "enter")
        await it.still()
        await it.sees("MO 7")
        async with beside(tmp_path) as ben:
            assert await ben.bonded_notes.read("digikey") == "MO 7"
        assert terms(it) == NO_ORDER_TERMS


@pytest.mark.parametrize("key", ["j", "k", "q"])
async def test_while_a_field_is_changed_letters_are_text(tmp_path: Path, key: str) -> None:
    async with desk(tmp_path, SMALL) as it:
        await opened(it)
        await put(it, ACCOUNT, key)
        assert terms(it).shipper_account == key
        assert isinstance(it.app.sheet, FormSheet)


async def test_the_commit_sheet_says_the_bonded_note_and_what_a_control_means(
    tmp_path: Path,
) -> None:
    async with desk(tmp_path, SMALL) as it:
        await it.app.services.bonded_notes.set("digikey", "release from MO 7")
        await it.press("1", "a", "4000", "enter", "3", "T")
        await it.until(lambda: isinstance(it.app.sheet, FormSheet), "the form")
        await it.sees("release from MO 7")
        await put(it, CONTROL, "single")
        await it.press("escape", "P")
        await it.until(lambda: isinstance(it.app.sheet, CommitSheet), "the commit sheet")
        sheet = it.app.sheet
        assert isinstance(sheet, CommitSheet)
        shown = "\n".join("".join(text for text, _ in line) for line in sheet.lines(92))
        assert "release from MO 7 (for the bonded lines)" in shown
        assert "nothing before all of it is there; DigiKey chooses the method (default)" in shown
        assert "in stock at once" not in shown


def test_a_shipper_account_is_whole_only_while_it_is_changed() -> None:
    fields = terms_fields(OrderTerms(shipper_account="990044417"), "DigiKey", Choices())
    (account,) = [one for one in fields if one.id == "shipper_account"]
    assert (account.value, account.typed) == ("••••4417", "990044417")


@pytest.mark.parametrize(("meaning", "whole"), [("of that name", True), ("x" * 90, False)])
def test_behind_a_long_name_a_choice_still_has_the_room_there_is(meaning: str, whole: bool) -> None:
    name = "the SKU for GRM188R71H104KA93D by Murata Electronics"
    field = Field("sku", name, choices=(Choice("GRM188R71H104KA93D", meaning),))

    class Form(FormSheet):
        def fields(self) -> Sequence[Field]:
            return [field]

    room: Any = SimpleNamespace(redraw_sheet=lambda: None)
    form = Form(room)
    form.do_edit()
    (_, choice) = ["".join(text for text, _ in line) for line in form.lines(76)]
    assert len(choice) <= 76
    assert "GRM188R71H104KA93D" in choice
    assert (meaning in choice) is whole
    assert choice.startswith("    ")
