"""What can be done with an order that the vendor has: changes to it, and what came in the box.

Quantities are pieces, days are the vendor's own. `None` means that the vendor did not say.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from vendors.terms import Schedule


@dataclass(frozen=True, slots=True)
class HeldSchedule:
    """Pieces of a line that the vendor has planned for a day.

    `index` is the vendor's own; -1 where it is not said, and then this one cannot be moved.
    """

    index: int
    on: date | None
    quantity: int


@dataclass(frozen=True, slots=True)
class HeldLine:
    """One line of a sales order as the vendor's own order management keeps it.

    `detail` is the vendor's number of the line within its sales order.
    """

    sales_order: str
    detail: str
    line_id: str | None
    number: str
    part: str
    quantity: int
    backordered: int
    shipped: int
    standard_package: int | None
    schedules: tuple[HeldSchedule, ...]


@dataclass(frozen=True, slots=True)
class HeldOrder:
    """A sales order as the vendor's order management keeps it."""

    sales_order: str
    po_number: str
    currency: str
    ship_method: str
    lines: tuple[HeldLine, ...]


@dataclass(frozen=True, slots=True)
class Eligible:
    """Whether the vendor says that the sales order can still be changed at all."""

    sales_order: str
    eligible: bool | None
    open_lines: int | None


class ChangeKind(StrEnum):
    """What is changed of a line. The value is stored."""

    QUANTITY = "quantity"
    BACKORDER = "backorder"
    SCHEDULES = "schedules"
    SCHEDULE_DATE = "schedule_date"


@dataclass(frozen=True, slots=True)
class LineChange:
    """A change to one line of a sales order.

    `quantity`: the new total (QUANTITY) or the new quantity on backorder (BACKORDER).
    `schedules`: all of them anew (SCHEDULES, and with QUANTITY where the buyer says when).
    `index` and `on`: the schedule that moves, and its new day (SCHEDULE_DATE).
    `accept_next`: take the next day the vendor can deliver instead of being refused.
    """

    kind: ChangeKind
    sales_order: str
    detail: str
    quantity: int | None = None
    schedules: tuple[Schedule, ...] = ()
    index: int | None = None
    on: date | None = None
    accept_next: bool = False


@dataclass(frozen=True, slots=True)
class SealedChange:
    """A change made ready to send: the very request, so that what is stored is what is sent."""

    vendor: str
    method: str
    path: str
    body: bytes


@dataclass(frozen=True, slots=True)
class PackedLine:
    """Pieces of one lot of one line in one shipment; a line of several lots has several of these.

    `line_id` is our own name of the line, `line` the vendor's. `date_code` and `lot` are the
    maker's marks on the label.
    """

    invoice: str
    sales_order: str
    po_number: str
    line_id: str
    line: str
    number: str
    part: str
    maker: str
    description: str
    customer_part: str
    ordered: int | None
    shipped: int | None
    backordered: int | None
    country: str
    eccn: str
    htsus: str
    lot_quantity: int | None
    date_code: str
    lot: str


@dataclass(frozen=True, slots=True)
class PackingList:
    """What the shipment of one invoice holds. `pdf` is the vendor's own paper, where it has one."""

    invoice: str
    lines: tuple[PackedLine, ...]
    pdf: bytes | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """One of the accounts that a person may act for, under the vendor's own id."""

    id: str
    company: str
    city: str
    country: str
