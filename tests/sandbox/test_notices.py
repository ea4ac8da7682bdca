"""Change notices: which parts have them, what they say, and against which limit they count."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import pytest_asyncio

from tests.sandbox.desk_kit import Calls, Json, Said
from tests.sandbox.kit import Kit, kit
from vendors.sandbox import lists, notices
from vendors.sandbox.parts.catalogue import shared
from vendors.sandbox.parts.terms import WELL_KNOWN

PATH = "/ChangeNotifications/v3/Products"
SAMPLE = range(0, len(shared()), 79)


def ask(calls: Calls, number: str, **more: Any) -> Json:
    found: Json = calls.get(f"{PATH}/{quote(number, safe='')}", **more)
    return found


def found_in(calls: Calls, sample: range) -> Iterator[tuple[Json, list[Json]]]:
    """(product, its notices) of each part that has any; 404 for all others."""
    for index in sample:
        number = calls.desk.catalogue.part(index).variations[-1].number
        try:
            found = ask(calls, number)
        except Said as said:
            if said.status != 404:
                raise
            continue
        assert found["DigiKeyPartNumber"] == number
        yield calls.details(number)["Product"], found["ProductChangeNotifications"]


def test_a_few_percent_of_the_parts_have_notices(calls: Calls) -> None:
    found = list(found_in(calls, SAMPLE))
    assert 0.02 < len(found) / len(SAMPLE) < 0.12
    for _, listed in found:
        dates = [each["PcnChangeDate"] for each in listed]
        assert dates == sorted(dates, reverse=True)
        for each in listed:
            assert "2018-01-01" < each["PcnChangeDate"] < "2026-11-20"
            assert datetime.fromisoformat(each["PcnChangeDate"]).utcoffset() is not None
            assert each["PcnLink"] is None or each["PcnLink"].endswith(".pdf")
    kinds = {each["PcnType"] for _, listed in found for each in listed}
    assert {"PCN Obsolescence/ EOL", "PCN Packaging"} < kinds
    assert {each["PcnLink"] is None for _, listed in found for each in listed} == {True, False}


def test_what_ends_has_a_notice_of_it_and_what_is_made_has_none(calls: Calls) -> None:
    for product, listed in found_in(calls, SAMPLE):
        ends = product["ProductStatus"]["Id"] in (1, 2, 4)
        assert any(each["PcnTypeId"] == "10" for each in listed) is ends
    for mpn in ("ODD-LAST-BUY", "ODD-OBSOLETE"):
        number = calls.search(mpn)["Products"][0]["ProductVariations"][0]["DigiKeyProductNumber"]
        kinds = [each["PcnTypeId"] for each in ask(calls, number)["ProductChangeNotifications"]]
        assert "10" in kinds


@pytest.mark.parametrize("mpn", sorted(WELL_KNOWN)[:4])
def test_the_parts_that_documents_name_do_not_change(calls: Calls, mpn: str) -> None:
    number = calls.details(mpn)["Product"]["ProductVariations"][0]["DigiKeyProductNumber"]
    with pytest.raises(Said) as caught:
        ask(calls, number)
    assert caught.value.status == 404
    assert "StatusCode" in caught.value.body


def test_a_number_in_any_case_but_no_makers_number(calls: Calls) -> None:
    product, listed = next(found_in(calls, SAMPLE))
    number = product["ProductVariations"][-1]["DigiKeyProductNumber"]
    assert ask(calls, number.lower())["ProductChangeNotifications"] == listed
    assert all(each["DigiKeyPartNumber"] == number for each in listed)
    with pytest.raises(Said) as caught:
        ask(calls, product["ManufacturerProductNumber"])
    assert caught.value.status == 404


def test_kinds_are_told_in_the_language_of_the_buyer_and_keep_their_ids(calls: Calls) -> None:
    product, listed = next(found_in(calls, SAMPLE))
    number = product["ProductVariations"][-1]["DigiKeyProductNumber"]
    german = {"X-DIGIKEY-Locale-Site": "DE", "X-DIGIKEY-Locale-Language": "de"}
    told = ask(calls, number, headers=german)["ProductChangeNotifications"]
    assert [each["PcnTypeId"] for each in told] == [each["PcnTypeId"] for each in listed]
    assert [each["PcnType"] for each in told] != [each["PcnType"] for each in listed]


def test_a_shape_that_is_asked_for_changes_nothing(calls: Calls) -> None:
    product, listed = next(found_in(calls, SAMPLE))
    number = quote(product["ProductVariations"][-1]["DigiKeyProductNumber"], safe="")
    shaped = calls.get(f"{PATH}/{number}?Includes=ProductChangeNotifications[1](PcnType)")
    assert shaped["ProductChangeNotifications"] == listed


# -- before the endpoint


@pytest_asyncio.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Kit]:
    async with kit(tmp_path, endpoints=(*notices.ENDPOINTS, *lists.ENDPOINTS)) as made:
        yield made


async def test_only_a_persons_token_is_taken(desk: Kit) -> None:
    await desk.sign_in_application()
    assert (await desk.get(f"{PATH}/X")).status_code == 401
    assert (await desk.get("/products/v4/search/manufacturers")).status_code == 200
    await desk.sign_in()
    assert (await desk.get(f"{PATH}/X")).status_code == 404


async def test_notices_count_apart_from_products(desk: Kit) -> None:
    await desk.sign_in()
    await desk.get(f"{PATH}/X")
    lists_ = [await desk.get("/products/v4/search/categories/20") for _ in range(3)]
    assert lists_[-1].headers["x-ratelimit-remaining"] == "997"
    assert (await desk.get(f"{PATH}/X")).headers["x-ratelimit-remaining"] == "998"


@pytest.mark.parametrize(
    ("path", "envelope", "words"),
    [
        (f"{PATH}/X", "gateway", "ErrorMessage"),
        (f"{PATH}/X", "service", "ErrorMessage"),
        ("/products/v4/search/categories", "gateway", "ErrorMessage"),
        ("/products/v4/search/categories", "service", "detail"),
    ],
)
async def test_errors_come_in_the_envelope_of_the_service_or_of_the_gateway(
    desk: Kit, path: str, envelope: str, words: str
) -> None:
    await desk.sign_in()
    desk.faults.put("500-before", path=path, envelope=envelope)
    answer = await desk.get(path)
    assert answer.status_code == 500
    assert words in answer.json()
