"""An order above a limit: what its maker sees, asks, and places in the end."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from cache.people import Person, why_not
from cache.spending_rules import Limit, Rules
from tests.tui.approvals_kit import (
    RULES,
    WHY,
    asked,
    decided,
    one_line,
    session,
)
from tests.tui.kit import DESK, SMALL, desk
from tests.tui.test_history import opened as opened_order
from tests.tui.test_placing import placed, reviewed
from tui.screens.commit import CommitSheet
from tui.screens.morning import MorningSheet
from vendors.vocabulary import Outcome


@pytest.mark.parametrize("size", [DESK, SMALL])
async def test_above_a_limit_nothing_typed_places_it_and_the_limit_is_said_in_money(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async with desk(tmp_path, size, limits=RULES) as it:
        await reviewed(it)
        text = one_line(it)
        assert "! 25.00 USD is above 20.00 USD for one order" in text
        assert "needs approval: Ask for the approval of carol or dan." in text
        assert "type the last 4" not in text
        await it.press("0001", "enter")
        await it.still()
        assert it.vendor.taken == []
        assert "F4 asks for approval" in it.app.said


async def test_within_the_limits_it_is_placed_as_ever(tmp_path: Path) -> None:
    async with desk(tmp_path, limits=RULES) as it:
        await reviewed(it, "2", "a", "100", "enter")
        assert "approval" not in one_line(it).replace("F4 approval", "")
        await it.press("f4")
        assert it.app.said == "it is above no limit"
        await it.press("0001", "enter")
        assert (await placed(it)).answer.outcome is Outcome.ACCEPTED


async def test_asked_the_draft_is_kept_and_work_goes_on(tmp_path: Path) -> None:
    async with desk(tmp_path, limits=RULES) as it:
        await asked(it)
        text = one_line(it)
        assert "ann asked for approval at 12:02. It waits for carol or dan." in text
        await it.press("f4")
        assert it.app.said == "it was asked for before, and waits"
        await it.press("enter")
        assert it.app.said == "it waits for approval: Esc goes back; nothing was sent"
        await it.press("escape")
        assert "AC-2026-0001 waits for approval: w tells when it is decided" in it.app.said
        assert it.lines == [("RC0603FR-0710KL", 250)]
        assert it.app.sheet is None


async def test_a_reason_is_needed_to_ask(tmp_path: Path) -> None:
    async with desk(tmp_path, limits=RULES) as it:
        await reviewed(it)
        await it.press("f4", "  ", "enter")
        assert "a reason in words is needed" in it.app.said
        await it.press("escape")
        await it.still()
        assert await it.app.services.approvals.every() == []


async def test_approved_meanwhile_the_open_sheet_asks_for_the_end_and_places_it(
    tmp_path: Path,
) -> None:
    async with desk(tmp_path, limits=RULES) as it, session(tmp_path) as carol:
        sheet = await asked(it)
        await decided(carol)
        it.app.changed("orders")
        await it.sees("✓ carol approved it")
        assert "carol approved it, until" in one_line(it)
        await it.until(lambda: sheet.armed, "the end of the guard")
        await it.press("0001", "enter")
        assert (await placed(it)).answer.outcome is Outcome.ACCEPTED
        await it.press("enter")
        await it.still()
        await opened_order(it)
        text = one_line(it)
        assert "… asked by ann, 12:02:00: request 1: 25.00 USD is above 20.00 USD" in text
        assert f"“{WHY}”" in text
        assert "✓ approved by carol, 12:00:00: request 1:" in text
        assert "the approval it was sent by" in text


@pytest.mark.parametrize("size", [DESK, SMALL])
async def test_from_the_list_one_key_leads_to_the_sheet_that_places_it(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async with desk(tmp_path, size, limits=RULES) as it, session(tmp_path) as carol:
        await asked(it)
        await it.press("escape", "3", "n")
        await it.still()
        assert it.lines == [], "other work"
        await decided(carol)
        it.app.changed("orders")
        await it.sees("1 approved")
        await it.press("w")
        await it.until(lambda: isinstance(it.app.sheet, MorningSheet), "the list")
        assert "carol approved 25.00 USD, until" in one_line(it)
        await it.press("enter")
        await it.until(lambda: isinstance(it.app.sheet, CommitSheet), "the commit sheet")
        sheet = it.app.sheet
        assert isinstance(sheet, CommitSheet)
        await it.until(lambda: sheet.armed, "the end of the guard")
        await it.press("0001", "enter")
        assert (await placed(it)).answer.outcome is Outcome.ACCEPTED
        await it.still()
        assert "1 approved" not in it.text()


async def test_declined_says_who_and_why_and_can_be_asked_again(tmp_path: Path) -> None:
    async with desk(tmp_path, limits=RULES) as it, session(tmp_path) as carol:
        sheet = await asked(it)
        await decided(carol, approve=False, reason="too many at once")
        it.app.changed("orders")
        await it.sees("✕ carol declined it")
        await it.until(lambda: sheet.armed, "the end of the guard")
        assert "carol declined it: “too many at once”" in one_line(it)
        await it.press("0001", "enter")
        assert it.vendor.taken == []
        await it.press("f4", "but they are needed", "enter")
        await it.sees("… ann asked for approval")


async def test_a_changed_order_says_what_changed_and_needs_approval_anew(tmp_path: Path) -> None:
    async with desk(tmp_path, limits=RULES) as it, session(tmp_path) as carol:
        await asked(it)
        await decided(carol)
        await it.press("escape", "3", "enter", "300", "enter")
        await it.still()
        await it.press("P")
        await it.sees("! The approval by carol is void")
        text = one_line(it)
        assert "the order was changed since" in text
        assert "≠ line 1 RC0603FR-0710KL: 250 → 300 pieces" in text
        assert "≠ total: 25.00 USD → 30.00 USD" in text
        await it.press("0001", "enter")
        await it.still()
        assert it.vendor.taken == []


async def test_the_list_has_what_waits_first_and_places_ones_own(tmp_path: Path) -> None:
    async with desk(tmp_path, limits=RULES) as it, session(tmp_path) as carol:
        await it.press("A")
        await it.sees("Nobody asked for an approval so far.")
        assert "Whoever has no limits of their own at each vendor" in one_line(it)
        await it.press("escape")
        await asked(it)
        await it.press("escape")
        await decided(carol)
        await it.press("3", "n")
        await it.still()
        await it.press("s", "enter", "2")
        await it.still()
        await asked(it, "2", "a", "400", "enter")
        await it.press("escape", "A")
        await it.sees("2 requests · 1 waiting, 0 for you")
        rows = [line for line in it.text().splitlines() if "AC-2026-000" in line]
        assert ["… waits" in row for row in rows[:2]] == [True, False]
        await it.press("P")
        assert "it is not approved: waits" in it.app.said
        await it.press("down", "P")
        await it.until(lambda: isinstance(it.app.sheet, CommitSheet), "the commit sheet")
        assert it.app.sheet.review.number == "AC-2026-0001"  # type: ignore[union-attr]


async def test_an_order_that_waits_does_not_keep_the_next_one_back(tmp_path: Path) -> None:
    """Two ship-tos make two orders; the first is above the limit and the second is not."""
    async with desk(tmp_path, limits=RULES) as it:
        await it.press("1", "f5")
        await it.still()
        await it.press("a", "4000", "enter")
        await it.still()
        first = await reviewed(it, "2", "a", "100", "enter")
        assert len(first._batch.reviews) == 2, it.text()
        await it.press("f4", WHY, "enter")
        await it.sees("… ann asked for approval")
        await it.until(lambda: first.armed, "the end of the guard")
        assert "Enter go on to AC-2026-0002" in one_line(it)
        await it.press("enter")
        await it.sees("order 2 of 2")
        second = it.app.sheet
        assert isinstance(second, CommitSheet)
        assert "200.00 USD … waits" in one_line(it)
        await it.until(lambda: second.armed, "the end of the guard")
        await it.press("0002", "enter")
        assert (await placed(it)).answer.outcome is Outcome.ACCEPTED
        await it.press("enter")
        await it.still()
        assert [body.split("|")[0] for body in it.vendor.taken] == ["AC-2026-0002"]
        assert it.lines == [("RC0805", 4000)], "what waits stays in the draft"


async def test_what_was_placed_a_moment_ago_counts_for_the_next_order(tmp_path: Path) -> None:
    rules = Rules((Limit("*", "*", "USD", day=Decimal(205)),), ("carol",))
    async with desk(tmp_path, limits=rules) as it:
        await it.press("1", "f5")
        await it.still()
        await it.press("a", "4000", "enter")
        await it.still()
        await reviewed(it, "2", "a", "100", "enter")
        await it.press("NCNR0001", "enter")
        await placed(it)
        await it.press("enter")
        await it.sees("order 2 of 2")
        assert (
            "10.00 USD and 200.00 USD placed before come to 210.00 USD, above 205.00 USD for 24"
        ) in one_line(it)
        assert isinstance(it.app.sheet, CommitSheet)
        assert it.app.sheet.held


async def test_an_account_of_several_people_is_told_so_whole(tmp_path: Path) -> None:
    root = Person(0, "root", "root", True)
    async with desk(tmp_path, SMALL) as it:
        it.app.services.why_not_person = why_not(root)
        await it.press("2", "a", "250", "enter", "P")
        await it.still()
        text = one_line(it)
        assert "The account root does not say which person acts" in text
        assert "Sign in under your own account." in text
        await it.press("escape")
        assert it.app.sheet is None
        assert it.vendor.taken == []
