"""TI's advanced shipment notices as what came in the boxes, with the papers that went along."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator

from vendors.afterwards import PackedLine, PackingList
from vendors.text import clean
from vendors.ti.settings import MAKER
from vendors.ti.wire_shipments import Consolidated, Item, ShipmentNotices, ShipTrackCode

# Bytes of one PDF.
LARGEST_PDF = 20 * 1000 * 1000


def packing_lists(said: ShipmentNotices) -> tuple[PackingList, ...]:
    """One for each commercial invoice of each shipment. Large PDFs take some time: not for the
    event loop.
    """
    data = said.data.consolidatedInformation if said.data is not None else None
    return tuple(one for shipment in data or () for one in _of_shipment(shipment))


def _of_shipment(said: Consolidated) -> Iterator[PackingList]:
    items = [
        item
        for booking in said.bookingOrderDetails or ()
        for package in booking.packageDetails or ()
        for item in package.itemDetails or ()
    ]
    papers = {
        clean(one.commercialInvoiceNumber, 60): pdf_of(one.commercialInvoicePDF)
        for one in said.commercialInvoicelist or ()
    }
    waybill = next(
        (pdf for one in said.wayBillNumberList or () if (pdf := pdf_of(one.waybillPDF))), None
    )
    # An item that names no invoice is of the only one there is.
    only = next(iter(papers)) if len(papers) == 1 else ""
    invoices: dict[str, list[PackedLine]] = {name: [] for name in papers}
    for item in items:
        name = clean(item.commercialInvoiceNumber, 60) or only
        invoices.setdefault(name, []).extend(_lines(item, name))
    for name, lines in invoices.items():
        pdf = papers.get(name) or waybill
        if name or lines or pdf:
            yield PackingList(name, tuple(lines), pdf)


def _lines(said: Item, invoice: str) -> Iterator[PackedLine]:
    """One for each lot of an item, or one where no lots are told."""
    for lot in said.shipTrackCodeList or [ShipTrackCode()]:
        number = clean(said.tiPartNumber, 120)
        yield PackedLine(
            invoice=invoice,
            sales_order=clean(said.orderNumber, 60),
            po_number=clean(said.customerPurchaseOrderNumber, 120),
            line_id=clean(said.customerPurchaseOrderItemNumber, 60),
            line=clean(said.orderLineItemNumber, 60),
            number=number,
            part=number,
            maker=MAKER,
            description=clean(said.productDescription),
            customer_part=clean(said.CustomerProductNumber, 120),
            ordered=None,
            shipped=said.numberOfUnitsShipped,
            backordered=None,
            country=clean(said.countryOfOriginDescription or said.countryOfOriginCode, 60),
            eccn="",
            htsus=clean(said.harmonizedTariffScheduleImportCode, 60),
            lot_quantity=lot.shipTrackCodeQuantity,
            date_code=clean(lot.dateCode, 60),
            lot=clean(lot.batchNumber, 60),
        )


def pdf_of(text: str | None) -> bytes | None:
    """The PDF in a base64 text, or None for anything else and for more than LARGEST_PDF bytes."""
    packed = "".join((text or "").split())
    if not packed or len(packed) > LARGEST_PDF * 4 // 3 + 4:
        return None
    try:
        pdf = base64.b64decode(packed, validate=True)
    except (binascii.Error, ValueError):
        return None
    return pdf if pdf.startswith(b"%PDF") and len(pdf) <= LARGEST_PDF else None
