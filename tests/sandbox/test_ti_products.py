"""TI's products: by number, by base number, all at once; their terms, beside DigiKey's."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import pytest_asyncio

from tests.sandbox.ti_kit import PRODUCTS, Store, line, store
from vendors.sandbox.parts.catalogue import shared
from vendors.sandbox.ti.shelf import Item, shelf

ALL = shelf(shared()).items


@pytest_asyncio.fixture
async def ti(tmp_path: Path) -> AsyncIterator[Store]:
    async with store(tmp_path) as made:
        yield made


async def part(ti: Store, number: str, query: str = "") -> Any:
    return await ti.get(f"{PRODUCTS}/{quote(number, safe='')}{query}")


@pytest.mark.parametrize("number", ["LM358MX/NOPB", "LP2982AIM5-3.3/NOPB", "TMDSEVM 6678LE"])
async def test_a_number_is_one_segment_of_the_path(ti: Store, number: str) -> None:
    assert (await part(ti, number))["tiPartNumber"] == number


async def test_what_the_specification_shows_is_there(ti: Store) -> None:
    found = await part(ti, "AFE7799IABJ")
    assert (found["quantity"], found["limit"], found["standardPackQuantity"]) == (5435, 50, 126)
    assert [each["forecastQuantity"] for each in found["futureInventory"]] == [3500, 5000, 2000]
    days = [datetime.fromisoformat(each["forecastDate"]) for each in found["futureInventory"]]
    assert all(day.strftime("%A") == "Sunday" and day > datetime(2026, 11, 23) for day in days)  # noqa: DTZ001


async def test_no_limit_is_no_field(ti: Store) -> None:
    assert "limit" not in await part(ti, "LM358DR")


async def test_other_numbers(ti: Store) -> None:
    missing = await ti.get(f"{PRODUCTS}/DOESNOTEXIST", 404)
    assert missing["errors"][0]["message"] == "Product not found for 'DOESNOTEXIST'"
    assert missing["errors"][0]["field"] == "tiPartNumber"
    for number in ("RC0603FR-0710KL", "STM32F103C8T6", "LTC1761CS8#PBF", "a?b"):
        answer = await ti.call("GET", f"{PRODUCTS}/{quote(number, safe='')}")
        assert answer.status_code == 403
        assert answer.headers["content-type"].startswith("text/html")
    # Others make a part of this number too, and it is TI's all the same.
    assert (await part(ti, "LM358D"))["genericPartNumber"] == "LM358"


async def test_prices_come_in_the_currency_that_is_asked_for_or_in_dollars(ti: Store) -> None:
    dollars = (await part(ti, "LM358DR"))["pricing"]
    euros = (await part(ti, "LM358DR", "?currency=EUR"))["pricing"]
    assert dollars[0]["currency"] == "USD"
    assert euros[0]["currency"] == "EUR"
    assert euros[0]["priceBreaks"][0]["price"] < dollars[0]["priceBreaks"][0]["price"]
    assert (await part(ti, "LM358DR", "?currency=ZAR"))["pricing"] == dollars
    only_dollars = next(item for item in ALL.values() if item.currency("EUR") == "USD")
    found = (await part(ti, only_dollars.number, "?currency=EUR"))["pricing"]
    assert [each["currency"] for each in found] == ["USD"]
    assert (await ti.call("GET", f"{PRODUCTS}/LM358DR?currency=euro")).status_code == 400


async def test_boards_can_be_left_out(ti: Store) -> None:
    path = f"{PRODUCTS}/TPS562201EVM-601"
    assert (await ti.get(path))["packageCarrier"] == "Box"
    await ti.get(f"{path}?exclude-evms=true", 404)
    answer = await ti.get(f"{path}?exclude-evms=True", 400)
    assert answer["errors"][0]["field"] == "exclude-evms"


async def test_the_parts_of_a_base_number_come_in_pages_from_0(ti: Store) -> None:
    path = f"{PRODUCTS}?gpn=LM358&size=3&page="
    pages = [await ti.get(f"{path}{number}") for number in range(4)]
    whole = await ti.get(f"{PRODUCTS}?gpn=LM358&size=100&page=0")
    assert whole["totalElements"] == len(whole["content"]) > 6
    assert whole["first"]
    assert whole["last"]
    numbers = [each["tiPartNumber"] for page in pages for each in page["content"]]
    assert numbers == [each["tiPartNumber"] for each in whole["content"]]
    assert {each["genericPartNumber"] for each in whole["content"]} == {"LM358"}
    assert [page["first"] for page in pages] == [True, False, False, False]
    assert [page["number"] for page in pages] == [0, 1, 2, 3]
    assert [page["last"] for page in pages] == [n >= pages[0]["totalPages"] - 1 for n in range(4)]


async def test_a_base_number_is_exact_and_page_and_size_are_required(ti: Store) -> None:
    assert (await ti.get(f"{PRODUCTS}?gpn=LM35&page=0&size=9"))["totalElements"] == 0
    said = await ti.get(f"{PRODUCTS}?gpn=LM358", 400)
    assert [(each["field"], each["message"]) for each in said["errors"]] == [
        ("page", "page must be greater than or equal to 0"),
        ("size", "size must be between 1 and 100"),
    ]
    for query in ("page=-1&size=1", "page=0&size=101", "page=0&size=0", "page=x&size=1"):
        await ti.get(f"{PRODUCTS}?gpn=LM358&{query}", 400)
    await ti.get(f"{PRODUCTS}?page=0&size=1", 400)
    answer = await ti.call("GET", f"{PRODUCTS}?gpn=RC0603FR-0710KL&page=0&size=1")
    assert answer.headers["content-type"].startswith("text/html")


async def test_the_catalogue_is_everything_as_it_is_by_number(ti: Store) -> None:
    answer = await ti.call("GET", f"{PRODUCTS}/catalog?currency=EUR")
    found = {each["tiPartNumber"]: each for each in json.loads(answer.content)["catalog"]}
    assert len(found) == len(ALL) > 1000
    for number in ("LM358DR", "LP2989IM-2.5/NOPB", "TMDSEVM 6678LE"):
        assert found[number] == await part(ti, number, "?currency=EUR")
    await ti.later(hours=4)
    fewer = await ti.call("GET", f"{PRODUCTS}/catalog?exclude-evms=true")
    assert len(fewer.json()["catalog"]) == len(ALL) - 3


# -- what is on the shelf


def having(test: Any) -> list[Item]:
    return [item for item in ALL.values() if test(item)]


def test_there_is_some_of_every_kind() -> None:
    own = having(lambda item: item.index >= 1_000_000)
    kinds = {
        "shared with DigiKey": len(ALL) - len(own),
        "only TI's": len(own),
        "from 250 pieces": len(having(lambda item: item.breaks[0][0] >= 250)),
        "limited": len(having(lambda item: item.limit is not None)),
        "on a custom reel": len(having(lambda item: item.custom_reel)),
        "sold out": len(having(lambda item: item.stock == 0)),
        "some to come": len(having(lambda item: item.future)),
        "nobody knows how many": len(having(lambda i: any(q is None for q, _ in i.future))),
        "not recommended": len(having(lambda item: item.life_cycle == "NRND")),
        "a slash in it": len(having(lambda item: "/" in item.number)),
    }
    assert {name: many for name, many in kinds.items() if many < 20} == {}
    assert kinds["shared with DigiKey"] > 1000


@pytest.mark.parametrize(
    "number", ["LM358DR", "NE555P", "SN74HC595N", "LM358MX/NOPB", "TPS562201DDAR"]
)
def test_these_are_at_both_and_on_other_terms(number: str) -> None:
    item = ALL[number.casefold()]
    catalogue = shared()
    parts = [catalogue.part(index) for index in catalogue.by_number(number)]
    (theirs,) = [one for one in parts if one.maker.name == "Texas Instruments"]
    offer = theirs.variations[-1]
    assert item.stock > 1000
    assert item.stock != theirs.stock
    assert item.breaks != offer.breaks
    assert all(len(each.number) <= 25 for each in ALL.values())


def test_dearer_here_for_some_and_there_for_others() -> None:
    cheaper = {True: 0, False: 0}
    catalogue = shared()
    for item in list(ALL.values())[:1000:10]:
        offer = next(one for one in catalogue.part(item.index).variations if not one.supplier)
        at_digikey = [units for many, units in offer.breaks if many <= 100]
        at_ti = [units for many, units in item.breaks if many <= 100]
        if at_digikey and at_ti:
            cheaper[at_ti[-1] < at_digikey[-1]] += 1
    assert min(cheaper.values()) > 10


async def test_an_order_takes_from_what_is_there(ti: Store) -> None:
    before = (await part(ti, "LM358DR"))["quantity"]
    await ti.order(line("LM358DR", 1500), line("LM358DR", 25))
    assert (await part(ti, "LM358DR"))["quantity"] == before - 1525
