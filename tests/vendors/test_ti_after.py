"""What surrounds an order at TI: checkout profiles, and what came in the boxes."""

from __future__ import annotations

import base64
from typing import Any

import httpx
import pytest

from tests.vendors.kit import answer
from tests.vendors.ti_kit import by_path, desk, errors
from vendors.afterwards import PackedLine
from vendors.errors import Invalid, NotFound, Unreadable, VendorDown
from vendors.vocabulary import Address, CheckoutProfile

PDF, OTHER = b"%PDF-1.4 invoice", b"%PDF-1.4 waybill"
ORDER = "T10999999"
NOTICES = "GET /v2/store/orders/T10999999/advanced-shipment-notices"


def packed(data: bytes) -> str:
    return base64.b64encode(data).decode()


def item(**other: Any) -> dict[str, Any]:
    return {
        "tiPartNumber": "LM358DR",
        "CustomerProductNumber": "ACME-1",
        "productDescription": "Dual op amp",
        "orderNumber": ORDER,
        "orderLineItemNumber": "000010",
        "customerPurchaseOrderNumber": "AC-2026-0001",
        "customerPurchaseOrderItemNumber": "1",
        "numberOfUnitsShipped": "000000002500",
        "commercialInvoiceNumber": "5900001",
        "countryOfOriginCode": "CN",
        "countryOfOriginDescription": "China",
        "harmonizedTariffScheduleImportCode": "8542390001",
        "shipTrackCodeList": [
            {"shipTrackCodeQuantity": "2000.000", "batchNumber": "L1", "dateCode": "2640"},
            {"shipTrackCodeQuantity": "500.000", "batchNumber": "L2", "dateCode": "2641"},
        ],
        **other,
    }


def notices(*items: dict[str, Any], **other: Any) -> dict[str, Any]:
    shipment = {
        "commercialInvoicelist": [{"commercialInvoiceNumber": "5900001"}],
        "bookingOrderDetails": [{"packageDetails": [{"itemDetails": list(items) or [item()]}]}],
        **other,
    }
    return {"orderNumber": ORDER, "data": {"consolidatedInformation": [shipment]}}


async def test_each_lot_of_a_line_is_one() -> None:
    here = desk(answer(notices()))
    (found,) = await here.ti.packing_lists(sales_order=ORDER)
    first = PackedLine(
        invoice="5900001",
        sales_order=ORDER,
        po_number="AC-2026-0001",
        line_id="1",
        line="000010",
        number="LM358DR",
        part="LM358DR",
        maker="Texas Instruments",
        description="Dual op amp",
        customer_part="ACME-1",
        ordered=None,
        shipped=2500,
        backordered=None,
        country="China",
        eccn="",
        htsus="8542390001",
        lot_quantity=2000,
        date_code="2640",
        lot="L1",
    )
    assert found.invoice == "5900001"
    assert found.lines[0] == first
    assert [(one.lot, one.lot_quantity) for one in found.lines] == [("L1", 2000), ("L2", 500)]
    assert found.pdf is None
    asked = "requestCommercialInvoicePDF=false&requestWaybillPDF=false"
    assert here.vendor.targets == [f"{NOTICES}?{asked}"]
    assert here.pace.turns == ["ti:shipments"]


async def test_papers_come_where_they_are_asked_for() -> None:
    invoice = {"commercialInvoiceNumber": "5900001", "commercialInvoicePDF": packed(PDF)}
    waybill = {"wayBillNumber": "042", "waybillPDF": packed(OTHER)}
    here = desk(answer(notices(commercialInvoicelist=[invoice], wayBillNumberList=[waybill])))
    (found,) = await here.ti.packing_lists(sales_order=ORDER, pdf=True)
    assert found.pdf == PDF
    asked = "requestCommercialInvoicePDF=true&requestWaybillPDF=true"
    assert here.vendor.targets == [f"{NOTICES}?{asked}"]
    here = desk(answer(notices(wayBillNumberList=[waybill])))
    (found,) = await here.ti.packing_lists(sales_order=ORDER, pdf=True)
    assert found.pdf == OTHER


@pytest.mark.parametrize("text", ["", "x", packed(b"<html>"), packed(PDF) + "?", "null"])
async def test_what_is_no_pdf_is_none(text: str) -> None:
    invoice = {"commercialInvoiceNumber": "5900001", "commercialInvoicePDF": text}
    here = desk(answer(notices(commercialInvoicelist=[invoice])))
    (found,) = await here.ti.packing_lists(sales_order=ORDER, pdf=True)
    assert found.pdf is None


async def test_each_invoice_is_a_list_of_its_own() -> None:
    said = notices(item(), item(commercialInvoiceNumber="5900002", shipTrackCodeList=None))
    found = await desk(answer(said)).ti.packing_lists(sales_order=ORDER)
    assert [(one.invoice, len(one.lines)) for one in found] == [("5900001", 2), ("5900002", 1)]
    assert found[1].lines[0].lot_quantity is None


async def test_an_item_without_an_invoice_is_of_the_only_one() -> None:
    said = notices(item(commercialInvoiceNumber=""))
    (found,) = await desk(answer(said)).ti.packing_lists(sales_order=ORDER)
    assert {one.invoice for one in found.lines} == {"5900001"}


@pytest.mark.parametrize(
    "said", [{}, {"data": {}}, {"data": ""}, {"data": {"consolidatedInformation": []}}]
)
async def test_no_shipment_is_not_found(said: dict[str, Any]) -> None:
    with pytest.raises(NotFound):
        await desk(answer(said)).ti.packing_lists(sales_order=ORDER)


@pytest.mark.parametrize("said", [answer([1]), answer({"data": 7}), answer(notices(7))])  # type: ignore[arg-type]
async def test_notices_that_cannot_be_read(said: httpx.Response) -> None:
    with pytest.raises(Unreadable):
        await desk(said).ti.packing_lists(sales_order=ORDER)


@pytest.mark.parametrize(
    "by",
    [
        {},
        {"invoice": "59"},
        {"po_number": "AC-1"},
        {"sales_order": "x"},
        {"sales_order": ORDER, "invoice": "5"},
    ],
)
async def test_only_an_order_number_tells(by: dict[str, str]) -> None:
    here = desk(answer(notices()))
    with pytest.raises(Invalid):
        await here.ti.packing_lists(**by)
    assert here.vendor.asked == []


# -- checkout profiles -------------------------------------------------------------------------

LISTED = [
    {"checkoutProfileId": "AB12", "checkoutProfileName": "Plant 1", "shippingAddressName": "Dock"},
    {"checkoutProfileId": "CD34", "checkoutProfileName": "Plant 2", "billingAddressName": "HQ"},
    {"checkoutProfileId": "../x", "checkoutProfileName": "odd"},
]
WHOLE = {
    "checkoutProfileId": "AB12",
    "shipping": {
        "firstName": "Ada",
        "lastName": "Example",
        "company": "Example Instruments",
        "addressLine1": "1 Example Way",
        "city": "Austin",
        "stateRegion": "TX",
        "postalCode": "78701",
        "regionCode": "US",
    },
    "billing": None,
    "applicationName": "Gaming",
    "endEquipmentName": "Controller",
    "isMilitary": "No",
    "profileCurrencyCode": "USD",
    "paymentMethod": {"type": "TI Line of Credit", "name": "Main", "accountNumberLast4": "1234"},
}


async def test_profiles_come_with_address_payment_and_currency() -> None:
    said = by_path(checkoutprofiles=answer(LISTED), AB12=answer(WHOLE))
    here = desk(said)
    one, two = await here.ti.checkout_profiles()
    assert one == CheckoutProfile(
        id="AB12",
        name="Plant 1",
        ship_to=Address(
            name="Ada Example",
            company="Example Instruments",
            line1="1 Example Way",
            city="Austin",
            region="TX",
            postal_code="78701",
            country="US",
        ),
        bill_to=Address(),
        payment="TI Line of Credit, Main",
        end_use="Gaming, Controller",
        usable=True,
        currency="USD",
    )
    # Listed, and not known by itself (404): its names are all there is.
    assert (two.id, two.bill_to.company, two.payment) == ("CD34", "HQ", "")
    assert here.vendor.targets == [
        "GET /v2/checkoutprofiles",
        "GET /v2/checkoutprofiles/AB12",
        "GET /v2/checkoutprofiles/CD34",
    ]
    assert set(here.pace.turns) == {"ti:profiles"}


async def test_one_object_where_a_list_is_meant_is_a_list_of_one() -> None:
    here = desk(by_path(checkoutprofiles=answer(LISTED[0]), AB12=answer(WHOLE)))
    assert [one.id for one in await here.ti.checkout_profiles()] == ["AB12"]


async def test_profiles_that_cannot_be_asked_for_are_not_none() -> None:
    with pytest.raises(VendorDown):
        await desk(by_path(checkoutprofiles=errors("down", status=503))).ti.checkout_profiles()
    down = by_path(checkoutprofiles=answer(LISTED), AB12=errors("down", status=503))
    with pytest.raises(VendorDown):
        await desk(down).ti.checkout_profiles()
    with pytest.raises(Unreadable):
        await desk(answer({"errors": []})).ti.checkout_profiles()


async def test_a_company_without_profiles_has_none() -> None:
    assert await desk(answer([])).ti.checkout_profiles() == ()
