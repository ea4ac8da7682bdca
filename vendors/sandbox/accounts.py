"""Reference: the accounts that the person who signed in may act for.

Of the address four fields are known from programs that read it; these are here, and no others.
"""

from __future__ import annotations

from typing import Any

from vendors.sandbox.desk import Ask, Desk, Endpoint
from vendors.sandbox.world import ACCOUNTS, USER

Json = dict[str, Any]


def associated_accounts(desk: Desk, ask: Ask) -> Json:
    """Every account of the person; the first is the one with orders and bonded stock."""
    return {
        "Accounts": [
            {
                "AccountId": account.id,
                "Address": {
                    "CompanyName": account.company,
                    "CountryCode": account.country,
                    "PostalCode": account.postal_code,
                    "City": account.city,
                },
            }
            for account in ACCOUNTS
        ],
        "EmailAddressUsed": f"{ask.user or USER}@acme.example",
    }


ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint(
        "GET",
        "/CustomerResource/v1/associatedaccounts",
        "reference",
        "api",
        True,
        associated_accounts,
    ),
)
