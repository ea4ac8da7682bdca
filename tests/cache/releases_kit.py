"""A desk whose bonded stock is kept over time, so that what is released stands beside it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import nullcontext
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from cache.bonded import Bonded, BondedRow
from cache.releasing import Releasing
from cache.reserves import Reserves
from tests.cache.desk import ANN, Desk, Vendor, bonded_line, bonded_row
from vendors.vocabulary import BondedStock

ROW = bonded_row("RC0603-B")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


class Releases(Desk):
    """A desk whose bonded stock is kept over time."""

    async def open(self) -> Releases:
        self.reserves = Reserves(self.ledger)
        self.bonded = Bonded(self.cache, self.clock, self.reserves, ANN)
        self.placing._bonded = self.bonded
        self.releasing = Releasing(self.ledger, self.cache, self.bonded, self.clock, ANN)
        await super().open()
        return self

    async def place(self, quantity: int = 1000, row: BondedStock = ROW) -> int:
        draft = await self.draft(bonded_line(row, quantity))
        (review,) = await self.placing.review(draft)
        assert not review.problems
        await self.placing.place(review.order_id)
        return review.order_id

    async def row(self) -> BondedRow:
        await self.releasing.project()
        found = self.bonded.first().row(0)
        assert found is not None
        return found

    async def look(self) -> float | None:
        return await self.releasing.look(lambda: nullcontext(True))

    def reports(self, **figures: object) -> None:
        was = self.vendor.stock["RC0603-B"]
        self.vendor.stock["RC0603-B"] = replace(was, **figures)  # type: ignore[arg-type]


async def releases(tmp_path: Path) -> AsyncIterator[Releases]:
    """For a fixture: such a desk, over a vendor that reports `ROW`."""
    vendor = Vendor()
    vendor.stock[ROW.number] = ROW
    desk = await Releases(tmp_path, vendor).open()
    yield desk
    await desk.close()
