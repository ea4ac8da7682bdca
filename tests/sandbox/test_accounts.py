"""The accounts of a person, and what each of them sees."""

from __future__ import annotations

import pytest

from tests.sandbox.desk_kit import BONDED, STATUS, Calls, Said
from tests.sandbox.held import wrong
from vendors.sandbox import world

PATH = "/CustomerResource/v1/associatedaccounts"
OWN, FORBIDDEN, BARE = (account.id for account in world.ACCOUNTS)
# The fields that are known from programs that read them.
SHAPE = {
    "Accounts": [
        {
            "AccountId": int,
            "Address": {"CompanyName": str, "CountryCode": str, "PostalCode": str, "City": str},
        }
    ],
    "EmailAddressUsed": str,
}


def test_a_person_has_several_and_ours_is_among_them(calls: Calls) -> None:
    found = calls.get(PATH)
    assert wrong(SHAPE, found) == []
    assert [each["AccountId"] for each in found["Accounts"]] == [OWN, FORBIDDEN, BARE]
    assert found["Accounts"][0]["AccountId"] == world.ACCOUNT_ID
    assert len({each["Address"]["CompanyName"] for each in found["Accounts"]}) == 3
    assert found["EmailAddressUsed"] == f"{world.USER}@acme.example"
    assert calls.get(PATH, user="ann")["EmailAddressUsed"] == "ann@acme.example"


def test_only_ours_has_orders(calls: Calls) -> None:
    number = calls.place()["SalesOrderId"]
    path = f"{STATUS}?Shared=true"
    for account, many in ((OWN, 1), (None, 1), (0, 1), (FORBIDDEN, 0), (BARE, 0)):
        found = calls.get(path, account=account)
        assert found["TotalOrders"] == len(found["Orders"]) == many
    with pytest.raises(Said) as caught:
        calls.sale(number, account=BARE)
    assert caught.value.status == 404


SITE = f"{BONDED}/Locations/{world.SITES[0].customer_id}"
LISTS = [f"{BONDED}/Locations", f"{BONDED}/Products", f"{SITE}/Products"]
SINGLES = [SITE, f"{SITE}/Products/296-19776-1-ND"]


@pytest.mark.parametrize("path", [*LISTS, *SINGLES])
def test_one_is_forbidden_to_look_at_bonded_stock(calls: Calls, path: str) -> None:
    with pytest.raises(Said) as caught:
        calls.get(path, account=FORBIDDEN)
    assert caught.value.status == 403


@pytest.mark.parametrize("path", ["", "/Products", "/Products/296-19776-1-ND"])
def test_and_so_is_its_location(calls: Calls, path: str) -> None:
    with pytest.raises(Said) as caught:
        calls.get(f"{BONDED}/Locations/{FORBIDDEN}{path}")
    assert caught.value.status == 403


@pytest.mark.parametrize("path", LISTS)
def test_one_has_empty_lists(calls: Calls, path: str) -> None:
    assert calls.get(path, account=BARE) == []


@pytest.mark.parametrize("path", SINGLES)
def test_and_nothing_single(calls: Calls, path: str) -> None:
    with pytest.raises(Said) as caught:
        calls.get(path, account=BARE)
    assert caught.value.status == 404
