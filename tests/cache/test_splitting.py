"""A line larger than the reserve as two: the bonded one, and the rest of the catalogue's."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from cache.places import Refusal
from cache.splitting import split, suggest
from tests.cache.desk import NOON, bonded_line, line, offer
from tests.cache.releases_kit import ROW, Releases, releases
from vendors.terms import LineTerms, Schedule

desk = pytest.fixture(releases)

CUT = offer("RC0603CT", "0.10", moq=10, multiple=10)


async def test_what_the_reserve_has_room_for_is_suggested(desk: Releases) -> None:
    await desk.place(1500)
    row = await desk.row()
    assert suggest(bonded_line(ROW, 8000), row) == 3000
    assert suggest(bonded_line(ROW, 3500), row) is None
    assert suggest(bonded_line(ROW, 8000), row._replace(reserve=None)) is None
    assert suggest(bonded_line(ROW, 8000), row._replace(reserve=2000)) is None


def test_a_line_is_split_into_the_bonded_and_the_catalogues() -> None:
    terms = LineTerms(line_id="7", notes=("lot",), quote=9, customer_part="ACME-1")
    mine = replace(bonded_line(ROW, 8000), terms=terms)
    other = line(CUT)
    lines = split([mine, other], mine.id, 5000, CUT, priced_at=NOON)
    bonded, rest, last = lines
    assert (bonded.id, bonded.quantity, bonded.bonded_customer_id) == (mine.id, 5000, "7002")
    assert (rest.number, rest.quantity, rest.unit_price) == ("RC0603CT", 3000, Decimal("0.10"))
    assert rest.bonded_customer_id is None
    assert (rest.terms, bonded.terms) == (
        LineTerms(notes=("lot",), customer_part="ACME-1"),
        terms,
    )
    assert rest.id not in (mine.id, other.id)
    assert last is other
    assert mine.quantity == 8000


@pytest.mark.parametrize(
    ("quantity", "bonded", "its", "said"),
    [
        (8000, 8000, CUT, "nothing to split"),
        (8000, 0, CUT, "nothing to split"),
        (8000, 900, CUT, "below the release minimum of 1,000"),
        (5005, 5000, CUT, "the minimum is 10"),
        (5015, 5000, CUT, "comes in 10 or 20"),
        (8000, 5000, offer("RC", currency="EUR"), "is sold in EUR"),
        (8000, 5000, replace(offer("RC"), breaks=()), "has no price"),
    ],
)
def test_what_cannot_be_bought_so_is_not_split(
    quantity: int, bonded: int, its: object, said: str
) -> None:
    mine = bonded_line(ROW, quantity)
    with pytest.raises(Refusal, match=said):
        split([mine], mine.id, bonded, its, priced_at=NOON)  # type: ignore[arg-type]


def test_only_a_bonded_line_without_delivery_days_is_split() -> None:
    plain = line(CUT, 5000)
    with pytest.raises(Refusal, match="no line of bonded stock"):
        split([plain], plain.id, 1000, CUT, priced_at=NOON)
    days = LineTerms(schedules=(Schedule(date(2026, 5, 1), 8000),))
    mine = replace(bonded_line(ROW, 8000), terms=days)
    with pytest.raises(Refusal, match="delivery days"):
        split([mine], mine.id, 5000, CUT, priced_at=NOON)
