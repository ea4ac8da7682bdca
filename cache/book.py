"""The address book: where orders go, by codes of our own, and what each ship-to brings with it.

A vendor's own locations stand in it by themselves. What the vendor reports of them stays the
vendor's; a person may give them another code and say whom to reach there. A ship-to of our own
needs a CustomerId of the vendor's account: DigiKey asks for the AccountID that is billed, "to
ensure the order is placed for the correct company and location" (Ordering v3 document), so one
without a bonded agreement can order as well. Bonded lines ship to their location alone.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from cache import book_entries, numbers
from cache.book_entries import CONTACT, OURS, Entry
from cache.convert import address
from cache.ledger import bump
from cache.places import Refusal
from cache.purchase_orders import vendor_name
from cache.terms import USUAL_VENDOR
from vendors.order_limits import sends_to_ship_to
from vendors.vocabulary import Address, Location

if TYPE_CHECKING:
    from cache.bonded import Bonded
    from cache.bonded_rows import LocationRow
    from cache.book_file import BookFile
    from cache.book_plan import Plan
    from cache.people import Person
    from cache.store import Store
    from vendors.contract import Clock

_NOWHERE = Address()
# What an address needs so that a parcel arrives, as `vendors.digikey.rules` asks for it.
_NEEDED = (("line1", "a street"), ("city", "a city"), ("country", "a country"))


class ShipTo(NamedTuple):
    """One row of the book. `address` is as it goes out, `theirs` what of it the vendor reports.

    `listed`: a location that its vendor reports now; True of a ship-to of ours. `name` is how it
    is called in a list.
    """

    entry: Entry
    code: str
    address: Address
    theirs: Address
    currency: str | None
    listed: bool = True

    @property
    def place(self) -> str:
        """What drafts and orders call it."""
        return self.entry.place

    @property
    def name(self) -> str:
        where = (self.address.city, self.address.company or self.address.name)
        return " · ".join(filter(None, where))

    def lacks(self, vendor: str = USUAL_VENDOR) -> str:
        """What it still needs before an order of the vendor can go there, in words; else empty."""
        return lacking(self.entry, vendor) if self.entry.ours else ""

    def usable(self, vendor: str = USUAL_VENDOR) -> bool:
        """Whether it is offered as where an order goes."""
        theirs = not sends_to_ship_to(vendor) or self.entry.vendor in ("", vendor)
        return theirs and self.entry.active and self.listed and not self.lacks(vendor)


def lacking(entry: Entry, vendor: str) -> str:
    """What a ship-to of ours needs before an order of the vendor can go there; empty: nothing."""
    said = entry.said
    found = [] if said.name or said.company else ["a contact or company"]
    found += [words for name, words in _NEEDED if not getattr(said, name)]
    if sends_to_ship_to(vendor) and not entry.number(vendor):
        found.append(f"{vendor_name(vendor)}'s CustomerId")
    return " and ".join(filter(None, [", ".join(found[:-1]), *found[-1:]]))


def _with_contact(theirs: Address, ours: Address) -> Address:
    """A location's address with whom to reach there, where that is said."""
    said = {name: text for name in CONTACT if (text := getattr(ours, name))}
    return replace(theirs, **said)


# -- where an order goes -------------------------------------------------------------------------


class Where(NamedTuple):
    """Where an order goes. `location` is None where nobody knows the place; `why_not` is what keeps
    lines that are not bonded from going there, as a sentence.
    """

    location: Location | None
    code: str = ""
    why_not: str = ""


async def where(ledger: Store, bonded: Bonded, place: str, vendor: str) -> Where:
    """What a draft's ship-to stands for at this vendor, as things are now."""
    entry = (await ledger.read(book_entries.read)).get(place) if place else None
    retired = "The ship-to {} is retired: press s in the order pane, choose another."
    if entry is not None and entry.ours:
        code, lacks = entry.code, lacking(entry, vendor)
        why_not = "" if entry.active else retired.format(code)
        if entry.active and lacks:
            why_not = f"The ship-to {code} lacks {lacks}: B opens the address book."
        here = Location(entry.number(vendor), None, entry.currency or None, entry.said)
        return Where(here, code, why_not)
    found = await bonded.ship_to(place) if place else None
    if found is None:
        return Where(None)
    code = next((one.code for one in bonded.locations() if one.customer_id == place), "")
    if entry is not None:
        code = entry.code or code
        found = replace(found, address=_with_contact(found.address, entry.said))
        if not entry.active:
            return Where(found, code, retired.format(code or place))
    return Where(found, code)


# -- the book ------------------------------------------------------------------------------------


class Book:
    """The address book of one ledger, which all its buyers share.

    Every change is one transaction with its entry of the audit. `read` first: what is drawn is as
    it was read last.
    """

    def __init__(
        self, ledger: Store, bonded: Bonded, clock: Clock, person: Person, prefix: str = "AC"
    ) -> None:
        self._ledger = ledger
        self._bonded = bonded
        self._clock = clock
        self._person = person
        self._prefix = prefix
        self._entries: dict[str, Entry] = {}

    async def read(self) -> None:
        """See what this and other sessions wrote. Raises Refusal without a ledger."""
        self._entries = await self._ledger.read(book_entries.read)

    def ship_tos(self) -> list[ShipTo]:
        """All of them by code, retired ones last. Does not wait."""
        sites = {site.customer_id: site for site in self._bonded.locations()}
        found = [_of_location(self._entries.get(place), site) for place, site in sites.items()]
        for place, entry in self._entries.items():
            if entry.ours:
                found.append(
                    ShipTo(entry, entry.code, entry.said, _NOWHERE, entry.currency or None)
                )
            elif place not in sites:
                code = entry.code or place
                found.append(ShipTo(entry, code, entry.said, _NOWHERE, None, listed=False))
        return sorted(found, key=lambda one: (not one.entry.active, one.code))

    def usable(self, vendor: str = USUAL_VENDOR) -> list[ShipTo]:
        """Where an order of the vendor may go, by code. Does not wait."""
        return [one for one in self.ship_tos() if one.usable(vendor)]

    def codes(self) -> dict[str, str]:
        """The code of each ship-to by what drafts call it. Does not wait."""
        return {one.place: one.code for one in self.ship_tos()}

    async def given(self) -> tuple[dict[str, str], frozenset[str]]:
        """The codes that were given to locations, by CustomerId, and all that ship-tos of ours
        have. Never raises: without a ledger there are none.
        """
        with contextlib.suppress(Refusal, sqlite3.Error):
            await self.read()
        entries = self._entries.values()
        given = {one.place: one.code for one in entries if one.vendor and one.code}
        return given, frozenset(one.code for one in entries if one.ours)

    def why_not_code(self, code: str, place: str = "") -> str:
        """Why the ship-to at `place` cannot go by this code; empty where it may."""
        if fault := book_entries.code_fault(code):
            return fault
        other = next(
            (one for one in self.ship_tos() if one.code.casefold() == code.casefold()), None
        )
        if other is None or other.place == place:
            return ""
        return f"{other.code} is the code of {other.name or other.place}"

    async def new(self, code: str) -> str:
        """Begin a ship-to of ours; what drafts call it. Raises Refusal where the code is taken."""
        if words := self.why_not_code(code):
            raise Refusal(f"{words[0].upper()}{words[1:]}. Nothing was changed.")

        def job(db: sqlite3.Connection) -> str:
            entry = Entry(book_entries.next_place(db), code=code)
            book_entries.put(db, None, entry, self._clock.now(), self._person)
            bump(db)
            return entry.place

        place = await self._ledger.write(job)
        await self.read()
        return place

    async def change(self, ship_to: ShipTo, change: Callable[[Entry], Entry]) -> None:
        """Store what `change` makes of the entry, as it stands now. Raises Refusal."""
        place, vendor = ship_to.place, ship_to.entry.vendor

        def job(db: sqlite3.Connection) -> tuple[Entry, Entry]:
            before = book_entries.read(db).get(place)
            was = before or Entry(place, vendor)
            after = change(was)
            if after != was:
                book_entries.put(db, before, after, self._clock.now(), self._person)
                bump(db)
            return was, after

        was, after = await self._ledger.write(job)
        await self.read()
        if vendor and was.code != after.code:
            await self._bonded.recode({place: after.code}, frozenset(self._taken(place)))

    # -- as a file

    async def written(self, environment: str) -> str:
        """The book as a file, to be read by `book_file.read`."""
        # Whoever draws the first frame needs no files.
        from cache import book_file

        await self.read()
        pattern, _ = await self.pattern()
        day = self._clock.now().astimezone().date().isoformat()
        return book_file.written(self.ship_tos(), pattern, environment, day)

    async def plan(self, file: BookFile) -> Plan:
        """What taking in the file would change. Raises Refusal where that cannot be."""
        from cache import book_plan

        await self.read()
        found = await self._ledger.read(lambda db: book_plan.plan(db, file))
        others = [(one.place, one.code, one.name or one.place) for one in self.ship_tos()]
        if words := book_plan.clashes(found, others):
            raise Refusal(words)
        return found

    async def take(self, file: BookFile, shown: Plan) -> None:
        """Change what was shown, whole or not at all. Raises Refusal."""
        from cache import book_plan

        await self._ledger.write(
            lambda db: book_plan.carry_out(db, file, shown, self._clock.now(), self._person)
        )
        await self.read()
        if codes := shown.recoded:
            await self._bonded.recode(codes, frozenset(self._taken(*codes)))

    def _taken(self, *places: str) -> list[str]:
        return [one.code for one in self.ship_tos() if one.place not in places]

    # -- how orders are numbered

    async def pattern(self) -> tuple[str, str]:
        """How purchase orders are numbered, and the number that would come next."""
        now = self._clock.now()
        return await self._ledger.read(
            lambda db: (numbers.pattern_of(db).text, numbers.upcoming(db, self._prefix, now))
        )

    def example(self, text: str) -> str:
        """A number as the pattern `text` makes it today. Raises Refusal where it can be none."""
        return numbers.Pattern.of(text).number(self._prefix, self._clock.now(), 1)

    async def set_pattern(self, text: str) -> None:
        """Orders are numbered so from now on. Raises Refusal where no good number comes of it."""
        pattern = numbers.Pattern.of(text)

        def job(db: sqlite3.Connection) -> None:
            if numbers.pattern_of(db) != pattern:
                numbers.set_pattern(db, pattern, self._clock.now(), self._person)

        await self._ledger.write(job)


def _of_location(entry: Entry | None, site: LocationRow) -> ShipTo:
    theirs = address(site.address)
    entry = entry or Entry(site.customer_id, site.vendor)
    return ShipTo(entry, site.code, _with_contact(theirs, entry.said), theirs, site.currency)


def is_ours(place: str) -> bool:
    """Whether drafts call a ship-to of ours so."""
    return place.startswith(OURS)
