"""Taking back an approval, at the desk of whoever gave it; and how its maker hears of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tui.approvals_kit import (
    CAROL,
    RULES,
    WHY,
    asked,
    decided,
    one_line,
    opened,
    session,
    sheet_of,
)
from tests.tui.kit import DESK, SMALL, ShopDriver, desk
from tests.tui.test_placing import reviewed
from tui.screens.approvals import ApprovalsSheet
from tui.screens.reason import ReasonSheet


async def given(folder: Path) -> None:
    """Ann asked, and Carol approved it."""
    async with desk(folder, limits=RULES) as it:
        await asked(it)
    async with session(folder) as carol:
        await decided(carol)


async def listed(it: ShopDriver) -> None:
    await it.press("A")
    await it.until(lambda: isinstance(it.app.sheet, ApprovalsSheet), "the list")


@pytest.mark.parametrize("size", [DESK, SMALL])
@pytest.mark.parametrize("why", ["", "the budget is cut"])
async def test_from_the_list_with_a_reason_or_none(
    tmp_path: Path, size: tuple[int, int], why: str
) -> None:
    await given(tmp_path)
    async with desk(tmp_path, size, ship_to=False, person=CAROL, limits=RULES) as it:
        await listed(it)
        await it.press("t")
        text = one_line(it)
        assert "Take back the approval of AC-2026-0001" in text
        assert "carol approved 25.00 USD for ann, until" in text
        await it.press(*([why] if why else []), "enter")
        await it.sees("✕ taken back")
        await it.still()
        assert it.app.said == "the approval of AC-2026-0001 is taken back; ann's list says so"
        text = one_line(it)
        assert "taken back: carol, 12:" in text
        assert "approved: carol, 12:00:00, until" in text
        assert (f"“{why}”" in text) == bool(why)
        await it.press("t")
        assert "there is no approval to take back: taken back" in it.app.said
    async with desk(tmp_path, size, limits=RULES, ship_to=False) as it:
        assert "1 approval taken back" in it.text()
        sheet = await opened(it)
        assert "taken back by carol" in one_line(it)
        assert not sheet.to_place
        await it.press("escape", "escape")
        sheet2 = await reviewed(it, "3")
        text = one_line(it)
        assert "✕ carol took the approval back at" in text
        assert "F4 asks for approval" in text
        await it.press("0001", "enter")
        await it.still()
        assert it.app.sheet is sheet2
        assert it.vendor.taken == []


async def test_from_the_request_itself(tmp_path: Path) -> None:
    await given(tmp_path)
    async with desk(tmp_path, ship_to=False, person=CAROL, limits=RULES) as it:
        await listed(it)
        await it.press("enter")
        await sheet_of(it)
        assert "F4 take it back" in one_line(it)
        await it.press("f4")
        assert isinstance(it.app.sheet, ReasonSheet)
        await it.press("enter")
        await it.sees("taken back")
        await it.still()
        assert "F4 take it back" not in one_line(it)
        (request,) = await it.app.services.approvals.every()
        assert (request.state, request.taken_by, request.reason) == ("taken back", "carol", WHY)


async def test_who_may_not_is_told_why(tmp_path: Path) -> None:
    await given(tmp_path)
    async with desk(tmp_path, ship_to=False, limits=RULES) as it:
        await listed(it)
        await it.press("t")
        assert it.app.said == "you cannot take it back: ann is not among the approvers"
        assert isinstance(it.app.sheet, ApprovalsSheet)


async def test_what_waits_has_nothing_to_take_back(tmp_path: Path) -> None:
    async with desk(tmp_path, limits=RULES) as it:
        await asked(it)
    async with desk(tmp_path, ship_to=False, person=CAROL, limits=RULES) as it:
        await listed(it)
        await it.press("t")
        assert it.app.said == "there is no approval to take back: waits"


async def test_under_the_makers_eyes_the_sheet_asks_for_approval_again(tmp_path: Path) -> None:
    """What was half typed counts no more."""
    async with desk(tmp_path, limits=RULES) as it:
        sheet = await asked(it)
        async with session(tmp_path) as carol:
            await decided(carol)
            it.app.changed("orders")
            await it.sees("✓ carol approved it")
            await it.until(lambda: sheet.armed, "the end of the guard")
            await it.press("00")
            (request,) = await carol.approvals.every()
            await carol.approvals.take_back(request.id, "not this month")
        # Nobody told this session yet: the ledger refuses.
        await it.press("01", "enter")
        await it.still()
        assert it.vendor.taken == []
        it.app.changed("orders")
        await it.sees("✕ carol took the approval back")
        assert "“not this month”" in one_line(it)
        assert it.vendor.taken == []
