"""DigiKey's packing lists in the field's own words, with the paper they came on."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable

from vendors.afterwards import PackedLine, PackingList
from vendors.digikey.wire_packing import InvoicePackingList, PackedItem
from vendors.text import clean

# Bytes of one PDF, and of one answer: base64 adds a third, and an order may have several lists.
LARGEST_PDF = 20 * 1000 * 1000
LARGEST_ANSWER = 64 * 1024 * 1024


def packing_lists(said: Iterable[InvoicePackingList]) -> tuple[PackingList, ...]:
    """Those that say anything. A large PDF takes some time: not for the event loop."""
    made = (_packing_list(one) for one in said)
    return tuple(one for one in made if one.invoice or one.lines or one.pdf)


def _packing_list(said: InvoicePackingList) -> PackingList:
    lines = tuple(_line(one) for one in said.PackingListItem or ())
    # By sales order or PO number nobody entered an invoice: then the lines say which it is.
    invoice = _number(said.InvoiceIdEntered) or next(
        (one.invoice for one in lines if one.invoice), ""
    )
    return PackingList(invoice, lines, pdf_of(said.EncodedString))


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


def _line(said: PackedItem) -> PackedLine:
    return PackedLine(
        invoice=_number(said.InvoiceId),
        sales_order=_number(said.SalesOrderId),
        po_number=clean(said.PurchaseOrderNumber, 120),
        line_id=clean(said.CustomerLineItemId, 60),
        line=clean(said.LineItem, 60),
        number=clean(said.ProductNumber, 120),
        part=clean(said.ManufacturerProductNumber, 120),
        maker=clean(said.Manufacturer, 120),
        description=clean(said.Description),
        customer_part=clean(said.CustomerPartNumber, 120),
        ordered=said.OrderedQuantity,
        shipped=said.QuantityShipped,
        backordered=said.QuantityBackOrder,
        country=clean(said.CountryOfOrigin, 60),
        eccn=clean(said.ECCN, 60),
        htsus=clean(said.HTSUS, 60),
        lot_quantity=said.LotQuantity,
        date_code=clean(said.DateCode, 60),
        lot=clean(said.LotCode, 60),
    )


def _number(said: int | None) -> str:
    return str(said) if said is not None and said > 0 else ""
