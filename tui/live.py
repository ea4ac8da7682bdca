"""The session's way to the vendors: the sandbox's process, the clients, the first questions.

All of it happens after the first frame; the clients and what they import come in by a thread.
"""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from vendors.errors import SignInNeeded, Unreachable, VendorError
from vendors.sandbox import world
from vendors.sandbox.child import Child, SandboxFailed

if TYPE_CHECKING:
    from cache.services import Services
    from tui.app import Bondroom
    from vendors.digikey import DigiKey

# What is older than this is asked for again at the start.
_BONDED_OLD = timedelta(hours=1)
_ORDERS_OLD = timedelta(minutes=15)
# An empty catalogue explains nothing; one question fills the pane's first page.
_FIRST_WORDS = "resistor 0603"


class Live:
    """The vendors of one session on the sandbox."""

    def __init__(self, services: Services, frozen: str | None = None) -> None:
        """`frozen`, an ISO instant, stops the sandbox's clock there: the same run every time."""
        self._services = services
        self._child = Child(services.places.vendor, frozen)
        self._digikey: DigiKey | None = None
        # Where time stands still, nothing comes due.
        self._watches = frozen is None
        self._watching: asyncio.Task[None] | None = None
        self.begun = False

    async def begin(self, app: Bondroom) -> None:
        """Connect, sign in, and fetch what is not here or old. Raises VendorError, Refusal.

        `begun` says that it went to its end; until then it may be called again.
        """
        socket = await self._start(app)
        if socket is None:
            return
        if self._digikey is None:
            self._digikey = await asyncio.to_thread(self._connect, socket)
            self._services.attach([self._digikey])
            self._watch(app)
        if not await self._digikey.signing_in.signed_in():
            await self._sign_in(self._digikey)
        try:
            await self._first_questions(app)
        except SignInNeeded:
            # Kept from before, and no longer taken.
            await self._sign_in(self._digikey)
            await self._first_questions(app)
        self.begun = True

    async def mend(self, app: Bondroom, error: VendorError) -> None:
        """After `error`: start or sign in at the sandbox anew, where that is what was missing."""
        if self._digikey is None or not isinstance(error, (SignInNeeded, Unreachable)):
            return
        if await self._start(app) is None:
            return
        if isinstance(error, SignInNeeded):
            await self._sign_in(self._digikey)
        app.vendor("digikey", "ok")
        app.say(f"{error.sentence}; that is mended now: press the same key again", "warn")

    def calls_left(self) -> int | None:
        """Questions about parts that the vendor still takes today, where that is known."""
        return self._services.pace.left("digikey:product")

    async def end(self) -> None:
        if self._watching is not None:
            self._watching.cancel()
            await asyncio.gather(self._watching, return_exceptions=True)
        if self._digikey is not None:
            await self._digikey.aclose()
        await asyncio.to_thread(self._child.close)

    def _watch(self, app: Bondroom) -> None:
        """From now on open orders are looked after beside the keys, whoever placed them."""
        if self._watches:
            self._watching = asyncio.create_task(
                self._services.watching.run(partial(app.changed, "orders"))
            )

    async def _start(self, app: Bondroom) -> Path | None:
        """The socket of the sandbox, which is started where it does not run."""
        try:
            return await asyncio.to_thread(self._child.start)
        except SandboxFailed as error:
            app.vendor("digikey", "down")
            app.say(str(error), "warn")
            return None

    def _connect(self, socket: Path) -> DigiKey:
        from vendors import digikey

        services = self._services
        return digikey.connect(
            digikey.Settings(
                base_url=world.BASE_URL,
                client_id=world.CLIENT_ID,
                client_secret=world.CLIENT_SECRET,
                redirect_uri=world.REDIRECT_URI,
                environment="sandbox",
                account_id=str(world.ACCOUNT_ID),
            ),
            pace=services.pace,
            tokens=services.tokens,
            clock=services.clock,
            uds=str(socket),
        )

    async def _sign_in(self, digikey: DigiKey) -> None:
        await digikey.signing_in.sign_in_by_itself(world.USER)

    async def _first_questions(self, app: Bondroom) -> None:
        services, now = self._services, self._services.clock.now()
        if _old(services.bonded.fetched_at, _BONDED_OLD, now):
            await services.bonded.refresh()
            app.changed("bonded")
        if not len(services.catalogue.first()):
            await services.catalogue.ask(_FIRST_WORDS)
            app.changed("catalogue")
        app.vendor("digikey", "ok")
        if _old(services.orders.fetched_at, _ORDERS_OLD, now):
            await services.orders.refresh()
            app.changed("orders")


def _old(fetched_at: str | None, limit: timedelta, now: datetime) -> bool:
    return fetched_at is None or now - datetime.fromisoformat(fetched_at) > limit
