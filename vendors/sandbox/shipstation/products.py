"""Products: which parts of the catalogue the warehouses know, and under which SKU. By rule.

Most have the maker's number as SKU, some a SKU of the house (`AE-10432`) with the maker's number
as name, alias or UPC, and many parts are not there at all. A filter by SKU is for the whole one, by
name for a piece of it, both in any case: chosen here, the specification does not say.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

from vendors.sandbox import bonded, money
from vendors.sandbox.desk import Ask, Desk
from vendors.sandbox.parts import taxonomy
from vendors.sandbox.parts.catalogue import Catalogue
from vendors.sandbox.parts.family import mix
from vendors.sandbox.shipstation.paging import by_number
from vendors.sandbox.shipstation.places import written
from vendors.sandbox.shipstation.refusals import wrong_value
from vendors.sandbox.shipstation.world import OWN

Json = dict[str, Any]

_MOST = 100
_FIRST = 10_700_001
# One part of so many, and of Texas Instruments', which are bought from two vendors.
_EVERY, _EVERY_TI = 17, 3
_BEGAN = datetime(2024, 1, 8, 9, 0, tzinfo=UTC)
# Parts that demonstrations name: how each is known here, or that it is not.
_BY_MPN, _AS_NAME, _AS_ALIAS, _AS_UPC, _UNKNOWN = "mpn", "name", "alias", "upc", ""
_NAMED = {
    "RC0603FR-0710KL": _BY_MPN, "LM358DR": _BY_MPN, "SN74HC595N": _BY_MPN, "MAX232CSA+": _BY_MPN,
    "MC 1,5/ 2-ST-3,81": _BY_MPN, "GRM188R71H104KA93D": _AS_ALIAS, "NE555P": _AS_NAME,
    "ERJ-3EKF1002V": _AS_UPC, "LM358MX/NOPB": _AS_ALIAS, "CRCW060310K0FKEA": _UNKNOWN,
    "STM32F103C8T6": _UNKNOWN,
}  # fmt: skip
# Of ten parts that the rule takes.
_SHARE = (_BY_MPN,) * 6 + (_AS_NAME, _AS_ALIAS, _AS_UPC, _UNKNOWN)
# The house's number of a part of the name that has always stood on the drawings.
_HOUSE = {"GRM188R71H104KA93D": "AE-10432", "NE555P": "AE-10555", "ERJ-3EKF1002V": "AE-10603",
          "LM358MX/NOPB": "AE-10358"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Product:
    """One product. `mpn` is empty of what is made for us; `units` is 1/100,000 US dollar."""

    id: int
    sku: str
    name: str
    upc: str | None
    alias: str
    mpn: str
    units: int
    category: str
    active: bool


class Shelf:
    """Every product, by position and by SKU."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.products = tuple(_all(catalogue))
        self._by_sku = {product.sku.casefold(): product for product in self.products}

    def find(self, sku: str) -> Product | None:
        return self._by_sku.get(sku.strip().casefold())


@lru_cache(maxsize=2)
def shelf(catalogue: Catalogue) -> Shelf:
    """Built at the first question; needs the catalogue's index."""
    return Shelf(catalogue)


def _all(catalogue: Catalogue) -> list[Product]:
    held = {row.part.index for row in bonded.rows(catalogue)}
    found: list[Product] = []
    taken: set[str] = set()
    for index in range(len(catalogue)):
        roll = mix(index, 71)
        at, core = catalogue.core(index)
        every = _EVERY_TI if catalogue.families[at].maker == "ti" else _EVERY
        if index not in held and roll % every:
            continue
        known = _NAMED.get(core.mpn, _SHARE[(roll >> 8) % len(_SHARE)])
        sku = core.mpn if known == _BY_MPN else _HOUSE.get(core.mpn, f"AE-{11_000 + index}")
        # Several makers may have one number; only one of them has it as SKU.
        if known == _UNKNOWN or sku.casefold() in taken:
            continue
        taken.add(sku.casefold())
        number = known in (_BY_MPN, _AS_NAME)
        found.append(
            Product(
                id=_FIRST + index,
                sku=sku,
                name=f"{core.mpn} {core.description}" if number else core.description,
                upc=core.mpn if known == _AS_UPC else None,
                alias=core.mpn if known == _AS_ALIAS else "",
                mpn=core.mpn,
                units=core.price,
                category=taxonomy.CATEGORIES[catalogue.families[at].category][1],
                active=roll % 41 != 0 or core.mpn in _NAMED,
            )
        )
    found += [
        Product(
            id=_FIRST + len(catalogue) + at,
            sku=own.sku,
            name=own.name,
            upc=None,
            alias="" if own.mpn == own.sku else own.mpn,
            mpn=own.mpn,
            units=0,
            category=own.category,
            active=True,
        )
        for at, own in enumerate(OWN)
    ]
    return found


def list_products(desk: Desk, ask: Ask) -> Json:
    found = list(shelf(desk.catalogue).products)
    if sku := ask.query.get("sku", "").strip().casefold():
        found = [each for each in found if each.sku.casefold() == sku]
    if name := ask.query.get("name", "").casefold():
        found = [each for each in found if name in each.name.casefold()]
    if "active" in ask.query:
        wanted = ask.query["active"].lower()
        if wanted not in ("true", "false"):
            raise wrong_value("active: It must be true or false.")
        found = [each for each in found if each.active == (wanted == "true")]
    shown, beside = by_number(ask, found, _MOST)
    return {"products": [_answer(each) for each in shown], **beside}


def _answer(product: Product) -> Json:
    """All fields of the specification; what nobody filled in is null, or of lists empty or null."""
    made = _BEGAN + timedelta(hours=product.id % 9000)
    size = product.id % 7 + 1
    bin_ = f"R{product.id % 40:02d}-{product.id % 6}" if product.id % 2 else None
    return {
        "product_id": product.id,
        "sku": product.sku,
        "name": product.name,
        "upc": product.upc,
        "thumbnail_url": None,
        "price": {"currency": "usd", "amount": money.number(money.price(product.units))},
        "dimensions": {"unit": "inch", "length": size, "width": size, "height": 1},
        "weight": {"value": size / 10, "unit": "ounce"},
        "internal_notes": "NCNR, ask purchasing" if product.id % 29 == 0 else None,
        "fulfillment_sku": None,
        "create_date": written(made, thousandths=True),
        "modify_date": written(made + timedelta(days=product.id % 300), thousandths=True),
        "active": product.active,
        "product_category": {"product_category_id": 26_600 + len(product.category),
                             "name": product.category} if product.id % 3 else None,
        "preset_group": None,
        "warehouse_location": bin_,
        "default_carrier_code": None,
        "default_service_code": None,
        "default_package_code": None,
        "default_intl_carrier_code": None,
        "default_intl_service_code": None,
        "default_intl_package_code": None,
        "default_confirmation": "none" if product.id % 5 else None,
        "default_intl_confirmation": None,
        "customs_description": None,
        "customs_value": None,
        "customs_tariff_no": None,
        "customs_country_code": None,
        "no_customs": False,
        "tags": [{"tag_id": 21_121, "name": "SMT", "color": "#800080"}] if product.id % 4 else [],
        "aliases": [{"store_id": 2_095_811, "sku_alias": product.alias}] if product.alias else None,
        "product_type": "standalone",
        "is_returnable": False,
        "should_override_name": None,
        "is_bundle": False,
        "bundle_components": [],
        "auto_split_option": "do_not_split",
        "auto_split_custom_quantity": None,
    }  # fmt: skip
