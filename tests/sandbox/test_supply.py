"""Bonded stock: sites, rows, every case of their terms, and what a release takes away."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from urllib.parse import quote

import pytest

from tests.sandbox.desk_kit import AUSTIN, BONDED, MUNICH, Calls, Json, Said, line, ship_to
from tests.sandbox.held import Instant, wrong
from vendors.sandbox import bonded, world
from vendors.sandbox.bonded import NEVER_SIGNED

BARE = world.SITES[4]


def rows(calls: Calls) -> list[Json]:
    found: list[Json] = calls.get(f"{BONDED}/Products")
    return found


def one(calls: Calls, customer_id: int, number: str) -> Json:
    path = f"{BONDED}/Locations/{customer_id}/Products/{quote(number, safe='')}"
    found: Json = calls.get(path)
    return found


def test_all_sites_with_and_without_bonded_stock(calls: Calls) -> None:
    found = calls.get(f"{BONDED}/Locations")
    assert [each["CustomerId"] for each in found] == [site.customer_id for site in world.SITES]
    assert [each["BondedInventory"] for each in found] == [site.bonded for site in world.SITES]
    assert calls.get(f"{BONDED}/Locations/{MUNICH.customer_id}") == found[1]
    assert found[1]["Currency"] == "EUR"
    assert found[1]["ShippingAddress"]["AddressLineOne"] == "Lötstraße 7"


def test_the_rows_of_all_sites_are_those_of_each(calls: Calls) -> None:
    everything = rows(calls)
    assert 350 < len(everything) < 450
    by_site = [
        row
        for site in world.SITES
        for row in calls.get(f"{BONDED}/Locations/{site.customer_id}/Products")
    ]
    assert by_site == everything
    per_site = {site.name: sum(row["CustomerId"] == site.customer_id for row in everything)
                for site in world.SITES}  # fmt: skip
    assert all((many > 80) == site.bonded for site, many in zip(world.SITES, per_site.values(),
                                                                strict=True))  # fmt: skip


def test_each_row_by_its_number_at_its_site(calls: Calls) -> None:
    """Odd characters and all."""
    for row in rows(calls):
        assert one(calls, row["CustomerId"], row["DigiKeyPartNumber"].lower()) == row


def test_some_parts_lie_at_several_sites(calls: Calls) -> None:
    numbers = [row["DigiKeyPartNumber"] for row in rows(calls)]
    assert len(numbers) > len(set(numbers)) > 250
    assert len(set(zip(numbers, (row["CustomerId"] for row in rows(calls)), strict=True))) == len(
        numbers
    )


@pytest.mark.parametrize(
    "path",
    [
        "/Locations/1",
        "/Locations/Austin",
        f"/Locations/{world.ACCOUNT_ID}",
        "/Locations/1/Products",
        f"/Locations/{AUSTIN.customer_id}/Products/NO-SUCH-PART",
        f"/Locations/{BARE.customer_id}/Products/296-19776-1-ND",
    ],
)
def test_what_is_not_there_is_404(calls: Calls, path: str) -> None:
    with pytest.raises(Said) as caught:
        calls.get(BONDED + path)
    assert caught.value.status == 404
    assert caught.value.body["ErrorMessage"]


def test_every_case_of_the_terms_is_there(calls: Calls) -> None:
    """Each of these has to come up for the client to be tried by it."""
    found = rows(calls)
    wanted: dict[str, set[Any]] = {
        "MinimumReleaseQuantityOverride": {True, False},
        "NonCancelable": {True, False},
        "NcnrQuantity": {None, 0},
        "NcnrDateSigned": {None, NEVER_SIGNED},
        "ReserveQuantity": {None, 0},
        "BackOrderReserveQuantity": {None, 0},
        "VendorLeadWeeks": {"0", "52"},
        "CustomerPartNumber": {None, ""},
        "MinimumQuantityThreshold": {None, 0, 25},
    }
    for name, kinds in wanted.items():
        values = {row[name] for row in found}
        assert kinds <= values, name
        assert name in ("NonCancelable", "MinimumReleaseQuantityOverride") or values > kinds
    cases = {
        (row["MinimumReleaseQuantityOverride"], bool(row["MinimumQuantityThreshold"]))
        for row in found
    }
    assert cases == {(True, True), (True, False), (False, True), (False, False)}
    signed = {
        (row["NonCancelable"], row["NcnrDateSigned"] not in (None, NEVER_SIGNED)) for row in found
    }
    assert signed == {(True, True), (True, False), (False, False)}
    both = {(row["ReserveQuantity"] is None, row["BackOrderReserveQuantity"] is None)
            for row in found}  # fmt: skip
    assert both == {(True, True), (True, False), (False, True), (False, False)}


def test_the_release_minimum(calls: Calls) -> None:
    for row in bonded.rows(calls.desk.catalogue):
        if not row.override:
            assert row.minimum == row.standard_package > 0
        else:
            assert row.minimum == (row.threshold or 1)


def test_numbers_with_characters_that_trip(calls: Calls) -> None:
    makers = {row["ManufacturerPartNumber"] for row in rows(calls)}
    assert makers >= {"LM358MX/NOPB", "LTC1086CS8#PBF", "MAX232CSA+", "R[47k]-A"}
    digikey = "".join(row["DigiKeyPartNumber"] for row in rows(calls))
    assert set("/#+ %?&=") <= set(digikey)


def test_prices_are_the_sites_own_money(calls: Calls) -> None:
    """Munich's are in euros."""
    munich = [row for row in bonded.rows(calls.desk.catalogue) if row.site == MUNICH]
    assert munich
    for row in munich:
        shown = one(calls, MUNICH.customer_id, row.variation.number)["UnitPrice"]
        assert shown == Decimal(row.units * 92).scaleb(-7).quantize(shown)


def bonded_row(calls: Calls, site: world.Site, least: int = 1) -> bonded.Row:
    """A row with enough of a reserve to release `least` minimums from."""
    return next(
        row
        for row in bonded.rows(calls.desk.catalogue)
        if row.site == site and (row.reserve or 0) >= least * row.minimum
    )


def test_a_release_lowers_the_reserve_of_its_site_only(calls: Calls) -> None:
    row = bonded_row(calls, AUSTIN)
    before = {(each["CustomerId"], each["DigiKeyPartNumber"]): each for each in rows(calls)}
    calls.place(
        line(row.variation.number, row.minimum, float(row.price)),
        ShippingContact=ship_to(AUSTIN.customer_id),
    )
    calls.advance(minutes=30)
    changed = {
        key: each["ReserveQuantity"]
        for each in rows(calls)
        if before[key := (each["CustomerId"], each["DigiKeyPartNumber"])] != each
    }
    assert row.reserve is not None
    assert changed == {(AUSTIN.customer_id, row.variation.number): row.reserve - row.minimum}


def test_an_ordinary_order_leaves_the_reserve_alone(calls: Calls) -> None:
    before = rows(calls)
    calls.place(line())
    calls.advance(hours=1)
    assert rows(calls) == before


def released(calls: Calls, site: world.Site) -> tuple[bonded.Row, int]:
    """A row of the site, and the number of a sales order for two minimums of it."""
    row = bonded_row(calls, site, 3)
    answer = calls.place(
        line(row.variation.number, 2 * row.minimum, float(row.price)),
        ShippingContact=ship_to(site.customer_id),
        Currency=site.currency,
    )
    return row, answer["SalesOrderId"]


def test_at_two_of_four_sites_the_reserve_goes_down_after_half_an_hour(calls: Calls) -> None:
    """Both can be seen, because it is not documented which it is."""
    sites = [site for site in world.SITES if site.bonded]
    assert [site.drawn for site in sites].count(True) == len(sites) // 2 == 2
    placed = [(site, released(calls, site)[0]) for site in sites]

    def left() -> list[int]:
        return [
            one(calls, site.customer_id, row.variation.number)["ReserveQuantity"]
            for site, row in placed
        ]

    before = [row.reserve for _, row in placed]
    calls.advance(minutes=29, seconds=59)
    assert left() == before
    calls.advance(seconds=1)
    after = [(row.reserve or 0) - (2 * row.minimum if site.drawn else 0) for site, row in placed]
    assert left() == after
    calls.advance(days=90)
    assert left() == after


def test_where_the_reserve_stays_a_release_is_filled_from_ordinary_stock(calls: Calls) -> None:
    for site in (AUSTIN, MUNICH):
        row = bonded_row(calls, site)
        assert row.reserve is not None
        stock = row.reserve if site.drawn else row.variation.stock
        answer = calls.place(
            line(row.variation.number, stock + row.minimum, float(row.price)),
            ShippingContact=ship_to(site.customer_id),
            Currency=site.currency,
        )
        (found,) = calls.sale(answer["SalesOrderId"])["LineItems"]
        assert found["UnitPrice"] == row.price
        assert (found["QuantityReserved"], found["QuantityBackOrder"]) == (stock, row.minimum)


# The vendor's list of a row and of a location, in our own words.
ROW = {
    "DigiKeyPartNumber": str, "ManufacturerPartNumber": str, "CustomerPartNumber": str,
    "ProductDescription": str, "Manufacturer": str, "UnitPrice": Decimal, "PackType": str,
    "CountryOfOrigin": str, "ReserveQuantity": int, "BackOrderReserveQuantity": int,
    "VendorLeadWeeks": str, "CustomerId": int, "NcnrQuantity": int, "NcnrDateSigned": Instant,
    "MinimumReleaseQuantityOverride": bool, "MinimumQuantityThreshold": int,
    "NonCancelable": bool, "StandardPackage": int,
}  # fmt: skip
ADDRESS = dict.fromkeys(
    ("Company", "FirstName", "LastName", "Email", "AddressLineOne", "AddressLineTwo", "City",
     "Province", "PostalCode", "Country"), str,
)  # fmt: skip
LOCATION = {
    "CustomerId": int,
    "BondedInventory": bool,
    "Currency": str,
    "ShippingAddress": ADDRESS,
}


def test_all_five_answer_with_every_field(calls: Calls) -> None:
    locations = calls.get(f"{BONDED}/Locations")
    assert wrong([LOCATION], locations) == []
    assert wrong([ROW], rows(calls)) == []
    for location in locations:
        path = f"{BONDED}/Locations/{location['CustomerId']}"
        assert wrong(LOCATION, calls.get(path)) == []
        products = calls.get(f"{path}/Products")
        assert wrong([ROW], products) == []
        assert bool(products) == location["BondedInventory"]
        for each in products[:3]:
            number = quote(each["DigiKeyPartNumber"], safe="")
            assert wrong(ROW, calls.get(f"{path}/Products/{number}")) == []
