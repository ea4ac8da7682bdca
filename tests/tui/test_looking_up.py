"""Lines on their way to be offers: what waits for them, and what asks for them by itself."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from cache.drafts import Draft
from cache.progress import Watch
from cache.review import Review
from tests.cache.desk import offer, part
from tests.tui.entry_kit import PARTS, SlowShop, pane, typed_lines
from tests.tui.kit import RESISTOR, SMALL, ShopDriver, desk
from tui.draft_rows import COLUMNS
from tui.screens.commit import CommitSheet
from tui.widgets.table import Table
from vendors.errors import Unreachable

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
