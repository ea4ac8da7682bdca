"""Only what differs from what was sent, by a name that a person can take note of."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cache.confirming import Confirmation, Difference, Sent, confirm, differences
from cache.purchase_orders import Content, Frozen, FrozenLine
from tests.cache.desk import NOON, SITES, vendor_line
from tests.cache.desk import vendor_order as listed
from vendors.buying import line_total
from vendors.vocabulary import SalesOrder, VendorLine, VendorOrder


def ours(
    line_no: int = 1,
    number: str = "A-ND",
    quantity: int = 100,
    price: str = "0.10",
    *,
    fee: str = "0",
    stock: int | None = 10_000,
    tariff: bool | None = False,
) -> FrozenLine:
    return FrozenLine(
        *(line_no, "", number, number.removesuffix("-ND"), "Yageo", "", "cut", "", quantity),
        *(Decimal(price), Decimal(fee), stock, False, tariff, False, None),
    )


def order(*lines: FrozenLine, state: str = "accepted", numbers: tuple[str, ...] = ()) -> Frozen:
    content = Content("digikey", SITES[0], "USD", lines, (), NOON)
    return Frozen(
        *(1, "AC-1", False, "sandbox", None, state, 1, content, numbers, "ann", "Ann Ito", NOON)
    )


def its(
    number: str = "A-ND", ordered: int = 100, price: str = "0.10", backordered: int = 0
) -> VendorLine:
    unit = Decimal(price)
    return replace(
        vendor_line(number, ordered=ordered),
        part=number.removesuffix("-ND"),
        unit_price=unit,
        total=line_total(ordered, unit, "USD"),
        backordered=backordered,
    )


def sale(number: str, *lines: VendorLine, beyond: str = "0", status: str = "Open") -> SalesOrder:
    total = sum((one.total or Decimal(0) for one in lines), Decimal(beyond))
    return SalesOrder(number, status, "", "", total, "USD", lines)


def web(*sales: SalesOrder, number: str = "991", status: str = "Processing") -> VendorOrder:
    return replace(listed("AC-1", number, status=status), sales_orders=sales)


def only(order_: Frozen, *found: VendorOrder) -> Difference:
    (one,) = differences(order_, found)
    assert one.acknowledged is None
    return one


# -- one difference at a time ----------------------------------------------------------------------


def test_what_is_as_it_was_sent_has_no_difference() -> None:
    assert differences(order(ours()), [web(sale("1", its()))]) == []
    split = web(sale("1", its(ordered=60)), sale("2", its(ordered=40)))
    assert differences(order(ours()), [split]) == []


def test_a_quantity() -> None:
    one = only(order(ours()), web(sale("1", its(ordered=80))))
    assert (one.what, one.line_no, one.ours, one.theirs) == ("quantity", 1, "100", "80")
    assert one.name == "line 1 quantity: 100 → 80"
    assert one.words == "line 1 A: quantity 100 → 80"


@pytest.mark.parametrize(
    "found",
    [
        web(sale("1", its(ordered=0))),
        web(sale("1", its(), status="Canceled")),
        web(sale("1", its()), status="Canceled"),
        web(sale("1", its(), beyond="9"), status="canceled"),
        web(status="Canceled"),
    ],
)
def test_a_canceled_line_is_a_quantity_and_nothing_else(found: VendorOrder) -> None:
    one = only(order(ours(fee="7", stock=500)), found)
    assert (one.what, one.words) == ("quantity", "line 1 A: 0 of 100: canceled")


def test_a_price() -> None:
    one = only(order(ours()), web(sale("1", its(price="0.12"))))
    assert (one.what, one.ours, one.theirs) == ("price", "0.10", "0.12")
    assert one.words == "line 1 A: unit price 0.10 → 0.12"
    both = web(sale("1", its(ordered=40), its(ordered=60, price="0.11555")))
    assert only(order(ours()), both).theirs == "0.10, 0.11555"


def test_a_price_is_the_same_whatever_zeros_it_ends_in() -> None:
    assert differences(order(ours(price="0.1")), [web(sale("1", its(price="0.10000")))]) == []


def test_another_part() -> None:
    one = only(order(ours()), web(sale("1", replace(its("A-REEL-ND"), part="A"))))
    assert (one.what, one.ours, one.theirs) == ("part", "A-ND", "A-REEL-ND")
    other = only(order(ours()), web(sale("1", replace(its(), part="B"))))
    assert (other.what, other.ours, other.theirs) == ("part", "A-ND (A)", "A-ND (B)")
    id_only = replace(its("B-ND"), line_id="1")
    assert only(order(ours()), web(sale("1", id_only))).theirs == "B-ND (B)"
    assert differences(order(ours()), [web(sale("1", replace(its("a-nd "), part="")))]) == []


def test_a_missing_and_an_extra_line() -> None:
    two = order(ours(1), ours(2, "B-ND"))
    missing = only(two, web(sale("1", its())))
    assert (missing.what, missing.line_no) == ("missing", 2)
    extra = only(order(ours()), web(sale("1", its()), sale("2", its("C-ND", 50, "0.30"))))
    assert (extra.what, extra.line_no) == ("extra", None)
    assert extra.words == "50 C-ND at 0.30: a line that was not ordered"
    assert extra.name == "extra line: nothing → 50 C-ND at 0.30"


def test_a_date_where_stock_had_promised_it() -> None:
    day = date(2027, 1, 12)
    waits = replace(its(ordered=1000, backordered=500), scheduled=((500, day),))
    promised = order(ours(quantity=1000, stock=1000))
    one = only(promised, web(sale("1", waits)))
    assert one.what == "date"
    assert one.words == "line 1 A: expected from stock; 500 backordered, 12 Jan 2027"
    undated = only(promised, web(sale("1", replace(waits, scheduled=()))))
    assert undated.words.endswith("500 backordered, no date yet")
    scheduled = only(promised, web(sale("1", replace(waits, backordered=0))))
    assert scheduled.words.endswith("500 scheduled, 12 Jan 2027")
    assert (
        differences(promised, [web(sale("1", replace(waits, backordered=0, shipped=1000)))]) == []
    )


def test_where_nothing_was_promised_a_backorder_is_no_difference() -> None:
    found = [web(sale("1", its(backordered=40)))]
    for stock in (None, 0, 99):
        assert differences(order(ours(stock=stock)), found) == []
    # Enough for either line, and not for both.
    two = order(ours(1, stock=150), ours(2, stock=150))
    assert differences(two, [web(sale("1", its(ordered=200, backordered=50)))]) == []


def test_what_is_charged_beyond_the_lines_is_never_a_price() -> None:
    found = web(sale("1", its(), beyond="9.50"))
    one = only(order(ours()), found)
    assert (one.what, one.ours, one.theirs) == ("charges", "10.00 USD", "19.50 USD")
    assert one.words.startswith(
        "9.50 USD charged beyond the lines (tariff, tax or shipping; DigiKey"
    )
    assert only(order(ours(tariff=True)), found).what == "tariff"
    # The same where the vendor adds it to the line's own total, as its documents say it may.
    in_line = replace(its(), total=Decimal("19.50"))
    assert only(order(ours(tariff=True)), web(sale("1", in_line))).theirs == "19.50 USD"


def test_reviewed_fees_are_expected_and_their_lack_is_said() -> None:
    reel = order(ours(fee="7.00"))
    assert differences(reel, [web(sale("1", its(), beyond="7"))]) == []
    less = only(reel, web(sale("1", its())))
    assert less.words == "7.00 USD less than DigiKey's own lines and the fees"


def test_an_unknown_total_says_nothing() -> None:
    silent = replace(sale("2", its(ordered=50)), total=None)
    assert differences(order(ours()), [web(sale("1", its(ordered=50), beyond="9"), silent)]) == []


@pytest.mark.parametrize("total", ["0.12", "0.13"])
def test_half_a_cent_may_be_rounded_either_way(total: str) -> None:
    tie = replace(its(ordered=5, price="0.025"), total=Decimal(total))
    assert differences(order(ours(quantity=5, price="0.025")), [web(sale("1", tie))]) == []


def test_another_currency_is_one_difference() -> None:
    found = web(replace(sale("1", its(price="0.09"), beyond="3"), currency="EUR"))
    one = only(order(ours()), found)
    assert (one.what, one.ours, one.theirs) == ("price", "USD", "EUR")


def test_nothing_is_compared_before_the_vendor_lists_the_lines() -> None:
    gone = web(sale("0", its()), status="Canceled", number="990")
    for found in (
        [],
        [web()],
        [web(sale("1", its()), sale("2"))],
        [gone, web()],
        [web(sale("1", its())), web(number="992")],
    ):
        confirmation = confirm(Sent.of(order(ours())), found, {})
        assert confirmation == Confirmation(False, ())
        assert not confirmation.confirmed


@pytest.mark.parametrize("state", ["reviewed", "unknown", "not_placed", "rejected", "void"])
def test_an_order_that_was_not_taken_has_no_confirmation(state: str) -> None:
    assert confirm(Sent.of(order(ours(), state=state)), [web(sale("1", its()))], {}) is None


def test_an_order_placed_twice_says_so_first() -> None:
    double = order(ours(), state="duplicate", numbers=("88001", "88002"))
    found = [web(sale("88001", its())), web(sale("88002", its()), number="992")]
    twice, quantity = differences(double, found)
    assert (twice.what, twice.line_no) == ("twice", None)
    assert twice.words == "DigiKey has this order twice: 88001, 88002"
    assert quantity.what == "quantity"
    assert [one.what for one in differences(double, [])] == ["twice"]


def test_a_line_canceled_after_some_left_waits_for_nothing() -> None:
    half = replace(its(backordered=70), shipped=30, scheduled=((70, date(2027, 1, 12)),))
    one = only(order(ours()), web(sale("1", half, status="Canceled")))
    assert one.words == "line 1 A: quantity 100 → 30"


def test_a_name_does_not_follow_the_order_of_the_vendors_lines() -> None:
    lines = [its(ordered=40, price="0.12"), its(ordered=60, price="0.13")]
    names = {only(order(ours()), web(sale("1", *some))).name for some in (lines, lines[::-1])}
    assert names == {"line 1 unit price: 0.10 → 0.12, 0.13"}


# -- whatever the vendor does with the lines -------------------------------------------------------

_numbers = st.sampled_from(["A-ND", "B-ND", "C-ND"])
_prices = st.sampled_from(["0.10", "0.0264", "1.23456"])
_sent = st.lists(st.tuples(_numbers, st.integers(1, 60), _prices), min_size=1, max_size=5).map(
    lambda said: tuple(ours(at, *line_) for at, line_ in enumerate(said, 1))
)


@st.composite
def as_listed(draw: st.DrawFn, lines: tuple[FrozenLine, ...]) -> list[VendorLine]:
    """The lines as a vendor may keep them: cut anywhere, in any order, with ids or without."""
    found = []
    for one in lines:
        left = one.quantity
        with_id = draw(st.booleans())
        while left:
            pieces = draw(st.integers(1, left)) if draw(st.booleans()) else left
            kept = its(one.number, pieces, str(one.unit_price))
            found.append(replace(kept, line_id=str(one.line_no) if with_id else None))
            left -= pieces
    return draw(st.permutations(found))


def dealt(data: st.DataObject, lines: list[VendorLine]) -> list[VendorOrder]:
    """Over any number of sales orders."""
    at = [data.draw(st.integers(0, 2)) for _ in lines]
    sales = [
        sale(str(number), *(one for one, to in zip(lines, at, strict=True) if to == number))
        for number in sorted(set(at))
    ]
    return [web(*sales)]


@given(st.data(), _sent)
def test_the_same_lines_in_any_split_are_confirmed(
    data: st.DataObject, sent: tuple[FrozenLine, ...]
) -> None:
    found = dealt(data, data.draw(as_listed(sent)))
    confirmation = confirm(Sent.of(order(*sent)), found, {})
    assert confirmation == Confirmation(True, ())
    assert confirmation.confirmed


@given(
    st.data(), _sent, st.sampled_from(["quantity", "price", "part", "missing", "extra", "charges"])
)
def test_one_change_is_exactly_that_difference(
    data: st.DataObject, sent: tuple[FrozenLine, ...], what: str
) -> None:
    lines = [
        replace(its(one.number, one.quantity, str(one.unit_price)), line_id=str(one.line_no))
        for one in sent
    ]
    if data.draw(st.booleans()):
        # Without ids only what has its number alone can be told from the others.
        assume(len({one.number for one in sent}) == len(sent))
        lines = [replace(one, line_id=None) for one in lines]
    at = data.draw(st.integers(0, len(lines) - 1))
    its_line, beyond = lines[at], "0"
    match what:
        case "quantity":
            wanted = data.draw(st.integers(0, 90).filter(lambda many: many != its_line.ordered))
            lines[at] = replace(
                its(its_line.number, wanted, str(its_line.unit_price)), line_id=its_line.line_id
            )
        case "price":
            lines[at] = replace(
                its(its_line.number, its_line.ordered, "0.77"), line_id=its_line.line_id
            )
        case "part":
            lines[at] = replace(its_line, number="X-ND", line_id=str(at + 1))
        case "missing":
            del lines[at]
            assume(lines)
        case "extra":
            lines.append(its("X-ND", 5))
        case "charges":
            beyond = "0.01"
    found = web(sale("1", *data.draw(st.permutations(lines)), beyond=beyond))
    (one,) = differences(order(*sent), [found])
    assert one.what == what
    if what not in ("extra", "charges"):
        assert one.line_no == at + 1


@given(st.data(), _sent)
def test_every_difference_has_a_name_of_its_own(
    data: st.DataObject, sent: tuple[FrozenLine, ...]
) -> None:
    other = data.draw(_sent)
    found = dealt(data, data.draw(as_listed(other)))
    names = [one.name for one in differences(order(*sent), found)]
    assert len(names) == len(set(names))


# -- prices that are not said ----------------------------------------------------------------------


def unpriced(number: str = "A-ND", ordered: int = 100) -> VendorLine:
    return replace(its(number, ordered), unit_price=None, total=None)


def test_a_price_that_is_not_said_is_no_other_price() -> None:
    assert differences(order(ours()), [web(sale("1", unpriced(), beyond="10.00"))]) == []
    both = web(sale("1", its(ordered=60)), sale("2", unpriced(ordered=40)))
    assert differences(order(ours()), [both]) == []


def test_a_price_beside_one_that_is_not_said_still_counts() -> None:
    both = web(sale("1", its(ordered=60, price="0.11")), sale("2", unpriced(ordered=40)))
    assert only(order(ours()), both).words == "line 1 A: unit price 0.10 → 0.11"


def test_a_line_that_was_not_ordered_says_that_its_price_is_not_said() -> None:
    one = only(order(ours()), web(sale("1", its(), unpriced("Z-ND", 5))))
    assert one.theirs == "5 Z-ND at a price that is not said"


def test_what_no_price_is_said_of_is_not_called_charged_beyond_the_lines() -> None:
    assert differences(order(ours()), [web(sale("1", unpriced(), beyond="99.00"))]) == []
