"""What ShipStation knows from the start: suppliers, buildings, and products of our own. Invented.

Not every site of the account has a warehouse, and not every warehouse is one of these sites.
"""

from __future__ import annotations

from typing import NamedTuple

from vendors.sandbox.world import COMPANY, SITES, Site


class Supplier(NamedTuple):
    id: str
    name: str
    fields: dict[str, str]


def _supplier(number: int, name: str, **fields: str) -> Supplier:
    return Supplier(f"se-{number}", name, fields)


SUPPLIERS: tuple[Supplier, ...] = (
    _supplier(501, "DigiKey", supplier_email="orders@digikey.invalid", city="Thief River Falls",
              state="MN", postal_code="56701", country_code="US"),
    _supplier(502, "Texas Instruments", city="Dallas", state="TX", country_code="US"),
    _supplier(517, "Kestrel Precision Stampings", supplier_email="sales@kestrel.invalid",
              address_line_1="400 Foundry Ln", address_line_2="Unit 6", city="Round Rock",
              state="TX", postal_code="78664", country_code="US", contact_name="R. Alvarez",
              contact_phone="512-555-0142"),
    _supplier(523, "Nordwind Kabelbau GmbH", supplier_email="auftrag@nordwind.invalid",
              address_line_1="Hafenstraße 12", city="Bremerhaven", postal_code="27568",
              country_code="DE", contact_name="Jörg Petersen"),
    _supplier(538, "Selangor Board Works Sdn Bhd", supplier_email="po@sbw.invalid",
              city="Shah Alam", postal_code="40150", country_code="MY"),
)  # fmt: skip


class Warehouse(NamedTuple):
    """An inventory warehouse and its locations: (id, name)."""

    id: str
    name: str
    locations: tuple[tuple[str, str], ...]


WAREHOUSES: tuple[Warehouse, ...] = (
    Warehouse("se-7101", "Austin plant", (
        ("se-7201", "Receiving dock 4"), ("se-7202", "Reel store A"), ("se-7203", "Quarantine"))),
    Warehouse("se-7102", "München", (("se-7211", "Wareneingang"), ("se-7212", "Lager 2"))),
    Warehouse("se-7103", "Penang", (("se-7221", "Receiving"), ("se-7222", "SMT kitting"))),
    Warehouse("se-7104", "Monterrey", (("se-7231", "Recibo"),)),
    Warehouse("se-7105", "Austin laboratory", (("se-7241", "Stock room"),)),
    Warehouse("se-7190", "Overflow (rented)", (("se-7291", "Pallet row 1"),)),
)  # fmt: skip


class Sender(NamedTuple):
    """A warehouse that parcels leave from."""

    id: str
    site: Site
    created: str
    company: str = COMPANY


SENDERS: tuple[Sender, ...] = (
    Sender("se-810201", SITES[0], "2023-02-06T16:20:11.402Z"),
    Sender("se-810377", SITES[1], "2023-05-19T08:02:45.019Z"),
    Sender("se-811940", SITES[5], "2024-09-30T19:44:02.733Z"),
)


class Own(NamedTuple):
    """A product that is not in DigiKey's catalogue: made for us, or sold by the maker only."""

    sku: str
    name: str
    mpn: str = ""
    category: str = "Made for us"


OWN: tuple[Own, ...] = (
    Own("PCB-0071-R3", "Board, controller, rev 3"),
    Own("PCB-0088-R1", "Board, sensor head, rev 1"),
    Own("HARN-12-0400", "Harness, 12 way, 400 mm"),
    Own("STMP-204", "Bracket, stamped, zinc"),
    Own("LBL/UL 10x25", "Label, UL, 10 × 25 mm"),
    Own("ISO1042DWR", "Isolated CAN transceiver, 16SOIC", "ISO1042DWR", "Interface"),
    Own("AE-10033", "Zero-drift amplifier, 8SOIC", "OPA33AIDR", "Amplifiers"),
)
