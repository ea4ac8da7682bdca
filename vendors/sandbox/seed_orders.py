"""Which orders are there from the start: whose, how old, under which number, in which state.

Days are counted from the sandbox's now, so that the same things are under way whenever it starts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from vendors.sandbox.world import COLLEAGUES, USER

_ANN, _WEB = COLLEAGUES


class Move(NamedTuple):
    """So many tenths of a line: when they leave, arrive, and were promised for, in days from now.

    `stocked`: they were on the shelf when the order came.
    """

    tenths: int
    leaves: float
    arrives: float
    promised: float
    stocked: bool = True
    scheduled: bool = False


@dataclass(frozen=True, slots=True)
class Shape:
    """How an order stands: the moves of its lines in turn, or of each of its sales orders.

    `suppliers` has one element a sales order, None for DigiKey's own. `until`: how long the forced
    status holds, in days; None: for good.
    """

    lines: tuple[tuple[Move, ...], ...]
    suppliers: tuple[str | None, ...] = (None,)
    forced: str | None = None
    forced_sale: int = 0
    until: float | None = None
    kind: str = ""


class Seed(NamedTuple):
    """One order. `days` ago; `site` is an index of world.SITES, None: the account's address."""

    days: float
    shape: str
    po_number: str
    user: str = USER
    site: int | None = None
    lines: int = 3
    method: str = "UPS ground"
    parts: str = "usual"


_GONE = (Move(10, -30, -26, -26),)
_SENT = (Move(10, -1, 2, 2),)
_SOON = (Move(10, 0.6, 4, 4),)
_MONTHS = tuple(
    Move(2, each, each + 4, each + 4, scheduled=True) for each in (-20, 10, 40, 70, 100)
)

SHAPES: dict[str, Shape] = {
    "received": Shape((_SOON,)),
    "processing": Shape((_SOON,)),
    "partial": Shape((_SENT, _SOON)),
    "awaiting": Shape((_GONE, (Move(10, 25, 29, 29, stocked=False),))),
    "split": Shape(((Move(6, -3, -1, -1), Move(4, 31, 35, 35, stocked=False)), _GONE)),
    "ship-backorder": Shape((_GONE, (Move(10, 0.5, 4, 4, stocked=False),))),
    "multiple": Shape((_MONTHS,)),
    "single": Shape(((Move(10, 15, 19, 19, scheduled=True),),)),
    "msc": Shape(
        (tuple(Move(5, each, each + 4, each + 4, scheduled=True) for each in (20, 50)),),
        kind="msc",
    ),
    "shipped": Shape((_SENT,)),
    "late": Shape((_GONE, (Move(10, 5, 9, -2, stocked=False),))),
    "supplier": Shape((_SOON,), ("rochester",)),
    "own-and-supplier": Shape((_SENT, _SOON), (None, "rochester")),
    "two-suppliers": Shape((_SOON, _SENT), ("rochester", "oddments")),
    "supplier-delivered": Shape((_GONE,), ("rochester",)),
    "canceled": Shape(((),), forced="Canceled"),
    "supplier-canceled": Shape((_GONE, ()), (None, "rochester"), forced="Canceled", forced_sale=1),
    "proforma": Shape(((Move(10, 8, 12, 12),),), forced="Proforma", until=6),
    "wire": Shape(((Move(10, 5, 8, 8),),), forced="ActionRequiredWireTransfer", until=3),
    "unknown": Shape((_SOON,), forced="Unknown", until=0.5),
    "unnumbered": Shape((_SOON,)),
    # Planned as an order is when it comes in, so long ago that all has arrived.
    "delivered": Shape(()),
}

_NOW: tuple[Seed, ...] = (
    Seed(0.0007, "unnumbered", "P26-0412", lines=2),
    Seed(0.006, "received", "P26-0411", lines=4),
    Seed(0.01, "received", "4500198877", _ANN, 0),
    Seed(0.2, "processing", "P26-0410", lines=6),
    Seed(0.3, "processing", "WEB-88213", _WEB, None, 2),
    Seed(0.5, "unknown", "4500198801", _ANN),
    Seed(0.9, "supplier", "P26-0409", lines=1, parts="supplier"),
    Seed(1.4, "wire", "4500198790", _ANN, 1, 2, "DHL worldwide Express"),
    Seed(2.2, "partial", "P26-0407", lines=5, method="FedEx 2 day"),
    Seed(2.6, "shipped", "P26-0406", site=0, parts="bonded"),
    Seed(3.1, "shipped", "WEB-88190", _WEB, None, 1, "FedEx priority overnight"),
    Seed(3.3, "own-and-supplier", "P26-0404", lines=2),
    Seed(4.0, "two-suppliers", "P26-0403", lines=1, parts="supplier"),
    Seed(6.5, "proforma", "4500198612", _ANN, 2, 2),
    Seed(9.0, "single", "P26-0398", site=3, lines=1),
    Seed(12.0, "canceled", "P26-0396"),
    Seed(13.0, "shipped", "[b]PO[/b] \x1b[31m7", lines=8, parts="odd"),
    Seed(16.0, "msc", "4500198333", _ANN, 2, 2, "UPS worldwide saver"),
    Seed(33.0, "ship-backorder", "P26-0384", lines=2),
    Seed(34.0, "awaiting", "P26-0386", site=4, lines=4),
    Seed(35.0, "split", "4500197940", _ANN, 0, 2),
    Seed(36.0, "late", "P26-0381", lines=2),
    Seed(37.0, "multiple", "P26-0380", site=1, lines=2, method="DHL worldwide Express"),
    Seed(38.0, "supplier-delivered", "WEB-87005", _WEB, None, 1, parts="supplier"),
    Seed(39.0, "supplier-canceled", "P26-0377", lines=1),
)
# Numbers as people write them: blanks, slashes, other scripts, no number at all, one used twice.
_ODD = ("p26-0311 ", "P26-0311", "PO/2026/77", "PO #12 & Sons", "Ä-Bestellung 7", "注文-0042", "",
        "00012", "1E5", "=1+1", "PO-" + "7" * 60, "verbal per J. Doe, 3/14")  # fmt: skip
_OLD = tuple(
    Seed(
        43.0 + 13.5 * at,
        "canceled" if at == 17 else "delivered",
        _ODD[at // 2] if at % 2 and at // 2 < len(_ODD) else f"P{26 - at // 20}-{370 - 7 * at:04d}",
        (USER, _ANN, USER, _WEB)[at % 4],
        (None, 0, 1, 4, 2, 5, 3)[at % 7],
        1 + at * 5 % 9,
        ("UPS ground", "FedEx 2 day", "USPS priority mail", "DHL worldwide Express")[at % 4],
        "bonded" if at % 7 in (1, 2, 4, 6) and at % 3 else "usual",
    )
    for at in range(24)
)
_RECENT = tuple(
    Seed(
        15.5 + 1.3 * at,
        "delivered",
        f"P26-{395 - at + at // 3:04d}" if at % 3 else f"45001982{at:02d}",
        USER if at % 3 else _ANN,
        (None, 0, 4, 2)[at % 4],
        1 + at * 3 % 7,
    )
    for at in range(13)
)

ALL: tuple[Seed, ...] = tuple(
    sorted((*_NOW, *_RECENT, *_OLD), key=lambda seed: seed.days, reverse=True)
)
