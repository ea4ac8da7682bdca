"""The session's way to the vendors: the sandbox's process, the clients, the first questions.

All of it happens after the first frame; the clients and what they import come in by a thread. Only
in the sandbox does the program sign in by itself: elsewhere a person does, on the sign-in screen.
What one vendor does, or fails to do, holds up no other.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, cast

from cache.clock import MovedClock
from cache.limits import Low
from cache.places import Refusal
from cache.purchase_orders import VENDORS
from cache.purpose import Purpose
from tui.connecting import (
    DIGIKEY,
    SANDBOX,
    Client,
    Means,
    configured,
    connect,
)
from tui.settings import Settings
from tui.text import day
from vendors.contract import AccountHolder, ProfileHolder, StatusReporter
from vendors.errors import SignInNeeded, Unreachable, VendorError
from vendors.sandbox.child import Child, SandboxFailed

if TYPE_CHECKING:
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
# Whoever says nothing for so long, in seconds, is shown as slow until it answers.
_SLOW = 3.0

# What each pane asks with: limits hold for each of a vendor's products apart.
_ASKS = {
    "bonded": ("digikey:supply",),
    "search": ("digikey:product", "ti:products"),
    "builder": ("digikey:product", "digikey:ordering", "ti:products", "ti:orders"),
    "history": (
        *("digikey:status", "digikey:management", "digikey:packing"),
        *("ti:orders", "ti:shipments", "shipstation:all"),
    ),
}


class Live:
    """The vendors of one session: the sandbox, or the real hosts of the environment."""

    def __init__(
        self,
        services: Services,
        frozen: str | None = None,
        settings: Settings | None = None,
        transport: Transport | None = None,
        *,
        slow: float = _SLOW,
        watches: bool = True,
    ) -> None:
        """`frozen`, an ISO instant, stops the sandbox's clock there: the same run every time.

        Without `settings` it is the sandbox. `transport` takes the place of any connection. `slow`:
        after so many seconds without a word a vendor is shown as slow. `watches`: open orders are
        looked after beside what else is done.
        """
        self._services = services
        self._settings = settings or Settings()
        self._transport = transport
        self._slow = slow
        services.accounts.fixed = frozenset([DIGIKEY] if self.fixed_account else [])
        self._child = (
            Child(services.places.vendor, frozen)
            if self._settings.environment == SANDBOX and transport is None
            else None
        )
        self._clients: dict[str, Client] = {}
        # Those besides DigiKey whose first questions were answered.
        self._met: set[str] = set()
        # The account that it asks and orders for: another session may choose another one meanwhile.
        self._asks_for: str | None = None
        # Clients of accounts left behind: what is on its way through one still gets its answer.
        self._before: list[Client] = []
        # Where time stands still, nothing comes due.
        self._watches = watches and frozen is None
        self._watching: asyncio.Task[None] | None = None
        self.begun = False
        # Set once vendors can be asked, or it was tried.
        self.connected = asyncio.Event()

    async def begin(self, app: Bondroom) -> None:
        """Connect, sign in, and fetch what is not here or old. Raises VendorError, Refusal.

        What it waits for is DigiKey; the others begin beside it, each by itself. `begun` says that
        it went to its end; until then it may be called again.
        """
        try:
            refused = await self._ready(app, configured(self._settings))
            for vendor in self._clients:
                if vendor not in (DIGIKEY, *self._met):
                    job = partial(self._begin_other, app, vendor)
                    app.work(job, f"begin-{vendor}")
            for refusal in refused.values():
                app.say(refusal.sentence, "warn")
            if DIGIKEY in refused:
                raise refused[DIGIKEY]
            digikey = self._digikey
            if digikey is not None and not await digikey.signing_in.signed_in():
                await self._sign_in(digikey)
        finally:
            self.connected.set()
        if digikey is not None:
            await self._begin_digikey(app, digikey)
        self.begun = bool(self._clients)

    async def connect(self, app: Bondroom) -> None:
        """Connect and sign in, and fetch nothing. Raises VendorError, Refusal."""
        try:
            refused = await self._ready(app, configured(self._settings))
            for refusal in refused.values():
                app.say(refusal.sentence, "warn")
            digikey = self._digikey
            if digikey is not None and not await self._is_signed_in(digikey):
                await self._sign_in(digikey)
        finally:
            self.connected.set()

    async def _is_signed_in(self, digikey: DigiKey) -> bool:
        """Whether there is a token that is good; elsewhere than in the sandbox, whether any is."""
        signed_in = await digikey.signing_in.signed_in()
        if not signed_in or self._settings.environment != SANDBOX:
            return signed_in
        try:
            await digikey.make_ready()
        except SignInNeeded:
            # Kept from before, and no longer taken.
            return False
        return True

    async def mend(self, app: Bondroom, error: VendorError) -> None:
        """After `error`: start or sign in at the sandbox anew, where that is what was missing."""
        signs_in = isinstance(error, SignInNeeded) and error.vendor == DIGIKEY
        if error.vendor not in self._clients or not (signs_in or isinstance(error, Unreachable)):
            return
        if self._settings.environment != SANDBOX or await self._start(app) is None:
            return
        if signs_in and self._digikey is not None:
            await self._sign_in(self._digikey)
        app.vendor(error.vendor, "ok")
        app.say(f"{error.sentence}; that is mended now: press the same key again", "warn")

    def calls_low(self, pane: str) -> Low | None:
        """What `pane` asks with, once few calls of it are left today: the scarcest, of any vendor
        that it asks."""
        pace = self._services.pace
        # What is left for an order is more than what is left to look around with.
        purpose = Purpose.PLACING if pane == "builder" else Purpose.LOOKING
        products = [one for one in _ASKS.get(pane, ()) if one.partition(":")[0] in self._clients]
        low = [pace.low(product, purpose) for product in products]
        return min((one for one in low if one is not None), key=lambda one: one.left, default=None)

    async def end(self) -> None:
        if self._watching is not None:
            self._watching.cancel()
            await asyncio.gather(self._watching, return_exceptions=True)
        clients = (*self._before, *self._clients.values())
        await asyncio.gather(*(one.aclose() for one in clients), return_exceptions=True)
        if self._child is not None:
            await asyncio.to_thread(self._child.close)

    @property
    def asked(self) -> tuple[str, ...]:
        """The vendors that are asked here."""
        return tuple(self._clients)

    # -- signing in, by a person

    async def signing_in(self, app: Bondroom) -> SignIn | None:
        """What a person signs in with; None where it was said why not. Raises Refusal."""
        refused = await self._ready(app, (DIGIKEY,))
        if refused:
            raise refused[DIGIKEY]
        return None if self._digikey is None else self._digikey.signing_in

    @property
    def fixed_account(self) -> str:
        """The account that the settings say; empty where the person chooses."""
        return "" if self._settings.environment == SANDBOX else self._settings.digikey.account_id

    async def chosen_account(self) -> str | None:
        """The account that was chosen before; None where none was, or the ledger cannot say."""
        try:
            return await self._services.accounts.chosen(DIGIKEY)
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
        await self._services.accounts.choose(DIGIKEY, account_id)
        if self._digikey is not None and self._asks_for != await self._account():
            self._before.append(self._clients.pop(DIGIKEY))
            refused = await self._ready(app, (DIGIKEY,))
            if refused:
                raise refused[DIGIKEY]

    # -- means

    @property
    def _digikey(self) -> DigiKey | None:
        client = self._clients.get(DIGIKEY)
        return cast("DigiKey | None", client)

    async def _account(self) -> str | None:
        account = self.fixed_account or await self.chosen_account()
        if account or self._settings.environment != SANDBOX:
            return account
        from vendors.sandbox import world

        return str(world.ACCOUNT_ID)

    async def _ready(self, app: Bondroom, wanted: Sequence[str]) -> dict[str, Refusal]:
        """Connect those of `wanted` that are not yet; what the settings have against which.

        Where the sandbox does not start nobody is connected, and it was said why.
        """
        refused: dict[str, Refusal] = {}
        socket: Path | None = None
        if self._child is not None:
            socket = await self._start(app)
            if socket is None:
                return refused
        missing = [one for one in wanted if one not in self._clients]
        account = await self._account() if DIGIKEY in missing else None
        for vendor in missing:
            try:
                client = await asyncio.to_thread(self._connect, vendor, socket, account)
            except Refusal as refusal:
                app.vendor(vendor, "not set up")
                refused[vendor] = refusal
                continue
            self._clients[vendor] = client
            if vendor == DIGIKEY:
                self._asks_for = account
        if len(refused) < len(missing):
            self._clients = {one: self._clients[one] for one in VENDORS if one in self._clients}
            self._tell_inbound()
            self._services.attach(list(self._clients.values()))
            self._watch(app)
        return refused

    def _tell_inbound(self) -> None:
        """What the settings say of the orders that the warehouse is told of."""
        from cache.inbound_plan import InboundSaid

        said = self._settings.shipstation
        self._services.inbound.always = said.inbound == "always"
        self._services.inbound.usual = InboundSaid(payment_terms=said.payment_terms)

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
            for vendor in configured(self._settings):
                app.vendor(vendor, "down")
            app.say(str(error), "warn")
            return None

    def _connect(self, vendor: str, socket: Path | None, account: str | None) -> Client:
        services = self._services
        uds = None if socket is None else str(socket)
        means = Means(services.pace, services.tokens, services.clock, self._transport, uds)
        return connect(vendor, self._settings, account, means)

    async def _sign_in(self, digikey: DigiKey) -> None:
        if self._settings.environment != SANDBOX:
            raise SignInNeeded("digikey", "nobody is signed in at DigiKey: L signs in")
        from vendors.sandbox import world

        await digikey.signing_in.sign_in_by_itself(world.USER)

    async def _begin_digikey(self, app: Bondroom, digikey: DigiKey) -> None:
        with self._patience(app, DIGIKEY):
            try:
                await self._first_rows(app)
            except SignInNeeded:
                # Kept from before, and no longer taken.
                await self._sign_in(digikey)
                await self._first_rows(app)
        app.vendor(DIGIKEY, "ok")
        await self._first_orders(app, DIGIKEY)

    async def _begin_other(self, app: Bondroom, vendor: str) -> None:
        """No person signs in here: one question says whether it takes what the settings have."""
        from vendors.inbound import InboundKeeper

        client = self._clients[vendor]
        with self._patience(app, vendor):
            if isinstance(client, InboundKeeper):
                await client.warehouses()
            elif isinstance(client, ProfileHolder):
                # Every order names one: so they are here when somebody chooses.
                await self._services.profiles.ask(vendor)
        app.vendor(vendor, "ok")
        await self._first_orders(app, vendor)
        self._met.add(vendor)

    @contextmanager
    def _patience(self, app: Bondroom, vendor: str) -> Iterator[None]:
        """Show the vendor as slow where what is within takes long."""
        timer = asyncio.get_running_loop().call_later(self._slow, app.vendor, vendor, "slow")
        try:
            yield
        finally:
            timer.cancel()

    async def _first_rows(self, app: Bondroom) -> None:
        services, now = self._services, self._services.clock.now()
        if _old(services.bonded.fetched_at, _BONDED_OLD, now):
            await services.bonded.refresh()
            app.changed("bonded")
        if not len(services.catalogue.first()):
            await services.catalogue.ask(_FIRST_WORDS)
            app.changed("catalogue")

    async def _first_orders(self, app: Bondroom, vendor: str) -> None:
        if not isinstance(self._clients[vendor], StatusReporter):
            return
        orders = self._services.orders
        if _old(orders.fetched(vendor), _ORDERS_OLD, self._services.clock.now()):
            unread = await orders.refresh(vendor)
            app.changed("orders")
            if unread:
                app.say(unread, "warn")


def _old(fetched_at: str | None, limit: timedelta, now: datetime) -> bool:
    return fetched_at is None or now - datetime.fromisoformat(fetched_at) > limit
