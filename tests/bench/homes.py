"""Homes with much in them, made once for each state of the code that makes them."""

from __future__ import annotations

import hashlib
import shutil
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from cache.convert import instant_text
from cache.files import connect, immediate
from tests.fill import fill_bonded, fill_catalogue
from tests.fill_orders import fill_orders
from tests.terminal.conftest import places_in
from tests.terminal.session import ROOT, environment

BONDED, ORDERS = 5_000, 10_000

# Where a start looks how old its copies are. What is old is asked for again, and the vendor's
# answer would replace what was filled in.
_AGES = (("bonded_agreement", "at"), ("location", "fetched_at"), ("orders_fetched", "at"))


def _key() -> str:
    """Changes with whatever decides what lies in a filled store."""
    digest = hashlib.sha256()
    decides = ("cache/*schema*.py", "cache/projection.py", "cache/vendor_orders.py", "tests/fill*")
    for path in sorted(path for pattern in decides for path in ROOT.glob(pattern)):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def filled(folder: Path, parts: int) -> Path:
    """A home with `parts` parts, 5,000 bonded rows and 10,000 orders, as fresh as just fetched."""
    home = folder / f"{parts}-{_key()}"
    cache_db = places_in(home).cache_db
    if not (home / "complete").exists():
        for old in folder.glob(f"{parts}-*"):
            shutil.rmtree(old)
        _prepare(home)
        fill_catalogue(cache_db, parts)
        fill_bonded(cache_db, BONDED)
        fill_orders(cache_db, ORDERS)
        (home / "complete").touch()
    _freshen(cache_db)
    return home


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
