"""Lines on their way to be offers: what waits for them, and what asks for them by itself."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from cache.drafts import Draft
from cache.progress import Progress, Watch
from cache.review import Review
from tests.cache.desk import offer, part
from tests.tui.entry_kit import PARTS, SlowShop, pane, typed_lines
from tests.tui.kit import RESISTOR, SMALL, ShopDriver, desk
from tui.draft_rows import COLUMNS
from tui.looking_up import LookingUp, bar
from tui.screens.commit import CommitSheet
from tui.widgets.table import Table
from vendors.errors import Unreachable
from vendors.vocabulary import Part

KEYS = [
    key for at, one in enumerate(PARTS[:5], 11) for key in (one.number, "enter", str(at), "enter")
]


async def stored_open(it: ShopDriver, count: int) -> None:
    """Leave so many lines in the ledger that were never looked up."""
    drafts = it.app.services.drafts
    draft = pane(it).draft
    assert draft is not None
    found = await drafts.open(draft.id)
    found.lines = typed_lines(count)
    await drafts.save(found)


class CountedShop(SlowShop):
    """Answers so many look-ups as it is let."""

    def __init__(self) -> None:
        super().__init__()
        self.waiting = 0
        self._may = asyncio.Semaphore(0)

    async def look_up(self, number: str) -> Part:
        self.waiting += 1
        await self._may.acquire()
        self.waiting -= 1
        return await super().look_up(number)

    def let(self, count: int) -> None:
        for _ in range(count):
            self._may.release()


# -- the review waits for them


async def test_a_review_in_the_same_burst_waits_for_the_lines_and_ends_at_the_commit_sheet(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop, known = SlowShop(slow=True), []
    async with desk(tmp_path, SMALL, shop) as it:
        review = it.app.services.placing.review

        async def seen(draft: Draft, progress: Watch) -> list[Review]:
            known.extend(line.known for line in draft.lines)
            return await review(draft, progress)

        monkeypatch.setattr(it.app.services.placing, "review", seen)
        it.burst("i", *KEYS, ".", "P")
        await it.sees("looking up what was typed: 5 lines to go")
        await it.until(lambda: not pane(it).unsaved, "the draft in the ledger")
        await it.pilot.pause()
        assert known == [], "the review began before the lines were offers"
        shop.answers()
        await it.until(lambda: isinstance(it.app.sheet, CommitSheet), "the commit sheet")
        # An answer that came to the draft while it is reviewed would change it.
        assert known == [True] * 5
        assert [line.quantity for line in it.app.sheet.review.lines] == [11, 12, 13, 14, 15]  # type: ignore[union-attr]
        assert len(shop.asked) == len(set(shop.asked)), "a part was asked for twice"


async def test_a_review_that_waits_for_lines_can_be_left(tmp_path: Path) -> None:
    shop = SlowShop(slow=True)
    async with desk(tmp_path, SMALL, shop) as it:
        it.burst("i", *KEYS, ".", "P")
        await it.sees("looking up what was typed")
        await it.press("escape")
        assert it.app.sheet is None
        shop.answers()
        await it.still()
        assert it.app.sheet is None
        assert "the review was left; nothing was sent" in it.app.said
        assert all(line.known for line in pane(it).draft_lines)


async def test_a_review_that_waits_for_many_lines_says_how_far_they_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.looking_up.SELDOM", 0.0)
    monkeypatch.setattr("tui.screens.asking.SELDOM", 0.0)
    shop = CountedShop()
    async with desk(tmp_path, SMALL, shop) as it:
        it.app.add_typed(typed_lines(12), "12 lines from bom.csv")
        it.burst("3", "P")
        await it.sees("looking up what was typed: 12 lines to go")
        shop.let(5)
        await it.sees("looking up what was typed: 7 lines to go")
        await it.sees("looked up 5 of 12 · ")
        assert "█" * (30 * 5 // 12) + "░" in it.text()
        shop.let(100)
        await it.until(lambda: isinstance(it.app.sheet, CommitSheet), "the commit sheet")


# -- lines that are gone


@pytest.mark.parametrize("key", ["u", "n"])
async def test_lines_that_are_in_the_draft_no_more_are_not_asked_for(
    tmp_path: Path, key: str
) -> None:
    shop = CountedShop()
    async with desk(tmp_path, SMALL, shop) as it:
        it.app.add_typed(typed_lines(12), "12 lines from bom.csv")
        await it.press("3")
        await it.until(lambda: shop.waiting == 4, "the first calls")
        await it.press(key)
        await it.until(lambda: it.lines == [], "no line")
        shop.let(100)
        await it.still()
        assert len(shop.asked) == 4
        assert "looked up" not in it.text()


async def test_a_line_taken_out_is_no_call_and_back_before_its_turn_it_is_one(
    tmp_path: Path,
) -> None:
    shop = CountedShop()
    async with desk(tmp_path, SMALL, shop) as it:
        it.app.add_typed(typed_lines(12), "12 lines from bom.csv")
        await it.press("3")
        await it.until(lambda: shop.waiting == 4, "the first calls")
        await it.press("G")
        last = pane(it).draft_lines[-1]
        if pane(it).line is not last:
            await it.press("up")
        assert pane(it).line is last
        await it.press("x", "up", "x", "u")
        shop.let(100)
        await it.still()
        assert len(shop.asked) == 11
        assert last.part not in shop.asked
        assert [line.known for line in pane(it).draft_lines] == [True] * 11


async def test_what_was_left_out_is_asked_for_when_redo_brings_it_back_during_the_run(
    tmp_path: Path,
) -> None:
    shop = CountedShop()
    async with desk(tmp_path, SMALL, shop) as it:
        it.app.add_typed(typed_lines(12), "12 lines from bom.csv")
        await it.press("3")
        await it.until(lambda: shop.waiting == 4, "the first calls")
        await it.press("u")
        # One answer: the others of the first run are passed over while three still wait.
        shop.let(1)
        await it.until(lambda: shop.waiting == 3, "the end of the queue")
        await it.pilot.pause()
        await it.press("ctrl+r")
        shop.let(100)
        await it.until(lambda: len(pane(it).draft_lines) == 12, "the lines")
        await it.still()
        assert [line.known for line in pane(it).draft_lines] == [True] * 12
        assert sorted(shop.asked) == sorted(one.number for one in PARTS)


# -- how far it is


async def test_a_line_that_no_vendor_knows_says_so_while_others_are_still_looked_up(
    tmp_path: Path,
) -> None:
    shop = CountedShop()
    del shop.parts[PARTS[0].number]
    async with desk(tmp_path, SMALL, shop) as it:
        it.app.add_typed(typed_lines(12), "12 lines from bom.csv")
        await it.press("3")
        # The first four: in which order their calls come, nobody knows.
        await it.until(lambda: shop.waiting == 4, "the first calls")
        shop.let(4)
        await it.sees("no part that DigiKey knows")
        assert sum(line.known for line in pane(it).draft_lines) <= 3
        shop.let(100)
        await it.still()


async def test_at_80_columns_the_total_and_the_time_to_go_are_both_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with desk(tmp_path, SMALL, SlowShop()) as it:
        await it.press("i", RESISTOR.number, "enter", "5000", "enter", ".", "3")
        await it.still()
        before = it.text()
        builder, far = pane(it), Progress(1_123, 1_500, 1_126, timedelta(minutes=12))
        monkeypatch.setattr(LookingUp, "far", far)
        builder.progressed()
        words = "looked up 1,123 of 1,500 · 1,126 calls · about 12 min to go"
        await it.sees(words)
        at = next(n for n, one in enumerate(it.text().splitlines()) if words in one)
        row, total = (one.rstrip() for one in it.text().splitlines()[at : at + 2])
        assert row.count("█") == (row.count("█") + row.count("░")) * 1_123 // 1_500 > 0
        assert "1 line" in total
        assert total.endswith("500.00 USD")
        monkeypatch.setattr(LookingUp, "far", None)
        builder.progressed()
        await it.until(lambda: it.text() == before, "the screen as it was")


@pytest.mark.parametrize(
    ("done", "total", "full"), [(0, 40, 0), (20, 40, 5), (40, 40, 10), (0, 0, 0)]
)
def test_the_bar_is_as_full_as_lines_are_looked_up(done: int, total: int, full: int) -> None:
    assert bar(Progress(done, total, 0, None), 10) == "█" * full + "░" * (10 - full)


# -- asked again


async def test_f5_asks_for_all_anew_and_no_undo_brings_back_what_prices_were(
    tmp_path: Path,
) -> None:
    async with desk(tmp_path, SMALL, SlowShop()) as it:
        await it.press(
            "i", RESISTOR.number, "enter", "5", "enter", "NOSUCH", "enter", "7", "enter", "."
        )
        await it.still()
        dearer = part(RESISTOR.number, offer("311-10.0KHRCT-ND", "0.15"))
        it.vendor.parts[RESISTOR.number] = it.vendor.parts["311-10.0KHRCT-ND"] = dearer
        it.vendor.parts["NOSUCH"] = part("NOSUCH", offer("NO-SUCH-ND", "2.00"))
        await it.press("f5")
        await it.still()
        assert [line.unit_price for line in pane(it).draft_lines] == [
            Decimal("0.15"),
            Decimal("2.00"),
        ]
        assert "prices and stock of the lines are as DigiKey says now" in it.app.said
        await it.press("u")
        assert [line.unit_price for line in pane(it).draft_lines] == [Decimal("0.15")]


async def test_f5_says_what_could_not_be_asked_and_the_lines_stand_as_they_are(
    tmp_path: Path,
) -> None:
    async with desk(tmp_path, SMALL, SlowShop()) as it:
        await it.press("i", RESISTOR.number, "enter", "5", "enter", ".")
        await it.still()
        before = pane(it).draft_lines
        it.vendor.down = Unreachable("digikey", "nobody is there")
        await it.press("f5")
        await it.sees("not asked anew:")
        assert pane(it).draft_lines == before


# -- lines that come without having been asked for


async def test_lines_never_looked_up_are_asked_for_when_their_draft_opens(tmp_path: Path) -> None:
    async with desk(tmp_path, SMALL, SlowShop()) as it:
        await stored_open(it, 12)
    async with desk(tmp_path, SMALL, SlowShop(), ship_to=False) as it:
        await it.until(lambda: len(it.lines) == 12, "the draft")
        await it.still()
        assert all(line.known for line in pane(it).draft_lines)


async def test_many_parts_are_not_asked_for_unasked_and_f5_begins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("tui.panes.entry_looking", "tui.panes.builder"):
        monkeypatch.setattr(f"{module}.UNASKED", 10)
    async with desk(tmp_path, SMALL, SlowShop()) as it:
        await stored_open(it, 12)
    async with desk(tmp_path, SMALL, SlowShop(), ship_to=False) as it:
        await it.until(lambda: len(it.lines) == 12, "the draft")
        await it.still()
        assert not any(line.known for line in pane(it).draft_lines)
        assert "12 parts are not looked up yet: F5 asks DigiKey" in it.app.said
        assert "12 of today's calls" in it.app.said
        await it.press("3")
        assert "12 parts not looked up: F5" in it.text()
        await it.press("f5")
        await it.still()
        assert all(line.known for line in pane(it).draft_lines)
        assert "not looked up" not in it.text()


# -- a line that is no offer yet


async def test_enter_opens_the_part_of_a_line_that_says_what_is_amiss_with_it(
    tmp_path: Path,
) -> None:
    async with desk(tmp_path, SMALL, SlowShop()) as it:
        await it.press("i", "NOSUCH", "enter", "5", "enter", ".")
        await it.sees("no part that DigiKey knows: Enter changes it")
        await it.press("enter", RESISTOR.number, "enter", "enter")
        await it.still()
        assert it.lines == [(RESISTOR.number, 5)]
        assert pane(it).draft_lines[0].known


async def test_terms_of_a_line_can_be_said_before_it_is_an_offer(tmp_path: Path) -> None:
    shop = SlowShop(slow=True)
    async with desk(tmp_path, SMALL, shop) as it:
        await it.press("i", PARTS[0].number, "enter", "5", "enter", ".", "f2")
        await it.sees("your part number")
        await it.press("down", "enter", "CPN-7", "enter", "escape")
        shop.answers()
        await it.still()
        line = pane(it).draft_lines[0]
        assert (line.known, line.terms.customer_part) == (True, "CPN-7")


# -- the columns


@pytest.mark.parametrize("width", [58, 60, 78, 80, 118])
def test_a_part_number_of_19_characters_is_whole_before_any_column_more(width: int) -> None:
    table = Table(COLUMNS, lambda row: ())
    plan = {index: wide for index, wide, _ in table.plan(width)}
    assert plan[1] >= 19
    assert set(plan) >= {0, 1, 2}
    assert 1 + sum(wide + 1 for wide in plan.values()) <= width
