"""What has to be looked at: the strip on the first screen, and the list behind it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from cache.morning import Item
from tests.tui.kit import DESK, SMALL, ShopDriver, desk
from tests.tui.test_unknown import lost
from tui.screens.morning import MorningSheet
from tui.screens.order import OrderSheet
from tui.widgets.strip import strip_line

NOW = datetime(2026, 3, 2, 12, 2, tzinfo=UTC)


def item(kind: str, number: str = "AC-2026-0030", environment: str = "sandbox") -> Item:
    return Item(kind, number, "digikey", environment, None, 1, NOW, f"{kind} it is")  # type: ignore[arg-type]


def said(*items: Item, width: int = 80, opens: bool = True) -> str:
    return "".join(text for text, _ in strip_line(items, "sandbox", NOW, width, opens=opens))


async def listed(it: ShopDriver) -> MorningSheet:
    await it.press("w")
    await it.until(lambda: isinstance(it.app.sheet, MorningSheet), "the list")
    sheet = it.app.sheet
    assert isinstance(sheet, MorningSheet)
    return sheet


def test_the_strip_names_the_unknown_order_and_counts_the_rest() -> None:
    text = said(item("unknown"), item("no number"), item("late"), item("late"), width=100)
    assert text == (
        " ? AC-2026-0030 unknown since 12:02 · 1 no number yet · 2 late   w opens the list"
    )


def test_the_strip_says_where_an_order_of_another_environment_is() -> None:
    assert "AC-2026-0030 in production unknown" in said(item("unknown", environment="production"))


def test_where_nothing_is_to_be_looked_at_there_is_no_strip() -> None:
    assert said() == ""


def test_on_a_narrow_screen_the_key_still_stands() -> None:
    text = said(*[item(kind) for kind in ("unknown", "twice", "late", "slipped")], width=60)
    assert len(text) <= 60
    assert text.endswith("w opens the list")


@pytest.mark.parametrize("size", [DESK, SMALL])
async def test_an_unknown_order_stands_on_the_first_screen_until_it_is_closed(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async with desk(tmp_path, size) as it:
        assert "w opens the list" not in it.text()
        await lost(it)
        await it.sees("? AC-2026-0001 unknown since 12:02")
    async with desk(tmp_path, size, ship_to=False) as it:
        assert "? AC-2026-0001 unknown" in it.text(), "another session sees it too"
        sheet = await listed(it)
        assert "AC-2026-0001" in it.text()
        await it.press("1")
        await it.until(lambda: isinstance(it.app.sheet, OrderSheet), "the order's sheet")
        await it.press("n", "DigiKey said no", "enter")
        await it.sees("DigiKey said no")
        await it.press("escape")
        await it.still()
        assert it.app.sheet is sheet
        await it.sees("Nothing is unknown")
        await it.press("escape")
        assert "w opens the list" not in it.text()


async def test_a_row_of_another_environment_says_how_to_open_it(tmp_path: Path) -> None:
    async with desk(tmp_path) as it:
        it.app.show_sheet(MorningSheet(it.app, [item("unknown", environment="production")]))
        await it.sees("It is in production: leave with q")
        await it.press("enter")
        assert "It is in production" in it.app.said
        await it.press("9")
        assert "no row 9" in it.app.said


async def test_the_cursor_stays_on_its_order_when_a_more_urgent_one_comes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with desk(tmp_path) as it:
        rows = [item("late", "AC-2026-0002"), item("late", "AC-2026-0003")]
        it.app.show_sheet(MorningSheet(it.app, rows))
        await it.press("down")

        async def items() -> list[Item]:
            return [item("unknown", "AC-2026-0009"), *rows]

        monkeypatch.setattr(it.app.services.morning, "items", items)
        it.app.changed("orders")
        await it.still()
        line = next(line for line in it.text().splitlines() if "▸ 3" in line)
        assert "AC-2026-0003" in line
