"""Who is missing in a list of ways to buy, which asks nobody: each vendor, and why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from cache.purchase_orders import SELLERS, vendor_name
from tui.text import at
from vendors.makers import may_sell

if TYPE_CHECKING:
    from cache.completing import Way
    from cache.drafts import DraftLine
    from tui.room import Room

# Of these a vendor can be asked.
_WELL = ("", "ok", "slow")


async def missing(room: Room, line: DraftLine, ways: Sequence[Way]) -> str:
    """One sentence of the vendors that could sell the line's part and have no way to buy it here;
    empty where none is missing. Reads what is here."""
    here = {way.line.vendor for way in ways if not way.place}
    makers = {line.maker or way.maker for way in ways} or {line.maker}
    catalogue = room.services.catalogue
    asked = await catalogue.asked(line.part)
    said = []
    for vendor in SELLERS:
        if vendor in here or not any(may_sell(vendor, maker) for maker in makers):
            continue
        name, state = vendor_name(vendor), room.state_of(vendor)
        if (its := asked.get(vendor)) is not None and not its.total:
            said.append(f"{name} had none {at(its.at.isoformat(), room.now())}")
        elif state not in _WELL:
            said.append(f"{name} was not asked: {state}")
        elif vendor not in catalogue.asks:
            said.append(f"{name} was not asked: it is not set up here")
        else:
            asks = "o on the row asks it" if line.known else "Enter in 2 Search asks it"
            said.append(f"of {name} no price is here: {asks}")
    return " · ".join(said)
