"""Bonded stock and sites, of an API whose answers nobody has published."""

from __future__ import annotations

import threading
from datetime import date
from decimal import Decimal
from typing import Any

import httpx
import pytest

from tests.vendors.kit import answer, desk, error_body
from vendors.digikey import translate_supply
from vendors.digikey.wire_supply import BondedInventoryProduct
from vendors.errors import NotAllowed, NotFound, Unreadable
from vendors.vocabulary import Address, BondedStock, Location

ROW: dict[str, Any] = {
    "DigiKeyPartNumber": "296-1395-2-ND",
    "ManufacturerPartNumber": "LM358QT",
    "CustomerPartNumber": "ACME-358",
    "ProductDescription": "IC OPAMP",
    "Manufacturer": "Texas Instruments",
    "UnitPrice": 0.08558,
    "PackType": "Tape & Reel (TR)",
    "CountryOfOrigin": "PH",
    "ReserveQuantity": 5000,
    "BackOrderReserveQuantity": 200,
    "VendorLeadWeeks": "52",
    "CustomerId": 7718201,
    "NcnrQuantity": 1000,
    "NcnrDateSigned": "2025-03-04T00:00:00Z",
    "MinimumReleaseQuantityOverride": False,
    "MinimumQuantityThreshold": 0,
    "NonCancelable": True,
    "StandardPackage": 2000,
}
SITE: dict[str, Any] = {
    "CustomerId": 7718201,
    "BondedInventory": True,
    "Currency": "USD",
    "ShippingAddress": {
        "Company": "Acme",
        "FirstName": "Ann",
        "LastName": "Buyer",
        "AddressLineOne": "1 Main Street",
        "AddressLineTwo": "Dock 4",
        "City": "Austin",
        "Province": "TX",
        "PostalCode": "78701",
        "Country": "US",
    },
}


async def read(**changes: Any) -> BondedStock:
    (row,) = await desk(answer([{**ROW, **changes}])).digikey.bonded()
    return row


async def test_a_row_says_all_that_the_answer_says() -> None:
    assert await read() == BondedStock(
        customer_id="7718201",
        number="296-1395-2-ND",
        part="LM358QT",
        customer_part="ACME-358",
        maker="Texas Instruments",
        description="IC OPAMP",
        packaging_text="Tape & Reel (TR)",
        unit_price=Decimal("0.08558"),
        reserve=5000,
        backorder_reserve=200,
        minimum=2000,
        standard_package=2000,
        non_cancelable=True,
        ncnr_signed=date(2025, 3, 4),
        ncnr_quantity=1000,
        lead_weeks=52,
        country="PH",
    )


async def test_nothing_of_a_row_is_made_up() -> None:
    """No quantity that was not said is zero, and no two are added."""
    row = await read(**dict.fromkeys(ROW))
    assert (row.reserve, row.backorder_reserve, row.unit_price) == (None, None, None)
    assert (row.lead_weeks, row.ncnr_quantity, row.non_cancelable) == (None, None, None)
    assert (row.minimum, row.number) == (1, "")
    assert (await read(ReserveQuantity=0)).reserve == 0


@pytest.mark.parametrize("said", ["1858-11-17T00:00:00", "1858-11-17", "", None])
async def test_the_day_that_means_none_is_none(said: str | None) -> None:
    assert (await read(NcnrDateSigned=said)).ncnr_signed is None


@pytest.mark.parametrize(
    ("override", "threshold", "package", "minimum"),
    [
        (True, 0, 2000, 1),
        (True, None, 2000, 1),
        (True, 500, 2000, 500),
        (False, 500, 2000, 2000),
        (None, 500, 2000, 2000),
        (False, 0, 0, 1),
        (False, 0, None, 1),
        (True, -3, 2000, 1),
    ],
)
async def test_the_release_minimum_is_the_threshold_or_the_package(
    override: bool | None, threshold: int | None, package: int | None, minimum: int
) -> None:
    row = await read(
        MinimumReleaseQuantityOverride=override,
        MinimumQuantityThreshold=threshold,
        StandardPackage=package,
    )
    assert row.minimum == minimum
    assert row.standard_package == (package or None)


async def test_several_rows_of_one_part_stay_several() -> None:
    rows = [ROW, {**ROW, "CustomerId": 7718202}, {**ROW, "UnitPrice": 0.09}]
    found = await desk(answer(rows)).digikey.bonded()
    assert [row.customer_id for row in found] == ["7718201", "7718202", "7718201"]


@pytest.mark.parametrize(
    "said",
    [[ROW], ROW, {"Products": [ROW]}, {"Count": 1, "anything": [ROW]}],
    ids=["list", "object", "wrapped", "wrapped with more"],
)
async def test_rows_are_read_however_they_are_wrapped(said: Any) -> None:
    """No document says whether one row comes in a list."""
    here = desk(answer(said))
    assert [row.number for row in await here.digikey.bonded("7718201")] == ["296-1395-2-ND"]
    assert (await here.digikey.bonded_part("7718201", "296-1395-2-nd")).reserve == 5000


@pytest.mark.parametrize("said", [[], {}, None, {"Products": []}])
async def test_no_rows_are_no_rows(said: Any) -> None:
    here = desk(answer(said))
    assert await here.digikey.bonded() == ()
    assert await here.digikey.locations() == ()
    with pytest.raises(NotFound):
        await here.digikey.bonded_part("1", "A-ND")
    with pytest.raises(NotFound):
        await here.digikey.location("1")


@pytest.mark.parametrize(
    "said",
    [
        "rows",
        7,
        [1],
        [[ROW]],
        {"a": [ROW], "b": [ROW]},
        {"message": "hello"},
        [{"digiKeyPartNumber": "A-ND"}],
        [{}],
        [ROW, {}],
        [{**ROW, "ReserveQuantity": "many"}],
        [{**ROW, "UnitPrice": []}],
    ],
)
async def test_an_answer_of_another_form_is_not_taken_for_an_empty_one(said: Any) -> None:
    with pytest.raises(Unreadable):
        await desk(answer(said)).digikey.bonded()


@pytest.mark.parametrize(("many", "beside"), [(2, False), (600, True)])
async def test_many_rows_are_put_into_words_beside_the_keys(
    monkeypatch: pytest.MonkeyPatch, many: int, beside: bool
) -> None:
    """A hundred thousand take over a second."""
    threads: set[threading.Thread] = set()
    translate = translate_supply.bonded

    def seen(said: BondedInventoryProduct) -> BondedStock:
        threads.add(threading.current_thread())
        return translate(said)

    monkeypatch.setattr(translate_supply, "bonded", seen)
    assert len(await desk(answer([ROW] * many)).digikey.bonded()) == many
    assert [one is not threading.current_thread() for one in threads] == [beside]


async def test_no_agreement_is_told_as_such() -> None:
    here = desk(answer(error_body("Forbidden", status=403), 403))
    for call in (here.digikey.bonded(), here.digikey.locations(), here.digikey.bonded("1")):
        with pytest.raises(NotAllowed):
            await call


@pytest.mark.parametrize("other", ["B-ND", "", None, "296-1395-2-NDX"])
async def test_a_row_of_another_number_prices_nothing(other: str | None) -> None:
    here = desk(answer([{**ROW, "DigiKeyPartNumber": other}]))
    with pytest.raises(NotFound):
        await here.digikey.bonded_part("7718201", "296-1395-2-ND")


async def test_the_row_asked_for_is_found_among_others() -> None:
    rows = [{**ROW, "DigiKeyPartNumber": "B-ND"}, {**ROW, "ReserveQuantity": 7}]
    row = await desk(answer(rows)).digikey.bonded_part("7718201", " 296-1395-2-nd")
    assert row.reserve == 7


async def test_a_row_of_another_location_prices_nothing() -> None:
    elsewhere = {**ROW, "CustomerId": 7718202, "UnitPrice": 0.01}
    row = await desk(answer([elsewhere, ROW])).digikey.bonded_part("7718201", "296-1395-2-ND")
    assert (row.customer_id, row.unit_price) == ("7718201", Decimal(str(ROW["UnitPrice"])))
    with pytest.raises(NotFound):
        await desk(answer([elsewhere])).digikey.bonded_part("7718201", "296-1395-2-ND")


async def test_a_row_without_a_location_is_of_the_one_asked_for() -> None:
    here = desk(answer([{**ROW, "CustomerId": None}]))
    assert (await here.digikey.bonded_part("7718201", "296-1395-2-ND")).customer_id == "7718201"


async def test_a_row_that_is_gone_is_told() -> None:
    here = desk(httpx.Response(404))
    with pytest.raises(NotFound):
        await here.digikey.bonded_part("7718201", "A-ND")


async def test_a_site_says_all_that_the_answer_says() -> None:
    (site,) = await desk(answer([SITE])).digikey.locations()
    assert site == Location(
        customer_id="7718201",
        bonded=True,
        currency="USD",
        address=Address(
            name="Ann Buyer",
            company="Acme",
            line1="1 Main Street",
            line2="Dock 4",
            city="Austin",
            region="TX",
            postal_code="78701",
            country="US",
        ),
    )
    assert await desk(answer(SITE)).digikey.location("7718201") == site


@pytest.mark.parametrize(
    ("said", "address"),
    [
        (
            {
                "FirstName": "Ann",
                "CompanyName": "Acme",
                "AddressLine1": "",
                "AddressLine2": "1 Main Street",
                "AddressLine3": "Dock 4",
                "State": "TX",
                "ZipCode": 78701,
                "IsoCode": "US",
                "Phone": "1",
                "County": "Travis",
            },
            Address("Ann", "Acme", "1 Main Street", "Dock 4", "", "TX", "78701", "US", "1"),
        ),
        (
            {"Name": "Ann Buyer", "email": "a@example.com"},
            Address("Ann Buyer", email="a@example.com"),
        ),
        ({"City": ["Austin"], "Country": None, "Company": True, "X": {}}, Address()),
        ({}, Address()),
        (None, Address()),
    ],
)
async def test_an_address_is_read_in_either_spelling(said: Any, address: Address) -> None:
    """The fields of a site's address are listed nowhere; DigiKey has two sets of names."""
    (site,) = await desk(answer([{**SITE, "ShippingAddress": said}])).digikey.locations()
    assert site.address == address


async def test_what_a_site_does_not_say_is_not_known() -> None:
    (site,) = await desk(answer([{"CustomerId": 1}])).digikey.locations()
    assert site == Location("1", None, None, Address())
