"""The filled stores that the benchmark measures are such as the program itself would have."""

from __future__ import annotations

from pathlib import Path

from cache.bonded import Bonded
from cache.catalogue import Catalogue
from cache.clock import FixedClock
from cache.orders import Orders
from cache.rows import PAGE
from cache.schema import CACHE, CACHE_ID
from cache.store import Store
from tests.bench.finding import WORDS
from tests.cache.desk import ANN, NOON
from tests.fill import fill_bonded, fill_catalogue
from tests.fill_orders import fill_orders


async def test_every_row_that_was_filled_can_be_found_and_opened(tmp_path: Path) -> None:
    path = tmp_path / "cache.db"
    fill_catalogue(path, 2000)
    fill_bonded(path, 40)
    fill_orders(path, 60)
    store = Store(path, journal="wal", schema=CACHE, application_id=CACHE_ID, inline=True)
    await store.open()
    await store.check()
    clock = FixedClock(NOON)
    catalogue, bonded = Catalogue(store, clock), Bonded(store, clock)
    # The ledger is not asked: none of these orders is ours.
    orders = Orders(store, store, clock, ANN)

    assert (await catalogue.whole(""))[1] == 2000
    for word in WORDS:
        rows = await catalogue.find(word)
        assert len(rows) == PAGE
        assert await catalogue.part(rows.rowid(0)) is not None
    assert bonded.agreement
    assert [site.parts for site in bonded.locations()] == [10, 10, 10, 10]
    assert len(await bonded.rows("4410", "acme")) == 10
    history = await orders.rows()
    assert len(history) == 60
    for at in range(len(history)):
        detail = await orders.detail(history.rowid(at))
        assert detail.lines
        assert detail.vendor_orders
    assert orders.fetched_at is not None
    await store.close()
