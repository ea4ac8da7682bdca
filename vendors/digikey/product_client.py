"""DigiKey's endpoints around a part, one method each. What comes out is the wire.

Product Information v4 takes the application's own token or a person's, and the account only where
it prices; Change Notifications v3 takes a person's. All of it changes nothing.
"""

from __future__ import annotations

from typing import TypeVar

from vendors.digikey.apis import NOTICES, PRODUCTS, segment
from vendors.digikey.asking import Asking, Query
from vendors.digikey.settings import VENDOR
from vendors.digikey.wire import Wire, parsed
from vendors.digikey.wire_details import (
    Associations,
    CategoriesAnswer,
    CategoryAnswer,
    DigiReelPrice,
    Makers,
    Media,
    Notices,
    OtherPackagings,
    PricingForQuantity,
    RecommendedAnswer,
    Substitutes,
)
from vendors.errors import Invalid

M = TypeVar("M", bound=Wire)

# The document types a quantity as int32.
_MOST_PIECES = 2**31 - 1
# Without a limit DigiKey recommends one part; it documents no largest.
RECOMMENDED = 20


class ProductClient:
    """Paths, headers and answers. Raises vendors.errors.VendorError."""

    def __init__(self, asking: Asking) -> None:
        self._asking = asking

    async def pricing_by_quantity(
        self, number: str, quantity: int, maker_id: str | None = None
    ) -> PricingForQuantity:
        path = f"{segment(number)}/pricingbyquantity/{_pieces(quantity)}"
        return await self._about(
            path, PricingForQuantity, query={"manufacturerId": maker_id}, account=True
        )

    async def digi_reel_pricing(self, number: str, quantity: int) -> DigiReelPrice:
        """`number` has to be that of a Digi-Reel."""
        path, query = f"{segment(number)}/digireelpricing", {"requestedQuantity": _pieces(quantity)}
        return await self._about(path, DigiReelPrice, query=query, account=True)

    async def substitutions(self, number: str) -> Substitutes:
        return await self._about(f"{segment(number)}/substitutions", Substitutes)

    async def alternate_packaging(self, number: str) -> OtherPackagings:
        return await self._about(f"{segment(number)}/alternatepackaging", OtherPackagings)

    async def associations(self, number: str) -> Associations:
        return await self._about(f"{segment(number)}/associations", Associations)

    async def recommended_products(self, number: str) -> RecommendedAnswer:
        path = f"{segment(number)}/recommendedproducts"
        return await self._about(path, RecommendedAnswer, query={"limit": RECOMMENDED})

    async def media(self, number: str) -> Media:
        return await self._about(f"{segment(number)}/media", Media)

    async def manufacturers(self) -> Makers:
        return await self._about("manufacturers", Makers)

    async def categories(self) -> CategoriesAnswer:
        """The document lists no header for categories, so no locale is sent."""
        return await self._about("categories", CategoriesAnswer, locale=False)

    async def category(self, category_id: str) -> CategoryAnswer:
        if not (category_id.isascii() and category_id.isdigit()) or len(category_id) > 9:
            raise Invalid(VENDOR, "that is no number of a category")
        return await self._about(f"categories/{category_id}", CategoryAnswer, locale=False)

    async def change_notices(self, number: str) -> Notices:
        return await self._asking.read(
            NOTICES,
            f"/Products/{segment(number)}",
            lambda said: parsed(Notices, said),
            locale=True,
        )

    async def _about(
        self,
        path: str,
        model: type[M],
        *,
        query: Query | None = None,
        locale: bool = True,
        account: bool = False,
    ) -> M:
        return await self._asking.read(
            PRODUCTS,
            f"/search/{path}",
            lambda said: parsed(model, said),
            query=query,
            locale=locale,
            account=account,
        )


def _pieces(quantity: int) -> int:
    if not 1 <= quantity <= _MOST_PIECES:
        raise Invalid(VENDOR, "a quantity is one piece or more")
    return quantity
