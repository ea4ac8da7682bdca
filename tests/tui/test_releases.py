"""Bonded lines on the order's sheet, and what of them and of watched parts waits in the list."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from cache.morning import Item
from cache.releasing import Effect
from cache.watched import fact_of, put_fact
from tests.cache.desk import NOON, offer, part
from tests.tui.kit import DESK, SMALL, desk
from tests.tui.test_history import opened, ordered
from tests.tui.test_morning import listed
from tui.screens.watched import WatchedSheet

QUOTE = "PO AC-2026-0001 · sales order 88001 · DigiKey number RC0805-B · CustomerId 7002"
UNMOVED = Effect(
    *(1, 1, "AC-2026-0001", ("88001",), "digikey", "RC0805-B", "RC0805", "7002", 4000),
    *(NOON, 5000, 5000, NOON + timedelta(days=1), False),
    *("reserve unchanged: ask DigiKey", QUOTE),
)
MOVED = UNMOVED._replace(
    line_no=2, after=1000, changed=True, words="reserve went from 5,000 to 1,000"
)


@pytest.mark.parametrize("size", [DESK, SMALL])
async def test_each_bonded_line_says_what_became_of_the_reserve_and_y_copies_what_to_quote(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
) -> None:
    async with desk(tmp_path, size) as it:
        await ordered(it)

        async def effects(order_id: int) -> tuple[Effect, ...]:
            assert order_id == 1
            return UNMOVED, MOVED

        monkeypatch.setattr(it.app.services.releasing, "effects", effects)
        await opened(it)
        for _ in range(40):
            if "▸ line 1" in it.text():
                break
            await it.press("down")
        text = " ".join(it.text().replace("│", " ").split())
        assert "line 1 · 4,000 of RC0805: reserve unchanged: ask DigiKey" in text
        assert "DigiKey number RC0805-B" in text
        await it.press("y")
        assert it.app.clipboard == f"{QUOTE} · 4,000 pieces · reserve before 5,000, after 5,000"
        await it.press("down", "y")
        assert it.app.clipboard.endswith("reserve before 5,000, after 1,000")


async def test_an_order_without_bonded_lines_has_no_such_part(tmp_path: Path) -> None:
    async with desk(tmp_path) as it:
        await ordered(it)
        await opened(it)
        assert "and the reserve" not in it.text()


async def test_watched_parts_that_changed_open_from_the_list_and_stand_over_no_other_screen(
    tmp_path: Path,
) -> None:
    async with desk(tmp_path) as it:
        services = it.app.services
        await services.watched.watch("digikey", "311-10.0KHRCT-ND", "Yageo", "RC0603FR-0710KL")
        for stock in (900, 40):
            its = part("RC0603FR-0710KL", offer("311-10.0KHRCT-ND", stock=stock))
            fact = fact_of(its, "311-10.0KHRCT-ND", services.clock.now())
            await services._ledger.write(
                lambda db, fact=fact: put_fact(db, "digikey", "311-10.0KHRCT-ND", fact)
            )
            services.clock.advance(60)
        it.app.changed("orders")
        await it.still()
        assert "watched parts" not in it.text()
        await listed(it)
        assert "stock 40, was 900" in it.text()
        assert "Enter opens the list of the parts that you watch" in it.text()
        await it.press("1")
        await it.until(lambda: isinstance(it.app.sheet, WatchedSheet), "the watched parts")
        await it.press("v")
        await it.still()
        await it.press("escape")
        await it.sees("Nothing is unknown")


async def test_an_unmoved_reserve_stands_in_the_strip_and_opens_its_order(tmp_path: Path) -> None:
    async with desk(tmp_path) as it:
        await ordered(it)
        words = f"4,000 of RC0805: reserve unchanged: ask DigiKey ({QUOTE})"
        rowid = it.app.services.orders.first().rowid(0)
        waits = Item("reserve", "AC-2026-0001", "digikey", "sandbox", rowid, 1, NOON, words)
        it.app.services.morning.items = _always([waits])  # type: ignore[method-assign]
        it.app.changed("orders")
        await it.still()
        assert "1 reserve unchanged" in it.text()
        await listed(it)
        assert "CustomerId 7002" in it.text()
        await it.press("1")
        await it.sees("AC-2026-0001 · DigiKey")


def _always(items: list[Item]):  # type: ignore[no-untyped-def]
    async def found() -> list[Item]:
        return items

    return found
