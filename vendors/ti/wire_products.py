"""Inventory and pricing, as TI's file has them: the fields we read."""
# ruff: noqa: N815 - the vendor's spelling

from __future__ import annotations

from typing import Annotated

from pydantic import AliasChoices, Field

from vendors.ti.wire import Count, Flag, Money, Several, Wire, Word


class PriceBreak(Wire):
    priceBreakQuantity: Count = None
    price: Money = None


class Pricing(Wire):
    currency: Word = None
    priceBreaks: Annotated[list[PriceBreak] | None, Several] = None


class FutureInventory(Wire):
    """`forecastDate` is a week, and TI is not bound by it; the quantity is null where unknown."""

    forecastQuantity: Count = None
    forecastDate: Word = None


class Product(Wire):
    tiPartNumber: Word = None
    genericPartNumber: Word = None
    # One answer of others has it in capitals.
    buyNowUrl: Word = Field(None, validation_alias=AliasChoices("buyNowUrl", "buyNowURL"))
    quantity: Count = None
    limit: Count = None
    pricing: Annotated[list[Pricing] | None, Several] = None
    futureInventory: Annotated[list[FutureInventory] | None, Several] = None
    description: Word = None
    minimumOrderQuantity: Count = None
    standardPackQuantity: Count = None
    exportControlClassificationNumber: Word = None
    htsCode: Word = None
    pinCount: Count = None
    packageType: Word = None
    packageCarrier: Word = None
    customReel: Flag = None
    lifeCycle: Word = None


class ProductPage(Wire):
    """Pages count from 0."""

    content: list[Product] | None = None
    last: Flag = None
    totalPages: Count = None
