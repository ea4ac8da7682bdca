"""What the screens are told of goods received, and of scanned bags."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from datetime import datetime

    from cache.inbound_seen import ReceivedLine
    from vendors.inbound import StockPlace


@dataclass(frozen=True, slots=True)
class ReceiveLine:
    """A line that goods may be received of. `open` is what is still to come.

    `counted_here`: the warehouse does not say what came of it; `received` is what was posted here.
    """

    sku: str
    part: str
    ordered: int
    received: int | None
    rejected: int | None
    open: int | None
    counted_here: bool = False


@dataclass(frozen=True, slots=True)
class Receivable:
    """What can be received now, as it was asked at `asked_at`; `why_not` says why nothing can be.

    `places` are the warehouse's; `default_place` is where goods are put by default, empty where
    nobody confirmed one.
    """

    order_id: int
    number: str
    state: str
    warehouse_id: str
    lines: tuple[ReceiveLine, ...]
    places: tuple[StockPlace, ...]
    default_place: str
    asked_at: datetime
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class Received:
    """What became of a receipt: seen there; taken, and not to be seen so; unknown; or not made."""

    attempt_id: int
    outcome: Literal["received", "taken", "unknown", "no"]
    words: str
    lines: tuple[ReceivedLine, ...]


@dataclass(frozen=True, slots=True)
class BagLine:
    """A line that a scanned bag may be received of; `quantity` is the label's, None: not said."""

    order_id: int
    number: str
    line_no: int
    sku: str
    part: str
    ordered: int
    received: int | None
    quantity: int | None


@dataclass(frozen=True, slots=True)
class BagMatch:
    """Where a scanned bag belongs, and by what of its label; `words` say why nowhere."""

    lines: tuple[BagLine, ...]
    by: str
    words: str = ""
