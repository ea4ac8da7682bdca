"""A part as each vendor sells it, asked of all of them at once, for the sheet that shows it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from cache.convert import normal
from cache.places import Refusal
from cache.purchase_orders import vendor_name
from tui.panes.search_rows import PIECES
from tui.room import Room
from tui.screens.part_tab import DETAILS, words_of
from tui.screens.sheet import BaseSheet
from tui.text import age
from vendors.errors import NotFound, VendorError
from vendors.makers import maker_of

if TYPE_CHECKING:
    from cache.bonded import BondedRow
    from cache.part_details import Opened
    from vendors.vocabulary import Part


class Wanted(NamedTuple):
    """Which part: the vendor's number it is opened by, and what is known of it besides.

    `rowid` is that of an offer of it in cache.db; offers are compared at `quantity`
    pieces, where somebody said how many. With `bonded` the row stands in the first tab,
    and `release` does what `a` does there, if `why_not_release` has nothing against it. `closed`
    is called when the sheet has gone.
    """

    number: str
    part: str = ""
    maker: str = ""
    vendor: str = "digikey"
    rowid: int | None = None
    quantity: int | None = None
    bonded: BondedRow | None = None
    release: Callable[[], None] | None = None
    why_not_release: Callable[[], str | None] | None = None
    closed: Callable[[], None] | None = None


class SoldPart(BaseSheet):
    """What vendors say of one part; each is asked for itself, and none waits for another."""

    def __init__(self, room: Room, wanted: Wanted, sold: dict[str, tuple[Part, datetime]]) -> None:
        """`sold` is the part as each vendor sells it, and when that was told."""
        self.room = room
        self.vendor = wanted.vendor
        self.number = wanted.number
        self.named = wanted.part
        self.rowid = wanted.rowid
        self.maker = wanted.maker
        self.asked_pieces = wanted.quantity
        # The vendor that it is opened at first: rows do not change places when others answer.
        own = {self.vendor: sold[self.vendor]} if self.vendor in sold else {}
        self.sold = own | sold
        self.opening: set[str] = set()
        # What came of asking the others, where they did not tell of it.
        self._others: dict[str, str] = {}
        self.open_failed = ""
        # Whether a vendor told anything that was not here.
        self.came = False

    def redraw(self) -> None:
        """Draw it anew, if it is still there."""

    def show_sold(self) -> None:
        """`sold` is another one."""

    def named_anew(self) -> None:
        """The vendor that it is opened at was asked."""

    @property
    def part(self) -> Part | None:
        """The part as the vendor has it that the sheet is opened at; else as another has."""
        sold = self.sold.get(self.vendor) or next(iter(self.sold.values()), None)
        return None if sold is None else sold[0]

    @property
    def told_at(self) -> datetime | None:
        sold = self.sold.get(self.vendor)
        return None if sold is None else sold[1]

    @property
    def pieces(self) -> int:
        """What offers are compared at."""
        return self.asked_pieces or PIECES

    @property
    def teller(self) -> tuple[str, str] | None:
        """Who tells what surrounds the part, and its number there; None where none sells it."""
        tellers = self.room.services.parts.tellers or (DETAILS,)
        if self.vendor in tellers:
            return self.vendor, self.number
        found = ((one, self.sold[one][0].offers) for one in tellers if one in self.sold)
        return next(((vendor, offers[0].number) for vendor, offers in found if offers), None)

    def told_words(self) -> str:
        """How old what the vendors said is, and whose answer is still to come."""
        now, words = self.room.now(), list[str]()
        for vendor in dict.fromkeys((self.vendor, *self.sold, *self._others, *self.opening)):
            name, sold = vendor_name(vendor), self.sold.get(vendor)
            asking = vendor in self.opening
            if sold is not None:
                again = f"; asking {name} again …" if asking else ""
                said = f"{name} said {age(sold[1], now)} ago{again}"
                words.append(said if words else f"as {said}")
            elif asking:
                words.append(f"asking {name} …")
            else:
                words.append(f"{name} {self._others.get(vendor, 'is not asked yet: F5 asks')}")
        return " · ".join(words)

    # -- what is asked

    def begin(self) -> None:
        """Ask for the part itself, beside the keys: one call of each vendor that could sell it."""
        self._ask_all(anew=False)

    def _ask_all(self, anew: bool) -> None:
        self.room.work(partial(self.ask_part, anew), "part", alone=False)
        if self.named and self.maker:
            self._ask_others(anew)

    def _ask_others(self, anew: bool) -> None:
        for vendor in self.room.services.catalogue.look_ups(self.maker):
            if vendor != self.vendor and vendor not in self.opening:
                job = partial(self._ask_other, vendor, anew)
                self.room.work(job, f"part-{vendor}", alone=False)

    async def ask_part(self, anew: bool) -> None:
        """One product-details call, none where it was told lately. Raises VendorError, Refusal."""
        vendor = self.vendor
        if vendor in self.opening:
            return
        self.opening.add(vendor)
        self.open_failed = ""
        self.redraw()
        try:
            parts = self.room.services.parts
            opened = await parts.open(self.number, vendor=vendor, anew=anew)
        except NotFound:
            name = vendor_name(vendor)
            self.open_failed = (
                f"{name} does not know {self.number} any more. What stands here was told before."
                if self.part is not None
                else f"{name} does not know {self.number}, and nothing of it is here."
            )
            raise
        except (VendorError, Refusal) as error:
            self.open_failed = words_of(error)
            raise
        else:
            self._came_from(vendor, opened)
            self.rowid = opened.rowid or self.rowid
            if not (self.named and self.maker):
                # Of whom it is, is only known now.
                self.named, self.maker = opened.part.number, opened.part.maker
                self._ask_others(anew)
        finally:
            self.opening.discard(vendor)
            self.redraw()
        self.named_anew()

    async def _ask_other(self, vendor: str, anew: bool) -> None:
        """The same part at another vendor: what comes stands beside, and nothing waits for it."""
        self.opening.add(vendor)
        self._others.pop(vendor, None)
        self.redraw()
        try:
            opened = await self.room.services.parts.open(self.named, vendor=vendor, anew=anew)
        except NotFound:
            self._others[vendor] = "does not have it"
        except (VendorError, Refusal):
            self._others[vendor] = "did not answer: F5 asks again"
            raise
        else:
            if is_same(opened.part, self.named, self.maker):
                self._came_from(vendor, opened)
            else:
                self._others[vendor] = "does not have it"
        finally:
            self.opening.discard(vendor)
            self.redraw()

    def _came_from(self, vendor: str, opened: Opened) -> None:
        before = self.sold.get(vendor)
        if before is None or before[1] != opened.at:
            self.came = True
            self.room.vendor(vendor, "ok")
        self.sold[vendor] = (opened.part, opened.at)
        self.show_sold()


def is_same(part: Part, number: str, maker: str) -> bool:
    """Whether a vendor's part is the maker's one of this number."""
    return normal(part.number) == normal(number) and maker_of(part.maker) == maker_of(maker)
