"""Where TI's files and TI's servers, examples and pages differ: entries of the overlay.

Every one of these differences was met by somebody: `recorded` means an answer of a live system,
`examples` those in the very file whose schema says otherwise, `page` TI's public page on orders.
The files are the newest we know, so a schema is widened, never replaced.
"""

from __future__ import annotations

from typing import Any, Final

from tests.contract.overlay import Entry

ORDERS: Final = "ti-order-api-v2.condensed.yaml"
PRODUCTS: Final = "ti-inventory-pricing-api-v2.yaml"
SHIPMENTS: Final = "ti-asn-retrieve-api-v2.condensed.yaml"
PROFILES: Final = "ti-checkout-profile-api-v2.condensed.yaml"

_DAY: Final = "2026-11-22"
_TEXT: Final = {"type": "string", "nullable": True}
_NUMBER: Final = {"type": "number", "format": "double"}
_FLAG: Final = {"type": "boolean"}
_ORDER: Final = {"$ref": "#/components/schemas/orderCreateResponse"}


def _any(*schemas: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": list(schemas)}


def _closed(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties}


def _listed(**properties: Any) -> dict[str, Any]:
    return {"type": "array", "items": _closed(**properties)}


def _texts(names: str) -> dict[str, Any]:
    return dict.fromkeys(names.split(), _TEXT)


def _within(file: str, place: str, reason: str, /, **schemas: Any) -> tuple[Entry, ...]:
    return tuple(
        Entry(_DAY, file, f"/components/schemas/{place}/properties/{name}", "set", schema, reason)
        for name, schema in schemas.items()
    )


# -- an order

_LINE: Final = "orderCreateResponse/properties/lineItems/items"
_LEG: Final = _texts(
    "shippingFreightAccount shippingFromCountryCode serviceLevel shipDate "
    "leg1masterTrackingNumber leg1MasterTrackingNumber masterTracking leg1Carrier "
    "leg1TrackingNumber leg1Tracking leg1TrackingUrl leg1TrackingURL leg2masterTrackingNumber "
    "leg2MasterTrackingNumber leg2Carrier leg2TrackingNumber leg2Tracking leg2TrackingUrl "
    "leg2TrackingURL waybillNumber"
)
_INVOICES: Final = _listed(type=_TEXT, number=_TEXT, message=_TEXT)
_MEMO: Final = _closed(note=_TEXT, date=_TEXT, multiShipFlag=_FLAG)
_TRACKING: Final = _any(
    _closed(trackingNumbers=_listed(**_LEG), invoices=_INVOICES, creditMemo=_MEMO),
    _listed(
        shippingFreightAccount=_TEXT,
        trackingNumbers=_listed(**_LEG),
        invoices=_INVOICES,
        creditMemo=_MEMO,
    ),
    _listed(**_LEG),
    {"type": "string", "nullable": True, "maxLength": 0},
)
_CHARGE: Final = _closed(type=_TEXT, amount=_NUMBER)
_ADDRESS: Final = _texts(
    "firstName lastName company line1 line2 addressLine1 addressLine2 city stateRegion "
    "postalcode postalCode regionCode region email phoneNumber companyUrl companyURL"
)
_NOTES: Final = _listed(topic=_TEXT, detail=_TEXT, message=_TEXT)
_TAX_ID: Final = _closed(customerTaxID=_TEXT, customerTaxId=_TEXT, customerName=_TEXT)
_VAT: Final = _any(
    _listed(type=_TEXT, detail=_TAX_ID),
    _closed(type=_TEXT, details=_any(_TAX_ID, {"type": "array", "items": _TAX_ID})),
)
_NUMBERED: Final = _any({"type": "integer"}, {"type": "string"})
_COUNTED: Final = _any({"type": "integer"}, _TEXT)

# The answer on TI's public page on orders, which has the names of an older version.
_PAGE_ADDRESS: Final = _listed(
    **_texts(
        "addressType firstName lastName company addressLine1 addressLine2 town state postalCode "
        "country email phoneNumber companyURL"
    )
)
_PAGE: Final = _closed(
    orderNumber=_any({"type": "integer"}, {"type": "string"}),
    orderStatus=_TEXT,
    customerPurchaseOrderNumber=_TEXT,
    subTotal=_NUMBER,
    totalPrice=_NUMBER,
    lineItems=_listed(
        tiPartNumber=_TEXT,
        tiPartDescription=_TEXT,
        quantity=_TEXT,
        status=_TEXT,
        unitPrice=_NUMBER,
        customReelIndicator=_FLAG,
    ),
    shippingAddress=_PAGE_ADDRESS,
    billingAddress=_PAGE_ADDRESS,
    orderMessages=_listed(code=_TEXT, type=_TEXT, Message=_TEXT),
    customerOrderComments=_listed(message=_TEXT),
    orderPlacedTime=_TEXT,
    paymentType=_TEXT,
    currencyISO=_TEXT,
    totalTax=_NUMBER,
    checkoutProfileIdentifier=_TEXT,
    totalDeliveryCost=_NUMBER,
    totalDiscount=_NUMBER,
    couponCodes=_TEXT,
)

_WRAPPED: Final = {**_closed(orderInfo=_ORDER), "required": ["orderInfo"]}
_TAKEN: Final = _any(
    _ORDER,
    {"$ref": "#/components/schemas/orderWrapped"},
    {"$ref": "#/components/schemas/orderOfThePage"},
)
_ERROR: Final = _closed(
    errorCode=_TEXT, type=_TEXT, section=_TEXT, field=_TEXT, reason=_TEXT, message=_TEXT
)
_TOLD: Final = _any(
    {**_closed(errors={"type": "array", "items": _ERROR}), "required": ["errors"]},
    {**_closed(error={"type": "array", "items": _ERROR}), "required": ["error"]},
)
_DATA: Final = _listed(
    customerLineItemNumber=_COUNTED,
    tiPartNumber=_TEXT,
    quantity=_COUNTED,
    availableQuantity=_COUNTED,
    limit=_TEXT,
    waitPeriod=_TEXT,
)
_REFUSED: Final = {
    **_closed(
        orderInfo=_ORDER,
        order=_ORDER,
        errors={
            "type": "array",
            "items": {**_ERROR, "properties": {**_ERROR["properties"], "data": _DATA}},
        },
    ),
    "required": ["errors"],
}

_POSTED: Final = ("/paths/~1store~1orders~1test/post", "/paths/~1store~1orders/post")
_LIST: Final = "/paths/~1store~1orders/get"
_DETAIL: Final = "/paths/~1store~1orders~1{orderNumber}/get"
_COST: Final = "/paths/~1store~1orders~1deliveryCost/get"


def _said(words: str, schema: Any) -> dict[str, Any]:
    return {"description": words, "content": {"application/json": {"schema": schema}}}


def _answers(
    file: str, operations: tuple[str, ...], error: Any, *statuses: int
) -> tuple[Entry, ...]:
    reason = "listed for TI's store as a whole, and by this file for other operations"
    return tuple(
        Entry(_DAY, file, f"{one}/responses/{status}", "set", _said(str(status), error), reason)
        for one in operations
        for status in statuses
    )


def _edge(file: str, operations: tuple[str, ...]) -> tuple[Entry, ...]:
    page, reason = {"schema": {"type": "string"}}, "recorded: 403 is a page of HTML"
    own = file == PRODUCTS  # the only file that has a 403 at all
    made: list[Entry] = []
    for one in operations:
        place = f"{one}/responses/403"
        if not own:
            said = {"description": "403", "content": {}}
            made.append(Entry(_DAY, file, place, "set", said, reason))
        made.append(Entry(_DAY, file, f"{place}/content/text~1html", "set", page, reason))
    return tuple(made)


_PRODUCT_PATHS: Final = tuple(
    f"/paths/~1store~1products{rest}/get" for rest in ("", "~1catalog", "~1{tiPartNumber}")
)
_NOTICE: Final = "/paths/~1store~1orders~1{orderNumber}~1advanced-shipment-notices"
_NOTICES: Final = tuple(
    f"{_NOTICE}{rest}/get"
    for rest in ("", "~1test", "~1{wayBillNumber}", "~1{wayBillNumber}~1test")
)
_PROFILE_PATHS: Final = (
    "/paths/~1checkoutprofiles/get",
    "/paths/~1checkoutprofiles~1{checkoutProfileId}/get",
)
_ASKED_LINE: Final = (
    "/components/schemas/orderCreate/properties/order/properties/lineItems/items/properties"
)

ENTRIES: Final[tuple[Entry, ...]] = (
    *_within(
        ORDERS,
        "orderCreateResponse",
        "examples and recorded answers spell or type it so beside the schema's way",
        cartID=_TEXT,
        errors=_TEXT,
        orderPlacedBy=_TEXT,
        customerOrderComments=_listed(message=_TEXT),
        intendedForMilitary=_any(_FLAG, _TEXT),
        taxInfo=_closed(taxExemption=_any(_FLAG, _TEXT)),
        vatDetails=_VAT,
        notifications=_NOTES,
        shippingAddress=_closed(**_ADDRESS),
        billingAddress=_closed(**_ADDRESS),
    ),
    *_within(
        ORDERS,
        "orderCreateResponse/properties/payment",
        "the schema's name is misspelt, the examples' is not",
        bankTransferApproverEmail=_TEXT,
    ),
    *_within(
        ORDERS,
        "orderCreateResponse/properties/payment/properties/details",
        "examples name two fields otherwise than the schema",
        routingNumber=_TEXT,
        beneficiaryTaxRegCode=_TEXT,
    ),
    *_within(
        ORDERS,
        _LINE,
        "examples and recorded answers spell or type it so beside the schema's way",
        tiLineItemNumber=_COUNTED,
        customerLineItemNumber=_COUNTED,
        coCode=_TEXT,
        shippedQuantity=_any(_NUMBER, {"type": "string", "maxLength": 0, "nullable": True}),
        fees=_any(_CHARGE, {"type": "array", "items": _CHARGE}, {**_TEXT, "maxLength": 0}),
        waiverAvailable=_any(_FLAG, _TEXT),
        trackingAndShipping=_TRACKING,
        invoices=_INVOICES,
        notifications=_NOTES,
    ),
    Entry(_DAY, ORDERS, "/components/schemas/orderWrapped", "set", _WRAPPED,
          "every example and recorded answer to a POST wraps the order"),
    Entry(_DAY, ORDERS, "/components/schemas/orderOfThePage", "set", _PAGE,
          "the page on orders shows this answer"),
    Entry(_DAY, ORDERS, "/components/schemas/errors", "set", _TOLD,
          "every example has an object; that of 503 names the list `error`"),
    Entry(_DAY, ORDERS, "/components/schemas/orderCreateErrors", "set", _REFUSED,
          "examples and recorded answers: `orderInfo`, whole, half or empty, or none; `type`; data "
          "of texts"),
    *(
        Entry(_DAY, ORDERS, f"{one}/responses/201/content/application~1json/schema", "set", _TAKEN,
              "the three shapes in which an order is answered")
        for one in _POSTED
    ),
    Entry(_DAY, ORDERS, f"{_DETAIL}/responses/200/content/application~1json/schema", "set",
          _any(_ORDER, {"type": "array", "items": _ORDER}),
          "the schema says a list of summaries, the example is one whole order"),
    Entry(_DAY, ORDERS, f"{_COST}/responses/200/content/application~1json/schema", "set",
          _any({"$ref": "#/components/schemas/deliveryCostDetails"},
               {**_closed(DeliveryCost={"$ref": "#/components/schemas/deliveryCostDetails"}),
                "required": ["DeliveryCost"]}),
          "the schema is flat, the example has an object around it"),
    Entry(_DAY, ORDERS, f"{_COST}/parameters/2/schema", "set", {"type": "integer", "minimum": 1},
          "stated in words: greater than 0"),
    Entry(_DAY, ORDERS, f"{_ASKED_LINE}/customerLineItemNumber", "set", _NUMBERED,
          "the schema says text, every example sends a whole number"),
    Entry(_DAY, ORDERS, f"{_ASKED_LINE}/quantity", "set", {"type": "integer", "minimum": 1},
          "pieces to buy"),
    Entry(_DAY, ORDERS,
          "/components/schemas/orderCreate/properties/order/properties/lineItems/maxItems", "set",
          30, "recorded: more lines are refused"),
    Entry(_DAY, ORDERS,
          "/components/schemas/orderCreate/properties/order/properties/lineItems/minItems", "set",
          1, "one line or more"),
    *_answers(ORDERS, (*_POSTED, _DETAIL, _COST), {"$ref": "#/components/schemas/errors"}, 503),
    *_answers(ORDERS, (_LIST,), {"$ref": "#/components/schemas/errors"}, 500, 405),
    *_answers(ORDERS, (_COST,), {"$ref": "#/components/schemas/errors"}, 400),
    *_answers(PRODUCTS, _PRODUCT_PATHS, {"$ref": "#/components/schemas/Error"}, 503),
    *_edge(ORDERS, (*_POSTED, _LIST, _DETAIL, _COST)),
    *_edge(PRODUCTS, _PRODUCT_PATHS),
    *_edge(SHIPMENTS, _NOTICES),
    *_edge(PROFILES, _PROFILE_PATHS),
)  # fmt: skip
