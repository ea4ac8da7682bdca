"""Orders as lists: the history, one order whole, its packing lists, what the warehouse knows."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from cache.orders import is_late, shown_state
from cache.purchase_orders import SELLERS, vendor_name
from cache.rows import PAGE
from cache.status_words import state_words
from tui.cli.command import Asked
from tui.cli.finding_orders import row_of
from tui.cli.listing_common import moment, number_of
from tui.cli.partly import Hearing
from tui.cli.spoken import spoken
from tui.cli.table_output import Column, Row, Section
from tui.cli.words import Misused, complain
from tui.text import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cache.order_detail import Event, OrderDetail
    from cache.orders import OrderRow
    from cache.pairing import LinePair
    from cache.services import Services
    from vendors.afterwards import PackedLine

_LIMIT = 1000
_ORDERS = (
    Column("number", "order"),
    Column("vendor", "vendor"),
    Column("vendor_numbers", "vendor's number"),
    Column("shown_as", "state"),
    Column("state", ""),
    Column("status", ""),
    Column("goods_shipped", "shipped", "number"),
    Column("goods_ordered", "of lines", "number"),
    Column("due", "due", "day"),
    Column("next_date", "next", "day"),
    Column("late", "late", "flag"),
    Column("total", "total", "money"),
    Column("currency", ""),
    Column("entered_at", "entered", "instant"),
    Column("buyer", "buyer"),
    Column("confirmation", "confirmed"),
    Column("differs", "differ", "number"),
    Column("news", "news"),
    Column("ours", "ours", "flag"),
    Column("fetched_at", "fetched", "instant"),
)
_LINES = (
    Column("line", "#", "number"),
    Column("part", "part"),
    Column("number", "number"),
    Column("quantity", "ordered", "number"),
    Column("vendor_quantity", "at vendor", "number"),
    Column("shipped", "shipped", "number"),
    Column("backordered", "backorder", "number"),
    Column("unit_price", "each", "price"),
    Column("total", "total", "money"),
    Column("currency", ""),
    Column("packaging", "pack"),
    Column("ncnr", "NCNR", "flag"),
    Column("bonded", "bonded", "flag"),
    Column("vendor_reference", "vendor has as"),
)
_SHIPMENTS = (
    Column("sales_order", "sales order"),
    Column("number", "number"),
    Column("quantity", "pieces", "number"),
    Column("shipped_at", "left", "instant"),
    Column("expected", "expected", "day"),
    Column("tracking", "tracking"),
    Column("invoice", "invoice"),
)
_ATTEMPTS = (
    Column("n", "#", "number"),
    Column("state", "became"),
    Column("person", "who"),
    Column("created_at", "begun", "instant"),
    Column("sent_at", "sent", "instant"),
    Column("ended_at", "ended", "instant"),
    Column("http_status", "HTTP"),
    Column("request_id", "request"),
    Column("message", "what was said"),
)
_DIFFERENCES = (
    Column("line", "#", "number"),
    Column("what", "what"),
    Column("ours", "ordered"),
    Column("theirs", "at the vendor"),
    Column("words", "in words"),
    Column("noted", "taken note of"),
)
_CHANGES = (
    Column("id", "#", "number"),
    Column("line_no", "line", "number"),
    Column("words", "change"),
    Column("state", "became"),
    Column("person", "who"),
    Column("created_at", "begun", "instant"),
    Column("message", "what was said"),
)
_NEWS = (Column("at", "at", "instant"), Column("kind", "kind"), Column("words", "what changed"))
_EVENTS = (
    Column("at", "at", "instant"),
    Column("what", "what"),
    Column("was", "was"),
    Column("became", "became"),
    Column("reason", "why"),
    Column("person", "who"),
    Column("origin", "from"),
)
_PACKED = (
    Column("invoice", "invoice"),
    Column("sales_order", "sales order"),
    Column("line_id", "our line"),
    Column("part", "part"),
    Column("number", "number"),
    Column("shipped", "shipped", "number"),
    Column("backordered", "backorder", "number"),
    Column("lot_quantity", "in lot", "number"),
    Column("lot", "lot"),
    Column("date_code", "date code"),
    Column("country", "country"),
    Column("customer_part", "your number"),
    Column("eccn", "ECCN"),
    Column("htsus", "HTSUS"),
)
_INBOUND = (
    Column("number", "order"),
    Column("vendor", "vendor"),
    Column("keeper", "warehouse"),
    Column("shown_as", "state"),
    Column("state", ""),
    Column("lines_received", "received", "number"),
    Column("lines", "of lines", "number"),
    Column("expected_on", "expected", "day"),
    Column("inbound_number", "its number"),
    Column("waits", "waits for"),
)
_INBOUND_LINES = (
    Column("sku", "SKU"),
    Column("supplier_part", "part"),
    Column("quantity", "pieces", "number"),
    Column("received", "received", "number"),
    Column("rejected", "rejected", "number"),
    Column("on_hand", "on hand", "number"),
    Column("cost", "cost", "price"),
    Column("currency", ""),
)
_STEPS = (
    Column("n", "#", "number"),
    Column("step", "step"),
    Column("state", "became"),
    Column("words", "in words"),
    Column("person", "who"),
    Column("created_at", "begun", "instant"),
    Column("ended_at", "ended", "instant"),
)


async def orders(asked: Asked) -> int:
    """The history, or what the words find in it."""
    text, limit = " ".join(asked.many("words")), number_of(asked, "limit", _LIMIT)
    hearing = Hearing()
    async with asked.opened() as services, asked.linked(services) as link:
        if asked.flag("refresh"):
            await link.connect()
            hearing.unasked(link.amiss, SELLERS)
            for unread in await asyncio.gather(
                *(
                    hearing.of(vendor, services.orders.refresh(vendor))
                    for vendor in SELLERS
                    if vendor in link.ready
                )
            ):
                if unread:
                    complain(unread)
        found = await services.orders.all_rows(text)
        rows = [row for at in range(min(limit, len(found))) if (row := found.row(at))]
        today = services.clock.now().date()
        fetched = services.orders.fetched_at
    notes = [counted(len(found), "order") + (f", the first {limit}" if len(found) > limit else "")]
    if fetched is None:
        notes.append("No vendor was asked for them yet: --refresh asks.")
    status = asked.out.rows(
        "orders",
        _ORDERS,
        [_order_row(row) | {"late": is_late(row, today)} for row in rows],
        empty="No order is found. --refresh asks the vendors.",
        notes=notes,
    )
    return hearing.status(status)


async def order_show(asked: Asked) -> int:
    """One order whole, or one part of that."""
    async with asked.opened() as services, asked.linked(services) as link:
        row = await row_of(services, asked.text("number"))
        if asked.flag("refresh"):
            await link.connect((row.vendor,))
            if unread := await services.orders.refresh(row.vendor):
                complain(unread)
            row = await row_of(services, asked.text("number"))
        detail = await services.orders.detail(row.rowid)
    # Sums are for programs: a person, or who reads the table aloud, cannot tell one from another.
    sums = asked.out.form != "table"
    return _whole_or_part(asked, "order", _sections(detail, sums=sums), _about(row, detail))


def _whole_or_part(
    asked: Asked, schema: str, sections: Sequence[Section], about: dict[str, Any]
) -> int:
    """What `--tab` says of an order: all of it, or one of its tables."""
    tab = asked.text("tab")
    if tab == "all":
        return asked.out.sections(schema, sections, empty="", about=about)
    (section,) = [one for one in sections if one.name == tab]
    empty = f"{about['number']} has none of that ({tab})."
    return asked.out.rows(f"{schema}.{tab}", section.columns, section.rows, empty=empty)


async def packing(asked: Asked) -> int:
    """What came in the boxes of an order."""
    from tui.screens.packing import invoices_of, why_not_packing

    async with asked.opened() as services, asked.linked(services) as link:
        row = await row_of(services, asked.text("number"))
        detail = await services.orders.detail(row.rowid)
        invoices = invoices_of(detail)
        if asked.flag("ask"):
            await link.connect((row.vendor,))
            for invoice in invoices:
                await services.packing.ask(detail.vendor, invoice)
        packed = await services.packing.have(detail.vendor, invoices)
    rows = [_packed_row(line) for one in packed for line in one.lines]
    missing = [one.invoice for one in packed if one.at is None]
    name = vendor_name(detail.vendor)
    notes = [f"{name} was not asked for {', '.join(missing)}: --ask asks."] if missing else []
    empty = notes[0] if notes else f"{name} has no packing list of {detail.number} (yet)."
    if why_not := why_not_packing(detail):
        empty = spoken(f"{why_not[:1].upper()}{why_not[1:]}.")
    return asked.out.rows("packing", _PACKED, rows, empty=empty, notes=notes)


async def inbound(asked: Asked) -> int:
    """What the warehouses know: of every order, or of one whole."""
    number = asked.text("number")
    async with asked.opened() as services:
        if number:
            return await _inbound_one(asked, services, number)
        if asked.text("tab") != "all":
            raise Misused("--tab is of one order: say its number")
        rows = await _inbound_rows(services)
    empty = "No warehouse was told of an order."
    return asked.out.rows("inbound", _INBOUND, rows, empty=empty)


async def _inbound_rows(services: Services) -> list[Row]:
    found = await services.orders.all_rows("")
    rows: list[Row] = []
    for start in range(0, len(found), PAGE):
        page = [found.row(at) for at in range(start, min(start + PAGE, len(found)))]
        ours = {row.order_id: row for row in page if row is not None and row.order_id is not None}
        for order_id, its in services.inbound_rows(list(ours)).items():
            order = ours[order_id]
            rows.append(_inbound_row(order, its))
    return rows


async def _inbound_one(asked: Asked, services: Services, number: str) -> int:
    row = await row_of(services, number)
    standing = None
    if row.order_id is not None:
        standing = await services.inbound.standing(row.order_id)
    if standing is None:
        return asked.out.rows(
            "inbound", _INBOUND, [], empty=f"No warehouse was told of {row.number}."
        )
    seen = standing.seen
    currency = seen.plan.currency if seen else ""
    lines = [_fields(line) | {"currency": currency} for line in seen.plan.lines] if seen else []
    steps = [_fields(one) for one in standing.attempts]
    about = _inbound_row(row, standing.row) | {
        "supplier": seen.supplier_name if seen else "",
        "seen_at": standing.seen_at,
        "looked_at": standing.looked_at,
        "looked_said": standing.looked_said,
    }
    sections = [Section("lines", _INBOUND_LINES, lines), Section("steps", _STEPS, steps)]
    return _whole_or_part(asked, "inbound.order", sections, about)


# -- rows ------------------------------------------------------------------------------------------


def _order_row(row: OrderRow) -> dict[str, Any]:
    return {
        **row._asdict(),
        "shown_as": shown_state(row)[1],
        "ours": bool(row.ours),
        "entered_at": moment(row.entered_at),
        "fetched_at": moment(row.fetched_at),
    }


def _inbound_row(order: OrderRow, its: Any) -> dict[str, Any]:
    from cache.inbound_rows import inbound_words

    shown = inbound_words(its.state)[1]
    return {"number": order.number, "vendor": order.vendor, "shown_as": shown, **its._asdict()}


def _about(row: OrderRow, detail: OrderDetail) -> dict[str, Any]:
    delivery, delivery_currency = detail.delivery or (None, "")
    return {
        "number": detail.number,
        "vendor": detail.vendor,
        "state": state_words(detail.state, row.status, noted=not row.urgent)[1],
        "vendor_numbers": detail.vendor_numbers,
        "ship_to": detail.code or (detail.ship_to.customer_id if detail.ship_to else ""),
        "buyer": detail.buyer,
        "goods": detail.goods,
        "fees": detail.fees,
        "currency": detail.currency,
        "delivery": delivery,
        "delivery_currency": delivery_currency,
        "before_tariff": detail.before_tariff,
        "draft": f"D-{detail.draft_id}" if detail.draft_id else "",
        "entered_at": detail.entered_at,
        "fetched_at": detail.fetched_at,
        "unread": list(detail.unread),
        "elsewhere": detail.elsewhere,
    }


def _sections(detail: OrderDetail, *, sums: bool) -> list[Section]:
    differences = detail.confirmation.differences if detail.confirmation else ()
    return [
        Section("lines", _LINES, [_line_row(one, detail.currency) for one in detail.lines]),
        Section(
            "shipments",
            _SHIPMENTS,
            [
                {**_fields(one.shipment), "sales_order": one.sales_order, "number": one.number}
                for one in detail.shipments
            ],
        ),
        Section("attempts", _ATTEMPTS, [one._asdict() for one in detail.attempts]),
        Section(
            "differences",
            _DIFFERENCES,
            [
                {
                    **one._asdict(),
                    "line": one.line_no,
                    "noted": one.acknowledged.reason if one.acknowledged else "",
                }
                for one in differences
            ],
        ),
        Section(
            "changes", _CHANGES, [one._asdict() | {"words": one.words} for one in detail.changes]
        ),
        Section("news", _NEWS, [one._asdict() for one in detail.news]),
        Section(
            "events",
            _EVENTS,
            [(one if sums else _sumless(one))._asdict() for one in detail.events],
        ),
    ]


def _sumless(event: Event) -> Event:
    """As an event of the audit that says nothing of the content before and after."""
    summed = event.became.startswith("sha256 ")
    return event._replace(was="", became="") if summed else event


def _line_row(pair: LinePair, currency: str) -> dict[str, Any]:
    ours, theirs = pair.ours, pair.theirs
    first = theirs[0] if theirs else None
    prices = {one.unit_price for one in theirs}
    price = ours.unit_price if ours else (prices.pop() if len(prices) == 1 else None)
    return {
        "line": ours.line_no if ours else None,
        "part": ours.part if ours else first.part if first else "",
        "number": ours.number if ours else first.number if first else "",
        "quantity": ours.quantity if ours else None,
        "vendor_quantity": sum(one.ordered for one in theirs) if theirs else None,
        "shipped": sum(one.shipped for one in theirs) if theirs else None,
        "backordered": sum(one.backordered for one in theirs) if theirs else None,
        "unit_price": price,
        "total": ours.total(currency) if ours else None,
        "currency": currency,
        "packaging": ours.packaging_text or ours.packaging if ours else "",
        "ncnr": ours.ncnr if ours else None,
        "bonded": ours.bonded_customer_id is not None if ours else None,
        "vendor_reference": ", ".join(one.customer_reference for one in theirs),
    }


def _packed_row(line: PackedLine) -> dict[str, Any]:
    return _fields(line)


def _fields(fact: Any) -> dict[str, Any]:
    return {name: getattr(fact, name) for name in type(fact).__dataclass_fields__}
