"""Terms of orders and lines: as they lie in SQLite, what is wrong with them, and in words."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cache.comparing import Difference
from cache.confirming import differences
from cache.pairing import pairs
from cache.purchase_orders import FrozenLine, line_of, lines_text
from cache.terms import (
    Usual,
    again,
    line_again,
    line_terms,
    line_text,
    moved,
    order_terms,
    order_text,
)
from cache.terms_faults import line_faults, same_ids
from cache.terms_words import changed, line_words, order_changed, order_words
from tests.cache.desk import NOON, vendor_line, vendor_order
from tests.cache.test_confirming import its, order, ours, sale, web
from vendors.terms import (
    NO_LINE_TERMS,
    NO_ORDER_TERMS,
    ExportUse,
    LineTerms,
    OrderTerms,
    Schedule,
)
from vendors.vocabulary import VendorOrder

TODAY = NOON.date()
SOON, LATER = TODAY + timedelta(days=30), TODAY + timedelta(days=60)

TEXTS = st.text(max_size=12)
NOTES = st.lists(TEXTS, max_size=3).map(tuple)
ORDER_TERMS = st.builds(
    OrderTerms,
    ship_method=st.none() | TEXTS,
    ship_control=st.none() | TEXTS,
    shipper_account=TEXTS,
    cofc=st.booleans(),
    taxable=st.none() | st.booleans(),
    notes=NOTES,
    export=st.none() | st.builds(ExportUse, TEXTS, TEXTS, TEXTS, TEXTS, TEXTS),
    own_notes=st.lists(st.tuples(st.sampled_from(["digikey", "ti"]), TEXTS), max_size=3).map(tuple),
)
LINE_TERMS = st.builds(
    LineTerms,
    line_id=TEXTS,
    customer_part=TEXTS,
    notes=NOTES,
    cofc=st.booleans(),
    wanted_on=st.none() | st.dates(),
    schedules=st.lists(st.builds(Schedule, st.dates(), st.integers(0, 10**6)), max_size=3).map(
        tuple
    ),
    quote=st.none() | st.integers(1, 2**31 - 1),
)


# -- as they lie in SQLite -------------------------------------------------------------------------


@given(ORDER_TERMS)
def test_the_terms_of_an_order_come_back_as_they_were(terms: OrderTerms) -> None:
    assert order_terms(order_text(terms)) == terms


@given(LINE_TERMS)
def test_the_terms_of_a_line_come_back_as_they_were(terms: LineTerms) -> None:
    assert line_terms(line_text(terms)) == terms


@given(LINE_TERMS)
def test_the_lines_that_an_attempt_keeps_come_back_with_their_terms(terms: LineTerms) -> None:
    line = ours()._replace(terms=terms)
    assert [line_of(cells) for cells in json.loads(lines_text([line]))] == [line]


def test_nothing_asked_for_is_an_empty_object() -> None:
    assert (order_text(NO_ORDER_TERMS), line_text(NO_LINE_TERMS)) == ("{}", "{}")
    assert (order_terms("{}"), line_terms("{}")) == (NO_ORDER_TERMS, NO_LINE_TERMS)


def test_what_is_not_known_is_left_out() -> None:
    stored = (
        '{"ship_method": "FedEx ground", "gift_wrap": true, "export": {"country": "MX", "x": 1}}'
    )
    assert order_terms(stored) == OrderTerms(
        ship_method="FedEx ground", export=ExportUse("MX", "", "", "")
    )
    assert line_terms('{"line_id": "10", "colour": "red"}') == LineTerms(line_id="10")


# -- what is wrong with them -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("terms", "fault"),
    [
        (LineTerms(), ""),
        (LineTerms(wanted_on=SOON), ""),
        (LineTerms(wanted_on=TODAY), "the delivery day 2 Mar 2026 is not in the future"),
        (LineTerms(schedules=(Schedule(SOON, 60), Schedule(LATER, 40))), ""),
        (
            LineTerms(schedules=(Schedule(SOON, 60), Schedule(LATER, 30))),
            "the schedules come to 90 of 100 pieces",
        ),
        (
            LineTerms(schedules=(Schedule(TODAY, 60), Schedule(LATER, 40))),
            "a schedule's day 2 Mar 2026 is not in the future",
        ),
        (
            LineTerms(schedules=(Schedule(SOON, 60), Schedule(SOON, 40))),
            "1 Apr 2026 stands twice in the schedules",
        ),
        (
            LineTerms(schedules=(Schedule(SOON, 100), Schedule(LATER, 0))),
            "a schedule has no pieces",
        ),
        (
            LineTerms(wanted_on=SOON, schedules=(Schedule(SOON, 100),)),
            "it has a delivery day for all of it, and schedules",
        ),
    ],
)
def test_what_keeps_a_line_of_a_hundred_from_being_ordered(terms: LineTerms, fault: str) -> None:
    assert line_faults(terms, 100, TODAY) == ([fault] if fault else [])


def test_a_line_id_that_stands_twice_is_found_in_any_case() -> None:
    ids = [(1, "A-10"), (2, "2"), (3, "a-10 "), (4, "4")]
    assert same_ids(ids) == [("A-10", [1, 3])]
    assert same_ids([(1, "2"), (2, "2")]) == [("2", [1, 2])]
    assert same_ids([(1, "1"), (2, "2")]) == []


# -- ordered again ---------------------------------------------------------------------------------


def test_what_belonged_to_one_order_is_not_kept_and_that_is_said() -> None:
    was = LineTerms("A-10", "ACME-1", ("handle with care",), True, SOON, (Schedule(SOON, 100),), 77)
    kept, words = line_again(was)
    assert kept == LineTerms(customer_part="ACME-1", notes=("handle with care",), cofc=True)
    assert words == ("your line id A-10, the delivery day, the schedules and quote 77 are not kept")
    assert line_again(kept) == (kept, "")
    assert line_again(LineTerms(wanted_on=SOON)) == (
        NO_LINE_TERMS,
        "the delivery day is not kept",
    )
    export = OrderTerms(notes=("dock 4",), cofc=True, export=ExportUse("MX", "A", "B", "C"))
    kept, words = again(export, "ti")
    # What TI was told then is not told to another vendor of the new draft.
    assert kept == OrderTerms(cofc=True, own_notes=(("ti", "dock 4"),))
    assert "export" in words
    assert again(OrderTerms(cofc=True), "ti") == (OrderTerms(cofc=True), "")


BOTH = Usual(
    {},
    {
        ("A", "digikey"): OrderTerms(notes=("Gate 3", "call")),
        ("A", "ti"): OrderTerms(notes=("TI A",)),
        ("B", "digikey"): OrderTerms(notes=("Gate 9",)),
        ("B", "ti"): OrderTerms(notes=("TI B",)),
    },
)


@pytest.mark.parametrize("first", ["digikey", "ti"])
def test_the_notes_of_a_ship_to_stay_there_whichever_line_is_the_first(first: str) -> None:
    terms = moved(BOTH.at("A"), BOTH.at("A", first), BOTH.at("B", first))
    assert terms.own_notes == (("digikey", "Gate 9"), ("ti", "TI B"))
    assert moved(terms, BOTH.at("B"), NO_ORDER_TERMS) == NO_ORDER_TERMS
    assert moved(NO_ORDER_TERMS, NO_ORDER_TERMS, BOTH.at("B", first)) == terms


def test_a_note_for_one_vendor_keeps_no_other_vendors_on_the_way() -> None:
    """What a buyer set for a vendor stays, the rest goes; however the notes lie in the draft."""
    lies = (("ti", "TI A"), ("shipstation", "mine"), ("digikey", "Gate 3"), ("digikey", "call"))
    set_by_hand = OrderTerms(own_notes=(*lies, ("ti", "fragile")))
    terms = moved(set_by_hand, BOTH.at("A"), BOTH.at("B"))
    assert terms.own_notes == (
        ("digikey", "Gate 9"),
        ("shipstation", "mine"),
        ("ti", "TI A"),
        ("ti", "fragile"),
    )
    taken_away = OrderTerms(own_notes=(("ti", "TI A"),))
    kept = moved(taken_away, BOTH.at("A"), BOTH.at("B")).own_notes
    assert kept == (("ti", "TI B"),), "DigiKey is to read none"


def test_the_order_of_one_vendors_notes_is_the_buyers() -> None:
    turned = OrderTerms(own_notes=(("digikey", "call"), ("digikey", "Gate 3")))
    assert moved(turned, BOTH.at("A"), BOTH.at("B")) == turned


# -- in words --------------------------------------------------------------------------------------


@given(ORDER_TERMS.filter(lambda terms: len(terms.shipper_account) > 6))
def test_of_an_account_only_the_end_is_shown(terms: OrderTerms) -> None:
    only = OrderTerms(shipper_account=terms.shipper_account)
    assert order_words(only) == (("shipper account", f"our own, ••••{terms.shipper_account[-4:]}"),)


def test_a_short_account_is_hidden_whole() -> None:
    assert order_words(OrderTerms(shipper_account="123456")) == (
        ("shipper account", "our own, ••••"),
    )


def test_what_was_changed_is_said_by_name() -> None:
    before = OrderTerms(ship_method="UPS ground", notes=("one",))
    after = replace(before, ship_method=None, notes=("one", "two"), taxable=False)
    assert changed(order_words(before), order_words(after)) == [
        "ship method: UPS ground to none",
        "note: one to one | two",
        "taxable: none to no",
    ]
    own = OrderTerms(own_notes=(("ti", "one"), ("digikey", "two")))
    assert changed(order_words(NO_ORDER_TERMS), order_words(own)) == [
        "note for TI: none to one",
        "note for DigiKey: none to two",
    ]
    schedules = LineTerms(schedules=(Schedule(SOON, 60), Schedule(LATER, 40)))
    assert changed(line_words(NO_LINE_TERMS), line_words(schedules)) == [
        "schedules: none to 60 on 1 Apr 2026, 40 on 1 May 2026"
    ]


# -- the vendor's lines against them ---------------------------------------------------------------


def asked(**terms: object) -> FrozenLine:
    return ours()._replace(terms=LineTerms(**terms))  # type: ignore[arg-type]


def scheduled(*planned: tuple[int, date], backordered: int = 0) -> list[VendorOrder]:
    line = replace(its(), scheduled=planned, backordered=backordered)
    return [web(sale("1", line))]


def found(line: FrozenLine, listed: list[VendorOrder]) -> list[Difference]:
    return differences(order(line), listed)


def test_lines_are_paired_by_the_id_that_went_out() -> None:
    mine = [
        ours(1)._replace(terms=LineTerms(line_id="PO-20")),
        ours(2)._replace(terms=LineTerms(line_id="PO-10")),
    ]
    theirs = [
        replace(vendor_line("A-ND"), line_id="PO-10"),
        replace(vendor_line("A-ND"), line_id="po-20 "),
    ]
    listed = [vendor_order("AC-1", lines=tuple(theirs))]
    assert [pair.theirs[0].line_id for pair in pairs(mine, listed)] == ["po-20 ", "PO-10"]


def test_our_number_of_a_line_with_an_id_of_its_own_means_nothing_to_the_vendor() -> None:
    mine = [ours(1)._replace(terms=LineTerms(line_id="2")), ours(2, quantity=7)]
    mine[1] = mine[1]._replace(terms=LineTerms(line_id="X"))
    theirs = (replace(vendor_line("A-ND", 100), line_id="2"), replace(vendor_line("A-ND", 7)))
    one, two = pairs(mine, [vendor_order("AC-1", lines=theirs)])
    assert (one.theirs[0].ordered, two.theirs[0].ordered) == (100, 7)


@pytest.mark.parametrize(
    "line",
    [
        asked(wanted_on=SOON),
        asked(schedules=(Schedule(SOON, 100),)),
    ],
)
def test_a_day_that_is_kept_is_no_difference(line: FrozenLine) -> None:
    assert found(line, scheduled((100, SOON))) == []
    assert found(line, scheduled()) == [], "not said is not otherwise"
    assert found(line, scheduled((100, SOON), backordered=100)) == []
    (other,) = found(line, scheduled((100, LATER)))
    assert other.what == "date"
    assert other.words == ("line 1 A: asked for 100 on 1 Apr 2026; 100 on 1 May 2026")
    (none,) = found(line, scheduled(backordered=100))
    assert "100 backordered, no date yet" in none.words


def test_a_schedule_is_held_against_the_vendors_day_by_day() -> None:
    line = asked(schedules=(Schedule(SOON, 60), Schedule(LATER, 40)))
    assert found(line, scheduled((60, SOON), (40, LATER))) == []
    assert found(line, scheduled((30, SOON), (30, SOON), (40, LATER))) == []
    (other,) = found(line, scheduled((40, SOON), (60, LATER)))
    assert (other.ours, other.theirs) == (
        "60 on 1 Apr 2026, 40 on 1 May 2026",
        "40 on 1 Apr 2026, 60 on 1 May 2026",
    )


def test_what_has_left_is_not_missed_in_the_schedules() -> None:
    line = asked(schedules=(Schedule(SOON, 60), Schedule(LATER, 40)))
    left = replace(its(), scheduled=((60, SOON), (40, LATER)), shipped=60)
    assert found(line, [web(sale("1", left))]) == []


def test_the_content_is_another_one_where_terms_are_others() -> None:
    content = order(ours()).content
    sums = {
        content.sha256(),
        content._replace(terms=OrderTerms(cofc=True)).sha256(),
        content._replace(bonded_note="release").sha256(),
        content._replace(lines=(asked(quote=7),)).sha256(),
        content._replace(lines=(asked(quote=8),)).sha256(),
    }
    assert len(sums) == 5


def test_another_account_is_audited_though_both_are_shown_the_same() -> None:
    before, after = OrderTerms(shipper_account="8811234"), OrderTerms(shipper_account="9921234")
    assert order_changed(before, after) == [
        "shipper account: ••••1234 to another one that is shown the same"
    ]
    assert order_changed(before, before) == []
