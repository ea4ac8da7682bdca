"""The parts of an opened order: facts, lines, differences, shipments, attempts, audit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from cache.acting import ending
from cache.purchase_orders import vendor_name
from cache.status_words import state_words
from tui.screens.marks import Mark, Row, blank, rows_of
from tui.screens.sheet import pair, paragraph
from tui.screens.terms_rows import asked_lines, line_lines
from tui.text import UNKNOWN, at, day, fit, money, pieces, unit_price, width_of
from tui.widgets.lines import Line, spread

if TYPE_CHECKING:
    from cache.attempts import AttemptSeen
    from cache.confirming import Difference
    from cache.order_detail import Event, OrderDetail
    from cache.pairing import LinePair
    from vendors.vocabulary import VendorLine

_NAMES = 16


def moment(value: datetime, now: datetime) -> str:
    """An instant to the second, with its day where that is not today."""
    local = value.astimezone(now.tzinfo)
    date = "" if local.date() == now.date() else f"{day(local.date(), now.date())} "
    return f"{date}{local:%H:%M:%S}"


def fact_rows(detail: OrderDetail, now: datetime, width: int) -> list[Row]:
    """Who, when, where to, and every number that the order goes by."""
    placed = detail.entered_at.astimezone(now.tzinfo)
    nobody = "elsewhere on the account" if detail.order_id is None else UNKNOWN
    rows = rows_of(pair("order", detail.number, width, _NAMES), Mark(detail.number))
    rows += rows_of(pair("date", f"{day(placed.date(), now.date())} {placed:%H:%M}", width, _NAMES))
    rows += rows_of(pair("buyer", detail.buyer or nobody, width, _NAMES))
    if detail.ship_to is not None:
        where = detail.ship_to.address
        code = f"{detail.code} · " if detail.code else ""
        place = f"{code}{where.company or where.name}, {where.city} · CustomerId "
        customer = detail.ship_to.customer_id
        rows += rows_of(pair("ship to", place + customer, width, _NAMES), Mark(customer))
    rows += rows_of(asked_lines(detail.terms, width, _NAMES))
    return rows + _vendor_rows(detail, now, width)


def _vendor_rows(detail: OrderDetail, now: datetime, width: int) -> list[Row]:
    rows: list[Row] = []
    name = vendor_name(detail.vendor)
    if detail.elsewhere:
        known = f"{detail.elsewhere}; what follows is what {name} said last. L: another account"
        rows += rows_of(paragraph(known, width, "warn"))
    for words in detail.unread:
        before = "what follows is from before" if detail.vendor_orders else "nothing is known of it"
        rows += rows_of(
            paragraph(f"! {words}: {before}; F5 in the history asks again", width, "warn")
        )
    for order in detail.vendor_orders:
        if order.number:
            rows += rows_of(pair(f"{name} order", order.number, width, _NAMES), Mark(order.number))
        says = f"{order.status_text or order.status} ({at(detail.fetched_at, now)})"
        rows += rows_of(pair(f"{name} says", says, width, _NAMES))
        for one in order.sales_orders:
            text = f"{one.number or 'no number yet'} · {state_words('vendor', one.status)[1]}"
            method = f" · {one.ship_method}" if one.ship_method else ""
            mark = Mark(one.number) if one.number else None
            rows += rows_of(pair("sales order", text + method, width, _NAMES), mark)
    if not detail.vendor_orders:
        numbers = [number for number in detail.vendor_numbers.split(", ") if number]
        for number in numbers:
            rows += rows_of(pair("sales order", number, width, _NAMES), Mark(number))
        if not numbers:
            rows += rows_of(pair("sales order", UNKNOWN, width, _NAMES))
    return rows


def difference_rows(detail: OrderDetail, now: datetime, width: int) -> list[Row]:
    """The confirmation against the order: only what differs."""
    found = detail.confirmation
    if found is None:
        return []
    name = vendor_name(detail.vendor)
    rows = [blank(), *rows_of([[("confirmation against order", "head")]])]
    if not found.listed:
        words = f"not confirmed yet: {name} does not list it"
        if detail.elsewhere:
            words = f"not confirmed: {detail.elsewhere}"
        elif detail.unread:
            words = f"not confirmed: {name}'s answer about it could not be read"
        return rows + rows_of(paragraph(words, width))
    if not found.differences:
        changed = any(change.state == "seen" for change in detail.changes)
        words = f"confirmed: {name} has it as it was ordered{' and changed' if changed else ''}"
        return rows + rows_of(paragraph(words, width, "good"))
    if not found.open:
        words = "confirmed: what differs was taken note of"
        rows += rows_of(paragraph(words, width, "good"))
    for one in found.differences:
        rows += _difference(one, now, width)
    return rows


def _difference(one: Difference, now: datetime, width: int) -> list[Row]:
    seen = one.acknowledged
    mark = Mark(one.words, difference=one.name)
    if seen is None:
        role = "danger" if one.what == "twice" else "warn"
        return rows_of(hanging(f"! {one.words}", width, role), mark)
    why = f": {seen.reason}" if seen.reason else ""
    noted = f"taken note of by {seen.person}, {moment(seen.at, now)}{why}"
    return rows_of(hanging(f"✓ {one.words} ({noted})", width, "dim"), mark)


def hanging(text: str, width: int, role: str, out: int = 2) -> list[Line]:
    """A paragraph whose first `out` cells stand out."""
    lines = paragraph(text[out:], width - out, role)
    heads = [text[:out], *[" " * out] * len(lines)]
    return [[(head, role), *line] for head, line in zip(heads, lines, strict=False)]


def line_rows(detail: OrderDetail, now: datetime, width: int) -> list[Row]:
    rows = [blank(), *rows_of([[(one, "head")] for one in _lines("part", _HEADS, width)])]
    for line in detail.lines:
        number = line.ours.number if line.ours else line.theirs[0].number
        part = line.ours.part if line.ours else line.theirs[0].part
        numbers = _numbers(line, detail.currency)
        mark = Mark(number, line_no=line.ours.line_no if line.ours else 0)
        first, *more = _lines(part, numbers, width)
        rows += rows_of([[(first, "text")]], mark)
        rows += rows_of([[(one, "text")] for one in more])
        if line.ours is not None:
            rows += rows_of(line_lines(line.ours.terms, width, 2))
        planned = _schedule(line.theirs, now)
        if planned:
            rows += rows_of(hanging(f"  schedule: {planned}", width, "dim"))
        for words in _kept_words(line.theirs, vendor_name(detail.vendor), now):
            rows += rows_of(hanging(f"  {words}", width, "dim"))
    if detail.goods is not None:
        total = detail.goods + (detail.fees or 0)
        before = "before tariff" if detail.before_tariff else "goods and fees"
        text = spread("", f"as ordered, {before}   {money(total)} {detail.currency}", width)
        rows += rows_of([[(text, "strong")]])
    if detail.vendor_orders:
        text = f"delivery, as {vendor_name(detail.vendor)} says   {_delivery(detail)}"
        rows += rows_of([[(spread("", text, width), "text")]])
    return rows


def _delivery(detail: OrderDetail) -> str:
    if detail.delivery is None:
        return "not said"
    amount, currency = detail.delivery
    return f"{money(amount)} {currency or UNKNOWN}"


def _schedule(lines: Sequence[VendorLine], now: datetime) -> str:
    """What the vendor has scheduled, where it is more than one date for all."""
    planned = [one for line in lines for one in line.scheduled]
    return ", ".join(f"{pieces(quantity)} on {day(when, now.date())}" for quantity, when in planned)


def _kept_words(lines: Sequence[VendorLine], name: str, now: datetime) -> list[str]:
    """What else the vendor says of a line: what is set aside, when it leaves, where it is made."""
    words = []
    aside = sum(one.reserved or 0 for one in lines)
    if aside:
        words.append(f"set aside for it at {name}, and not left yet: {pieces(aside)}")
    leaving = [
        f"{pieces(quantity)} on {day(when, now.date()) if when else 'a day not said'}"
        for one in lines
        for quantity, when in one.leaving
    ]
    if leaving:
        words.append(f"leaves {name}: {', '.join(leaving)}")
    countries = ", ".join(dict.fromkeys(one.country for one in lines if one.country))
    if countries:
        words.append(f"country of origin: {countries}")
    return words


_HEADS = ("ordered", "confirmed", "shipped", "backorder", "each", "total")
_WIDTHS = (8, 9, 8, 9, 10, 11)
_FIGURES = sum(_WIDTHS) + len(_WIDTHS)
# So many of them are pieces, and the others money.
_PIECES = 4


def _lines(part: str, numbers: Sequence[str], width: int) -> list[str]:
    """A part with its figures; where they have no room beside one another, prices stand below."""
    cells = [" " + fit(cell, wide, right=True) for cell, wide in zip(numbers, _WIDTHS, strict=True)]
    if width >= _FIGURES:
        room = width - _FIGURES
        figures = "".join(cells)
        beside = width_of(part) <= room
        return [fit(part, room) + figures] if beside else [fit(part, width), " " * room + figures]
    # In columns of one end, so that heads and figures stand over one another.
    below = ["".join(cells[:_PIECES]), "".join(cells[_PIECES:])]
    return [*([fit(part, width)] if part else []), *(fit(one, width, right=True) for one in below)]


def _numbers(line: LinePair, currency: str) -> tuple[str, ...]:
    ours, theirs = line.ours, line.theirs
    price = theirs[0].unit_price if theirs else (ours.unit_price if ours else None)
    return (
        pieces(ours.quantity) if ours else UNKNOWN,
        pieces(sum(one.ordered for one in theirs)) if theirs else UNKNOWN,
        pieces(sum(one.shipped for one in theirs)) if theirs else UNKNOWN,
        pieces(sum(one.backordered for one in theirs)) if theirs else UNKNOWN,
        unit_price(price),
        money(_total(line, currency)),
    )


def _total(line: LinePair, currency: str) -> Decimal | None:
    """What the vendor keeps, and while it keeps nothing yet, what we reviewed."""
    if line.theirs:
        totals = [one.total for one in line.theirs if one.total is not None]
        return sum(totals, Decimal(0)) if len(totals) == len(line.theirs) else None
    return line.ours.total(currency) if line.ours else None


def shipment_rows(detail: OrderDetail, now: datetime, width: int) -> list[Row]:
    if not detail.shipments:
        return []
    today = now.date()
    rows = [blank(), *rows_of([[("shipments", "head")]])]
    for one in detail.shipments:
        shipment = one.shipment
        when = day(shipment.shipped_at.date() if shipment.shipped_at else None, today)
        expected = f"   expected {day(shipment.expected, today)}" if shipment.expected else ""
        text = f"{pieces(shipment.quantity):>10}  {one.number}   left {when}{expected}"
        rows += rows_of([[(fit(text, width), "text")]])
        for name, number in (("tracking", shipment.tracking), ("invoice", shipment.invoice)):
            text = f"{'':>10}  {name} {number or UNKNOWN}"
            rows += rows_of([[(fit(text, width), "dim")]], Mark(number) if number else None)
    return rows


def news_rows(detail: OrderDetail, now: datetime, width: int) -> list[Row]:
    if not detail.news:
        return []
    rows = [blank(), *rows_of([[("what changed at the vendor", "head")]])]
    for one in detail.news:
        rows += rows_of(paragraph(f"{moment(one.at, now)}  {one.words}", width))
    return rows


def attempt_rows(detail: OrderDetail, now: datetime, width: int) -> list[Row]:
    if not detail.attempts:
        return []
    rows = [blank(), *rows_of([[("attempts   b shows the body as it was sent", "head")]])]
    for attempt in detail.attempts:
        sent = "not sent" if attempt.sent_at is None else f"sent {moment(attempt.sent_at, now)}"
        status = f"   HTTP {attempt.http_status}" if attempt.http_status else ""
        glyph, word = state_words(attempt.state, "")
        account = f" for account {ending(attempt.account)}" if attempt.account else ""
        text = f"{attempt.n}  {glyph} {word}   {sent} by {attempt.person}{account}{status}"
        rows += rows_of([[(fit(text, width), "text")]])
        if attempt.request_id:
            text = f"   request id {attempt.request_id}"
            rows += rows_of([[(fit(text, width), "dim")]], Mark(attempt.request_id))
        later = _later(attempt, detail.events)
        if later is not None:
            said = "said" if later.became == "not_placed" else "found"
            words = f"   {said} later, {moment(later.at, now)}: {later.reason}"
            rows += rows_of(hanging(words, width, "text", 3))
        if attempt.message:
            # What was known at that moment, where more is known now.
            then = "at that time: " if later is not None else ""
            rows += rows_of(hanging(f"   {then}{attempt.message}", width, "dim", 3))
    return rows


def _later(attempt: AttemptSeen, events: Sequence[Event]) -> Event | None:
    """What made of an attempt that had ended what it is now."""
    if attempt.ended_at is None:
        return None
    return next(
        (
            one
            for one in reversed(events)
            if one.what == "state"
            and one.was in ("unknown", "accepted_no_number", "not_placed")
            and one.became == attempt.state
            and one.at >= attempt.ended_at
        ),
        None,
    )


def audit_rows(detail: OrderDetail, now: datetime, width: int) -> list[Row]:
    if not detail.events:
        return []
    rows = [blank(), *rows_of([[("audit", "head")]])]
    for event in detail.events:
        where = f" from {event.origin}" if event.origin else ""
        if event.what == "state":
            was = f"{state_words(event.was, '')[1]} → " if event.was else ""
            change = f"{was}{state_words(event.became, '')[1]}"
        else:
            change = " ".join(text for text in (event.what, event.was, event.became) if text)
        why = f": {event.reason}" if event.reason else ""
        text = f"{moment(event.at, now)}  {change}{why} ({event.person}{where})"
        rows += rows_of(hanging(f"  {text}", width, "dim"))
    return rows
