"""An order of two lines, as the program would place it."""

from __future__ import annotations

from decimal import Decimal

from vendors.terms import LineTerms
from vendors.vocabulary import Address, Line, PurchaseOrder

SHIP_TO = Address(
    name="Ann Buyer",
    company="Acme Controls",
    line1="1 Main Street",
    line2="Dock 4",
    city="Austin",
    region="TX",
    postal_code="78701",
    country="US",
    telephone="+1 512 555 0100",
)
ORDER = PurchaseOrder(
    number="AC-2026-0001",
    vendor="digikey",
    currency="USD",
    customer_id="7718201",
    ship_to=SHIP_TO,
    buyer=Address(name="Ann Buyer", email="ann@example.com"),
    lines=(
        Line("P5555-ND", "ECA-1VHG102", 25, Decimal("0.08558"), "1", "CAP ALUM 1000UF"),
        Line(
            "296-1395-5-ND",
            "LM358P",
            10,
            Decimal("0.30"),
            "2",
            terms=LineTerms(notes=("one tube",)),
        ),
    ),
)
