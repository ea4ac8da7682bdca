"""How TI spells an order: in the shape of its schema, of its examples, of what was recorded, or of
its page on orders (§A5 of the facts). An order's number decides, so it always has the same one.

Money is a JSON number of whole cents, a unit price one of three decimals.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal

from vendors.sandbox import money
from vendors.sandbox.ti import fulfilment, tracking
from vendors.sandbox.ti.model import Order, OrderLine
from vendors.sandbox.ti.profiles import HEAD_OFFICE
from vendors.sandbox.world import COMPANY, TI_BANK_TRANSFER, Profile

Json = dict[str, Any]
Shape = Literal["schema", "example", "recorded", "page"]

_BY_SERIAL: tuple[Shape, ...] = ("example", "recorded", "schema", "example", "recorded", "page")
_REHEARSED: tuple[Shape, ...] = ("recorded", "example", "schema", "page")
_NO_FREIGHT = (
    "Your customer freight account is not available, TI default shipping method was chosen"
)
_REGIONS = {"US": "United States", "DE": "Germany", "MY": "Malaysia", "MX": "Mexico"}
_BUYER = "buyer@acme.example"


@dataclass(frozen=True, slots=True)
class Names:
    """How a shape names what the shapes name otherwise."""

    cart: str
    country: str
    comments: str
    line1: str
    line2: str
    postal_code: str
    company_url: str
    approver: str


_NAMES: dict[str, Names] = {
    "schema": Names("cartId", "cooCode", "orderComments", "addressLine1", "addressLine2",
                    "postalCode", "companyURL", "bankTranferApproverEmail"),
    "example": Names("cartId", "coCode", "customerOrderComments", "line1", "line2", "postalcode",
                     "companyUrl", "bankTransferApproverEmail"),
    "recorded": Names("cartID", "coCode", "customerOrderComments", "addressLine1", "addressLine2",
                      "postalCode", "companyUrl", "bankTransferApproverEmail"),
}  # fmt: skip


def taken(order: Order, now: datetime) -> Json:
    """The answer to an order that was just placed."""
    shape = _BY_SERIAL[order.serial % len(_BY_SERIAL)]
    if shape == "page":
        return _page(order, now, order.number)
    body = whole(order, now, shape)
    if shape == "example":
        # Every other one has the legs of the way as a list, and the invoices beside it.
        if order.serial % 4 == 3:
            for line in body["lineItems"]:
                tracked = line["trackingAndShipping"]
                line["trackingAndShipping"] = tracked["trackingNumbers"]
                line["invoices"] = tracked["invoices"]
        body["errors"] = ""
    return body if shape == "schema" else {"orderInfo": body}


def rehearsed(order: Order, now: datetime, roll: int) -> Json:
    """The answer to an order that was only tried: no number, no status. `roll` picks the shape."""
    shape = _REHEARSED[roll % len(_REHEARSED)]
    if shape == "page":
        return _page(order, now, 0)
    body = {**whole(order, now, shape), "isProductionOrder": False, "orderStatus": ""}
    for line in body["lineItems"]:
        if shape == "schema":
            del line["status"]
        else:
            line["status"] = "" if shape == "example" else None
    if shape == "example":
        body["errors"] = ""
    return body if shape == "schema" else {"orderInfo": body}


def read(order: Order, now: datetime) -> Json | list[Json]:
    """The answer to a question after one order: the order, in a list at times."""
    shape = _BY_SERIAL[order.serial % len(_BY_SERIAL)]
    body = whole(order, now, "schema" if shape == "page" else shape)
    return [body] if order.serial % 4 == 2 else body


def summary(order: Order, now: datetime) -> Json:
    """orderSummary: without its lines, and its date without a time."""
    return {
        "orderNumber": order.number,
        "orderDate": f"{order.entered:%Y-%m-%d}",
        "currencyCode": order.currency,
        "orderEntry": order.entry,
        "customerPurchaseOrderNumber": order.po_number,
        "orderStatus": fulfilment.status(order, now),
        "orderedBy": COMPANY,
        "isProductionOrder": True,
        "totalOrderSummary": totals(order),
        "shippingAddress": _address(order.profile, _NAMES["schema"]),
        "payment": {"type": order.profile.payment, "method": order.profile.method},
        "numberOfLineItems": len(order.lines),
        "hasOrderAdjustments": order.forced == "Cancelled",
    }


def totals(order: Order) -> Json:
    """totalOrderSummary; what is in it adds up."""
    return {
        "subTotal": _cents(order.goods),
        "estimatedDiscountAmount": _cents(order.discount),
        "estimatedShippingCost": _cents(order.shipping),
        "estimatedInventoryTransferFee": 0.0,
        "estimatedTaxes": _cents(order.tax),
        "orderTotal": _cents(order.total),
    }


def whole(order: Order, now: datetime, shape: Shape) -> Json:
    """An order with all its lines, in any shape but the page's."""
    names = _NAMES[shape]
    profile = order.profile
    recorded, example = shape == "recorded", shape == "example"
    free = [{"type": "Free Shipping", "amount": _cents(order.discount)}] if order.discount else []
    notes = [] if recorded else [_note("message" if example else "detail")]
    tax_id = {("customerTaxID" if shape == "schema" else "customerTaxId"): profile.tax_id,
              "customerName": COMPANY}  # fmt: skip
    vat: Any = {"type": "GST", "details": [tax_id] if order.serial % 2 else tax_id}
    if shape == "schema":
        vat = [{"type": "GST", "detail": tax_id}]
    return {
        "orderNumber": order.number,
        names.cart: f"C{order.serial:08d}",
        "checkoutProfileId": profile.id,
        "currencyCode": order.currency,
        "orderDate": f"{order.entered:%Y-%m-%dT%H:%M:%SZ}",
        "orderEntry": order.entry,
        "customerPurchaseOrderNumber": order.po_number,
        "orderStatus": fulfilment.status(order, now),
        "orderedBy": COMPANY,
        "endCustomerCompanyName": order.end_customer,
        "application": "Industrial",
        "endEquipment": "Test & measurement",
        "intendedForMilitary": "No" if recorded else False,
        "isProductionOrder": True,
        "totalOrderSummary": totals(order),
        "discounts": None if recorded and not free else free,
        "lineItems": [_line(order, line, now, shape) for line in order.lines],
        "shippingAddress": _address(profile, names),
        "billingAddress": _address(HEAD_OFFICE, names),
        "payment": _payment(profile, names),
        "taxInfo": {"taxExemption": (profile.tax == 0) if shape == "schema" else "false"},
        "vatDetails": vat,
        names.comments: [{"message": text} for text in order.comments],
        "notifications": notes,
    }


def _line(order: Order, line: OrderLine, now: datetime, shape: Shape) -> Json:
    given = line.number_given
    comments = [{"message": text} for text in line.comments]
    shipped = fulfilment.shipped(line, now)
    fees: Any = [_fee(line)] if line.fee else []
    place: Any = line.place
    waived: Any = False
    if shape == "schema":
        place, waived = str(line.place), "false"
        given = None if given is None else str(given)
    elif shape == "example":
        fees = _fee(line) if line.fee else []
    else:
        fees = fees or None
    return {
        "tiLineItemNumber": place,
        "customerLineItemNumber": given,
        "tiPartNumber": line.number,
        "customerPartNumber": line.customer_part,
        "tiPartDescription": line.description,
        "partType": "Tool/EVM" if line.board else "Integrated Circuit",
        "htsCode": line.customs,
        _NAMES[shape].country: line.country,
        "quantity": line.quantity,
        "shippedQuantity": shipped if shipped or shape != "example" else "",
        "unitPrice": money.number(line.unit_price),
        "netPrice": _cents(line.total),
        "dateCode": "2612" if shipped else "",
        "batchCode": f"B{order.serial % 10_000:04d}{line.place:02d}" if shipped else "",
        "status": fulfilment.line_status(order, line, now),
        "fees": fees,
        "discounts": None if shape == "recorded" else [],
        "packageInformation": {"carrier": line.carrier, "delivery": _delivery(line)},
        "waiverAvailable": waived,
        "trackingAndShipping": tracking.of_line(order, line, now, shape),
        "customerItemComments": comments or (None if shape == "recorded" else []),
        "notifications": [],
    }


def _fee(line: OrderLine) -> Json:
    return {"type": "Custom Reel", "amount": _cents(line.fee)}


def _delivery(line: OrderLine) -> list[Json]:
    if line.custom_reel:
        return [{"type": "Custom Reel", "quantity": line.quantity}]
    if "T&R" not in line.carrier:
        return [{"type": line.carrier, "quantity": line.quantity}]
    reels, rest = divmod(line.quantity, line.standard_pack)
    full = [{"type": "Full Reel", "quantity": reels}] if reels else []
    return [*full, *([{"type": "Cut Tape", "quantity": rest}] if rest else [])]


def _note(name: str) -> Json:
    return {"topic": "Shipping Method", name: _NO_FREIGHT}


def _address(profile: Profile, names: Names) -> Json:
    site = profile.site
    return {
        "firstName": "Ada",
        "lastName": "Example",
        "company": COMPANY,
        names.line1: site.line1,
        names.line2: site.line2,
        "city": site.city,
        "stateRegion": site.province,
        names.postal_code: site.postal_code,
        "regionCode": site.country,
        "region": _REGIONS[site.country],
        "email": _BUYER,
        "phoneNumber": "555-0100",
        names.company_url: "acme.example",
    }


def _payment(profile: Profile, names: Names) -> Json:
    said: Json = {"type": profile.payment, "method": profile.method}
    if profile.payment != TI_BANK_TRANSFER:
        return said
    routing, code = (
        ("bankRoutingAndTransitNumber", "beneficiaryTaxRegistrationCode")
        if names.approver == "bankTranferApproverEmail"
        else ("routingNumber", "beneficiaryTaxRegCode")
    )
    return {
        **said,
        names.approver: _BUYER,
        "details": {
            "beneficiary": "Texas Instruments Incorporated",
            routing: "000000000",
            "swiftCode": "INVENTED",
            "bankAddress": "An invented bank",
            "accountNumber": "000000000000",
            "correspondentBankAccount": "",
            "beneficiaryTaxCode": "",
            code: "",
        },
    }


def _page(order: Order, now: datetime, number: str | int) -> Json:
    """As TI's page on orders shows it: older names, no object around, quantities as texts.

    A number that is not there is 0, and then there is no status either.
    """
    profile = order.profile
    return {
        "orderNumber": number,
        "orderStatus": fulfilment.status(order, now) if number else "",
        "customerPurchaseOrderNumber": order.po_number,
        "subTotal": _cents(order.goods),
        "totalPrice": _cents(order.total),
        "lineItems": [
            {
                "tiPartNumber": line.number,
                "tiPartDescription": line.description,
                "quantity": str(line.quantity),
                "status": fulfilment.line_status(order, line, now) if number else "",
                "unitPrice": money.number(line.unit_price),
                "customReelIndicator": line.custom_reel,
            }
            for line in order.lines
        ],
        "shippingAddress": [_page_address(profile, "SHIPPING")],
        "billingAddress": [_page_address(HEAD_OFFICE, "BILLING")],
        "orderMessages": [],
        "customerOrderComments": [{"message": text} for text in order.comments],
        "orderPlacedTime": f"{order.entered:%Y-%m-%dT%H:%M:%SZ}",
        "paymentType": profile.payment,
        "currencyISO": order.currency,
        "totalTax": _cents(order.tax),
        "checkoutProfileIdentifier": profile.id,
        "totalDeliveryCost": _cents(order.shipping),
        "totalDiscount": _cents(order.discount),
        "couponCodes": "",
    }


def _page_address(profile: Profile, kind: str) -> Json:
    site = profile.site
    return {
        "addressType": kind,
        "firstName": "Ada",
        "lastName": "Example",
        "company": COMPANY,
        "addressLine1": site.line1,
        "addressLine2": site.line2,
        "town": site.city,
        "state": site.province,
        "postalCode": site.postal_code,
        "country": site.country,
        "email": _BUYER,
        "phoneNumber": "555-0100",
        "companyURL": "acme.example",
    }


def _cents(amount: Decimal) -> float:
    return money.number(amount.quantize(Decimal("0.01")))
