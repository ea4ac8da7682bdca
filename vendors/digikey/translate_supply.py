"""DigiKey's sites and bonded stock in the field's own words."""

from __future__ import annotations

from collections.abc import Mapping

from vendors.digikey.translate import day, weeks
from vendors.digikey.wire_supply import BondedInventoryProduct, CustomerLocation
from vendors.text import clean
from vendors.vocabulary import Address, BondedStock, Location


def location(said: CustomerLocation) -> Location:
    return Location(
        customer_id=clean(said.CustomerId, 40),
        bonded=said.BondedInventory,
        currency=clean(said.Currency, 3).upper() or None,
        address=_address(said.ShippingAddress or {}),
    )


def _address(said: Mapping[str, object]) -> Address:
    """DigiKey spells an address in two ways and does not show which one stands here."""
    low = {str(name).lower(): value for name, value in said.items()}

    def first(*names: str) -> str:
        for name in names:
            value = low.get(name)
            if isinstance(value, (str, int)) and not isinstance(value, bool):
                text = clean(str(value), 120)
                if text:
                    return text
        return ""

    person = f"{first('firstname')} {first('lastname')}".strip()
    more = (first("addresslinetwo", "addressline2"), first("addresslinethree", "addressline3"))
    lines = [line for line in (first("addresslineone", "addressline1"), *more) if line]
    return Address(
        name=first("name") or person,
        company=first("company", "companyname"),
        line1=lines[0] if lines else "",
        line2=", ".join(lines[1:]),
        city=first("city"),
        region=first("province", "state", "region"),
        postal_code=first("postalcode", "zipcode"),
        country=first("country", "isocode", "countrycode"),
        telephone=first("telephone", "phone"),
        email=first("email"),
    )


def bonded(said: BondedInventoryProduct) -> BondedStock:
    package = said.StandardPackage if said.StandardPackage and said.StandardPackage > 0 else None
    return BondedStock(
        customer_id=clean(said.CustomerId, 40),
        number=clean(said.DigiKeyPartNumber, 120),
        part=clean(said.ManufacturerPartNumber, 120),
        customer_part=clean(said.CustomerPartNumber, 120),
        maker=clean(said.Manufacturer, 120),
        description=clean(said.ProductDescription),
        packaging_text=clean(said.PackType, 60),
        unit_price=said.UnitPrice,
        reserve=said.ReserveQuantity,
        backorder_reserve=said.BackOrderReserveQuantity,
        minimum=_release_minimum(said, package),
        standard_package=package,
        non_cancelable=said.NonCancelable,
        ncnr_signed=day(said.NcnrDateSigned),
        ncnr_quantity=said.NcnrQuantity,
        lead_weeks=weeks(said.VendorLeadWeeks),
        country=clean(said.CountryOfOrigin, 60),
    )


def _release_minimum(said: BondedInventoryProduct, package: int | None) -> int:
    """The fewest pieces a release may be, as Supply Chain v1 describes its fields.

    With the override, the threshold (0 meaning one piece); without it the standard package.
    """
    if said.MinimumReleaseQuantityOverride:
        return max(1, said.MinimumQuantityThreshold or 0)
    return package or 1
