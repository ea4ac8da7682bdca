"""The one way to a part's sheet, from whichever row of whichever pane."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from tui.room import Room
from tui.screens.part import PartSheet
from tui.screens.part_sold import Wanted

if TYPE_CHECKING:
    from cache.bonded import BondedRow


def open_part(
    room: Room,
    *,
    number: str,
    part: str = "",
    maker: str = "",
    vendor: str = "digikey",
    rowid: int | None = None,
    quantity: int | None = None,
    bonded: BondedRow | None = None,
    release: Callable[[], None] | None = None,
    why_not_release: Callable[[], str | None] | None = None,
    closed: Callable[[], None] | None = None,
) -> None:
    """Show the part under the vendor's `number` from what is here, and ask for it: one call.

    `rowid` is an offer's row of it, where it is known; offers are compared at `quantity` pieces,
    where somebody said how many. With `bonded` the row's facts are the first
    tab, and `a` there does `release`, unless `why_not_release` says why not. `closed` is called
    when the sheet has gone.
    """
    wanted = Wanted(
        *(number, part, maker, vendor, rowid, quantity),
        *(bonded, release, why_not_release, closed),
    )
    room.work(partial(_open, room, wanted), "open-part", hold=True)


async def _open(room: Room, wanted: Wanted) -> None:
    catalogue = room.services.catalogue
    said = await catalogue.told(wanted.number, wanted.vendor)
    row = None if wanted.rowid is None else await catalogue.part(wanted.rowid)
    # Of the same instant, product details say more than a row of a list.
    newest = row if row is not None and (said is None or row[1] > said[1]) else said
    part, maker = wanted.part, wanted.maker
    if newest is not None:
        part, maker = newest[0].number, newest[0].maker
    sold = await catalogue.sellers(part, maker)
    if newest is not None:
        sold[wanted.vendor] = newest
    sheet = PartSheet(room, wanted._replace(part=part, maker=maker), sold)
    await sheet.first()
    room.show_sheet(sheet)
    sheet.begin()
