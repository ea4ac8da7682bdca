"""What the vendor's orders under a number of ours mean."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cache.judging import alarm, judge
from cache.purchase_orders import FrozenLine
from tests.cache.desk import vendor_line, vendor_order
from vendors.vocabulary import VendorLine, VendorOrder

A, B = "RC0603CT-ND", "P5555-ND"


def sent(*lines: tuple[str, int]) -> tuple[FrozenLine, ...]:
    return tuple(
        FrozenLine(
            line_no=place,
            draft_line_id=str(place),
            number=number,
            part=number,
            maker="",
            description="",
            packaging="",
            packaging_text="",
            quantity=pieces,
            unit_price=Decimal(1),
            fee=Decimal(0),
            stock=None,
            ncnr=None,
            tariff=None,
            marketplace=False,
            bonded_customer_id=None,
        )
        for place, (number, pieces) in enumerate(lines, 1)
    )


def listed(
    *sales: tuple[VendorLine, ...],
    number: str = "991",
    first: int = 88001,
    status: str = "Received",
) -> VendorOrder:
    """One order with a sales order for each of `sales`."""
    whole = vendor_order("AC-1", number, sales=tuple(str(first + n) for n in range(len(sales))))
    return replace(
        whole,
        sales_orders=tuple(
            replace(one, lines=lines, status=status)
            for one, lines in zip(whole.sales_orders, sales, strict=True)
        ),
    )


ONE = sent((A, 100), (B, 50))
WHOLE = (vendor_line(A, 100), vendor_line(B, 50))


def test_what_is_not_listed_proves_nothing() -> None:
    finding = judge(ONE, ())
    assert (finding.kind, finding.orders, finding.numbers) == ("nothing", (), ())
    assert "proves nothing" in finding.words


def test_one_order_is_one_over_however_many_sales_orders() -> None:
    finding = judge(ONE, [listed((vendor_line(A, 60),), (vendor_line(A, 40), vendor_line(B, 50)))])
    assert finding == ("one", ("991",), ("88001", "88002"), "the vendor lists it as 88001, 88002")


def test_two_order_numbers_are_twice_whatever_they_show() -> None:
    finding = judge(ONE, [listed(WHOLE), listed(number="992")])
    assert (finding.kind, finding.orders) == ("twice", ("991", "992"))
    assert "991 and 992" in finding.words


@pytest.mark.parametrize("number", [A, A.lower(), f" {A} "])
def test_more_pieces_of_a_part_than_were_sent_are_twice(number: str) -> None:
    finding = judge(ONE, [listed(WHOLE, (vendor_line(number, 1),))])
    assert finding.kind == "twice"
    assert "101 pieces of RC0603CT-ND, sent were 100" in finding.words


def test_lines_of_one_part_are_sent_together() -> None:
    assert judge(sent((A, 60), (A, 40)), [listed((vendor_line(A, 100),))]).kind == "one"


def test_fewer_pieces_or_a_part_that_was_not_sent_are_one_order_that_differs() -> None:
    assert judge(ONE, [listed((vendor_line(A, 90),))]).kind == "one"
    assert judge(ONE, [listed((*WHOLE, vendor_line("FEE", 1)))]).kind == "one"


def test_a_cancelled_sales_order_was_created() -> None:
    gone = listed((vendor_line(A, 100),), status="Canceled")
    assert judge(ONE, [gone]).kind == "one"
    assert judge(ONE, [listed((), status="Canceled")]).kind == "one"
    assert judge(ONE, [gone, listed(WHOLE, number="992", first=88010)]).kind == "twice"


@pytest.mark.parametrize(
    "half_seen",
    [
        [listed()],
        [listed(())],
        [listed(WHOLE, ())],
        [replace(listed(), number="")],
    ],
)
def test_what_is_half_seen_closes_nothing(half_seen: list[VendorOrder]) -> None:
    assert judge(ONE, half_seen).kind == "nothing"


def test_a_sales_order_without_a_number_is_none_to_know_the_order_by() -> None:
    order = listed(WHOLE)
    nameless = replace(order, sales_orders=(replace(order.sales_orders[0], number=""),))
    assert judge(ONE, [nameless]).kind == "nothing"


def test_pieces_without_an_order_number_are_one_only_where_they_are_exactly_what_was_sent() -> None:
    numbered = listed((vendor_line(A, 100),))
    rest = listed((vendor_line(B, 50),), number="", first=88010)
    part_of_it = listed((vendor_line(B, 20),), number="", first=88010)
    assert judge(ONE, [numbered, rest]).kind == "one"
    assert judge(ONE, [numbered, part_of_it]).kind == "nothing"
    assert judge(ONE, [part_of_it]).kind == "one"
    assert judge(ONE, [listed(WHOLE), listed(WHOLE, number="", first=88010)]).kind == "twice"
    assert judge(ONE, [listed(WHOLE), replace(listed(WHOLE), number="")]).kind == "one"


def test_an_alarm_is_the_same_however_its_numbers_stand_and_another_with_another() -> None:
    assert alarm(("2", "1", "2")) == alarm(["1", "2"])
    assert len({alarm(()), alarm("1"), alarm(("1", "2"))}) == 3


# -- whatever is ordered, and however the vendor cuts it up -------------------------------------

PARTS = st.lists(
    st.tuples(st.sampled_from((A, B, "C-ND", "D-ND")), st.integers(1, 5_000)),
    min_size=1,
    max_size=6,
)


@st.composite
def cut_up(draw: st.DrawFn, lines: list[tuple[str, int]], number: str, first: int) -> VendorOrder:
    """The whole of `lines` as one order, in pieces over up to four sales orders."""
    sales: list[list[VendorLine]] = [[] for _ in range(draw(st.integers(1, 4)))]
    for part, pieces in lines:
        while pieces:
            some = draw(st.integers(1, pieces)) if draw(st.booleans()) else pieces
            cased = draw(st.sampled_from((part, part.lower())))
            sales[draw(st.integers(0, len(sales) - 1))].append(vendor_line(cased, some))
            pieces -= some
    return listed(*(tuple(one) for one in sales if one), number=number, first=first)


@given(st.data(), PARTS)
def test_splitting_an_order_never_makes_two_of_it(
    data: st.DataObject, lines: list[tuple[str, int]]
) -> None:
    finding = judge(sent(*lines), [data.draw(cut_up(lines, "991", 1))])
    assert finding.kind == "one"


@given(st.data(), PARTS, st.sampled_from(("991", "992", "")))
def test_a_second_whole_order_is_always_seen(
    data: st.DataObject, lines: list[tuple[str, int]], number: str
) -> None:
    both = [data.draw(cut_up(lines, "991", 1)), data.draw(cut_up(lines, number, 100))]
    assert judge(sent(*lines), data.draw(st.permutations(both))).kind == "twice"
