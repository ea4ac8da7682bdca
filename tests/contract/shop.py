"""The real client in front of the real sandbox, with the referee between them."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

import httpx

from tests.contract.parties import SETTINGS, FreePace, StillClock, TokensInMemory, purchase_order
from tests.contract.referee import Referee
from tests.contract.wire import RefereeTransport
from vendors.buying import price_of
from vendors.contract import Tokens
from vendors.digikey import DigiKey, Settings, connect
from vendors.http import Limits
from vendors.terms import LineTerms, OrderTerms
from vendors.vocabulary import Line, Offer, Part, PurchaseOrder

if TYPE_CHECKING:
    from vendors.sandbox.desk import Desk
    from vendors.sandbox.faults import Faults

NOW: Final = datetime(2026, 11, 23, 14, 2, tzinfo=UTC)
YEAR: Final = (date(2025, 11, 24), date(2026, 11, 23))
SITE: Final = "7718231"


@dataclass
class Shop:
    """One sandbox, and the clients that stand in front of it."""

    desk: Desk
    wire: RefereeTransport
    clock: StillClock = field(default_factory=lambda: StillClock(NOW))

    def client(
        self,
        tokens: Tokens | None = None,
        settings: Settings = SETTINGS,
        limits: Limits | None = None,
    ) -> DigiKey:
        """One more client; its tokens are its own unless they are handed in."""
        return connect(
            settings,
            pace=FreePace(),
            tokens=tokens or TokensInMemory(),
            clock=self.clock,
            limits=limits,
            transport=self.wire,
        )

    async def buyer(self, **given: Any) -> DigiKey:
        """A client with a person who is signed in."""
        made = self.client(**given)
        await made.signing_in.sign_in_by_itself()
        return made

    async def browse(self, address: str, user: str = "buyer1") -> httpx.Response:
        """What a person's browser gets at `address`; the page is answered by `user`."""
        more = urlencode({"sandbox_user": user})
        return await self.wire.handle_async_request(httpx.Request("GET", f"{address}&{more}"))

    @property
    def said(self) -> Any:
        """The last answer, as it came."""
        return json.loads(self.wire.calls[-1][1].body)

    @property
    def faults(self) -> Faults:
        from vendors.sandbox.faults import Faults

        return Faults(self.desk.book)

    def later(self, **by: float) -> None:
        """Time passes at the vendor; the client's own clock stands still."""
        self.desk.book.advance(timedelta(**by))

    def asked(self, path: str) -> int:
        """How often a path that holds `path` was asked."""
        return sum(path in one.url for one in self.wire.asked)


@asynccontextmanager
async def shop(referee: Referee) -> AsyncIterator[Shop]:
    """A new sandbox with the orders of a new one, behind its true server on a Unix socket.

    The referee's memory of what was exercised is new as well.
    """
    # Late, so that what judges can be imported without what is judged.
    from tests.sandbox.kit import short_folder
    from vendors.sandbox.app import build
    from vendors.sandbox.book import Book
    from vendors.sandbox.desk import Desk
    from vendors.sandbox.parts.catalogue import shared
    from vendors.sandbox.seed import seed
    from vendors.sandbox.server import http_server, listen

    with short_folder() as folder:
        book, _ = Book.open(folder, NOW.isoformat())
        desk = Desk(book, shared())
        seed(desk)
        server = http_server(build(desk))
        serving = asyncio.create_task(server.serve([listen(folder / "s")]))
        inner = httpx.AsyncHTTPTransport(uds=str(folder / "s"))
        made = Shop(desk, RefereeTransport(inner, Referee(referee.books)))
        try:
            yield made
        finally:
            await inner.aclose()
            server.should_exit = True
            await serving
            book.close()
    # A create makes an outcome of everything, of the referee's word too.
    assert not made.wire.faults, "\n".join(map(str, made.wire.faults))


def sold(part: Part, *, marketplace: bool = False) -> Offer:
    """An offer of `part` that can be ordered."""
    return next(one for one in part.offers if one.breaks and one.marketplace is marketplace)


def order_of(*offers: Offer, number: str, quantity: int | None = None) -> PurchaseOrder:
    """An order of `offers`, each at its own price for its least quantity or for `quantity`.

    With everything in it that the client can say, so that all of it is judged.
    """
    lines = []
    for place, offer in enumerate(offers, 1):
        pieces = quantity or offer.moq
        price = price_of(offer, pieces) or Decimal(1)
        terms = LineTerms(customer_part="ACME/1 µ", notes=("one bag",))
        line = Line(offer.number, "", pieces, price, str(place), "IC", terms)
        lines.append(line)
    order = purchase_order(*lines, number=number, customer_id=SITE, currency=offers[0].currency)
    terms = OrderTerms(
        ship_method="FEDEX GROUND", ship_control="immediate", notes=("ring at the gate",)
    )
    return replace(order, terms=terms)
