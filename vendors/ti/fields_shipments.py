"""Shipments at TI. See `fields`."""

from __future__ import annotations

from vendors.fields import Described, Dropped, Endpoint, Fate, Model, Within, kept, model, sent
from vendors.ti.fields import ASKED

WEIGHED = "how heavy or large it is: no screen asks"
PASSED = "free for passing something through, and we pass nothing"
INVOICED = "what is charged stands in the order"
ROUTE = "by which of TI's places it travels; where it arrives is the order's"


def _dropped(why: str, names: str) -> dict[str, Fate]:
    return {name: Dropped(why) for name in names.split()}


_HELD = "ASNRetrieveResponse.data.consolidatedInformation"
_BOX = f"{_HELD}.bookingOrderDetails.packageDetails"

SHIPMENTS = Described(
    "advanced shipment notices v2",
    (
        Endpoint(
            "GET",
            "/v2/store/orders/{orderNumber}/advanced-shipment-notices",
            gives="ASNRetrieveResponse",
            parameters={
                "orderNumber": sent("Packer.sales_order"),
                "requestCommercialInvoicePDF": sent("Packer.pdf"),
                "requestWaybillPDF": sent("Packer.pdf"),
            },
        ),
    ),
    (),
    (
        Model(
            "ASNRetrieveResponse",
            "wire_shipments.ShipmentNotices",
            {
                **_dropped(
                    ASKED, "orderNumber wayBillNumber requestCommercialInvoicePDF requestWaybillPDF"
                ),
                "data": Within("ASNRetrieveResponse.data"),
            },
        ),
        model(
            "ASNRetrieveResponse.data",
            "wire_shipments.ShipmentData",
            consolidatedInformation=Within(_HELD),
        ),
        Model(
            _HELD,
            "wire_shipments.Consolidated",
            {
                **_dropped(
                    "when and how it travels is told with the order",
                    "estimatedDateOfArrival goodsIssueDate serviceLevelCode shipDate "
                    "carrierShipmentMasterTrackingNumber carrierShipmentBoxTrackingNumber "
                    "modeOfTransport shippingPoint shippingCondition shipTrackReference",
                ),
                **_dropped(
                    WEIGHED,
                    "numberOfPallet grossWeight grossWeightUnitOfMeasure numberOfPieces netWeight "
                    "netWeightUnitOfMeasure",
                ),
                **_dropped(
                    "of the whole shipment; each line has its own",
                    "productDescription specialProcessingIndicator",
                ),
                **_dropped(
                    "numbers under which TI keeps us", "soldToIdentifier buyerCode vendorCode"
                ),
                "soldToPartyName": Dropped("our own name"),
                **_dropped(
                    ROUTE,
                    "shipmentInternalTransactionNumberList forwardingAgentDetails shipToDetails "
                    "shipFromDetails crossDockDetails importerDetails manifestIdentifierList",
                ),
                "wayBillNumberList": Within(f"{_HELD}.wayBillNumberList"),
                "commercialInvoicelist": Within(f"{_HELD}.commercialInvoicelist"),
                "bookingOrderDetails": Within(f"{_HELD}.bookingOrderDetails"),
            },
        ),
        Model(
            f"{_HELD}.wayBillNumberList",
            "wire_shipments.WayBill",
            {
                **_dropped(
                    "the order's tracking has it",
                    "wayBillNumber wayBillCreationDate wayBillCreationTime",
                ),
                "waybillPDF": kept("PackingList.pdf", only="where no invoice has its own"),
            },
        ),
        Model(
            f"{_HELD}.commercialInvoicelist",
            "wire_shipments.CommercialInvoice",
            {
                "commercialInvoiceNumber": kept("PackingList.invoice"),
                **_dropped(
                    INVOICED,
                    "commercialInvoiceDate commercialInvoiceTime commercialIncotermCode "
                    "commercialIncotermDescription commercialInvoiceValue "
                    "commercialInvoiceCurrency",
                ),
                "commercialInvoicePDF": kept("PackingList.pdf"),
            },
        ),
        model(
            f"{_HELD}.bookingOrderDetails",
            "wire_shipments.Booking",
            customerPurchaseOrderIdentifier=Dropped("each line has it"),
            purchaseOrderDate=Dropped("our own order has its day"),
            passThrus=Dropped(PASSED),
            packageDetails=Within(_BOX),
        ),
        Model(
            _BOX,
            "wire_shipments.Package",
            {
                **_dropped(
                    WEIGHED,
                    "containerVolume containerVolumeUnitOfMeasure length width height "
                    "LWHUnitOfMeasure netWeight grossWeight weightUnitOfMeasure",
                ),
                **_dropped(
                    "which box it lies in: a scanned label says that",
                    "handlingUnitIdentifier trackingNumber alternateHandlingUnitNumber",
                ),
                "numberOfLineItems": Dropped("the lines that came are counted"),
                "itemDetails": Within(f"{_BOX}.itemDetails"),
            },
        ),
        Model(
            f"{_BOX}.itemDetails",
            "wire_shipments.Item",
            {
                "tiPartNumber": kept("PackedLine.number", "PackedLine.part"),
                "CustomerProductNumber": kept("PackedLine.customer_part"),
                "productDescription": kept("PackedLine.description"),
                **_dropped(
                    "TI's own paper; the order's line is kept",
                    "deliveryLineItemNumber deliveryDocumentNumber confirmDate orderType "
                    "deliveryLineItemTotalQuantity deliveryLineItemTotalQuantityUnitOfMeasure "
                    "goodsIssueDate goodsIssueTime",
                ),
                "orderNumber": kept("PackedLine.sales_order"),
                "orderLineItemNumber": kept("PackedLine.line"),
                "customerPurchaseOrderNumber": kept("PackedLine.po_number"),
                "customerPurchaseOrderItemNumber": kept("PackedLine.line_id"),
                "purchaseOrderDate": Dropped("our own order has its day"),
                "numberOfUnitsShipped": kept("PackedLine.shipped"),
                **_dropped(WEIGHED, "baseUnitOfMeasure grossWeight netWeight weightUnitOfMeasure"),
                "commercialInvoiceNumber": kept("PackedLine.invoice", "PackingList.invoice"),
                **_dropped(
                    INVOICED,
                    "commercialInvoiceItem commercialInvoiceUnitprice commercialInvoiceValue "
                    "commercialInvoiceCurrency",
                ),
                "countryOfOriginCode": kept("PackedLine.country", only="where it is not spelled"),
                "countryOfOriginDescription": kept("PackedLine.country"),
                **_dropped(
                    "the country of origin is the one for customs",
                    "assemblyCountryOfOriginCode3Character assemblyCountryOfOriginCode2Character "
                    "assemblyCountryOfOriginDescription",
                ),
                **_dropped(
                    "the number for our own customs is the one for import",
                    "harmonizedTariffScheduleExportCode harmonizedTariffScheduleExportDescription "
                    "harmonizedTariffScheduleImportDescription",
                ),
                "harmonizedTariffScheduleImportCode": kept("PackedLine.htsus"),
                **_dropped(PASSED, " ".join(f"passThru{number}" for number in range(1, 16))),
                "shipTrackCodeList": Within(f"{_BOX}.itemDetails.shipTrackCodeList"),
            },
        ),
        Model(
            f"{_BOX}.itemDetails.shipTrackCodeList",
            "wire_shipments.ShipTrackCode",
            {
                **_dropped(
                    "TI's code of the lot; the maker's lot number is kept",
                    "shipTrackCode alternateShipTrackCode alternateTrackingNumber",
                ),
                **_dropped(
                    "the country of origin is the one for customs",
                    "chipCountryOfOriginCode3Character chipCountryOfOriginCode2Character "
                    "chipCountryOfOriginDescription",
                ),
                "shipTrackCodeQuantity": kept("PackedLine.lot_quantity"),
                "batchNumber": kept("PackedLine.lot"),
                "shipDate": Dropped("when it left is told with the order"),
                "dateCode": kept("PackedLine.date_code"),
                "boxCount": Dropped("the pieces are counted, not the boxes"),
            },
        ),
    ),
)
