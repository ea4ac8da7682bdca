"""What came in the boxes of an order: by invoice every line, its lots and date codes, the paper."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from cache.places import Refusal
from cache.purchase_orders import vendor_name
from tui.files import folder, in_a_name, typed_path
from tui.screens.marks import Mark, MarkedSheet, Row, blank, rows_of
from tui.screens.sheet import pair, paragraph
from tui.text import UNKNOWN, age, counted, fit, pieces
from tui.widgets.lines import Line
from tui.widgets.prompts import NamePrompt
from vendors.errors import Invalid, Unreadable, VendorError
from vendors.order_limits import packs_by_order

if TYPE_CHECKING:
    from datetime import datetime

    from cache.order_detail import OrderDetail
    from cache.packing import Packed, PackedPart
    from tui.room import Room

_NAMES = 13
_LONGEST_PATH = 1000


def invoices_of(detail: OrderDetail) -> list[str]:
    """The invoices of its shipments, each once, in the vendor's order; of a vendor that goes by its
    order number that one, once anything has left.
    """
    if packs_by_order(detail.vendor):
        sales = (one for order in detail.vendor_orders for one in order.sales_orders)
        left = [one for one in sales if any(line.shipped or line.shipments for line in one.lines)]
        return list(dict.fromkeys(one.number for one in left if one.number))
    named = (one.shipment.invoice for one in detail.shipments)
    return list(dict.fromkeys(invoice for invoice in named if invoice))


def why_not_packing(detail: OrderDetail) -> str | None:
    """Why there is nothing to open; None where there is."""
    name = vendor_name(detail.vendor)
    if invoices_of(detail):
        return None
    if detail.shipments:
        return f"{name} has not named an invoice of its shipments yet: F5 in the history asks"
    return f"nothing has left {name} yet, as far as it told: F5 in the history asks"


async def open_packing(room: Room, detail: OrderDetail) -> None:
    """Show what is here, and ask beside the keys for what is not. Raises Refusal."""
    sheet = PackingSheet(room, detail)
    await sheet.read()
    room.show_sheet(sheet)
    sheet.begin()


class PackingSheet(MarkedSheet):
    """Opened by one key from an order of which something was shipped."""

    places: tuple[str, ...] = ("packing", "sheet")
    tall = True

    def __init__(self, room: Room, detail: OrderDetail) -> None:
        super().__init__(room)
        self.title = f"{detail.number} · packing lists"
        self._detail = detail
        self._packed: dict[str, Packed] = {}
        self._failed: dict[str, str] = {}
        self._asking: frozenset[str] = frozenset()
        self._over = False
        # The line on which each invoice begins, and its number.
        self._begins: list[tuple[int, str]] = []

    async def read(self) -> None:
        """What is in the local store. Asks no vendor. Raises Refusal."""
        invoices = invoices_of(self._detail)
        have = await self._room.services.packing.have(self._detail.vendor, invoices)
        self._packed = {one.invoice: one for one in have}

    async def again(self) -> None:
        detail = await self._room.services.orders.detail(self._detail.rowid)
        if invoices_of(detail) != invoices_of(self._detail):
            self._detail = detail
            await self.read()
            self._room.redraw_sheet()

    def closed(self) -> None:
        self._over = True

    # -- drawing

    def rows(self, width: int) -> Sequence[Row]:
        now = self._room.now()
        rows: list[Row] = []
        self._begins = []
        for packed in self._packed.values():
            if rows:
                rows.append(blank())
            self._begins.append((len(rows), packed.invoice))
            rows += self._invoice_rows(packed, now, width)
        bare = sum(not one.shipment.invoice for one in self._detail.shipments)
        if bare and not packs_by_order(self._detail.vendor):
            name = vendor_name(self._detail.vendor)
            words = f"{name} has not named the invoice of {counted(bare, 'shipment')} yet."
            rows += [blank(), *rows_of(paragraph(words, width))]
        return rows

    def _invoice_rows(self, packed: Packed, now: datetime, width: int) -> list[Row]:
        from cache.packing import parts_of

        sales = list(dict.fromkeys(one.sales_order for one in packed.lines if one.sales_order))
        under = f"   sales order {', '.join(sales)}" if sales else ""
        under = "" if sales == [packed.invoice] else under
        head: Line = [(fit(f"{self._kind} {packed.invoice}{under}", width), "head")]
        rows = rows_of([head], Mark(packed.invoice))
        failed = self._failed.get(packed.invoice, "")
        if failed:
            rows += rows_of(paragraph(failed, width, "warn"))
        rows += rows_of(paragraph(self._status(packed, now), width))
        for part in parts_of(packed.lines):
            rows += [blank(), *_part_rows(part, width)]
        return rows

    def _status(self, packed: Packed, now: datetime) -> str:
        """How old it is, and whether it is ever asked again."""
        name = vendor_name(self._detail.vendor)
        asking = packed.invoice in self._asking
        if packed.at is None:
            return f"asking {name} …" if asking else f"{name} is not asked yet: F5 asks"
        old = age(packed.at, now)
        again = f"; asking {name} again …" if asking else ""
        if not packed.lines:
            said = f"{name} has no packing list of this {self._kind} (yet)"
            return f"{said}, as it said {old} ago{again}"
        if packed.whole:
            return f"as {name} said {old} ago; kept, since an invoice does not change{again}"
        if packs_by_order(self._detail.vendor):
            return f"as {name} said {old} ago; opened in an hour, it is asked again{again}"
        gaps = "not every piece is listed: opened in an hour, it is asked again"
        return f"as {name} said {old} ago; {gaps}{again}"

    @property
    def _kind(self) -> str:
        """What a list is of."""
        return "order" if packs_by_order(self._detail.vendor) else "invoice"

    @property
    def _invoice(self) -> str:
        """The invoice that the cursor stands in."""
        here = self.cursor_line or 0
        return next((one for place, one in reversed(self._begins) if place <= here), "")

    # -- what is asked

    def begin(self) -> None:
        """Ask for what is not here, beside the keys; nothing where all of it is."""
        wanted = [one.invoice for one in self._packed.values() if one.old]
        if wanted:
            self._ask_beside(wanted, anew="")

    def _ask_beside(self, invoices: Sequence[str], anew: str) -> None:
        job = partial(self._ask, invoices, anew)
        self._room.work(job, "packing", alone=False, asks=self._detail.vendor)

    async def _ask(self, invoices: Sequence[str], anew: str) -> None:
        """One call for several of them, and one each for what did not come with it.

        `anew` is the one that is asked by itself, whatever is here of it. What only one answer is
        to blame for does not keep the others from being asked.
        """
        if self._asking:
            return
        first: VendorError | Refusal | None = None
        try:
            came = await self._ask_together([one for one in invoices if one != anew])
            for invoice in invoices:
                if self._over:
                    break
                if invoice in came:
                    continue
                self._asking = frozenset((invoice,))
                self._failed.pop(invoice, None)
                self._redraw()
                try:
                    self._packed[invoice] = await self._room.services.packing.ask(
                        self._detail.vendor, invoice, anew=invoice == anew
                    )
                except (VendorError, Refusal) as error:
                    self._failed[invoice] = (
                        error.in_full if isinstance(error, VendorError) else error.sentence
                    )
                    first = first or error
                    if not isinstance(error, (Unreadable, Invalid)):
                        break
        finally:
            self._asking = frozenset()
            self._redraw()
        if first is not None:
            raise first

    async def _ask_together(self, invoices: Sequence[str]) -> frozenset[str]:
        """Which of them came in one call. Raises VendorError and Refusal, which stand at each."""
        if len(invoices) < 2:
            return frozenset()
        detail, self._asking = self._detail, frozenset(invoices)
        for invoice in invoices:
            self._failed.pop(invoice, None)
        self._redraw()
        sales = {one.shipment.invoice: one.sales_order for one in detail.shipments}
        po_number = next((one.po_number for one in detail.vendor_orders if one.po_number), "")
        try:
            found = await self._room.services.packing.ask_order(
                detail.vendor, {invoice: sales.get(invoice, "") for invoice in invoices}, po_number
            )
        except (VendorError, Refusal) as error:
            said = error.in_full if isinstance(error, VendorError) else error.sentence
            self._failed[invoices[0]] = said
            raise
        self._packed.update(found)
        return frozenset(found)

    def _redraw(self) -> None:
        if not self._over:
            self._room.redraw_sheet()

    # -- keys

    def why_not_refresh(self) -> str | None:
        return "it is being asked for: a moment" if self._asking else None

    def do_refresh(self) -> None:
        """The invoice under the cursor anew, and what is missing of the others."""
        here = self._invoice
        others = [one.invoice for one in self._packed.values() if one.old and one.invoice != here]
        self._ask_beside([here, *others] if here else others, anew=here)

    def why_not_paper(self) -> str | None:
        return None if self._invoice else "there is no invoice here"

    def do_paper(self) -> None:
        invoice = self._invoice
        name = f"packing-{in_a_name(invoice)}.pdf"
        self._room.ask(
            NamePrompt(
                "PDF into",
                name,
                f"in {folder()}; one call to {vendor_name(self._detail.vendor)}",
                lambda text: self._save(invoice, text or name),
                limit=_LONGEST_PATH,
            )
        )

    def _save(self, invoice: str, text: str) -> None:
        target = typed_path(text)
        self._room.work(
            partial(self._saved, invoice, target),
            "paper",
            f"asking {vendor_name(self._detail.vendor)} for the paper of {invoice} …",
            alone=False,
        )

    async def _saved(self, invoice: str, target: Path) -> None:
        services, vendor = self._room.services, self._detail.vendor
        await services.packing.save_paper(vendor, invoice, target)
        self._room.say(f"the packing list of {self._kind} {invoice} is written to {target}")
        if not self._over:
            # Its lines came along.
            await self.read()
            self._redraw()


def _part_rows(part: PackedPart, width: int) -> list[Row]:
    line = part.line
    head = "  ".join(text for text in (line.part, line.number, line.maker) if text)
    rows = rows_of(
        [[(fit(f"  {head or UNKNOWN}", width), "strong")]], Mark(line.number or line.part)
    )

    def fact(name: str, value: str, mark: str = "") -> None:
        lines: list[Line] = [[("  ", "dim"), *one] for one in pair(name, value, width - 2, _NAMES)]
        rows.extend(rows_of(lines, Mark(mark) if mark else None))

    if line.description:
        fact("description", line.description)
    fact("customer part", line.customer_part or UNKNOWN, line.customer_part)
    fact("line id", line.line_id or UNKNOWN, line.line_id)
    fact(
        "pieces",
        f"ordered {pieces(line.ordered)} · shipped {pieces(line.shipped)} · "
        f"backordered {pieces(line.backordered)}",
    )
    fact("origin", line.country or UNKNOWN, line.country)
    fact("ECCN", line.eccn or UNKNOWN, line.eccn)
    fact("HTSUS", line.htsus or UNKNOWN, line.htsus)
    for lot in part.lots:
        words = f"{pieces(lot.lot_quantity):>9}   date code {lot.date_code or UNKNOWN:<12} lot "
        copied = lot.lot or lot.date_code
        rows += rows_of(
            [[(fit(f"  {words}{lot.lot or UNKNOWN}", width), "text")]],
            Mark(copied, f"{'lot' if lot.lot else 'date code'} {copied}") if copied else None,
        )
    return rows
