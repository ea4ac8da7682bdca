"""DigiKey as the rest of the program sees it: capabilities in, vocabulary out."""

from __future__ import annotations

from contextlib import suppress
from datetime import date

from vendors.contract import Clock, Pace, Sealed
from vendors.digikey import finding, ordering, translate, translate_orders
from vendors.digikey.apis import ORDERING
from vendors.digikey.client import Client, only
from vendors.digikey.query import LARGEST_PAGE, Filters, SortField, keyword_request
from vendors.digikey.settings import VENDOR, Settings
from vendors.digikey.signin import SignIn
from vendors.errors import Invalid, NotFound, Unreachable, VendorError
from vendors.http import Http, Keeper, Redactor, Reply
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

# Seconds a token must still be good for before a create is begun, and when it is sent: between
# the two lies our turn under the rate limit, at most a minute.
_READY = 180.0
_SENDING = 15.0


class DigiKey:
    """WordSearch, NumberLookup, BondedHolder, OrderTaker, OrderFinder and StatusReporter.

    Besides, the endpoints those leave out. `signing_in` signs a person in.
    """

    name = VENDOR

    def __init__(
        self,
        settings: Settings,
        client: Client,
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
        self._client = client
        self._http = http
        self._keepers = (person, application)
        self._person = person
        self._pace = pace
        self._clock = clock
        self._hide = hide

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
        sort: SortField | None = None,
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

    async def look_up(self, number: str) -> Part:
        said = await self._client.product_details(number)
        if said.Product is None:
            raise NotFound(VENDOR, "DigiKey does not know the number")
        currency = translate.currency_of(said.SearchLocaleUsed, self._settings.currency)
        return translate.part(said.Product, currency)

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
        return tuple(translate.location(one) for one in await self._client.locations())

    async def location(self, customer_id: str) -> Location:
        found = await self._client.one_location(customer_id)
        return translate.location(only(found, "the location"))

    async def bonded(self, customer_id: str | None = None) -> tuple[BondedStock, ...]:
        found = (
            await self._client.all_products()
            if customer_id is None
            else await self._client.location_products(customer_id)
        )
        return tuple(translate.bonded(one) for one in found)

    async def bonded_part(self, customer_id: str, number: str) -> BondedStock:
        """Only a row that carries the number itself: a line is priced by it."""
        found = await self._client.location_product(customer_id, number)
        wanted = number.strip().casefold()
        exact = [one for one in found if (one.DigiKeyPartNumber or "").strip().casefold() == wanted]
        return translate.bonded(only(exact, "the part at that location"))

    # -- orders --

    def seal(self, order: PurchaseOrder) -> Sealed:
        return ordering.seal(order, self._settings)

    async def make_ready(self) -> None:
        await self._person.get(good_for=_READY)

    async def create(self, sealed: Sealed) -> Answer:
        """One request with the sealed bytes, on a connection nobody used before."""
        if sealed.vendor != VENDOR:
            return Answer(Outcome.NOT_SENT, "the order is for another vendor; nothing was sent")
        try:
            await self._pace.turn(ORDERING.product)
        except Exception as error:  # noqa: BLE001 - a create never raises, and nothing was sent
            return Answer(Outcome.NOT_SENT, _not_our_turn(error))
        token = self._person.ready(_SENDING)
        if token is None:
            return Answer(Outcome.NOT_SENT, "the sign-in at DigiKey ran out; nothing was sent")
        try:
            reply = await self._client.create_order(sealed.body, token)
        except Unreachable as error:
            return Answer(Outcome.NOT_SENT, error.in_full)
        except Exception as error:  # noqa: BLE001 - a create never raises
            return _unknown(error)
        self._learn(reply)
        try:
            return ordering.outcome(reply, sealed.number, self._clock, self._hide)
        except Exception as error:  # noqa: BLE001 - a create never raises
            return _unknown(error, reply)

    def _learn(self, reply: Reply) -> None:
        # Whatever the pace makes of the headers, the answer to an order is not lost over it.
        with suppress(Exception):
            self._pace.learn(ORDERING.product, reply.headers, reply.status)

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


def _not_our_turn(error: Exception) -> str:
    if isinstance(error, VendorError):
        return error.in_full
    return f"it was not our turn ({type(error).__name__}); nothing was sent"


def _unknown(error: Exception, reply: Reply | None = None) -> Answer:
    said = error.sentence if isinstance(error, VendorError) else type(error).__name__
    status = error.status if isinstance(error, VendorError) else None
    return Answer(
        Outcome.UNKNOWN,
        f"{ordering.NOT_KNOWN}: {said}",
        http_status=reply.status if reply is not None else status,
    )
