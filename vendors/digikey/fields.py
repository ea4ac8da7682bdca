"""Every field of every DigiKey endpoint the program uses, and what becomes of it.

In the words of `vendors.fields`.
"""

from __future__ import annotations

from collections.abc import Mapping

from vendors.fields import Described, Fate, sent

LOCALE: Mapping[str, Fate] = {
    "X-DIGIKEY-Locale-Site": sent("Settings.site"),
    "X-DIGIKEY-Locale-Language": sent("Settings.language"),
    "X-DIGIKEY-Locale-Currency": sent("Settings.currency"),
}
ACCOUNT: Mapping[str, Fate] = {"X-DIGIKEY-Account-Id": sent("Settings.account_id")}
# Sent with every call but those of the sign-in itself.
EVERYWHERE: Mapping[str, Fate] = {
    "Authorization": sent("the token of the sign-in"),
    "X-DIGIKEY-Client-Id": sent("Settings.client_id"),
}


def apis() -> tuple[Described, ...]:
    """All of them, in the order of the README's table."""
    from vendors.digikey import fields_after, fields_around, fields_orders

    return (
        fields_after.SIGN_IN,
        fields_around.PRODUCTS,
        fields_around.NOTICES,
        fields_orders.SUPPLY,
        fields_orders.ORDERING,
        fields_orders.STATUS,
        fields_after.MANAGEMENT_1,
        fields_after.MANAGEMENT_2,
        fields_after.PACKING,
        fields_after.REFERENCE,
    )
