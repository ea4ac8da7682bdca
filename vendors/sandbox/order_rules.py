"""What an order must look like before anybody looks at prices: Ordering v3's own rules.

Required fields, types, bounds and closed lists are the specification's. Undocumented, and chosen
here: dates must lie ahead, schedules must add up to the line's quantity, and ExportQuestions are
refused on an order that ships within the United States, where the specification says to omit them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from vendors.sandbox import carriage
from vendors.sandbox.locales import known_currency
from vendors.sandbox.reading import Faulty, Reader, number
from vendors.sandbox.world import ACCOUNT_ID, QUOTES, SITES

_ADDRESS = ("Company", "FirstName", "LastName", "Email", "AddressLineOne", "AddressLineTwo",
            "City", "Province", "PostalCode", "Country")  # fmt: skip
_HOME = "US"
_CONTROLS = ("Immediate", "Single")
_PREFERENCES = ("DKR", "CT")
_SENSORS = "Sensors, controls, test equipment"
APPLICATIONS: dict[str, tuple[str, ...]] = {
    "Aerospace": (
        "Aircraft, commercial transport", "Aircraft, UAV", "Communications equipment",
        "Computer systems", "Entertainment systems", _SENSORS, "Safety systems",
        "Satellites, commercial", "Other"),
    "Automotive": ("Drive train", "Instrumentation", "Safety systems", "Other"),
    "Computer & Peripherals": ("Accessories", "Desktop", "Laptop", "Server/storage", "Other"),
    "Consumer Electronics": (
        "Audio/video", "Gaming systems", "Home appliances", "Lighting systems",
        "Wired communications", "Wireless communications", "Other"),
    "Industrial": (
        "Appliances/white goods", "Automation and control", "Renewable/fossil fuels energy",
        "Nuclear energy", "Lighting systems", _SENSORS, "Tools", "Other"),
    "Medical": (
        "Diagnostic equipment", "Instruments, devices", "Imaging / scanning", "Other"),
    "Military": (
        "Aircraft, military", "Aircraft, UAV", "Communications equipment", "Computer systems",
        "Missile systems", "Satellites, military", _SENSORS, "Vehicles, personnel transport",
        "Vehicles, weapon transport", "Weapons systems", "Other"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class AskedLine:
    """One line as it was asked for. `place` is where it stands in the body."""

    place: str
    number: str | None
    mpn: str | None
    maker: str | None
    quantity: int
    price: Decimal
    line_id: str | None
    customer_part: str | None
    quote: int | None
    in_house: datetime | None
    schedules: tuple[tuple[datetime, int], ...]


@dataclass(frozen=True, slots=True)
class AskedOrder:
    po_number: str
    currency: str
    customer_id: int
    method: str
    single: bool
    preference: str | None
    name: str
    telephone: str | None
    address: dict[str, str]
    lines: tuple[AskedLine, ...]


def read(body: Any, now: datetime) -> AskedOrder:
    """Raises Refused with everything that is wrong."""
    faulty = Faulty()
    reader = Reader.of_body(body, faulty)
    po_number = reader.text("PurchaseOrderNumber", must=True) or ""
    currency = reader.text("Currency", must=True) or ""
    if currency and not known_currency(currency):
        reader.note("Currency", f"The currency {currency!r} is not one of the accepted values.")
    shipping = reader.object("ShippingContact", must=True) or Reader({}, Faulty())
    name, address, customer_id = _contact(shipping)
    if (buyer := reader.object("BuyerContact")) is not None:
        _contact(buyer)
    _check_the_rest(reader, address.get("Country", ""))
    method = _method(reader)
    control = reader.word("ShipControl", _CONTROLS)
    preference = reader.word("PackagingPreference", _PREFERENCES)
    lines = tuple(_line(each, now) for each in reader.objects("LineItems", must=True))
    faulty.refuse()
    return AskedOrder(
        po_number=po_number,
        currency=currency,
        customer_id=customer_id,
        method=method,
        single=control == "Single",
        preference=preference,
        name=name,
        telephone=shipping.text("Telephone"),
        address=address,
        lines=lines,
    )


def _contact(reader: Reader) -> tuple[str, dict[str, str], int]:
    """(name, address, customer id): the account's own id or that of one of its sites."""
    name = reader.text("Name", must=True) or ""
    reader.text("Telephone")
    address: dict[str, str] = {}
    if (raw := reader.object("Address", must=True)) is not None:
        address = {field: raw.text(field) or "" for field in _ADDRESS}
        if address["Country"] and not _is_country(address["Country"]):
            raw.note("Country", "The field Country must be a code of two letters.")
    given = reader.text("CustomerId")
    customer_id = ACCOUNT_ID if given is None else number(given)
    if customer_id not in (ACCOUNT_ID, *(site.customer_id for site in SITES)):
        reader.note("CustomerId", f"The CustomerId {given!r} does not belong to your account.")
    return name, address, customer_id or 0


def _is_country(code: str) -> bool:
    return len(code) == 2 and code.isascii() and code.isalpha()


def _method(reader: Reader) -> str:
    given = reader.text("ShipMethod")
    if given is None:
        return carriage.USUAL
    method = carriage.listed(given)
    if method is None:
        reader.note("ShipMethod", f"The shipping method {given!r} is not one of those accepted.")
    return method or carriage.USUAL


def _check_the_rest(reader: Reader, country: str) -> None:
    """Fields that have to be right and change nothing here."""
    for name in ("MfgCOfCRequired", "Taxable"):
        reader.flag(name)
    reader.whole("BillingAccount", most=2**63 - 1)
    reader.text("ShipperAccountNumber")
    reader.texts("OrderNotes")
    if (export := reader.object("ExportQuestions")) is None:
        return
    if country == _HOME:
        reader.note("ExportQuestions", "Include ExportQuestions only when shipping outside the US.")
    code = export.text("CountryCode", must=True)
    if code and not _is_country(code):
        export.note("CountryCode", "The field CountryCode must be a code of two letters.")
    export.text("ConsigneeName", must=True)
    export.text("AdditionalInfo")
    primary = export.text("PrimaryApplication", must=True)
    secondary = export.text("SecondaryApplication", must=True)
    if primary and primary not in APPLICATIONS:
        export.note("PrimaryApplication", f"{primary!r} is not one of the accepted values.")
    elif primary and secondary and secondary not in APPLICATIONS[primary]:
        words = f"{secondary!r} is not one of the accepted values for {primary!r}."
        export.note("SecondaryApplication", words)


def _line(reader: Reader, now: datetime) -> AskedLine:
    digikey = reader.text("DigiKeyPartNumber") or None
    mpn = reader.text("ManufacturerPartNumber") or None
    if digikey is None and mpn is None:
        words = "Either DigiKeyPartNumber or ManufacturerPartNumber must be provided."
        reader.note("DigiKeyPartNumber", words)
    quantity = reader.whole("RequestedQuantity", must=True, least=1) or 0
    price = reader.money("UnitPrice", must=True)
    reader.flag("MfgCOfCRequired")
    reader.text("ProductDescription")
    reader.texts("LineItemNotes")
    quote = reader.whole("QuoteId")
    if quote is not None and quote not in QUOTES:
        reader.note("QuoteId", "The quote was not found.")
    schedules: list[tuple[datetime, int]] = []
    for each in reader.objects("Schedules"):
        day = _ahead(each, "ScheduledDate", now, must=True)
        many = each.whole("ScheduledQuantity", must=True, least=1)
        if day is not None and many is not None:
            schedules.append((day, many))
    if schedules and sum(many for _, many in schedules) != quantity:
        reader.note("Schedules", "The scheduled quantities must add up to the RequestedQuantity.")
    return AskedLine(
        place=reader.place,
        number=digikey,
        mpn=mpn,
        maker=reader.text("ManufacturerName") or None,
        quantity=quantity,
        price=price or Decimal(0),
        line_id=reader.text("CustomerLineItemId"),
        customer_part=reader.text("CustomerPartNumber"),
        quote=quote,
        in_house=_ahead(reader, "DeliveryDate", now),
        schedules=tuple(sorted(schedules)),
    )


def _ahead(reader: Reader, name: str, now: datetime, *, must: bool = False) -> datetime | None:
    moment = reader.moment(name, must=must)
    if moment is not None and moment <= now:
        reader.note(name, f"The field {name} must be a future date.")
    return moment
