"""Packing lists: what came in the box of an invoice, lot by lot, and the vendor's paper of it.

An invoice is one shipment that has left, and what was in it does not change: a list that is whole
is kept and never asked again by itself. Of a vendor that goes by its own order number (TI), that
stands here for the invoice, and its list is never whole for good. Nothing is asked before somebody
opens it. The paper is not kept: it is written where the person says, and that file is theirs.
"""

from __future__ import annotations

import asyncio
import os
import sqlite3
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from cache.catalogue import JUST_NOW
from cache.convert import clean, instant, instant_text, vendor_key
from cache.exporting import new_file
from cache.facts import facts, facts_text
from cache.places import CANNOT_CREATE, Refusal
from cache.purchase_orders import vendor_name
from cache.purpose import errand
from vendors.afterwards import PackedLine, PackingList
from vendors.contract import Packer
from vendors.errors import Invalid, NotFound, Unreadable
from vendors.order_limits import packs_by_order

if TYPE_CHECKING:
    from cache.claims import Claims
    from cache.store import Store
    from vendors.contract import Clock

# A list with gaps, or none at all, may be filled in by the vendor: asked again when it is opened
# after so long.
GAPS_KEEP = timedelta(hours=1)
_WHAT = "packing list"


class Packed(NamedTuple):
    """What is known of one invoice. `at` is None where it was never asked: not the same as none.

    `whole`: every piece that was shipped is listed, so that it is kept for good. `old`: worth
    asking when somebody opens it.
    """

    invoice: str
    lines: tuple[PackedLine, ...]
    at: datetime | None
    whole: bool
    old: bool


class PackedPart(NamedTuple):
    """One line of a packing list; `lots` are its pieces by the maker's marks."""

    line: PackedLine
    lots: tuple[PackedLine, ...]


def parts_of(lines: Sequence[PackedLine]) -> list[PackedPart]:
    """The lines of one list, each once, with its lots together; in the vendor's order."""
    found: dict[tuple[str, str, str, str], list[PackedLine]] = {}
    for one in lines:
        found.setdefault((one.sales_order, one.line, one.line_id, one.number), []).append(one)
    return [PackedPart(lots[0], tuple(lots)) for lots in found.values()]


def is_whole(lines: Sequence[PackedLine]) -> bool:
    """Whether every line says what was shipped of it, and its lots come to that."""
    return bool(lines) and all(
        part.line.shipped is not None
        and sum(lot.lot_quantity or 0 for lot in part.lots) >= part.line.shipped
        for part in parts_of(lines)
    )


class Packing:
    """Lists from cache.db, and the vendors behind it once attached."""

    def __init__(self, store: Store, claims: Claims, clock: Clock) -> None:
        self._store = store
        self._claims = claims
        self._clock = clock
        self._vendors: dict[str, Packer] = {}

    def attach(self, vendors: Sequence[object]) -> None:
        """Ask these from now on, where they have packing lists."""
        self._vendors = {vendor_key(one): one for one in vendors if isinstance(one, Packer)}

    async def have(self, vendor: str, invoices: Sequence[str]) -> list[Packed]:
        """What is here of each of these, in their order. No vendor is asked."""

        def job(db: sqlite3.Connection) -> list[Packed]:
            return [
                _read(db, vendor, invoice) or Packed(invoice, (), None, whole=False, old=True)
                for invoice in map(clean, invoices)
            ]

        return [self._aged(one) for one in await self._store.read(job)]

    async def ask(self, vendor: str, invoice: str, *, anew: bool = False) -> Packed:
        """The list of an invoice: one call where it is not here whole, nor asked within the hour.

        `anew`: a person wants it asked again; only what is younger than 30 s is taken then. Raises
        VendorError; Refusal where the vendor has no packing lists or is not connected.
        """
        client, invoice = self._client(vendor), clean(invoice)

        def known(db: sqlite3.Connection, since: datetime) -> Packed | None:
            found = _read(db, vendor, invoice)
            if found is None or found.at is None:
                return None
            return found if found.at >= since or (found.whole and not anew) else None

        def keep(db: sqlite3.Connection, lines: tuple[PackedLine, ...]) -> Packed:
            return _put(db, vendor, invoice, lines, self._clock.now())

        async def ask() -> tuple[PackedLine, ...]:
            try:
                said = await _call(client, vendor, invoice)
            except NotFound:
                # DigiKey's 404 says that there is none, or none yet; which, it does not say.
                return ()
            return tuple(line for one in said for line in one.lines)

        with errand(_WHAT):
            found = await self._claims.once(
                f"{_WHAT} {vendor} {invoice}",
                known,
                ask,
                keep,
                within=JUST_NOW if anew else GAPS_KEEP,
            )
        return self._aged(found)

    async def ask_order(
        self, vendor: str, sales: Mapping[str, str], po_number: str
    ) -> dict[str, Packed]:
        """The lists of several invoices of one order in one call: what of them the vendor has.

        `sales`: each invoice with its sales order. By the sales order where there is one, which
        "receives all packing lists created for that order" (Packing List v1); where there are
        several, by our number. What did not come proves nothing: `ask` for that. Not for what is
        here whole. Raises as `ask` does.
        """
        client, wanted = self._client(vendor), list(map(clean, sales))
        numbers = {clean(number) for number in sales.values()}
        one = next(iter(numbers)) if len(numbers) == 1 else ""
        number = one or clean(po_number)
        if not number or len(wanted) < 2:
            return {}

        def known(db: sqlite3.Connection, since: datetime) -> dict[str, Packed] | None:
            found = [_read(db, vendor, invoice) for invoice in wanted]
            have = [one for one in found if one and one.at and (one.whole or one.at >= since)]
            return {one.invoice: one for one in have} if len(have) == len(wanted) else None

        def keep(
            db: sqlite3.Connection, lines: dict[str, tuple[PackedLine, ...]]
        ) -> dict[str, Packed]:
            now = self._clock.now()
            return {
                invoice: _put(db, vendor, invoice, lines[invoice], now)
                for invoice in wanted
                if invoice in lines
            }

        async def ask() -> dict[str, tuple[PackedLine, ...]]:
            try:
                if one:
                    return _by_invoice(await client.packing_lists(sales_order=one))
                return _by_invoice(await client.packing_lists(po_number=number))
            except (NotFound, Invalid, Unreadable):
                # One of them may be to blame: each is asked for by itself then.
                return {}

        with errand(_WHAT):
            found = await self._claims.once(
                f"{_WHAT} {vendor} {'order' if one else 'under'} {number}",
                known,
                ask,
                keep,
                within=JUST_NOW,
            )
        return {invoice: self._aged(one) for invoice, one in found.items()}

    async def save_paper(self, vendor: str, invoice: str, target: Path) -> None:
        """Write the vendor's own PDF into `target`, a new file, mode 0600. One call, always.

        Raises VendorError; Refusal where there is no paper, or the file cannot be made, which is
        found out before the vendor is asked as far as it can be. No file is left then.
        """
        client, invoice, name = self._client(vendor), clean(invoice), vendor_name(vendor)
        if os.path.lexists(target):
            raise Refusal(
                f"{target} is there already. Nothing was overwritten: choose another name.",
                CANNOT_CREATE,
            )
        if not target.parent.is_dir():
            raise Refusal(
                f"There is no folder {target.parent}. Nothing was written.", CANNOT_CREATE
            )
        try:
            with errand(_WHAT):
                said = await _call(client, vendor, invoice, pdf=True)
        except NotFound:
            raise Refusal(
                f"{name} has no packing list of invoice {invoice}. Nothing was written."
            ) from None
        lines = tuple(line for one in said for line in one.lines)
        if lines:
            at = self._clock.now()
            await self._store.write(lambda db: _put(db, vendor, invoice, lines, at))
        paper = next((one.pdf for one in said if one.pdf), None)
        if paper is None:
            raise Refusal(
                f"{name} has no paper for this invoice: no PDF came for {invoice}. "
                "Nothing was written."
            )
        await asyncio.to_thread(_write, target, paper)

    def _client(self, vendor: str) -> Packer:
        client = self._vendors.get(vendor)
        if client is None:
            raise Refusal(
                f"{vendor_name(vendor)} cannot be asked for packing lists yet; what is shown was "
                "stored before. Try again in a moment."
            )
        return client

    def _aged(self, found: Packed) -> Packed:
        old = found.at is None or (not found.whole and self._clock.now() - found.at > GAPS_KEEP)
        return found._replace(old=old)


async def _call(
    client: Packer, vendor: str, invoice: str, *, pdf: bool = False
) -> tuple[PackingList, ...]:
    """Ask for one list: by what the vendor goes by."""
    if packs_by_order(vendor):
        return await client.packing_lists(sales_order=invoice, pdf=pdf)
    return await client.packing_lists(invoice=invoice, pdf=pdf)


def _by_invoice(lists: Sequence[PackingList]) -> dict[str, tuple[PackedLine, ...]]:
    """Every line under the invoice that it names, else under that of its list."""
    found: dict[str, list[PackedLine]] = {}
    for one in lists:
        for line in one.lines:
            if invoice := line.invoice or one.invoice:
                found.setdefault(invoice, []).append(line)
    return {invoice: tuple(lines) for invoice, lines in found.items()}


def _write(target: Path, paper: bytes) -> None:
    with new_file(target) as file:
        file.buffer.write(paper)


def _read(db: sqlite3.Connection, vendor: str, invoice: str) -> Packed | None:
    row = db.execute(
        "SELECT body, at, whole FROM packing_list WHERE vendor = ? AND invoice = ?",
        (vendor, invoice),
    ).fetchone()
    lines = None if row is None else facts(PackedLine, row[0])
    if lines is None:
        return None
    return Packed(invoice, lines, instant(row[1]), bool(row[2]), old=False)


def _put(
    db: sqlite3.Connection,
    vendor: str,
    invoice: str,
    lines: tuple[PackedLine, ...],
    at: datetime,
) -> Packed:
    """Keep it. An answer without lines takes nothing away from a list that is whole."""
    before = _read(db, vendor, invoice)
    if not lines and before is not None and before.whole:
        return before
    # More may leave of an order; of an invoice nothing does.
    whole = is_whole(lines) and not packs_by_order(vendor)
    db.execute(
        "INSERT OR REPLACE INTO packing_list (vendor, invoice, whole, at, body) "
        "VALUES (?, ?, ?, ?, ?)",
        (vendor, invoice, int(whole), instant_text(at), facts_text(lines)),
    )
    return Packed(invoice, lines, at, whole, old=False)
