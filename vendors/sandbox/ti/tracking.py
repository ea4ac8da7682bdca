"""Where a line's parcels are, as an order tells it: an object or a list, with names by the shape.

What is not known yet is null, empty, or the text `null`: all three were met.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from vendors.sandbox.ti.model import Order, OrderLine, Parcel

Json = dict[str, Any]

_FEDEX = "https://www.fedex.com/apps/fedextrack/?action=track&trackingnumber="
_DHL = "http://www.dhl.com/en/express/tracking.html?brand=DHL&AWB="
# By shape: the main number, a leg's number and address, and what stands for nothing.
_NAMES: dict[str, tuple[str, str, str, Any]] = {
    "schema": ("leg{}masterTrackingNumber", "leg{}TrackingNumber", "leg{}TrackingUrl", ""),
    "example": ("leg{}MasterTrackingNumber", "leg{}TrackingNumber", "leg{}TrackingUrl", "null"),
    "recorded": ("masterTracking", "leg{}Tracking", "leg{}TrackingURL", None),
}


def of_line(order: Order, line: OrderLine, now: datetime, shape: str) -> Any:
    """trackingAndShipping."""
    gone = [one for one in line.parcels if one.ships <= now]
    told = [_told(order, one, shape) for one in gone] or [_untold(order, shape)]
    invoices = [{"type": "Invoice", "number": one.invoice, "message": ""} for one in gone]
    memo = {"note": "", "date": "", "multiShipFlag": len(line.parcels) > 1}
    if shape == "recorded":
        return [
            {
                "shippingFreightAccount": "TI",
                "trackingNumbers": told,
                "invoices": invoices,
                "creditMemo": memo,
            }
        ]
    if shape == "schema" and not gone:
        told = []
    nothing = [{"type": "", "number": "", "message": ""}]
    return {
        "trackingNumbers": told,
        "invoices": invoices or (nothing if shape == "example" else []),
        "creditMemo": memo,
    }


def _told(order: Order, parcel: Parcel, shape: str) -> Json:
    master, leg, address, _ = _NAMES[shape]
    abroad = order.profile.site.country != "US"
    said = {
        "shippingFreightAccount": "TI",
        "shippingFromCountryCode": "US",
        "serviceLevel": "International Economy" if abroad else "2 Day",
        "shipDate": f"{parcel.ships:%Y-%m-%dT%H:%M:%SZ}",
        master.format(1): parcel.tracking,
        "leg1Carrier": "Fedex",
        leg.format(1): parcel.tracking,
        address.format(1): _FEDEX + parcel.tracking,
        "waybillNumber": parcel.waybill,
    }
    if abroad:
        number = f"GM{parcel.serial:016d}"
        said |= {"leg2Carrier": "DHL", leg.format(2): number, address.format(2): _DHL + number}
    return said


def _untold(order: Order, shape: str) -> Json:
    _, leg, address, nothing = _NAMES[shape]
    return {
        "shippingFreightAccount": "TI",
        "shippingFromCountryCode": "US",
        "serviceLevel": "International Economy",
        "shipDate": nothing,
        "leg1Carrier": nothing,
        leg.format(1): nothing,
        address.format(1): nothing,
        "leg2Carrier": nothing,
        address.format(2): nothing,
    }
