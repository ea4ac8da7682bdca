"""The accounts that a person may act for, in the field's own words."""

from __future__ import annotations

from vendors.afterwards import Account
from vendors.digikey.settings import VENDOR
from vendors.digikey.wire_packing import AccountAddress, AccountAssociation
from vendors.errors import Unreadable
from vendors.text import clean

# Digits; DigiKey's own are nine.
_LONGEST = 19


def accounts(said: AccountAssociation) -> tuple[Account, ...]:
    """Each once, in DigiKey's order. An account without a number of digits cannot be chosen.

    Raises Unreadable where the answer does not speak of accounts: that is not none.
    """
    if "Accounts" not in said.model_fields_set:
        raise Unreadable(VENDOR, "DigiKey does not say which accounts there are")
    found: dict[str, Account] = {}
    for one in said.Accounts or ():
        number = (one.AccountId or "").strip()
        where = one.Address or AccountAddress()
        if number.isascii() and number.isdecimal() and len(number) <= _LONGEST:
            made = Account(
                number,
                clean(where.CompanyName, 120),
                clean(where.City, 80),
                clean(where.CountryCode, 30),
            )
            found.setdefault(number, made)
    return tuple(found.values())
