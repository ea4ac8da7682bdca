"""An order as the bytes DigiKey gets, and what became of it out of the answer."""

from __future__ import annotations

from datetime import date

from vendors.bodies import written
from vendors.contract import Clock, Sealed
from vendors.digikey import rules
from vendors.digikey.envelopes import Envelope, refusal
from vendors.digikey.settings import VENDOR, Settings
from vendors.digikey.wire import instant_of, parsed
from vendors.digikey.wire_orders import (
    ExportAnswers,
    OrderAddress,
    OrderContact,
    OrderLine,
    OrderRequest,
    OrderResponse,
    OrderSchedule,
)
from vendors.digikey.words import EXPORT_USES, SHIP_CONTROLS, SHIP_METHODS
from vendors.errors import Unreadable
from vendors.http import Redactor, Reply
from vendors.proof import order_named
from vendors.terms import ExportUse
from vendors.text import clean
from vendors.vocabulary import Address, Answer, Line, Outcome, PurchaseOrder

NOT_KNOWN = "it is not known whether DigiKey has the order"
_KEPT_BODY = 20_000
# What DigiKey calls the number of an order, in its documents on orders and on their status.
_NUMBERS = frozenset(("salesorderid", "salesorderids", "salesorderidsdkplus", "ordernumber"))


# -- going out ---------------------------------------------------------------------------------


def seal(order: PurchaseOrder, settings: Settings, today: date) -> Sealed:
    """The exact body. Raises Invalid where DigiKey's rules forbid the order.

    What the order does not ask for is not in it. Days have to lie after `today`.
    """
    rules.check(order, today)
    buyer, terms = order.buyer, order.terms
    request = OrderRequest(
        PurchaseOrderNumber=order.number,
        Currency=order.currency,
        ShipControl=rules.listed(terms.ship_control, SHIP_CONTROLS),
        MfgCOfCRequired=terms.cofc or None,
        # Optional as a whole; as soon as it is there, DigiKey wants a name in it.
        BuyerContact=_contact(buyer, settings.account_id) if buyer.name else None,
        ShippingContact=_contact(order.ship_to, order.customer_id or settings.account_id),
        ShipMethod=rules.listed(terms.ship_method, SHIP_METHODS),
        ShipperAccountNumber=terms.shipper_account or None,
        LineItems=[_line(line) for line in order.lines],
        OrderNotes=list(terms.notes) or None,
        Taxable=terms.taxable,
        ExportQuestions=None if terms.export is None else _export(terms.export),
    )
    return Sealed(VENDOR, order.number, written(request.model_dump(exclude_none=True)).encode())


def _line(line: Line) -> OrderLine:
    terms = line.terms
    return OrderLine(
        MfgCOfCRequired=terms.cofc or None,
        CustomerLineItemId=rules.line_id(line),
        ProductDescription=line.description or None,
        CustomerPartNumber=terms.customer_part or None,
        DigiKeyPartNumber=line.number,
        RequestedQuantity=line.quantity,
        UnitPrice=line.unit_price,
        QuoteId=terms.quote,
        DeliveryDate=None if terms.wanted_on is None else instant_of(terms.wanted_on),
        LineItemNotes=list(terms.notes) or None,
        Schedules=[
            OrderSchedule(ScheduledDate=instant_of(one.on), ScheduledQuantity=one.quantity)
            for one in terms.schedules
        ]
        or None,
    )


def _export(export: ExportUse) -> ExportAnswers:
    primary = rules.listed(export.primary, EXPORT_USES) or ""
    return ExportAnswers(
        CountryCode=export.country.upper(),
        ConsigneeName=export.consignee,
        PrimaryApplication=primary,
        SecondaryApplication=rules.listed(export.secondary, EXPORT_USES[primary]) or "",
        AdditionalInfo=export.more or None,
    )


def _contact(address: Address, customer_id: str | None) -> OrderContact:
    return OrderContact(
        CustomerId=customer_id or None,
        Name=address.name or address.company,
        Address=OrderAddress(
            Company=address.company or None,
            Email=address.email or None,
            AddressLineOne=address.line1 or None,
            AddressLineTwo=address.line2 or None,
            City=address.city or None,
            Province=address.region or None,
            PostalCode=address.postal_code or None,
            Country=address.country.upper() or None,
        ),
        Telephone=address.telephone or None,
    )


# -- coming back -------------------------------------------------------------------------------


def outcome(reply: Reply, number: str, clock: Clock, hide: Redactor) -> Answer:
    """What an answer to a create means.

    DigiKey takes no key to tell a repeated order by, so only what proves that nothing was placed
    counts as that: a refusal of the request itself, that names no order. Anything else that is no
    success is unknown.
    """
    if not 200 <= reply.status < 300:
        return refused(reply, clock, hide, NOT_KNOWN, order_named(reply, _NUMBERS))
    try:
        said = parsed(OrderResponse, reply.json())
    except Unreadable as error:
        return Answer(
            Outcome.UNKNOWN,
            f"{NOT_KNOWN}: {error.sentence}",
            http_status=reply.status,
            body=body_of(reply, hide),
        )
    message = clean(hide(said.Message or ""), 600)
    partners = tuple(str(one) for one in said.SalesOrderIds_DKPlus or () if one > 0)
    main = said.SalesOrderId
    numbers = (str(main), *partners) if main is not None and main > 0 else partners
    state = Outcome.ACCEPTED if numbers else Outcome.UNKNOWN
    if main == -1:
        # Taken, and numbered later; sending it again would be charged and filled twice.
        state = Outcome.ACCEPTED_NO_NUMBER
    elif not numbers:
        message = f"DigiKey answered without an order number; {NOT_KNOWN}. {message}".strip()
    theirs = clean(said.PurchaseOrderNumber, 120)
    if theirs and theirs.casefold() != number.strip().casefold():
        state, numbers = Outcome.UNKNOWN, ()
        told = f"DigiKey answered for another PO number ({theirs}); {NOT_KNOWN}. {message}"
        message = clean(told, 600)
    return Answer(
        outcome=state,
        message=message,
        vendor_numbers=tuple(dict.fromkeys(numbers)),
        http_status=reply.status,
        body=body_of(reply, hide),
    )


def refused(reply: Reply, clock: Clock, hide: Redactor, not_known: str, named: str = "") -> Answer:
    """What an answer means that is no success, to a create or to a change.

    Rejected is a status that DigiKey documents for a request it read and did not take, and its own
    words behind it: without them a gateway may have answered, and nobody knows for whom. Where it
    is unknown, `not_known` says so. `named` is the new order that the answer names: it may exist.
    """
    said = Envelope(reply, hide)
    state = Outcome.UNKNOWN
    if named:
        sentence = f"DigiKey names an order ({named}) beside faults; {not_known}"
    elif reply.status in (401, 403, 429):
        state, sentence = Outcome.REFUSED, refusal(reply, clock, hide).sentence
    elif reply.status in (400, 404) and said.says_why:
        state, sentence = Outcome.REJECTED, refusal(reply, clock, hide).sentence
    else:
        sentence = f"{not_known}: {_unproven(reply, clock, hide)}"
    faults = "; ".join(f"{name}: {text}" if name else text for name, text in said.fields)
    words = ". ".join(text for text in (sentence, said.words, faults) if text)
    return Answer(
        outcome=state,
        message=clean(hide(words), 600),
        request_id=said.request_id,
        http_status=reply.status,
        body=body_of(reply, hide),
    )


def _unproven(reply: Reply, clock: Clock, hide: Redactor) -> str:
    """Why a status proves nothing; never that DigiKey does not take or know something."""
    if reply.status < 400:
        return "DigiKey pointed elsewhere instead of answering"
    if reply.status in (400, 404):
        return f"something other than DigiKey may have answered ({reply.status})"
    if reply.status == 422:
        return "DigiKey answered 422, which it does not document"
    return refusal(reply, clock, hide).sentence


def body_of(reply: Reply, hide: Redactor) -> str:
    """The answer as it may be kept: without secrets, within bounds."""
    return clean(hide(reply.text), _KEPT_BODY)
