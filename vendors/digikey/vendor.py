"""DigiKey as the rest of the program sees it: capabilities in, vocabulary out."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from vendors.contract import Clock, Pace, Sealed
from vendors.details import Filters
from vendors.digikey import finding, ordering, translate, translate_orders, translate_supply
from vendors.digikey.after_order import AfterOrder
from vendors.digikey.apis import ORDERING
from vendors.digikey.asking import READ_ONLY, Asking, only
from vendors.digikey.client import Client
from vendors.digikey.order_client import OrderClient
from vendors.digikey.part_details import PartKnowledge
from vendors.digikey.product_client import ProductClient
from vendors.digikey.query import LARGEST_PAGE, keyword_request
from vendors.digikey.settings import VENDOR, Settings
from vendors.digikey.signin import SignIn
from vendors.digikey.wire_supply import BondedInventoryProduct
from vendors.errors import Invalid, NotAllowed, NotFound
from vendors.http import Http, Keeper, Redactor
from vendors.sending import Sender
from vendors.vocabulary import (
    Answer,
    BondedStock,
    Found,
    Location,
    OrderPage,
    Outcome,
    Part,
    PurchaseOrder,
    SalesOrder,
    VendorOrder,
)

# More rows than these are put into words in a thread: a hundred thousand take over a second, in
# which no key would be answered.
_MANY = 500


class DigiKey(PartKnowledge, AfterOrder):
    """Every capability of `vendors.contract` that DigiKey has, by its protocol's name there.

    WordSearch, FilteredSearch, NumberLookup, PartDetails, Taxonomy, BondedHolder, OrderTaker,
    OrderFinder, StatusReporter, OrderChanger, Packer, ActsFor and AccountHolder. Besides, the
    endpoints those leave out. `signing_in` signs a person in.
    """

    name = VENDOR

    def __init__(
        self,
        settings: Settings,
        asking: Asking,
        http: Http,
        person: Keeper,
        application: Keeper,
        signing_in: SignIn,
        *,
        pace: Pace,
        clock: Clock,
        hide: Redactor,
    ) -> None:
        self.signing_in = signing_in
        self._settings = settings
        self._client = Client(asking)
        self._order_client = OrderClient(asking)
        self._products = ProductClient(asking)
        self._currency = settings.currency
        self._http = http
        self._keepers = (person, application)
        self._sender = Sender(person, pace, "the sign-in at DigiKey ran out")
        self._clock = clock
        self._hide = hide

    @property
    def account(self) -> str:
        """DigiKey's AccountID: the header of every question, and whom an order is billed to."""
        return self._settings.account_id or ""

    @property
    def prices_for(self) -> str:
        """Whose prices these are: the account, and where and in which currency it is sold to.

        What was told for one of them is no price for another.
        """
        asks = self._settings
        return " ".join((asks.account_id or "", asks.site, asks.language, asks.currency)).strip()

    # -- parts --

    async def search(self, words: str, *, offset: int = 0, limit: int = LARGEST_PAGE) -> Found:
        """Exact matches come first on the first page, over and above `limit`.

        The next page is at `offset` + `limit`. DigiKey never gives own prices here.
        """
        return await self.keyword_search(words, offset=offset, limit=limit)

    async def keyword_search(
        self,
        words: str,
        *,
        offset: int = 0,
        limit: int = LARGEST_PAGE,
        filters: Filters | None = None,
        sort: str | None = None,
        descending: bool = False,
    ) -> Found:
        request = keyword_request(
            words,
            offset=offset,
            limit=limit,
            filters=filters,
            sort=sort,
            descending=descending,
        )
        said = await self._client.keyword_search(request)
        return translate.found_words(said, self._settings.currency, first_page=offset == 0)

    async def look_up(self, number: str, *, maker_id: str | None = None) -> Part:
        """`maker_id` (of `makers`) tells apart the makers of one number."""
        said = await self._client.product_details(number, maker_id)
        if said.Product is None:
            raise NotFound(VENDOR, "DigiKey does not know the number")
        currency = translate.currency_of(said.SearchLocaleUsed, self._settings.currency)
        return translate.part(said.Product, currency, said.AccountIdUsed)

    async def pricing(
        self,
        number: str,
        *,
        limit: int = 5,
        offset: int = 0,
        in_stock: bool = False,
        exclude_marketplace: bool = False,
        exclude_tariff: bool = False,
    ) -> Found:
        """Offers at own prices for a number or the beginning of one; 1 to 10 parts."""
        if not 1 <= limit <= 10 or offset < 0:
            raise Invalid(VENDOR, "DigiKey prices 1 to 10 parts at a time, from 0 on")
        said = await self._client.product_pricing(
            number,
            limit=limit,
            offset=offset,
            in_stock=in_stock,
            exclude_marketplace=exclude_marketplace,
            exclude_tariff=exclude_tariff,
        )
        return translate.found_prices(said, self._settings.currency)

    # -- bonded stock --

    async def locations(self) -> tuple[Location, ...]:
        return tuple(translate_supply.location(one) for one in await self._client.locations())

    async def location(self, customer_id: str) -> Location:
        found = await self._client.one_location(customer_id)
        return translate_supply.location(only(found, "the location"))

    async def bonded(self, customer_id: str | None = None) -> tuple[BondedStock, ...]:
        found = (
            await self._client.all_products()
            if customer_id is None
            else await self._client.location_products(customer_id)
        )
        if len(found) > _MANY:
            return await asyncio.to_thread(_stock, found)
        return _stock(found)

    async def bonded_part(self, customer_id: str, number: str) -> BondedStock:
        """Only a row that carries the number itself, and no other location's: a line is priced by
        it. One that names no location is of the one asked for.
        """
        found = await self._client.location_product(customer_id, number)
        wanted, site = number.strip().casefold(), customer_id.strip()
        exact = [
            one
            for one in found
            if (one.DigiKeyPartNumber or "").strip().casefold() == wanted
            and (one.CustomerId or site).strip() == site
        ]
        stock = translate_supply.bonded(only(exact, "the part at that location"))
        return replace(stock, customer_id=stock.customer_id or site)

    # -- orders --

    def seal(self, order: PurchaseOrder) -> Sealed:
        return ordering.seal(order, self._settings, self._clock.now().date())

    async def make_ready(self) -> None:
        if self._settings.read_only:
            raise NotAllowed(VENDOR, READ_ONLY)
        await self._sender.make_ready()

    async def create(self, sealed: Sealed) -> Answer:
        """One request with the sealed bytes, on a connection nobody used before."""
        if sealed.vendor != VENDOR:
            return Answer(Outcome.NOT_SENT, "the order is for another vendor; nothing was sent")
        return await self._sender.send(
            ORDERING.product,
            lambda token: self._client.create_order(sealed.body, token),
            lambda reply: ordering.outcome(reply, sealed.number, self._clock, self._hide),
            ordering.NOT_KNOWN,
        )

    async def find_by_po(self, po_number: str) -> tuple[str, ...]:
        """No number is no proof: DigiKey does not say how soon a new order is found."""
        return await finding.numbers_under(self._client, po_number)

    async def orders_under(
        self, po_number: str, since: date, until: date
    ) -> tuple[VendorOrder, ...]:
        """Asks Order Management once, then Order Status page by page: the list has no filter."""
        return await finding.orders_under(self._client, po_number, since, until)

    async def orders(
        self, since: date, until: date, *, page: int = 1, page_size: int = 25
    ) -> OrderPage:
        """`page` from 1; more than 25 orders a page DigiKey does not give."""
        said = await self._client.search_orders(since, until, page=page, page_size=page_size)
        return translate_orders.page(said)

    async def sales_order(self, number: str) -> SalesOrder:
        return translate_orders.sales_order(await self._client.retrieve_sales_order(number))

    async def aclose(self) -> None:
        """Let a renewal of the sign-in store what it got, then close the connections."""
        for keeper in self._keepers:
            await keeper.settle()
        await self._http.aclose()


def _stock(said: Sequence[BondedInventoryProduct]) -> tuple[BondedStock, ...]:
    return tuple(translate_supply.bonded(one) for one in said)
