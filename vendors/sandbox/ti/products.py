"""Inventory and pricing API: one part, the parts of a base number, and the whole catalogue."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from vendors.sandbox import money
from vendors.sandbox.desk import Ask, Desk, Endpoint
from vendors.sandbox.reading import number
from vendors.sandbox.ti import errors, stock
from vendors.sandbox.ti.gateway import NoPart, Streamed
from vendors.sandbox.ti.limits import CATALOGUE
from vendors.sandbox.ti.shelf import MAKER, Item, shelf

Json = dict[str, Any]

_SERVICE = "products"
_MOST_A_PAGE = 100
_PER_PIECE = 50  # of the catalogue
# Signs that no number of TI's has.
_NO_NUMBER = re.compile(r"[^A-Za-z0-9 ./_\-]")


def product(desk: Desk, ask: Ask) -> Json:
    """Product. Raises Refused, and NoPart for a number that is none of TI's."""
    currency, boards = _options(ask)
    wanted = ask.params["tiPartNumber"]
    item = shelf(desk.catalogue).item(wanted)
    if item is None:
        _must_be_ours(desk, wanted)
    if item is None or (item.board and not boards):
        raise errors.missing(_SERVICE, "Product", "tiPartNumber", wanted)
    return _json(item, desk.book.now(), currency, stock.sold(desk.book))


def products(desk: Desk, ask: Ask) -> Json:
    """ProductPage: the parts of one base number. Raises Refused, NoPart.

    None of them known is an empty page: no document says.
    """
    faults: list[tuple[str, str]] = []
    base = ask.query.get("gpn", "")
    if not base.strip():
        faults.append(("gpn", "gpn is required"))
    page, size = (number(ask.query.get(name, "")) for name in ("page", "size"))
    if page is None or page < 0:
        faults.append(("page", "page must be greater than or equal to 0"))
    if size is None or not 1 <= size <= _MOST_A_PAGE:
        faults.append(("size", f"size must be between 1 and {_MOST_A_PAGE}"))
    if faults or page is None or size is None:
        raise errors.invalid(_SERVICE, "QueryParameter", *faults)
    currency, boards = _options(ask)
    found = [item for item in shelf(desk.catalogue).of_base(base) if boards or not item.board]
    if not found:
        _must_be_ours(desk, base)
    shown = found[page * size : (page + 1) * size]
    pages = -(-len(found) // size)
    sold, now = stock.sold(desk.book), desk.book.now()
    return {
        "content": [_json(item, now, currency, sold) for item in shown],
        "first": page == 0,
        "last": page >= pages - 1,
        "number": page,
        "numberOfElements": len(shown),
        "size": size,
        "totalElements": len(found),
        "totalPages": pages,
    }


def catalogue(desk: Desk, ask: Ask) -> Streamed:
    """ProductCatalog, sent while it is made: everything of this moment."""
    currency, boards = _options(ask)
    items = [item for item in shelf(desk.catalogue).items.values() if boards or not item.board]
    return Streamed(_pieces(items, desk.book.now(), currency, stock.sold(desk.book)))


def _pieces(
    items: list[Item], now: datetime, currency: str, sold: Mapping[str, int]
) -> Iterator[bytes]:
    yield b'{"catalog":['
    for start in range(0, len(items), _PER_PIECE):
        made = [
            json.dumps(_json(item, now, currency, sold), separators=(",", ":"))
            for item in items[start : start + _PER_PIECE]
        ]
        yield ("," if start else "").encode() + ",".join(made).encode()
    yield b"]}"


def _options(ask: Ask) -> tuple[str, bool]:
    """(the currency that is asked for, whether boards are wanted too). Raises Refused."""
    faults: list[tuple[str, str]] = []
    currency = ask.query.get("currency", "USD")
    if re.fullmatch(r"[A-Z]{3}", currency) is None:
        faults.append(("currency", f"'{currency}' is not a valid ISO 4217 currency code"))
    flag = ask.query.get("exclude-evms", "false")
    if flag not in ("true", "false"):
        faults.append(("exclude-evms", "exclude-evms must be true or false"))
    if faults:
        raise errors.invalid(_SERVICE, "QueryParameter", *faults)
    return currency, flag == "false"


def _must_be_ours(desk: Desk, wanted: str) -> None:
    """Raises NoPart for what cannot be TI's: another maker's number, or signs that TI has none
    of. Which numbers the edge knows to be none of TI's is not documented."""
    if _NO_NUMBER.search(wanted):
        raise NoPart
    found = [desk.catalogue.part(index) for index in desk.catalogue.by_number(wanted)]
    if found and all(part.family.maker != MAKER for part in found):
        raise NoPart


def _json(item: Item, now: datetime, currency: str, sold: Mapping[str, int]) -> Json:
    said = item.currency(currency)
    # Some come with the dollars beside, as a list by currency can.
    listed = dict.fromkeys((said, "USD") if item.index % 7 == 3 else (said,))
    limit = {"limit": item.limit} if item.limit is not None else {}
    return {
        "tiPartNumber": item.number,
        "genericPartNumber": item.base,
        "buyNowUrl": f"https://www.ti.com/product/{item.base}/part-details/{item.number}",
        "quantity": max(0, item.stock - sold.get(item.number, 0)),
        **limit,
        "pricing": [
            {
                "currency": each,
                "priceBreaks": [
                    {"priceBreakQuantity": many, "price": money.number(price)}
                    for many, price in item.prices(now, each)
                ],
            }
            for each in listed
        ],
        "futureInventory": [
            {"forecastQuantity": many, "forecastDate": day.isoformat()}
            for many, day in item.expected(now)
        ],
        "description": item.description,
        "minimumOrderQuantity": item.moq,
        "standardPackQuantity": item.standard_pack,
        "exportControlClassificationNumber": item.control,
        "htsCode": item.customs,
        "pinCount": item.pins,
        "packageType": item.package,
        "packageCarrier": item.carrier,
        "customReel": item.custom_reel,
        "lifeCycle": item.life_cycle,
    }


_PRODUCTS = "/v2/store/products"

ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint("GET", _PRODUCTS, "ti:products", _SERVICE, False, products),
    Endpoint("GET", f"{_PRODUCTS}/catalog", CATALOGUE, _SERVICE, False, catalogue),
    Endpoint("GET", f"{_PRODUCTS}/{{tiPartNumber}}", "ti:products", _SERVICE, False, product),
)
