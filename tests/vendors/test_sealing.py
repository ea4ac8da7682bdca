"""The bytes of an order: what is stored is what is sent, and money is its own digits."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.vendors.kit import answer, desk, settings
from tests.vendors.orders import ORDER, SHIP_TO
from vendors.digikey import ordering
from vendors.errors import Invalid
from vendors.terms import LineTerms, OrderTerms
from vendors.vocabulary import Address, Line, Outcome, PurchaseOrder

TODAY = date(2026, 11, 20)
BODY = (
    '{"PurchaseOrderNumber":"AC-2026-0001","Currency":"USD",'
    '"BuyerContact":{"CustomerId":"7718200","Name":"Ann Buyer",'
    '"Address":{"Email":"ann@example.com"}},'
    '"ShippingContact":{"CustomerId":"7718201","Name":"Ann Buyer",'
    '"Address":{"Company":"Acme Controls","AddressLineOne":"1 Main Street",'
    '"AddressLineTwo":"Dock 4","City":"Austin","Province":"TX","PostalCode":"78701",'
    '"Country":"US"},"Telephone":"+1 512 555 0100"},'
    '"LineItems":['
    '{"CustomerLineItemId":"1","ProductDescription":"CAP ALUM 1000UF",'
    '"DigiKeyPartNumber":"P5555-ND","RequestedQuantity":25,"UnitPrice":0.08558},'
    '{"CustomerLineItemId":"2","DigiKeyPartNumber":"296-1395-5-ND","RequestedQuantity":10,'
    '"UnitPrice":0.30,"LineItemNotes":["one tube"]}]}'
)


def sealed(order: PurchaseOrder, **other: Any) -> Any:
    return json.loads(ordering.seal(order, settings(**other), TODAY).body, parse_float=Decimal)


def priced(*prices: Decimal) -> PurchaseOrder:
    lines = (
        replace(ORDER.lines[0], unit_price=each, line_id=str(n)) for n, each in enumerate(prices)
    )
    return replace(ORDER, lines=tuple(lines))


def test_the_body_is_these_bytes() -> None:
    """Only fields of the published model, in its order; nothing that is not known."""
    made = ordering.seal(ORDER, settings(), TODAY)
    assert made.body.decode() == BODY
    assert (made.vendor, made.number) == ("digikey", "AC-2026-0001")
    assert ordering.seal(ORDER, settings(), TODAY) == made


async def test_the_sealed_bytes_are_the_bytes_sent() -> None:
    """And DigiKey's own description takes them (the vendor of these tests judges each call)."""
    here = desk(answer({"SalesOrderId": 90000001, "SalesOrderIds_DKPlus": None}))
    await here.digikey.make_ready()
    made = here.digikey.seal(ORDER)
    assert (await here.digikey.create(made)).outcome is Outcome.ACCEPTED
    assert here.vendor.asked[0].content == made.body == BODY.encode()


@given(
    st.lists(
        st.decimals("0.00001", "9999999", places=5, allow_nan=False, allow_infinity=False),
        min_size=1,
        max_size=5,
    )
)
def test_no_price_passes_through_a_float(prices: list[Decimal]) -> None:
    def exact(text: str) -> Decimal:
        assert "e" not in text.lower()
        return Decimal(text)

    body = ordering.seal(priced(*prices), settings(), TODAY).body
    lines = json.loads(body, parse_float=exact)["LineItems"]
    assert [str(line["UnitPrice"]) for line in lines] == [str(price) for price in prices]


@pytest.mark.parametrize(
    ("price", "digits"),
    [
        ("0.1", "0.1"),
        ("0.10", "0.10"),
        ("1E-5", "0.00001"),
        ("1E+3", "1000"),
        ("12345678901234567.89", "12345678901234567.89"),
        ("0.00001234567890123456789", "0.00001234567890123456789"),
    ],
)
def test_a_price_is_written_digit_by_digit(price: str, digits: str) -> None:
    body = ordering.seal(priced(Decimal(price)), settings(), TODAY).body.decode()
    assert f'"UnitPrice":{digits}}}' in body


def test_what_is_not_known_is_not_sent() -> None:
    """Not as null either: the model allows no null in a request."""
    bare = PurchaseOrder(
        number="AC-1",
        vendor="digikey",
        currency="EUR",
        customer_id="",
        ship_to=Address(company="Acme", line1="Street 1", city="Bonn", country="de"),
        buyer=Address(email="ann@example.com"),
        lines=(Line("A-ND", "A", 1, Decimal(1), "1"),),
    )
    assert sealed(bare, account_id=None) == {
        "PurchaseOrderNumber": "AC-1",
        "Currency": "EUR",
        "ShippingContact": {
            "Name": "Acme",
            "Address": {
                "Company": "Acme",
                "AddressLineOne": "Street 1",
                "City": "Bonn",
                "Country": "DE",
            },
        },
        "LineItems": [
            {
                "CustomerLineItemId": "1",
                "DigiKeyPartNumber": "A-ND",
                "RequestedQuantity": 1,
                "UnitPrice": 1,
            }
        ],
    }


def test_the_account_stands_in_for_a_ship_to_without_a_number() -> None:
    """DigiKey finds the account by the ship-to's CustomerId; BillingAccount is dead."""
    said = sealed(replace(ORDER, customer_id=""))
    assert said["ShippingContact"]["CustomerId"] == "7718200"
    assert "BillingAccount" not in said


@pytest.mark.parametrize(
    ("method", "control", "sent"),
    [
        ("fedex GROUND ", "immediate", ("FedEx ground", "Immediate")),
        ("UPS 1 day 3 p.m.", "SINGLE", ("UPS 1 day 3 p.m.", "Single")),
        (None, None, (None, None)),
    ],
)
def test_words_from_a_list_are_sent_as_the_list_spells_them(
    method: str | None, control: str | None, sent: tuple[str | None, str | None]
) -> None:
    said = sealed(replace(ORDER, terms=OrderTerms(ship_method=method, ship_control=control)))
    assert (said.get("ShipMethod"), said.get("ShipControl")) == sent


def test_what_a_person_wrote_goes_as_it_is() -> None:
    order = replace(
        ORDER,
        terms=OrderTerms(notes=('say "yes" \\ 10 kΩ \u00a0電', "two")),
        lines=(
            replace(ORDER.lines[0], terms=LineTerms(customer_part="ACME/1 µ", notes=("a", "b"))),
        ),
    )
    said = sealed(order)
    assert said["OrderNotes"] == list(order.terms.notes)
    assert said["LineItems"][0]["CustomerPartNumber"] == "ACME/1 µ"
    assert said["LineItems"][0]["LineItemNotes"] == ["a", "b"]


def _line(**changes: Any) -> PurchaseOrder:
    return replace(ORDER, lines=(replace(ORDER.lines[0], **changes), ORDER.lines[1]))


# No numbers that are safe on a label and as one segment of a path.
NO_NUMBERS = (
    *(".", "..", "/", "-1", ".1", "a/..", "4500/../17", "4500/./17"),
    *(
        "A B",
        "A,1",
        "A%2F",
        "A#1",
        "A?1",
        "A\\1",
        "Ω-1",
        "１２",
        "\u017f",
        "\u212a",
        "A\u200b",
        "A" * 36,
    ),
)


@pytest.mark.parametrize("number", ["4500/17.A_B", "ac-1", "7", "4500//17.", "A..B", "A" * 35])
def test_a_number_that_another_system_gave_is_taken_as_it_is(number: str) -> None:
    assert sealed(replace(ORDER, number=number))["PurchaseOrderNumber"] == number


WRONG: list[tuple[PurchaseOrder, str]] = [
    (replace(ORDER, vendor="ti"), "vendor"),
    (replace(ORDER, number=""), "PurchaseOrderNumber"),
    (replace(ORDER, number=" AC-1"), "PurchaseOrderNumber"),
    (replace(ORDER, number="AC\n1"), "PurchaseOrderNumber"),
    *((replace(ORDER, number=each), "PurchaseOrderNumber") for each in NO_NUMBERS),
    (replace(ORDER, currency="XXX"), "Currency"),
    (replace(ORDER, currency=""), "Currency"),
    (replace(ORDER, currency="usd"), "Currency"),
    (replace(ORDER, terms=OrderTerms(ship_method="by hand")), "ShipMethod"),
    (replace(ORDER, terms=OrderTerms(ship_method="")), "ShipMethod"),
    (replace(ORDER, terms=OrderTerms(ship_control="Later")), "ShipControl"),
    (replace(ORDER, ship_to=replace(SHIP_TO, name=" ", company="")), "ShippingContact.Name"),
    (replace(ORDER, ship_to=replace(SHIP_TO, line1="")), "ShippingContact.Address.AddressLineOne"),
    (replace(ORDER, ship_to=replace(SHIP_TO, city="")), "ShippingContact.Address.City"),
    (replace(ORDER, ship_to=replace(SHIP_TO, country="USA")), "ShippingContact.Address.Country"),
    (replace(ORDER, ship_to=replace(SHIP_TO, country="")), "ShippingContact.Address.Country"),
    (replace(ORDER, lines=()), "LineItems"),
    (_line(number=" "), "LineItems.1.DigiKeyPartNumber"),
    (_line(line_id=""), "LineItems.1.CustomerLineItemId"),
    (_line(line_id="2"), "LineItems.2.CustomerLineItemId"),
    (_line(quantity=0), "LineItems.1.RequestedQuantity"),
    (_line(quantity=-1), "LineItems.1.RequestedQuantity"),
    (_line(quantity=2**31), "LineItems.1.RequestedQuantity"),
    (_line(unit_price=Decimal(0)), "LineItems.1.UnitPrice"),
    (_line(unit_price=Decimal("-1")), "LineItems.1.UnitPrice"),
    (_line(unit_price=Decimal("NaN")), "LineItems.1.UnitPrice"),
    (_line(unit_price=Decimal("Infinity")), "LineItems.1.UnitPrice"),
]


@pytest.mark.parametrize(("order", "field"), WRONG)
def test_what_the_vendor_would_not_take_is_not_sealed(order: PurchaseOrder, field: str) -> None:
    with pytest.raises(Invalid) as caught:
        ordering.seal(order, settings(), TODAY)
    assert [name for name, _ in caught.value.fields] == [field]


def test_every_fault_is_told_at_once() -> None:
    bad = replace(_line(quantity=0, unit_price=Decimal(0)), currency="XXX", number="")
    with pytest.raises(Invalid) as caught:
        ordering.seal(bad, settings(), TODAY)
    assert len(caught.value.fields) == 4
