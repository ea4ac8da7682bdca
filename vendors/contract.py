"""What a vendor can do, as small capabilities, and what it needs from the rest of the program.

A client has the capabilities its vendor has and no others; whoever needs one asks with
`isinstance` against these protocols. Everything raises `vendors.errors.VendorError`, except
`OrderTaker.create` and `OrderChanger.send_change`, which never raise: whatever happens to them is
an `Answer`.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol, runtime_checkable

from vendors.afterwards import (
    Account,
    Eligible,
    HeldOrder,
    LineChange,
    PackingList,
    SealedChange,
)
from vendors.details import (
    Category,
    ChangeNotice,
    Document,
    Filters,
    Maker,
    ReelPrice,
    Related,
    WayToBuy,
)
from vendors.vocabulary import (
    Answer,
    BondedStock,
    CheckoutProfile,
    DeliveryCost,
    Found,
    Location,
    OrderPage,
    Part,
    PurchaseOrder,
    Rehearsal,
    SalesOrder,
    VendorOrder,
)

# -- what a vendor can do ----------------------------------------------------------------------


@runtime_checkable
class WordSearch(Protocol):
    async def search(self, words: str, *, offset: int = 0, limit: int = 50) -> Found:
        """Parts that the vendor finds for `words`; `offset` counts parts from 0."""
        ...


@runtime_checkable
class FilteredSearch(Protocol):
    async def keyword_search(
        self,
        words: str,
        *,
        offset: int = 0,
        limit: int = 50,
        filters: Filters | None = None,
        sort: str | None = None,
        descending: bool = False,
    ) -> Found:
        """As `WordSearch.search`, narrowed and sorted by what `Found.choices` offers.

        Raises Invalid where the vendor would not read a filter or would ignore it.
        """
        ...


@runtime_checkable
class NumberLookup(Protocol):
    async def look_up(self, number: str) -> Part:
        """The part with all its offers at our own prices. Raises NotFound."""
        ...


@runtime_checkable
class NumberSearch(Protocol):
    """Finds by numbers alone: for a vendor that has no search by words."""

    def takes(self, words: str) -> bool:
        """Whether `words` look like a number that the vendor could know. Sends nothing."""
        ...

    async def by_number(self, number: str) -> Found:
        """The parts of this number, or of this family; empty where the vendor knows none."""
        ...


@runtime_checkable
class WholeCatalogue(Protocol):
    def catalogue(
        self, told: Callable[[int, int | None], None] = ...
    ) -> AsyncIterator[tuple[Part, ...]]:
        """Every part that the vendor has, in batches as they arrive. Asked by a person only.

        `told` is called with the bytes that came, and how many there are where that is said.
        Raises VendorError where it breaks off; what was given before that is good.
        """
        ...


@runtime_checkable
class BondedHolder(Protocol):
    async def locations(self) -> tuple[Location, ...]:
        """The customer's sites. Raises NotAllowed where there is no bonded agreement."""
        ...

    async def bonded(self, customer_id: str | None = None) -> tuple[BondedStock, ...]:
        """Bonded rows of one location, or of all. No rows and NotAllowed mean the same."""
        ...

    async def bonded_part(self, customer_id: str, number: str) -> BondedStock:
        """One row anew, for pricing a line. Raises NotFound."""
        ...


@dataclass(frozen=True, slots=True)
class Sealed:
    """An order made ready to send: the very bytes, so that what is stored is what is sent."""

    vendor: str
    number: str
    body: bytes


@runtime_checkable
class OrderTaker(Protocol):
    def seal(self, order: PurchaseOrder) -> Sealed:
        """The body for `order`. Sends nothing. Raises Invalid where the vendor would refuse it."""
        ...

    async def make_ready(self) -> None:
        """Get a token good for the create, so that the create itself is one request and no more."""
        ...

    async def create(self, sealed: Sealed) -> Answer:
        """Send `sealed` once. Never retried, never raises."""
        ...


@runtime_checkable
class Rehearser(Protocol):
    async def rehearse(self, sealed: Sealed) -> Rehearsal:
        """Have the vendor look at `sealed` and place nothing. May be repeated; never raises."""
        ...


@runtime_checkable
class ProfileHolder(Protocol):
    async def checkout_profiles(self) -> tuple[CheckoutProfile, ...]:
        """The profiles that an order may name (`OrderTerms.profile`)."""
        ...


@runtime_checkable
class DeliveryPricer(Protocol):
    async def delivery_cost(self, country: str, currency: str, quantity: int) -> DeliveryCost:
        """An estimate for so many pieces to a country (ISO 3166, two letters)."""
        ...


@runtime_checkable
class OrderFinder(Protocol):
    async def find_by_po(self, po_number: str) -> tuple[str, ...]:
        """The vendor's sales order numbers under this PO number (compared trimmed, any case)."""
        ...

    async def orders_under(
        self, po_number: str, since: date, until: date
    ) -> tuple[VendorOrder, ...]:
        """Every order that the vendor shows under this PO number (compared trimmed, any case).

        Entered in these days, both ends included, and whatever the vendor's search by PO number
        knows besides, whatever its day. Each order is whole, with its sales orders and lines.
        Raises VendorError where any of the questions failed: nobody may take half an answer for
        none. Empty proves nothing.
        """
        ...


@runtime_checkable
class StatusReporter(Protocol):
    async def orders(
        self, since: date, until: date, *, page: int = 1, page_size: int = 25
    ) -> OrderPage:
        """The whole account's orders entered in these days, both ends included."""
        ...

    async def sales_order(self, number: str) -> SalesOrder:
        """One sales order as it stands. Raises NotFound."""
        ...


@runtime_checkable
class PartDetails(Protocol):
    """What surrounds a part. Each of these is one call, and none is needed to order."""

    async def ways_to_buy(self, number: str, quantity: int) -> tuple[WayToBuy, ...]:
        """Ways to buy about `quantity` pieces, at our own prices first. Raises NotFound."""
        ...

    async def reel_price(self, number: str, quantity: int) -> ReelPrice:
        """What a reel made to measure of so many costs, its fee included. Raises NotFound."""
        ...

    async def substitutes(self, number: str) -> tuple[Related, ...]: ...

    async def other_packagings(self, number: str) -> tuple[Related, ...]: ...

    async def associated(self, number: str) -> tuple[Related, ...]:
        """Kits, mating parts, and what is used with it."""
        ...

    async def recommended(self, number: str) -> tuple[Related, ...]: ...

    async def documents(self, number: str) -> tuple[Document, ...]:
        """Empty where the vendor has none."""
        ...

    async def change_notices(self, number: str) -> tuple[ChangeNotice, ...]:
        """Empty where the vendor knows of none."""
        ...


@runtime_checkable
class Taxonomy(Protocol):
    async def makers(self) -> tuple[Maker, ...]: ...

    async def categories(self) -> tuple[Category, ...]:
        """The tree, from the top."""
        ...

    async def category(self, category_id: str) -> Category:
        """One category with its children. Raises NotFound."""
        ...


@runtime_checkable
class OrderChanger(Protocol):
    async def eligible(self, sales_order: str) -> Eligible:
        """Whether the vendor says that it can still be changed. Raises NotFound."""
        ...

    async def held(self, sales_order: str) -> HeldOrder:
        """The sales order with its lines and schedules as they stand now. Raises NotFound."""
        ...

    def seal_change(self, change: LineChange) -> SealedChange:
        """The request for `change`. Sends nothing. Raises Invalid where it cannot be made."""
        ...

    async def make_ready(self) -> None:
        """Get a token that is good for `send_change`, which asks for none. Raises VendorError."""
        ...

    async def send_change(self, sealed: SealedChange) -> Answer:
        """Send `sealed` once, with the token that `OrderTaker.make_ready` got: without one it is
        NOT_SENT. Never retried, never raises.

        ACCEPTED only says that the vendor took it: whether it was done is read back.
        """
        ...


@runtime_checkable
class Packer(Protocol):
    async def packing_lists(
        self, *, invoice: str = "", sales_order: str = "", po_number: str = "", pdf: bool = False
    ) -> tuple[PackingList, ...]:
        """What came in the boxes, by exactly one of the three numbers. Raises NotFound."""
        ...


@runtime_checkable
class ActsFor(Protocol):
    @property
    def account(self) -> str:
        """The account that is asked and ordered for, and billed; empty where none was chosen."""
        ...


@runtime_checkable
class AccountHolder(Protocol):
    async def accounts(self) -> tuple[Account, ...]:
        """The accounts that the person who signed in may act for."""
        ...


# -- what a vendor needs -----------------------------------------------------------------------


class Clock(Protocol):
    """Time, handed in so that tests and the tour can choose it."""

    def now(self) -> datetime:
        """This instant, timezone-aware, UTC."""
        ...

    def monotonic(self) -> float:
        """Seconds that only grow."""
        ...

    async def sleep(self, seconds: float) -> None: ...


class Pace(Protocol):
    """The rate limit that all sessions of this workstation share."""

    async def turn(self, product: str) -> None:
        """Wait for the next call to `product` (a vendor's rate-limited API, as `digikey:product`).

        Raises TooMany, without waiting, where the wait would be longer than a minute.
        """
        ...

    def learn(self, product: str, headers: Mapping[str, str], status: int) -> None:
        """Take note of the limits in an answer's headers (names in lower case). Never blocks."""
        ...


@dataclass(frozen=True, slots=True)
class Token:
    """A bearer token. `repr` shows no secret. Instants are UTC."""

    access: str
    expires_at: datetime
    refresh: str | None = None
    refresh_expires_at: datetime | None = None
    spent: bool = False
    """The refresh token was shown to the vendor, and what came of it was never stored."""

    def __repr__(self) -> str:
        return f"Token(expires_at={self.expires_at!r})"


class Tokens(Protocol):
    """Where one person's tokens lie. One at a time may renew, over all sessions of the person.

    What these raise where the disk fails goes as it is to whoever needed a token.
    """

    async def read(self, key: str) -> Token | None: ...

    async def write(self, key: str, token: Token) -> None:
        """Durable when this returns."""
        ...

    async def spend(self, key: str, token: Token) -> None:
        """Note that the refresh token of `token` is about to be shown to the vendor.

        Durable when this returns: from now on `read` gives it as `spent`, until the next `write`.
        """
        ...

    def alone(self, key: str) -> AbstractAsyncContextManager[None]:
        """Hold this while reading again and renewing."""
        ...
