"""TI's store APIs: where each lies, and whose limits it counts against."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote

from vendors.errors import Invalid
from vendors.ti.settings import VENDOR

# As TI's page on authentication and every known client have it; the `tokenUrl` of the files of the
# specification lacks the last step.
TOKEN = "/v1/oauth/accesstoken"  # noqa: S105 - a path

# `tiPartNumber` of an order has no more (Order API).
LONGEST_NUMBER = 25
# "[T]{0,1}[0-9]{8,10}" (Order API); whatever else stood in this place could be another endpoint.
_ORDER_NUMBER = re.compile(r"T?[0-9]{8,10}")
# What stands where a part number would, and is another endpoint: the whole catalogue.
_CATALOG = "catalog"


@dataclass(frozen=True, slots=True)
class Api:
    """`product` names the rate limit. `title` is what TI calls it where it is approved, each API
    by itself. `cheapest` is a path with which it can be asked whether it answers at all, empty
    where nothing is asked only to see that."""

    product: str
    base: str
    title: str
    cheapest: str = ""


PRODUCTS = Api(
    "ti:products",
    "/v2/store/products",
    "inventory and pricing",
    # The part of TI's own examples.
    cheapest="/AFE7799IABJ",
)
# Once in four hours, so never asked to see whether it answers.
CATALOGUE = Api("ti:catalogue", "/v2/store/products/catalog", "inventory and pricing: catalog")
PROFILES = Api("ti:profiles", "/v2/checkoutprofiles", "checkout profiles")
ORDERS = Api("ti:orders", "/v2/store/orders", "orders", cheapest="/T00000000")
SHIPMENTS = Api(
    "ti:shipments",
    "/v2/store/orders",
    "advanced shipment notices",
    cheapest="/T00000000/advanced-shipment-notices",
)

APIS = (PRODUCTS, CATALOGUE, PROFILES, ORDERS, SHIPMENTS)


def part(number: str) -> str:
    """A part number as one path segment, `/` and blanks encoded. Raises Invalid for what is none:
    empty, too long, or one of the words that are endpoints of their own in this place.
    """
    text = number.strip()
    if (
        text in ("", ".", "..")
        or len(text) > LONGEST_NUMBER
        or not (text.isascii() and text.isprintable())
        or text.casefold() == _CATALOG
    ):
        raise Invalid(VENDOR, "that is no part number of TI's")
    return quote(text, safe="")


def order(number: str) -> str:
    """An order number as one path segment. Raises Invalid for what is none."""
    if not is_order(number):
        raise Invalid(VENDOR, "an order number of TI's is T and eight to ten digits")
    return number.strip().upper()


def is_order(number: str) -> bool:
    return _ORDER_NUMBER.fullmatch(number.strip().upper()) is not None


def profile(number: str) -> str:
    """A checkout profile's id as one path segment. Raises Invalid for what is none."""
    if not is_profile(number):
        raise Invalid(VENDOR, "that is no checkout profile's id")
    return number


def is_profile(text: str) -> bool:
    """Capitals and digits, at most 32 (Checkout profile API); `_` and `-` stand in the examples of
    the Order API.
    """
    return re.fullmatch(r"[A-Za-z0-9_-]{1,32}", text) is not None
