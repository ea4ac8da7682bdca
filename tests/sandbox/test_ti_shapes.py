"""An order looks as TI's schema, its examples, its page or a recorded answer say: all are met."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest_asyncio

from tests.sandbox.ti_kit import DE, ORDERS, US, Json, Store, inner, line, store


@pytest_asyncio.fixture
async def ti(tmp_path: Path) -> AsyncIterator[Store]:
    async with store(tmp_path) as made:
        yield made


async def dozen(ti: Store) -> list[Json]:
    """Answers to twelve orders, one after another."""
    return [
        await ti.order(
            line(customReelIndicator=True, customerLineItemNumber=1),
            profile=(US, DE)[at % 2],
            customerOrderComments=[{"message": "a"}],
        )
        for at in range(12)
    ]


def kinds(orders: list[Json], name: str) -> set[str]:
    return {type(each[name]).__name__ for each in orders if name in each}


def spelt(found: list[Json], *names: str) -> None:
    """Every one of `names` is in some of `found` and in none of the others of `names` beside."""
    for each in found:
        assert sum(name in each for name in names) == 1, names
    for name in names:
        assert any(name in each for each in found), name


async def test_an_answer_to_an_order_comes_in_every_shape(ti: Store) -> None:
    answers = await dozen(ti)
    assert {"orderInfo" in each for each in answers} == {True, False}
    orders = [inner(each) for each in answers]
    assert {each["orderNumber"] for each in orders} == {one.number for one in ti.held()}
    spelt(orders, "currencyCode", "currencyISO")
    spelt(orders, "totalOrderSummary", "totalPrice")
    assert {each["errors"] for each in orders if "errors" in each} == {""}
    assert kinds(orders, "shippingAddress") == {"dict", "list"}
    usual = [each for each in orders if "currencyCode" in each]
    spelt(usual, "cartId", "cartID")
    spelt(usual, "orderComments", "customerOrderComments")
    assert kinds(usual, "intendedForMilitary") == {"bool", "str"}
    assert kinds(usual, "vatDetails") == {"dict", "list"}
    addresses = [each["shippingAddress"] for each in usual]
    spelt(addresses, "line1", "addressLine1")
    spelt(addresses, "postalcode", "postalCode")
    spelt(addresses, "companyUrl", "companyURL")
    payments = [each["payment"] for each in usual if each["payment"]["method"] == "Bank Transfer"]
    spelt(payments, "bankTranferApproverEmail", "bankTransferApproverEmail")
    lines = [each["lineItems"][0] for each in usual]
    spelt(lines, "coCode", "cooCode")
    assert kinds(lines, "tiLineItemNumber") == {"int", "str"}
    assert kinds(lines, "customerLineItemNumber") == {"int", "str"}
    assert kinds(lines, "shippedQuantity") == {"int", "str"}
    assert kinds(lines, "fees") == {"dict", "list"}
    assert kinds(lines, "waiverAvailable") == {"bool", "str"}
    assert kinds(lines, "trackingAndShipping") == {"dict", "list"}
    assert kinds(lines, "discounts") == {"NoneType", "list"}
    assert any("invoices" in each for each in lines)
    page = next(each for each in orders if "currencyISO" in each)
    assert page["lineItems"][0]["quantity"] == "100"


# What each shape has, and no other has it all: an order, a line and an address of it.
WHOLE = {
    "example": {"cartId", "customerOrderComments", "coCode", "line1", "postalcode", "companyUrl"},
    "recorded": {"cartID", "customerOrderComments", "coCode", "addressLine1", "postalCode",
                 "companyUrl"},
    "schema": {"cartId", "orderComments", "cooCode", "addressLine1", "postalCode", "companyURL"},
}  # fmt: skip
ALL_NAMES = set().union(*WHOLE.values())


async def test_the_names_of_a_shape_come_together(ti: Store) -> None:
    await dozen(ti)
    found = set()
    for held in ti.held():
        read = await ti.get(f"{ORDERS}/{held.number}")
        (order,) = read if isinstance(read, list) else [read]
        names = {*order, *order["lineItems"][0], *order["shippingAddress"]} & ALL_NAMES
        found |= {shape for shape, whole in WHOLE.items() if names == whole}
        assert names in WHOLE.values()
    assert found == set(WHOLE)


async def test_one_order_always_looks_the_same(ti: Store) -> None:
    await dozen(ti)
    for held in ti.held():
        twice = [await ti.get(f"{ORDERS}/{held.number}") for _ in range(2)]
        assert twice[0] == twice[1]


async def test_a_whole_order_is_an_object_or_a_list_of_one(ti: Store) -> None:
    await dozen(ti)
    found = [await ti.get(f"{ORDERS}/{held.number}") for held in ti.held()]
    assert {type(each) for each in found} == {dict, list}
    for each, held in zip(found, ti.held(), strict=True):
        read: Any = each[0] if isinstance(each, list) else each
        assert read["orderNumber"] == held.number
        assert read["isProductionOrder"] is True
        assert "errors" not in read


async def test_nothing_yet_is_null_empty_or_the_word_null(ti: Store) -> None:
    await dozen(ti)
    nothing: set[Any] = set()
    for held in ti.held():
        read = await ti.get(f"{ORDERS}/{held.number}")
        (order,) = read if isinstance(read, list) else [read]
        tracked = order["lineItems"][0]["trackingAndShipping"]
        for each in tracked if isinstance(tracked, list) else [tracked]:
            nothing |= {leg["shipDate"] for leg in each["trackingNumbers"]} or {""}
    assert nothing == {None, "", "null"}
