"""Order Management v1 and v2: the fields we send and read.

No specification of either is public; the names are those of its portal pages. Version 1 spells
them in camelCase, version 2 in PascalCase.
"""
# ruff: noqa: N815 - the vendor's spelling

from __future__ import annotations

from vendors.digikey.wire import Wire

# -- sent, version 1 ---------------------------------------------------------------------------


class NewSchedule(Wire):
    scheduleDate: str
    quantityScheduled: int


# -- sent, version 2 ---------------------------------------------------------------------------


class PatchSchedule(Wire):
    ScheduleDate: str
    QuantityScheduled: int


class Backorder(Wire):
    BackOrderQuantity: int


# -- sent, both --------------------------------------------------------------------------------


class PatchStep(Wire):
    """One step of a JSON Patch (RFC 6902)."""

    op: str = "replace"
    path: str
    value: str | list[PatchSchedule]


# -- received ----------------------------------------------------------------------------------


class ManagedSchedule(Wire):
    ScheduleDate: str | None = None
    QuantityScheduled: int | None = None
    ScheduleIndex: int | None = None


class ManagedLine(Wire):
    PoLineItemNumber: str | None = None
    DetailId: int | None = None
    DigiKeyPartNumber: str | None = None
    ManufacturerPartNumber: str | None = None
    Quantity: int | None = None
    QuantityBackorder: int | None = None
    QuantityShipped: int | None = None
    StandardPackSize: int | None = None
    Schedules: list[ManagedSchedule] | None = None


class ManagedSalesOrder(Wire):
    Currency: str | None = None
    SalesOrderId: int | None = None
    PurchaseOrderNumber: str | None = None
    ShipMethod: str | None = None
    Details: list[ManagedLine] | None = None


class ManagedEligibility(Wire):
    Eligibility: bool | None = None
    SalesOrderId: int | None = None
    DetailsWithOpenSchedulesCount: int | None = None


class ChangeAnswer(Wire):
    """What a change is answered with: a quantity, the line before and after, or nothing."""

    Quantity: int | None = None


def pascal(said: object) -> object:
    """The same with every field's name beginning large, as version 2 spells them.

    Its answer about eligibility is shown for version 1 alone: whichever spelling comes is read.
    """
    match said:
        case dict():
            return {
                str(name)[:1].upper() + str(name)[1:]: pascal(item) for name, item in said.items()
            }
        case list():
            return [pascal(item) for item in said]
        case _:
            return said
