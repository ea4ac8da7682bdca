"""Large, believable cache files for the benchmark and the tests, the same every time."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from cache import bonded_keeping, bonded_sites
from cache.files import connect, immediate, make_private, migrate, set_journal
from cache.schema import CACHE, CACHE_ID
from vendors.vocabulary import Address, BondedStock, Location

AT = "2026-03-02T08:00:00.000+00:00"
SITES = (("4410", "Austin"), ("4411", "Boise"), ("4412", "Cork"), ("4413", "Dresden"))

_SIZES = ("0201", "0402", "0603", "0805", "1206")
_BREAKS = json.dumps([[1, "0.10000"], [10, "0.04300"], [100, "0.01850"], [1000, "0.00912"]])
_REEL_BREAKS = json.dumps([[5000, "0.00584"], [10000, "0.00521"]])


def fill_catalogue(path: Path, parts: int) -> int:
    """Add `parts` parts, half of them in two packagings, to the cache file; how many offers."""
    with closing(opened(path)) as db:
        # One batch would keep the whole of it in the journal.
        for start in range(0, parts, 100_000):
            span = range(start, min(parts, start + 100_000))
            with immediate(db):
                db.executemany(
                    "INSERT INTO part (id, number, maker, description, other_names, status, "
                    "lead_weeks, fetched_at) VALUES (?, ?, ?, ?, '', 'Active', ?, ?)",
                    (_part(index) for index in span),
                )
                db.executemany(
                    "INSERT INTO offer (part, vendor, number, packaging, packaging_text, stock, "
                    "moq, multiple, breaks, currency, fee, own_price, marketplace, fetched_at) "
                    "VALUES (?, 'digikey', ?, ?, ?, ?, ?, ?, ?, 'USD', '0', 0, 0, ?)",
                    (offer for index in span for offer in _offers(index)),
                )
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (offers,) = db.execute("SELECT count(*) FROM offer").fetchone()
    return int(offers)


def fill_bonded(path: Path, rows: int) -> None:
    """Add four locations and `rows` bonded rows over them to the cache file."""
    at = datetime.fromisoformat(AT)
    sites = [
        Location(site, True, "USD", Address(company="Acme", city=city, country="US"))
        for site, city in SITES
    ]
    with closing(opened(path)) as db, immediate(db):
        bonded_sites.put_locations(db, "digikey", sites, at)
        bonded_keeping.put_stock(db, "digikey", bonded_stock(rows), at, everything=True)
        db.execute("INSERT OR REPLACE INTO bonded_agreement VALUES ('digikey', 1, ?)", (AT,))


def bonded_stock(rows: int) -> list[BondedStock]:
    """The rows that `fill_bonded` adds."""
    return [_bonded(index) for index in range(rows)]


def opened(path: Path) -> sqlite3.Connection:
    """The cache file, made where it is missing."""
    make_private(path)
    db = connect(path, write=True)
    migrate(db, path, CACHE, CACHE_ID)
    set_journal(db, "wal")
    return db


def number_of(index: int) -> str:
    """The manufacturer's number of the part that was filled as the `index`th."""
    size = _SIZES[index % len(_SIZES)]
    match index % 10:
        case 0 | 1 | 2 | 3:
            return f"RC{size}FR-07{index}RL"
        case 4 | 5 | 6:
            return f"GRM{size}KA{index:06d}D"
        case 7:
            return f"{index:08d}-{index % 7}"
        case _:
            return f"LM{index}D/NOPB"


def _part(index: int) -> tuple[Any, ...]:
    size = _SIZES[index % len(_SIZES)]
    match index % 10:
        case 0 | 1 | 2 | 3:
            maker, text = "YAGEO", f"RES {index % 1000}K OHM 1% 1/10W {size}"
        case 4 | 5 | 6:
            maker, text = "Murata Electronics", f"CAP CER {index % 10000}PF 50V X7R {size}"
        case 7:
            maker, text = "Molex", f"CONN HEADER VERT {index % 60}POS 2.54MM"
        case _:
            maker, text = "Texas Instruments", f"IC REG LINEAR {index % 20}V TO-{index % 300}"
    return index + 1, number_of(index), f"{maker} {index % 30}", text, index % 26, AT


def _offers(index: int) -> Iterator[tuple[Any, ...]]:
    number, stock = number_of(index), index * 37 % 90_000
    cut = f"{number}CT-ND"
    yield index + 1, cut, "cut", "Cut Tape (CT)", stock, 1, 1, _BREAKS, AT
    if index % 2:
        reel = f"{number}TR-ND"
        yield index + 1, reel, "reel", "Tape & Reel (TR)", stock, 5000, 5000, _REEL_BREAKS, AT


def _bonded(index: int) -> BondedStock:
    _, part, maker, text, _, _ = _part(index)
    return BondedStock(
        customer_id=SITES[index % len(SITES)][0],
        number=f"{part}TR-ND",
        part=part,
        customer_part=f"ACME-{index:05d}",
        maker=maker,
        description=text,
        packaging_text="Tape & Reel (TR)",
        unit_price=Decimal("0.00584"),
        reserve=index * 13 % 70_000,
        backorder_reserve=index % 900,
        minimum=5000,
        standard_package=5000,
        non_cancelable=index % 3 == 0,
        ncnr_signed=None,
        ncnr_quantity=None,
        lead_weeks=index % 26,
        country="CN",
    )
