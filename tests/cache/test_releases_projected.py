"""What stands beside bonded rows: of old orders no more is read than still counts."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from cache import released
from cache.ledger import bump
from tests.cache.desk import bonded_row
from tests.cache.releases_kit import HOUR, ROW, Releases, releases

OTHER = bonded_row("GRM188-B")


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Releases]:
    async for desk in releases(tmp_path):
        desk.vendor.stock[OTHER.number] = OTHER
        desk.bonded.attach([desk.vendor])
        await desk.bonded.refresh_part(OTHER.customer_id, OTHER.number)
        yield desk


async def finish(desk: Releases, order_id: int) -> None:
    """The vendor is done with it."""
    await desk.cache.write(
        lambda db: db.execute(
            "UPDATE order_row SET open = 0, fetched_at = 'then' WHERE order_id = ?", (order_id,)
        )
    )
    await desk.ledger.write(bump)


async def beside(desk: Releases) -> dict[str, int]:
    await desk.releasing.project()
    rows = await desk.bonded.rows()
    found = (rows.row(at) for at in range(len(rows)))
    return {row.number: row.released for row in found if row is not None}


async def test_an_old_release_has_its_share_of_what_went_down_also_when_it_is_finished(
    desk: Releases,
) -> None:
    """Else the reserve would count as shown by the newer one, which nobody released yet."""
    old = await desk.place(2000)
    new = await desk.place(1000)
    desk.clock.advance(HOUR.total_seconds())
    desk.reports(reserve=3000)
    await desk.bonded.refresh_part(ROW.customer_id, ROW.number)
    await desk.ledger.write(bump)
    assert (await beside(desk))[ROW.number] == 1000
    await finish(desk, old)
    assert (await beside(desk))[ROW.number] == 1000
    shown = await desk.releasing.releases(ROW.customer_id, ROW.number)
    assert [(one.order_id, one.left) for one in shown] == [(new, 1000)]
    await finish(desk, new)
    assert (await beside(desk))[ROW.number] == 0


async def test_rows_of_which_every_order_is_finished_are_not_looked_at(
    desk: Releases, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = [await desk.place(1000, OTHER) for _ in range(3)]
    for order_id in done:
        await finish(desk, order_id)
    waiting = await desk.place(1000)
    read = list[int]()
    real = released._reported

    def reported(db: sqlite3.Connection, line: released.ReleaseLine) -> None:
        read.append(line.order_id)
        real(db, line)

    monkeypatch.setattr(released, "_reported", reported)
    assert await beside(desk) == {OTHER.number: 0, ROW.number: 1000}
    assert read == [waiting]
