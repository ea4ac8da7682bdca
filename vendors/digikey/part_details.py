"""What surrounds a part at DigiKey, and its makers and categories: capabilities of `DigiKey`."""

from __future__ import annotations

from vendors.details import Category, ChangeNotice, Document, Maker, ReelPrice, Related, WayToBuy
from vendors.digikey import translate_details
from vendors.digikey.product_client import ProductClient
from vendors.digikey.settings import VENDOR
from vendors.errors import NotFound


class PartKnowledge:
    """PartDetails and Taxonomy. Each is one call, and may be asked again."""

    _products: ProductClient
    # What prices are in where an answer does not say.
    _currency: str

    async def ways_to_buy(
        self, number: str, quantity: int, *, maker_id: str | None = None
    ) -> tuple[WayToBuy, ...]:
        """Ways to buy about `quantity` pieces, at our own prices first. Raises NotFound.

        DigiKey may price another quantity than asked, and its stock here is not to be trusted.
        `maker_id` (of `makers`) tells apart the makers of one number.
        """
        said = await self._products.pricing_by_quantity(number, quantity, maker_id)
        return translate_details.ways_to_buy(said, self._currency)

    async def reel_price(self, number: str, quantity: int) -> ReelPrice:
        """What a Digi-Reel of `quantity` pieces costs; `number` is the Digi-Reel's own."""
        said = await self._products.digi_reel_pricing(number, quantity)
        return translate_details.reel_price(said, number, quantity, self._currency)

    async def substitutes(self, number: str) -> tuple[Related, ...]:
        said = await self._products.substitutions(number)
        return translate_details.substitutes(said, self._currency)

    async def other_packagings(self, number: str) -> tuple[Related, ...]:
        said = await self._products.alternate_packaging(number)
        return translate_details.other_packagings(said, self._currency)

    async def associated(self, number: str) -> tuple[Related, ...]:
        """Kits it is in, what it mates with, what goes with it and what it is used with."""
        said = await self._products.associations(number)
        return translate_details.associated(said, self._currency)

    async def recommended(self, number: str) -> tuple[Related, ...]:
        said = await self._products.recommended_products(number)
        return translate_details.recommended(said, self._currency)

    async def documents(self, number: str) -> tuple[Document, ...]:
        """Empty where DigiKey has none, which it says with 404 (measured)."""
        try:
            said = await self._products.media(number)
        except NotFound:
            return ()
        return translate_details.documents(said)

    async def change_notices(self, number: str) -> tuple[ChangeNotice, ...]:
        """Newest first; empty where DigiKey knows of none, which it says with 404 (document)."""
        try:
            said = await self._products.change_notices(number)
        except NotFound:
            return ()
        return translate_details.change_notices(said)

    async def makers(self) -> tuple[Maker, ...]:
        return translate_details.makers(await self._products.manufacturers())

    async def categories(self) -> tuple[Category, ...]:
        """The tree, from the top. DigiKey takes no language here."""
        return translate_details.categories((await self._products.categories()).Categories)

    async def category(self, category_id: str) -> Category:
        """One category with its children. Raises NotFound."""
        said = await self._products.category(category_id)
        found = translate_details.categories([said.Category] if said.Category else [])
        if not found:
            raise NotFound(VENDOR, "DigiKey does not know the category")
        return found[0]
