"""Checkout profile API: where the company's orders go, and how they are paid."""

from __future__ import annotations

import re
from typing import Any

from vendors.sandbox.desk import Ask, Desk, Endpoint
from vendors.sandbox.ti import errors
from vendors.sandbox.world import COMPANY, TI_APRUVE, TI_PROFILES, Profile

Json = dict[str, Any]

_SERVICE = "profiles"
_ID = re.compile(r"[A-Z0-9]{1,32}")
_BY = "buyer@acme.example"
HEAD_OFFICE = TI_PROFILES[0]


def eligible(id_: str) -> Profile | None:
    """The profile of that id, if an order by the API may name it."""
    return next((each for each in TI_PROFILES if each.id == id_ and each.eligible), None)


def profiles(desk: Desk, ask: Ask) -> list[Json]:
    """CheckoutProfileListSummary: those that an order by the API may name."""
    return [
        {
            "checkoutProfileId": each.id,
            "checkoutProfileName": each.name,
            "shippingAddressName": each.site.name,
            "billingAddressName": f"{COMPANY} head office",
        }
        for each in TI_PROFILES
        if each.eligible
    ]


def profile(desk: Desk, ask: Ask) -> Json:
    """CheckoutProfileApiResponse. Raises Refused."""
    wanted = ask.params["checkoutProfileId"]
    if _ID.fullmatch(wanted) is None:
        words = "checkoutProfileId must be uppercase alphanumeric and have at most 32 characters"
        raise errors.invalid(_SERVICE, "Path", ("checkoutProfileId", words))
    found = eligible(wanted)
    if found is None:
        raise errors.missing(_SERVICE, "Checkout profile", "checkoutProfileId", wanted)
    site = found.site
    return {
        "checkoutProfileId": found.id,
        "adminName": "Ada Example",
        "adminEmail": _BY,
        "checkoutProfileName": found.name,
        "shipping": _address(found),
        "billing": {**_address(HEAD_OFFICE), "addressName": f"{COMPANY} head office"},
        "createdBy": _BY,
        "modifiedBy": _BY,
        "applicationName": "Industrial",
        "endEquipmentName": "Test & measurement",
        "isMilitary": False,
        "isBusiness": True,
        "isTaxExempt": found.tax == 0,
        "profileCurrencyCode": found.currency,
        "profileRegionCode": site.country,
        "importerOfRecord": COMPANY,
        "incoterm": found.incoterm,
        "useFreeTiShipping": found.free_shipping,
        "isCoCPrintRequired": False,
        "taxes": [_tax(found)] if found.tax_id else [],
        "tiShippingServiceLevel": "International Economy" if site.country != "US" else "Ground",
        "tiShippingAgreementAcceptedBy": _BY,
        "tiShippingAgreementAcceptedDate": "2026-01-12T09:30:00Z",
        "freightAssocs": [] if found.free_shipping else [_freight(found)],
        "paymentMethod": {
            "name": found.method,
            "email": _BY,
            "accountNumberLast4": "" if found.payment == TI_APRUVE else "4711",
            "description": f"{found.payment} of {COMPANY}",
            "type": found.payment,
        },
    }


def _address(found: Profile) -> Json:
    site = found.site
    return {
        "addressName": site.name,
        "createdBy": _BY,
        "modifiedBy": _BY,
        "firstName": "Ada",
        "lastName": "Example",
        "addressLine1": site.line1,
        "addressLine2": site.line2,
        "city": site.city,
        "stateRegion": site.province,
        "postalCode": site.postal_code,
        "regionCode": site.country,
        "phoneNumber": "555-0100",
        "email": _BY,
        "company": COMPANY,
        "companyUrl": "acme.example",
    }


def _tax(found: Profile) -> Json:
    site = found.site
    return {
        "company": COMPANY,
        "email": _BY,
        "address1": site.line1,
        "city": site.city,
        "regionState": site.province,
        "zip": site.postal_code,
        "regionCode": site.country,
        "taxRegionCode": site.country,
        "tax1Type": "GST" if site.country == "MY" else "VAT" if site.country == "DE" else "EIN",
        "tax1Id": found.tax_id,
        "currencyCode": found.currency,
        "withHoldingAgent": False,
        "pezaCustomer": False,
        "isSezUnitDeveloper": False,
        "documents": [],
    }


def _freight(found: Profile) -> Json:
    return {
        "pdc": "PDC-1",
        "serviceLevel": "International Priority",
        "carrierCode": "DHL",
        "carrierName": "DHL Express",
        "freight": {"carrier": "DHL", "accountNumberLast4": "0042"},
    }


ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint("GET", "/v2/checkoutprofiles", "ti:profiles", _SERVICE, False, profiles),
    Endpoint(
        "GET", "/v2/checkoutprofiles/{checkoutProfileId}", "ti:profiles", _SERVICE, False, profile
    ),
)
