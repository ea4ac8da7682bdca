"""The session's way to the vendors: the sandbox's process, the clients, the first questions.

All of it happens after the first frame; the clients and what they import come in by a thread. Only
in the sandbox does the program sign in by itself: elsewhere a person does, on the sign-in screen.
"""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from cache.clock import MovedClock
from cache.places import Refusal
from cache.purpose import Purpose
from tui.connecting import SANDBOX, application
from tui.settings import Settings
from tui.text import day
from vendors.contract import AccountHolder
from vendors.errors import SignInNeeded, Unreachable, VendorError
from vendors.sandbox import world
from vendors.sandbox.child import Child, SandboxFailed

if TYPE_CHECKING:
    from cache.limits import Low
    from cache.services import Services
    from tui.app import Bondroom
    from vendors.afterwards import Account
    from vendors.digikey import DigiKey
    from vendors.digikey.signin import SignIn
    from vendors.http import Transport

# What is older than this is asked for again at the start.
_BONDED_OLD = timedelta(hours=1)
_ORDERS_OLD = timedelta(minutes=15)
# An empty catalogue explains nothing; one question fills the pane's first page.
_FIRST_WORDS = "resistor 0603"
# Under this key the chosen account and the person's token lie.
_DIGIKEY = "digikey"

# What each pane asks with: limits hold for each of the vendor's products apart.
_ASKS = {
    "bonded": ("supply",),
    "search": ("product",),
    "builder": ("product", "ordering"),
    "history": ("status", "management", "packing"),
}


class Live:
    """The vendors of one session: the sandbox, or the real hosts of the environment."""

    def __init__(
        self,
        services: Services,
        frozen: str | None = None,
        settings: Settings | None = None,
        transport: Transport | None = None,
    ) -> None:
        """`frozen`, an ISO instant, stops the sandbox's clock there: the same run every time.

        Without `settings` it is the sandbox. `transport` takes the place of any connection.
        """
        self._services = services
        self._settings = settings or Settings()
        self._transport = transport
        services.accounts.fixed = frozenset([_DIGIKEY] if self.fixed_account else [])
        self._child = (
            Child(services.places.vendor, frozen)
            if self._settings.environment == SANDBOX and transport is None
            else None
        )
        self._digikey: DigiKey | None = None
        # The account that it asks and orders for: another session may choose another one meanwhile.
        self._asks_for: str | None = None
        # Clients of accounts left behind: what is on its way through one still gets its answer.
        self._before: list[DigiKey] = []
        # Where time stands still, nothing comes due.
        self._watches = frozen is None
        self._watching: asyncio.Task[None] | None = None
        self.begun = False
        # Set once vendors can be asked, or it was tried.
        self.connected = asyncio.Event()

    async def begin(self, app: Bondroom) -> None:
        """Connect, sign in, and fetch what is not here or old. Raises VendorError, Refusal.

        `begun` says that it went to its end; until then it may be called again.
        """
        try:
            digikey = await self._ready(app)
            if digikey is not None and not await digikey.signing_in.signed_in():
                await self._sign_in(digikey)
        finally:
            self.connected.set()
        if digikey is None:
            return
        try:
            await self._first_questions(app)
        except SignInNeeded:
            # Kept from before, and no longer taken.
            await self._sign_in(digikey)
            await self._first_questions(app)
        self.begun = True

    async def mend(self, app: Bondroom, error: VendorError) -> None:
        """After `error`: start or sign in at the sandbox anew, where that is what was missing."""
        if self._digikey is None or not isinstance(error, (SignInNeeded, Unreachable)):
            return
        if self._settings.environment != SANDBOX or await self._start(app) is None:
            return
        if isinstance(error, SignInNeeded):
            await self._sign_in(self._digikey)
        app.vendor("digikey", "ok")
        app.say(f"{error.sentence}; that is mended now: press the same key again", "warn")

    def calls_low(self, pane: str) -> Low | None:
        """What `pane` asks with, once few calls of it are left today: the scarcest."""
        pace = self._services.pace
        # What is left for an order is more than what is left to look around with.
        purpose = Purpose.PLACING if pane == "builder" else Purpose.LOOKING
        low = [pace.low(f"{_DIGIKEY}:{api}", purpose) for api in _ASKS.get(pane, ())]
        return min((one for one in low if one is not None), key=lambda one: one.left, default=None)

    async def end(self) -> None:
        if self._watching is not None:
            self._watching.cancel()
            await asyncio.gather(self._watching, return_exceptions=True)
        for digikey in (*self._before, self._digikey):
            if digikey is not None:
                await digikey.aclose()
        if self._child is not None:
            await asyncio.to_thread(self._child.close)

    # -- signing in, by a person

    async def signing_in(self, app: Bondroom) -> SignIn | None:
        """What a person signs in with; None where it was said why not. Raises Refusal."""
        digikey = await self._ready(app)
        return None if digikey is None else digikey.signing_in

    @property
    def fixed_account(self) -> str:
        """The account that the settings say; empty where the person chooses."""
        return "" if self._settings.environment == SANDBOX else self._settings.digikey.account_id

    async def chosen_account(self) -> str | None:
        """The account that was chosen before; None where none was, or the ledger cannot say."""
        try:
            return await self._services.accounts.chosen(_DIGIKEY)
        except Refusal:
            return None

    async def other_account(self) -> tuple[str, str]:
        """The account that another session chose since, and the one acted for here; else empty.

        Where this one names no account there is no other. It goes on with its own until a person
        signs in: nothing changes under their keys.
        """
        chosen = None if self.fixed_account else await self.chosen_account()
        ours = self._asks_for if self._digikey is not None else None
        return (chosen, ours) if chosen and ours and chosen != ours else ("", "")

    async def accounts(self) -> tuple[Account, ...]:
        """The accounts that whoever signed in may order for. Raises VendorError."""
        digikey = self._digikey
        return await digikey.accounts() if isinstance(digikey, AccountHolder) else ()

    async def use_account(self, app: Bondroom, account_id: str) -> None:
        """Order for this account from now on, in later sessions too. Raises Refusal."""
        await self._services.accounts.choose(_DIGIKEY, account_id)
        if self._digikey is not None and self._asks_for != await self._account():
            self._before.append(self._digikey)
            self._digikey = None
            await self._ready(app)

    # -- means

    async def _account(self) -> str | None:
        in_sandbox = str(world.ACCOUNT_ID) if self._settings.environment == SANDBOX else None
        return self.fixed_account or await self.chosen_account() or in_sandbox

    async def _ready(self, app: Bondroom) -> DigiKey | None:
        """The client, connected where it was not; None where it was said why not."""
        socket: Path | None = None
        if self._child is not None:
            socket = await self._start(app)
            if socket is None:
                return None
        if self._digikey is None:
            account = await self._account()
            try:
                self._digikey = await asyncio.to_thread(self._connect, socket, account)
            except Refusal:
                app.vendor("digikey", "not set up")
                raise
            self._asks_for = account
            self._services.attach([self._digikey])
            self._watch(app)
        return self._digikey

    def _watch(self, app: Bondroom) -> None:
        """From now on open orders are looked after beside the keys, whoever placed them."""
        if self._watches and self._watching is None:
            self._services.watching.also.insert(0, ("clock", partial(self._follow, app)))
            self._watching = asyncio.create_task(
                self._services.watching.run(partial(app.changed, "orders"))
            )

    async def _follow(self, app: Bondroom) -> None:
        """Where the sandbox's clock was moved, so is ours: what comes due by it is seen to."""
        clock = self._services.clock
        if not isinstance(clock, MovedClock) or not await asyncio.to_thread(clock.look):
            return
        self._services.time_moved()
        now = app.now()
        app.say(f"the sandbox's clock was moved: it is {day(now.date(), now.date())} {now:%H:%M}")
        for topic in ("bonded", "orders"):
            app.changed(topic)

    async def _start(self, app: Bondroom) -> Path | None:
        """The socket of the sandbox, which is started where it does not run."""
        if self._child is None:
            return None
        try:
            return await asyncio.to_thread(self._child.start)
        except SandboxFailed as error:
            app.vendor("digikey", "down")
            app.say(str(error), "warn")
            return None

    def _connect(self, socket: Path | None, account: str | None) -> DigiKey:
        from vendors import digikey

        services = self._services
        return digikey.connect(
            application(self._settings, account),
            pace=services.pace,
            tokens=services.tokens,
            clock=services.clock,
            transport=self._transport,
            uds=None if socket is None else str(socket),
        )

    async def _sign_in(self, digikey: DigiKey) -> None:
        if self._settings.environment != SANDBOX:
            raise SignInNeeded("digikey", "nobody is signed in at DigiKey: L signs in")
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
            unread = await services.orders.refresh()
            app.changed("orders")
            if unread:
                app.say(unread, "warn")


def _old(fetched_at: str | None, limit: timedelta, now: datetime) -> bool:
    return fetched_at is None or now - datetime.fromisoformat(fetched_at) > limit
