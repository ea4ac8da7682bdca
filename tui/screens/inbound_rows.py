"""What the warehouse knows of an order, in rows: as it stands, what is told, and every step."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from cache.inbound_rows import inbound_words
from cache.purchase_orders import vendor_name
from tui.screens.marks import Mark, Row, blank, rows_of
from tui.screens.order_rows import moment
from tui.screens.sheet import pair, paragraph
from tui.text import UNKNOWN, day, fit, money, pieces, unit_price

if TYPE_CHECKING:
    from cache.inbound import InboundAttempt, InboundStanding, Planned, ReceivedLine
    from cache.inbound_rows import InboundRow
    from cache.order_detail import OrderDetail
    from tui.room import Room

_NAMES = 14
_FIGURES = 40
_STATES = {
    "prepared": ("…", "about to be sent", "text"),
    "sent": ("…", "being sent", "text"),
    "not_sent": ("✕", "not sent", "dim"),
    "rejected": ("✕", "rejected", "warn"),
    "refused": ("✕", "refused", "warn"),
    "unknown": ("?", "unknown", "danger"),
    "accepted": ("○", "taken, not seen yet", "text"),
    "seen": ("✓", "seen", "good"),
    "not_made": ("✕", "not made", "dim"),
    "gone": ("✕", "gone there", "warn"),
    "closed": ("–", "closed", "dim"),
}
_STEPS = {
    "create": "made as a draft",
    "replace": "draft replaced",
    "state": "state told",
    "details": "details told",
    "receive": "goods received",
}


def short(row: InboundRow | None) -> str:
    """`○ open 0/5`, for a column of the history; empty where the warehouse knows nothing."""
    if row is None:
        return ""
    glyph, word = inbound_words(row.state)
    came = "" if row.lines_received is None else f" {row.lines_received}/{row.lines}"
    return f"{glyph} {word}{came}"


def in_words(row: InboundRow, today: datetime) -> str:
    """`↳ inbound ShipStation open 0/5, expected 24 Nov`, and what it waits for."""
    expected = f", expected {day(row.expected_on, today.date())}" if row.expected_on else ""
    waits = f": {row.waits} (e)" if row.waits else ""
    return f"↳ inbound {vendor_name(row.keeper)} {short(row)}{expected}{waits}"


def order_section(room: Room, detail: OrderDetail, now: datetime, width: int) -> list[Row]:
    """The row under an order that says what its warehouse knows, and with which key it opens."""
    if detail.order_id is None:
        return []
    row = room.services.inbound_rows([detail.order_id]).get(detail.order_id)
    if row is not None:
        role = "warn" if row.waits else "text"
        return [blank(), *rows_of(paragraph(f"{in_words(row, now)}   e opens it", width, role))]
    if detail.state != "accepted":
        return []
    words = "↳ inbound: the warehouse was told nothing of it; e says what it would be told"
    return [blank(), *rows_of(paragraph(words, width))]


def head_rows(
    planned: Planned, standing: InboundStanding | None, name: str, now: datetime, width: int
) -> list[Row]:
    """How it stands, and what waits for a person."""
    # The history, which is drawn first, takes its words from here too.
    from cache.inbound_late import too_late

    rows: list[Row] = []
    if standing is None:
        words = f"{name} was told nothing of this order. It orders nothing: it lets the warehouse "
        rows += rows_of(paragraph(f"{words}know what comes.", width, "text"))
    else:
        row = standing.row
        words = in_words(row._replace(waits=""), now)
        number = row.inbound_number
        mark = Mark(number, f"{name}'s number") if number else None
        rows += rows_of(paragraph(f"{words}{f', {number} there' if number else ''}", width), mark)
        if row.waits:
            rows += rows_of(paragraph(f"It waits: {row.waits}.", width, "warn"))
        if late := too_late(planned.plan, standing.seen):
            words = f"! Not told: {'; '.join(late)}. {name} takes it only while the order is open."
            rows += rows_of(paragraph(words, width, "warn"))
        if standing.looked_at is not None:
            asked = f"asked {moment(standing.looked_at, now)}: {standing.looked_said}"
            rows += rows_of(paragraph(asked, width))
        if standing.next_at is not None:
            rows += rows_of(paragraph(f"Next look {moment(standing.next_at, now)}.", width))
    if planned.cancelled:
        rows += rows_of(paragraph(planned.cancelled, width, "warn"))
    if planned.missing:
        words = f"{name} calls these otherwise, and nobody said how yet: M says it, m asks for it."
        rows += [blank(), *rows_of(paragraph(words, width, "warn"))]
        for one in planned.missing:
            rows += rows_of([[(fit(f"  ! {one.words}", width), "warn")]])
    for note in planned.notes:
        rows += rows_of(paragraph(note, width))
    return rows


def plan_rows(
    planned: Planned, standing: InboundStanding | None, now: datetime, width: int
) -> list[Row]:
    """What it says of the whole order."""
    plan, said = planned.plan, planned.said
    today = now.date()

    def on(value: object) -> str:
        return day(value, today) if value else UNKNOWN  # type: ignore[arg-type]

    facts = [
        ("our number", planned.number),
        ("supplier", planned.supplier_name or (plan.supplier_id if plan else UNKNOWN)),
        ("warehouse", planned.warehouse_name or (plan.warehouse_id if plan else UNKNOWN)),
        ("ordered", on(plan.ordered_on if plan else said.ordered_on)),
        ("expected", on(plan.expected_on if plan else said.expected_on)),
        ("payment", _joined(plan.payment_terms, plan.payment_status) if plan else UNKNOWN),
        ("carrier", _joined(plan.carrier, plan.tracking) if plan else UNKNOWN),
        ("note", (plan.note if plan else said.note) or UNKNOWN),
    ]
    rows = [blank(), *rows_of([[("what it is told", "head")]])]
    for name, value in facts:
        mark = Mark(value) if value != UNKNOWN else None
        rows += rows_of(pair(name, value, width, _NAMES), mark)
    return rows


def line_rows(
    planned: Planned, standing: InboundStanding | None, now: datetime, width: int
) -> list[Row]:
    """What comes, by SKU, beside what came of it."""
    seen = standing.seen if standing else None
    came = {line.sku: line for line in seen.plan.lines} if seen else {}
    ours = _posted(standing)
    counted = False
    head = f"{'pieces':>9} {'came':>9} {'cost':>12}"
    rows = [blank(), *rows_of([[(_cells("SKU  part", head, width), "head")]])]
    for line in planned.lines:
        there = came.get(line.sku)
        received = there.received if there else None
        if received is None and line.sku in ours:
            received, counted = ours[line.sku], True
        figures = f"{pieces(line.quantity):>9} {pieces(received):>9} {unit_price(line.cost):>12}"
        part = line.part or line.number
        name = line.sku if line.sku == part else f"{line.sku or '! no SKU yet'}  {part}"
        role = "text" if line.sku else "warn"
        rows += rows_of([[(_cells(name, figures, width), role)]], Mark(line.sku or line.part))
    plan = planned.plan
    if plan is not None:
        total = sum((one.cost * one.quantity for one in plan.lines if one.cost), Decimal(0))
        text = f"{money(total)} {plan.currency}"
        rows += rows_of([[(f"{text:>{width}}", "strong")]])
    if counted:
        words = "came: what was posted from here; the warehouse does not say it"
        rows += rows_of(paragraph(words, width))
    return rows


def _posted(standing: InboundStanding | None) -> Counter[str]:
    """Pieces posted from here, by SKU, of receipts that were made."""
    came: Counter[str] = Counter()
    for one in standing.attempts if standing else ():
        if one.step == "receive" and one.state in ("accepted", "seen", "closed"):
            for line in one.lines:
                came[line.sku] += line.sent
    return came


def step_rows(
    planned: Planned, standing: InboundStanding | None, now: datetime, width: int
) -> list[Row]:
    """Every step that was told, the oldest first, with what is known of it."""
    if standing is None or not standing.attempts:
        return []
    rows = [blank(), *rows_of([[("step by step", "head")]])]
    for one in standing.attempts:
        rows += _step(one, now, width)
    return rows


def _step(one: InboundAttempt, now: datetime, width: int) -> list[Row]:
    glyph, word, role = _STATES.get(one.state, ("○", one.state, "text"))
    sent = f", {moment(one.sent_at, now)}" if one.sent_at else ""
    text = f"{glyph} {one.n}. {one.words or _STEPS[one.step]}: {word} ({one.person}{sent})"
    rows = rows_of(paragraph(text, width, role))
    for said in (one.message, one.closed_because):
        if said:
            rows += rows_of(paragraph(f"   {said}", width))
    if one.request_id:
        request = [[(fit(f"   request {one.request_id}", width), "dim")]]
        rows += rows_of(request, Mark(one.request_id, "the request id"))
    for line in one.lines:
        rows += rows_of([[(fit(f"   {_before_after(line)}", width), "dim")]])
    return rows


def _before_after(line: ReceivedLine) -> str:
    there = "in stock" if line.stock else "there"
    words = f"{line.sku}: {pieces(line.sent)} told, {pieces(line.before)} {there} before"
    return f"{words}, {pieces(line.after)} after" if line.after is not None else words


def _joined(*words: str) -> str:
    return " · ".join(word.replace("_", " ") for word in words if word) or UNKNOWN


def _cells(name: str, figures: str, width: int) -> str:
    room = max(8, width - _FIGURES)
    return f"{fit(name, room)} {figures:>{width - room - 1}}"
