"""TI as the rest of the program sees it: capabilities in, vocabulary out."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import date

from vendors.afterwards import PackingList
from vendors.contract import Clock, Pace, Sealed
from vendors.errors import Invalid, NotAllowed, NotFound, Unreadable, VendorError
from vendors.http import Http, Keeper, Redactor
from vendors.sending import Sender
from vendors.ti import catalogue, finding, ordering, packing, profiles, translate, translate_orders
from vendors.ti.apis import ORDERS, is_profile
from vendors.ti.asking import Asking
from vendors.ti.client import Client
from vendors.ti.envelopes import AtTheEdge
from vendors.ti.settings import VENDOR, Settings
from vendors.ti.wire_products import Product
from vendors.ti.wire_shipments import Profile
from vendors.vocabulary import (
    Answer,
    CheckoutProfile,
    DeliveryCost,
    Found,
    OrderPage,
    Outcome,
    Part,
    PurchaseOrder,
    Rehearsal,
    SalesOrder,
    VendorOrder,
)

# A family has some dozens of parts; a list without an end would be asked for without an end.
_MOST_PAGES = 20
# Each profile is one more question.
_MOST_PROFILES = 50


def _untold(came: int, of: int | None) -> None:
    """Nobody is told."""


class TI:
    """Every capability of `vendors.contract` that TI's store has, by its protocol's name there.

    NumberLookup, NumberSearch, WholeCatalogue, OrderTaker, Rehearser, ProfileHolder,
    DeliveryPricer, OrderFinder, StatusReporter, Packer and ActsFor. Nobody signs in: the token is
    the application's.
    """

    name = VENDOR
    # TI knows the application alone: an order is billed by its checkout profile.
    account = ""

    def __init__(
        self,
        settings: Settings,
        asking: Asking,
        http: Http,
        application: Keeper,
        *,
        pace: Pace,
        clock: Clock,
        hide: Redactor,
    ) -> None:
        self._settings = settings
        self._asking = asking
        self._client = Client(asking, settings.currency)
        self._http = http
        self._application = application
        self._sender = Sender(application, pace, "TI's token ran out")
        self._listed = finding.Listed(self._client, clock)
        self._clock = clock
        self._hide = hide

    @property
    def prices_for(self) -> str:
        """Everybody's prices are the same, in the currency that is asked for."""
        return self._settings.currency

    # -- parts --

    async def look_up(self, number: str) -> Part:
        """The part of this orderable part number. Raises NotFound, for a family's number too, and
        Unreadable for another part than was asked for: a line would be priced by it.
        """
        try:
            found = self._part(await self._client.product(number))
        except AtTheEdge as error:
            raise NotFound(
                VENDOR,
                "TI's store does not let the number in (403): so it does with numbers that are "
                "none of TI's",
                status=error.status,
            ) from None
        if found.number.casefold() != number.strip().casefold():
            raise Unreadable(VENDOR, "TI answered for another part than was asked for")
        return found

    def takes(self, words: str) -> bool:
        return translate.takes(words)

    async def by_number(self, number: str) -> Found:
        """The part of an orderable number, else those of a generic one, over all pages: `cut` where
        there are more of these than are asked for.
        """
        if not translate.takes(number):
            return self._found([])
        try:
            return self._found([await self.look_up(number)])
        except NotFound:
            pass
        try:
            family, cut = await self._family(number)
            return self._found([self._part(one) for one in family], cut=cut)
        except (NotFound, AtTheEdge):
            return self._found([])

    async def _family(self, number: str) -> tuple[list[Product], bool]:
        """The parts of a generic number, and whether the list went on behind them."""
        found: dict[str, Product] = {}
        for page in range(_MOST_PAGES):
            said = await self._client.products(number, page=page)
            if said.content is None:
                raise Unreadable(VENDOR, "TI does not say which parts the family has")
            fresh = {one.tiPartNumber: one for one in said.content if one.tiPartNumber}
            before = len(found)
            found |= fresh
            pages = said.totalPages
            last = said.last if said.last is not None else pages is None or page + 1 >= pages
            # A page of nothing new: the list does not end by itself.
            if last or len(found) == before:
                return list(found.values()), not last
        return list(found.values()), True

    def _part(self, said: Product) -> Part:
        if not said.tiPartNumber:
            raise NotFound(VENDOR, "TI does not know the number")
        return translate.part(said, self._settings.currency)

    def _found(self, parts: list[Part], *, cut: bool = False) -> Found:
        return Found(tuple(parts), len(parts), self._settings.currency, cut=cut)

    def catalogue(
        self, told: Callable[[int, int | None], None] = _untold
    ) -> AsyncIterator[tuple[Part, ...]]:
        """TI gives it once in four hours. Its token is asked for as with any other question."""
        return catalogue.parts(self._client.catalogue(), self._settings.currency, told)

    # -- orders --

    def seal(self, order: PurchaseOrder) -> Sealed:
        return ordering.seal(order)

    async def make_ready(self) -> None:
        if self._asking.places:
            raise NotAllowed(VENDOR, self._asking.places)
        await self._sender.make_ready()

    async def create(self, sealed: Sealed) -> Answer:
        """One request with the sealed bytes, on a connection nobody used before; it spends money.

        Never in the environment `vendor-test`.
        """
        if sealed.vendor != VENDOR:
            return Answer(Outcome.NOT_SENT, "the order is for another vendor; nothing was sent")
        return await self._sender.send(
            ORDERS.product,
            lambda token: self._client.create_order(sealed.body, token),
            lambda reply: ordering.outcome(reply, sealed.number, self._clock, self._hide),
            ordering.NOT_KNOWN,
        )

    async def rehearse(self, sealed: Sealed) -> Rehearsal:
        """With the very bytes that would be sent. TI simulates it, and keeps nothing."""
        if sealed.vendor != VENDOR:
            return Rehearsal(None, "the order is for another vendor; nothing was sent")
        try:
            return await self._client.test_order(
                sealed.body, lambda said: ordering.rehearsed(said, self._hide)
            )
        except VendorError as error:
            return ordering.not_rehearsed(error)
        except Exception as error:  # noqa: BLE001 - it never raises
            return Rehearsal(None, f"TI could not be asked ({type(error).__name__})")

    async def find_by_po(self, po_number: str) -> tuple[str, ...]:
        """Out of the list of the last year's orders, because TI knows no other way.

        No number is no proof: TI does not say how soon a new order is listed.
        """
        return await finding.numbers_under(self._client, po_number, self._clock.now().date())

    async def orders_under(
        self, po_number: str, since: date, until: date
    ) -> tuple[VendorOrder, ...]:
        return await finding.orders_under(self._client, po_number, since, until)

    async def orders(
        self, since: date, until: date, *, page: int = 1, page_size: int = 25
    ) -> OrderPage:
        """`page` from 1; with it the list is read, and its pages are made here. Only some come with
        their sales orders: see `finding.Listed`.
        """
        return await self._listed.page(since, until, page, page_size)

    async def sales_order(self, number: str) -> SalesOrder:
        said = await self._client.order(number)
        if not said.number:
            raise NotFound(VENDOR, "TI does not know the order")
        return translate_orders.sales_order(said)

    async def delivery_cost(self, country: str, currency: str, quantity: int) -> DeliveryCost:
        if len(country) != 2 or not country.isalpha() or not country.isascii() or quantity <= 0:
            raise Invalid(VENDOR, "delivery is priced for a country of two letters and some pieces")
        said = await self._client.delivery_cost(country.upper(), currency, quantity)
        return profiles.delivery_cost(said, currency)

    async def checkout_profiles(self) -> tuple[CheckoutProfile, ...]:
        """Those that orders by API may name, each asked for by itself for its address."""
        found = []
        for listed in (await self._client.profiles())[:_MOST_PROFILES]:
            number = listed.checkoutProfileId or ""
            if not is_profile(number):
                continue
            said: Profile | None
            try:
                said = await self._client.profile(number)
            except (NotFound, Unreadable):
                said = None
            found.append(profiles.profile(listed, said))
        return tuple(found)

    # -- what came --

    async def packing_lists(
        self, *, invoice: str = "", sales_order: str = "", po_number: str = "", pdf: bool = False
    ) -> tuple[PackingList, ...]:
        """By the order's number: TI has no other way. `pdf`: the commercial invoice, else the
        waybill.
        """
        if invoice or po_number or not sales_order:
            raise Invalid(VENDOR, "TI tells what came in the boxes by its order number alone")
        said = await self._client.shipment_notices(sales_order, pdf=pdf)
        found = await asyncio.to_thread(packing.packing_lists, said)
        if not found:
            raise NotFound(VENDOR, "TI has told of no shipment of this order")
        return found

    async def aclose(self) -> None:
        """Let a token that is being got be stored, then close the connections."""
        await self._application.settle()
        await self._http.aclose()
