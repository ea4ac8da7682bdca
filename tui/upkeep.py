"""What keeps the screen true: the start, what changed and who shows it, what vendors answer."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from cache.acting import ending
from cache.drafts import Stale
from cache.places import Refusal
from cache.purchase_orders import VENDORS, vendor_name
from cache.store import Superseded
from tui.screens.facts import FactsSheet
from tui.widgets.bars import Edges, again_after, state_after
from tui.widgets.strip import QUIET
from vendors.errors import VendorError

if TYPE_CHECKING:
    from cache.limits import Low
    from tui.app import Bondroom
    from tui.live import Live
    from tui.room import Job

_IN_ORDER = tuple(map(vendor_name, VENDORS))
_SHOWS = {"orders": "history", "catalogue": "search", "bonded": "bonded", "reserves": "bonded"}


class Upkeep:
    """Runs beside the keys, for one application and its way to the vendors."""

    def __init__(self, app: Bondroom, edges: Edges, live: Live | None) -> None:
        self._app = app
        self._edges = edges
        self._live = live
        self._mending = False
        self._told: int | None = None

    def calls_low(self, pane: str) -> Low | None:
        """What `pane` has few calls left of today; None: enough, or not known (yet)."""
        ready = self._live is not None and self._app.ready.is_set()
        return self._live.calls_low(pane) if self._live is not None and ready else None

    async def begin(self) -> None:
        """After the first frame: the store, then the vendors."""
        from tui import memory

        memory.begin()
        services = self._app.services
        await services.open()
        services.reconciling.answered = self._answered
        services.orders.failed = self.heard
        # None of these ends another: what was written last is read by the last.
        reserves = partial(self._reload, "reserves", None)
        services.releasing.told = partial(self._app.work, reserves, "reserves", alone=False)
        await self._load_all()
        if not self._app.is_headless:
            await self._app.carrying_on.begin()
        if self._live is not None:
            await self.watched(partial(self._live.begin, self._app))
        # Last, because it reads the whole file, and only copies are at stake.
        if not await services.check():
            await self._load_all()
        if services.notes:
            self._app.show_sheet(FactsSheet("What is amiss", (), services.notes))
        # Of several programs in one process, as in tests, the first would keep all of its own.
        if not self._app.is_headless:
            memory.settle()
        self._app.ready.set()

    async def connected(self) -> None:
        if self._live is not None:
            await self._live.connected.wait()

    def login(self) -> None:
        """Show the sheet on which a person signs in."""
        if self._live is None:
            self._app.say("there is no vendor to sign in at", "warn")
            return
        from tui.screens.login import LoginSheet

        self._app.show_sheet(LoginSheet(self._app, self._live, self._signed_in))

    def _signed_in(self, words: str) -> None:
        self._app.say(words, "good")
        self.vendor("digikey", "ok")
        if self._live is not None and not self._live.begun:
            self._app.work(partial(self.watched, partial(self._live.begin, self._app)), "begin")
        # The list of what waits may have said that a sign-in ends.
        self._app.changed("orders")

    async def end(self) -> None:
        if self._live is not None:
            await self._live.end()

    async def _load_all(self) -> None:
        # Each apart: without a ledger there is no draft, and still all the rest.
        for pane in self._app.panes:
            await self.watched(pane.load)
        await self.watched(self._count)

    async def _count(self) -> None:
        """What is unknown, and what has to be looked at; drawn only where it is another."""
        services = self._app.services
        self._edges.unknown = await services.orders.unknown()
        items = await services.morning.items()
        self._edges.items = [one for one in items if one.kind not in QUIET]
        await self._look_at_account()
        self._app.draw_bars()
        await self._tell_settled()

    async def _look_at_account(self) -> None:
        """Say so where another session chose another account than this one acts for."""
        if self._live is None:
            return
        other, ours = await self._live.other_account()
        before, self._edges.account = self._edges.account, other and ending(other)
        if other and self._edges.account != before:
            self._app.say(
                f"another session chose the account {ending(other)}, and this one acts for "
                f"{ending(ours)}: nothing is ordered from here before you sign "
                "in for it (L) or start anew",
                "danger",
            )

    async def _tell_settled(self) -> None:
        """Say what became of orders that were open, whoever's look it was that settled them."""
        self._told, settled = await self._app.services.orders.settled(self._told)
        if settled:
            alarm = any(one.state == "duplicate" for one in settled)
            words = ". ".join(f"{one.number} {one.words}" for one in settled)
            self._app.say(words, "danger" if alarm else "good")

    # -- what changed

    def changed(self, topic: str, load: Job | None = None) -> None:
        """Draw anew who shows `topic`; `load` in place of the pane's own way to its rows."""
        self._app.work(partial(self._reload, topic, load), f"reload-{topic}")

    async def _reload(self, topic: str, load: Job | None) -> None:
        panes = {pane.place: pane for pane in self._app.panes}
        await (load or panes[_SHOWS[topic]].load)()
        if topic in ("bonded", "orders") and self._app.services.ordering:
            await self._app.services.releasing.project()
        if topic == "bonded":
            await panes["builder"].load()
        if topic == "orders":
            await self._count()
            for sheet in self._app.sheets:
                await sheet.again()
            self._app.look_at_draft()
        self._app.draw_bars()

    # -- what was said against it

    async def watched(self, job: Job, asks: str = "") -> None:
        """Do `job`, and say what a vendor or the store has against it; `asks` as in `Room.work`."""
        try:
            await job()
        except Superseded:
            return
        except VendorError as error:
            self.heard(error)
        except (Refusal, Stale) as error:
            self._app.say(error.sentence, "warn")
        else:
            if asks:
                self.vendor(asks, "ok")
                live = self._live
                if live is not None and not live.begun and self._app.ready.is_set():
                    self._app.work(partial(live.begin, self._app), "begin")

    def _answered(self, vendor: str) -> None:
        """A vendor answered, perhaps to what nobody asked by hand."""
        if self._edges.vendors.get(vendor_name(vendor)) != "ok":
            self.vendor(vendor, "ok")

    def vendor(self, name: str, state: str) -> None:
        marks = {**self._edges.vendors, vendor_name(name): state}
        # Always in one order, whoever answers first.
        self._edges.vendors = {one: marks[one] for one in (*_IN_ORDER, *marks) if one in marks}
        self._app.draw_bars()

    def state_of(self, name: str) -> str:
        return self._edges.vendors.get(vendor_name(name), "")

    def heard(self, error: VendorError) -> None:
        state = state_after(error)
        if state:
            self.vendor(error.vendor, state)
        words = f" “{error.words}”" if error.words else ""
        self._app.say(f"{error.sentence}{words}{again_after(error)}", "warn")
        if self._live is not None and self._app.ready.is_set() and not self._mending:
            self._mending = True
            self._app.work(partial(self._mend, self._live, error), "mend", alone=False)

    async def _mend(self, live: Live, error: VendorError) -> None:
        # What fails here is said and not mended: one try for each error that a person saw.
        try:
            await live.mend(self._app, error)
        except VendorError as failed:
            self.vendor(failed.vendor, state_after(failed) or "trouble")
            self._app.say(f"{failed.sentence}{again_after(failed)}", "warn")
        finally:
            self._mending = False
