"""A pane that asks every vendor at once, and says of each what it answered and how it does."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from cache.purchase_orders import vendor_name
from cache.searching import PLAIN
from tui.room import Room
from tui.widgets.bars import state_after
from tui.widgets.pane import FieldPane
from tui.widgets.table import Table
from vendors.errors import VendorError

if TYPE_CHECKING:
    from cache.searching import Asked, Heard, Narrowed
    from tui.screens.narrow_kinds import Narrowing

# Who narrows a search: what its filters mean is this vendor's alone.
NARROWS = "digikey"

# How a vendor does with some words, beside what is wrong with it.
_ASKED, _NUMBERS = "…", "answers numbers only"


class AskingPane(FieldPane):
    """The questions of the search pane. A slow vendor, or one that fails, is a mark and no more."""

    def __init__(self, room: Room, table: Table) -> None:
        super().__init__(room, table)
        # What each vendor said to the words that are shown, and how it does where it did not.
        self._said: dict[str, Asked] = {}
        self._marks: dict[str, str] = {}
        # What is amiss with a narrowed answer.
        self._amiss = ""

    @property
    def _narrows(self) -> Narrowing | None:
        """How the search is narrowed."""
        raise NotImplementedError

    @property
    def _narrowed(self) -> Narrowed:
        return PLAIN if self._narrows is None else self._narrows.narrowed

    @property
    def _asked_at(self) -> datetime | None:
        """When the one was asked who narrows."""
        said = self._said.get(NARROWS)
        return None if said is None else said.at

    @property
    def _names(self) -> str:
        """Whom Enter asks."""
        vendors = self.room.services.catalogue.asks or (NARROWS,)
        return " and ".join(map(vendor_name, vendors))

    def _states(self) -> list[str]:
        """How each vendor does that has not answered."""
        return [f"{vendor_name(vendor)} {how}" for vendor, how in self._marks.items()]

    @property
    def _amiss_somewhere(self) -> bool:
        """Whether a vendor did not answer that was asked."""
        return bool(set(self._marks.values()) - {_NUMBERS, _ASKED})

    def do_refresh(self) -> None:
        who = vendor_name(NARROWS) if self._narrows is not None else self._names
        self.room.work(self.refresh_from_vendor, "search-refresh", f"asking {who} …")

    async def refresh_from_vendor(self) -> None:
        await self._ask()

    async def _ask(self, offset: int = 0, vendor: str | None = None) -> None:
        """Ask every vendor at once, or one alone, and show what each says when it says it."""
        text = self.field.text.strip()
        if not text:
            self.room.say("type words or a part number first: /", "warn")
            return
        narrowed, catalogue = self._narrowed, self.room.services.catalogue
        answered: dict[str, Asked] = {}
        asks = (NARROWS,) if narrowed != PLAIN else catalogue.asks
        if vendor is not None:
            asks = (vendor,)

        def said() -> str:
            # In the order of the vendors, whoever was quicker.
            those = [one for one in asks if one in answered]
            return " · ".join(
                self._words(one, answered[one], text, offset, place > 0)
                for place, one in enumerate(those)
            )

        async def told(heard: Heard) -> None:
            self._note(heard)
            same = self.field.text.strip() == text and self._narrowed == narrowed
            if same:
                self._mark(heard)
            if heard.asked is not None:
                answered[heard.vendor] = heard.asked
                if same:
                    await self.load()
                self.room.say(said())
            elif same:
                self.lay_out()

        if vendor is None:
            self._marks = dict.fromkeys(asks, _ASKED)
        try:
            heard = await catalogue.ask(text, offset, narrowed, vendor=vendor, told=told)
        finally:
            self._marks = {one: how for one, how in self._marks.items() if how != _ASKED}
            self.lay_out()
        for one in heard:
            # What went well is shown; what to do about the other is said last.
            if isinstance(one.error, VendorError):
                self.room.heard(one.error)
        if self._narrowed != PLAIN and self._amiss:
            self.room.say(f"{self._amiss}: what came disregards it. {said()}", "warn")
        elif not any(one.asked or one.error for one in heard):
            self.room.say(f"{self._names} answers numbers only: type a part number", "warn")

    def _words(self, vendor: str, asked: Asked, text: str, offset: int, more: bool) -> str:
        """What a vendor answered, in words; `more`: behind what another did."""
        name = vendor_name(vendor)
        if more:
            return f"{name} has {asked.total:,}" + (", maybe more" if asked.cut else "")
        so = "" if self._narrowed == PLAIN else " so narrowed"
        further = ", m asks for more" if asked.total > asked.came else ""
        if asked.cut:
            further = f": {asked.ends}"
        return f"{name} has {asked.total:,} for “{text}”{so}; {asked.came - offset} came{further}"

    def _mark(self, heard: Heard) -> None:
        """How a vendor does with the words that stand here."""
        self._marks.pop(heard.vendor, None)
        if heard.slow:
            self._marks[heard.vendor] = "slow"
        elif isinstance(heard.error, VendorError):
            self._marks[heard.vendor] = state_after(heard.error) or "did not answer"
        elif heard.error is not None:
            self._marks[heard.vendor] = "did not answer"
        elif heard.numbers_only:
            self._marks[heard.vendor] = _NUMBERS

    def _note(self, heard: Heard) -> None:
        """How a vendor does at all."""
        if heard.slow:
            self.room.vendor(heard.vendor, "slow")
        elif heard.asked is not None:
            self.room.work(_nothing, f"well-{heard.vendor}", asks=heard.vendor)

    def do_more(self) -> None:
        self.room.work(self._more, "search-refresh", "asking for more …")

    async def _more(self) -> None:
        asked = await self._asked()
        left = {vendor: its for vendor, its in asked.items() if its.came < its.total}
        if asked and not left:
            total = sum(its.total for its in asked.values())
            names = " and ".join(map(vendor_name, asked))
            have = "has" if len(asked) == 1 else "have"
            words = f"all {total:,} that {names} {have} came already: F5 asks anew"
            for vendor, its in asked.items():
                if its.cut:
                    words = f"of {vendor_name(vendor)} {its.came:,} came, and no key asks for more"
                    words += f": {its.ends}; a part's whole number finds it"
            self.room.say(words)
            return
        if not asked:
            await self._ask()
        for vendor, its in left.items():
            await self._ask(its.came, vendor)

    async def _asked(self) -> dict[str, Asked]:
        """What the vendors said when they were last asked this, so narrowed."""
        catalogue, text = self.room.services.catalogue, self.field.text
        if self._narrowed == PLAIN:
            return await catalogue.asked(text)
        return (await catalogue.hits(text, self._narrowed))[1]


async def _nothing() -> None:
    """For the mark alone that it leaves: who answered is well."""
