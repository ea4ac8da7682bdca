"""What the warehouse calls what we order: suppliers, buildings, stock places and SKUs.

It lies in the ledger and all buyers share it. What the warehouse's system offers is a suggestion
and nothing more: an entry counts once a person has confirmed it, and every change is in the audit.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Literal, get_args

from cache.convert import clean, instant, instant_text, normal
from cache.ledger import bump, note
from cache.places import Refusal
from cache.purchase_orders import vendor_name
from cache.purpose import errand

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from cache.people import Person
    from cache.purchase_orders import Frozen, FrozenLine
    from cache.store import Store
    from vendors.contract import Clock
    from vendors.inbound import InboundKeeper, StockItem

Kind = Literal["supplier", "warehouse", "place", "sku"]
KINDS: tuple[str, ...] = get_args(Kind)
# A vendor's name as a person files it under, where ours is shorter.
_IN_FULL = {"ti": "Texas Instruments"}
# So many suggestions are worth reading.
_MOST = 20


@dataclass(frozen=True, slots=True)
class Missing:
    """Something that has no entry yet; `words` name it. The last four are of a SKU."""

    kind: Kind
    key: str
    words: str
    part: str = ""
    maker: str = ""
    number: str = ""
    customer_part: str = ""


@dataclass(frozen=True, slots=True)
class Mapped:
    """An entry: `key` is ours, `value` the warehouse's id or SKU, `name` what it calls that."""

    kind: Kind
    key: str
    value: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class MappedRow:
    """An entry with whoever confirmed it. `words` name its key."""

    kind: Kind
    key: str
    value: str
    name: str
    words: str
    at: datetime
    person: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What an entry could be, and why. `exact`: a SKU that is the manufacturer's number."""

    value: str
    name: str
    why: str
    exact: bool = False


# -- keys ------------------------------------------------------------------------------------------


def sku_key(maker: str, part: str, customer_part: str) -> str:
    """The key of a part: the same however it is written, and another one for every other part."""
    return json.dumps([normal(maker), normal(part), normal(customer_part)], ensure_ascii=False)


def line_key(line: FrozenLine) -> str:
    return sku_key(line.maker, line.part or line.number, line.terms.customer_part)


def warehouse_key(order: Frozen) -> str:
    """What the ship-to is known by: a location of the vendor's, one of ours, or a profile."""
    content = order.content
    if content.at:
        return content.at
    if content.terms.profile:
        return f"profile {content.terms.profile}"
    return f"any of {content.vendor}"


def key_words(kind: str, key: str) -> str:
    """An entry's key as a person may read it."""
    match kind:
        case "supplier":
            return f"the supplier for {vendor_name(key)}"
        case "warehouse":
            return f"the warehouse for the ship-to {key}"
        case "place":
            return f"the place in warehouse {key} where goods are put"
        case _:
            try:
                maker, part, customer_part = json.loads(key)
            except (ValueError, TypeError):
                return f"the SKU for {key}"
            return f"the SKU for {_part_words(part.upper(), maker, customer_part)}"


def _part_words(part: str, maker: str, customer_part: str) -> str:
    ours = f" (our {customer_part})" if customer_part else ""
    return f"{part}{f' by {maker}' if maker else ''}{ours}"


def of_supplier(order: Frozen) -> Missing:
    vendor = order.content.vendor
    return Missing("supplier", vendor, f"the supplier for {vendor_name(vendor)}")


def of_warehouse(order: Frozen) -> Missing:
    content = order.content
    where = content.code or content.at or content.terms.profile or vendor_name(content.vendor)
    city = content.ship_to.address.city
    named = f"{where} ({city})" if city and city.casefold() != where.casefold() else where
    return Missing("warehouse", warehouse_key(order), f"the warehouse for the ship-to {named}")


def of_line(line: FrozenLine) -> Missing:
    part, ours = line.part or line.number, line.terms.customer_part
    words = f"the SKU for {_part_words(part, line.maker, ours)}"
    return Missing("sku", line_key(line), words, part, line.maker, line.number, ours)


# -- in the ledger ---------------------------------------------------------------------------------


def read(db: sqlite3.Connection, kind: str, keys: Iterable[str]) -> dict[str, Mapped]:
    """The entries for these keys; none where nobody confirmed one."""
    rows = db.execute(
        "SELECT kind, key, value, name FROM inbound_mapping "
        "WHERE kind = ? AND key IN (SELECT value FROM json_each(?))",
        (kind, json.dumps(list(keys))),
    )
    return {row[1]: Mapped(*row) for row in rows}


def _put(db: sqlite3.Connection, entry: Mapped, at: datetime, person: Person) -> bool:
    was = read(db, entry.kind, [entry.key]).get(entry.key)
    if was == entry:
        return False
    db.execute(
        "INSERT OR REPLACE INTO inbound_mapping (kind, key, value, name, at, os_uid, person) "
        "VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            *(entry.kind, entry.key, entry.value, entry.name),
            *(instant_text(at), person.uid, person.name),
        ),
    )
    before = "" if was is None else _value_words(was.value, was.name)
    after = _value_words(entry.value, entry.name)
    words = key_words(entry.kind, entry.key)
    note(db, person, at, "inbound mapping", was=before, became=after, reason=words)
    return True


def _value_words(value: str, name: str) -> str:
    return f"{value} {name}" if name and name != value else value


class Mappings:
    """The entries of one ledger. `needs` says what of an order has none, `keeper` whom to ask."""

    def __init__(
        self,
        ledger: Store,
        clock: Clock,
        person: Person,
        keeper: Callable[[], InboundKeeper],
        needs: Callable[[int], Awaitable[tuple[Missing, ...]]],
    ) -> None:
        self._ledger = ledger
        self._clock = clock
        self._person = person
        self._keeper = keeper
        self._needs = needs
        # Told when an entry was changed: what waited for it may go on.
        self.changed: Callable[[], None] = lambda: None

    async def missing(self, order_id: int) -> tuple[Missing, ...]:
        """What has to be confirmed before the warehouse can be told of the order."""
        return await self._needs(order_id)

    async def all(self) -> tuple[MappedRow, ...]:
        """Every entry, by kind and key."""
        rows = await self._ledger.read(
            lambda db: db.execute(
                "SELECT kind, key, value, name, at, person FROM inbound_mapping ORDER BY kind, key"
            ).fetchall()
        )
        return tuple(
            MappedRow(kind, key, value, name, key_words(kind, key), instant(at), person)
            for kind, key, value, name, at, person in rows
        )

    async def confirm(self, entries: Sequence[Mapped]) -> None:
        """Take a person's word for these, all or none. Raises Refusal."""
        cleaned = [_checked(one) for one in entries]
        at = self._clock.now()

        def job(db: sqlite3.Connection) -> None:
            changed = [_put(db, one, at, self._person) for one in cleaned]
            if any(changed):
                bump(db)

        await self._ledger.write(job)
        self.changed()

    async def remove(self, kind: str, key: str) -> None:
        """Forget one: it is asked for again at its next use. Raises Refusal where there is none."""
        at = self._clock.now()

        def job(db: sqlite3.Connection) -> None:
            row = db.execute(
                "DELETE FROM inbound_mapping WHERE kind = ? AND key = ? RETURNING value, name",
                (kind, key),
            ).fetchone()
            if row is None:
                raise Refusal("There is no such entry any more. Nothing was changed.")
            note(
                *(db, self._person, at, "inbound mapping"),
                was=_value_words(*row),
                reason=key_words(kind, key),
            )
            bump(db)

        await self._ledger.write(job)
        self.changed()

    # -- suggestions -------------------------------------------------------------------------------

    async def suggest(self, missing: Missing, text: str = "") -> tuple[Suggestion, ...]:
        """What it could be, the likeliest first; `text`: what a person looks for instead.

        Asks the warehouse's system. Raises Refusal, VendorError.
        """
        keeper, words = self._keeper(), clean(text)
        with errand("warehouse"):
            match missing.kind:
                case "supplier":
                    found = await _suppliers(keeper, missing, words)
                case "warehouse":
                    buildings = [(one.id, one.name) for one in await keeper.warehouses()]
                    found = _ranked(buildings, words or missing.words)
                case "place":
                    here = [
                        (one.id, one.name)
                        for one in await keeper.places()
                        if one.warehouse_id == missing.key
                    ]
                    found = _ranked(here, words)
                case _:
                    found = await _items(keeper, missing, words)
        return tuple(found[:_MOST])

    async def proposals(self, missing: Sequence[Missing]) -> tuple[Mapped, ...]:
        """For parts whose SKU is exactly the manufacturer's number: what a person may confirm in
        bulk. Nothing is stored. Raises Refusal, VendorError.
        """
        found = []
        for one in missing:
            if one.kind == "sku":
                exact = [its for its in await self.suggest(one) if its.exact]
                if len(exact) == 1:
                    found.append(Mapped("sku", one.key, exact[0].value, exact[0].name))
        return tuple(found)


def _checked(entry: Mapped) -> Mapped:
    value, name = clean(entry.value), clean(entry.name)
    if entry.kind not in KINDS or not entry.key:
        raise Refusal("That is nothing that can be mapped. Nothing was stored.")
    if not value:
        raise Refusal(f"Nothing was chosen as {key_words(entry.kind, entry.key)}: choose one.")
    return Mapped(entry.kind, entry.key, value, name)


async def _suppliers(keeper: InboundKeeper, missing: Missing, words: str) -> list[Suggestion]:
    name = words or _IN_FULL.get(missing.key) or vendor_name(missing.key)
    found = await keeper.suppliers(name) or await keeper.suppliers()
    return _ranked([(one.id, one.name) for one in found], name)


def _ranked(offered: Iterable[tuple[str, str]], wanted: str) -> list[Suggestion]:
    """Those whose name is, or has, what is wanted first; the others as they came."""
    words = [word.strip("().,") for word in normal(wanted).split()]

    def rank(one: tuple[str, str]) -> int:
        name = normal(one[1])
        if name == normal(wanted):
            return 0
        return 1 if any(len(word) > 2 and word in name for word in words) else 2

    why = ("of that name", "its name is like it", "one of all there are")
    ranked = sorted(offered, key=rank)
    return [Suggestion(value, name, why[rank((value, name))]) for value, name in ranked]


async def _items(keeper: InboundKeeper, missing: Missing, words: str) -> list[Suggestion]:
    found: dict[str, tuple[int, Suggestion]] = {}
    asked = [(words, "what you typed")] if words else [
        (missing.part, "the manufacturer's number"),
        (missing.customer_part, "our own number"),
        (missing.number, "the vendor's number"),
    ]  # fmt: skip
    for text, what in asked:
        if text:
            for item in await keeper.items(sku=text):
                _offer(found, item, missing, text, what)
    for text, what in asked:
        if text and not any(rank < _LIKE for rank, _ in found.values()):
            for item in await keeper.items(name=text):
                _offer(found, item, missing, text, what)
    return [one for _, one in sorted(found.values(), key=lambda its: its[0])]


# How good a suggestion is, from the best on: a SKU or other name that is the number, one like it.
_SAME, _OTHER_NAME, _LIKE, _ASLEEP = 0, 1, 2, 10


def _offer(
    found: dict[str, tuple[int, Suggestion]],
    item: StockItem,
    missing: Missing,
    text: str,
    what: str,
) -> None:
    exact = bool(missing.part) and normal(item.sku) == normal(missing.part)
    if normal(item.sku) == normal(text):
        rank, why = _SAME, f"its SKU is {what}"
    elif normal(text) in map(normal, item.other_names):
        rank, why = _OTHER_NAME, f"it is also called {what}"
    else:
        rank, why = _LIKE, f"it has {what} in it"
    if item.active is False:
        rank, why, exact = rank + _ASLEEP, f"{why}; it is not active there", False
    if item.sku not in found or rank < found[item.sku][0]:
        found[item.sku] = rank, Suggestion(item.sku, item.name, why, exact)


def values(entries: Mapping[str, Mapped]) -> dict[str, str]:
    return {key: one.value for key, one in entries.items()}
