"""Who is known to the sandbox: one application, one account, its people and its sites.

All of it is invented, and the application's secret is no secret: it opens this sandbox only.
"""

from __future__ import annotations

from dataclasses import dataclass

BASE_URL = "http://digikey.sandbox"
CLIENT_ID = "bondroom-sandbox"
CLIENT_SECRET = "sandbox-not-a-secret"  # noqa: S105 - it opens nothing but this sandbox
REDIRECT_URI = "https://localhost"
ACCOUNT_ID = 7_718_200
COMPANY = "Acme Electronics"

# Quotes that the account has been given; an order line may name one.
QUOTES = range(410_001, 410_010)


@dataclass(frozen=True, slots=True)
class Account:
    """An account that the person may act for. Only the first has orders and bonded stock."""

    id: int
    company: str
    country: str
    postal_code: str
    city: str


ACCOUNTS: tuple[Account, ...] = (
    Account(ACCOUNT_ID, COMPANY, "US", "78701", "Austin"),
    Account(7_718_905, "Acme Europe GmbH", "DE", "80331", "München"),
    Account(7_719_040, "Acme Prototypes", "US", "97201", "Portland"),
)
# Both ways in which the vendor is said to speak of a missing bonded agreement.
FORBIDDEN_ACCOUNT, BARE_ACCOUNT = (account.id for account in ACCOUNTS[1:])

# The person who sits at the workstation, and colleagues who ordered elsewhere on the account.
USER = "buyer1"
COLLEAGUES = ("ann", "web")


@dataclass(frozen=True, slots=True)
class Site:
    """One of the customer's authorised sites. `bonded` says whether it has bonded stock.

    `drawn`: its bonded lines are filled from the reserve, which goes down. No document of the
    vendor says whether they are, so here it is so at half of the sites (invented).
    """

    customer_id: int
    name: str
    bonded: bool
    currency: str
    line1: str
    line2: str
    city: str
    province: str
    postal_code: str
    country: str
    drawn: bool = False


SITES: tuple[Site, ...] = (
    Site(7_718_231, "Austin plant", True, "USD", "1200 Plant Rd", "Dock 4",
         "Austin", "TX", "78701", "US", drawn=True),
    Site(7_718_240, "München", True, "EUR", "Lötstraße 7", "",
         "München", "BY", "80331", "DE"),
    Site(7_718_266, "Penang", True, "USD", "Jalan Perusahaan 21", "Bayan Lepas",
         "Penang", "07", "11900", "MY", drawn=True),
    Site(7_718_272, "Monterrey", True, "USD", "Av. Industrial 450", "",
         "Monterrey", "NL", "64000", "MX"),
    Site(7_718_280, "Austin laboratory", False, "USD", "88 Research Blvd", "Suite 300",
         "Austin", "TX", "78759", "US"),
    Site(7_718_291, "Portland repair centre", False, "USD", "9 Harbor Way", "",
         "Portland", "OR", "97201", "US"),
)  # fmt: skip
