"""Every API asked once by what costs least; what the settings forbid never leaves."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path

import httpx
import pytest

from tests.vendors.conftest import Recorded
from tests.vendors.kit import (
    HOST,
    Clock,
    Pace,
    Tokens,
    Vendor,
    answer,
    desk,
    error_body,
    settings,
    token,
    tokens_answer,
)
from tests.vendors.orders import ORDER
from vendors.digikey import HOSTS, Checkup, Settings, checkup
from vendors.digikey.apis import APIS, ORDERING, REFERENCE, SUPPLY
from vendors.errors import NotAllowed
from vendors.vocabulary import Outcome

ACCOUNTS = {
    "Accounts": [{"AccountId": "7718200", "Address": {"CompanyName": "Acme", "City": "Austin"}}]
}
NOT_SUBSCRIBED = error_body("Invalid Client-Id", "You are not subscribed to this API.", 401)


def looking(
    said: Mapping[str, httpx.Response], tokens: Tokens | None = None
) -> tuple[Checkup, Vendor]:
    """A checkup at a vendor that answers by the end of the path, and else with 404."""

    def by_path(request: httpx.Request) -> httpx.Response:
        found = [one for end, one in said.items() if request.url.path.endswith(end)]
        return found[0] if found else answer(error_body("Not Found", status=404), 404)

    vendor = Vendor([by_path])
    made = checkup(
        settings(),
        pace=Pace(),
        tokens=tokens if tokens is not None else Tokens(digikey=token()),
        clock=Clock(),
        transport=httpx.MockTransport(vendor.handle),
    )
    return made, vendor


async def test_each_api_is_asked_once_and_nothing_is_changed() -> None:
    sites = [{"BondedInventory": True}, {"BondedInventory": False}]
    it, vendor = looking({"/Locations": answer(sites), "/associatedaccounts": answer(ACCOUNTS)})
    checks = await it.apis()
    assert [check.api for check in checks] == list(APIS)
    assert [request.method for request in vendor.asked] == ["GET"] * (len(APIS) - 1)
    for api in APIS:
        asked = [one for one in vendor.targets if one.startswith(f"{api.base}/")]
        assert len(asked) == (0 if api is ORDERING else 1)
    # What nobody has is looked for: that it is not found says that it was looked for.
    assert [check.error for check in checks] == [None] * len(APIS)
    assert {check.api.title for check in checks if not check.asked} == {"Ordering"}
    by_api = {check.api: check for check in checks}
    assert (by_api[SUPPLY].rows, by_api[SUPPLY].bonded) == (2, 1)
    assert [one.id for one in by_api[REFERENCE].accounts] == ["7718200"]


async def test_what_an_api_says_against_it_is_kept_and_the_others_are_asked() -> None:
    it, vendor = looking({"/Locations": answer(NOT_SUBSCRIBED, 401)})
    checks = {check.api: check for check in await it.apis()}
    error = checks[SUPPLY].error
    assert isinstance(error, NotAllowed)
    assert "Supply Chain" in error.sentence
    assert len(vendor.asked) == len(APIS) - 1


async def test_the_application_is_known_by_the_token_that_it_gets() -> None:
    it, vendor = looking({"/token": tokens_answer(2, refresh_token=None)})
    await it.application()
    assert vendor.form()["grant_type"] == "client_credentials"


@pytest.mark.parametrize("shape", ["Type1", "Type2"])
async def test_a_wrong_application_is_told_with_the_vendors_words(
    shape: str, recorded: Recorded
) -> None:
    body = recorded(f"binner-DigiKey-InvalidCredentials-{shape}.json")["Content"]["Body"]
    it, _ = looking({"/token": answer(body, 401)})
    with pytest.raises(NotAllowed) as caught:
        await it.application()
    assert "settings" in caught.value.sentence
    assert caught.value.words


def test_the_guide_says_which_token_each_api_needs() -> None:
    guide = (Path(__file__).resolve().parents[2] / "docs" / "first-day.md").read_text("utf-8")
    rows = re.findall(r"^\| ([^|]+?) \| [^|]+ \| `([^`]+)` \| ([^|]+?) \|$", guide, re.MULTILINE)
    expected = [(one.title, one.base, "a person's" if one.person else "either") for one in APIS]
    assert rows == expected


# -- the hosts, and what never leaves


@pytest.mark.parametrize(
    ("environment", "base_url"),
    [
        ("production", "https://sandbox-api.digikey.com"),
        ("production", "https://api.digikey.com.evil.example"),
        ("vendor-test", "https://api.digikey.com"),
        ("sandbox", "https://api.digikey.com"),
        ("sandbox", "https://api.digikey.com."),
        ("sandbox", "https://digikey.com"),
    ],
)
def test_an_environment_has_one_host(environment: str, base_url: str) -> None:
    with pytest.raises(ValueError, match="not that of the environment"):
        settings(environment=environment, base_url=base_url)


@pytest.mark.parametrize("environment", HOSTS)
def test_every_environment_has_its_host(environment: str) -> None:
    made: Settings = settings(environment=environment, base_url=HOSTS[environment])
    assert made.base_url == HOSTS[environment]
    assert HOSTS["production"] == HOST


async def test_a_read_only_day_reads_and_sends_no_order() -> None:
    here = desk(answer([]), read_only=True)
    assert await here.digikey.locations() == ()
    with pytest.raises(NotAllowed, match="read_only"):
        await here.digikey.make_ready()
    sealed = here.digikey.seal(ORDER)
    said = await here.digikey.create(sealed)
    assert said.outcome is Outcome.NOT_SENT
    assert "read_only = true" in said.message
    assert [request.method for request in here.vendor.asked] == ["GET"]
    assert json.loads(sealed.body)
