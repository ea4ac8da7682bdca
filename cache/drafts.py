"""Drafts of orders: kept in the ledger, saved whole, never overwritten unseen."""

from __future__ import annotations

import asyncio
import sqlite3
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from cache.convert import breaks, breaks_text, flag, instant, instant_text, money_text
from cache.ledger import bump, move
from cache.places import Refusal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cache.people import Person
    from cache.store import Store
    from vendors.contract import Clock
    from vendors.vocabulary import PriceBreak


class Stale(Exception):
    """Another session changed the draft meanwhile. Nothing was overwritten."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(slots=True)
class DraftLine:
    """One line of a draft, with the offer as it was when it was added.

    `id` is made by whoever adds the line and stays with it into the purchase order.
    `bonded_customer_id` names the location whose bonded row the line was taken from.
    """

    id: str
    vendor: str
    number: str
    part: str
    maker: str
    description: str
    packaging: str
    packaging_text: str
    quantity: int
    unit_price: Decimal | None
    currency: str
    fee: Decimal
    moq: int
    multiple: int
    maximum: int | None
    breaks: tuple[PriceBreak, ...]
    stock: int | None
    ncnr: bool | None
    tariff: bool | None
    marketplace: bool
    bonded_customer_id: str | None
    priced_at: datetime


@dataclass(slots=True)
class Draft:
    """What somebody means to order. Lines that are not bonded ship to `customer_id`."""

    id: int
    name: str
    customer_id: str | None
    lines: list[DraftLine] = field(default_factory=list)
    version: int = 1
    changed_at: datetime | None = None

    @property
    def label(self) -> str:
        return f"D-{self.id}"


class DraftHead(NamedTuple):
    id: int
    name: str
    lines: int
    changed_at: datetime


_COLUMNS = (
    "id, vendor, number, part, maker, description, packaging, packaging_text, quantity, "
    "unit_price, currency, fee, moq, multiple, maximum, breaks, stock, ncnr, tariff, marketplace, "
    "bonded_customer_id, priced_at"
)


class Drafts:
    """The drafts of one ledger. Every change of one is one transaction."""

    def __init__(self, ledger: Store, clock: Clock, person: Person) -> None:
        self._ledger = ledger
        self._clock = clock
        self._person = person
        self._saving = asyncio.Lock()

    async def current(self) -> Draft:
        """The open draft that was changed last, or a new one where none is open."""
        return await self._ledger.write(self._current)

    async def new(self, name: str = "") -> Draft:
        return await self._ledger.write(lambda db: self._new(db, name))

    async def open(self, draft_id: int) -> Draft:
        """Raises Refusal where there is no such draft any more."""
        return await self._ledger.read(lambda db: read_draft(db, draft_id))

    async def heads(self) -> list[DraftHead]:
        """Every open draft, the one changed last first."""
        return await self._ledger.read(_heads)

    async def save(self, draft: Draft) -> None:
        """Write the whole draft. Raises Stale, with nothing written, where another session did.

        Saves happen in the order of calling. One that has begun is finished even where the
        caller is cancelled, so that `draft.version` always says what stands in the ledger.
        """
        await asyncio.shield(asyncio.ensure_future(self._save(draft)))

    async def discard(self, draft_id: int) -> None:
        """Throw the draft away: it is kept, marked; numbers given to it and not used are void."""
        await self._ledger.write(lambda db: self._discard(db, draft_id))

    def _current(self, db: sqlite3.Connection) -> Draft:
        row = db.execute(
            "SELECT id FROM draft WHERE state = 'open' ORDER BY changed_at DESC, id DESC LIMIT 1"
        ).fetchone()
        return self._new(db, "") if row is None else read_draft(db, row[0])

    def _new(self, db: sqlite3.Connection, name: str) -> Draft:
        now = self._clock.now()
        # Where this person shipped to last; the first time nobody but the person can say.
        last = db.execute(
            "SELECT customer_id FROM draft WHERE os_uid = ? AND customer_id IS NOT NULL "
            "ORDER BY changed_at DESC, id DESC LIMIT 1",
            (self._person.uid,),
        ).fetchone()
        ship_to = None if last is None else last[0]
        at = instant_text(now)
        cursor = db.execute(
            "INSERT INTO draft (name, customer_id, state, version, os_uid, person, created_at, "
            "changed_at) VALUES (?, ?, 'open', 1, ?, ?, ?, ?)",
            (name, ship_to, self._person.uid, self._person.name, at, at),
        )
        bump(db)
        return Draft(cursor.lastrowid or 0, name, ship_to, [], 1, now)

    async def _save(self, draft: Draft) -> None:
        async with self._saving:
            now = instant_text(self._clock.now())
            head = (draft.name, draft.customer_id, now, draft.id, draft.version)
            lines = [_row(draft.id, place, line) for place, line in enumerate(draft.lines)]
            await self._ledger.write(lambda db: _write(db, head, lines))
            draft.version += 1
            draft.changed_at = instant(now)

    def _discard(self, db: sqlite3.Connection, draft_id: int) -> None:
        now = self._clock.now()
        db.execute(
            "UPDATE draft SET state = 'discarded', version = version + 1, changed_at = ? "
            "WHERE id = ? AND state = 'open'",
            (instant_text(now), draft_id),
        )
        bump(db)
        void_reviewed(db, draft_id, frozenset(), now, self._person, "the draft was discarded")


def read_draft(db: sqlite3.Connection, draft_id: int) -> Draft:
    """The draft as it stands. Raises Refusal where it is not open."""
    row = db.execute(
        "SELECT id, name, customer_id, version, changed_at FROM draft "
        "WHERE id = ? AND state = 'open'",
        (draft_id,),
    ).fetchone()
    if row is None:
        raise Refusal(
            f"Draft D-{draft_id} is no longer open: it was ordered or thrown away. "
            "Nothing was changed; press d for the drafts that are."
        )
    lines = db.execute(
        f"SELECT {_COLUMNS} FROM draft_line WHERE draft_id = ? ORDER BY position",  # noqa: S608
        (draft_id,),
    )
    return Draft(row[0], row[1], row[2], [_line(cells) for cells in lines], row[3], instant(row[4]))


def void_reviewed(
    db: sqlite3.Connection,
    draft_id: int,
    keep: frozenset[int],
    at: datetime,
    person: Person,
    reason: str,
) -> None:
    """Void the numbers of a draft that were given and never used, except orders in `keep`."""
    rows = db.execute(
        "SELECT id FROM purchase_order WHERE draft_id = ? AND state = 'reviewed'", (draft_id,)
    ).fetchall()
    for (order_id,) in rows:
        if order_id not in keep:
            move(db, order_id, "void", reason=reason, at=at, person=person)


def take_out(db: sqlite3.Connection, order_id: int, at: datetime) -> None:
    """Take the lines of an order that may be at the vendor out of its draft. Run inside a write.

    A line that left cannot be reviewed, and so not ordered, again. A draft with no line left is
    ordered.
    """
    row = db.execute("SELECT draft_id FROM purchase_order WHERE id = ?", (order_id,)).fetchone()
    if row is None or row[0] is None:
        return
    removed = db.execute(
        "DELETE FROM draft_line WHERE draft_id = ? AND id IN "
        "(SELECT draft_line_id FROM purchase_order_line WHERE order_id = ?)",
        (row[0], order_id),
    ).rowcount
    if removed:
        db.execute(
            "UPDATE draft SET version = version + 1, changed_at = ?, state = CASE WHEN EXISTS "
            "(SELECT 1 FROM draft_line WHERE draft_id = draft.id) THEN state ELSE 'ordered' END "
            "WHERE id = ?",
            (instant_text(at), row[0]),
        )


def put_back(db: sqlite3.Connection, order_id: int, at: datetime) -> None:
    """Put the lines of an order that was taken for placed, and was not, back into its draft.

    Behind its other lines, as they were frozen. What an order does not keep of an offer (minimum,
    multiple, price breaks, stock) is asked anew by the next review, as always. A draft that counts
    as ordered is open again. Run inside a write.
    """
    row = db.execute("SELECT draft_id FROM purchase_order WHERE id = ?", (order_id,)).fetchone()
    if row is None or row[0] is None:
        return
    db.execute(
        f"INSERT OR IGNORE INTO draft_line (draft_id, position, {_COLUMNS}) "  # noqa: S608
        "SELECT head.draft_id, (SELECT coalesce(max(position), -1) FROM draft_line "
        "WHERE draft_id = head.draft_id) + mine.line_no, mine.draft_line_id, head.vendor, "
        "mine.number, mine.part, mine.maker, mine.description, mine.packaging, "
        "mine.packaging_text, mine.quantity, mine.unit_price, head.currency, mine.fee, 1, 1, NULL, "
        "'[]', NULL, mine.ncnr, mine.tariff, mine.marketplace, mine.bonded_customer_id, "
        "head.priced_at FROM purchase_order AS head JOIN purchase_order_line AS mine "
        "ON mine.order_id = head.id WHERE head.id = ?",
        (order_id,),
    )
    db.execute(
        "UPDATE draft SET version = version + 1, changed_at = ?, "
        "state = CASE state WHEN 'ordered' THEN 'open' ELSE state END WHERE id = ?",
        (instant_text(at), row[0]),
    )


def _write(db: sqlite3.Connection, head: tuple[Any, ...], lines: Sequence[tuple[Any, ...]]) -> None:
    done = db.execute(
        "UPDATE draft SET name = ?, customer_id = ?, changed_at = ?, version = version + 1 "
        "WHERE id = ? AND version = ? AND state = 'open'",
        head,
    ).rowcount
    if not done:
        raise Stale(_why_stale(db, head[3]))
    db.execute("DELETE FROM draft_line WHERE draft_id = ?", (head[3],))
    db.executemany(
        f"INSERT INTO draft_line (draft_id, position, {_COLUMNS}) "  # noqa: S608
        f"VALUES (?, ?{', ?' * len(_COLUMNS.split(','))})",
        lines,
    )
    bump(db)


def _why_stale(db: sqlite3.Connection, draft_id: int) -> str:
    row = db.execute("SELECT state FROM draft WHERE id = ?", (draft_id,)).fetchone()
    state = row[0] if row else "missing"
    if state == "open":
        return (
            f"Draft D-{draft_id} was changed in another session. Nothing was overwritten: "
            "press d and open it again to see the change."
        )
    return (
        f"Draft D-{draft_id} is {state} by now. Nothing was changed: press n for a new draft "
        "or d for the open ones."
    )


def _heads(db: sqlite3.Connection) -> list[DraftHead]:
    rows = db.execute(
        "SELECT id, name, (SELECT count(*) FROM draft_line WHERE draft_id = draft.id), changed_at "
        "FROM draft WHERE state = 'open' ORDER BY changed_at DESC, id DESC"
    )
    return [DraftHead(row[0], row[1], row[2], instant(row[3])) for row in rows]


def _row(draft_id: int, position: int, line: DraftLine) -> tuple[Any, ...]:
    return (
        draft_id,
        position,
        line.id,
        line.vendor,
        line.number,
        line.part,
        line.maker,
        line.description,
        str(line.packaging),
        line.packaging_text,
        line.quantity,
        money_text(line.unit_price),
        line.currency,
        money_text(line.fee),
        line.moq,
        line.multiple,
        line.maximum,
        breaks_text(line.breaks),
        line.stock,
        line.ncnr,
        line.tariff,
        line.marketplace,
        line.bonded_customer_id,
        instant_text(line.priced_at),
    )


def _line(cells: tuple[Any, ...]) -> DraftLine:
    line = DraftLine(*cells)
    # What SQLite has no type for stands there as text, and a yes or no as 1 or 0.
    line.unit_price = None if cells[9] is None else Decimal(cells[9])
    line.fee = Decimal(cells[11])
    line.breaks = breaks(cells[15])
    line.ncnr = flag(cells[17])
    line.tariff = flag(cells[18])
    line.marketplace = bool(cells[19])
    line.priced_at = instant(cells[21])
    return line
