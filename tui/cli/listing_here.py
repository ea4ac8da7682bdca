"""What this workstation has, as lists: drafts, what waits, watched parts, book, sites, calls."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cache.places import Refusal, refusal_of
from cache.purchase_orders import vendor_name
from tui.cli.command import FAULT, NOTHING, Asked
from tui.cli.listing_common import draft_id, moment, truth
from tui.cli.table_output import Column, Row, Section
from tui.cli.words import complain

if TYPE_CHECKING:
    from cache.drafts import DraftLine
    from cache.watched import WatchedRow

_DRAFTS = (
    Column("draft", "draft"),
    Column("name", "name"),
    Column("lines", "lines", "number"),
    Column("changed_at", "changed", "instant"),
    Column("held_by", "in use by"),
)
_LINES = (
    Column("line", "#", "number"),
    Column("part", "part"),
    Column("quantity", "pieces", "number"),
    Column("packaging", "pack"),
    Column("vendor", "vendor"),
    Column("number", "number"),
    Column("unit_price", "each", "price"),
    Column("total", "total", "money"),
    Column("currency", ""),
    Column("moq", "minimum", "number"),
    Column("multiple", "multiple", "number"),
    Column("stock", "stock", "number"),
    Column("ncnr", "NCNR", "flag"),
    Column("bonded", "bonded at"),
    Column("typed", "as typed"),
    Column("priced_at", "priced", "instant"),
)
_MORNING = (
    Column("kind", "what"),
    Column("number", "order"),
    Column("vendor", "vendor"),
    Column("environment", "environment"),
    Column("since", "since", "instant"),
    Column("words", "in words"),
)
_WATCHED = (
    Column("part", "part"),
    Column("maker", "maker"),
    Column("vendor", "vendor"),
    Column("number", "number"),
    Column("changes", "what changed"),
    Column("stock", "stock", "number"),
    Column("unit_price", "each", "price"),
    Column("currency", ""),
    Column("lead_weeks", "lead (w)", "number"),
    Column("status", "status"),
    Column("known_at", "as of", "instant"),
    Column("seen_at", "looked at", "instant"),
)
_BOOK = (
    Column("code", "code"),
    Column("place", "CustomerId or id"),
    Column("name", "name"),
    Column("vendor", "whose"),
    Column("city", "city"),
    Column("country", "country"),
    Column("currency", "currency"),
    Column("ours", "ours", "flag"),
    Column("active", "offered", "flag"),
    Column("listed", "listed", "flag"),
    Column("lacks", "lacks"),
)
_LOCATIONS = (
    Column("code", "code"),
    Column("customer_id", "CustomerId"),
    Column("name", "name"),
    Column("bonded", "bonded", "flag"),
    Column("parts", "parts", "number"),
    Column("reported", "reported reserve", "money"),
    Column("currency", ""),
    Column("vendor", "vendor"),
    Column("fetched_at", "fetched", "instant"),
)
_VALUES = (
    Column("code", "location"),
    Column("customer_id", "CustomerId"),
    Column("name", "name"),
    Column("parts", "parts", "number"),
    Column("reported", "reported", "money"),
    Column("ncnr", "NCNR", "money"),
    Column("ncnr_unknown", "NCNR not said", "money"),
    Column("currency", ""),
    Column("unvalued", "not valued", "number"),
)
_UNEXPECTED = (
    Column("part", "part"),
    Column("number", "number"),
    Column("quantity", "pieces", "number"),
    Column("po", "our order"),
    Column("po_line", "line"),
    Column("sales_order", "their order"),
    Column("customer_part", "your number"),
)
_CALLS = (
    Column("product", "asked about"),
    Column("left", "calls left today", "number"),
    Column("kept", "kept for orders", "number"),
)
_VENDORS = (
    Column("vendor", "vendor"),
    Column("set_up", "set up", "flag"),
    Column("orders_fetched_at", "orders fetched", "instant"),
)


async def drafts(asked: Asked) -> int:
    """Every open draft."""
    async with asked.opened() as services:
        _expect(services)
        heads = await services.drafts.heads()
    rows = [
        {
            "draft": f"D-{one.id}",
            "name": one.name,
            "lines": one.lines,
            "changed_at": one.changed_at,
            "held_by": one.holder.who if one.holder else "",
        }
        for one in heads
    ]
    return asked.out.rows("drafts", _DRAFTS, rows, empty="There is no draft.")


async def draft_show(asked: Asked) -> int:
    """One draft with its lines. Looking takes it from nobody."""
    async with asked.opened() as services:
        _expect(services)
        wanted = draft_id(asked.text("draft"))
        if wanted not in {one.id for one in await services.drafts.heads()}:
            raise Refusal(
                f"There is no open draft D-{wanted}: `bondroom drafts` lists them.", NOTHING
            )
        draft = await services.drafts.open(wanted)
        codes = {one.place: one.code for one in services.book.ship_tos()}
    place = draft.customer_id or ""
    rows = [_line_row(at, line, codes) for at, line in enumerate(draft.lines, 1)]
    about = {
        "draft": draft.label,
        "name": draft.name,
        "ship_to": codes.get(place, place),
        "changed_at": draft.changed_at,
    }
    form = asked.out.form
    if form in ("csv", "tsv"):
        return asked.out.rows("draft", _LINES, rows, empty=f"{draft.label} has no line.")
    return asked.out.sections("draft", [Section("lines", _LINES, rows)], empty="", about=about)


async def morning(asked: Asked) -> int:
    """What has to be looked at, the most urgent first."""
    async with asked.opened() as services:
        items = await services.morning.items()
    rows = [one._asdict() for one in items]
    return asked.out.rows("morning", _MORNING, rows, empty="Nothing waits.")


async def watched(asked: Asked) -> int:
    """The parts that this person watches, and what changed since they were looked at."""
    async with asked.opened() as services:
        _expect(services)
        rows = [_watched_row(one) for one in await services.watched.mine()]
    return asked.out.rows("watched", _WATCHED, rows, empty="You watch no part.")


async def book(asked: Asked) -> int:
    """The address book."""
    async with asked.opened() as services:
        found = services.book.ship_tos()
    rows = [
        {
            "code": one.code,
            "place": one.place,
            "name": one.name,
            "vendor": one.entry.vendor,
            "city": one.address.city,
            "country": one.address.country,
            "currency": one.currency or one.entry.currency,
            "ours": one.entry.ours,
            "active": one.entry.active,
            "listed": one.listed,
            "lacks": one.lacks(),
        }
        for one in found
    ]
    empty = "The address book is empty: `bondroom bonded --refresh` asks for the locations."
    return asked.out.rows("book", _BOOK, rows, empty=empty)


async def locations(asked: Asked) -> int:
    """The customer's sites, as the vendor knows them."""
    async with asked.opened() as services:
        found = services.bonded.locations()
    rows = [
        {
            **one._asdict(),
            "bonded": truth(one.bonded),
            "fetched_at": moment(one.fetched_at),
        }
        for one in found
    ]
    empty = "No location is known: `bondroom bonded --refresh` asks for them."
    return asked.out.rows("locations", _LOCATIONS, rows, empty=empty)


async def values(asked: Asked) -> int:
    """What the reserves are worth, by location."""
    async with asked.opened() as services:
        found = services.bonded.values()
    notes = (
        "Reserve × price, row by row, as reported: what was reserved, not what lies there. Amounts "
        "in two currencies are not added.",
    )
    empty = "No bonded stock is known: `bondroom bonded --refresh` asks for it."
    rows = [one._asdict() for one in found]
    return asked.out.rows("values", _VALUES, rows, empty=empty, notes=notes)


async def unexpected(asked: Asked) -> int:
    """The labels among saved scans that no order line here expects."""
    from tui.scanner import scans_in
    from vendors.labels import Unreadable, read_label

    text, unread, labels = _scans(asked.text("file")), 0, []
    for scan in scans_in(text):
        try:
            labels.append(read_label(scan))
        except Unreadable as error:
            unread += 1
            complain(error.sentence)
    if not labels:
        complain("No label was read.")
        return FAULT
    async with asked.opened() as services:
        found = [one for one in labels if not (await services.scanned.find(one)).lines]
    rows: list[Row] = [{name.key: getattr(one, name.key) for name in _UNEXPECTED} for one in found]
    notes = [f"{len(labels)} labels were read, {unread} could not be."]
    empty = f"Every one of {len(labels)} labels is expected by an order."
    return asked.out.rows("unexpected", _UNEXPECTED, rows, empty=empty, notes=notes)


async def status(asked: Asked) -> int:
    """Vendors, calls left, and orders of which nobody knows. No vendor is asked."""
    from cache.limits import LIMITS, reserve_of
    from tui.connecting import configured, why_never

    async with asked.opened() as services:
        vendors = [
            {
                "vendor": vendor,
                "set_up": not why_never(asked.settings, vendor),
                "orders_fetched_at": moment(services.orders.fetched(vendor)),
            }
            for vendor in configured(asked.settings)
        ]
        await services.pace.look()
        calls: list[Row] = [
            {
                "product": product,
                "left": services.pace.left(product),
                "kept": reserve_of(limit.per_day),
            }
            for product, limit in LIMITS.items()
            if limit.per_day is not None
        ]
        unknown = await services.orders.unknown() if services.ordering else None
        about: dict[str, Any] = {
            "environment": asked.places.environment,
            "person": services.person.name,
            "ordering": services.ordering,
            "why_not": services.why_not_send or "",
            "unknown_orders": unknown,
            "bonded_fetched_at": moment(services.bonded.fetched_at),
            "notes": list(services.notes),
        }
    if asked.out.form in ("csv", "tsv"):
        return asked.out.rows("status.calls", _CALLS, calls, empty="No call was counted today.")
    sections = [Section("vendors", _VENDORS, vendors), Section("calls", _CALLS, calls)]
    return asked.out.sections("status", sections, empty="", about=about)


# -- rows ------------------------------------------------------------------------------------------


def _expect(services: Any) -> None:
    if not services.ordering:
        raise Refusal(services.why_not)


def _line_row(at: int, line: DraftLine, codes: dict[str, str]) -> dict[str, Any]:
    from vendors.buying import line_total

    total = None
    if line.unit_price is not None and line.quantity:
        total = line_total(line.quantity, line.unit_price, line.currency) + line.fee
    place = line.bonded_customer_id or ""
    return {
        "line": at,
        "part": line.part or line.typed.part,
        "quantity": line.quantity or None,
        "packaging": line.packaging_text or line.packaging,
        "vendor": vendor_name(line.vendor) if line.known else "",
        "number": line.number,
        "unit_price": line.unit_price,
        "total": total,
        "currency": line.currency,
        "moq": line.moq if line.known else None,
        "multiple": line.multiple if line.known else None,
        "stock": line.stock,
        "ncnr": line.ncnr,
        "bonded": codes.get(place, place),
        "typed": "" if line.known else line.typed.part or line.typed.number,
        "priced_at": line.priced_at if line.known else None,
    }


def _watched_row(row: WatchedRow) -> dict[str, Any]:
    fact = row.now or row.known
    told = fact._asdict() if fact else {}
    return {
        **told,
        **row._asdict(),
        "known_at": fact.at if fact else None,
        "changes": list(row.changes),
    }


def _scans(name: str) -> str:
    if not name:
        return sys.stdin.buffer.read().decode("utf-8", "replace")
    path = Path(name).expanduser()
    try:
        return path.read_bytes().decode("utf-8", "replace")
    except OSError as error:
        raise refusal_of(error, path) from None
