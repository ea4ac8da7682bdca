"""A request for approval, before whoever may decide it, and whoever may not."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from cache.approvals import Request
from cache.people import Person
from tests.cache.desk import BEN
from tests.tui.approvals_kit import (
    CAROL,
    RULES,
    WHY,
    asked,
    at_carols,
    one_line,
    opened,
    session,
    sheet_of,
)
from tests.tui.kit import DESK, SMALL, ShopDriver, desk
from tests.tui.test_placing import reviewed
from tui.screens.approval import ApprovalSheet
from tui.screens.approvals import ApprovalsSheet


@pytest.mark.parametrize("size", [DESK, SMALL])
async def test_an_approver_reads_it_whole_and_types_the_end(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async with at_carols(tmp_path, size) as it:
        assert "1 to approve" in it.text()
        sheet = await opened(it)
        read = []
        for _ in range(6):
            read.append(one_line(it))
            await it.press("pagedown")
        text = " ".join(read)
        for words in (
            "asked by ann, 12:02:00",
            WHY,
            "25.00 USD is above 20.00 USD for one order",
            "0.00 USD in 24 hours, 0.00 USD in 7 days, by ann at DigiKey",
            "CustomerId 7001",
            "RC0603FR-0710KL",
            "311-10.0KHRCT-ND",
            "25.00 USD",
            "That holds for 48 hours",
            "type the last 4 characters of the number",
        ):
            assert words in text, words
        assert "changed since" not in text
        await it.press("0002", "enter")
        assert "that is not 0001; nothing was approved" in it.text()
        await it.press("0001", "enter")
        await it.until(lambda: it.app.sheet is not sheet, "the end of the sheet")
        await it.still()
        assert "AC-2026-0001 is approved until" in it.app.said
        assert "to approve" not in it.text()
        (request,) = await it.app.services.approvals.every()
        assert (request.state, request.decided_by) == ("approved", "carol")


async def test_nothing_typed_ahead_pasted_or_scanned_approves_it(tmp_path: Path) -> None:
    async with at_carols(tmp_path) as it:
        await it.press("w")
        it.burst("1", "0001", "enter")
        sheet = await sheet_of(it)
        await it.still()
        sheet.paste("0001")
        await it.press("enter")
        assert "nothing was" in it.text()
        sheet.scanned()
        await it.press("enter")
        await it.still()
        (request,) = await it.app.services.approvals.every()
        assert request.state == "asked"


async def test_a_decline_needs_a_reason_that_the_maker_reads(tmp_path: Path) -> None:
    async with at_carols(tmp_path) as it:
        await opened(it)
        await it.press("f4", "enter")
        assert "a reason in words is needed" in it.app.said
        await it.press("not this month", "enter")
        await it.still()
        assert "AC-2026-0001 is declined" in it.app.said
    async with desk(tmp_path, limits=RULES, ship_to=False) as it:
        assert "1 declined" in it.text()
        await opened(it)
        text = one_line(it)
        assert "decided by carol" in text
        assert "“not this month”" in text
        await it.press("f2")
        await it.still()
        assert it.app.sheet is None
        assert it.lines == [("RC0603FR-0710KL", 250)]


async def test_what_changed_since_it_was_asked_stands_first(tmp_path: Path) -> None:
    async with desk(tmp_path, limits=RULES) as it:
        await asked(it)
        await it.press("escape", "3", "enter", "300", "enter")
        await it.still()
        await reviewed(it, "3")
        await it.press("escape")
    async with desk(tmp_path, SMALL, ship_to=False, person=CAROL, limits=RULES) as it:
        await opened(it)
        text = one_line(it)
        said = (
            "changed since it was asked for ≠ line 1 RC0603FR-0710KL: 250 → 300 pieces",
            "≠ total: 25.00 USD → 30.00 USD",
            "asked by ann",
            "30.00 USD is above 20.00 USD",
        )
        places = [text.index(words) for words in said]
        assert places == sorted(places)


async def ann_changes(folder: Path, it: ShopDriver) -> None:
    """Ann makes 310 pieces of it in another session, and reviews that."""
    async with session(folder, Person(1001, "ann", "Ann Ito", False)) as ann:
        draft = await ann.drafts.open(1)
        await ann.drafts.leases.take_over(1)
        draft.lines = [replace(line, quantity=310) for line in draft.lines]
        await ann.drafts.save(draft)
        ann.attach([it.vendor])
        await ann.placing.review(await ann.drafts.open(1))


async def test_changed_under_the_approvers_eyes_it_has_to_be_read_again(tmp_path: Path) -> None:
    async with at_carols(tmp_path) as it:
        sheet = await opened(it)
        await it.press("00")
        await ann_changes(tmp_path, it)
        it.app.changed("orders")
        await it.sees("It was changed just now: read it again")
        assert "250 → 310" in it.text()
        assert sheet.editor.text == ""
        await it.until(lambda: sheet.armed, "the end of the guard")
        await it.press("0001", "enter")
        await it.still()
        (request,) = await it.app.services.approvals.every()
        assert (request.state, request.total) == ("approved", Decimal(31))


async def test_a_change_on_its_way_to_the_sheet_is_never_what_was_approved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The new order is read from the ledger, the old one still stands on the sheet, and Enter."""
    async with at_carols(tmp_path) as it:
        sheet = await opened(it)
        await ann_changes(tmp_path, it)
        approvals, came, go_on = it.app.services.approvals, asyncio.Event(), asyncio.Event()
        spent = approvals.spent

        async def later(request: Request) -> tuple[Decimal, Decimal]:
            came.set()
            await go_on.wait()
            return await spent(request)

        monkeypatch.setattr(approvals, "spent", later)
        it.app.changed("orders")
        await came.wait()
        assert "250" in it.text()
        await it.press("0001", "enter")
        go_on.set()
        await it.sees("It was changed just now: read it again")
        await it.still()
        assert it.app.sheet is sheet
        (request,) = await approvals.every()
        assert request.state == "asked"


@pytest.mark.parametrize(
    ("person", "why"),
    [
        (BEN, "You cannot decide it: ben is not among the approvers. carol or dan may."),
        (
            Person(1001, "ann", "Ann Ito", False),
            "You cannot decide it: ann is not among the approvers. carol or dan may.",
        ),
        (
            Person(1001, "carol", "Ann Ito", False),
            "You cannot decide it: carol made the order, or asked for it. dan may.",
        ),
    ],
)
async def test_who_may_not_decide_reads_why_and_who_may(
    tmp_path: Path, person: Person, why: str
) -> None:
    async with at_carols(tmp_path, person=person) as it:
        assert "to approve" not in it.text()
        await it.press("A")
        await it.until(lambda: isinstance(it.app.sheet, ApprovalsSheet), "the list")
        await it.press("enter")
        await it.until(lambda: isinstance(it.app.sheet, ApprovalSheet), "the request")
        assert why in one_line(it)
        assert "type the last" not in one_line(it)
        await it.press("0001", "enter")
        await it.still()
        assert isinstance(it.app.sheet, ApprovalSheet)
        assert ("F4 withdraw it" in one_line(it)) == (person.uid == 1001)
        if person.uid != 1001:
            await it.press("f4")
            await it.still()
            assert isinstance(it.app.sheet, ApprovalSheet)
        (request,) = await it.app.services.approvals.every()
        assert request.state == "asked"


async def test_whoever_asked_withdraws_it_with_one_key_and_a_reason(tmp_path: Path) -> None:
    async with at_carols(tmp_path, person=Person(1001, "ann", "Ann Ito", False)) as it:
        await it.press("A")
        await it.until(lambda: isinstance(it.app.sheet, ApprovalsSheet), "the list")
        await it.press("enter")
        await sheet_of(it)
        await it.press("f4")
        assert "Withdraw the request for AC-2026-0001" in one_line(it)
        await it.press("it came from stock", "enter")
        await it.still()
        assert "the request for AC-2026-0001 is withdrawn; the draft is kept" in it.app.said
        assert isinstance(it.app.sheet, ApprovalsSheet)
        assert "· withdrawn" in it.text()
        assert "withdrawn: ann" in one_line(it)
