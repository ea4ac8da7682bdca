"""Changes to an order that DigiKey has: the request for each, and what became of it.

Order Management has two versions, both described on portal pages alone. Each change goes by the
version whose path and body are published: quantities by version 2, days and schedules by version
1. Reads go by version 2, because only its eligibility is about quantities as well as days.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date

from vendors.afterwards import (
    ChangeKind,
    Eligible,
    HeldLine,
    HeldOrder,
    HeldSchedule,
    LineChange,
    SealedChange,
)
from vendors.contract import Clock
from vendors.digikey import ordering, rules
from vendors.digikey.apis import MANAGEMENT, MANAGEMENT_2, Api
from vendors.digikey.envelopes import Envelope
from vendors.digikey.settings import VENDOR
from vendors.digikey.translate import day
from vendors.digikey.wire import Wire, instant_of, parsed
from vendors.digikey.wire_management import (
    Backorder,
    ChangeAnswer,
    ManagedEligibility,
    ManagedLine,
    ManagedSalesOrder,
    NewSchedule,
    PatchSchedule,
    PatchStep,
    pascal,
)
from vendors.errors import Unreadable
from vendors.http import Redactor, Reply
from vendors.text import clean
from vendors.vocabulary import Answer, Outcome

NOT_KNOWN = "it is not known whether DigiKey made the change"
# The media type of RFC 6902: the portal shows JSON Patch bodies and names no type.
_KINDS = {"PATCH": "application/json-patch+json", "PUT": "application/json"}
_TAKEN = (200, 202, 204)


# -- going out ---------------------------------------------------------------------------------


def seal(change: LineChange, today: date) -> SealedChange:
    """The exact request. Raises Invalid where it cannot be made; days lie after `today`."""
    rules.refuse("change", _faults(change, today))
    later = f"?acceptNextDelivery={str(change.accept_next).lower()}"
    order, detail = change.sales_order, change.detail
    line_1 = f"{MANAGEMENT.base}/SalesOrders/{order}/Details/{detail}/Schedules"
    line_2 = f"{MANAGEMENT_2.base}/salesorders/{order}/details/{detail}"
    match change.kind:
        case ChangeKind.QUANTITY:
            return _sealed("PATCH", line_2, _quantity(change))
        case ChangeKind.BACKORDER:
            body = Backorder(BackOrderQuantity=change.quantity or 0)
            return _sealed("PUT", f"{line_2}/quantitybackorder", body)
        case ChangeKind.SCHEDULES:
            return _sealed(
                "PUT",
                line_1 + later,
                [
                    NewSchedule(scheduleDate=instant_of(one.on), quantityScheduled=one.quantity)
                    for one in change.schedules
                ],
            )
        case ChangeKind.SCHEDULE_DATE:
            to = instant_of(change.on or today)
            step = PatchStep(path="/ScheduleDate", value=to)
            return _sealed("PATCH", f"{line_1}/{change.index}{later}", [step])


def _quantity(change: LineChange) -> list[PatchStep]:
    # A text, as the portal's example has it.
    steps = [PatchStep(path="/Quantity", value=str(change.quantity))]
    if change.schedules:
        whole = [
            PatchSchedule(ScheduleDate=instant_of(one.on), QuantityScheduled=one.quantity)
            for one in change.schedules
        ]
        steps.append(PatchStep(path="/Schedules", value=whole))
    return steps


def _sealed(
    method: str, path: str, said: Wire | list[NewSchedule] | list[PatchStep]
) -> SealedChange:
    body = [one.model_dump() for one in said] if isinstance(said, list) else said.model_dump()
    return SealedChange(VENDOR, method, path, json.dumps(body, separators=(",", ":")).encode())


def _faults(change: LineChange, today: date) -> Iterator[tuple[str, str]]:
    """Faults of the change, by its own field names; a field that would not be sent is one too."""
    for name, text in (("sales_order", change.sales_order), ("detail", change.detail)):
        if not _is_number(text):
            yield name, "DigiKey's number of the order or line is digits"
    kind, quantity = change.kind, change.quantity
    if kind is ChangeKind.QUANTITY and not 0 < (quantity or 0) <= rules.INT32:
        # Nothing says that a line of no pieces is taken for a cancelled one.
        yield "quantity", "the new quantity has to be above zero; DigiKey has no cancelling"
    if kind is ChangeKind.BACKORDER and (quantity is None or not 0 <= quantity <= rules.INT32):
        yield "quantity", "the new quantity on backorder is missing"
    if kind is ChangeKind.SCHEDULE_DATE:
        if change.index is None or not 0 <= change.index <= rules.INT32:
            yield "index", "which schedule moves is missing"
        if change.on is None or change.on <= today:
            yield "on", f"{change.on or 'no day'} is not in the future"
    if kind is ChangeKind.SCHEDULES and not change.schedules:
        yield "schedules", "there are no schedules"
    yield from rules.schedules("schedules", change.schedules, _to_plan(change), today)
    dated = kind in (ChangeKind.SCHEDULES, ChangeKind.SCHEDULE_DATE)
    idle = (
        ("quantity", kind is ChangeKind.SCHEDULE_DATE and quantity is not None),
        ("schedules", kind not in (ChangeKind.QUANTITY, ChangeKind.SCHEDULES) and change.schedules),
        ("index", kind is not ChangeKind.SCHEDULE_DATE and change.index is not None),
        ("on", kind is not ChangeKind.SCHEDULE_DATE and change.on is not None),
        ("accept_next", not dated and change.accept_next),
    )
    for name, given in idle:
        if given:
            yield name, "DigiKey does not take this with such a change"


def _to_plan(change: LineChange) -> int | None:
    """How many pieces the schedules have to come to, where the change says so."""
    return change.quantity if change.schedules else None


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and 0 < int(text[:11]) <= rules.INT32


def route(sealed: SealedChange) -> tuple[Api, str, str] | None:
    """The API, the path within it and the media type of a sealed change; None for what is none."""
    kind = _KINDS.get(sealed.method)
    for api in (MANAGEMENT, MANAGEMENT_2):
        if sealed.vendor == VENDOR and kind and sealed.path.startswith(f"{api.base}/"):
            return api, sealed.path.removeprefix(api.base), kind
    return None


# -- coming back -------------------------------------------------------------------------------


def outcome(reply: Reply, clock: Clock, hide: Redactor) -> Answer:
    """What an answer to a change means; taken is not done, that is read back.

    As with a create, only what proves that nothing happened counts as that.
    """
    if not 200 <= reply.status < 300:
        return ordering.refused(reply, clock, hide, NOT_KNOWN)
    state, message, words = Outcome.ACCEPTED, "", ""
    if reply.status not in _TAKEN:
        state = Outcome.UNKNOWN
        message = f"{NOT_KNOWN}: DigiKey answered {reply.status}, not documented here"
    elif reply.body.strip():
        try:
            said = parsed(ChangeAnswer, pascal(reply.json()))
            words = Envelope(reply, hide).words
            if words:
                # A success that speaks of an error.
                state, message = Outcome.UNKNOWN, NOT_KNOWN
            elif said.Quantity is not None:
                message = f"DigiKey answered with {said.Quantity:,} pieces"
        except Unreadable as error:
            state, message = Outcome.UNKNOWN, f"{NOT_KNOWN}: {error.sentence}"
    if state is Outcome.ACCEPTED and reply.status == 202:
        message = message or "DigiKey has taken the change and makes it later"
    return Answer(
        state,
        clean(". ".join(text for text in (message, words) if text), 600),
        http_status=reply.status,
        body=ordering.body_of(reply, hide),
    )


def eligible(said: ManagedEligibility, sales_order: str) -> Eligible:
    """Raises Unreadable for an answer about another order."""
    _same(said.SalesOrderId, sales_order)
    return Eligible(sales_order, said.Eligibility, said.DetailsWithOpenSchedulesCount)


def held(said: ManagedSalesOrder, sales_order: str) -> HeldOrder:
    """Raises Unreadable for another order, and where it is left open which lines it has of how many
    pieces: changes are read back by this.
    """
    _same(said.SalesOrderId, sales_order)
    if said.Details is None:
        raise Unreadable(VENDOR, "DigiKey does not say which lines the order has")
    return HeldOrder(
        sales_order=sales_order,
        po_number=clean(said.PurchaseOrderNumber, 120),
        currency=clean(said.Currency, 3).upper(),
        ship_method=clean(said.ShipMethod, 80),
        lines=tuple(_line(one, sales_order) for one in said.Details),
    )


def _line(said: ManagedLine, sales_order: str) -> HeldLine:
    if said.DetailId is None or said.Quantity is None:
        raise Unreadable(VENDOR, "DigiKey does not say how many pieces a line has")
    return HeldLine(
        sales_order=sales_order,
        detail=str(said.DetailId),
        line_id=clean(said.PoLineItemNumber, 60) or None,
        number=clean(said.DigiKeyPartNumber, 120),
        part=clean(said.ManufacturerPartNumber, 120),
        quantity=said.Quantity,
        backordered=said.QuantityBackorder or 0,
        shipped=said.QuantityShipped or 0,
        standard_package=said.StandardPackSize,
        schedules=tuple(
            # An index that is not said is not guessed: by it another one would be moved. None has
            # this one, and `seal` refuses it.
            HeldSchedule(
                -1 if one.ScheduleIndex is None else one.ScheduleIndex,
                day(one.ScheduleDate),
                one.QuantityScheduled or 0,
            )
            for one in said.Schedules or ()
        ),
    )


def _same(theirs: int | None, asked: str) -> None:
    if theirs is not None and str(theirs) != asked.strip():
        raise Unreadable(VENDOR, "DigiKey answered for another order")
