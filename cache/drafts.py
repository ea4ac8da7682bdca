"""Drafts of orders: kept in the ledger, saved whole, never overwritten unseen."""

from __future__ import annotations

import asyncio
import sqlite3
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from cache.convert import breaks, breaks_text, flag, instant, instant_text, money_text
from cache.draft_changes import Content, Said, changes
from cache.draft_orders import LINE, gone, void_reviewed
from cache.leases import Lease, Leases
from cache.ledger import bump, note
from cache.places import Refusal
from cache.terms import Usual, line_terms, line_text, order_terms, order_text, usual
from cache.typed import NOT_TYPED, Typed, typed_of, typed_text
from vendors.terms import NO_LINE_TERMS, NO_ORDER_TERMS, LineTerms, OrderTerms

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
    `bonded_customer_id` names the location whose bonded row the line was taken from. A line that
    was typed and is no offer yet has no `number`: it cannot be ordered, and nothing about it is
    known but `typed`. A `quantity` of 0 was not said.
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
    terms: LineTerms = NO_LINE_TERMS
    typed: Typed = NOT_TYPED

    @property
    def known(self) -> bool:
        """Whether it is an offer of a vendor's, and not only what was typed."""
        return bool(self.number)


@dataclass(slots=True)
class Draft:
    """What somebody means to order. Lines that are not bonded ship to `customer_id`: the vendor's
    number of its location, or what the address book calls a ship-to of ours.

    `terms` hold for every order that it becomes.
    """

    id: int
    name: str
    customer_id: str | None
    lines: list[DraftLine] = field(default_factory=list)
    version: int = 1
    changed_at: datetime | None = None
    terms: OrderTerms = NO_ORDER_TERMS

    @property
    def label(self) -> str:
        return f"D-{self.id}"


class DraftHead(NamedTuple):
    """`holder`: the living session that has the draft, where it is another one."""

    id: int
    name: str
    lines: int
    changed_at: datetime
    holder: Lease | None


class Drafts:
    """The drafts of one ledger. Every change of one is one transaction.

    `leases` say which session writes in one; a session takes the lease of what it changes.
    """

    def __init__(self, ledger: Store, clock: Clock, person: Person) -> None:
        self._ledger = ledger
        self._clock = clock
        self._person = person
        self._saving = asyncio.Lock()
        self.leases = Leases(ledger, clock, person)

    async def current(self) -> Draft:
        """A draft to go on with, with its lease: of this person's open ones, and of those that no
        other session has, the one changed last; else a new one.
        """
        return await self._ledger.write(self._current)

    async def new(self, name: str = "") -> Draft:
        """An empty draft, with its lease; it ships where this person shipped to last, and how."""
        return await self._ledger.write(lambda db: self._new(db, name))

    async def usual(self) -> Usual:
        """What each ship-to brings with it: its defaults, else how the last order went there."""
        return await self._ledger.read(lambda db: usual(db, self._person.uid))

    async def open(self, draft_id: int) -> Draft:
        """Raises Refusal where there is no such draft any more."""
        return await self._ledger.read(lambda db: read_draft(db, draft_id))

    async def heads(self) -> list[DraftHead]:
        """Every open draft, the one changed last first."""
        return await self._ledger.read(self._heads)

    async def ordered(self, lines: Sequence[DraftLine]) -> set[str]:
        """The ids of those lines that an order has which is, or may be, at its vendor."""
        ids = [line.id for line in lines]

        def job(db: sqlite3.Connection) -> set[str]:
            marks = ",".join("?" * len(ids))
            found = db.execute(
                "SELECT mine.draft_line_id FROM purchase_order_line AS mine "  # noqa: S608
                "JOIN live_attempt ON live_attempt.order_id = mine.order_id "
                f"WHERE mine.draft_line_id IN ({marks})",
                ids,
            )
            return {line_id for (line_id,) in found}

        return await self._ledger.read(job)

    async def save(self, draft: Draft) -> None:
        """Write the whole draft. Raises Stale, with nothing written, where another session did, or
        took the draft over.

        Saves happen in the order of calling. One that has begun is finished even where the
        caller is cancelled, so that `draft.version` always says what stands in the ledger.
        """
        await asyncio.shield(asyncio.ensure_future(self._save(draft)))

    async def discard(self, draft_id: int) -> None:
        """Throw the draft away: it is kept, marked; numbers given to it and not used are void.

        Raises Refusal where another session has it.
        """
        await self._ledger.write(lambda db: self._discard(db, draft_id))

    def _current(self, db: sqlite3.Connection) -> Draft:
        rows = db.execute(
            "SELECT id FROM draft WHERE state = 'open' AND os_uid = ? "
            "ORDER BY changed_at DESC, id DESC",
            (self._person.uid,),
        ).fetchall()
        for (draft_id,) in rows:
            if self.leases.hold(db, draft_id).mine:
                return read_draft(db, draft_id)
        return self._new(db, "")

    def _new(self, db: sqlite3.Connection, name: str) -> Draft:
        now = self._clock.now()
        # Where this person shipped to last; the first time nobody but the person can say. A ship-to
        # that was retired since is not taken unasked.
        last = db.execute(
            "SELECT customer_id, coalesce(active, 1) FROM draft LEFT JOIN ship_to "
            "ON ship_to.place = draft.customer_id WHERE os_uid = ? AND customer_id IS NOT NULL "
            "ORDER BY changed_at DESC, draft.id DESC LIMIT 1",
            (self._person.uid,),
        ).fetchone()
        ship_to = None if last is None or not last[1] else last[0]
        terms = usual(db, self._person.uid).at(ship_to)
        at = instant_text(now)
        who = (self._person.uid, self._person.name)
        cursor = db.execute(
            "INSERT INTO draft (name, customer_id, terms, state, version, os_uid, person, "
            "created_at, changed_at) VALUES (?, ?, ?, 'open', 1, ?, ?, ?, ?)",
            (name, ship_to, order_text(terms), *who, at, at),
        )
        bump(db)
        draft_id = cursor.lastrowid or 0
        note(db, self._person, now, "draft", draft_id=draft_id, became="open", reason=name)
        self.leases.hold(db, draft_id)
        return Draft(draft_id, name, ship_to, [], 1, now, terms)

    async def _save(self, draft: Draft) -> None:
        async with self._saving:
            now = self._clock.now()
            at, terms = instant_text(now), draft.terms
            its = (draft.name, draft.customer_id, order_text(terms), at, draft.id, draft.version)
            head = (self._person.uid, self._person.name, *its)
            lines = [_row(draft.id, place, line) for place, line in enumerate(draft.lines)]
            said = Content(
                draft.name, draft.customer_id, [_said(line) for line in draft.lines], terms
            )

            def job(db: sqlite3.Connection) -> None:
                before = _content(db, draft.id)
                lease = self.leases.other(db, draft.id)
                if lease is not None:
                    raise Stale(
                        f"{lease.who} has {draft.label} now. Nothing was overwritten: t takes it "
                        "over."
                    )
                _write(db, head, lines)
                if words := changes(_called(db, before), _called(db, said)):
                    note(db, self._person, now, "draft changed", draft_id=draft.id, reason=words)

            await self._ledger.write(job)
            draft.version += 1
            draft.changed_at = instant(at)

    def _discard(self, db: sqlite3.Connection, draft_id: int) -> None:
        now = self._clock.now()
        lease = self.leases.other(db, draft_id)
        if lease is not None:
            raise Refusal(f"{lease.who} has D-{draft_id}. Nothing was thrown away.")
        done = db.execute(
            "UPDATE draft SET state = 'discarded', version = version + 1, changed_at = ? "
            "WHERE id = ? AND state = 'open'",
            (instant_text(now), draft_id),
        ).rowcount
        if not done:
            return
        db.execute("DELETE FROM draft_lease WHERE draft_id = ?", (draft_id,))
        bump(db)
        note(db, self._person, now, "draft", draft_id=draft_id, was="open", became="discarded")
        void_reviewed(db, draft_id, frozenset(), now, self._person, "the draft was discarded")

    def _heads(self, db: sqlite3.Connection) -> list[DraftHead]:
        rows = db.execute(
            "SELECT id, name, (SELECT count(*) FROM draft_line WHERE draft_id = draft.id), "
            "changed_at FROM draft WHERE state = 'open' ORDER BY changed_at DESC, id DESC"
        ).fetchall()
        return [
            DraftHead(row[0], row[1], row[2], instant(row[3]), self.leases.other(db, row[0]))
            for row in rows
        ]


def read_draft(db: sqlite3.Connection, draft_id: int) -> Draft:
    """The draft as it stands. Raises Gone where it is not open."""
    row = db.execute(
        "SELECT id, name, customer_id, version, changed_at, terms FROM draft "
        "WHERE id = ? AND state = 'open'",
        (draft_id,),
    ).fetchone()
    if row is None:
        raise gone(db, draft_id)
    lines = db.execute(
        f"SELECT {LINE} FROM draft_line WHERE draft_id = ? ORDER BY position",  # noqa: S608
        (draft_id,),
    )
    its_id, name, customer_id, version, changed_at, terms = row
    found = [_line(cells) for cells in lines]
    return Draft(its_id, name, customer_id, found, version, instant(changed_at), order_terms(terms))


def _write(db: sqlite3.Connection, head: tuple[Any, ...], lines: Sequence[tuple[Any, ...]]) -> None:
    done = db.execute(
        "UPDATE draft SET editor_uid = ?, editor = ?, name = ?, customer_id = ?, terms = ?, "
        "changed_at = ?, version = version + 1 WHERE id = ? AND version = ? AND state = 'open'",
        head,
    ).rowcount
    if not done:
        raise Stale(_why_stale(db, head[6]))
    db.execute("DELETE FROM draft_line WHERE draft_id = ?", (head[6],))
    db.executemany(
        f"INSERT INTO draft_line (draft_id, position, {LINE}) "  # noqa: S608
        f"VALUES (?, ?{', ?' * len(LINE.split(','))})",
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


def _content(db: sqlite3.Connection, draft_id: int) -> Content:
    """What stands in the ledger now, for the audit; empty where there is no such draft."""
    row = db.execute(
        "SELECT name, customer_id, terms FROM draft WHERE id = ?", (draft_id,)
    ).fetchone()
    lines = db.execute(
        "SELECT id, coalesce(nullif(number, ''), part), quantity, terms FROM draft_line "
        "WHERE draft_id = ? ORDER BY position",
        (draft_id,),
    )
    name, customer_id, terms = row or ("", None, "{}")
    said = [
        Said(line_id, number, quantity, line_terms(its)) for line_id, number, quantity, its in lines
    ]
    return Content(name, customer_id, said, order_terms(terms))


def _called(db: sqlite3.Connection, content: Content) -> Content:
    """With the code of a ship-to of our own, as people know it."""
    row = db.execute(
        "SELECT code FROM ship_to WHERE place = ? AND vendor IS NULL", (content.customer_id,)
    ).fetchone()
    return content if row is None else content._replace(customer_id=row[0])


def _said(line: DraftLine) -> Said:
    return Said(line.id, line.number or line.part, line.quantity, line.terms)


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
        line_text(line.terms),
        typed_text(line.typed),
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
    line.terms = line_terms(cells[22])
    line.typed = typed_of(cells[23])
    return line
