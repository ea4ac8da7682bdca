"""The desk under a person's keys."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from textual import events

from cache.drafts import Drafts
from cache.limits import Low
from tests.cache.desk import ANN, offer, part
from tests.tui.kit import CAPACITOR, DESK, RESISTOR, SMALL, Shop, ShopDriver, desk
from vendors.errors import NoAnswer, SignInNeeded


async def test_four_panes_stand_side_by_side_and_digits_go_to_each(tmp_path: Path) -> None:
    async with desk(tmp_path, DESK) as it:
        for number, word in enumerate(("Bonded", "Search", "Order", "History"), 1):
            assert f" {number} {word} " in it.text()
            await it.press(str(number))
            assert it.app.pane.number == number
        await it.press("tab")
        assert it.app.pane.number == 1
        await it.press("shift+tab")
        assert it.app.pane.number == 4


async def test_on_a_small_terminal_one_pane_stands_under_a_strip_of_tabs(tmp_path: Path) -> None:
    async with desk(tmp_path, SMALL) as it:
        for number, word, seen in (
            (1, "Bonded", "location"),
            (2, "Search", "stock"),
            (3, "Order", "No line yet"),
            (4, "History", "state"),
        ):
            await it.press(str(number))
            assert f"[{number} {word}]" in it.text().splitlines()[0]
            assert seen in it.text()


@pytest.mark.parametrize("size", [DESK, SMALL])
async def test_the_badge_stands_over_everything(tmp_path: Path, size: tuple[int, int]) -> None:
    async with desk(tmp_path, size) as it:
        for keys in (("1",), ("2",), ("3",), ("4",), ("?",), ("escape", "2", "enter")):
            await it.press(*keys)
            await it.pilot.pause()
            assert "SANDBOX" in it.text().splitlines()[0]


async def test_zoom_shows_one_pane_and_again_all(tmp_path: Path) -> None:
    async with desk(tmp_path, DESK) as it:
        await it.press("4", "z")
        assert "[4 History]" in it.text()
        assert "2 Search ─" not in it.text()
        await it.press("z")
        assert "2 Search ─" in it.text()


async def test_in_a_field_every_printable_key_is_text_and_esc_leaves_it(tmp_path: Path) -> None:
    async with desk(tmp_path) as it:
        await it.press("2", "/", "qaz?P1N4148/NOPB u")
        await it.sees("/ qaz?P1N4148/NOPB u")
        assert it.app.pane.number == 2
        assert it.app.sheet is None
        await it.press("escape", "1")
        assert it.app.pane.number == 1


async def test_f_keys_act_while_text_is_typed(tmp_path: Path) -> None:
    async with desk(tmp_path) as it:
        await it.press("2", "/", "res", "f1")
        await it.sees("Every key")


async def test_help_names_the_keys_of_the_pane_first(tmp_path: Path) -> None:
    async with desk(tmp_path) as it:
        await it.press("3", "?")
        text = it.text()
        assert text.index("Order builder") < text.index("In every pane")
        await it.press("escape")
        assert it.app.sheet is None


async def test_the_vendor_is_asked_on_enter_and_only_then(tmp_path: Path) -> None:
    async with desk(tmp_path) as it:
        it.vendor.searched.clear()
        await it.press("2", "/", "RC06")
        await it.sees("RC0603FR-0710KL     DigiKey+1")
        assert it.vendor.searched == []
        await it.press("enter")
        await it.sees("DigiKey has 2 for “RC06”")
        assert it.vendor.searched == ["RC06"]


async def test_what_the_vendor_adds_does_not_move_what_is_under_the_cursor(tmp_path: Path) -> None:
    async with desk(tmp_path) as it:
        await it.press("2", "/", "RC06", "escape")
        await it.sees("▸RC0603FR-0710KL")
        before = _line_of(it, "▸RC0603FR-0710KL")
        new = part("RC0600AAA", offer("AAA-ND"))
        it.vendor.shelf = (new, *it.vendor.shelf)
        await it.press("f5")
        await it.sees("RC0600AAA")
        assert _line_of(it, "▸RC0603FR-0710KL") == before + 1, "one row came above it"
        assert it.app.pane.current.part == "RC0603FR-0710KL"


def _line_of(it: ShopDriver, words: str) -> int:
    found = [n for n, line in enumerate(it.text().splitlines()) if words in line]
    assert found, it.text()
    return found[0]


async def test_adding_says_at_once_what_is_legal_and_a_key_takes_it(tmp_path: Path) -> None:
    async with desk(tmp_path) as it:
        await it.press("2", "n", "5000", "enter", "a", "3500")
        await it.sees("the minimum is 5,000:  ↑ 5,000")
        await it.press("ctrl+u", "7200")
        await it.sees("7,200 is no multiple of 5,000:  ↑ 10,000   ↓ 5,000")
        await it.press("up", "enter")
        assert it.lines == [("RC0603FR-0710KL", 10_000)]


async def test_a_quantity_that_is_not_legal_is_kept_as_typed_with_its_reason(
    tmp_path: Path,
) -> None:
    async with desk(tmp_path) as it:
        await it.press("2", "n", "5000", "enter", "a", "3500", "enter", "3")
        assert it.lines == [("RC0603FR-0710KL", 3500)]
        await it.sees("! the minimum is 5,000:  + 5,000")
        await it.press("+")
        assert it.lines == [("RC0603FR-0710KL", 5000)]
        await it.press("u")
        assert it.lines == [("RC0603FR-0710KL", 3500)]


async def test_ten_lines_in_one_burst_are_ten_lines(tmp_path: Path) -> None:
    """Nothing between the keys: that is how a line delivers them after a stall."""
    async with desk(tmp_path) as it:
        await it.press("2")
        for quantity in range(101, 111):
            it.burst("a", str(quantity), "enter")
        await it.until(lambda: len(it.lines) == 10, "ten lines")
        assert [quantity for _, quantity in it.lines] == list(range(101, 111))


async def test_a_key_that_follows_a_search_acts_on_its_rows(tmp_path: Path) -> None:
    async with desk(tmp_path) as it:
        it.burst("2", "/", "GRM188", "escape", "a", "12", "enter")
        await it.until(lambda: len(it.lines) == 1, "the line")
        assert it.lines == [("GRM188R71H104KA93D", 12)]


async def test_bonded_is_added_at_its_row_and_says_what_is_not_documented(tmp_path: Path) -> None:
    async with desk(tmp_path) as it:
        await it.press("1", "a", "100")
        await it.sees("the minimum is 4,000")
        await it.press("ctrl+u", "enter", "3")
        line = it.app._builder.draft.lines[0]  # type: ignore[union-attr]
        assert (line.number, line.quantity, line.bonded_customer_id) == ("RC0805-B", 4000, "7002")
        await it.sees("· whether the reserve fills this")
        await it.press("m")
        await it.sees("whether the reserve fills this is not documented")
        await it.press("escape", "1", "enter")
        await it.sees("document whether such a line is filled from the reserve")


async def test_no_agreement_is_said_and_is_no_error(tmp_path: Path) -> None:
    shop = Shop()
    shop.stock = {}
    shop.sites = tuple(replace(site, bonded=False) for site in shop.sites)
    async with desk(tmp_path, vendor=shop) as it:
        await it.sees("DigiKey names no bonded stock for this account.")


async def test_what_another_session_changed_stands_here_with_ours_behind_it(tmp_path: Path) -> None:
    async with desk(tmp_path) as it:
        await it.press("2", "a", "250", "enter")
        await it.still()
        other = Drafts(it.app.services._ledger, it.app.services.clock, ANN)
        theirs = await other.open(1)
        theirs.lines = [replace(theirs.lines[0], quantity=999)]
        await other.save(theirs)
        await it.press("a", "40", "enter")
        await it.sees("another session changed D-1")
        await it.still()
        assert [quantity for _, quantity in it.lines] == [999, 40]
        assert [line.quantity for line in (await other.open(1)).lines] == [999, 40]


async def test_a_draft_that_is_gone_elsewhere_is_kept_as_another(tmp_path: Path) -> None:
    async with desk(tmp_path) as it:
        await it.press("2", "a", "250", "enter")
        await it.still()
        other = Drafts(it.app.services._ledger, it.app.services.clock, ANN)
        await other.discard(1)
        await it.press("a", "40", "enter")
        await it.sees("D-1 was thrown away meanwhile. Your lines are kept as D-2")
        assert [quantity for _, quantity in it.lines] == [250, 40]


async def test_refreshing_the_draft_takes_prices_and_never_quantities(tmp_path: Path) -> None:
    async with desk(tmp_path) as it:
        await it.press("2", "a", "250", "enter", "3")
        it.vendor.sells(part("RC0603FR-0710KL", offer("311-10.0KHRCT-ND", "0.12", stock=7)))
        await it.press("f5")
        await it.sees("as DigiKey says now")
        (line,) = it.app._builder.draft.lines  # type: ignore[union-attr]
        assert (line.quantity, str(line.unit_price), line.stock) == (250, "0.12", 7)


async def test_keys_that_wait_for_rows_never_act_on_the_rows_before(tmp_path: Path) -> None:
    """What a vendor answers in between asks the store anew, and ends the question of the field."""
    async with desk(tmp_path) as it:
        await it.press("2")
        it.burst("/", "GRM188", "escape", "a", "12", "enter")
        it.app.changed("catalogue")
        await it.until(lambda: len(it.lines) == 1, "the line")
        assert it.lines == [("GRM188R71H104KA93D", 12)]


async def test_a_sign_in_that_keeps_failing_is_tried_once_for_each_key(tmp_path: Path) -> None:
    async with desk(tmp_path) as it:
        tries = []

        async def failing(app: object, error: object) -> None:
            tries.append(error)
            raise SignInNeeded("digikey", "the sign-in was refused again")

        it.app._upkeep._live.mend = failing  # type: ignore[method-assign,union-attr]
        it.vendor.down = SignInNeeded("digikey", "the sign-in has ended")
        await it.press("2", "/", "res", "enter")
        await it.sees("the sign-in was refused again")
        await it.still()
        assert len(tries) == 1


@pytest.mark.parametrize("typed", ["12.50", "1.5", "2,50", "1,2500"])
async def test_a_quantity_that_is_no_whole_number_is_not_taken(tmp_path: Path, typed: str) -> None:
    async with desk(tmp_path) as it:
        await it.press("2", "a", typed, "enter")
        await it.sees("whole pieces")
        assert it.lines == []


async def test_the_field_opens_from_any_pane_of_a_small_terminal(tmp_path: Path) -> None:
    """Its pane was not shown, and had no width, a moment before."""
    async with desk(tmp_path, SMALL) as it:
        await it.press("3", "/", "GRM188")
        await it.sees("/ GRM188")
        assert it.app.pane.number == 2
        await it.pilot.resize_terminal(40, 10)
        await it.pilot.resize_terminal(1, 1)
        await it.pilot.resize_terminal(*SMALL)
        await it.press("escape", "?", "escape")
        await it.sees("/ GRM188")


async def test_a_line_typed_right_after_a_new_draft_is_in_the_new_one(tmp_path: Path) -> None:
    async with desk(tmp_path) as it:
        await it.press("2", "a", "250", "enter", "3")
        it.burst("n", "2", "a", "5", "enter")
        await it.until(lambda: it.lines == [("RC0603FR-0710KL", 5)], "the line in the new draft")
        await it.still()
        first = await it.app.services.drafts.open(1)
        assert [line.quantity for line in first.lines] == [250]


async def test_keys_typed_right_after_a_list_was_asked_for_act_on_it(tmp_path: Path) -> None:
    async with desk(tmp_path) as it:
        await it.press("2", "a", "250", "enter", "3", "n")
        await it.still()
        it.burst("d", "down", "enter")
        await it.until(lambda: it.lines == [("RC0603FR-0710KL", 250)], "the first draft")


async def test_esc_and_a_key_in_one_packet_are_two_keys(tmp_path: Path) -> None:
    async with desk(tmp_path) as it:
        await it.press("2", "/", "RC06")
        it.app.post_message(events.Key("alt+1", "1"))
        await it.until(lambda: it.app.pane.number == 1, "the bonded pane")
        await it.press("2")
        await it.sees("/ RC06 ")


async def test_many_sites_leave_room_for_their_parts(tmp_path: Path) -> None:
    shop = Shop()
    shop.sites = tuple(replace(shop.sites[1], customer_id=str(n)) for n in range(7001, 7031))
    async with desk(tmp_path, SMALL, vendor=shop) as it:
        await it.press("1")
        await it.sees("RC0805")
        await it.press(*["right"] * 30)
        await it.until(lambda: "▸COR9" in it.text(), "the last site")
        await it.sees("DigiKey reports no bonded part at this location.")


async def test_the_vendor_failing_is_said_and_gone_when_it_answers(tmp_path: Path) -> None:
    async with desk(tmp_path) as it:
        it.vendor.down = NoAnswer("digikey", "no answer within 30 seconds")
        await it.press("2", "/", "res", "enter")
        await it.sees("no answer within 30 seconds")
        assert "DigiKey trouble" in it.text().splitlines()[0]
        assert "RC0603FR-0710KL" in it.text(), "what is known stays on the screen"
        it.vendor.down = None
        await it.press("f5")
        await it.sees("DigiKey ok")


async def test_calls_that_run_low_are_said_and_not_before(tmp_path: Path) -> None:
    shop = Shop()
    async with desk(tmp_path, SMALL, vendor=shop) as it:
        assert "calls till" not in it.text()
        midnight = datetime(2026, 3, 3, tzinfo=UTC)
        shop.low = {"search": Low("digikey:product", 41, midnight)}
        here = midnight.astimezone(it.app.now().tzinfo)
        await it.press("2", "/", "res", "enter")
        await it.sees(f"41 part calls till {here:%H:%M}")


async def test_only_the_pane_concerned_says_which_calls_are_used_up(tmp_path: Path) -> None:
    shop = Shop()
    midnight = datetime(2026, 3, 3, tzinfo=UTC)
    shop.low = {
        "search": Low("digikey:product", 0, midnight),
        "history": Low("digikey:status", 0, midnight),
    }
    async with desk(tmp_path, SMALL, vendor=shop) as it:
        for key, words in (
            ("1", ""),
            ("2", "no part calls till"),
            ("3", ""),
            ("4", "no order status calls till"),
        ):
            await it.press(key)
            top = it.text().splitlines()[0]
            assert words in top
            assert bool(words) == ("calls" in top), key


async def test_what_was_said_can_be_read_after_it_was_cleared(tmp_path: Path) -> None:
    async with desk(tmp_path) as it:
        await it.press("2", "a", "250", "enter")
        said = it.app.said
        assert said
        await it.press("escape")
        assert not it.app.said
        await it.press("!")
        await it.sees("What was said last")
        assert said.split(",")[0] in it.text()


async def test_a_draft_is_thrown_away_only_by_a_yes(tmp_path: Path) -> None:
    async with desk(tmp_path) as it:
        await it.press("2", "a", "250", "enter", "3", "D", "no", "enter")
        await it.sees("D-1 is kept")
        assert it.lines == [("RC0603FR-0710KL", 250)]
        await it.press("D", "yes", "enter")
        await it.sees("D-1 is thrown away")
        assert it.lines == []


async def test_a_sign_in_that_ended_is_said_and_mended(tmp_path: Path) -> None:
    async with desk(tmp_path) as it:
        it.vendor.down = SignInNeeded("digikey", "the sign-in has ended: sign in again")
        await it.press("2", "/", "res", "enter")
        await it.sees("the sign-in has ended")
        live = it.app._upkeep._live
        assert [type(error) for error in live.mended] == [SignInNeeded]  # type: ignore[union-attr]


async def test_a_part_opens_into_its_offers_and_is_added_from_there(tmp_path: Path) -> None:
    async with desk(tmp_path) as it:
        await it.press("2", "enter")
        await it.sees("311-10.0KHRTR-ND")
        await it.press("down", "a", "5000", "enter")
        assert it.lines == [("RC0603FR-0710KL", 5000)]
        assert it.app.sheet is None


async def test_a_key_that_cannot_act_says_why(tmp_path: Path) -> None:
    async with desk(tmp_path, ship_to=False) as it:
        for keys, why in (
            (("3", "P"), "the draft has no line yet"),
            (("3", "x"), "there is no line here yet"),
            (("3", "u"), "there is nothing to undo"),
            (("4", "enter"), "there is no row here"),
        ):
            await it.press(*keys)
            await it.sees(why)


async def test_the_draft_is_there_after_leaving(tmp_path: Path) -> None:
    async with desk(tmp_path) as it:
        await it.press("2", "a", "250", "enter", "3", "r", "spares", "enter", "q")
    async with desk(tmp_path) as it:
        assert it.lines == [("RC0603FR-0710KL", 250)]
        assert it.app._builder.draft.name == "spares"  # type: ignore[union-attr]


async def test_every_size_from_the_least_on_draws_whole_lines(tmp_path: Path) -> None:
    async with desk(tmp_path) as it:
        await it.press("2", "a", "3", "enter", "1", "a", "5", "enter")
        for size in ((60, 20), (79, 23), (100, 30), (120, 40), (250, 70)):
            await it.pilot.resize_terminal(*size)
            for pane in "1234":
                await it.press(pane)
                lines = it.text().splitlines()
                assert len(lines) == size[1]
                assert re.search(r"\d (Bonded|Search|Order|History)", it.text())


async def test_totals_are_of_the_parts_shown(tmp_path: Path) -> None:
    async with desk(tmp_path) as it:
        await it.press("2", "a", "1000", "enter", "down", "down", "a", "4", "enter", "3")
        await it.sees("101.00 USD")
        assert [number for number, _ in it.lines] == [RESISTOR.number, CAPACITOR.number]
