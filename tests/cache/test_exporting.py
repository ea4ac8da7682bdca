"""The history in a file: all that the filter shows, harmless to a spreadsheet, nobody else's."""

from __future__ import annotations

import asyncio
import csv
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from cache.exporting import export_orders
from cache.places import Refusal
from tests.cache.desk import NOON, Desk, Vendor, line, offer, part, vendor_order
from tests.fill_orders import fill_orders

CUT = offer("RC0603CT-ND", "0.05")


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    """One accepted order of ours, and three of the account's that others placed."""
    vendor = Vendor()
    vendor.sells(part("RC0603", CUT))
    for n, name in enumerate(("=1+1", "-5", " \t@cmd")):
        order = vendor_order(name, f"99{n}", entered_at=NOON - timedelta(days=n + 1))
        (sales,) = order.sales_orders
        vendor.listed.append(replace(order, sales_orders=(replace(sales, total=Decimal("-5.00")),)))
    (tmp_path / "desk").mkdir()
    desk = await Desk(tmp_path / "desk", vendor).open()
    (review,) = await desk.placing.review(await desk.draft(line(CUT, 7)))
    await desk.placing.place(review.order_id)
    await desk.orders.refresh()
    yield desk
    await desk.close()


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


async def test_a_spreadsheet_gets_texts_it_does_not_act_on_and_numbers_that_stay_numbers(
    desk: Desk, tmp_path: Path
) -> None:
    target = tmp_path / "orders.csv"
    assert await export_orders(desk.orders, target) == 4
    assert target.stat().st_mode & 0o777 == 0o600
    rows = rows_of(target)
    assert [row["number"] for row in rows] == ["AC-2026-0001", "'=1+1", "'-5", "'@cmd"]
    assert [row["total"] for row in rows] == ["0.35", "-5.00", "-5.00", "-5.00"]
    assert rows[0]["entered_at"] == "2026-03-02T12:00:00.000+00:00"
    assert [row["ours"] for row in rows] == ["True", "False", "False", "False"]
    assert "rowid" not in rows[0]


async def test_json_has_money_as_text_and_texts_as_they_are(desk: Desk, tmp_path: Path) -> None:
    target = tmp_path / "orders.json"
    assert await export_orders(desk.orders, target) == 4
    rows = json.loads(target.read_text())
    assert [row["number"] for row in rows] == ["AC-2026-0001", "=1+1", "-5", "@cmd"]
    assert rows[1]["total"] == "-5.00"
    assert rows[0]["ours"] is True


async def test_only_what_the_filter_shows_is_written(desk: Desk, tmp_path: Path) -> None:
    for name in ("a.csv", "a.json"):
        assert await export_orders(desk.orders, tmp_path / name, "ac-2026 accepted") == 1
        assert await export_orders(desk.orders, tmp_path / f"none-{name}", "nobody") == 0
    assert [row["state"] for row in rows_of(tmp_path / "a.csv")] == ["accepted"]
    assert json.loads((tmp_path / "none-a.json").read_text()) == []
    assert (tmp_path / "none-a.csv").read_text() == (tmp_path / "a.csv").read_text().splitlines(
        keepends=True
    )[0]


async def test_what_cannot_be_written_is_said_and_nothing_is_left_or_lost(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there, link = tmp_path / "there.csv", tmp_path / "link.csv"
    there.write_text("mine")
    link.symlink_to(tmp_path / "target.csv")
    for target, why in (
        (there, "there already"),
        (link, "there already"),
        (tmp_path / "nowhere" / "a.csv", "no folder"),
        (tmp_path / "orders.xlsx", "end in .csv or .json"),
    ):
        with pytest.raises(Refusal, match=why):
            await export_orders(desk.orders, target)
    assert there.read_text() == "mine"
    assert not (tmp_path / "target.csv").exists()

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("cache.exporting.os.fsync", full)
    with pytest.raises(Refusal, match="is full"):
        await export_orders(desk.orders, tmp_path / "late.csv")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["desk", "link.csv", "there.csv"]


async def test_a_row_that_cannot_be_read_is_not_left_out_in_silence(
    desk: Desk, tmp_path: Path
) -> None:
    rows = await desk.orders.rows()
    drawn = type(rows)

    class Torn(drawn):  # type: ignore[misc, valid-type]
        def row(self, position: int) -> None:
            return None

    rows.__class__ = Torn

    async def torn(text: str = "") -> object:
        return rows

    desk.orders.all_rows = torn  # type: ignore[method-assign, assignment]
    with pytest.raises(Refusal, match="Nothing was written: try again"):
        await export_orders(desk.orders, tmp_path / "torn.csv")
    assert not (tmp_path / "torn.csv").exists()


async def test_more_orders_than_a_page_come_whole_and_in_order(tmp_path: Path) -> None:
    desk = await Desk(tmp_path, Vendor()).open()
    await desk.close()
    fill_orders(tmp_path / "cache.db", 300)
    desk = await Desk(tmp_path, Vendor()).open()
    between = 0

    async def screen() -> None:
        nonlocal between
        while True:
            between += 1
            await asyncio.sleep(0)

    drawing = asyncio.create_task(screen())
    assert await export_orders(desk.orders, tmp_path / "all.csv") == 300
    drawing.cancel()
    # Keys and frames had their turn after every page.
    assert between >= 3
    rows = rows_of(tmp_path / "all.csv")
    entered = [row["entered_at"] for row in rows]
    assert len({row["vendor_numbers"] for row in rows}) == 300
    assert entered == sorted(entered, reverse=True)
    await desk.close()


async def test_an_export_and_a_filter_do_not_break_each_other_off(tmp_path: Path) -> None:
    """With threads: both wait at the same time, and only a newer filter ends a filter."""
    desk = await Desk(tmp_path, Vendor(), inline=False).open()
    target = tmp_path / "beside.csv"
    count, rows = await asyncio.gather(export_orders(desk.orders, target), desk.orders.rows("x"))
    assert (count, len(rows)) == (0, 0)
    assert target.exists()
    await desk.close()
