"""Who is known to the sandbox: at each vendor one application, one account, people and sites.

All of it is invented, and the applications' secrets are no secrets: they open this sandbox only.
"""

from __future__ import annotations

from dataclasses import dataclass

BASE_URL = "http://digikey.sandbox"
CLIENT_ID = "bondroom-sandbox"
CLIENT_SECRET = "sandbox-not-a-secret"  # noqa: S105 - it opens nothing but this sandbox
REDIRECT_URI = "https://localhost"
SHIPSTATION_BASE_URL = "http://shipstation.sandbox"
SHIPSTATION_KEY = "sandbox-warehouse-not-a-secret"
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

TI_BASE_URL = "http://ti.sandbox"
TI_CLIENT_ID = "bondroom-sandbox-ti"
TI_CLIENT_SECRET = "ti-sandbox-not-a-secret"  # noqa: S105 - it opens nothing but this sandbox


@dataclass(frozen=True, slots=True)
class Profile:
    """A checkout profile of the company at TI: where goods go, and how they are paid.

    `eligible`: an order by the API may name it; only such are listed. `tax` is the share of an
    order, in thousandths, `tax_id` empty where the country wants one and none was given. `credit`
    is the most that one order may come to, in `currency`; 0: no limit.
    """

    id: str
    name: str
    site: Site
    currency: str
    payment: str
    method: str
    tax: int
    tax_id: str
    incoterm: str
    credit: int = 0
    free_shipping: bool = False
    eligible: bool = True


TI_LINE_OF_CREDIT, TI_APRUVE, TI_BANK_TRANSFER = (
    "TI Line of Credit", "3rd Party Line of Credit", "Bank Transfer",
)  # fmt: skip
TI_PROFILES: tuple[Profile, ...] = (
    Profile("7C1E0D5A42B84F6E93A0D1B2C3E4F501", "Austin plant - US", SITES[0], "USD",
            TI_LINE_OF_CREDIT, "TI Line of Credit", 82, "74-0000011", "DAP",
            credit=250_000, free_shipping=True),
    Profile("7C1E0D5A42B84F6E93A0D1B2C3E4F502", "München - DE", SITES[1], "EUR",
            TI_BANK_TRANSFER, "Bank Transfer", 190, "DE000000011", "DAP"),
    Profile("7C1E0D5A42B84F6E93A0D1B2C3E4F503", "Penang - MY", SITES[2], "USD",
            TI_APRUVE, "Apruve", 0, "MY00000011", "FCA", credit=50_000),
    Profile("7C1E0D5A42B84F6E93A0D1B2C3E4F504", "Monterrey - MX (no tax id yet)", SITES[3], "USD",
            TI_BANK_TRANSFER, "Bank Transfer", 160, "", "FCA"),
    Profile("7C1E0D5A42B84F6E93A0D1B2C3E4F505", "Portland repair centre - US (web only)",
            SITES[5], "USD", TI_LINE_OF_CREDIT, "TI Line of Credit", 0, "93-0000011", "DAP",
            eligible=False),
)  # fmt: skip
