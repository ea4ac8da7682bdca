"""Homes with much in them, made once for each state of the code that makes them."""

from __future__ import annotations

import asyncio
import hashlib
import shutil
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cache.clock import FixedClock
from cache.convert import instant_text
from cache.files import connect, immediate
from cache.places import Places
from tests.cache.desk import Desk, Vendor, line, offer, part, vendor_line, vendor_order
from tests.fill import fill_bonded, fill_catalogue
from tests.fill_orders import NEWEST, fill_orders
from tests.terminal.conftest import places_in
from tests.terminal.session import ROOT, environment

BONDED, ORDERS = 5_000, 10_000
# Of the home with very much bonded stock.
MANY_BONDED = 100_000
# Of the home with a long history: orders of the account, and beside them ours that are open.
HISTORY, OPEN = 100_000, 1_000

# Where a session looks how old its copies are. What is old is asked for again, and the vendor's
# answer would replace what was filled in.
_AGES = (
    ("bonded_agreement", "at"),
    ("location", "fetched_at"),
    ("orders_fetched", "at"),
    ("order_row", "fetched_at"),
)


def _key() -> str:
    """Changes with whatever decides what lies in a filled store."""
    digest = hashlib.sha256()
    decides = (
        *("cache/*schema*.py", "cache/projection.py", "cache/history_rows.py"),
        *("cache/bonded_keeping.py", "cache/bonded_order.py", "cache/bonded_places.py"),
        *("cache/bonded_sites.py",),
        *("cache/vendor_orders.py", "tests/fill*", "tests/bench/homes.py"),
    )
    for path in sorted(path for pattern in decides for path in ROOT.glob(pattern)):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def filled(folder: Path, parts: int) -> Path:
    """A home with `parts` parts, 5,000 bonded rows and 10,000 orders, as fresh as just fetched."""

    def fill(places: Places) -> None:
        fill_catalogue(places.cache_db, parts)
        fill_bonded(places.cache_db, BONDED)
        fill_orders(places.cache_db, ORDERS)

    return _kept(folder, str(parts), fill)


def with_history(folder: Path) -> Path:
    """A home with 100,000 orders of the account and 1,000 of ours that are open, heard of now."""

    def fill(places: Places) -> None:
        fill_catalogue(places.cache_db, 1_000)
        fill_bonded(places.cache_db, BONDED)
        fill_orders(places.cache_db, HISTORY)
        asyncio.run(_place(places))

    return _kept(folder, "history", fill)


def with_bonded(folder: Path) -> Path:
    """A home with 100,000 bonded rows over four locations."""

    def fill(places: Places) -> None:
        fill_catalogue(places.cache_db, 1_000)
        fill_bonded(places.cache_db, MANY_BONDED)

    return _kept(folder, "bonded", fill)


def _kept(folder: Path, name: str, fill: Callable[[Places], None]) -> Path:
    home = folder / f"{name}-{_key()}"
    places = places_in(home)
    if not (home / "complete").exists():
        for old in folder.glob(f"{name}-*"):
            shutil.rmtree(old)
        _prepare(home)
        fill(places)
        (home / "complete").touch()
    _freshen(places.cache_db)
    return home


async def _place(places: Places) -> None:
    """Place orders as the program does; the vendor lists them all, and is behind with every
    fifth.
    """
    its = offer("RC0603CT-ND", "0.10")
    vendor = Vendor()
    vendor.sells(part("RC0603", its))
    # A desk has all its files in one folder.
    folder = places.state / "desk"
    folder.mkdir()
    places.cache_db.rename(folder / "cache.db")
    desk = await Desk(folder, vendor, FixedClock(NEWEST)).open()
    for number in range(OPEN):
        (review,) = await desk.placing.review(await desk.draft(line(its)))
        await desk.placing.place(review.order_id)
        there = vendor_line(its.number)
        if number % 5 == 0:
            day = (NEWEST - timedelta(days=1)).date()
            there = replace(there, backordered=40, scheduled=((40, day),))
        listed = vendor_order(
            review.number, f"99{number:06}", sales=(f"77{number:06}",), lines=(there,)
        )
        vendor.listed.append(replace(listed, entered_at=NEWEST))
    await desk.orders.refresh()
    await desk.close()
    (folder / "cache.db").rename(places.cache_db)
    (folder / "ledger.db").rename(places.ledger)
    shutil.rmtree(folder)


def empty(folder: Path) -> Path:
    """A home with stores that hold nothing, made anew."""
    home = folder / "empty"
    shutil.rmtree(home, ignore_errors=True)
    _prepare(home)
    fill_catalogue(places_in(home).cache_db, 0)
    return home


def copy(home: Path, folder: Path) -> Path:
    """The same home again, for what changes it; the sandbox begins anew there."""
    again = folder / "copy"
    shutil.rmtree(again, ignore_errors=True)
    shutil.copytree(home, again, ignore=shutil.ignore_patterns("vendor"))
    return again


def _prepare(home: Path) -> None:
    environment(home)
    places = places_in(home)
    for folder in (places.data, places.cache, places.state):
        folder.mkdir(parents=True)
        for private in (folder.parent, folder):
            private.chmod(0o700)


def _freshen(cache_db: Path) -> None:
    now = instant_text(datetime.now(UTC))
    with closing(connect(cache_db, write=True)) as db, immediate(db):
        for table, column in _AGES:
            db.execute(f"UPDATE {table} SET {column} = ?", (now,))
