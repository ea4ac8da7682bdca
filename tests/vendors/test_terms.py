"""What an order and its lines ask for: sent field by field, or refused before anything is sent."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.contract import shared, tally
from tests.contract.referee import VENDOR
from tests.vendors.kit import START, answer, desk, settings
from tests.vendors.orders import ORDER, SHIP_TO
from vendors.digikey import ordering
from vendors.digikey.words import EXPORT_USES, SHIP_CONTROLS, SHIP_METHODS
from vendors.errors import Invalid
from vendors.terms import ExportUse, LineTerms, OrderTerms, Schedule
from vendors.vocabulary import Outcome, PurchaseOrder

TODAY = date(2026, 11, 20)
DAY = timedelta(days=1)
EXPORT = ExportUse("mx", "Juan Ejemplo", "medical", "IMAGING / SCANNING", "an MRI")
ABROAD = replace(SHIP_TO, city="Monterrey", region="NL", country="MX")
ALL = replace(
    ORDER,
    ship_to=ABROAD,
    terms=OrderTerms(
        ship_method="ups ground",
        ship_control="SINGLE",
        shipper_account="A-77",
        cofc=True,
        taxable=False,
        notes=("ring at the gate", "Tür 4\u00a0b"),
        export=EXPORT,
    ),
    lines=(
        replace(
            ORDER.lines[0],
            terms=LineTerms(
                line_id="4500-10",
                customer_part="ACME/1 µ",
                notes=("one reel",),
                cofc=True,
                wanted_on=date(2027, 1, 4),
                schedules=(Schedule(date(2027, 1, 4), 20), Schedule(date(2027, 2, 1), 5)),
                quote=2**31 - 1,
            ),
        ),
        ORDER.lines[1],
    ),
)


def sealed(order: PurchaseOrder) -> Any:
    return json.loads(ordering.seal(order, settings(), TODAY).body, parse_float=Decimal)


def faults(order: PurchaseOrder, today: date = TODAY) -> list[str]:
    with pytest.raises(Invalid) as caught:
        ordering.seal(order, settings(), today)
    assert all(text for _, text in caught.value.fields)
    return [name for name, _ in caught.value.fields]


def ordered(**terms: Any) -> PurchaseOrder:
    return replace(ORDER, ship_to=ABROAD, terms=OrderTerms(**terms))


def lined(**terms: Any) -> PurchaseOrder:
    return replace(ORDER, lines=(replace(ORDER.lines[0], terms=LineTerms(**terms)),))


async def test_an_order_with_every_term_is_sent_whole_and_as_documented() -> None:
    """The vendor of these tests judges the request by DigiKey's own document."""
    here = desk(answer({"SalesOrderId": 90000001}))
    await here.digikey.make_ready()
    got = await here.digikey.create(here.digikey.seal(ALL))
    assert got.outcome is Outcome.ACCEPTED
    said = here.vendor.body()
    assert {key: said[key] for key in said if key not in ("ShippingContact", "BuyerContact")} == {
        "PurchaseOrderNumber": "AC-2026-0001",
        "Currency": "USD",
        "ShipControl": "Single",
        "MfgCOfCRequired": True,
        "ShipMethod": "UPS ground",
        "ShipperAccountNumber": "A-77",
        "LineItems": [
            {
                "MfgCOfCRequired": True,
                "CustomerLineItemId": "4500-10",
                "ProductDescription": "CAP ALUM 1000UF",
                "CustomerPartNumber": "ACME/1 µ",
                "DigiKeyPartNumber": "P5555-ND",
                "RequestedQuantity": 25,
                "UnitPrice": Decimal("0.08558"),
                "QuoteId": 2147483647,
                "DeliveryDate": "2027-01-04T12:00:00Z",
                "LineItemNotes": ["one reel"],
                "Schedules": [
                    {"ScheduledDate": "2027-01-04T12:00:00Z", "ScheduledQuantity": 20},
                    {"ScheduledDate": "2027-02-01T12:00:00Z", "ScheduledQuantity": 5},
                ],
            },
            {
                "CustomerLineItemId": "2",
                "DigiKeyPartNumber": "296-1395-5-ND",
                "RequestedQuantity": 10,
                "UnitPrice": Decimal("0.30"),
                "LineItemNotes": ["one tube"],
            },
        ],
        "OrderNotes": ["ring at the gate", "Tür 4\u00a0b"],
        "Taxable": False,
        "ExportQuestions": {
            "CountryCode": "MX",
            "ConsigneeName": "Juan Ejemplo",
            "PrimaryApplication": "Medical",
            "SecondaryApplication": "Imaging / scanning",
            "AdditionalInfo": "an MRI",
        },
    }
    assert said["BuyerContact"]["CustomerId"] == "7718200"


def test_every_field_of_the_document_is_sent_or_left_out_for_a_reason() -> None:
    """A dead one; one for lines by maker's number; two by which another maker's part may come."""
    file = shared.specification(VENDOR, "Ordering-v3.derived.openapi.json")
    if file is None:
        tally.count(tally.NOT_MADE)
        pytest.skip(shared.ABSENT)
    tally.count(tally.MADE)
    models = file["components"]["schemas"]
    said = sealed(ALL)
    left_out = {
        "OrderRequest": {"BillingAccount", "PackagingPreference"},
        "LineItem": {"ManufacturerPartNumber", "ManufacturerName"},
        "ExportQuestions": set(),
        "Schedule": set(),
    }
    line = said["LineItems"][0]
    sent = {
        "OrderRequest": said,
        "LineItem": line,
        "ExportQuestions": said["ExportQuestions"],
        "Schedule": line["Schedules"][0],
    }
    for name, fields in sent.items():
        assert models[name]["properties"].keys() - fields.keys() == left_out[name], name


def test_nothing_that_is_not_asked_for_is_sent() -> None:
    """Trap 32: the export questions are no empty object for those they do not concern."""
    said = sealed(replace(ORDER, lines=ORDER.lines[:1]))
    assert said.keys() == {
        *("PurchaseOrderNumber", "Currency", "BuyerContact", "ShippingContact", "LineItems")
    }
    assert said["LineItems"][0].keys() == {
        *("CustomerLineItemId", "ProductDescription", "DigiKeyPartNumber"),
        *("RequestedQuantity", "UnitPrice"),
    }


@pytest.mark.parametrize("taxable", [True, False])
def test_taxed_or_not_is_said_only_where_it_was_chosen(taxable: bool) -> None:
    assert sealed(ordered(taxable=taxable))["Taxable"] is taxable
    assert "Taxable" not in sealed(ordered(taxable=None))


def test_every_word_of_the_lists_is_taken_in_any_case_and_sent_as_listed() -> None:
    assert len(SHIP_METHODS) == 24
    for word in SHIP_METHODS:
        assert sealed(ordered(ship_method=word.upper()))["ShipMethod"] == word
    for word in SHIP_CONTROLS:
        assert sealed(ordered(ship_control=f" {word.lower()}"))["ShipControl"] == word
    for primary, secondaries in EXPORT_USES.items():
        for secondary in secondaries:
            export = replace(EXPORT, primary=primary.lower(), secondary=secondary.upper())
            said = sealed(ordered(export=export))["ExportQuestions"]
            assert (said["PrimaryApplication"], said["SecondaryApplication"]) == (
                primary,
                secondary,
            )


def test_the_lists_are_those_of_the_document() -> None:
    """Each word stands, in quotes, in the text of its field; and as many as stand there."""
    file = shared.specification(VENDOR, "Ordering-v3.derived.openapi.json")
    if file is None:
        tally.count(tally.NOT_MADE)
        pytest.skip(shared.ABSENT)
    tally.count(tally.MADE)
    models = file["components"]["schemas"]
    export = models["ExportQuestions"]["properties"]

    def words(text: str) -> list[str]:
        return text.replace("“", '"').replace("”", '"').split('"')[1::2]

    methods = models["OrderRequest"]["properties"]["ShipMethod"]["description"]
    assert words(methods) == list(SHIP_METHODS)
    assert words(export["PrimaryApplication"]["description"]) == list(EXPORT_USES)
    listed = [word for primary, each in EXPORT_USES.items() for word in (primary, *each)]
    assert words(export["SecondaryApplication"]["description"]) == listed


def test_the_buyers_own_name_of_a_line_goes_before_our_number() -> None:
    assert sealed(lined(line_id="4500-10"))["LineItems"][0]["CustomerLineItemId"] == "4500-10"
    assert sealed(lined())["LineItems"][0]["CustomerLineItemId"] == "1"


def two(first: LineTerms, second: LineTerms) -> PurchaseOrder:
    lines = (replace(ORDER.lines[0], terms=first), replace(ORDER.lines[1], terms=second))
    return replace(ORDER, lines=lines)


def plan(*pieces: int, on: date = date(2027, 1, 4)) -> tuple[Schedule, ...]:
    return tuple(Schedule(on + DAY * place, each) for place, each in enumerate(pieces))


LINE = "LineItems.1"
WRONG: dict[str, tuple[PurchaseOrder, list[str]]] = {
    "method": (ordered(ship_method="UPS next week"), ["ShipMethod"]),
    "no method": (ordered(ship_method=""), ["ShipMethod"]),
    "control": (ordered(ship_control="Later"), ["ShipControl"]),
    "shipper account": (ordered(shipper_account="A\x1b7"), ["ShipperAccountNumber"]),
    "empty note": (ordered(notes=("a", " ")), ["OrderNotes"]),
    "note of two lines": (ordered(notes=("a\nb",)), ["OrderNotes"]),
    "note nobody sees": (ordered(notes=("a\u200b",)), ["OrderNotes"]),
    "note of a draft": (ordered(own_notes=(("digikey", "a"),)), ["OrderNotes"]),
    "note turned round": (ordered(notes=("\u202etxet",)), ["OrderNotes"]),
    "half a character": (ordered(notes=("\ud800",)), ["OrderNotes"]),
    "line note": (lined(notes=("a\u2028b", "\t")), [f"{LINE}.LineItemNotes"] * 3),
    "part number": (lined(customer_part="A\x00"), [f"{LINE}.CustomerPartNumber"]),
    "line id": (lined(line_id="1\x07"), [f"{LINE}.CustomerLineItemId"]),
    "one id twice": (
        two(LineTerms(line_id="X"), LineTerms(line_id=" X")),
        ["LineItems.2.CustomerLineItemId"],
    ),
    "an id that is another's number": (
        two(LineTerms(line_id="2"), LineTerms()),
        ["LineItems.2.CustomerLineItemId"],
    ),
    "a reel of TI's": (lined(custom_reel=True), [f"{LINE}.custom_reel"]),
    "a supplier's number": (lined(supplier_part="B-1"), [f"{LINE}.supplier_part"]),
    "a cost": (lined(cost=Decimal(0)), [f"{LINE}.cost"]),
    "quote 0": (lined(quote=0), [f"{LINE}.QuoteId"]),
    "quote below": (lined(quote=-1), [f"{LINE}.QuoteId"]),
    "quote of 64 bits": (lined(quote=2**31), [f"{LINE}.QuoteId"]),
    "wanted today": (lined(wanted_on=TODAY), [f"{LINE}.DeliveryDate"]),
    "wanted yesterday": (lined(wanted_on=TODAY - DAY), [f"{LINE}.DeliveryDate"]),
    "too few": (lined(schedules=plan(20, 4)), [f"{LINE}.Schedules"]),
    "too many": (lined(schedules=plan(26)), [f"{LINE}.Schedules"]),
    "none of them": (lined(schedules=plan(25, 0)), [f"{LINE}.Schedules"]),
    "below none": (lined(schedules=plan(26, -1)), [f"{LINE}.Schedules"]),
    "planned today": (lined(schedules=plan(25, on=TODAY)), [f"{LINE}.Schedules"]),
    "everything at once": (
        lined(quote=0, wanted_on=TODAY, schedules=plan(1, on=TODAY)),
        [f"{LINE}.{name}" for name in ("QuoteId", "DeliveryDate", "Schedules", "Schedules")],
    ),
    "buyer": (
        replace(ORDER, buyer=replace(SHIP_TO, country="USA")),
        ["BuyerContact.Address.Country"],
    ),
    "buyer's mail": (
        replace(ORDER, buyer=replace(SHIP_TO, email="a\r\nb")),
        ["BuyerContact.Address.Email"],
    ),
    "street": (
        replace(ORDER, ship_to=replace(SHIP_TO, line2="\x9b31m")),
        ["ShippingContact.Address.AddressLineTwo"],
    ),
}
EXPORTS: dict[str, tuple[ExportUse, list[str]]] = {
    "not the country": (replace(EXPORT, country="Mexico"), ["CountryCode"]),
    "nobody": (replace(EXPORT, consignee=" "), ["ConsigneeName"]),
    "unseen": (replace(EXPORT, consignee="J\u200b", more="\x00"), [
        "ConsigneeName", "AdditionalInfo"
    ]),
    "no such use": (replace(EXPORT, primary="Toys"), ["PrimaryApplication"]),
    "another's use": (replace(EXPORT, secondary="Drive train"), ["SecondaryApplication"]),
    "no use": (replace(EXPORT, primary="", secondary=""), ["PrimaryApplication"]),
}  # fmt: skip


@pytest.mark.parametrize(("order", "fields"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_told_before_anything_is_sent(
    order: PurchaseOrder, fields: list[str]
) -> None:
    assert faults(order) == fields


@pytest.mark.parametrize(("export", "fields"), EXPORTS.values(), ids=EXPORTS)
def test_export_questions_are_answered_out_of_their_lists(
    export: ExportUse, fields: list[str]
) -> None:
    """Trap 32: the second list depends on the first."""
    assert faults(ordered(export=export)) == [f"ExportQuestions.{name}" for name in fields]


def test_goods_that_stay_in_the_us_are_asked_nothing() -> None:
    """Trap 32. Where they end up afterwards is not DigiKey's shipping."""
    order = ordered(export=EXPORT)
    assert sealed(order)["ExportQuestions"]["CountryCode"] == "MX"
    assert faults(replace(order, ship_to=SHIP_TO)) == ["ExportQuestions"]
    assert faults(replace(order, ship_to=replace(SHIP_TO, country="us"))) == ["ExportQuestions"]


def test_tomorrow_is_in_the_future_and_the_clock_says_when_that_is() -> None:
    order = lined(wanted_on=TODAY + DAY, schedules=plan(25, on=TODAY + DAY))
    assert sealed(order)["LineItems"][0]["DeliveryDate"] == "2026-11-21T12:00:00Z"
    assert faults(order, TODAY + DAY) == [f"{LINE}.DeliveryDate", f"{LINE}.Schedules"]
    here = desk(answer({}))
    assert START.date() == TODAY
    assert here.digikey.seal(order).body == ordering.seal(order, settings(), TODAY).body
    here.clock.go(24 * 3600)
    with pytest.raises(Invalid):
        here.digikey.seal(order)


TEXT = st.text(st.characters(), max_size=6)


@given(TEXT, TEXT, TEXT, TEXT, TEXT, TEXT)
def test_whatever_a_person_writes_is_sent_as_it_is_or_refused(
    note: str, part: str, name: str, street: str, description: str, more: str
) -> None:
    """Nothing is cut, changed or dropped on the way, and nothing but Invalid is raised."""
    order = replace(
        ORDER,
        terms=OrderTerms(notes=(note,), export=replace(EXPORT, more=more)),
        ship_to=replace(ABROAD, name=name, line1=street),
        lines=(
            replace(ORDER.lines[0], description=description, terms=LineTerms(customer_part=part)),
        ),
    )
    try:
        said = sealed(order)
    except Invalid:
        return
    line = said["LineItems"][0]
    assert said["OrderNotes"] == [note]
    assert line.get("CustomerPartNumber", "") == part
    assert line.get("ProductDescription", "") == description
    assert said["ShippingContact"]["Address"]["AddressLineOne"] == street
    assert said["ExportQuestions"].get("AdditionalInfo", "") == more
