"""Inventory: pieces of a SKU in a location, by condition and lot.

Undocumented, and chosen here: without `group_by` a row is one SKU in one location, as with
`group_by=location`; by warehouse it names no location. On hand is every condition, available only
the sellable, and nothing is ever allocated but every ninth SKU's tenth part. A cost is the average
of what was put there in one currency; in another one it begins anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from zlib import crc32

from vendors.sandbox.answers import Success
from vendors.sandbox.book import Book
from vendors.sandbox.desk import Ask, Desk
from vendors.sandbox.reading import Reader
from vendors.sandbox.shipstation.fields import instant_of
from vendors.sandbox.shipstation.paging import by_cursor
from vendors.sandbox.shipstation.places import LOCATION, WAREHOUSE, all_places, place
from vendors.sandbox.shipstation.products import shelf
from vendors.sandbox.shipstation.refusals import (
    Problem,
    Rejected,
    missing,
    reader_of,
    wrong_value,
)

Json = dict[str, Any]

SELLABLE = "sellable"
CONDITIONS = (SELLABLE, "damaged", "expired", "qa_hold")
_KINDS = ("increment", "decrement", "adjust", "modify")
_GROUPS = ("warehouse", "location")
_EXACT = Decimal("0.00001")

# (amount of one piece, currency)
Cost = tuple[Decimal, str]


@dataclass(frozen=True, slots=True)
class Lying:
    """Pieces that lie together."""

    sku: str
    location_id: str
    condition: str
    lot: str
    quantity: int
    cost: Cost | None


def lying(book: Book, sku: str | None = None, location_id: str | None = None) -> list[Lying]:
    rows = book.db.execute(
        "SELECT sku, location_id, condition, lot, quantity, cost, currency FROM shipstation_stock"
        " WHERE (?1 IS NULL OR sku = ?1) AND (?2 IS NULL OR location_id = ?2)"
        " ORDER BY sku, location_id, condition, lot",
        (sku, location_id),
    )
    return [
        Lying(
            sku=row["sku"],
            location_id=row["location_id"],
            condition=row["condition"],
            lot=row["lot"],
            quantity=row["quantity"],
            cost=_cost(row["cost"], row["currency"]),
        )
        for row in rows.fetchall()
    ]


def _cost(amount: str | None, currency: str | None) -> Cost | None:
    return None if amount is None or currency is None else (Decimal(amount), currency)


def add(
    book: Book,
    sku: str,
    location_id: str,
    quantity: int,
    *,
    condition: str = SELLABLE,
    lot: str = "",
    cost: Cost | None = None,
) -> None:
    """Put `quantity` pieces there, or take them away; what is empty is no row any more."""
    at = (sku, location_id, condition, lot)
    row = book.db.execute(
        "SELECT quantity, cost, currency FROM shipstation_stock"
        " WHERE sku = ? AND location_id = ? AND condition = ? AND lot = ?",
        at,
    ).fetchone()
    there, known = (0, None) if row is None else (int(row[0]), _cost(row[1], row[2]))
    if cost is None or quantity < 0:
        cost = known or cost
    elif known is not None and known[1] == cost[1]:
        whole = (known[0] * there + cost[0] * quantity) / (there + quantity)
        cost = (whole.quantize(_EXACT, ROUND_HALF_UP), cost[1])
    if there + quantity <= 0:
        book.db.execute(
            "DELETE FROM shipstation_stock"
            " WHERE sku = ? AND location_id = ? AND condition = ? AND lot = ?",
            at,
        )
        return
    amount, currency = (None, None) if cost is None else (str(cost[0]), cost[1])
    book.db.execute(
        "INSERT INTO shipstation_stock VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET"
        " quantity = excluded.quantity, cost = excluded.cost, currency = excluded.currency",
        (*at, there + quantity, amount, currency),
    )


# -- levels ----------------------------------------------------------------------------------------


def list_inventory(desk: Desk, ask: Ask) -> Json:
    filters = ("sku", "inventory_warehouse_id", "inventory_location_id", "group_by")

    def find(asked: Mapping[str, str]) -> list[Json]:
        return _levels(desk.book, asked)

    shown, beside = by_cursor(ask, filters, find, _place_of, also="limit")
    return {"inventory": shown, **beside}


def _place_of(level: Json) -> list[str]:
    return [level["sku"], level[f"{WAREHOUSE}_id"], level.get(f"{LOCATION}_id", "")]


def _levels(book: Book, asked: Mapping[str, str]) -> list[Json]:
    group = asked.get("group_by", "location")
    if group not in _GROUPS:
        raise wrong_value(f"group_by: {group!r} is none of {', '.join(_GROUPS)}.")
    # "Optional list of SKUs", by its type one text: with commas between them.
    skus = {piece.strip().casefold() for piece in asked.get("sku", "").split(",")} - {""}
    within = {
        each[f"{LOCATION}_id"]: each[f"{WAREHOUSE}_id"] for each in all_places(book, LOCATION)
    }
    groups: dict[tuple[str, str, str], list[Lying]] = {}
    for each in lying(book):
        warehouse = within[each.location_id]
        wanted = (
            (not skus or each.sku.casefold() in skus)
            and asked.get(f"{WAREHOUSE}_id", warehouse) == warehouse
            and asked.get(f"{LOCATION}_id", each.location_id) == each.location_id
        )
        if wanted:
            location = each.location_id if group == "location" else ""
            groups.setdefault((each.sku, warehouse, location), []).append(each)
    return [_level(key, pieces) for key, pieces in groups.items()]


def _level(key: tuple[str, str, str], pieces: list[Lying]) -> Json:
    sku, warehouse, location = key
    on_hand = sum(each.quantity for each in pieces)
    sellable = sum(each.quantity for each in pieces if each.condition == SELLABLE)
    allocated = sellable // 10 if crc32(sku.encode()) % 9 == 0 else 0
    level: Json = {
        "sku": sku,
        "on_hand": on_hand,
        "allocated": allocated,
        "available": sellable - allocated,
    }
    costs = [(each.quantity, each.cost) for each in pieces if each.cost is not None]
    if costs:
        currency = costs[0][1][1]
        alike = [(many, cost[0]) for many, cost in costs if cost[1] == currency]
        whole = sum(many * amount for many, amount in alike) / sum(many for many, _ in alike)
        amount = float(Decimal(whole).quantize(_EXACT, ROUND_HALF_UP))
        level["average_cost"] = {"amount": amount, "currency": currency}
    level[f"{WAREHOUSE}_id"] = warehouse
    if location:
        level[f"{LOCATION}_id"] = location
    return level


# -- changes ---------------------------------------------------------------------------------------


def update_inventory(desk: Desk, ask: Ask) -> Success:
    """One transaction on the pieces of a SKU in a location."""
    body, noted = reader_of(ask.body)
    kind = body.word("transaction_type", _KINDS) or ""
    if body.raw.get("transaction_type") is None:
        body.text("transaction_type", must=True)
    least = 0 if kind == "adjust" else 1
    sku = body.text("sku", must=True) or ""
    quantity = body.whole("quantity", must=True, least=least) or 0
    location = body.text("inventory_location_id", must=True) or ""
    condition = body.word("condition", CONDITIONS)
    new_condition = body.word("new_condition", CONDITIONS)
    lot = body.text("lot")
    cost, new_cost = (_cost_in(body, name) for name in ("cost", "new_cost"))
    for name in ("usable_start_date", "usable_end_date", "effective_at"):
        instant_of(body, name)
    for name in ("reason", "notes"):
        body.text(name)
    elsewhere = body.text("new_inventory_location_id")
    noted.refuse()
    product = shelf(desk.catalogue).find(sku)
    if product is None:
        raise unknown_sku(sku)
    for each in filter(None, (location, elsewhere)):
        if place(desk.book, LOCATION, each) is None:
            raise missing("Inventory location")
    here = _Here(desk.book, product.sku, location, condition, lot)
    if kind == "increment":
        add(desk.book, product.sku, location, quantity, condition=condition or SELLABLE,
            lot=lot or "", cost=cost)  # fmt: skip
    elif kind == "decrement":
        here.take(quantity)
    elif kind == "adjust":
        here.adjust(quantity, cost)
    else:
        for moved, many in here.take(quantity):
            add(
                desk.book,
                moved.sku,
                elsewhere or location,
                many,
                condition=new_condition or moved.condition,
                lot=moved.lot,
                cost=new_cost or moved.cost,
            )
    return Success(204)


def unknown_sku(sku: str) -> Rejected:
    words = f"Product with the SKU {sku!r} was not found"
    return Rejected(400, [Problem("validation", "invalid_identifier", words)])


def _cost_in(body: Reader, name: str) -> Cost | None:
    given = body.object(name)
    if given is None:
        return None
    amount = given.money("amount", must=True)
    currency = given.text("currency", must=True)
    return None if amount is None or currency is None else (amount, currency.upper())


@dataclass(frozen=True, slots=True)
class _Here:
    """The pieces that a transaction's filters choose."""

    book: Book
    sku: str
    location_id: str
    condition: str | None
    lot: str | None

    def _chosen(self) -> list[Lying]:
        return [
            each
            for each in lying(self.book, self.sku, self.location_id)
            if self.condition in (None, each.condition) and self.lot in (None, each.lot)
        ]

    def take(self, quantity: int) -> list[tuple[Lying, int]]:
        """What was taken away, and how much of each. Raises Rejected where there is less."""
        chosen = self._chosen()
        if sum(each.quantity for each in chosen) < quantity:
            raise wrong_value("quantity: There is less inventory than that.")
        taken = []
        for each in chosen:
            many = min(quantity, each.quantity)
            if many:
                add(self.book, each.sku, each.location_id, -many,
                    condition=each.condition, lot=each.lot)  # fmt: skip
                taken.append((each, many))
            quantity -= many
        return taken

    def adjust(self, quantity: int, cost: Cost | None) -> None:
        there = sum(each.quantity for each in self._chosen())
        if quantity < there:
            self.take(there - quantity)
        elif quantity > there:
            add(self.book, self.sku, self.location_id, quantity - there,
                condition=self.condition or SELLABLE, lot=self.lot or "", cost=cost)  # fmt: skip
