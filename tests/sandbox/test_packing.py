"""Packing lists: what lay in each box, and that its paper is one."""

from __future__ import annotations

import base64
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest

from tests.contract import shared
from tests.sandbox.desk_kit import Calls, Json, Said, line
from tests.sandbox.held import of_document, wrong
from vendors.sandbox import paper
from vendors.sandbox.seed import seed

BASE = "/packinglist/v1"
FILE = "PackingList-v1.derived.openapi.json"
SUPPLIERS = line("2156-ODD-MARKET-ND", 1972, 0.385)
# The vendor's list of an item, in our own words.
ITEM = {
    "InvoiceId": int, "SalesOrderId": int, "PurchaseOrderNumber": str, "OrderedQuantity": int,
    "QuantityShipped": int, "QuantityBackOrder": int, "CustomerLineItemId": str, "LineItem": str,
    "ProductNumber": str, "Description": str, "ECCN": str, "CustomerPartNumber": str,
    "HTSUS": str, "ManufacturerProductNumber": str, "Manufacturer": str, "CountryOfOrigin": str,
    "LotQuantity": int, "DateCode": str, "LotCode": str,
}  # fmt: skip
INVOICE = {
    "PackingListItem": [ITEM],
    "InvoiceIdEntered": int,
    "IncludePdfEntered": bool,
    "PdfFound": bool,
    "EncodedString": str,
}
SALES_ORDER = {"PackingListInvoice": [INVOICE], "SalesOrderIdEntered": int}
PURCHASE_ORDER = {"SalesOrderPackLists": [SALES_ORDER], "PoNumber": str}
SHAPES = {
    "InvoicePackingList": INVOICE,
    "SalesOrderPackList": SALES_ORDER,
    "PoNumberPackList": PURCHASE_ORDER,
}


@pytest.fixture
def seeded(calls: Calls) -> Calls:
    seed(calls.desk)
    return calls


def every_sale(calls: Calls) -> Iterator[Json]:
    for page in (1, 2, 3):
        for order in calls.orders(PageNumber=page):
            yield from order["SalesOrders"]


def test_our_list_of_fields_is_the_vendors() -> None:
    document: Any = shared.specification("digikey", FILE)
    if document is None:
        pytest.skip(shared.ABSENT)
    for name, shape in SHAPES.items():
        assert of_document(document, name) == shape
    assert set(document["paths"]) == {
        "/v1/invoice/{invoiceId}",
        "/v1/salesorderid/{salesOrderId}",
        "/v1/purchaseordernumber/{purchaseOrderNumber}",
    }


def test_every_shipment_of_order_status_has_its_packing_list(seeded: Calls) -> None:
    """By invoice, line by line, as many pieces; and no other invoice is there."""
    boxes = 0
    for sale in every_sale(seeded):
        number = sale["SalesOrderId"]
        wanted: dict[int, Counter[tuple[str, str]]] = defaultdict(Counter)
        for each in sale["LineItems"]:
            for one in each["ItemShipments"]:
                key = (str(each["DetailId"]), each["DigiKeyProductNumber"])
                wanted[one["InvoiceId"]][key] += one["QuantityShipped"]
        found = seeded.get(f"{BASE}/salesorderid/{number}")
        assert wrong(SALES_ORDER, found) == []
        assert found["SalesOrderIdEntered"] == number
        packed = {each["InvoiceIdEntered"]: pieces(each) for each in found["PackingListInvoice"]}
        assert packed == wanted
        for each in found["PackingListInvoice"]:
            alone = seeded.get(f"{BASE}/invoice/{each['InvoiceIdEntered']}")
            assert wrong(INVOICE, alone) == []
            assert alone == each
            boxes += 1
    assert boxes > 40


def pieces(packing_list: Json) -> Counter[tuple[str, str]]:
    """Pieces of all lots, by line and number."""
    found: Counter[tuple[str, str]] = Counter()
    for item in packing_list["PackingListItem"]:
        found[item["LineItem"], item["ProductNumber"]] += item["LotQuantity"]
    for item in packing_list["PackingListItem"]:
        assert item["QuantityShipped"] == found[item["LineItem"], item["ProductNumber"]]
        assert item["InvoiceId"] == packing_list["InvoiceIdEntered"]
    return found


def test_lots_and_their_dates(seeded: Calls) -> None:
    """One lot, several, and none that is named."""
    lots: Counter[int] = Counter()
    nameless = 0
    for sale in every_sale(seeded):
        found = seeded.get(f"{BASE}/salesorderid/{sale['SalesOrderId']}")
        for each in found["PackingListInvoice"]:
            items = each["PackingListItem"]
            lots.update(Counter(item["LineItem"] for item in items).values())
            for item in items:
                assert item["LotQuantity"] > 0
                if item["DateCode"] is None:
                    nameless += 1
                    assert item["LotCode"] is None
                else:
                    assert re.fullmatch(r"[A-Z][a-z]{2}-20\d\d", item["DateCode"])
                    assert item["LotCode"]
            assert len({item["LotCode"] for item in items}) >= min(2, len(items) - nameless)
    assert lots[1] > 5
    assert lots[2] + lots[3] > 5
    assert nameless


def test_what_a_line_says(calls: Calls) -> None:
    asked = {**line(), "CustomerLineItemId": "L-10", "CustomerPartNumber": "ACM-7"}
    days = [("2026-11-30", 40), ("2026-12-14", 60)]
    asked["Schedules"] = [
        {"ScheduledDate": f"{day}T00:00:00Z", "ScheduledQuantity": many} for day, many in days
    ]
    number = calls.place(asked)["SalesOrderId"]
    path = f"{BASE}/purchaseordernumber/ac-2026-0001"
    none_yet = calls.get(path)
    assert none_yet["SalesOrderPackLists"] == [
        {"PackingListInvoice": [], "SalesOrderIdEntered": number}
    ]
    calls.advance(days=30)
    found = calls.get(path)
    assert wrong(PURCHASE_ORDER, found) == []
    assert found["PoNumber"] == "ac-2026-0001"
    (sale,) = found["SalesOrderPackLists"]
    first, second = (each["PackingListItem"][0] for each in sale["PackingListInvoice"])
    assert (first["QuantityShipped"], first["QuantityBackOrder"]) == (40, 60)
    assert (second["QuantityShipped"], second["QuantityBackOrder"]) == (60, 0)
    for item in (first, second):
        assert item["OrderedQuantity"] == 100
        assert item["PurchaseOrderNumber"] == "AC-2026-0001"
        assert (item["CustomerLineItemId"], item["CustomerPartNumber"]) == ("L-10", "ACM-7")
        assert (item["Manufacturer"], item["ManufacturerProductNumber"]) == (
            "Texas Instruments",
            "LM358DR",
        )
        assert item["ECCN"] == "EAR99"
        assert re.fullmatch(r"[\d.]{12}", item["HTSUS"])


def test_every_sales_order_under_a_number_is_there(calls: Calls) -> None:
    answer = calls.place(line(), SUPPLIERS, PurchaseOrderNumber="PO/7 #1")
    calls.advance(days=10)
    found = calls.get(f"{BASE}/purchaseordernumber/{quote('po/7 #1', safe='')}?includePdf=true")
    assert [each["SalesOrderIdEntered"] for each in found["SalesOrderPackLists"]] == [
        answer["SalesOrderId"],
        *answer["SalesOrderIds_DKPlus"],
    ]
    theirs = found["SalesOrderPackLists"][1]["PackingListInvoice"][0]
    assert (theirs["PdfFound"], theirs["EncodedString"]) == (False, None)


@pytest.mark.parametrize(
    "path", ["invoice/1", "invoice/x", "salesorderid/1", "salesorderid/x", "purchaseordernumber/x"]
)
def test_what_is_not_there_is_404(seeded: Calls, path: str) -> None:
    with pytest.raises(Said) as caught:
        seeded.get(f"{BASE}/{path}")
    assert caught.value.status == 404
    assert caught.value.body["title"] == "Not Found"


def test_what_has_not_left_has_no_packing_list(calls: Calls) -> None:
    calls.place()
    (order,) = calls.book.by_po(None)
    invoice = order.sales[0].lines[0].consignments[0].invoice
    with pytest.raises(Said) as caught:
        calls.get(f"{BASE}/invoice/{invoice}")
    assert caught.value.status == 404
    calls.advance(days=5)
    assert calls.get(f"{BASE}/invoice/{invoice}")["InvoiceIdEntered"] == invoice


def test_the_shipment_of_a_changed_line_is_found_by_its_new_invoice(calls: Calls) -> None:
    number = calls.place()["SalesOrderId"]
    patch = [{"op": "replace", "path": "/Quantity", "value": "250"}]
    calls.call("PATCH", f"/ordermanagement/v2/salesorders/{number}/details/1", patch)
    calls.advance(days=5)
    (shipment,) = calls.sale(number)["LineItems"][0]["ItemShipments"]
    found = calls.get(f"{BASE}/invoice/{shipment['InvoiceId']}")
    assert sum(pieces(found).values()) == 250


# -- the paper ---------------------------------------------------------------------------------


def test_a_paper_is_looked_for_when_it_is_asked_for(seeded: Calls) -> None:
    """And is not always there."""
    kinds: Counter[bool] = Counter()
    for sale in every_sale(seeded):
        plain = seeded.get(f"{BASE}/salesorderid/{sale['SalesOrderId']}")
        asked = seeded.get(f"{BASE}/salesorderid/{sale['SalesOrderId']}?includePdf=True")
        for without, withit in zip(
            plain["PackingListInvoice"], asked["PackingListInvoice"], strict=True
        ):
            assert without["PackingListItem"] == withit["PackingListItem"]
            assert (without["IncludePdfEntered"], withit["IncludePdfEntered"]) == (False, True)
            assert (without["PdfFound"], without["EncodedString"]) == (False, None)
            kinds[withit["PdfFound"]] += 1
            if withit["PdfFound"]:
                text = read(base64.b64decode(withit["EncodedString"], validate=True))
                assert f"Invoice {withit['InvoiceIdEntered']} " in text
            else:
                assert withit["EncodedString"] is None
    assert kinds[True] > kinds[False] > 3


def read(pdf: bytes) -> str:
    """The text of a one-page PDF, found as a reader finds it: from its end, by its table."""
    assert pdf.startswith(b"%PDF-1.4\n")
    assert pdf.endswith(b"%%EOF\n")
    start = int(pdf.rsplit(b"startxref\n", 1)[1].split(b"\n")[0])
    rows = pdf[start:].split(b"\n")
    assert rows[0] == b"xref"
    many = int(rows[1].split()[1])
    assert f"/Size {many} /Root 1 0 R".encode() in pdf[start:]
    objects = []
    for at, row in enumerate(rows[3 : 2 + many], 1):
        assert len(row) == 19, "with its line's end an entry has 20 bytes"
        place = int(row[:10])
        assert pdf[place:].startswith(f"{at} 0 obj\n".encode())
        objects.append(pdf[place:].split(b"\nendobj", 1)[0])
    assert b"/Type /Page /Parent 2 0 R" in objects[2]
    head, content = objects[3].split(b"\nstream\n")
    content = content.removesuffix(b"\nendstream")
    assert f"/Length {len(content)} ".encode() in head
    shown = re.findall(rb"\(((?:[^()\\]|\\.)*)\) Tj", content)
    return "\n".join(re.sub(rb"\\(.)", rb"\1", each).decode("cp1252") for each in shown)


def test_a_page_holds_what_it_was_given() -> None:
    lines = ["München (Dock 4)", r"back\slash", "注文", "\x1b[31m"]
    assert read(paper.page("Title", lines)).split("\n") == [
        "Title",
        "München (Dock 4)",
        r"back\slash",
        "??",
        "?[31m",
    ]


def test_what_does_not_fit_on_the_page_is_counted() -> None:
    shown = read(paper.page("Title", [f"line {at}" for at in range(500)])).split("\n")
    count = re.fullmatch(r"and (\d+) more", shown[-1])
    assert count is not None
    assert len(shown) - 2 + int(count[1]) == 500
