"""Lines of ours and the vendor's, side by side: none is lost, and none stands twice."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from cache.pairing import pairs
from cache.purchase_orders import FrozenLine
from tests.cache.desk import NOON, vendor_line, vendor_order
from vendors.vocabulary import Shipment, VendorLine

CENT = Decimal("0.01")


def ours(
    line_no: int, number: str, quantity: int = 100, price: str = "0.10", part: str = ""
) -> FrozenLine:
    return FrozenLine(
        *(line_no, "", number, part, "", "", "cut", "", quantity, Decimal(price), Decimal(0)),
        *(None, None, None, False, None),
    )


def its(
    number: str,
    ordered: int = 100,
    price: str = "0.10",
    line_id: str | None = None,
    part: str = "",
) -> VendorLine:
    line = vendor_line(number, ordered=ordered, line_id=line_id)
    return replace(line, unit_price=Decimal(price), total=ordered * Decimal(price), part=part)


def side_by_side(
    sent: tuple[FrozenLine, ...], *theirs: VendorLine
) -> list[tuple[int | None, list[tuple[str, int]]]]:
    found = pairs(sent, [vendor_order("AC-1", lines=theirs)])
    return [
        (pair.ours and pair.ours.line_no, [(line.number, line.ordered) for line in pair.theirs])
        for pair in found
    ]


def test_lines_are_paired_by_the_id_we_sent_then_by_number() -> None:
    sent = (ours(1, "A"), ours(2, "A"), ours(3, "C"))
    theirs = (its("a", 60, line_id="2"), its("A", 90), its("A", 40, line_id="2"), its("Z", 5))
    assert side_by_side(sent, *theirs) == [
        (1, [("A", 90)]),
        (2, [("a", 60), ("A", 40)]),
        (3, []),
        (None, [("Z", 5)]),
    ]


def test_an_id_or_the_makers_part_finds_a_line_whose_number_is_another() -> None:
    sent = (ours(1, "A"), ours(2, "B", part="LM358"), ours(3, "C"))
    theirs = (its("A-REEL", line_id="1"), its("B-REEL", part="lm358"), its("C", line_id="2"))
    assert side_by_side(sent, *theirs) == [
        (1, [("A-REEL", 100)]),
        (2, [("B-REEL", 100)]),
        (3, [("C", 100)]),  # the number says more than an id that is not ours
    ]


def test_lines_with_one_number_find_theirs_by_price_and_quantity() -> None:
    sent = (ours(1, "A", 100), ours(2, "A", 50), ours(3, "A", 1000, "0.02"))
    theirs = (its("A", 1000, "0.02"), its("A", 50), its("A", 100))
    assert side_by_side(sent, *theirs) == [
        (1, [("A", 100)]),
        (2, [("A", 50)]),
        (3, [("A", 1000)]),
    ]


def test_a_line_that_the_vendor_made_of_two_of_ours_is_cut() -> None:
    box = Shipment(120, NOON, "1Z9", "4711", None)
    one = replace(
        its("A", 300), shipped=120, backordered=150, shipments=(box,), scheduled=((180, None),)
    )
    first, second = pairs(
        (ours(1, "A", 100), ours(2, "A", 200)), [vendor_order("AC", lines=(one,))]
    )
    (left,), (right,) = first.theirs, second.theirs
    assert (left.ordered, left.shipped, left.backordered) == (100, 100, 0)
    assert (right.ordered, right.shipped, right.backordered) == (200, 20, 150)
    assert [one.quantity for one in left.shipments + right.shipments] == [100, 20]
    assert (left.total, right.total) == (Decimal("10.00"), Decimal("20.00"))


def test_pieces_beyond_what_we_ordered_stand_with_the_last_line_that_has_some() -> None:
    sent = (ours(1, "A", 100), ours(2, "A", 50))
    assert side_by_side(sent, its("A", 100), its("A", 80)) == [(1, [("A", 100)]), (2, [("A", 80)])]
    assert side_by_side(sent, its("A", 0)) == [(1, [("A", 0)]), (2, [])]


def test_of_a_canceled_sales_order_only_what_had_left_is_still_ordered() -> None:
    gone = vendor_order("AC", status="Canceled", lines=(replace(its("A"), shipped=30),))
    anew = vendor_order("AC", "2", lines=(its("A", 70),))
    (pair,) = pairs((ours(1, "A"),), [gone, anew])
    assert [line.ordered for line in pair.theirs] == [30, 70]


@given(
    st.lists(st.tuples(st.sampled_from("AB"), st.integers(1, 5)), max_size=4),
    st.lists(
        st.tuples(
            st.sampled_from("AaBC"),
            st.integers(0, 9),
            st.sampled_from(["0.10", "0.20"]),
            st.sampled_from([None, "1", "2", "9"]),
        ),
        max_size=5,
    ),
)
def test_every_piece_of_both_sides_stands_once(
    mine: list[tuple[str, int]], listed: list[tuple[str, int, str, str | None]]
) -> None:
    sent = tuple(ours(at, number, quantity) for at, (number, quantity) in enumerate(mine, 1))
    theirs = tuple(
        replace(
            its(number, ordered, price, line_id), shipped=ordered // 2, backordered=ordered // 3
        )
        for number, ordered, price, line_id in listed
    )
    found = pairs(sent, [vendor_order("AC-1", lines=theirs)])
    assert tuple(pair.ours for pair in found if pair.ours is not None) == sent

    def counted(lines: tuple[VendorLine, ...]) -> tuple[Counter[str], ...]:
        sums: tuple[Counter[str], ...] = (Counter(), Counter(), Counter(), Counter())
        for line in lines:
            pieces = (line.ordered, line.shipped, line.backordered, int((line.total or 0) / CENT))
            for count, many in zip(sums, pieces, strict=True):
                count[line.number] += many
        return sums

    stood = tuple(line for pair in found for line in pair.theirs)
    assert counted(stood) == counted(theirs)
    assert all(line.shipped <= line.ordered for line in stood)


def test_a_line_without_a_price_is_cut_without_making_one_up() -> None:
    line = replace(
        its("A", 150),
        unit_price=None,
        total=Decimal("15.00"),
        leaving=((120, NOON.date()), (30, None)),
        reserved=7,
    )
    found = pairs((ours(1, "A", 100), ours(2, "A", 50)), [vendor_order("AC-1", lines=(line,))])
    parts = [one for pair in found for one in pair.theirs]
    assert [(one.ordered, one.unit_price, one.total, one.reserved) for one in parts] == [
        (100, None, None, None),
        (50, None, None, None),
    ]
    assert [one.leaving for one in parts] == [
        ((100, NOON.date()),),
        ((20, NOON.date()), (30, None)),
    ]
