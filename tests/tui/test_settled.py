"""What watching settled reaches the screen; and no key is named where it does something else."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from tests.tui.kit import SMALL, desk
from tests.tui.test_history import opened as opened_again
from tests.tui.test_history import ordered
from tests.tui.test_morning import item, listed, said
from tests.tui.test_unknown import at_vendor, by_itself, lost, opened
from tui.screens.facts import FactsSheet
from tui.screens.mistake import MistakeSheet
from tui.screens.morning import MorningSheet
from tui.screens.order import OrderSheet
from tui.widgets.bars import said_line, top_line
from tui.widgets.lines import Line

NOW = datetime(2026, 3, 2, 12, 2, tzinfo=UTC)
FOUND = "AC-2026-0001 was found: DigiKey has it as sales order 88001"


def words(line: Line) -> str:
    return "".join(text for text, _ in line)


async def test_an_order_that_was_found_is_said_and_marked_until_it_is_opened(
    tmp_path: Path,
) -> None:
    async with desk(tmp_path) as it:
        await lost(it)
        it.vendor.listed = [at_vendor()]
        await by_itself(it)
        it.app.changed("orders")
        await it.still()
        assert it.app.said == FOUND
        assert "*processing" in it.text()
        await it.press("enter")
        await it.until(lambda: isinstance(it.app.sheet, OrderSheet), "the order's sheet")
        await it.still()
        assert "was found: DigiKey has it as sales order 88001" in it.text()
        await it.press("escape")
        assert "*processing" not in it.text()


async def test_an_attempt_says_what_was_found_later_before_what_was_known_then(
    tmp_path: Path,
) -> None:
    async with desk(tmp_path) as it:
        await opened(it)
        it.vendor.listed = [at_vendor()]
        await it.press("l")
        await it.sees("found later, 12:02:00: the vendor lists it as 88001")
        assert "at that time: the connection broke before an answer came" in it.text()
        assert it.app.said == FOUND
        await it.press("escape")
        await it.still()
        assert "*processing" not in it.text(), "whoever had it open has seen it"


async def test_no_new_draft_of_what_may_be_ordered_already(tmp_path: Path) -> None:
    async with desk(tmp_path) as it:
        await lost(it)
        await it.press("r")
        assert "may be at DigiKey: Enter opens it, l looks there" in it.app.said
        await opened_again(it)
        await it.press("d")
        assert "it may be at DigiKey: l looks now" in it.app.said
        assert len(await it.app.services.drafts.heads()) == 1


async def test_the_foot_says_what_y_copies_now_and_t_only_while_there_is_an_alarm(
    tmp_path: Path,
) -> None:
    async with desk(tmp_path) as it:
        await opened(it)
        assert "y copy what to tell DigiKey" in it.text()
        await it.press("down")
        assert "y copy AC-2026-0001" in it.text()
        it.vendor.listed = [at_vendor(), at_vendor("9911", "88002")]
        await it.press("l")
        await it.sees("t take note (asks why)")
        assert it.app.sheet is not None
        whole = " ".join(" ".join(words(line) for line in it.app.sheet.lines(92)).split())
        assert "There it is orders 9910 and 9911, sales orders 88001 and 88002." in whole
        await it.press("t", "Jane cancelled 9911", "enter")
        await it.sees("taken note of by ann")
        assert "t take note (asks why)" not in it.text()
        await it.press("escape")
        await it.still()
        assert "twice (noted)" in it.text()
        assert "ordered twice (noted)" in it.text()


async def test_w_is_named_only_where_it_opens_the_list_and_o_is_ordered_wrong(
    tmp_path: Path,
) -> None:
    async with desk(tmp_path) as it:
        await lost(it)
        assert "w opens the list" in it.text()
        await opened_again(it)
        assert "? AC-2026-0001 unknown" in it.text()
        assert "w opens the list" not in it.text()
        await it.press("w")
        assert isinstance(it.app.sheet, OrderSheet)
        await it.press("o")
        await it.until(lambda: isinstance(it.app.sheet, MistakeSheet), "what now")


async def test_what_was_said_is_read_whole_over_a_sheet_too(tmp_path: Path) -> None:
    async with desk(tmp_path, SMALL) as it:
        await ordered(it)
        await opened_again(it)
        it.app.say("a sentence that is far too long " * 4)
        assert "! reads on" in it.text()
        await it.press("!")
        assert isinstance(it.app.sheet, FactsSheet)


def test_a_key_that_does_not_act_here_is_not_named() -> None:
    assert "! reads on" in words(said_line(40, "word " * 20, "text"))
    cut = words(said_line(40, "word " * 20, "text", reads=False))
    assert "!" not in cut
    assert len(cut) == 40
    assert "w opens" not in said(item("unknown"), opens=False)


def test_what_is_wrong_is_never_cut_off_the_top_line() -> None:
    panes = [(1, "Bonded", False), (2, "Search", False), (3, "Order", False), (4, "History", True)]
    for state in ("trouble", "limit reached"):
        line = top_line(80, "sandbox", "buyer1", panes, [("DigiKey", state)], 12, "", alone=True)
        assert f"DigiKey {state} " in words(line)[:80]
        assert "[4 History]" in words(line)[:80]
    at_rest = words(top_line(80, "sandbox", "buyer1", panes, [], 0, "", alone=True))
    assert "2 Search" in at_rest
    assert "buyer1" in at_rest


async def test_an_empty_list_is_whole_on_a_narrow_screen_and_offers_nothing_to_open(
    tmp_path: Path,
) -> None:
    async with desk(tmp_path, (60, 20)) as it:
        await listed(it)
        assert "backordered." in it.text()
        assert "Enter open" not in it.text()


async def test_a_row_of_the_list_has_room_for_its_words(tmp_path: Path) -> None:
    async with desk(tmp_path, SMALL) as it:
        it.app.show_sheet(MorningSheet(it.app, [item("unknown"), item("late")]))
        await it.sees("▸ 1")
        (row,) = [line for line in it.text().splitlines() if "▸ 1" in line]
        assert row.index("unknown it is") < 35
