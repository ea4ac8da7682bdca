"""DigiKey's APIs: where each lies, whose limits it counts against, and whose token it takes.

This is the one place that says which token an API needs; `docs/first-day.md` shows the table.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from vendors.digikey.settings import VENDOR
from vendors.errors import Invalid

AUTHORIZE = "/v1/oauth2/authorize"
TOKEN = "/v1/oauth2/token"  # noqa: S105 - a path

_LONGEST = 250


@dataclass(frozen=True, slots=True)
class Api:
    """`product` names the rate limit (DigiKey counts per product and application).

    `person`: only the token of a signed-in person is taken (DigiKey calls it 3-legged). The
    others take the application's own as well; a person's is used where there is one, because only
    that brings the person's own prices.

    `title` is what DigiKey calls it where an application is subscribed to it. `cheapest` is a path
    with which it can be asked whether it answers at all; empty where it only takes orders.
    """

    product: str
    base: str
    person: bool
    title: str = ""
    cheapest: str = ""


# A part that DigiKey's own examples ask for.
_SOME_PART = "P5555-ND"

PRODUCTS = Api(
    "digikey:product",
    "/products/v4",
    person=False,
    title="Product Information V4",
    cheapest=f"/search/{_SOME_PART}/productdetails",
)
NOTICES = Api(
    "digikey:notices",
    "/ChangeNotifications/v3",
    person=True,
    title="Product Change Notifications",
    cheapest=f"/Products/{_SOME_PART}",
)
STATUS = Api(
    "digikey:status",
    "/orderstatus/v4",
    person=False,
    title="Order Status",
    cheapest="/orders?Shared=true&PageNumber=1&PageSize=1",
)
ORDERING = Api("digikey:ordering", "/Ordering/v3", person=True, title="Ordering")
SUPPLY = Api(
    "digikey:supply",
    "/SupplyChain/v1",
    person=True,
    title="Supply Chain",
    cheapest="/BondedQuantity/Locations",
)
# No document says whether the two versions share a limit: taken as one, so that neither is passed.
MANAGEMENT = Api(
    "digikey:management",
    "/OrderManagement/v1",
    person=True,
    title="Order Management V1",
    cheapest="/SalesOrders/Search/PoNumber/bondroom-doctor?ordersLimit=1",
)
MANAGEMENT_2 = Api(
    "digikey:management",
    "/ordermanagement/v2",
    person=True,
    title="Order Management V2",
    cheapest="/salesorders/1/changeeligibility",
)
PACKING = Api(
    "digikey:packing",
    "/packinglist/v1",
    person=True,
    title="Packing List",
    cheapest="/purchaseordernumber/bondroom-doctor",
)
REFERENCE = Api(
    "digikey:reference",
    "/CustomerResource/v1",
    person=True,
    title="Reference",
    cheapest="/associatedaccounts",
)

APIS = (
    PRODUCTS,
    ORDERING,
    STATUS,
    SUPPLY,
    MANAGEMENT,
    MANAGEMENT_2,
    REFERENCE,
    PACKING,
    NOTICES,
)


def segment(text: str) -> str:
    """`text` as one path segment: `/`, `#`, `+`, space and % encoded, never as in a form.

    Raises Invalid for what is no number of anything: empty, a step up the path, characters that
    nobody can see, or a text.
    """
    if text.strip() in ("", ".", "..") or len(text) > _LONGEST or not text.isprintable():
        raise Invalid(VENDOR, "that is no number")
    return quote(text, safe="")
