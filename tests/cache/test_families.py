"""A part's family: what is known of it here at once, all of it from the vendor by one call."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from cache.clock import FixedClock
from cache.places import Refusal
from cache.searching import Asked
from tests.cache.around import Session, Teller
from tests.cache.desk import NOON, offer, part
from vendors.details import Filters
from vendors.vocabulary import Part


def variant(number: str, *, base: str | None = "LM358", **more: object) -> Part:
    one = part(number, offer(f"{number}-ND", "0.30"), offer(f"{number}R-ND", "0.10", moq=2500))
    return replace(one, base=base, **more)  # type: ignore[arg-type]


D = variant("LM358D", parameters=(("Package", "SOIC"), ("Pins", "8")), datasheet="https://x.test/d")
P = variant("LM358P", parameters=(("Package", "DIP"), ("Pins", "8"), ("Hole", "1 mm")))
OTHER_MAKER = replace(variant("LM358N"), maker="Onsemi")
STRANGER = variant("LM3580", base="LM3580")


@pytest.fixture
def vendor() -> Teller:
    return Teller(D, P, OTHER_MAKER, STRANGER)


@pytest.fixture
async def here(tmp_path: Path, vendor: Teller) -> AsyncIterator[Session]:
    session = await Session(tmp_path, FixedClock(NOON), vendor).open()
    yield session
    await session.store.close()


async def test_a_family_is_what_is_known_here_until_it_is_asked_for(
    here: Session, vendor: Teller
) -> None:
    rowid = (await here.parts.open("LM358DR-ND")).rowid
    family = await here.families.have(rowid)
    assert family is not None
    assert (family.kind, family.name, family.asked) == ("base number", "LM358", None)
    assert [one.part for one in family.variants] == ["LM358D"]
    assert vendor.calls == 1

    family = await here.families.ask(rowid)
    assert [one.part for one in family.variants] == ["LM358D", "LM358P"]
    assert family.asked == Asked(4, 4, NOON)
    assert vendor.asked["search LM358"] == 1
    assert await here.families.have(rowid) == family
    assert family.columns == ("Package", "Hole")


async def test_a_variant_stands_by_its_smallest_packaging(here: Session) -> None:
    rowid = (await here.parts.open("LM358DR-ND")).rowid
    family = await here.families.have(rowid)
    assert family is not None
    (one,) = family.variants
    assert (one.number, one.unit_price, one.stock) == ("LM358D-ND", Decimal("0.30"), 10_000)
    assert (one.datasheet, one.parameters) == (D.datasheet, D.parameters)
    assert await here.catalogue.part(one.rowid) == (D, NOON)


async def test_a_family_is_asked_for_once_a_day(here: Session, vendor: Teller) -> None:
    rowid = (await here.parts.open("LM358D-ND")).rowid
    for after, calls in ((0, 1), (23, 1), (2, 2)):
        here.clock.advance(timedelta(hours=after).total_seconds())
        await here.families.ask(rowid)
        assert vendor.asked["search LM358"] == calls
    await here.families.ask(rowid, anew=True)
    assert vendor.asked["search LM358"] == 3


async def test_without_a_base_number_the_vendor_is_asked_for_the_series(
    here: Session, vendor: Teller
) -> None:
    vendor.shelf = [
        variant(number, base=None, series="Titan", series_id="77") for number in ("T1", "T2")
    ]
    rowid = (await here.parts.open("T1-ND")).rowid
    family = await here.families.ask(rowid)
    assert (family.kind, family.name) == ("series", "Titan")
    assert [one.part for one in family.variants] == ["T1", "T2"]
    assert vendor.filters == [Filters(series=("77",))]
    assert family.asked == Asked(2, 2, NOON)
    # A narrowed search is not what the words alone would bring.
    assert await here.catalogue.asked("Titan") == {}


async def test_a_part_of_no_family_stands_alone_and_nothing_is_asked(
    here: Session, vendor: Teller
) -> None:
    vendor.shelf = [variant("Z1", base=None)]
    rowid = (await here.parts.open("Z1-ND")).rowid
    family = await here.families.have(rowid)
    assert family is not None
    assert (family.kind, family.variants) == ("alone", ())
    with pytest.raises(Refusal, match="names no base number"):
        await here.families.ask(rowid)
    assert vendor.calls == 1
    assert await here.families.have(999) is None
    with pytest.raises(Refusal, match="not here any more"):
        await here.families.ask(999)
