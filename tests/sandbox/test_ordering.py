"""Taking orders: what is refused and how it is said, what is charged, what is answered."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from tests.sandbox.desk_kit import (
    AUSTIN,
    MUNICH,
    ORDERS,
    Calls,
    Json,
    Said,
    line,
    order,
    ship_to,
)
from tests.sandbox.test_supply import bonded_row
from vendors.sandbox import world
from vendors.sandbox.faults import Fault

CUT_TAPE, REEL, DIGI_REEL = (f"296-19776-{pack}-ND" for pack in (1, 2, 6))
SUPPLIERS = "2156-ODD-MARKET-ND"
OTHER_SUPPLIERS = "9977-ODD-MARKET-2-ND"


def only_line(calls: Calls, answer: Json) -> Json:
    """The one line of the order that was answered, as Order Status shows it."""
    (found,) = calls.sale(answer["SalesOrderId"])["LineItems"]
    return dict(found)


# -- the answer --------------------------------------------------------------------------------


def test_an_order_is_taken_and_kept_as_it_came(calls: Calls) -> None:
    answer = calls.place(line(), PurchaseOrderNumber=" po 7/1 ")
    assert answer["SalesOrderId"] > 0
    assert answer["PurchaseOrderNumber"] == " po 7/1 "
    assert "received" in answer["Message"]
    (kept,) = calls.book.by_po("PO 7/1")
    assert kept.user == world.USER
    assert kept.body == json.dumps(order(line(), PurchaseOrderNumber=" po 7/1 "))
    assert kept.order_number > 2**53


def test_the_same_order_twice_is_two_orders(calls: Calls) -> None:
    """The vendor is not known to look at PO numbers, and says that both are charged."""
    first, second = calls.place(), calls.place()
    assert first["SalesOrderId"] != second["SalesOrderId"]
    assert len(calls.by_po("AC-2026-0001")) == 2


def test_without_suppliers_the_list_is_null_or_empty(calls: Calls) -> None:
    """Both are in the vendor's own texts."""
    lists = [calls.place()["SalesOrderIds_DKPlus"] for _ in range(2)]
    assert None in lists
    assert [] in lists


def test_each_supplier_gets_a_sales_order_of_its_own(calls: Calls) -> None:
    answer = calls.place(
        line(),
        line(SUPPLIERS, 1972, 0.385),
        line(OTHER_SUPPLIERS, 1972, 0.385),
        line(SUPPLIERS, 2000, 0.385),
    )
    ids = [answer["SalesOrderId"], *answer["SalesOrderIds_DKPlus"]]
    sales = [calls.sale(number)["LineItems"] for number in ids]
    assert [[each["DigiKeyProductNumber"] for each in lines] for lines in sales] == [
        [CUT_TAPE],
        [OTHER_SUPPLIERS],
        [SUPPLIERS, SUPPLIERS],
    ]
    assert [[each["DetailId"] for each in lines] for lines in sales] == [[1], [1], [1, 2]]
    assert len(calls.orders()) == 1


def test_only_suppliers_is_number_nought(calls: Calls) -> None:
    answer = calls.place(line(SUPPLIERS, 1972, 0.385))
    assert answer["SalesOrderId"] == 0
    (number,) = answer["SalesOrderIds_DKPlus"]
    assert calls.sale(number)["TotalPrice"] == Decimal("759.22")


@pytest.mark.parametrize("lines", [(line(),), (line(), line(SUPPLIERS, 1972, 0.385))])
def test_a_number_that_comes_later(calls: Calls, lines: tuple[Json, ...]) -> None:
    fault = Fault(1, "no-number", 1, ORDERS, {"seconds": 90.0})
    answer = calls.place(*lines, faults=[fault])
    assert (answer["SalesOrderId"], answer["SalesOrderIds_DKPlus"]) == (-1, None)
    calls.advance(seconds=89)
    assert (calls.orders(), calls.by_po("AC-2026-0001")) == ([], [])
    (kept,) = calls.book.by_po("AC-2026-0001")
    for path in ("/orderstatus/v4/salesorder", "/OrderManagement/v1/SalesOrders"):
        with pytest.raises(Said) as caught:
            calls.get(f"{path}/{kept.sales[0].id}")
        assert caught.value.status == 404
    calls.advance(seconds=1)
    assert len(calls.by_po("AC-2026-0001")) == len(kept.sales)
    assert len(calls.orders()) == 1
    assert calls.sale(kept.sales[0].id)["PurchaseOrder"] == "AC-2026-0001"


def test_an_order_that_order_status_shows_late(calls: Calls) -> None:
    fault = Fault(1, "late-visible", 1, ORDERS, {"seconds": 600.0})
    answer = calls.place(faults=[fault])
    assert answer["SalesOrderId"] > 0
    assert calls.orders() == []
    with pytest.raises(Said) as caught:
        calls.sale(answer["SalesOrderId"])
    assert caught.value.status == 404
    assert [each["salesOrderId"] for each in calls.by_po("ac-2026-0001")] == [
        answer["SalesOrderId"]
    ]
    calls.advance(minutes=10)
    assert len(calls.orders()) == 1


@pytest.mark.parametrize("lines", [(line(),), (line(), line(SUPPLIERS, 1972, 0.385))])
def test_an_order_that_is_taken_twice(calls: Calls, lines: tuple[Json, ...]) -> None:
    """Nothing is shared by the two but what was asked for, and the answer tells of one."""
    answer = calls.place(*lines, faults=[Fault(1, "twice", 1, ORDERS)])
    told = [answer["SalesOrderId"], *(answer["SalesOrderIds_DKPlus"] or [])]
    second, first = calls.orders()
    assert first["OrderNumber"] != second["OrderNumber"]
    assert [sale["SalesOrderId"] for sale in first["SalesOrders"]] == told
    seen = [sale["SalesOrderId"] for each in (first, second) for sale in each["SalesOrders"]]
    assert len(seen) == len(set(seen)) == 2 * len(lines)
    assert [each["salesOrderId"] for each in calls.by_po("AC-2026-0001")] == seen
    kept = calls.book.by_po("AC-2026-0001")
    tracking = [
        one.tracking
        for order in kept
        for sale in order.sales
        for each in sale.lines
        for one in each.consignments
    ]
    assert len(set(tracking)) == len(tracking)
    assert kept[0].total == kept[1].total


# -- prices ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "quantity", "price", "total"),
    [
        (CUT_TAPE, 1, "0.31", "0.31"),
        (CUT_TAPE, 9, "0.31", "2.79"),
        (CUT_TAPE, 99, "0.2325", "23.02"),
        (CUT_TAPE, 100, "0.1984", "19.84"),
        (REEL, 5000, "0.1178", "589"),
    ],
)
def test_the_break_that_the_quantity_reaches_is_charged(
    calls: Calls, number: str, quantity: int, price: str, total: str
) -> None:
    found = only_line(calls, calls.place(line(number, quantity)))
    assert (found["UnitPrice"], found["TotalPrice"]) == (Decimal(price), Decimal(total))


def test_the_reel_fee_is_charged_once_a_line(calls: Calls) -> None:
    answer = calls.place(line(DIGI_REEL, 250), line(DIGI_REEL, 500))
    sale = calls.sale(answer["SalesOrderId"])
    goods = sum(each["TotalPrice"] for each in sale["LineItems"])
    assert sale["TotalPrice"] - goods == 14


def test_own_prices_are_charged_where_the_account_has_some(calls: Calls) -> None:
    part = calls.desk.catalogue.part(2)
    number = part.variations[0].number
    shown = calls.details(number)["Product"]["ProductVariations"][0]
    charged = only_line(calls, calls.place(line(number, 1)))["UnitPrice"]
    assert charged == shown["MyPricing"][0]["UnitPrice"] < shown["StandardPricing"][0]["UnitPrice"]


def test_a_price_that_differs_is_said_and_the_order_taken(calls: Calls) -> None:
    answer = calls.place(line(), line(CUT_TAPE, 1, 0.3))
    assert "Line 2 (296-19776-1-ND): the price is 0.31, not 0.3." in answer["Message"]
    assert "Line 1" not in answer["Message"]
    assert [each["UnitPrice"] for each in calls.sale(answer["SalesOrderId"])["LineItems"]] == [
        Decimal("0.1984"),
        Decimal("0.31"),
    ]


def test_prices_are_in_the_orders_currency(calls: Calls) -> None:
    answer = calls.place(line(CUT_TAPE, 1), Currency="EUR")
    sale = calls.sale(answer["SalesOrderId"])
    assert (sale["Currency"], sale["TotalPrice"]) == ("EUR", Decimal("0.29"))
    assert sale["LineItems"][0]["UnitPrice"] == Decimal("0.2852")


def test_a_quote_takes_a_tenth_off(calls: Calls) -> None:
    asked = {**line(CUT_TAPE, 100, 0.17856), "QuoteId": world.QUOTES[0]}
    answer = calls.place(asked)
    assert "the price is" not in answer["Message"]
    assert only_line(calls, answer)["UnitPrice"] == Decimal("0.17856")
    # The expected price decides nothing.
    other = calls.place({**asked, "UnitPrice": 0.1984})
    assert "the price is 0.17856, not 0.1984" in other["Message"]
    assert only_line(calls, other)["UnitPrice"] == Decimal("0.17856")


# -- which part --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("quantity", "preference", "pack"),
    [(2500, None, "TapeReel"), (2499, None, "CutTape"), (2500, "CT", "CutTape"),
     (500, "DKR", "DigiReel")],
)  # fmt: skip
def test_a_makers_number_leaves_the_packaging_to_the_vendor(
    calls: Calls, quantity: int, preference: str | None, pack: str
) -> None:
    asked = {"ManufacturerPartNumber": "lm358dr", "RequestedQuantity": quantity, "UnitPrice": 1}
    found = only_line(calls, calls.place(asked, PackagingPreference=preference))
    assert (found["PackType"], found["ManufacturerProductNumber"]) == (pack, "LM358DR")


def test_a_makers_number_of_several_needs_the_maker(calls: Calls) -> None:
    asked = {"ManufacturerPartNumber": "LM339D", "RequestedQuantity": 10, "UnitPrice": 1}
    said = calls.refused(asked)
    assert (said.status, said.fields) == (400, ["LineItems[0].ManufacturerPartNumber"])
    assert "STMicroelectronics" in said.body["ErrorDetails"]
    for maker in ("STMicroelectronics", "texas instruments"):
        named = only_line(calls, calls.place({**asked, "ManufacturerName": maker}))
        assert named["ManufacturerProductNumber"] == "LM339D"


def test_digikeys_number_wins_over_the_makers(calls: Calls) -> None:
    found = only_line(calls, calls.place({**line(), "ManufacturerPartNumber": "NE555P"}))
    assert found["ManufacturerProductNumber"] == "LM358DR"


@pytest.mark.parametrize(
    "asked",
    [
        {"DigiKeyPartNumber": "NO-SUCH-ND"},
        {"DigiKeyPartNumber": "LM358DR"},
        {"ManufacturerPartNumber": "NO-SUCH"},
        {"ManufacturerPartNumber": "LM358DR", "ManufacturerName": "Nobody"},
    ],
)
def test_an_unknown_part_is_404(calls: Calls, asked: Json) -> None:
    said = calls.refused(line(), {**asked, "RequestedQuantity": 1, "UnitPrice": 1})
    assert said.status == 404
    assert said.body["ErrorMessage"] == "The specified part was not found"
    assert said.body["ErrorDetails"] == "Part Not Found"
    assert said.fields[0].startswith("LineItems[1].")


# -- how many ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "quantity", "words"),
    [
        (REEL, 2499, "the minimum order quantity is 2500"),
        (REEL, 2501, "multiples of 2500"),
        (SUPPLIERS, 1971, "the minimum order quantity is 1972"),
        (SUPPLIERS, 1_000_000, "no back order is taken"),
        ("ODD-MAX", 501, "the maximum order quantity is 500"),
        ("ODD-NO-BACKORDER", 38, "only 37 are in stock, and no back order is taken"),
        ("ODD-UNORDERABLE", 1, "cannot be ordered"),
    ],
)
def test_a_quantity_that_is_not_sold_is_refused_with_a_sentence(
    calls: Calls, number: str, quantity: int, words: str
) -> None:
    name = "DigiKeyPartNumber" if number.endswith("-ND") else "ManufacturerPartNumber"
    said = calls.refused({name: number, "RequestedQuantity": quantity, "UnitPrice": 1})
    assert (said.status, said.fields) == (400, ["LineItems[0].RequestedQuantity"])
    assert words in said.body["ValidationErrors"][0]["Message"]


def test_the_most_that_is_sold_is_sold(calls: Calls) -> None:
    for mpn, quantity in (("ODD-MAX", 500), ("ODD-NO-BACKORDER", 37)):
        calls.place({"ManufacturerPartNumber": mpn, "RequestedQuantity": quantity, "UnitPrice": 1})


def test_more_than_there_is_goes_on_back_order(calls: Calls) -> None:
    stock = calls.details(CUT_TAPE)["Product"]["QuantityAvailable"]
    found = only_line(calls, calls.place(line(CUT_TAPE, stock + 300)))
    assert (found["QuantityReserved"], found["QuantityBackOrder"]) == (stock, 300)


# -- bonded ------------------------------------------------------------------------------------


def test_a_bonded_line_is_charged_at_its_rows_price(calls: Calls) -> None:
    row = bonded_row(calls, MUNICH)
    answer = calls.place(
        line(row.variation.number, row.minimum, float(row.price)),
        Currency="EUR",
        ShippingContact=ship_to(MUNICH.customer_id, Country="DE"),
    )
    assert "the price is" not in answer["Message"]
    assert only_line(calls, answer)["UnitPrice"] == row.price
    assert calls.orders()[0]["CustomerId"] == MUNICH.customer_id


@pytest.mark.parametrize("change", ["price", "site", "currency"])
def test_anything_else_is_an_ordinary_line(calls: Calls, change: str) -> None:
    row = next(
        row for row in [bonded_row(calls, MUNICH)] if row.variation.moq <= row.standard_package
    )
    price = float(row.price) + (0.00001 if change == "price" else 0)
    site = AUSTIN if change == "site" else MUNICH
    answer = calls.place(
        line(row.variation.number, 10 * row.standard_package, price),
        Currency="USD" if change == "currency" else "EUR",
        ShippingContact=ship_to(site.customer_id),
    )
    assert "the price is" in answer["Message"]
    assert calls.book.released() == {}


def test_below_the_release_minimum_is_refused(calls: Calls) -> None:
    row = next(row for row in [bonded_row(calls, AUSTIN)] if row.minimum > 1)
    said = calls.refused(
        line(row.variation.number, row.minimum - 1, float(row.price)),
        ShippingContact=ship_to(AUSTIN.customer_id),
    )
    assert f"the minimum release quantity is {row.minimum}" in said.body["ErrorDetails"]


def test_what_the_reserve_no_longer_has_is_on_back_order(calls: Calls) -> None:
    """Two lines of one order draw on the same reserve."""
    row = bonded_row(calls, AUSTIN)
    assert row.reserve is not None
    asked = line(row.variation.number, row.reserve, float(row.price))
    contact = ship_to(AUSTIN.customer_id)
    answer = calls.place(asked, asked, ShippingContact=contact)
    first, second = calls.sale(answer["SalesOrderId"])["LineItems"]
    assert (first["QuantityBackOrder"], second["QuantityBackOrder"]) == (0, row.reserve)
    third = only_line(calls, calls.place(asked, ShippingContact=contact))
    assert third["QuantityBackOrder"] == row.reserve
