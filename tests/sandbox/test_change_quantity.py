"""Changing how many pieces a line has, in all or on back order."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tests.sandbox.changing import (
    DETAIL,
    ERROR,
    V1,
    back_order,
    first,
    large,
    later,
    move,
    on,
    patch,
    placed,
    put,
    second,
    shown,
    status_line,
    to,
    waiting,
)
from tests.sandbox.desk_kit import AUSTIN, Calls, Json, Said, line, ship_to
from tests.sandbox.held import wrong
from tests.sandbox.test_supply import bonded_row

REEL = "296-19776-2-ND"
SUPPLIERS = line("2156-ODD-MARKET-ND", 1972, 0.385)


def test_a_new_quantity_changes_line_and_total(calls: Calls) -> None:
    number = placed(calls, line(), line("311-10.0KHRCT-ND", 100, 0.01))
    before = calls.sale(number)
    answer = patch(calls, number, to("250"))
    assert wrong({"Original": large(DETAIL), "Patched": large(DETAIL)}, answer) == []
    assert (answer["Original"]["Quantity"], answer["Patched"]["Quantity"]) == (100, 250)
    later(calls)
    after = calls.sale(number)
    changed, other = after["LineItems"]
    assert other == before["LineItems"][1]
    assert (changed["QuantityInitialRequested"], changed["QuantityOrdered"]) == (100, 250)
    assert changed["QuantityReserved"] == 250
    assert changed["TotalPrice"] == Decimal("49.6")
    assert after["TotalPrice"] == before["TotalPrice"] + Decimal("49.6") - Decimal("19.84")
    assert calls.get(f"{V1}/{number}/Details/1")["quantity"] == 250
    calls.advance(days=5)
    assert status_line(calls, number)["QuantityShipped"] == 250


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        (to("150"), [("2026-12-01", 40), ("2026-12-15", 110)]),
        (to("70"), [("2026-12-01", 40), ("2026-12-15", 30)]),
        (to("40"), [("2026-12-01", 40)]),
        (to("30"), [("2026-12-01", 30)]),
        (
            to("90", {"op": "replace", "path": "/Schedules", "value": [second(3, 90)]}),
            [("2026-12-03", 90)],
        ),
        (
            to("150", {"op": "add", "path": "/Schedules", "value": second(22, 50)}),
            [("2026-12-01", 40), ("2026-12-15", 60), ("2026-12-22", 50)],
        ),
        (
            to("150", {"op": "add", "path": "/Schedules", "value": [second(22, 50)]}),
            [("2026-12-01", 40), ("2026-12-15", 60), ("2026-12-22", 50)],
        ),
        (to("40", {"op": "remove", "path": "/Schedules/1"}), [("2026-12-01", 40)]),
        ([{"op": "remove", "path": "/Schedules/0"}, *to("60")], [("2026-12-15", 60)]),
        (
            to(
                "75",
                {"op": "remove", "path": "/Schedules/0"},
                {"op": "add", "path": "/Schedules", "value": second(22, 15)},
            ),
            [("2026-12-15", 60), ("2026-12-22", 15)],
        ),
    ],
)
def test_schedules_go_with_the_quantity(
    calls: Calls, body: list[Json], wanted: list[tuple[str, int]]
) -> None:
    number = placed(calls)
    patch(calls, number, body)
    later(calls)
    assert shown(calls, number) == wanted
    assert status_line(calls, number)["QuantityOrdered"] == sum(many for _, many in wanted)


@pytest.mark.parametrize(
    "body",
    [
        [],
        {"Quantity": 5},
        [{"op": "replace", "path": "/Quantity", "value": 50}],
        to("0"),
        to("-5"),
        to("5.5"),
        to(""),
        to("3000000000"),
        to("50", *to("60")),
        [{"op": "add", "path": "/Quantity", "value": "50"}],
        [{"op": "replace", "path": "/quantity", "value": "50"}],
        [{"op": "replace", "path": "/Schedules", "value": [second(3, 100)]}],
        to("90", {"op": "replace", "path": "/Schedules", "value": [second(3, 80)]}),
        to("90", {"op": "replace", "path": "/Schedules", "value": 7}),
        to("90", {"op": "add", "path": "/Schedules", "value": {**second(3, 90), "x": 1}}),
        to("40", {"op": "remove", "path": "/Schedules/2"}),
        to("40", {"op": "remove", "path": "/Schedules/-1"}),
        to("50", 7),  # type: ignore[arg-type]
        to("50", {"op": "test", "path": "/Quantity", "value": "100"}),
    ],
)
def test_a_patch_of_a_quantity_that_makes_no_sense_is_refused(calls: Calls, body: Any) -> None:
    number = placed(calls)
    with pytest.raises(Said) as caught:
        patch(calls, number, body)
    assert caught.value.status == 400
    assert wrong(large(ERROR) | {"ErrorResponseVersion": str}, caught.value.body) == []
    assert calls.book.changes(number) == []


@pytest.mark.parametrize(
    ("asked", "total", "words"),
    [
        (line(REEL, 5000, 0.1), "2000", "the minimum order quantity is 2500"),
        (line(REEL, 5000, 0.1), "6000", "multiples of 2500"),
        (SUPPLIERS, "1000000", "no back order is taken"),
    ],
)
def test_a_quantity_that_is_not_sold_is_refused(
    calls: Calls, asked: Json, total: str, words: str
) -> None:
    answer = calls.place(asked)
    number = answer["SalesOrderId"] or answer["SalesOrderIds_DKPlus"][0]
    with pytest.raises(Said) as caught:
        patch(calls, number, to(total))
    assert words in caught.value.body["ErrorDetails"]


def test_of_a_bonded_line_the_release_minimum_holds(calls: Calls) -> None:
    row = next(row for row in [bonded_row(calls, AUSTIN, 3)] if row.minimum > 1)
    number = placed(
        calls,
        line(row.variation.number, 2 * row.minimum, float(row.price)),
        ShippingContact=ship_to(AUSTIN.customer_id),
    )
    with pytest.raises(Said, match="minimum release quantity"):
        patch(calls, number, to(str(row.minimum - 1)))
    patch(calls, number, to(str(row.minimum)))
    assert calls.book.released() == {(AUSTIN.customer_id, row.variation.number): row.minimum}


def test_nothing_of_a_line_can_be_changed_once_some_of_it_has_left(calls: Calls) -> None:
    number = placed(calls)
    calls.advance(days=12)
    for change in (
        lambda: put(calls, number, [first(16, 100)]),
        lambda: move(calls, number, 2, "2026-12-18"),
        lambda: patch(calls, number, to("60")),
        lambda: back_order(calls, number, 5),
    ):
        with pytest.raises(Said, match="has shipped"):
            change()


def test_a_line_that_has_left_does_not_keep_another_from_being_changed(calls: Calls) -> None:
    """And keeps its invoice."""
    number = placed(calls, line(), {**line(), "Schedules": [on(15, 100)]})
    calls.advance(days=5)
    invoice = status_line(calls, number)["ItemShipments"][0]["InvoiceId"]
    patch(calls, number, to("60"), detail=2)
    later(calls)
    assert status_line(calls, number, 2)["QuantityOrdered"] == 60
    assert status_line(calls, number)["ItemShipments"][0]["InvoiceId"] == invoice
    calls.advance(days=30)
    assert status_line(calls, number, 2)["ItemShipments"][0]["InvoiceId"] != invoice


# -- back orders ------------------------------------------------------------------------------


def test_the_quantity_on_back_order(calls: Calls) -> None:
    number, stock = waiting(calls)
    assert back_order(calls, number, 120) == {"Quantity": 120}
    later(calls)
    found = status_line(calls, number)
    assert (found["QuantityOrdered"], found["QuantityBackOrder"]) == (stock + 120, 120)
    assert found["QuantityReserved"] == stock
    assert back_order(calls, number, 0) == {"Quantity": 0}
    later(calls)
    found = status_line(calls, number)
    assert (found["QuantityOrdered"], found["QuantityBackOrder"]) == (stock, 0)


def test_some_are_only_promised(calls: Calls) -> None:
    """Lines with an even number: 202, and the whole minute."""
    number, stock = waiting(calls, lines=2)
    assert back_order(calls, number, 5, detail=2) is None
    assert calls.status == 202
    calls.advance(seconds=59)
    assert status_line(calls, number, 2)["QuantityBackOrder"] == 300
    calls.advance(seconds=1)
    assert status_line(calls, number, 2)["QuantityBackOrder"] == 5
    assert patch(calls, number, to(str(stock)), detail=2) is None
    assert calls.status == 202


@pytest.mark.parametrize("many", [None, -1, "5", 1.5])
def test_a_back_order_that_makes_no_sense_is_refused(calls: Calls, many: Any) -> None:
    number, _ = waiting(calls)
    with pytest.raises(Said) as caught:
        back_order(calls, number, many)
    assert caught.value.fields == ["BackOrderQuantity"]


def test_where_nothing_waits_there_is_no_back_order_to_change(calls: Calls) -> None:
    number = placed(calls, line())
    with pytest.raises(Said, match="on back order"):
        back_order(calls, number, 5)


def test_what_waits_comes_when_it_would_have_come(calls: Calls) -> None:
    number, stock = waiting(calls)
    order = calls.book.by_sale(number)
    assert order is not None
    before = order.sales[0].lines[0].consignments[-1].leaves
    calls.advance(days=10)
    back_order(calls, number, 120)
    later(calls)
    order = calls.book.by_sale(number)
    assert order is not None
    kept = order.sales[0].lines[0].consignments
    assert kept[-1].leaves == before
    # Nothing leaves before all of it can.
    assert {one.ships for one in kept} == {kept[-1].ships}
    assert sum(one.quantity for one in kept) == stock + 120
