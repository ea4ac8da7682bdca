"""Supply Chain v1: the customer's sites, and what lies bonded for them.

The vendor publishes no file for this API. What is not known is chosen here: lists are arrays,
one location and one product are objects, a location goes by its CustomerId, and its address has
the fields of an order's address. A site without bonded stock has an empty list.

Invented too: whether an order is filled from the reserve is not documented, so both can be seen
here. At two of the four sites with bonded stock (`world.Site.drawn`) the reserve goes down half an
hour after a bonded line was ordered; at the other two it never does. And a missing agreement is
said in both ways that the vendor's texts name: of the person's accounts one is answered 403, one
with empty lists.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from vendors.sandbox import bonded, money
from vendors.sandbox.answers import Refused
from vendors.sandbox.desk import Ask, Desk, Endpoint
from vendors.sandbox.parts.taxonomy import PACK_TYPES
from vendors.sandbox.reading import number
from vendors.sandbox.world import BARE_ACCOUNT, COMPANY, FORBIDDEN_ACCOUNT, SITES, Site

Json = dict[str, Any]


def _agreed(ask: Ask) -> bool:
    """Whether the account that the call names has any bonded stock. Raises Refused (403)."""
    if ask.account == FORBIDDEN_ACCOUNT:
        raise _forbidden()
    return ask.account != BARE_ACCOUNT


def _forbidden() -> Refused:
    return Refused(403, "Forbidden", "There is no bonded agreement")


def _site(ask: Ask) -> Site:
    wanted = number(ask.params["accountId"])
    if wanted == FORBIDDEN_ACCOUNT:
        raise _forbidden()
    for site in SITES if _agreed(ask) else ():
        if site.customer_id == wanted:
            return site
    raise Refused(404, "The specified location was not found", "Location Not Found")


def _location(site: Site) -> Json:
    """CustomerLocationResponse."""
    return {
        "CustomerId": site.customer_id,
        "BondedInventory": site.bonded,
        "Currency": site.currency,
        "ShippingAddress": {
            "Company": COMPANY,
            "FirstName": None,
            "LastName": None,
            "Email": None,
            "AddressLineOne": site.line1,
            "AddressLineTwo": site.line2,
            "City": site.city,
            "Province": site.province,
            "PostalCode": site.postal_code,
            "Country": site.country,
        },
    }


def _product(row: bonded.Row, released: Mapping[tuple[int, str], int]) -> Json:
    """BondedInventoryProductResponse."""
    return {
        "DigiKeyPartNumber": row.variation.number,
        "ManufacturerPartNumber": row.part.mpn,
        "CustomerPartNumber": row.customer_part,
        "ProductDescription": row.part.core.description,
        "Manufacturer": row.part.maker.name,
        "UnitPrice": money.number(row.price),
        "PackType": PACK_TYPES[row.variation.pack],
        "CountryOfOrigin": row.part.maker.country,
        "ReserveQuantity": row.left(released),
        "BackOrderReserveQuantity": row.back_order_reserve,
        "VendorLeadWeeks": row.lead_weeks,
        "CustomerId": row.site.customer_id,
        "NcnrQuantity": row.ncnr_quantity,
        "NcnrDateSigned": row.ncnr_signed,
        "MinimumReleaseQuantityOverride": row.override,
        "MinimumQuantityThreshold": row.threshold,
        "NonCancelable": row.non_cancelable,
        "StandardPackage": row.standard_package,
    }


def locations(desk: Desk, ask: Ask) -> list[Json]:
    """All authorised sites, with and without bonded stock."""
    return [_location(site) for site in SITES] if _agreed(ask) else []


def one_location(desk: Desk, ask: Ask) -> Json:
    """One site by its CustomerId."""
    return _location(_site(ask))


def location_products(desk: Desk, ask: Ask) -> list[Json]:
    """What lies bonded at one site."""
    if not _agreed(ask):
        return []
    site = _site(ask)
    released = desk.book.released(seen=True)
    return [_product(row, released) for row in bonded.rows(desk.catalogue) if row.site == site]


def location_product(desk: Desk, ask: Ask) -> Json:
    """One DigiKey number at one site."""
    site = _site(ask)
    row = bonded.row(desk.catalogue, site.customer_id, ask.params["partNumber"])
    if row is None:
        raise Refused(404, "The specified part was not found", "Part Not Found")
    return _product(row, desk.book.released(seen=True))


def all_products(desk: Desk, ask: Ask) -> list[Json]:
    """What lies bonded at all sites: one element a part and site."""
    if not _agreed(ask):
        return []
    released = desk.book.released(seen=True)
    return [_product(row, released) for row in bonded.rows(desk.catalogue)]


_BONDED = "/SupplyChain/v1/BondedQuantity"
_SITE = f"{_BONDED}/Locations/{{accountId}}"

ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint("GET", f"{_BONDED}/Locations", "supply", "api", True, locations),
    Endpoint("GET", _SITE, "supply", "api", True, one_location),
    Endpoint("GET", f"{_SITE}/Products", "supply", "api", True, location_products),
    Endpoint("GET", f"{_SITE}/Products/{{partNumber}}", "supply", "api", True, location_product),
    Endpoint("GET", f"{_BONDED}/Products", "supply", "api", True, all_products),
)
