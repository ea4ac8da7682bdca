"""Which order line a scanned label belongs to, out of what the history has here. Asks nobody."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from cache import projection
from cache.orders_schema import NEWEST_FIRST
from cache.pairing import LinePair, pairs
from cache.purchase_orders import FrozenLine, line_of
from cache.vendor_orders import is_canceled

if TYPE_CHECKING:
    from cache.store import Store
    from vendors.labels import Label
    from vendors.vocabulary import VendorOrder

# So many orders at most are looked into for one label, the newest of them.
_MOST = 200
_MEANS, _AS_IT_IS = re.compile(r"[*?[]"), r"[\g<0>]"
# States in which nothing of an order of ours can be under way.
_NOT_OUT = frozenset({"reviewed", "void", "not_sent", "rejected", "refused"})
_OVER = frozenset({"delivered"})


class OrderLine(NamedTuple):
    """A line of an order that a label may belong to; `number` empty: only the order was found.

    `rowid` is the order's row in the history, `order` its number. `line_no` is the line of ours, 0
    of an order that is not ours. Quantities are pieces, None where that side does not say.
    """

    rowid: int
    order: str
    vendor: str
    line_no: int
    number: str
    part: str
    ordered: int | None
    shipped: int | None


class Match(NamedTuple):
    """What was found, and by what of the label, in words. Nothing: it is unexpected."""

    lines: tuple[OrderLine, ...] = ()
    by: str = ""


class _Order(NamedTuple):
    """One row of the history with what stands behind it."""

    rowid: int
    number: str
    vendor: str
    state: str
    sales_orders: frozenset[str]
    ours: tuple[FrozenLine, ...]
    theirs: tuple[VendorOrder, ...]

    @property
    def numbers(self) -> set[str]:
        """Every number of ours that it goes by."""
        return {_key(self.number), *(_key(one.po_number) for one in self.theirs)} - {""}

    @property
    def is_open(self) -> bool:
        """Whether goods of it can still come, or have not been said to be there."""
        said = [one.status.casefold() for one in self.theirs]
        over = said and all(is_canceled(one) or one in _OVER for one in said)
        return self.state not in _NOT_OUT and not over

    def pairs(self, sales_order: str = "") -> tuple[LinePair, ...]:
        """Its lines; with `sales_order` those that the vendor fulfils under that number."""
        found = pairs(self.ours, self.theirs)
        if not sales_order or not self.theirs:
            # Of an order that the vendor does not list yet nothing says which line is where.
            return found
        under = {
            (_key(line.number), _key(line.part))
            for order in self.theirs
            for sale in order.sales_orders
            if _key(sale.number) == sales_order
            for line in sale.lines
        }
        return tuple(
            pair
            for pair in found
            if any((_key(line.number), _key(line.part)) in under for line in pair.theirs)
        )

    def line(self, pair: LinePair | None) -> OrderLine:
        if pair is None:
            return OrderLine(self.rowid, self.number, self.vendor, 0, "", "", None, None)
        ours, theirs = pair
        return OrderLine(
            self.rowid,
            self.number,
            self.vendor,
            ours.line_no if ours else 0,
            ours.number if ours else theirs[0].number,
            ours.part if ours else theirs[0].part,
            ours.quantity if ours else sum(one.ordered for one in theirs),
            sum(one.shipped for one in theirs) if theirs else None,
        )


class Scanned:
    """Over the history as cache.db holds it."""

    def __init__(self, cache: Store) -> None:
        self._cache = cache

    async def find(self, label: Label) -> Match:
        """The lines that the label can belong to: one is the line, several are for a person.

        In this order, and the first that finds any ends it: our order with our line, else with the
        part; the vendor's sales order with the part; the part in open orders. A reference of ours
        on the label chooses among several. A code without a part, as on a packing list, finds the
        order.
        """
        return await self._cache.read(lambda db: _find(db, label))


def _find(db: sqlite3.Connection, label: Label) -> Match:
    numbers = [_key(field.text) for field in label.fields if field.identifier == "K"]
    for number in filter(None, dict.fromkeys(numbers)):
        orders = [one for one in _orders(db, number) if number in one.numbers]
        if not (label.part or label.number):
            return Match(tuple(one.line(None) for one in orders), "our order number")
        if found := _our_line(orders, label):
            return Match(tuple(found), "our order and line")
        if found := _chosen(_of_part(orders, label), label):
            return Match(tuple(found), "our order and the part")
    sales_order = _key(label.sales_order)
    if sales_order:
        orders = [one for one in _orders(db, sales_order) if sales_order in one.sales_orders]
        if not (label.part or label.number):
            return Match(tuple(one.line(None) for one in orders), "the sales order")
        if found := _chosen(_of_part(orders, label, sales_order), label):
            return Match(tuple(found), "the sales order and the part")
    for text in filter(None, (label.number, label.part)):
        orders = [one for one in _orders(db, _key(text)) if one.is_open]
        if found := _chosen(_of_part(orders, label), label):
            return Match(tuple(found), "the part alone")
    return Match()


_Candidate = tuple[_Order, LinePair]


def _our_line(orders: Iterable[_Order], label: Label) -> list[OrderLine]:
    """The line of ours that the label names, where it is of that part."""
    named = _line_key(label.po_line)
    found = [(order, pair) for order in orders for pair in order.pairs() if _is_part(pair, label)]
    return [
        order.line(pair)
        for order, pair in found
        if named and pair.ours is not None and _line_key(pair.ours.line_id) == named
    ]


def _of_part(orders: Iterable[_Order], label: Label, sales_order: str = "") -> list[_Candidate]:
    """Lines of the very number on the label, else of the part in whatever packaging."""
    found = [
        (order, pair)
        for order in orders
        for pair in order.pairs(sales_order)
        if _is_part(pair, label)
    ]
    exact = [one for one in found if _key(label.number) in _names(one[1])[0]]
    return exact or found


def _chosen(found: Sequence[_Candidate], label: Label) -> list[OrderLine]:
    """Of several, those with the reference that the label has."""
    wanted = _key(label.customer_part)
    if len(found) > 1 and wanted:
        named = [one for one in found if wanted in _references(one[1])]
        found = named or found
    return [order.line(pair) for order, pair in found]


def _is_part(pair: LinePair, label: Label) -> bool:
    numbers, parts = _names(pair)
    return (_key(label.number) in numbers) or (_key(label.part) in parts)


def _names(pair: LinePair) -> tuple[set[str], set[str]]:
    """The vendor's numbers and the maker's that the line goes by."""
    lines = [line for line in (pair.ours, *pair.theirs) if line is not None]
    return (
        {_key(line.number) for line in lines} - {""},
        {_key(line.part) for line in lines} - {""},
    )


def _references(pair: LinePair) -> set[str]:
    ours = [] if pair.ours is None else [pair.ours.terms.customer_part, pair.ours.line_id]
    return {_key(text) for text in (*ours, *(line.customer_reference for line in pair.theirs))}


def _orders(db: sqlite3.Connection, text: str) -> list[_Order]:
    """The newest orders that have every word of `text` somewhere in their row."""
    words = [f"*{_MEANS.sub(_AS_IT_IS, word)}*" for word in text.split()]
    rows = db.execute(
        "SELECT id, key, order_id, number, vendor, state, vendor_numbers FROM order_row "  # noqa: S608
        f"WHERE urgent >= 0{' AND words GLOB ?' * len(words)} "
        f"{NEWEST_FIRST} LIMIT {_MOST}",
        words,
    ).fetchall()
    return [_order(db, *row) for row in rows]


def _order(
    db: sqlite3.Connection,
    rowid: int,
    key: str,
    order_id: int | None,
    number: str,
    vendor: str,
    state: str,
    vendor_numbers: str,
) -> _Order:
    ours: tuple[FrozenLine, ...] = ()
    if order_id is not None:
        found = projection.theirs(db, vendor, projection.po_key(number))
        (text,) = db.execute(
            "SELECT lines FROM own_order WHERE order_id = ?", (order_id,)
        ).fetchone() or ("[]",)
        ours = tuple(line_of(cells) for cells in json.loads(text))
    else:
        found = projection.one(db, vendor, key.removeprefix(f"theirs {vendor} "))
    sales_orders = frozenset(_key(one) for one in vendor_numbers.split(","))
    theirs = tuple(order for order, _ in found)
    return _Order(rowid, number, vendor, state, sales_orders, ours, theirs)


def _key(text: str) -> str:
    return text.strip().casefold()


def _line_key(text: str) -> str:
    """A line's name without the zeros that some labels put before it."""
    return _key(text).lstrip("0")
