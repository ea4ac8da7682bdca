"""What a command without a screen works with: settings, folders, services, and the vendors."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING

from cache.places import Refusal
from tui.cli.words import complain
from vendors.errors import SignInNeeded, VendorError

if TYPE_CHECKING:
    from cache.places import Places
    from cache.services import Services
    from tui.settings import Settings


def settled(environment: str | None = None, *, made: bool = True) -> tuple[Settings, Places] | int:
    """Settings and folders; or the exit status, once it was said why not.

    `made`: the folders are made, ours alone and take a file. What only looks into them needs none
    of that, and works on a disk that is full or cannot be written.
    """
    from cache.places import Places, Refusal, prepare
    from cache.spending_rules import rules_of
    from tui.settings import BadSettings, read

    try:
        settings = read(environment=environment)
        rules_of(settings.limits, settings.approval)
        places = Places.of(settings.environment, settings.folder, settings.shared)
        if made:
            prepare(places)
    except BadSettings as error:
        why, status = str(error), 78
    except Refusal as refusal:
        why, status = refusal.sentence, refusal.status
    else:
        return settings, places
    complain(why)
    return status


def services_of(settings: Settings, places: Places) -> Services:
    """The services as the screen has them, not opened."""
    from cache.people import Buyer
    from cache.services import Services
    from cache.spending_rules import rules_of
    from tui.clocks import clock_of

    buyer = Buyer(settings.buyer_company, settings.buyer_telephone, settings.buyer_email)
    return Services(
        places,
        clock_of(places),
        prefix=settings.prefix,
        buyer=buyer,
        read_only=settings.read_only,
        several=settings.several,
        allow_several=settings.allow_several,
        limits=rules_of(settings.limits, settings.approval),
    )


@asynccontextmanager
async def opened(settings: Settings, places: Places) -> AsyncIterator[Services]:
    """The services of these settings, open."""
    services = services_of(settings, places)
    try:
        await services.open()
        yield services
    finally:
        await services.close()


class Link:
    """The vendors of one command, or of the commands of one session, once one of them asks."""

    def __init__(self, settings: Settings, services: Services) -> None:
        self._settings = settings
        self._services = services
        self._closing = AsyncExitStack()
        # By vendor: what the settings have against it, or what is missing to ask it.
        self.amiss: dict[str, Refusal | VendorError] = {}
        self.ready: tuple[str, ...] = ()
        self._begun = False

    async def connect(self, wanted: Sequence[str] = ()) -> tuple[str, ...]:
        """The vendors that can be asked now. Raises Refusal, VendorError for one of `wanted`."""
        if not self._begun:
            self._begun = True
            await self._connect()
        for vendor in wanted:
            if vendor in self.amiss:
                raise self.amiss[vendor]
            if vendor not in self.ready:
                raise Refusal(
                    f"{vendor} is not set up for {self._settings.environment}: nothing was asked; "
                    "docs/first-day.md says how."
                )
        return self.ready

    async def _connect(self) -> None:
        from tui.connecting import DIGIKEY, SANDBOX, Client, Means, configured, connect
        from vendors.sandbox.child import Child, SandboxFailed

        services, socket, account = self._services, None, None
        if self._settings.environment == SANDBOX:
            child = Child(services.places.vendor)
            self._closing.push_async_callback(asyncio.to_thread, child.close)
            try:
                socket = str(await asyncio.to_thread(child.start))
            except SandboxFailed as failed:
                raise Refusal(str(failed)) from None
        try:
            account = await services.accounts.chosen(DIGIKEY)
        except Refusal:
            # Without a ledger the settings' account is asked for, as the screen does.
            account = None
        means = Means(services.pace, services.tokens, services.clock, uds=socket)
        clients: dict[str, Client] = {}
        for vendor in configured(self._settings):
            try:
                client = await asyncio.to_thread(connect, vendor, self._settings, account, means)
            except Refusal as refusal:
                self.amiss[vendor] = refusal
                continue
            self._closing.push_async_callback(client.aclose)
            clients[vendor] = client
            if vendor == DIGIKEY:
                # What it fails at holds up no other.
                try:
                    await self._sign_in(client)
                except VendorError as error:
                    self.amiss[vendor] = error
        self.ready = tuple(vendor for vendor in clients if vendor not in self.amiss)
        services.attach([clients[vendor] for vendor in self.ready])

    async def _sign_in(self, client: object) -> None:
        from typing import cast

        from tui.connecting import DIGIKEY, SANDBOX
        from vendors.digikey import DigiKey
        from vendors.sandbox import world

        signing_in = cast("DigiKey", client).signing_in
        if self._settings.environment == SANDBOX:
            # Whoever else uses it signs in by itself too; nobody waits for a person here.
            await signing_in.sign_in_by_itself(world.USER)
        elif not await signing_in.signed_in():
            raise SignInNeeded(
                DIGIKEY, "nobody is signed in at DigiKey: `bondroom login digikey` signs in"
            )

    async def aclose(self) -> None:
        await self._closing.aclose()


@asynccontextmanager
async def linked(settings: Settings, services: Services) -> AsyncIterator[Link]:
    """A link for one command. The services have to be closed after it."""
    link = Link(settings, services)
    try:
        yield link
    finally:
        await link.aclose()
