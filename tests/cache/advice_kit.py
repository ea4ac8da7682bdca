"""Facts around a line, made by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from cache.advice import Advice, Facts, advise
from cache.bonded_rows import BondedRow
from cache.drafts import DraftLine
from cache.mending import mend
from tests.cache.desk import NOON, line, offer, part
from vendors.buying import legal
from vendors.vocabulary import Offer, Packaging, PriceBreak

CUT = replace(
    offer("RC0603CT-ND"),
    breaks=(PriceBreak(1, Decimal("0.10")), PriceBreak(1000, Decimal("0.08"))),
)
REEL = offer("RC0603TR-ND", "0.02", packaging=Packaging.REEL, moq=4000, multiple=4000)
DIGI = offer("RC0603DKR-ND", "0.10", packaging=Packaging.DIGI_REEL, fee="7")


def row(**columns: Any) -> BondedRow:
    """A bonded row of the part at AUS: 12,000 reported, from 1,000 up, in packages of 1,000."""
    its: dict[str, Any] = {
        **dict.fromkeys(BondedRow._fields),
        "rowid": 1,
        "customer_id": "7002",
        "code": "AUS",
        "number": "RC0603-B",
        "part": "RC0603",
        "customer_part": "",
        "maker": "Yageo",
        "description": "RES 10K",
        "packaging_text": "Tape & Reel (TR)",
        "unit_price": "0.05",
        "currency": "USD",
        "reserve": 12_000,
        "minimum": 1000,
        "standard_package": 1000,
        "fetched_at": NOON.isoformat(timespec="milliseconds"),
        "vendor": "digikey",
        "country": "",
        "released": 0,
        "drafted": 0,
        "trend": "",
    }
    return BondedRow(**{**its, **columns})


def facts(*offers: Offer, at: datetime = NOON, about: Any = None, **more: Any) -> Facts:
    """What is known of the part with these offers, told at `at`; `about` it besides."""
    its = replace(part("RC0603", *offers), **(about or {}))
    told = {one.number.casefold(): at for one in offers}
    return Facts(**{"now": NOON, "part": its, "told": told, "ship_to": "7001", **more})


def said(its: DraftLine, known: Facts) -> dict[str, Advice]:
    """What is said of the line, by its kind; the line is as it was afterwards."""
    before = replace(its)
    found = advise(its, known)
    assert its == before
    assert len({one.kind for one in found if one.kind not in ("elsewhere", "twin")}) == len(
        [one for one in found if one.kind not in ("elsewhere", "twin")]
    )
    return {one.kind: one for one in found}


def mended(its: DraftLine, advice: Advice) -> list[DraftLine]:
    """The lines after the key, each of which can be ordered as it is."""
    other = line(offer("OTHER-ND"), of="OTHER")
    first, *lines, last = mend([other, its, other], its, advice)
    assert first is last is other
    assert lines[0].id == its.id
    assert len({one.id for one in lines}) == len(lines)
    for one in lines:
        assert legal(one.quantity, one.moq, one.multiple, one.maximum).ok
        assert one.unit_price is not None
        assert one.known
    return lines
