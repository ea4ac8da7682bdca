"""DigiKey's APIs: where each lies, whose limits it counts against, and whose token it takes."""

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
    """

    product: str
    base: str
    person: bool


PRODUCTS = Api("digikey:product", "/products/v4", person=False)
STATUS = Api("digikey:status", "/orderstatus/v4", person=False)
ORDERING = Api("digikey:ordering", "/Ordering/v3", person=True)
SUPPLY = Api("digikey:supply", "/SupplyChain/v1", person=True)
MANAGEMENT = Api("digikey:management", "/OrderManagement/v1", person=True)


def segment(text: str) -> str:
    """`text` as one path segment: `/`, `#`, `+`, space and % encoded, never as in a form.

    Raises Invalid for what is no number of anything: empty, a step up the path, characters that
    nobody can see, or a text.
    """
    if text.strip() in ("", ".", "..") or len(text) > _LONGEST or not text.isprintable():
        raise Invalid(VENDOR, "that is no number")
    return quote(text, safe="")
