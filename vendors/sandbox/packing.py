"""Packing List v1: what lay in the box of each invoice, lot by lot, and its paper as a PDF.

An invoice is one shipment of one sales order, and has the number that Order Status says. A line
whose pieces are of several lots is an item for each. Undocumented, and chosen here: a paper is
looked for only when it is asked for; there is none for what a marketplace supplier sent, nor for
every seventh invoice; a sales order of which nothing was shipped has an empty list; small parts
may have neither date code nor lot code.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from vendors.sandbox import paper, traits
from vendors.sandbox.answers import Refused
from vendors.sandbox.desk import Ask, Desk, Endpoint
from vendors.sandbox.model import Consignment, Order, OrderLine, Sale
from vendors.sandbox.parts.catalogue import Catalogue, Part
from vendors.sandbox.parts.family import mix
from vendors.sandbox.reading import Faulty, Query, number

Json = dict[str, Any]

_MOST_LOTS = 3
_FEWEST_IN_LOTS = 20
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun",
           "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Box:
    """The shipment of one invoice."""

    order: Order
    sale: Sale
    invoice: int

    @property
    def has_paper(self) -> bool:
        return self.sale.supplier is None and self.invoice % 7 != 0

    def lines(self) -> Iterator[tuple[OrderLine, list[Consignment]]]:
        for line in self.sale.lines:
            if packed := [one for one in line.consignments if one.invoice == self.invoice]:
                yield line, packed


def by_invoice(desk: Desk, ask: Ask) -> Json:
    """InvoicePackingList of one shipment."""
    pdf = _wants_pdf(ask)
    wanted = number(ask.params["invoiceId"])
    for order in desk.book.by_invoice(wanted) if wanted else ():
        for box in _boxes(order, desk.book.now()):
            if box.invoice == wanted:
                return _packing_list(desk.catalogue, box, pdf)
    raise _missing(f"Invoice {ask.params['invoiceId']}")


def by_sales_order(desk: Desk, ask: Ask) -> Json:
    """SalesOrderPackList: every shipment of a sales order so far."""
    pdf = _wants_pdf(ask)
    wanted = number(ask.params["salesOrderId"])
    order = desk.book.by_sale(wanted) if wanted is not None else None
    for sale in order.sales if order is not None else ():
        if order is not None and sale.id == wanted and sale.minted <= desk.book.now():
            return _sales_order(desk, order, sale, pdf)
    raise _missing(f"Sales order {ask.params['salesOrderId']}")


def by_po_number(desk: Desk, ask: Ask) -> Json:
    """PoNumberPackList: every shipment of every sales order under a PO number."""
    pdf = _wants_pdf(ask)
    now = desk.book.now()
    wanted = ask.params["purchaseOrderNumber"]
    found = [
        _sales_order(desk, order, sale, pdf)
        for order in desk.book.by_po(wanted)
        for sale in order.sales
        if sale.minted <= now
    ]
    if not found:
        raise _missing(f"Purchase order {wanted}")
    return {"SalesOrderPackLists": found, "PoNumber": wanted}


def _wants_pdf(ask: Ask) -> bool:
    faulty = Faulty()
    wants = Query(ask.query, faulty).flag("includePdf")
    faulty.refuse()
    return wants


def _missing(what: str) -> Refused:
    return Refused(404, "Not Found", f"{what} was not found")


def _sales_order(desk: Desk, order: Order, sale: Sale, pdf: bool) -> Json:
    return {
        "PackingListInvoice": [
            _packing_list(desk.catalogue, box, pdf)
            for box in _boxes(order, desk.book.now())
            if box.sale.id == sale.id
        ],
        "SalesOrderIdEntered": sale.id,
    }


def _boxes(order: Order, now: datetime) -> Iterator[_Box]:
    """Every shipment that has left, the oldest first."""
    for sale in order.sales:
        sent = {
            one.invoice: one.ships
            for line in sale.lines
            for one in line.consignments
            if one.ships <= now
        }
        for invoice in sorted(sent, key=lambda each: (sent[each], each)):
            yield _Box(order, sale, invoice)


def _packing_list(catalogue: Catalogue, box: _Box, pdf: bool) -> Json:
    items = [item for line, packed in box.lines() for item in _items(catalogue, box, line, packed)]
    found = pdf and box.has_paper
    return {
        "PackingListItem": items,
        "InvoiceIdEntered": box.invoice,
        "IncludePdfEntered": pdf,
        "PdfFound": found,
        "EncodedString": base64.b64encode(_drawn(box, items)).decode("ascii") if found else None,
    }


def _items(
    catalogue: Catalogue, box: _Box, line: OrderLine, packed: list[Consignment]
) -> Iterator[Json]:
    """One a lot."""
    part = _part(catalogue, line.number)
    customs, control, _ = traits.codes(part.family.category) if part else ("", "", None)
    here = sum(one.quantity for one in packed)
    left_by_then = sum(one.quantity for one in line.consignments if one.ships <= packed[0].ships)
    for lot in _lots(box, line, here, packed[0].ships):
        yield {
            "InvoiceId": box.invoice,
            "SalesOrderId": box.sale.id,
            "PurchaseOrderNumber": box.order.po_number,
            "OrderedQuantity": line.quantity,
            "QuantityShipped": here,
            "QuantityBackOrder": line.quantity - left_by_then,
            "CustomerLineItemId": line.line_id,
            "LineItem": str(line.detail_id),
            "ProductNumber": line.number,
            "Description": line.description,
            "ECCN": control,
            "CustomerPartNumber": line.reference,
            "HTSUS": customs,
            "ManufacturerProductNumber": line.mpn,
            "Manufacturer": part.maker.name if part else "",
            "CountryOfOrigin": line.country,
            "LotQuantity": lot.quantity,
            "DateCode": lot.date_code,
            "LotCode": lot.code,
        }


def _part(catalogue: Catalogue, digikey_number: str) -> Part | None:
    indexes = catalogue.by_number(digikey_number)
    return catalogue.part(indexes[0]) if indexes else None


@dataclass(frozen=True, slots=True)
class _Lot:
    quantity: int
    date_code: str | None
    code: str | None


def _lots(box: _Box, line: OrderLine, quantity: int, left: datetime) -> Iterator[_Lot]:
    """The pieces of a line in one shipment, by the maker's lots; together all of them."""
    roll = mix(box.invoice, line.detail_id)
    if roll % 6 == 0:
        yield _Lot(quantity, None, None)
        return
    many = 1 + roll % _MOST_LOTS if quantity >= _FEWEST_IN_LOTS else 1
    rest = quantity
    for at in range(many):
        pieces = rest if at == many - 1 else quantity // (many + 1)
        rest -= pieces
        made = left - timedelta(days=40 + roll % 300 + 61 * at)
        code = f"{made:%y}{made.isocalendar().week:02d}{mix(roll, at) % 100_000:05d}"
        yield _Lot(pieces, f"{_MONTHS[made.month - 1]}-{made.year}", code)


def _drawn(box: _Box, items: list[Json]) -> bytes:
    """The paper of a shipment."""
    head = [
        f"Invoice {box.invoice}    Sales order {box.sale.id}",
        f"Purchase order {box.order.po_number}",
        "",
    ]
    rows = [
        f"{item['LineItem']:>3}  {item['LotQuantity']:>8}  {item['ProductNumber']}  "
        f"{item['DateCode'] or '-'}  {item['LotCode'] or '-'}"
        for item in items
    ]
    return paper.page("Packing list", [*head, *rows, "", "Invented by the sandbox."])


_BASE = "/packinglist/v1"

ENDPOINTS: tuple[Endpoint, ...] = tuple(
    Endpoint("GET", f"{_BASE}/{path}", "packing", "problem", True, answer)
    for path, answer in (
        ("invoice/{invoiceId}", by_invoice),
        ("salesorderid/{salesOrderId}", by_sales_order),
        ("purchaseordernumber/{purchaseOrderNumber}", by_po_number),
    )
)
