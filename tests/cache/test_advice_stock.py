"""What is said of where pieces come from: the reserve, the vendor's stock, the maker's last day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from cache.advice import advise
from cache.drafts import DraftLine
from cache.offering import release_line
from cache.typed import Typed
from tests.cache.advice_kit import CUT, DIGI, REEL, facts, mended, row, said
from tests.cache.desk import NOON, line, offer
from vendors.terms import LineTerms, Schedule
from vendors.vocabulary import Packaging

HERE: dict[str, Any] = {"ship_to": "7002", "codes": {"7001": "CRK", "7002": "AUS", "7003": "PEN"}}


def around(*rows: Any, **more: Any) -> Any:
    return facts(CUT, REEL, bonded=rows, **{**HERE, **more})


def cut(quantity: int, **more: Any) -> DraftLine:
    price = CUT.breaks[0 if quantity < 1000 else 1].unit_price
    return replace(line(CUT, quantity), unit_price=price, **more)


def bonded(quantity: int, **more: Any) -> DraftLine:
    return replace(release_line(row(), quantity), **more)


# -- bonded stock covers it -----------------------------------------------------------------------


def test_bonded_stock_covers_the_line() -> None:
    its = cut(3500, typed=Typed(part="RC0603CT-ND", vendor="digikey"))
    advice = said(its, around(row()))["bonded"]
    assert advice.said == "bonded AUS reports 12,000: b takes all from there"
    (taken,) = mended(its, advice)
    assert (taken.bonded_customer_id, taken.number, taken.quantity, taken.unit_price) == (
        "7002",
        "RC0603-B",
        3500,
        Decimal("0.05"),
    )
    assert {"bonded", "packaging"}.isdisjoint(said(taken, around(row())))


def test_it_covers_a_part_of_the_line_in_whole_packages() -> None:
    its = cut(14_500)
    known = around(row(), about={"backorder_allowed": True})
    advice = said(its, known)["bonded"]
    assert advice.said == ("bonded AUS reports 12,000: b takes 12,000 from there, buys 2,500 cut")
    rest, taken = mended(its, advice)
    assert (rest.number, rest.quantity, rest.bonded_customer_id) == ("RC0603CT-ND", 2500, None)
    assert (taken.quantity, taken.bonded_customer_id) == (12_000, "7002")
    odd = said(cut(3500), around(row(reserve=2900)))["bonded"]
    assert odd.act == "takes 2,000 from there, buys 1,500 cut"
    # What the line's own packaging does not take is bought in another one, never as a Digi-Reel.
    reel = replace(line(REEL, 16_000), unit_price=Decimal("0.02"))
    found = said(reel, facts(DIGI, REEL, CUT, bonded=(row(reserve=11_000),), **HERE))["bonded"]
    rest, _ = mended(reel, found)
    assert (rest.packaging, rest.quantity) == ("cut", 5000)
    none = said(reel, facts(DIGI, REEL, bonded=(row(reserve=11_000),), **HERE))["bonded"]
    assert (none.key, none.words) == (
        "",
        "bonded AUS reports 11,000; the rest of 5,000 cannot be bought so",
    )


def test_what_is_spoken_for_is_not_promised_again() -> None:
    taken = {("7002", "rc0603-b"): 5000}
    words = "bonded AUS reports 12,000 (4,000 released, 5,000 in this draft, 9 in others' drafts)"
    advice = said(cut(3000), around(row(released=4000, drafted=9), taken=taken))["bonded"]
    assert advice.said == f"{words}: b takes all from there"
    found = said(cut(3001), around(row(released=4000, drafted=9), taken=taken))["bonded"]
    assert found.act == "takes 3,000 from there, buys 1 cut"
    assert "bonded" not in said(cut(3000), around(row(released=12_000)))


def test_the_ship_tos_own_location_comes_first_and_another_is_said() -> None:
    pen = row(customer_id="7003", code="PEN", reserve=50_000, non_cancelable=1)
    assert "AUS" in said(cut(3500), around(pen, row()))["bonded"].words
    # The whole of it elsewhere before a part of it here.
    advice = said(cut(3500), around(pen, row(reserve=2000)))["bonded"]
    assert advice.said == ("bonded PEN reports 50,000: b takes all from there, ships to PEN, NCNR")


@pytest.mark.parametrize(
    "its",
    [
        row(reserve=None),
        row(unit_price=None),
        row(currency=None),
        row(maker="Vishay"),
        row(vendor="ti"),
    ],
)
def test_where_bonded_stock_is_not_offered(its: Any) -> None:
    assert "bonded" not in said(cut(3500), around(its))


def test_less_than_a_release_is_said_and_not_offered() -> None:
    few = said(cut(999), around(row()))["bonded"]
    assert (few.said, few.role) == (
        "bonded AUS reports 12,000, released from 1,000 up",
        "dim",
    )
    left = said(cut(3500), around(row(reserve=900)))["bonded"]
    assert left.said == "bonded AUS reports 900: less than one release"
    days = LineTerms(schedules=(Schedule(date(2026, 5, 1), 3500),))
    assert said(cut(3500, terms=days), around(row()))["bonded"].takes == ()


# -- a line of bonded stock -----------------------------------------------------------------------


def test_a_release_larger_than_the_reserve_is_split_by_the_key_that_splits() -> None:
    advice = said(bonded(12_001), around(row(released=1)))["reserve"]
    assert advice.said == "the reported reserve is 12,000 (1 released): b splits it"
    assert "reserve" not in said(bonded(12_000), around(row()))
    assert "reserve" not in said(bonded(12_001), around(row(reserve=None)))
    assert said(bonded(1500), around(row()))["package"].words == (
        "no multiple of the standard package 1,000"
    )
    assert "package" not in said(bonded(2000), around(row()))


def test_a_location_that_is_not_the_drafts_ship_to() -> None:
    advice = said(bonded(1000), around(row(), ship_to="7001"))["ship-to"]
    assert advice.said == ("ships to AUS, the draft to CRK: s chooses the draft's ship-to")
    assert "ship-to" not in said(bonded(1000), around(row()))
    assert "ship-to" not in said(bonded(1000), around(row(), ship_to=None))
    assert "ship-to" not in said(cut(100), around(ship_to="7001"))


# -- the vendor's stock ---------------------------------------------------------------------------


def test_what_ships_now_and_what_comes_when() -> None:
    its = cut(2500, stock=1200)
    advice = said(its, around())["stock"]
    assert (advice.said, advice.role) == (
        "1,200 in stock, backorder 1,300, lead time 12 weeks: f takes 1,200",
        "dim",
    )
    assert mended(its, advice)[0].quantity == 1200
    assert "stock" not in said(cut(1200, stock=1200), around())
    assert "stock" not in said(cut(1200, stock=None), around())


def test_what_will_not_come_at_all() -> None:
    known = around(about={"backorder_allowed": False})
    advice = said(cut(2500, stock=1200), known)["stock"]
    assert (advice.said, advice.role) == (
        "only 1,200 in stock and none can be back-ordered: f takes 1,200",
        "warn",
    )
    assert advice.stops
    assert not said(cut(2500, stock=1200), around())["stock"].stops
    none = said(cut(2500, stock=0), known)["stock"]
    assert none.stops
    assert none.said == "none is in stock and none can be back-ordered"
    # Less than a whole package is there.
    reel = replace(line(REEL, 8000), stock=3999)
    assert said(reel, known)["stock"].key == ""


# -- the part -------------------------------------------------------------------------------------


def test_the_last_day_to_order_it_and_its_end() -> None:
    until = said(cut(100), around(about={"last_buy": date(2026, 12, 31)}))["last buy"]
    assert until.words == "last-time buy: until 31 Dec 2026"
    was = said(cut(100), around(about={"last_buy": date(2026, 3, 1)}))["last buy"]
    assert was.words == "the last day to order it was 1 Mar 2026"
    assert said(cut(100), around(about={"last_buy": NOON.date()}))["last buy"].words == (
        "last-time buy: until 2 Mar 2026"
    )
    gone = said(cut(100), around(about={"obsolete": True, "end_of_life": True}))
    assert gone["obsolete"].said == "obsolete: o opens the part: substitutes"
    assert "end of life" not in gone
    assert "end of life" in said(cut(100), around(about={"end_of_life": True}))
    assert said(cut(100), around(about={"obsolete": False})) == {}


def test_what_binds_and_what_costs_besides() -> None:
    found = said(cut(100, ncnr=True, tariff=True), around())
    assert found["ncnr"].words == "NCNR: cannot be cancelled or returned"
    assert found["tariff"].words == "a tariff is added"
    assert {one.role for one in found.values()} == {"dim"}
    digi = replace(line(DIGI, 100), ncnr=False)
    assert said(digi, facts(DIGI))["ncnr"].words == (
        "NCNR: cannot be cancelled or returned, 7 USD reeling fee"
    )
    # Of what is not known the review speaks; here it would stand under every line.
    assert said(cut(100, ncnr=None, tariff=None), around()) == {}


def test_a_marketplace_supplier_where_the_vendor_sells_it_too() -> None:
    supplier = offer("2156-RC0603", "0.01", marketplace=True)
    its = replace(line(supplier, 100), tariff=False)
    advice = said(its, facts(supplier, CUT, DIGI))["marketplace"]
    assert advice.said == (
        "a marketplace supplier ships it: an order and a shipping charge of its own: "
        "p takes 100 cut of the vendor's own"
    )
    assert mended(its, advice)[0].marketplace is False
    assert said(its, facts(supplier, DIGI))["marketplace"].key == "o"
    assert "marketplace" not in said(cut(100), facts(supplier, CUT))


def test_warnings_stand_before_notes() -> None:
    its = cut(3500, ncnr=True, stock=10, packaging=str(Packaging.CUT_TAPE))
    roles = [one.role for one in advise(its, around(row(), elsewhere=("x.",)))]
    assert roles == sorted(roles, reverse=True)
    assert len(set(roles)) == 2


def test_another_currency_is_said_before_it_is_taken() -> None:
    advice = said(cut(3500), around(row(currency="EUR")))["bonded"]
    assert advice.act == "takes all from there, in EUR"


def test_a_quote_that_does_not_go_with_it_is_said() -> None:
    its = cut(3500, terms=LineTerms(quote=4711))
    advice = said(its, around(row()))["bonded"]
    assert advice.act == "takes all from there, without quote 4711"
    (taken,) = mended(its, advice)
    assert taken.terms.quote is None
    kept = said(replace(its, stock=1000), around())["stock"]
    assert kept.act == "takes 1,000"
    assert mended(replace(its, stock=1000), kept)[0].terms.quote == 4711
