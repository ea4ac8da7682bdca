"""Purchase orders in the ledger: their numbers, and their lines frozen as they were reviewed."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from cache.convert import flag, instant, instant_text, money_text
from cache.drafts import void_reviewed
from cache.ledger import bump, give_number
from cache.places import Refusal
from vendors.buying import line_total
from vendors.vocabulary import Address, Line, Location, PurchaseOrder

if TYPE_CHECKING:
    from cache.people import Buyer, Person

# The states in which nothing of an order can be at the vendor, so that it may be (re)written
# and sent, under the number it has.
PLACEABLE = ("reviewed", "not_sent", "rejected", "refused")

_NAMES = {"digikey": "DigiKey"}


def vendor_name(vendor: str) -> str:
    """A vendor as its own name is written."""
    return _NAMES.get(vendor, vendor)


class FrozenLine(NamedTuple):
    """A line as it was reviewed; `line_no` from 1 travels to the vendor as the line's id."""

    line_no: int
    draft_line_id: str
    number: str
    part: str
    maker: str
    description: str
    packaging: str
    packaging_text: str
    quantity: int
    unit_price: Decimal | None
    fee: Decimal
    ncnr: bool | None
    tariff: bool | None
    marketplace: bool
    bonded_customer_id: str | None

    def total(self, currency: str) -> Decimal | None:
        """Without the fee."""
        if self.unit_price is None:
            return None
        return line_total(self.quantity, self.unit_price, currency)


class Content(NamedTuple):
    """What one order says: everything that is shown before it is placed."""

    vendor: str
    ship_to: Location
    currency: str
    lines: tuple[FrozenLine, ...]
    problems: tuple[str, ...]
    priced_at: datetime

    @property
    def goods(self) -> Decimal:
        """The lines that have a price, without fees."""
        totals = (line.total(self.currency) for line in self.lines)
        return sum((total for total in totals if total is not None), Decimal(0))

    @property
    def fees(self) -> Decimal:
        return sum((line.fee for line in self.lines), Decimal(0))

    @property
    def before_tariff(self) -> bool:
        """True unless every line is known to have no tariff."""
        return any(line.tariff is not False for line in self.lines)

    def sha256(self) -> str:
        """Of all that would be sent or decided on; not of when the prices were asked."""
        said = [self.vendor, asdict(self.ship_to), self.currency, self.lines, self.problems]
        return hashlib.sha256(json.dumps(said, default=str).encode()).hexdigest()


class Frozen(NamedTuple):
    """An order as the ledger has it."""

    id: int
    number: str
    environment: str
    draft_id: int | None
    state: str
    version: int
    content: Content
    vendor_numbers: tuple[str, ...]
    person: str
    full_name: str
    created_at: datetime

    def to_send(self, buyer: Buyer) -> PurchaseOrder:
        """In the vendors' vocabulary. Every line must have a price."""
        content = self.content
        place = content.ship_to.address
        contact = replace(
            place,
            name=self.full_name or self.person,
            company=buyer.company or place.company,
            telephone=buyer.telephone or place.telephone,
            email=buyer.email or place.email,
        )
        lines = tuple(
            Line(
                number=line.number,
                part=line.part,
                quantity=line.quantity,
                unit_price=line.unit_price,
                line_id=str(line.line_no),
                description=line.description,
            )
            for line in content.lines
            if line.unit_price is not None
        )
        if len(lines) != len(content.lines):
            raise ValueError(f"{self.number} has a line without a price")
        return PurchaseOrder(
            number=self.number,
            vendor=content.vendor,
            currency=content.currency,
            customer_id=content.ship_to.customer_id,
            ship_to=content.ship_to.address,
            buyer=contact,
            lines=lines,
        )


_HEAD = (
    "id, number, environment, draft_id, state, version, vendor, ship_to, currency, problems, "
    "priced_at, vendor_numbers, person, full_name, created_at"
)
_LINE = ", ".join(FrozenLine._fields)


def read_order(db: sqlite3.Connection, order_id: int) -> Frozen | None:
    row = db.execute(f"SELECT {_HEAD} FROM purchase_order WHERE id = ?", (order_id,)).fetchone()  # noqa: S608
    return None if row is None else _frozen(db, row)


def changed_orders(db: sqlite3.Connection, since: int) -> list[Frozen]:
    """Orders that changed after the ledger's sequence `since`."""
    rows = db.execute(
        f"SELECT {_HEAD} FROM purchase_order WHERE changed > ? ORDER BY id",  # noqa: S608
        (since,),
    ).fetchall()
    return [_frozen(db, row) for row in rows]


def freeze(
    db: sqlite3.Connection,
    draft_id: int,
    contents: Sequence[Content],
    *,
    environment: str,
    prefix: str,
    at: datetime,
    person: Person,
) -> list[Frozen]:
    """One order for each of `contents`, with its number; run inside one write.

    An order of the draft that is still unsent keeps its number: where vendor, ship-to and
    currency are the same, else any of the vendor that was only reviewed. Reviewed orders that
    the draft no longer needs become void. Raises Refusal while an order of the draft is placed.
    """
    open_orders = _open_orders(db, draft_id)
    taken: dict[int, Frozen] = {}
    for place, content in enumerate(contents):
        for order in open_orders:
            if order not in taken.values() and _same_group(order.content, content):
                taken[place] = order
                break
    for place, content in enumerate(contents):
        for order in open_orders:
            if (
                place not in taken
                and order not in taken.values()
                and order.state == "reviewed"
                and order.content.vendor == content.vendor
            ):
                taken[place] = order
    ids = []
    for place, content in enumerate(contents):
        if place in taken:
            order_id = taken[place].id
            _rewrite(db, order_id, content, at, person)
        else:
            order_id = _insert(db, draft_id, content, environment, prefix, at, person)
        ids.append(order_id)
    void_reviewed(db, draft_id, frozenset(ids), at, person, "the draft no longer needs it")
    return [order for order in (read_order(db, order_id) for order_id in ids) if order is not None]


def _open_orders(db: sqlite3.Connection, draft_id: int) -> list[Frozen]:
    rows = db.execute(
        f"SELECT {_HEAD} FROM purchase_order WHERE draft_id = ? ORDER BY id",  # noqa: S608
        (draft_id,),
    ).fetchall()
    orders = [_frozen(db, row) for row in rows]
    for order in orders:
        if order.state == "placing":
            raise Refusal(
                f"{order.number} of this draft is being placed. Nothing was changed: "
                "wait for its outcome, then press P again."
            )
    return [order for order in orders if order.state in PLACEABLE]


def _same_group(one: Content, other: Content) -> bool:
    return (one.vendor, one.ship_to.customer_id, one.currency) == (
        other.vendor,
        other.ship_to.customer_id,
        other.currency,
    )


def _insert(
    db: sqlite3.Connection,
    draft_id: int,
    content: Content,
    environment: str,
    prefix: str,
    at: datetime,
    person: Person,
) -> int:
    values = {
        "number": give_number(db, prefix, at.year),
        "environment": environment,
        "draft_id": draft_id,
        "state": "reviewed",
        "version": 1,
        "changed": bump(db),
        "vendor_numbers": "[]",
        "os_uid": person.uid,
        "person": person.name,
        "full_name": person.full_name,
        "created_at": instant_text(at),
        **_columns(content),
    }
    names = ", ".join(values)
    marks = ", ".join("?" * len(values))
    cursor = db.execute(
        f"INSERT INTO purchase_order ({names}) VALUES ({marks})",  # noqa: S608
        tuple(values.values()),
    )
    order_id = cursor.lastrowid or 0
    _insert_lines(db, order_id, content.lines)
    return order_id


def _rewrite(
    db: sqlite3.Connection, order_id: int, content: Content, at: datetime, person: Person
) -> None:
    """Nothing but the age of the prices moves where the content is the same."""
    (before,) = db.execute(
        "SELECT content_sha256 FROM purchase_order WHERE id = ?", (order_id,)
    ).fetchone()
    if before == content.sha256():
        db.execute(
            "UPDATE purchase_order SET priced_at = ?, changed = ? WHERE id = ?",
            (instant_text(content.priced_at), bump(db), order_id),
        )
        return
    values = _columns(content)
    marks = ", ".join(f"{name} = ?" for name in values)
    db.execute(
        f"UPDATE purchase_order SET {marks}, version = version + 1, changed = ?, "  # noqa: S608
        "os_uid = ?, person = ?, full_name = ? WHERE id = ?",
        (*values.values(), bump(db), person.uid, person.name, person.full_name, order_id),
    )
    db.execute("DELETE FROM purchase_order_line WHERE order_id = ?", (order_id,))
    _insert_lines(db, order_id, content.lines)


def _columns(content: Content) -> dict[str, Any]:
    return {
        "vendor": content.vendor,
        "customer_id": content.ship_to.customer_id,
        "ship_to": json.dumps(asdict(content.ship_to), ensure_ascii=False),
        "currency": content.currency,
        "content_sha256": content.sha256(),
        "problems": json.dumps(content.problems, ensure_ascii=False),
        "goods": money_text(content.goods),
        "fees": money_text(content.fees),
        "before_tariff": content.before_tariff,
        "priced_at": instant_text(content.priced_at),
    }


def _insert_lines(db: sqlite3.Connection, order_id: int, lines: Iterable[FrozenLine]) -> None:
    db.executemany(
        f"INSERT INTO purchase_order_line (order_id, {_LINE}) "  # noqa: S608
        f"VALUES (?{', ?' * len(FrozenLine._fields)})",
        [
            (
                order_id,
                *line._replace(
                    unit_price=money_text(line.unit_price),  # type: ignore[arg-type]
                    fee=money_text(line.fee),  # type: ignore[arg-type]
                ),
            )
            for line in lines
        ],
    )


def _frozen(db: sqlite3.Connection, row: Sequence[Any]) -> Frozen:
    (order_id, number, environment, draft_id, state, version) = row[:6]
    (vendor, ship_to, currency, problems, priced_at, numbers, person, full_name, created) = row[6:]
    lines = db.execute(
        f"SELECT {_LINE} FROM purchase_order_line WHERE order_id = ? ORDER BY line_no",  # noqa: S608
        (order_id,),
    )
    place = json.loads(ship_to)
    content = Content(
        vendor=vendor,
        ship_to=Location(**{**place, "address": Address(**place["address"])}),
        currency=currency,
        lines=tuple(_line(cells) for cells in lines),
        problems=tuple(json.loads(problems)),
        priced_at=instant(priced_at),
    )
    return Frozen(
        id=order_id,
        number=number,
        environment=environment,
        draft_id=draft_id,
        state=state,
        version=version,
        content=content,
        vendor_numbers=tuple(json.loads(numbers)),
        person=person,
        full_name=full_name,
        created_at=instant(created),
    )


def _line(cells: Sequence[Any]) -> FrozenLine:
    line = FrozenLine(*cells)
    return line._replace(
        unit_price=None if line.unit_price is None else Decimal(line.unit_price),
        fee=Decimal(line.fee),
        ncnr=flag(line.ncnr),
        tariff=flag(line.tariff),
        marketplace=bool(line.marketplace),
    )
