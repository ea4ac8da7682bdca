"""An order as the bytes TI gets, and what became of it out of the answer."""

from __future__ import annotations

import json
from decimal import Decimal

from vendors.contract import Clock, Sealed
from vendors.errors import Unreadable, VendorError
from vendors.http import Redactor, Reply
from vendors.proof import order_named
from vendors.text import clean
from vendors.ti import rules, translate_orders
from vendors.ti.envelopes import Envelope, Explained, NotKnown, faults_of, refusal
from vendors.ti.settings import VENDOR
from vendors.ti.wire_orders import Comment, Order, OrderInfo, OrderLine, OrderRequest, order_of
from vendors.vocabulary import Answer, Line, Outcome, PurchaseOrder, Rehearsal

NOT_KNOWN = "it is not known whether TI has the order"
_KEPT_BODY = 20_000
_NUMBERS = frozenset(("ordernumber",))
# With these TI read the order, or the request, and took none; with the next it did not read it.
_REJECTED = frozenset((400, 404, 405, 422))
_REFUSED = frozenset((401, 403, 429))


# -- going out ---------------------------------------------------------------------------------


def seal(order: PurchaseOrder) -> Sealed:
    """The exact body. Raises Invalid where TI's rules forbid the order.

    It holds no price and no currency, since TI takes neither: what holds is its own price at
    purchase time, in the currency of the checkout profile.
    """
    rules.check(order)
    terms = order.terms
    request = OrderRequest(
        order=Order(
            checkoutProfileId=terms.profile,
            customerPurchaseOrderNumber=order.number,
            expediteShipping=terms.expedite or None,
            endCustomerCompanyName=terms.end_customer or None,
            customerOrderComments=_comments(rules.comments(order)),
            lineItems=[_line(line) for line in order.lines],
        )
    )
    body = json.dumps(request.model_dump(exclude_none=True), ensure_ascii=False)
    return Sealed(VENDOR, order.number, body.encode())


def _line(line: Line) -> OrderLine:
    terms = line.terms
    return OrderLine(
        customerLineItemNumber=rules.line_id(line),
        tiPartNumber=line.number.strip(),
        customerPartNumber=terms.customer_part or None,
        customReelIndicator=terms.custom_reel or None,
        quantity=line.quantity,
        customerItemComments=_comments(terms.notes),
    )


def _comments(texts: tuple[str, ...]) -> list[Comment] | None:
    return [Comment(message=text) for text in texts] or None


# -- coming back -------------------------------------------------------------------------------


def outcome(reply: Reply, number: str, clock: Clock, hide: Redactor) -> Answer:
    """What an answer to a create means.

    Accepted is an order number and no fault beside it, and nothing else. A number beside faults is
    UNKNOWN: to call it rejected could order twice. Rejected and refused are only what proves that
    nothing was placed: TI's own words behind a status that says so, and no number anywhere. Faults
    with a status of success, which TI documents for a created order alone, prove nothing. TI takes
    no key to tell a repeated order by.
    """
    said, unread = _order_in(reply)
    envelope = Envelope(reply, hide)
    theirs = clean(said.customerPurchaseOrderNumber, 120)
    state, words = Outcome.UNKNOWN, NOT_KNOWN
    named = order_named(reply, _NUMBERS)
    if named and (envelope.faults or not 200 <= reply.status < 300):
        words = f"TI names an order ({named}) beside faults; {NOT_KNOWN}"
    elif reply.status in _REFUSED:
        state, words = Outcome.REFUSED, refusal(reply, clock, hide).sentence
    elif reply.status in _REJECTED and envelope.says_why:
        state, words = Outcome.REJECTED, "TI does not accept the order"
    elif reply.status >= 400:
        words = f"{NOT_KNOWN}: {_unproven(reply, envelope, clock, hide)}"
    elif reply.status >= 300:
        words = f"{NOT_KNOWN}: TI pointed elsewhere instead of answering"
    elif unread:
        words = f"{NOT_KNOWN}: {unread}"
    elif any(fault.theirs for fault in envelope.faults):
        words = f"{NOT_KNOWN}: TI failed at it"
    elif envelope.faults:
        words = f"TI answered {reply.status}, a success, with faults beside it; {NOT_KNOWN}"
    elif not said.number:
        words = f"TI answered without an order number; {NOT_KNOWN}"
    elif theirs and theirs.casefold() != number.strip().casefold():
        words = f"TI answered for another PO number ({theirs}); {NOT_KNOWN}"
    else:
        state, words = Outcome.ACCEPTED, _status(said)
    accepted = state is Outcome.ACCEPTED
    total, currency = goods(said) if accepted else (None, "")
    told = envelope.words if not accepted else _notes(said, hide)
    return Answer(
        outcome=state,
        message=clean(hide(". ".join(one for one in (words, told) if one)), 600),
        vendor_numbers=(clean(said.number, 60),) if accepted else (),
        request_id=envelope.request_id,
        http_status=reply.status,
        body=clean(hide(reply.text), _KEPT_BODY),
        total=total,
        currency=currency,
    )


def rehearsed(said: object, hide: Redactor) -> Rehearsal:
    """What an answer to an order for the test endpoint means. Raises Unreadable.

    It has no order number, and no word but the faults says whether it would be taken.
    """
    order, faults = order_of(said), faults_of(said, hide)
    if faults:
        # Where TI itself failed, or names no fault, it said nothing of the order.
        own = any(fault.theirs for fault in faults)
        passed = None if own or not any(fault.named for fault in faults) else False
        return Rehearsal(passed, clean("; ".join(fault.words for fault in faults), 600))
    if not order.lineItems:
        raise Unreadable(VENDOR, "TI answered with neither an order nor a fault")
    total, currency = goods(order)
    return Rehearsal(True, _notes(order, hide) or "TI would take it so", total, currency)


def not_rehearsed(error: VendorError) -> Rehearsal:
    """What a failure means: that TI would not take it, and says why, or that nobody knows."""
    refused = isinstance(error, Explained | NotKnown)
    return Rehearsal(False if refused else None, clean(error.in_full, 600))


def goods(said: OrderInfo) -> tuple[Decimal | None, str]:
    """What the goods come to, with fees and discounts of their lines, and in which currency.

    `subTotal`, or the sum of the lines where every line says its own (`netPrice`: "unitPrice x
    quantity + fees - discounts"). Without a currency it is no amount.
    """
    currency = clean(said.currencyCode, 3).upper()
    total = said.totals.subTotal
    if total is None:
        nets = [line.netPrice for line in said.lineItems or ()]
        known = [net for net in nets if net is not None]
        total = sum(known, Decimal(0)) if known and len(known) == len(nets) else None
    return (total, currency) if total is not None and currency else (None, "")


def _order_in(reply: Reply) -> tuple[OrderInfo, str]:
    """The order in an answer, and what keeps it from being read, if anything does."""
    try:
        said = reply.json()
    except Unreadable as error:
        return OrderInfo(), error.sentence
    try:
        return order_of(said), ""
    except Unreadable as error:
        return OrderInfo(), error.in_full


def _unproven(reply: Reply, envelope: Envelope, clock: Clock, hide: Redactor) -> str:
    """Why a status proves nothing; never that TI does not take or know something."""
    if any(fault.theirs for fault in envelope.faults):
        return "TI failed at it"
    if reply.status in _REJECTED:
        return f"something other than TI may have answered ({reply.status})"
    return refusal(reply, clock, hide).sentence


def _status(said: OrderInfo) -> str:
    return f"TI has it as {clean(said.orderStatus, 60)}" if said.orderStatus else ""


def _notes(said: OrderInfo, hide: Redactor) -> str:
    """What TI says besides, of the order and of its lines."""
    lines = said.lineItems or ()
    notes = [*(said.notifications or ())]
    notes += [one for line in lines for one in line.notifications or ()]
    return translate_orders.notes(notes, hide)
