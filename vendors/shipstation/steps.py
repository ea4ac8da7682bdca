"""Inbound orders: the request for each step, and what became of it out of the answer."""

from __future__ import annotations

from datetime import date

from vendors.bodies import written
from vendors.contract import Clock
from vendors.errors import Invalid, Unreadable
from vendors.http import Redactor, Reply
from vendors.inbound import (
    InboundLine,
    InboundPlan,
    InboundState,
    InboundStep,
    Receipt,
    SealedStep,
    Supplier,
)
from vendors.proof import order_named
from vendors.shipstation import rules
from vendors.shipstation.apis import ORDERS, order_path
from vendors.shipstation.envelopes import Envelope, refusal, speaks_json
from vendors.shipstation.settings import VENDOR
from vendors.shipstation.wire import Wire, instant_of, parsed
from vendors.shipstation.wire_orders import (
    OrderAsked,
    OrderMade,
    ProductAsked,
    ReceiveAsked,
    ReceivesAsked,
    ShippingDetails,
    StatusAsked,
    StatusSaid,
    SupplierAsked,
    SupplierMade,
)
from vendors.text import clean
from vendors.vocabulary import Answer, Outcome

NOT_KNOWN = "it is not known whether ShipStation has it"
_KEPT_BODY = 20_000
# Its id and its number; a `reference_number` is ours.
_NUMBERS = frozenset(("purchaseorderid", "ordernumber"))
# 200 is what sibling endpoints document, 201 and 204 what such endpoints answer besides.
_TAKEN = (200, 201, 204)
_AFTER = {
    InboundStep.STATE: "status",
    InboundStep.DETAILS: "shipping_details",
    InboundStep.RECEIVE: "receives",
    InboundStep.REPLACE: "",
}


# -- going out ---------------------------------------------------------------------------------


def body_of(plan: InboundPlan) -> bytes:
    """The body of a create or a replacement. Raises Invalid. What is not said is not in it."""
    rules.check(plan)
    asked = OrderAsked(
        supplier_id=plan.supplier_id,
        order_date=_day(plan.ordered_on),
        expected_delivery_date=_day(plan.expected_on),
        payment_terms=plan.payment_terms or None,
        payment_status=plan.payment_status or None,
        currency_code=plan.currency,
        shipping_carrier=plan.carrier or None,
        tracking_number=plan.tracking or None,
        reference_number=plan.reference,
        warehouse_id=plan.warehouse_id,
        note_to_supplier=plan.note or None,
        products=[_product(line) for line in plan.lines],
    )
    return _bytes(asked)


def seal_create(plan: InboundPlan) -> SealedStep:
    return SealedStep(VENDOR, InboundStep.CREATE, plan.reference, "", ORDERS, body_of(plan))


def seal_replace(inbound_id: str, plan: InboundPlan) -> SealedStep:
    return _sealed(InboundStep.REPLACE, inbound_id, plan.reference, body_of(plan))


def seal_state(inbound_id: str, reference: str, state: InboundState) -> SealedStep:
    rules.refuse("this", rules.state(state))
    body = _bytes(StatusAsked(status=state.value))
    return _sealed(InboundStep.STATE, inbound_id, reference, body)


def seal_details(inbound_id: str, plan: InboundPlan) -> SealedStep:
    rules.refuse("these details", rules.head(plan))
    asked = ShippingDetails(
        order_date=_day(plan.ordered_on),
        expected_delivery_date=_day(plan.expected_on),
        payment_terms=plan.payment_terms or None,
        payment_status=plan.payment_status or None,
        currency_code=plan.currency,
        shipping_carrier=plan.carrier or None,
        tracking_number=plan.tracking or None,
        reference_number=plan.reference,
        note_to_supplier=plan.note or None,
    )
    return _sealed(InboundStep.DETAILS, inbound_id, plan.reference, _bytes(asked))


def seal_receive(inbound_id: str, reference: str, receipts: tuple[Receipt, ...]) -> SealedStep:
    rules.refuse("these receipts", rules.receipts(receipts))
    asked = ReceivesAsked(
        product_receives=[
            ReceiveAsked(
                sku=one.sku,
                inventory_location_id=one.place_id,
                received_quantity=one.received or None,
                rejected_quantity=one.rejected or None,
                lot=one.lot or None,
                expiration_date=_day(one.expires),
            )
            for one in receipts
        ]
    )
    return _sealed(InboundStep.RECEIVE, inbound_id, reference, _bytes(asked))


def supplier_body(supplier: Supplier) -> bytes:
    """Raises Invalid. The contact's name and telephone are those of the address."""
    rules.refuse("this supplier", rules.supplier(supplier))
    where = supplier.address
    return _bytes(
        SupplierAsked(
            supplier_name=supplier.name,
            supplier_email=where.email or None,
            address_line_1=where.line1 or None,
            address_line_2=where.line2 or None,
            city=where.city or None,
            state=where.region or None,
            postal_code=where.postal_code or None,
            country_code=where.country.upper() or None,
            contact_name=where.name or None,
            contact_phone=where.telephone or None,
        )
    )


def _product(line: InboundLine) -> ProductAsked:
    return ProductAsked(
        sku=line.sku,
        supplier_sku=line.supplier_part or None,
        quantity=line.quantity,
        cost=line.cost,
    )


def _sealed(step: InboundStep, inbound_id: str, reference: str, body: bytes) -> SealedStep:
    path = order_path(inbound_id, _AFTER[step])
    return SealedStep(VENDOR, step, reference, inbound_id, path, body)


def _day(day: date | None) -> str | None:
    return None if day is None else instant_of(day)


def _bytes(asked: Wire) -> bytes:
    return written(asked.model_dump(exclude_none=True)).encode()


def route(sealed: SealedStep) -> str | None:
    """The method of a sealed step; None for what was not sealed here."""
    if sealed.vendor != VENDOR or (sealed.step is InboundStep.CREATE) is bool(sealed.inbound_id):
        return None
    if sealed.step is InboundStep.CREATE:
        return "POST" if sealed.path == ORDERS else None
    try:
        path = order_path(sealed.inbound_id, _AFTER[sealed.step])
    except (Invalid, KeyError):
        return None
    if sealed.path != path:
        return None
    return "PUT" if sealed.step is InboundStep.REPLACE else "POST"


# -- coming back -------------------------------------------------------------------------------


def outcome(reply: Reply, sealed: SealedStep, clock: Clock, hide: Redactor) -> Answer:
    """What an answer to a step means; that a change was taken is not that it was done.

    ShipStation takes no key to tell a repeated request by, so only what proves that nothing was
    done counts as that: a refusal of the request itself. Anything else that is no success is
    unknown, and so is a success with `errors` beside it (the document's partial success), but for
    a create that gave an id: then the order is there, and the answer says that not all of it may.
    """
    if sealed.step is InboundStep.CREATE:
        return created(reply, sealed.reference, clock, hide)
    if not 200 <= reply.status < 300:
        return refused(reply, clock, hide)
    said, fault = _read(reply)
    partly = Envelope(reply, hide).partly
    if not fault and said is not None:
        fault = _differs(said, sealed)
    if partly:
        fault = f"ShipStation did only a part of it: {partly}"
    if fault:
        return _answer(reply, hide, Outcome.UNKNOWN, f"{NOT_KNOWN}: {fault}")
    state = clean(said.status, 40) if said is not None else ""
    return _answer(reply, hide, Outcome.ACCEPTED, f"ShipStation says: {state}" if state else "")


def created(reply: Reply, reference: str, clock: Clock, hide: Redactor) -> Answer:
    """What an answer to a create means. See `outcome`."""
    if not 200 <= reply.status < 300:
        return refused(reply, clock, hide, order_named(reply, _NUMBERS))
    partly = Envelope(reply, hide).partly
    try:
        _check_read(reply)
        said = parsed(OrderMade, reply.json())
    except Unreadable as error:
        words = f"{NOT_KNOWN}: {error.sentence}" + (f" ({partly})" if partly else "")
        return _answer(reply, hide, Outcome.UNKNOWN, words)
    numbers = _numbers(said.purchase_order_id, said.order_number)
    state = Outcome.ACCEPTED
    message = f"made, but ShipStation says: {partly}" if partly else ""
    if not clean(said.purchase_order_id):
        state, numbers = Outcome.UNKNOWN, ()
        message = f"ShipStation answered without an id; {NOT_KNOWN}. {partly}".strip()
    theirs = clean(said.reference_number, 120)
    if theirs and theirs.casefold() != reference.strip().casefold():
        state, numbers = Outcome.UNKNOWN, ()
        message = f"ShipStation answered for another PO number ({theirs}); {NOT_KNOWN}. {partly}"
    return _answer(reply, hide, state, message, numbers)


def supplier_made(reply: Reply, clock: Clock, hide: Redactor) -> Answer:
    """What became of a new supplier: its id is the answer's only number."""
    if not 200 <= reply.status < 300:
        return refused(reply, clock, hide)
    partly = Envelope(reply, hide).partly
    try:
        _check_read(reply)
        said = parsed(SupplierMade, reply.json())
    except Unreadable as error:
        return _answer(reply, hide, Outcome.UNKNOWN, f"{NOT_KNOWN}: {error.sentence}")
    numbers = _numbers(said.supplier_id)
    if not numbers:
        words = f"ShipStation answered without an id; {NOT_KNOWN}. {partly}".strip()
        return _answer(reply, hide, Outcome.UNKNOWN, words)
    return _answer(reply, hide, Outcome.ACCEPTED, partly, numbers)


def refused(reply: Reply, clock: Clock, hide: Redactor, named: str = "") -> Answer:
    """What an answer means that is no success. `named` is the new order that it names.

    Rejected is a documented status in ShipStation's words: without them it could be any gateway's.
    """
    said = Envelope(reply, hide)
    state = Outcome.UNKNOWN
    if named:
        sentence = f"ShipStation names an order ({named}) beside errors; {NOT_KNOWN}"
    elif reply.status in (401, 403, 429):
        state, sentence = Outcome.REFUSED, refusal(reply, clock, hide).sentence
    elif reply.status in (400, 404) and said.says_why:
        state, sentence = Outcome.REJECTED, refusal(reply, clock, hide).sentence
    else:
        sentence = f"{NOT_KNOWN}: {_unproven(reply, clock, hide)}"
    codes = ", ".join(dict.fromkeys(code for code, _ in said.fields if code))
    words = ". ".join(text for text in (sentence, said.words) if text)
    return Answer(
        outcome=state,
        message=clean(hide(f"{words} ({codes})" if codes else words), 600),
        request_id=said.request_id,
        http_status=reply.status,
        body=kept_body(reply, hide),
    )


def _unproven(reply: Reply, clock: Clock, hide: Redactor) -> str:
    """Why a status proves nothing; never that ShipStation does not take or know something.

    409 is not documented here and leaves open what it conflicts with: this very order, perhaps.
    """
    if reply.status < 400:
        return "ShipStation pointed elsewhere instead of answering"
    if reply.status in (400, 404):
        return f"something other than ShipStation may have answered ({reply.status})"
    if reply.status == 422:
        return "ShipStation answered 422, which it does not document"
    return refusal(reply, clock, hide).sentence


def kept_body(reply: Reply, hide: Redactor) -> str:
    """The answer as it may be kept: without secrets, within bounds."""
    return clean(hide(reply.text), _KEPT_BODY)


def _read(reply: Reply) -> tuple[StatusSaid | None, str]:
    """What a change was answered with (None: an empty body), and what is wrong with that."""
    if reply.status not in _TAKEN:
        return None, f"ShipStation answered {reply.status}, which it does not document"
    if not reply.body.strip():
        return None, ""
    try:
        _check_read(reply)
        return parsed(StatusSaid, reply.json()), ""
    except Unreadable as error:
        return None, error.sentence


def _check_read(reply: Reply) -> None:
    if reply.status not in _TAKEN:
        raise Unreadable(VENDOR, f"ShipStation answered {reply.status}, not documented here")
    if not reply.body.strip():
        raise Unreadable(VENDOR, "ShipStation answered without a body")
    if not speaks_json(reply):
        raise Unreadable(VENDOR, "something other than ShipStation's API answered")


def _differs(said: StatusSaid, sealed: SealedStep) -> str:
    """What the answer says otherwise than the step; nothing where it says the same or nothing."""
    theirs = clean(said.purchase_order_id, 120)
    if theirs and theirs != sealed.inbound_id.strip():
        return "ShipStation answered for another order"
    if sealed.step is InboundStep.STATE:
        asked = StatusAsked.model_validate_json(sealed.body).status
        state = clean(said.status, 40)
        if state and state.casefold() != asked:
            return f"ShipStation says: {state}"
    return ""


def _numbers(*said: str | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for one in said if (text := clean(one, 120))))


def _answer(
    reply: Reply,
    hide: Redactor,
    state: Outcome,
    message: str,
    numbers: tuple[str, ...] = (),
) -> Answer:
    return Answer(
        state,
        clean(hide(message), 600),
        numbers,
        request_id=Envelope(reply, hide).request_id,
        http_status=reply.status,
        body=kept_body(reply, hide),
    )
