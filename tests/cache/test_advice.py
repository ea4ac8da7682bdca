"""What is said of a line before it costs money, each kind where it is so and where it is not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from cache.advice import Advice, advise
from cache.colleagues import Twin
from cache.drafts import DraftLine
from cache.mending import mend
from cache.places import Refusal
from cache.typed import Typed
from cache.typed_lines import typed_line
from tests.cache.advice_kit import CUT, DIGI, REEL, facts, mended, said
from tests.cache.desk import NOON, line, offer
from vendors.buying import price_of
from vendors.terms import LineTerms, Schedule
from vendors.vocabulary import Offer

QUIET = facts(CUT, REEL, DIGI)


def cut(quantity: int, **more: Any) -> DraftLine:
    its = replace(line(CUT, quantity), unit_price=price_of(CUT, quantity))
    return replace(its, **more)


def test_of_a_line_with_nothing_amiss_nothing_is_said() -> None:
    assert advise(cut(100), QUIET) == []


def test_of_what_is_no_offer_yet_nothing_is_said() -> None:
    assert advise(typed_line(Typed(part="RC0603"), 100, NOON), QUIET) == []
    assert advise(cut(0), QUIET) == []


def test_no_price_at_this_quantity_and_the_nearest_that_has_one() -> None:
    few = replace(line(offer("RC0603CT-ND", moq=10)), moq=1, quantity=4, unit_price=None)
    advice = said(few, facts())["price"]
    assert advice.said == "no price at this quantity: + takes 10"
    assert mended(few, advice)[0].quantity == 10
    assert "price" not in said(cut(4), QUIET)
    assert said(replace(few, breaks=()), facts())["price"].key == "x"


# -- packaging ------------------------------------------------------------------------------------


def test_another_packaging_than_the_number_that_was_typed() -> None:
    its = cut(4000, typed=Typed(part="rc0603tr-nd"))
    advice = said(its, QUIET)["packaging"]
    assert advice.said == (
        "RC0603TR-ND was typed, which is reel; the line is cut: p takes 4,000 reel"
    )
    (reel,) = mended(its, advice)
    assert (reel.number, reel.unit_price, reel.typed.part) == (
        "RC0603TR-ND",
        Decimal("0.02"),
        "RC0603",
    )
    # Taken once, it is said no more.
    assert "packaging" not in said(reel, QUIET)
    label = cut(4000, typed=Typed(part="RC0603", number="RC0603TR-ND"), terms=LineTerms(quote=7))
    (reel,) = mended(label, said(label, QUIET)["packaging"])
    assert (reel.typed.number, reel.terms.quote) == ("", None)
    assert "packaging" not in said(cut(4000, typed=Typed(part="RC0603CT-ND")), QUIET)


def test_another_packaging_than_the_word_beside_the_number() -> None:
    its = cut(4000, typed=Typed(part="RC0603CT-ND", packaging="TR"))
    assert said(its, QUIET)["packaging"].said == (
        "reel was typed, and RC0603CT-ND is cut: p takes 4,000 reel"
    )
    # What cannot be bought so is not offered.
    few = said(replace(its, quantity=100), QUIET)["packaging"]
    assert (few.key, few.takes) == ("", ())
    assert few.said.endswith("(the minimum is 4,000)")
    assert "packaging" not in said(cut(100, typed=Typed(part="RC0603", packaging="ct")), QUIET)


def test_a_quantity_that_only_another_packaging_takes() -> None:
    its = replace(line(REEL, 3500), unit_price=None)
    advice = said(its, QUIET)["packaging"]
    assert advice.said == "3,500 can be had as cut: p takes 3,500 cut"
    assert mended(its, advice)[0].number == "RC0603CT-ND"
    assert "packaging" not in said(its, facts(REEL, DIGI))


# -- money ----------------------------------------------------------------------------------------


def test_buying_more_costs_less_with_pieces_and_money() -> None:
    its = cut(900)
    advice = said(its, facts(CUT))["cheaper"]
    assert advice.said == "1,000 cut cost 10.00 USD less, 100 more: c takes them"
    (more,) = mended(its, advice)
    assert (more.quantity, more.unit_price) == (1000, Decimal("0.08"))
    # 800 at 0.10 cost just what 1,000 at 0.08 do.
    assert said(cut(800), facts(CUT))["cheaper"].words == "1,000 cut cost the same, 200 more"
    assert "cheaper" not in said(cut(799), facts(CUT))


def test_a_reel_and_the_rest_in_cut_tape_cost_less() -> None:
    # A second reel would cost 80.00.
    its = cut(4100)
    advice = said(its, QUIET)["cheaper"]
    assert advice.said == "4,000 reel and 100 cut cost 238.00 USD less: c takes them"
    terms = LineTerms(line_id="7", customer_part="ACME-1")
    reel, rest = mended(replace(its, terms=terms), advice)
    assert [(one.number, one.quantity) for one in (reel, rest)] == [
        ("RC0603TR-ND", 4000),
        ("RC0603CT-ND", 100),
    ]
    assert (reel.terms, rest.terms) == (terms, LineTerms(customer_part="ACME-1"))


def test_what_is_not_there_and_will_not_come_is_offered_nowhere() -> None:
    never, empty = {"backorder_allowed": False}, replace(REEL, stock=0)
    its = cut(4100, stock=0)
    asked = said(its, facts(CUT, empty))["cheaper"]
    assert asked.words.endswith("less (0 reel in stock, 0 cut in stock)")
    assert "cheaper" not in said(its, facts(CUT, empty, about=never))
    # Of what is there it is offered, and no more than is there.
    reels = said(its, facts(CUT, replace(REEL, stock=8000), about=never))["cheaper"]
    assert reels.words == "8,000 reel cost 168.00 USD less, 3,900 more"
    few = replace(line(empty, 3500), unit_price=None)
    short = replace(CUT, stock=40)
    assert said(few, facts(empty, short))["packaging"].said == (
        "3,500 can be had as cut (40 in stock): p takes 3,500 cut"
    )
    assert "packaging" not in said(few, facts(empty, short, about=never))


def test_what_keeps_a_line_from_being_ordered_is_said_first() -> None:
    known = facts(CUT, REEL, about={"backorder_allowed": False, "obsolete": True})
    found = advise(cut(4100, stock=500), known)
    assert [one.stops for one in found] == [True] + [False] * (len(found) - 1)
    assert found[0].kind == "stock"
    assert len(found) > 1


def test_a_digi_reels_fee_is_counted_and_what_binds_is_said() -> None:
    its = replace(line(DIGI, 100), fee=Decimal(7))
    assert said(its, QUIET)["cheaper"].words == "100 cut cost 7.00 USD less"
    cheap = offer("RC0603TR-ND", "0.001", ncnr=True, stock=40)
    words = said(cut(100), facts(CUT, cheap))["cheaper"].words
    assert words == "100 cut cost 9.90 USD less, NCNR (40 cut in stock)"


@pytest.mark.parametrize(
    "its",
    [
        cut(900, bonded_customer_id="7002"),
        cut(900, terms=LineTerms(schedules=(Schedule(date(2026, 5, 1), 900),))),
        cut(900, terms=LineTerms(quote=7)),
        cut(900, moq=901),
        cut(900, unit_price=Decimal("0.07")),
    ],
)
def test_where_more_is_not_suggested(its: DraftLine) -> None:
    assert "cheaper" not in said(its, QUIET)


def test_another_currency_or_a_marketplace_supplier_is_no_saving() -> None:
    euro = offer("RC0603E-ND", "0.001", currency="EUR")
    supplier = offer("2156-RC0603", "0.001", marketplace=True)
    assert "cheaper" not in said(cut(100), facts(CUT, euro, supplier))


def test_a_price_that_moved_and_one_that_is_old() -> None:
    later = NOON + timedelta(minutes=5)
    dearer = replace(CUT, breaks=offer("X", "0.12").breaks)
    advice = said(cut(100), facts(dearer, at=later, now=later))["moved"]
    assert advice.said == "the price was 0.10, now 0.12: F5 takes it"
    assert advice.takes == ()
    # What was told before the line was priced says nothing of it.
    assert said(cut(100), facts(dearer, at=NOON - timedelta(hours=1))) == {}
    old = said(cut(100), facts(CUT, now=NOON + timedelta(minutes=10, seconds=1)))["old"]
    assert (old.key, old.role) == ("F5", "dim")
    assert said(cut(100), facts(CUT, now=NOON + timedelta(minutes=10))) == {}


# -- others, and the order ------------------------------------------------------------------------


def test_an_order_with_the_same_lines_and_what_others_have() -> None:
    twin = Twin("AC-2026-0001", "Ben Roy", NOON, "accepted", frozenset({"rc0603"}))
    found = said(cut(100), facts(CUT, twins=(twin,), elsewhere=("ben has this part in D-1 (5).",)))
    assert found["twin"].said == (
        "AC-2026-0001 of 2 Mar 2026 (Ben Roy) has the same lines, accepted: 4 goes to the orders"
    )
    assert found["elsewhere"].said == "ben has this part in D-1 (5): o opens the part"
    assert list(found) == ["twin", "elsewhere"]


def test_more_lines_than_the_vendor_takes() -> None:
    its = cut(100, vendor="ti")
    found = said(its, facts(place=31, most=30))
    assert found["limit"].said == (
        "TI takes 30 lines an order, and this is number 31: x takes it out"
    )
    assert "limit" not in said(its, facts(place=30, most=30))
    assert "limit" not in said(its, facts(place=1000))


# -- what a key does ------------------------------------------------------------------------------


def test_a_line_that_changed_meanwhile_is_left_alone() -> None:
    its = cut(900)
    advice = said(its, facts(CUT))["cheaper"]
    with pytest.raises(Refusal, match="has changed since"):
        mend([replace(its, quantity=950)], its, advice)
    with pytest.raises(Refusal, match="has changed since"):
        mend([], its, advice)
    with pytest.raises(Refusal, match="nothing to take"):
        mend([its], its, Advice("ncnr", "NCNR", "dim"))


def test_one_key_mends_one_thing() -> None:
    supplier: Offer = replace(CUT, number="2156-RC0603", marketplace=True)
    its = replace(line(supplier, 4000), typed=Typed(part="RC0603TR-ND"))
    found = advise(its, facts(supplier, REEL))
    assert [one.kind for one in found if one.key == "p"] == ["packaging"]
    assert next(one for one in found if one.kind == "marketplace").key == ""
