"""The real ShipStation client in front of the real sandbox, with ShipStation's files between."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

import httpx

from tests.contract import exercised, shipstation_spec
from tests.contract.parties import FreePace, StillClock
from tests.contract.referee import Answered, Asked, Fault
from vendors.http import Limits
from vendors.shipstation import Checkup, Settings, ShipStation, checkup, connect

if TYPE_CHECKING:
    from vendors.sandbox.desk import Desk
    from vendors.sandbox.faults import Faults

NOW: Final = datetime(2026, 11, 23, 14, 2, tzinfo=UTC)
# The sandbox's key is public by nature.
SETTINGS: Final = Settings(
    "http://shipstation.sandbox", "sandbox-warehouse-not-a-secret", "sandbox"
)
_HOP: Final = {"content-encoding", "content-length", "transfer-encoding"}


class Wire(httpx.AsyncBaseTransport):
    """Hands requests on to `inner`, and holds them and their answers against the files.

    `faults` keeps what is wrong: a client that never raises would hide it. With `trusting`, answers
    pass as they come: for those that break the files on purpose.
    """

    def __init__(self, inner: httpx.AsyncBaseTransport) -> None:
        self._inner = inner
        self.trusting = False
        self.asked: list[Asked] = []
        self.answered: list[Answered] = []
        self.faults: list[Fault] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        content = await request.aread()
        asked = Asked(request.method, str(request.url), dict(request.headers), content)
        self.asked.append(asked)
        self.faults += shipstation_spec.judge_request(asked)
        response = await self._inner.handle_async_request(request)
        if self.trusting:
            return response
        body = await response.aread()
        await response.aclose()
        answered = Answered(response.status_code, dict(response.headers), body)
        self.answered.append(answered)
        self.faults += shipstation_spec.judge_answer(asked, answered)
        shipstation_spec.note(exercised.TOGETHER, asked, response.status_code)
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

    def client(self, settings: Settings = SETTINGS, limits: Limits | None = None) -> ShipStation:
        return connect(settings, **self._given(limits))

    def checkup(self, settings: Settings = SETTINGS) -> Checkup:
        return checkup(settings, **self._given(None))

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
    """A new sandbox with ShipStation's part of it, behind its true server on a Unix socket."""
    # Late, so that what judges can be imported without what is judged.
    from tests.sandbox.kit import short_folder
    from vendors.sandbox.app import build
    from vendors.sandbox.book import Book
    from vendors.sandbox.desk import Desk
    from vendors.sandbox.parts.catalogue import shared
    from vendors.sandbox.server import http_server, listen
    from vendors.sandbox.shipstation.seed import seed

    with short_folder() as folder:
        book, _ = Book.open(folder, NOW.isoformat())
        desk = Desk(book, shared())
        seed(book)
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
