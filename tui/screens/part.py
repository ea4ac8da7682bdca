"""One part in tabs: the offers of all vendors, and all that surrounds it.

Opening it costs one product-details call of each vendor that could sell it, and each other tab one
more when it is opened and what is here is old. All of it is shown at once from the store, with its
age, and asked for beside; no vendor waits for another.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from cache.places import Refusal
from cache.purchase_orders import vendor_name
from tui.room import Job, Room
from tui.screens.family import FamilyTab
from tui.screens.part_around import (
    AssociatedTab,
    DocumentsTab,
    NoticesTab,
    OtherPackagingsTab,
    RecommendedTab,
    SubstitutesTab,
)
from tui.screens.part_bonded import BondedTab
from tui.screens.part_compared import OffersTab
from tui.screens.part_offers import DetailsTab, ParametersTab
from tui.screens.part_ours import OursTab
from tui.screens.part_sold import SoldPart, Wanted
from tui.screens.part_tab import DETAILS, Tab, bar_of, words_of
from tui.screens.sheet import paragraph
from tui.text import day, fit
from tui.widgets.lines import Line
from tui.widgets.prompts import PiecesPrompt
from vendors.errors import VendorError

if TYPE_CHECKING:
    from textual.events import Key

    from cache.watched import WatchedRow
    from vendors.vocabulary import Part

# In seconds: a tab that is only passed by, on the way to another, is not asked for.
_PASSING = 0.4
_PAGE = 10


class PartSheet(SoldPart):
    """See `tui.screens.part_opening.open_part`."""

    places: tuple[str, ...] = ("part", "sheet")
    widest = 160
    tall = True

    def __init__(self, room: Room, wanted: Wanted, sold: dict[str, tuple[Part, datetime]]) -> None:
        """`sold` is the part as each vendor sells it, and when that was told."""
        super().__init__(room, wanted, sold)
        self._closed = wanted.closed
        self._watched: dict[tuple[str, str], WatchedRow] = {}
        self._over = False
        self._offers = OffersTab(self)
        self.tabs: list[Tab] = [
            self._offers,
            ParametersTab(self),
            SubstitutesTab(self),
            OtherPackagingsTab(self),
            AssociatedTab(self),
            RecommendedTab(self),
            DocumentsTab(self),
            NoticesTab(self),
            OursTab(self),
            FamilyTab(self),
        ]
        if wanted.bonded is not None:
            of = (wanted.bonded, wanted.release, wanted.why_not_release)
            self.tabs.insert(0, BondedTab(self, *of))
        self.tab = self.tabs[0]
        self._offers.show_offers(self.number)

    @property
    def title(self) -> str:  # type: ignore[override]
        if self.part is None:
            return "  ".join(one for one in (self.named or self.number, self.maker) if one)
        return f"{self.part.number}  {self.part.maker}"

    def whence(self) -> tuple[str, ...]:
        return ("part", self.number, self.named, self.maker, self.vendor)

    @property
    def chosen(self) -> tuple[str, str]:
        """Vendor and its number of the offer under the cursor, else those it is opened by."""
        offer = self._offers.offer
        return (self.vendor, self.number) if offer is None else (offer.vendor, offer.number)

    @property
    def chosen_number(self) -> str:
        return self.chosen[1]

    def watched_row(self, vendor: str, number: str) -> WatchedRow | None:
        """How this person watches the offer; None where they do not."""
        return self._watched.get((vendor, number.casefold()))

    # -- drawing

    def head(self, width: int) -> Sequence[Line]:
        lines = [*bar_of(self.tabs, self.tab, width), *paragraph(self.tab.status(), width)[:2]]
        if self.tab.trouble:
            # Whole on the message line (!), and here as far as it leaves room for the rows.
            lines += paragraph(self.tab.trouble, width, "warn")[:4]
        row = self.watched_row(*self.chosen)
        if row is not None:
            today = self.room.now().date()
            since = day(row.since.astimezone(self.room.now().tzinfo).date(), today)
            news = "; ".join(row.changes)
            words = f"watched since {since}" + (f" · * {news}" if news else "")
            lines.append([(fit(f"{row.number} {words}", width), "warn" if news else "dim")])
        return [*lines, [("─" * width, "frame")], *self.tab.heads(width)]

    def lines(self, width: int) -> Sequence[Line]:
        return self.tab.lines(width)

    def foot(self, width: int) -> Sequence[Line]:
        return self.tab.foot(width)

    @property
    def cursor_line(self) -> int | None:
        return self.tab.cursor_line

    def redraw(self) -> None:
        if not self._over:
            self.room.redraw_sheet()

    def closed(self) -> None:
        self._over = True
        if self.came:
            # Prices and stock in the search are those that came.
            self.room.changed("catalogue")
        if self._closed is not None:
            self._closed()

    async def again(self) -> None:
        if isinstance(self.tab, OursTab):
            await self.tab.here()
            self.redraw()

    # -- what is asked

    async def first(self) -> None:
        """Read what the first tab shows, and what is watched. Asks no vendor."""
        try:
            await self.tab.here()
        except Refusal as refusal:
            self.tab.failed = refusal.sentence
        try:
            rows = await self.room.services.watched.mine()
        except Refusal:
            # Without a ledger the part can be looked at all the same.
            return
        self._watched = {(row.vendor, row.number.casefold()): row for row in rows}
        row = self.watched_row(*self.chosen)
        if row is not None and row.changes:
            # Shown here, they are not news any more.
            await self.room.services.watched.looked(row.vendor, row.number)

    def show_sold(self) -> None:
        number = "" if self._offers.table.current else self.chosen_number
        self._offers.show_offers(number)

    def named_anew(self) -> None:
        if isinstance(self.tab, (FamilyTab, OursTab, DocumentsTab)) and not self._over:
            # They are about what product details named.
            self._go(self.tab)

    def _go(self, tab: Tab, passing: bool = False) -> None:
        """To that tab: what is here first, keys wait for that, and then the vendor's word."""
        self.tab = tab
        self.room.work(partial(self._here, tab, passing), f"tab-{tab.word}", hold=True)
        self.redraw()

    async def _here(self, tab: Tab, passing: bool) -> None:
        try:
            await tab.here()
        except Refusal as refusal:
            tab.failed = refusal.sentence
            raise
        finally:
            self.redraw()
            # Other keys may act on what this tab has.
            self.room.draw_bars()
        if tab.old and not isinstance(tab, DetailsTab):
            job = partial(self._ask, tab, passing)
            self.room.work(job, f"ask-{tab.word}", alone=False)

    async def _ask(self, tab: Tab, passing: bool, anew: bool = False) -> None:
        if passing:
            await self.room.services.clock.sleep(_PASSING)
        if self._over or self.tab is not tab:
            return
        await self._told(tab, partial(tab.ask, anew))

    async def _told(self, tab: Tab, job: Job) -> None:
        """Do `job` for `tab`, and let the tab say what came of it."""
        if tab.asking:
            return
        tab.asking, tab.failed = True, ""
        before = tab.at
        self.redraw()
        try:
            await job()
            if tab.at != before:
                # What is young here was not asked, and says nothing of how the vendor does.
                self.room.vendor(self.vendor, "ok")
        except (VendorError, Refusal) as error:
            tab.failed = words_of(error)
            raise
        finally:
            tab.asking = False
            self.redraw()

    def run(self, tab: Tab, job: Job) -> None:
        """Do `job` beside the keys, for `tab`."""
        self.room.work(partial(self._told, tab, job), f"ask-{tab.word}", alone=False)

    # -- keys

    def key(self, event: Key) -> bool:
        tab = next((one for one in self.tabs if one.key == event.key), None)
        if tab is None or tab is self.tab:
            return tab is not None
        self._go(tab)
        return True

    def do_left(self) -> None:
        self._turn(-1)

    def do_right(self) -> None:
        self._turn(1)

    def _turn(self, by: int) -> None:
        place = (self.tabs.index(self.tab) + by) % len(self.tabs)
        self._go(self.tabs[place], passing=True)

    def do_refresh(self) -> None:
        if isinstance(self.tab, OursTab):
            self._go(self.tab)
        elif isinstance(self.tab, DetailsTab):
            self._ask_all(anew=True)
        else:
            self.run(self.tab, partial(self.tab.ask, True))

    def do_down(self) -> None:
        self.tab.move(1)

    def do_up(self) -> None:
        self.tab.move(-1)

    def do_page_down(self) -> None:
        self.tab.page(_PAGE)

    def do_page_up(self) -> None:
        self.tab.page(-_PAGE)

    def do_first(self) -> None:
        self.tab.move(-1_000_000)

    def do_last(self) -> None:
        self.tab.move(1_000_000)

    @property
    def lacks(self) -> frozenset[str]:  # type: ignore[override]
        return frozenset() if self.tab.opens else frozenset({"open"})

    def why_not_open(self) -> str | None:
        return self.tab.why_not_open()

    def do_open(self) -> None:
        self.tab.open()

    def why_not_add(self) -> str | None:
        return self.tab.why_not_add()

    def do_add(self) -> None:
        self.tab.add()

    def why_not_more(self) -> str | None:
        return self.tab.why_not_more()

    def do_more(self) -> None:
        self.tab.more()

    def why_not_copy(self) -> str | None:
        return None if self.tab.copied() else "there is nothing to copy here"

    def do_copy(self) -> None:
        self.room.copy(self.tab.copied())

    def do_quantity(self) -> None:
        """Ask how many pieces offers are compared at."""

        def take(quantity: int) -> None:
            self.asked_pieces = quantity
            self._offers.show_offers()
            self.redraw()

        self.room.ask(PiecesPrompt("compare offers at", self.pieces, take))

    def why_not_ways(self) -> str | None:
        offer = self._offers.offer
        if offer is None:
            return "no packaging of it is known here yet, or none is under the cursor: 1 goes there"
        tellers = self.room.services.parts.tellers or (DETAILS,)
        if offer.vendor not in tellers:
            return f"only {vendor_name(DETAILS)} tells ways to buy"
        return None

    def do_ways(self) -> None:
        from tui.screens.part_ways import ask_how_many

        if (offer := self._offers.offer) is not None:
            ask_how_many(self, offer)

    def do_watch(self) -> None:
        self.room.work(partial(self._watch, *self.chosen), "watch", hold=True)

    async def _watch(self, vendor: str, number: str) -> None:
        watched, key = self.room.services.watched, (vendor, number.casefold())
        if key in self._watched:
            await watched.unwatch(vendor, number)
            self._watched.pop(key)
            self.room.say(f"{number} is watched no more; what was seen of it stays")
        else:
            part, maker = self.named, self.maker
            if self.part is not None:
                part, maker = self.part.number, self.part.maker
            await watched.watch(vendor, number, maker, part)
            row = await watched.standing(vendor, number)
            if row is not None:
                self._watched[key] = row
            self.room.say(f"{number} is watched: price, stock and lead time are kept", "good")
        self.redraw()

    def add_offer(self, vendor: str, number: str, quantity: int) -> None:
        """Ask how many of that packaging, `quantity` by default, and put them into the draft."""
        sold = self.sold.get(vendor)
        offers = () if sold is None else sold[0].offers
        offer = next((one for one in offers if one.number == number), None)
        if offer is not None:
            self._offers.add_offer(offer, quantity)
