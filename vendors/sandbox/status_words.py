"""What Order Status says about a status: the word, and two texts in the language that is asked."""

from __future__ import annotations

# Status -> (short, long). Both lists' spellings of one status share a text.
_ENGLISH: dict[str, tuple[str, str]] = {
    "Unknown": ("Unknown", "The status of this order is not known."),
    "Received": ("Received", "Your order has been received."),
    "Processing": ("Processing", "Your order is being processed."),
    "Processing3rdParty": (
        "Processing", "This order is being processed by a Marketplace supplier."),
    "ProcessingPartialShipment": (
        "Partially shipped", "Some products have been shipped, the others are being processed."),
    "ProcessingAwaitingBackorders": (
        "Awaiting backorders", "The remaining products ship as soon as they are available."),
    "ProcessingShipBackorder": (
        "Processing backorder", "Backordered products have arrived and are being shipped."),
    "ProcessingScheduledShipmentMultipleRelease": (
        "Scheduled", "The products ship on several scheduled dates."),
    "ProcessingScheduledShipmentSingleRelease": (
        "Scheduled", "The products ship on a scheduled date."),
    "ProcessingScheduledShipmentMsc": (
        "Scheduled", "The products ship according to your schedule contract."),
    "ProcessingDkAnd3rdParty": (
        "Processing", "Parts of this order are being processed by DigiKey and by suppliers."),
    "ProcessingMultiple3rdParty": (
        "Processing", "This order is being processed by several Marketplace suppliers."),
    "Shipped": (
        "Shipped", "All products in this order have been shipped. Invoice and tracking "
                   "information is available."),
    "Delivered": ("Delivered", "All products in this order have been delivered."),
    "GenericDelay": ("Delayed", "This order is delayed."),
    "Canceled": ("Canceled", "This order has been canceled."),
    "Proforma": ("Proforma", "A proforma invoice was issued. The order waits for payment."),
    "ActionRequiredWireTransfer": (
        "Action required", "The order waits for your wire transfer."),
}  # fmt: skip
_GERMAN = {
    "Received": "Eingegangen", "Processing": "In Bearbeitung", "Processing3rdParty":
    "In Bearbeitung", "Shipped": "Versendet", "Delivered": "Zugestellt", "GenericDelay":
    "Verspätet", "Canceled": "Storniert", "ProcessingPartialShipment": "Teilweise versendet",
    "ProcessingAwaitingBackorders": "Wartet auf Rückstände",
}  # fmt: skip


def texts(status: str, language: str) -> dict[str, str]:
    """ShortDescription and LongDescription. The word itself is the same in every language."""
    plain = status.replace("ScheduledShipmentsMultiple", "ScheduledShipmentMultiple")
    short, long = _ENGLISH[plain]
    if language.lower() == "de":
        short = _GERMAN.get(plain, short)
    return {"ShortDescription": short, "LongDescription": long}
