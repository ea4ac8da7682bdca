"""TI's checkout profiles and delivery costs in the field's own words."""

from __future__ import annotations

from vendors.errors import Unreadable
from vendors.text import clean
from vendors.ti.settings import VENDOR
from vendors.ti.wire_orders import DeliveryCostDetails
from vendors.ti.wire_shipments import PaymentMethod, Profile, ProfileAddress, ProfileSummary
from vendors.vocabulary import Address, CheckoutProfile, DeliveryCost


def profile(listed: ProfileSummary, said: Profile | None) -> CheckoutProfile:
    """`said` is None of one that is listed and cannot be asked for by itself.

    TI lists only profiles that orders by API may name (Checkout profile API), so each is usable.
    """
    said = said or Profile()
    return CheckoutProfile(
        id=clean(listed.checkoutProfileId, 60),
        name=clean(listed.checkoutProfileName or said.checkoutProfileName, 120),
        ship_to=_address(said.shipping, listed.shippingAddressName),
        bill_to=_address(said.billing, listed.billingAddressName),
        payment=_payment(said.paymentMethod),
        end_use=_end_use(said),
        usable=True,
        currency=clean(said.profileCurrencyCode, 3).upper(),
    )


def _address(said: ProfileAddress | None, name: str | None) -> Address:
    """`name` is what the company calls the address, for where no company is named in it."""
    said = said or ProfileAddress()
    return Address(
        name=f"{clean(said.firstName, 60)} {clean(said.lastName, 60)}".strip(),
        company=clean(said.company, 120) or clean(said.addressName or name, 120),
        line1=clean(said.addressLine1, 120),
        line2=clean(said.addressLine2, 120),
        city=clean(said.city, 80),
        region=clean(said.stateRegion, 80),
        postal_code=clean(said.postalCode, 30),
        country=clean(said.regionCode, 30),
        telephone=clean(said.phoneNumber, 60),
        email=clean(said.email, 120),
    )


def _payment(said: PaymentMethod | None) -> str:
    words = (clean(said.type, 80), clean(said.name, 80)) if said is not None else ()
    return ", ".join(dict.fromkeys(word for word in words if word))


def _end_use(said: Profile) -> str:
    words = [clean(said.applicationName, 80), clean(said.endEquipmentName, 80)]
    if said.isMilitary:
        words.append("military")
    return ", ".join(word for word in words if word)


def delivery_cost(said: DeliveryCostDetails, asked: str) -> DeliveryCost:
    """Raises Unreadable where no amount is told, or one below zero."""
    if said.shippingRate is None or said.shippingRate < 0:
        raise Unreadable(VENDOR, "TI does not say what delivery would cost")
    return DeliveryCost(
        said.shippingRate,
        clean(said.currencyCode, 3).upper() or asked,
        clean(said.shippingServiceLevel, 80),
    )
