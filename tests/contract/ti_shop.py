"""The real TI client in front of the real sandbox, with TI's files between."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

import httpx

from tests.contract import exercised, ti_watch
from tests.contract.parties import SHIP_TO, FreePace, StillClock, TokensInMemory
from tests.contract.referee import Answered, Asked, Fault
from vendors.buying import price_of
from vendors.contract import Tokens
from vendors.http import Limits
from vendors.sandbox import world
from vendors.terms import LineTerms, OrderTerms
from vendors.ti import TI, Checkup, Settings, checkup, connect
from vendors.vocabulary import Line, Part, PurchaseOrder

if TYPE_CHECKING:
    from vendors.sandbox.desk import Desk
    from vendors.sandbox.faults import Faults

NOW: Final = datetime(2026, 11, 23, 14, 2, tzinfo=UTC)
YEAR: Final = (date(2025, 11, 24), date(2026, 11, 24))
SETTINGS: Final = Settings(world.TI_BASE_URL, world.TI_CLIENT_ID, world.TI_CLIENT_SECRET, "sandbox")
# Of all the answers that are judged, one is not: too large to be held in hand twice.
_LONG: Final = "/v2/store/products/catalog"
_HOP: Final = {"content-encoding", "content-length", "transfer-encoding"}


class Wire(httpx.AsyncBaseTransport):
    """Hands requests on to `inner`, and holds them and their answers against TI's files.

    `faults` keeps what is wrong: a client that never raises would hide it. With `trusting`, answers
    pass as they come: for those that break the files on purpose.
    """

    def __init__(self, inner: httpx.AsyncBaseTransport) -> None:
        self._inner = inner
        self.trusting = False
        self.asked: list[Asked] = []
        self.answered: list[tuple[Asked, Answered]] = []
        self.faults: list[Fault] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        content = await request.aread()
        asked = Asked(request.method, str(request.url), dict(request.headers), content)
        self.asked.append(asked)
        self.faults += ti_watch.judge_request(asked)
        response = await self._inner.handle_async_request(request)
        if request.url.path == _LONG and response.status_code == 200:
            ti_watch.note(exercised.TOGETHER, asked, 200)
            return response
        if self.trusting:
            return response
        body = await response.aread()
        await response.aclose()
        answered = Answered(response.status_code, dict(response.headers), body)
        self.answered.append((asked, answered))
        self.faults += ti_watch.judge_answer(asked, answered)
        ti_watch.note(exercised.TOGETHER, asked, response.status_code)
        kept = [(key, text) for key, text in response.headers.items() if key not in _HOP]
        return httpx.Response(response.status_code, headers=kept, content=body)

    async def aclose(self) -> None:
        await self._inner.aclose()


@dataclass
class Shop:
    """One sandbox, and the clients that stand in front of it."""

    desk: Desk
    wire: Wire
    clock: StillClock = field(default_factory=lambda: StillClock(NOW))

    def client(
        self,
        settings: Settings = SETTINGS,
        limits: Limits | None = None,
        tokens: Tokens | None = None,
    ) -> TI:
        return connect(settings, tokens=tokens or TokensInMemory(), **self._given(limits))

    def checkup(self, settings: Settings = SETTINGS) -> Checkup:
        return checkup(settings, tokens=TokensInMemory(), **self._given(None))

    def _given(self, limits: Limits | None) -> dict[str, Any]:
        given: dict[str, Any] = {"pace": FreePace(), "clock": self.clock, "limits": limits}
        return {**given, "transport": self.wire}

    @property
    def faults(self) -> Faults:
        from vendors.sandbox.faults import Faults

        return Faults(self.desk.book)

    def later(self, **by: float) -> None:
        """Time passes at the vendor; the client's own clock stands still."""
        self.desk.book.advance(timedelta(**by))

    def asked(self, method: str, path: str) -> int:
        """How often a path that ends so was asked."""
        return sum(
            one.method == method and one.url.partition("?")[0].endswith(path)
            for one in self.wire.asked
        )


@asynccontextmanager
async def shop() -> AsyncIterator[Shop]:
    """A new sandbox with the orders of a new one, behind its true server on a Unix socket."""
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
        made = Shop(desk, Wire(httpx.AsyncHTTPTransport(uds=str(folder / "s"))))
        try:
            yield made
        finally:
            await made.wire.aclose()
            server.should_exit = True
            await serving
            book.close()
    assert not made.wire.faults, "\n".join(map(str, made.wire.faults))


def order_of(
    *parts: Part, profile: str, number: str, quantity: int | None = None, **terms: Any
) -> PurchaseOrder:
    """An order of `parts`, each at TI's price for its least quantity or for `quantity`.

    With everything in it that the client can say, so that all of it is judged.
    """
    lines = []
    for place, part in enumerate(parts, 1):
        (offer,) = part.offers
        pieces = quantity or max(offer.moq, offer.breaks[0].quantity)
        price = price_of(offer, pieces)
        assert price is not None, part.number
        said = LineTerms(customer_part="ACME/1", notes=("one bag",))
        lines.append(Line(offer.number, part.number, pieces, price, str(place), terms=said))
    asked = OrderTerms(
        profile=profile, end_customer="Example GmbH", job="54851-50", notes=("ring",)
    )
    currency = parts[0].offers[0].currency
    return PurchaseOrder(
        number, "ti", currency, "", SHIP_TO, SHIP_TO, tuple(lines), replace(asked, **terms)
    )
