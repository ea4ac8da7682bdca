"""Order Management, the changes: quantities and schedules of lines that have not left yet.

Published are the paths, the bodies and that a change may take up to a minute before it can be
read back; that a quantity is the new total, and that it cannot be changed once anything of the
line has shipped. There is no cancel call, and nothing tells a change that is sent twice from two.

Chosen here: each change takes 5 to 60 seconds to show. What version 2 answers to a new quantity is
not published, and to a back order it is 200 or 202: here both are answered 202 without a word on
lines with an even number, and take the whole minute there. Nothing of a line can be changed once
anything of it has shipped. The price of a piece stays what it was; minimum and multiple hold as in
an order; `remove /Schedules/2` counts from 0, as RFC 6902 does. A day on which nothing leaves is
refused with 400 unless the call accepts the next one, and version 2, which has no such parameter,
takes the next one always.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from vendors.sandbox import carriage, charging, fulfilment, money
from vendors.sandbox.answers import Refused, Success
from vendors.sandbox.desk import Answer, Ask, Desk, Endpoint
from vendors.sandbox.fulfilment import Wish
from vendors.sandbox.management import (
    V1,
    V2,
    camel,
    find_line,
    find_sale,
    find_schedule,
    may_change,
    scheduled,
    shown_line,
    shown_schedules,
)
from vendors.sandbox.model import Change, Consignment, Order, OrderLine, Sale
from vendors.sandbox.parts.family import mix
from vendors.sandbox.patches import (
    read_back_order,
    read_date_patch,
    read_quantity_patch,
    read_schedules,
)
from vendors.sandbox.reading import Faulty, Query
from vendors.sandbox.world import USER

Json = dict[str, Any]

_STEP = 5  # seconds
_STEPS = 12
_MINUTE = timedelta(minutes=1)
_UNSEEN_FOR = 300.0  # seconds


@dataclass(frozen=True, slots=True)
class Subject:
    """A line that may be changed, as it stands with all changes before."""

    desk: Desk
    ask: Ask
    order: Order
    sale: Sale
    line: OrderLine
    known: charging.Known
    now: datetime
    before: int


def _subject(desk: Desk, ask: Ask) -> Subject:
    """Raises Refused: 404 for what is not there, 400 for what cannot be changed any more."""
    order, sale = find_sale(desk.book, ask, ahead=True)
    now = desk.book.now()
    if not may_change(sale, now):
        raise _refused(f"Sales order {sale.id} can no longer be changed.")
    line = find_line(sale, ask)
    if any(one.ships <= now for one in line.consignments):
        raise _refused(f"Detail {line.detail_id} has shipped, in whole or in part.")
    known = charging.known(desk.catalogue, line, desk.book.released())
    if known is None:
        raise _refused(f"{line.number} can no longer be changed.")
    return Subject(desk, ask, order, sale, line, known, now, line.quantity)


def _refused(words: str, field: str = "") -> Refused:
    errors = [(field, words)] if field else []
    return Refused(400, "The change could not be accepted.", words, errors=errors)


# -- version 1


def put_schedules(desk: Desk, ask: Ask) -> Success:
    """All schedules of a line anew; they add up to its quantity. 204."""
    accept = _accepts(ask)
    subject = _subject(desk, ask)
    wishes = read_schedules(ask.body, subject.line.quantity, subject.now)
    _replan(subject, subject.line.quantity, wishes)
    if not accept:
        _as_wished(subject.line, wishes)
    _take(subject)
    return Success(204)


def patch_schedule(desk: Desk, ask: Ask) -> Json:
    """Another day for one schedule. The answer has it as it was and as it will be."""
    accept = _accepts(ask)
    subject = _subject(desk, ask)
    one = find_schedule(subject.line, ask)
    day = read_date_patch(ask.body, subject.now)
    at = int(ask.params["scheduleIndex"]) - 1
    original = shown_schedules(subject.sale, subject.line)[at]
    _move(subject, one, day)
    if not accept and one.leaves.date() != day:
        raise _refused(f"The next available date is {one.leaves:%Y-%m-%d}.", "ScheduleDate")
    _take(subject)
    patched = shown_schedules(subject.sale, subject.line)[at]
    found: Json = camel({"Original": original, "Patched": patched})
    return found


def _accepts(ask: Ask) -> bool:
    faulty = Faulty()
    accept = Query(ask.query, faulty).flag("acceptNextDelivery")
    faulty.refuse()
    return accept


def _as_wished(line: OrderLine, wishes: Sequence[Wish]) -> None:
    """Raises Refused where something leaves on another day than it was wished for."""
    wished, planned = Counter[date](), Counter[date]()
    for wish in wishes:
        wished[wish.leaves.date()] += wish.quantity
    for one in line.consignments:
        planned[one.leaves.date()] += one.quantity
    if wished != planned:
        days = ", ".join(f"{many} on {day}" for day, many in sorted(planned.items()))
        raise _refused(f"The next available dates are: {days}.", "ScheduleDate")


# -- version 2


def patch_quantity(desk: Desk, ask: Ask) -> Json | Success:
    """Another quantity, with or without schedules. 200 as version 1 answers, or 202."""
    subject = _subject(desk, ask)
    line = subject.line
    kept = [Wish(one.quantity, one.leaves) for one in scheduled(line)]
    quantity, wishes = read_quantity_patch(ask.body, kept, subject.now)
    original = shown_line(desk, subject.sale, line)
    _requantify(subject, quantity, wishes)
    if _take_slowly(subject):
        return Success(202)
    return {"Original": original, "Patched": shown_line(desk, subject.sale, line)}


def put_back_order(desk: Desk, ask: Ask) -> Json | Success:
    """Another quantity on back order; what is reserved stays. 200, or 202."""
    subject = _subject(desk, ask)
    line = subject.line
    waiting = fulfilment.pieces(line, subject.now).back_ordered
    wanted = read_back_order(ask.body)
    if not waiting:
        raise _refused(f"Nothing of detail {line.detail_id} is on back order.", "BackOrderQuantity")
    quantity = line.quantity - waiting + wanted
    if quantity == 0:
        raise _refused("At least one piece has to stay.", "BackOrderQuantity")
    _requantify(subject, quantity, None)
    return Success(202) if _take_slowly(subject) else {"Quantity": wanted}


def _take_slowly(subject: Subject) -> bool:
    """Keep the change. Whether it is one of those that are only promised."""
    slow = subject.line.detail_id % 2 == 0
    _take(subject, wait=_MINUTE if slow else None)
    return slow


def _requantify(subject: Subject, quantity: int, wishes: list[Wish] | None) -> None:
    """Plan a line of so many pieces. Without schedules it is the last ones that change."""
    if (words := subject.known.why_not(quantity)) is not None:
        raise _refused(words, "Quantity")
    if wishes is None:
        wishes = _fitted([Wish(o.quantity, o.leaves) for o in scheduled(subject.line)], quantity)
    _replan(subject, quantity, wishes)


def _fitted(wishes: list[Wish], quantity: int) -> list[Wish]:
    """The same days for another quantity in all: more on the last, or fewer from the last on."""
    kept: list[Wish] = []
    for wish in wishes:
        left = quantity - sum(each.quantity for each in kept)
        if left > 0:
            kept.append(Wish(min(wish.quantity, left), wish.leaves))
    more = quantity - sum(each.quantity for each in kept)
    if kept and more:
        kept[-1] = Wish(kept[-1].quantity + more, kept[-1].leaves)
    return kept


# -- what a change does


def _replan(subject: Subject, quantity: int, wishes: Sequence[Wish]) -> None:
    """What is on back order comes when it would have come before."""
    line = subject.line
    waiting = [one.leaves for one in line.consignments if one.waits]
    line.first = subject.before if line.first is None else line.first
    line.quantity = quantity
    line.total = money.cents(line.unit_price * quantity)
    line.stocked = min(quantity, max(line.stocked, subject.known.shelf))
    line.consignments = fulfilment.plan(
        line,
        subject.now,
        subject.order.ship_method,
        weeks=subject.known.weeks,
        wishes=wishes,
        supplier=subject.sale.supplier is not None,
        restock=min(waiting, default=None),
    )


def _move(subject: Subject, one: Consignment, day: date) -> None:
    """`one` leaves on `day`, or when it first can after."""
    method = subject.order.ship_method
    (alone,) = fulfilment.plan(
        _only(subject.line, one),
        subject.now,
        method,
        weeks=subject.known.weeks,
        wishes=[Wish(one.quantity, carriage.morning(day))],
        supplier=subject.sale.supplier is not None,
        restock=one.leaves if one.waits else None,
    )
    one.due, one.ships = alone.due, alone.ships
    one.promised, one.arrives = alone.promised, alone.arrives


def _only(line: OrderLine, one: Consignment) -> OrderLine:
    """A line of nothing but `one`."""
    stocked = 0 if one.waits else one.quantity
    return OrderLine(
        detail_id=line.detail_id,
        number=line.number,
        mpn=line.mpn,
        description=line.description,
        pack_type=line.pack_type,
        country=line.country,
        quantity=one.quantity,
        unit_price=line.unit_price,
        total=line.total,
        stocked=stocked,
    )


def _take(subject: Subject, wait: timedelta | None = None) -> None:
    """Keep the change, once more where a fault asks for that."""
    book, ask, sale, line = subject.desk.book, subject.ask, subject.sale, subject.line
    if subject.order.single:
        fulfilment.hold_together(sale)
    for one in (one for each in sale.lines for one in each.consignments):
        if one.ships > subject.now:
            one.invoice = 0
    fulfilment.label(book, sale, subject.order.ship_method)
    before = book.changes(sale.id)
    if wait is None:
        roll = mix(sale.id + line.detail_id, len(before))
        wait = timedelta(seconds=_STEP * (1 + roll % _STEPS))
    if (fault := ask.faults.get("late-visible")) is not None:
        wait = timedelta(seconds=fault.seconds(_UNSEEN_FOR))
    # Changes show in the order in which they were taken.
    seen = max([subject.now + wait, *(each.seen for each in before)])
    taken = Change(
        sale_id=sale.id,
        detail_id=line.detail_id,
        user=ask.user or USER,
        taken=subject.now,
        seen=seen,
        method=ask.method,
        path=ask.path,
        body=ask.text,
        lines=sale.lines,
    )
    for _ in range(2 if "twice" in ask.faults else 1):
        book.change(taken)
    if line.bonded_at is not None and line.quantity != subject.before:
        more = line.quantity - subject.before
        book.release(line.bonded_at, line.number, more, subject.now)


_LINE_1 = f"{V1}/{{salesOrderId}}/Details/{{detailId}}"
_LINE_2 = f"{V2}/{{salesOrderId}}/details/{{detailId}}"


def _change(method: str, path: str, envelope: str, answer: Answer) -> Endpoint:
    return Endpoint(method, path, "management", envelope, True, answer)


ENDPOINTS: tuple[Endpoint, ...] = (
    _change("PUT", f"{_LINE_1}/Schedules", "camel", put_schedules),
    _change("PATCH", f"{_LINE_1}/Schedules/{{scheduleIndex}}", "camel", patch_schedule),
    _change("PATCH", _LINE_2, "api", patch_quantity),
    _change("PUT", f"{_LINE_2}/quantitybackorder", "api", put_back_order),
)
