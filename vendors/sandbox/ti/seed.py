"""The orders at TI that are there when a sandbox is new, the same for the same clock."""

from __future__ import annotations

from datetime import timedelta
from typing import NamedTuple

from vendors.sandbox.desk import Desk
from vendors.sandbox.ti import fulfilment, orderbook
from vendors.sandbox.ti.orders import charged
from vendors.sandbox.ti.rules import Asked, AskedLine
from vendors.sandbox.ti.shelf import shelf
from vendors.sandbox.world import TI_PROFILES


class _Seed(NamedTuple):
    """An order so many days ago: `lines` are (part, pieces), `forced` a status for good."""

    po_number: str
    days: float
    profile: int
    lines: tuple[tuple[str, int], ...]
    forced: str | None = None
    entry: str = "API"


_ALL: tuple[_Seed, ...] = (
    _Seed("T26-0101", 290, 0, (("LM358DR", 2500), ("NE555P", 50))),
    _Seed("T26-0114", 121, 1, (("SN74HC595N", 200),)),
    _Seed("T26-0120", 61, 2, (("LM358MX/NOPB", 1000), ("LP2982AIM5-3.3/NOPB", 500))),
    _Seed("T26-0127", 33, 0, (("ISO1042DWR", 400),), "Cancelled"),
    _Seed("P26-0311", 20, 0, (("NE555P", 25),), None, "TI.com"),
    _Seed("T26-0133", 12, 0, (("AFE7799IABJ", 5),), "On hold"),
    _Seed("T26-0135", 6, 2, (("OPA33AIDR", 750), ("LM358DR", 300))),
    _Seed("T26-0136", 1.5, 0, (("LM358DR", 5000), ("SN74HC595N", 25), ("NE555P", 100))),
    _Seed("T26-0137", 0.1, 1, (("NE555P", 300),)),
)


def seed(desk: Desk) -> None:
    """Put the orders into the desk's book; inside one transaction, or one of its own."""
    sold = shelf(desk.catalogue)
    with desk.book.writing():
        now = desk.book.now()
        for each in _ALL:
            profile = TI_PROFILES[each.profile]
            asked = Asked(profile.id, each.po_number, "", False, ("seeded|yes",), ())
            lines = [
                (AskedLine(place, item.number, many, str(place), "", False, ()), item)
                for place, (number, many) in enumerate(each.lines, 1)
                if (item := sold.item(number)) is not None
            ]
            entered = now - timedelta(days=each.days)
            order = charged(asked, profile, lines, entered, "")
            order.serial = orderbook.next_serial(desk.book)
            order.number = f"T{order.serial:08d}"
            order.forced, order.entry, order.source = each.forced, each.entry, "seed"
            fulfilment.plan(desk.book, order)
            if each.forced:
                for line in order.lines:
                    line.parcels.clear()
            orderbook.add(desk.book, order)
