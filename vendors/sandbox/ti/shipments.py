"""ASN retrieve API: what is on its way, waybill by waybill. Every scalar is a text, as TI's are.

An order of which nothing has left is 404 here; no document says.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from vendors.sandbox import paper
from vendors.sandbox.desk import Ask, Desk, Endpoint
from vendors.sandbox.ti import errors, orderbook
from vendors.sandbox.ti.errors import Refused
from vendors.sandbox.ti.model import Order, OrderLine, Parcel
from vendors.sandbox.world import COMPANY, TI_PROFILES

Json = dict[str, Any]

_SERVICE = "shipments"
_ORDER = re.compile(r"T[0-9]{8}")
_WAYBILL = re.compile(r"[0-9]{10}")
# The one order, and its waybill, that the test addresses know.
TEST_ORDER, TEST_SERIAL = "T10999999", 99_999_999
_PASSED = 15
_UNIT = "EA"
_GRAMS = Decimal("0.09")


def notices(desk: Desk, ask: Ask) -> Json:
    """All that has left of an order. Raises Refused."""
    return _answer(ask, desk.book.now(), _order(desk, ask), None)


def notice(desk: Desk, ask: Ask) -> Json:
    """What left under one waybill. Raises Refused."""
    order = _order(desk, ask)
    return _answer(ask, desk.book.now(), order, _waybill(ask))


def of_test_order(desk: Desk, ask: Ask) -> Json:
    """The test order's. Raises Refused."""
    return _answer(ask, desk.book.now(), _test_order(desk, ask), None)


def of_test_waybill(desk: Desk, ask: Ask) -> Json:
    """The test order's one waybill. Raises Refused."""
    return _answer(ask, desk.book.now(), _test_order(desk, ask), _waybill(ask))


def _order(desk: Desk, ask: Ask) -> Order:
    order = orderbook.by_number(desk.book, _number(ask))
    if order is None:
        raise errors.missing(_SERVICE, "Order", "orderNumber", _number(ask))
    return order


def _number(ask: Ask) -> str:
    """The order's number in the path, T and eight digits. Raises Refused."""
    wanted = ask.params["orderNumber"]
    if _ORDER.fullmatch(wanted) is None:
        words = f"{wanted} must begin with 'T' and must be 9 characters"
        raise errors.invalid(_SERVICE, "Path", ("orderNumber", words))
    return wanted


def _waybill(ask: Ask) -> str:
    """The waybill in the path. Raises Refused; TI's text says nine of ten characters."""
    wanted = ask.params["wayBillNumber"]
    if _WAYBILL.fullmatch(wanted) is None:
        words = f"{wanted} must be 9 characters"
        said = errors.one(
            "ERR-TICOM-ASNR-API-40060",
            "Validation",
            "Invalid wayBillNumber",
            words,
            section="Path",
            field="wayBillNumber",
        )
        raise Refused(400, {"errors": [said]})
    return wanted


def _test_order(desk: Desk, ask: Ask) -> Order:
    if _number(ask) != TEST_ORDER:
        raise errors.missing(_SERVICE, "Order", "orderNumber", _number(ask))
    left = desk.book.now() - timedelta(days=1)
    line = OrderLine(1, "NE555DR", "Single precision timer", 2500, Decimal("0.101"), "1",
                     customs="8542390001", country="MY", carrier="Large T&R", standard_pack=2500,
                     parcels=[Parcel(2500, left, left + timedelta(days=3), TEST_SERIAL)],
                     )  # fmt: skip
    return Order(10_999_999, TEST_ORDER, TI_PROFILES[0].id, "TEST PO", "USD", left, left, [line])


def _flag(ask: Ask, name: str) -> bool:
    """Raises Refused for anything but small `true` and `false`."""
    text = ask.query.get(name, "false")
    if text not in ("true", "false"):
        raise errors.invalid(_SERVICE, "QueryParameter", (name, f"{name} must be true or false"))
    return text == "true"


def _answer(ask: Ask, now: datetime, order: Order, waybill: str | None) -> Json:
    invoice, bill = (_flag(ask, f"request{name}PDF") for name in ("CommercialInvoice", "Waybill"))
    gone: dict[str, list[tuple[OrderLine, Parcel]]] = {}
    for line in order.lines:
        for one in line.parcels:
            if one.ships <= now and waybill in (None, one.waybill):
                gone.setdefault(one.waybill, []).append((line, one))
    if not gone:
        what = ("Shipment", "wayBillNumber", waybill) if waybill else (
            "Shipment", "orderNumber", order.number,
        )  # fmt: skip
        raise errors.missing(_SERVICE, *what)
    return {
        "orderNumber": order.number,
        "wayBillNumber": waybill or "",
        "requestCommercialInvoicePDF": "true" if invoice else "false",
        "requestWaybillPDF": bill,
        "data": {
            "consolidatedInformation": [
                _consolidated(order, gone[each], invoice, bill) for each in sorted(gone)
            ]
        },
    }


def _consolidated(
    order: Order, packed: list[tuple[OrderLine, Parcel]], invoice: bool, bill: bool
) -> Json:
    parcel = packed[0][1]
    site = order.profile.site
    weight = sum((_weight(one.quantity) for _, one in packed), Decimal(0))
    left = f"{parcel.ships:%Y-%m-%d}"
    number = parcel.invoice
    value = sum((line.unit_price * one.quantity for line, one in packed), Decimal(0))
    return {
        "estimatedDateOfArrival": f"{parcel.arrives:%Y-%m-%d}",
        "goodsIssueDate": left,
        "numberOfPallet": "00000",
        "grossWeight": f"{weight + Decimal('0.2'):.3f}",
        "grossWeightUnitOfMeasure": "KG",
        "numberOfPieces": f"{len(packed):05d}",
        "netWeight": f"{weight:.3f}",
        "netWeightUnitOfMeasure": "KG",
        "serviceLevelCode": "IE" if site.country != "US" else "2D",
        "productDescription": "INTEGRATED CIRCUITS",
        "carrierShipmentMasterTrackingNumber": parcel.tracking,
        "carrierShipmentBoxTrackingNumber": parcel.tracking,
        "shipDate": left,
        "shippingPoint": "PDC1",
        "shippingCondition": "01",
        "soldToIdentifier": "0007718200",
        "specialProcessingIndicator": "",
        "modeOfTransport": "AIR",
        "buyerCode": "",
        "vendorCode": "",
        "shipTrackReference": f"ST{parcel.serial:08d}",
        "soldToPartyName": COMPANY,
        "shipmentInternalTransactionNumberList": [{"shipmentInternalTransactionNumber": ""}],
        "forwardingAgentDetails": {
            "companyName": "FEDEX",
            "standardCarrierAccessCode": "FDEN",
            "carrierIdentifier": "FX",
            "carrierTrackingWebSite": "https://www.fedex.com",
        },
        "wayBillNumberList": [
            {
                "wayBillNumber": parcel.waybill,
                "wayBillCreationDate": left,
                "wayBillCreationTime": "22:00:00",
                "waybillPDF": _paper("Waybill", parcel.waybill, order, packed) if bill else "",
            }
        ],
        "commercialInvoicelist": [
            {
                "commercialInvoiceNumber": number,
                "commercialInvoiceDate": left,
                "commercialInvoiceTime": "22:00:00",
                "commercialIncotermCode": order.profile.incoterm,
                "commercialIncotermDescription": order.profile.incoterm,
                "commercialInvoiceValue": f"{value:.2f}",
                "commercialInvoiceCurrency": order.currency,
                "commercialInvoicePDF": _paper("Commercial invoice", number, order, packed)
                if invoice
                else "",
            }
        ],
        "shipToDetails": {**_place(order), "companyNameAdditionalDetail": ""},
        "shipFromDetails": {**_texas(), "email": "", "phoneNumber": ""},
        "crossDockDetails": dict.fromkeys(_PLACE, ""),
        "importerDetails": {
            name: text for name, text in _place(order).items() if name != "plantIdentifier"
        },
        "manifestIdentifierList": {"manifestidentifier": ""},
        "bookingOrderDetails": [
            {
                "customerPurchaseOrderIdentifier": order.po_number,
                "purchaseOrderDate": f"{order.entered:%Y-%m-%d}",
                "passThrus": [
                    {"orderNumber": order.number, **_passed("passthru")},
                ],
                "packageDetails": list(_packages(order, packed)),
            }
        ],
    }


def _packages(order: Order, packed: list[tuple[OrderLine, Parcel]]) -> Iterator[Json]:
    """One box a line."""
    for line, one in packed:
        weight = _weight(one.quantity)
        yield {
            "handlingUnitIdentifier": f"{one.serial:012d}{line.place:08d}",
            "containerVolume": "0.004",
            "containerVolumeUnitOfMeasure": "M3",
            "length": "20.000",
            "width": "20.000",
            "height": "10.000",
            "LWHUnitOfMeasure": "CM",
            "trackingNumber": one.tracking,
            "numberOfLineItems": "00001",
            "alternateHandlingUnitNumber": "",
            "netWeight": f"{weight:.3f}",
            "grossWeight": f"{weight + Decimal('0.2'):.3f}",
            "weightUnitOfMeasure": "KG",
            "itemDetails": [_item(order, line, one, weight)],
        }


def _item(order: Order, line: OrderLine, one: Parcel, weight: Decimal) -> Json:
    day = f"{one.ships:%Y-%m-%d}"
    return {
        "tiPartNumber": line.number,
        "CustomerProductNumber": line.customer_part,
        "productDescription": line.description,
        "deliveryLineItemNumber": f"{10 * line.place:06d}",
        "deliveryDocumentNumber": f"{one.serial:010d}",
        "orderNumber": order.number,
        "orderLineItemNumber": f"{line.place:06d}",
        "customerPurchaseOrderNumber": order.po_number,
        "customerPurchaseOrderItemNumber": ""
        if line.number_given is None
        else str(line.number_given),
        "purchaseOrderDate": f"{order.entered:%Y-%m-%d}",
        "numberOfUnitsShipped": f"{one.quantity:012d}",
        "baseUnitOfMeasure": _UNIT,
        "grossWeight": f"{weight:.3f}",
        "netWeight": f"{weight:.3f}",
        "weightUnitOfMeasure": "KG",
        "commercialInvoiceNumber": one.invoice,
        "commercialInvoiceItem": f"{line.place:06d}",
        "commercialInvoiceUnitprice": f"{line.unit_price}",
        "commercialInvoiceValue": f"{line.unit_price * one.quantity:.2f}",
        "commercialInvoiceCurrency": order.currency,
        "countryOfOriginCode": line.country,
        "countryOfOriginDescription": line.country,
        "assemblyCountryOfOriginCode3Character": "",
        "assemblyCountryOfOriginCode2Character": line.country,
        "assemblyCountryOfOriginDescription": line.country,
        "harmonizedTariffScheduleExportCode": line.customs,
        "harmonizedTariffScheduleExportDescription": "",
        "harmonizedTariffScheduleImportCode": line.customs,
        "harmonizedTariffScheduleImportDescription": "",
        "confirmDate": day,
        "orderType": "ZOR",
        "deliveryLineItemTotalQuantity": f"{one.quantity}.000",
        "deliveryLineItemTotalQuantityUnitOfMeasure": _UNIT,
        "goodsIssueDate": day,
        "goodsIssueTime": "22:00:00",
        **_passed("passThru"),
        "shipTrackCodeList": [
            {
                "shipTrackCode": f"ST{one.serial:08d}",
                "alternateShipTrackCode": "",
                "chipCountryOfOriginCode3Character": "",
                "chipCountryOfOriginCode2Character": line.country,
                "chipCountryOfOriginDescription": "",
                "shipTrackCodeQuantity": f"{one.quantity:012d}",
                "batchNumber": f"B{one.serial % 10_000:04d}{line.place:02d}",
                "shipDate": day,
                "dateCode": f"{one.ships:%y%V}",
                "boxCount": "00001",
                "alternateTrackingNumber": "",
            }
        ],
    }


_PLACE = ("plantIdentifier", "companyName", "contactName", "address1", "address2", "city", "state",
          "zipCode", "country")  # fmt: skip


def _place(order: Order) -> Json:
    site = order.profile.site
    values = ("", COMPANY, "Ada Example", site.line1, site.line2, site.city, site.province,
              site.postal_code, site.country)  # fmt: skip
    return dict(zip(_PLACE, values, strict=True))


def _texas() -> Json:
    values = ("PDC1", "Texas Instruments", "", "An invented street 1", "", "Dallas", "TX", "75243",
              "US")  # fmt: skip
    return dict(zip(_PLACE, values, strict=True))


def _passed(name: str) -> Json:
    return {f"{name}{at}": "" for at in range(1, _PASSED + 1)}


def _weight(pieces: int) -> Decimal:
    """Kilograms."""
    return pieces * _GRAMS / 1000


def _paper(title: str, number: str, order: Order, packed: list[tuple[OrderLine, Parcel]]) -> str:
    lines = [f"Order {order.number}, PO {order.po_number}", "All of it is invented.", ""]
    lines += [f"{one.quantity:>9}  {line.number}" for line, one in packed]
    return base64.b64encode(paper.page(f"{title} {number}", lines)).decode()


_ASN = "/v2/store/orders/{orderNumber}/advanced-shipment-notices"
_ONE = f"{_ASN}/{{wayBillNumber}}"

ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint("GET", _ASN, "ti:shipments", _SERVICE, False, notices),
    Endpoint("GET", f"{_ASN}/test", "ti:shipments", _SERVICE, False, of_test_order),
    Endpoint("GET", _ONE, "ti:shipments", _SERVICE, False, notice),
    Endpoint("GET", f"{_ONE}/test", "ti:shipments", _SERVICE, False, of_test_waybill),
)
