"""What a search and a pricing call find, and the days and weeks in their answers."""

from __future__ import annotations

import threading
from decimal import Decimal
from typing import Any

import pytest

from tests.vendors.kit import answer, desk
from tests.vendors.products import PRODUCT, USD
from vendors.digikey.translate import day, instant, weeks
from vendors.http import Reply
from vendors.vocabulary import Found, PriceBreak


async def searched(first: int = 0, **said: Any) -> Found:
    here = desk(answer({"SearchLocaleUsed": USD, **said}))
    return await here.digikey.search("lm358", offset=first)


# -- a search ----------------------------------------------------------------------------------


def named(number: str, maker: str = "TI") -> dict[str, Any]:
    return {**PRODUCT, "ManufacturerProductNumber": number, "Manufacturer": {"Name": maker}}


async def test_exact_matches_come_first_and_once() -> None:
    """They stand apart from the products, and are the same on every page."""
    said = {
        "Products": [named("LM358D"), named("LM358P")],
        "ExactMatches": [named("lm358d"), named("LM358")],
        "ProductsCount": 6463,
    }
    found = await searched(**said)
    assert [part.number for part in found.parts] == ["LM358", "LM358D", "LM358P"]
    assert found.total == 6463
    found = await searched(50, **said)
    assert [part.number for part in found.parts] == ["LM358D", "LM358P"]


async def test_one_number_of_two_makers_is_two_parts() -> None:
    found = await searched(Products=[named("LM358D", "TI"), named("LM358D", "onsemi")])
    assert [part.maker for part in found.parts] == ["TI", "onsemi"]
    found = await searched(Products=[named("A", "TI")], ExactMatches=[named("A", "onsemi")])
    assert [part.maker for part in found.parts] == ["onsemi", "TI"]


async def test_an_exact_match_alone_counts() -> None:
    found = await searched(Products=[], ProductsCount=0, ExactMatches=[named("LM358")])
    assert (found.total, len(found.parts)) == (1, 1)


async def test_an_answer_of_nulls_is_nothing_found() -> None:
    assert await searched(Products=None, ProductsCount=None, ExactMatches=None) == Found(
        (), 0, "USD"
    )


@pytest.mark.parametrize(("parts", "beside"), [(1, False), (60, True)])
async def test_a_large_answer_is_read_beside_the_keys(
    parts: int, beside: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tens of milliseconds in the thread that takes the keys would be felt."""
    threads: list[threading.Thread] = []
    whole = Reply.json

    def noted(reply: Reply) -> object:
        threads.append(threading.current_thread())
        return whole(reply)

    monkeypatch.setattr(Reply, "json", noted)
    found = await searched(Products=[PRODUCT] * parts)
    assert len(found.parts) == parts
    assert [one is not threading.current_thread() for one in threads] == [beside]


# -- the pricing call --------------------------------------------------------------------------

PRICED: dict[str, Any] = {
    "ManufacturerProductNumber": "LM358P",
    "Manufacturer": {"Id": 296, "Name": "Texas Instruments"},
    "Description": {"ProductDescription": "IC OPAMP", "DetailedDescription": "Amplifier"},
    "IsDiscontinued": False,
    "IsObsolete": False,
    "IsEndOfLife": False,
    "ManufacturerLeadWeeks": "6",
    "StandardPackage": 50,
    "IsBoNotAllowed": False,
    "IsNcnr": True,
    "Categories": [{"CategoryId": 1, "Level": 1, "Name": "ICs"}, {"Name": None}],
    "OtherNames": ["296-1395"],
    "ProductVariations": [
        {
            "DigiKeyProductNumber": "296-1395-6-ND",
            "QuantityAvailableforPackageType": 4,
            "MinimumOrderQuantity": 1,
            "MaxQuantityForDistribution": 0,
            "PackageType": {"Id": 243, "Name": "Digi-Reel®"},
            "MarketPlace": False,
            "StandardPricing": [{"BreakQuantity": 1, "UnitPrice": 0.5}],
            "MyPricing": [{"BreakQuantity": 1, "UnitPrice": 0.4}],
            "IsTariffActive": True,
            "DigiReelingFee": 7.0,
        }
    ],
}


async def test_the_pricing_call_spells_the_same_things_otherwise() -> None:
    """DigiReelingFee, IsTariffActive, IsBoNotAllowed; the package stands at the product."""
    said = {
        "ProductPricings": [PRICED],
        "ProductsCount": 3,
        "SettingsUsed": {"SearchLocale": {"Currency": "EUR"}},
    }
    found = await desk(answer(said)).digikey.pricing("LM358")
    (part,) = found.parts
    (offer,) = part.offers
    assert (found.total, found.currency, offer.currency) == (3, "EUR", "EUR")
    assert (part.number, part.category, part.lead_weeks, part.obsolete) == (
        "LM358P",
        "ICs",
        6,
        False,
    )
    assert (offer.fee, offer.tariff, offer.ncnr, part.backorder_allowed) == (7, True, True, True)
    assert (offer.standard_package, offer.maximum) == (50, None)
    assert (offer.breaks, offer.own_price) == ((PriceBreak(1, Decimal("0.4")),), True)


async def test_a_pricing_call_that_finds_nothing_finds_nothing() -> None:
    found = await desk(answer({"ProductPricings": None})).digikey.pricing("x")
    assert found == Found((), 0, "USD")


# -- days and weeks ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("12", 12),
        ("0", 0),
        ("6 weeks", 6),
        (" 52", 52),
        ("", None),
        (None, None),
        ("-", None),
        ("1234", None),
        ("call us", None),
    ],
)
def test_lead_time_is_a_number_of_weeks_in_a_text(said: str | None, found: int | None) -> None:
    assert weeks(said) == found


@pytest.mark.parametrize(
    ("said", "utc"),
    [
        ("2025-02-02T03:41:48.109-06:00", "2025-02-02T09:41:48.109000+00:00"),
        ("2019-05-30T21:16:13.7526329Z", "2019-05-30T21:16:13.752632+00:00"),
        ("2023-01-26T09:03:54-06:00", "2023-01-26T15:03:54+00:00"),
        ("2025-02-03T13:21:41", "2025-02-03T13:21:41+00:00"),
        ("2025-02-03", "2025-02-03T00:00:00+00:00"),
        ("9999-12-31T23:59:59Z", "9999-12-31T23:59:59+00:00"),
        ("9999-12-31T23:59:59-06:00", None),
        ("0001-01-01T00:00:00", None),
        ("1858-11-17T00:00:00Z", None),
        ("2025-02-30T00:00:00Z", None),
        ("yesterday", None),
        ("", None),
        (None, None),
    ],
)
def test_an_instant_is_told_in_utc(said: str | None, utc: str | None) -> None:
    """Seven digits of fraction and an offset are what the vendor writes."""
    found = instant(said)
    assert (found.isoformat() if found else None) == utc


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("2025-02-10", "2025-02-10"),
        ("2025-02-10T23:59:59-06:00", "2025-02-10"),
        ("1858-11-17T00:00:00", None),
        ("0001-01-01T00:00:00", None),
        ("02/10/2025", None),
        (None, None),
    ],
)
def test_a_day_is_the_vendors_own(said: str | None, found: str | None) -> None:
    made = day(said)
    assert (made.isoformat() if made else None) == found
