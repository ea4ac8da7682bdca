"""What else a draft is made of and mended by: terms, advice, releases of bonded stock, reorders."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cache.mending import mend as mended
from cache.offering import release_line
from cache.places import Refusal
from tui.cli.at_desk import working
from tui.cli.command import Asked
from tui.cli.draft_commands import changed, line_words, of, say_line
from tui.cli.forms import fill
from tui.cli.headless import MISUSED, NOT_DONE, NOTHING, Desk
from tui.cli.held_draft import check_legal, number_of
from tui.cli.listing_common import draft_id
from tui.text import pieces

if TYPE_CHECKING:
    from cache.advice import Advice
    from cache.bonded import BondedRow
    from cache.drafts import DraftLine


@working(vendors=True)
async def terms(desk: Desk, asked: Asked) -> int:
    """The terms of the draft's orders, or of one line: listed, or one of them changed."""
    from tui.screens.line_terms import open_line_terms
    from tui.screens.terms import open_order_terms

    await of(desk, asked)
    if asked.text("field"):
        desk.held.mine()
    if number := asked.text("line"):
        _, line = desk.held.numbered(number)
        await open_line_terms(desk.room, desk.held.pane, line)
    else:
        await open_order_terms(desk.room, desk.held.pane)
    await desk.done()
    status = await fill(desk, asked.text("field"), " ".join(asked.many("value")))
    if asked.text("field") and not status:
        await desk.held.flush()
    return status


@working()
async def advice(desk: Desk, asked: Asked) -> int:
    """All that is said of each line before it costs money, with what mends it."""
    from datetime import date

    from tui.draft_rows import troubles_of

    draft = await of(desk, asked)
    told = await desk.services.advising.of(draft)
    today: date = desk.now().date()
    count = 0
    for number, line in enumerate(draft.lines, 1):
        its = told.get(line.id, [])
        troubles = troubles_of(line, today, waits=False, advised=line.id in told)
        if not its and not troubles:
            continue
        desk.write(line_words(number, line))
        for words, _ in troubles:
            count += 1
            desk.write(f"  ! {words.removeprefix('! ').removeprefix('· ')}")
        for one in its:
            count += 1
            desk.write(f"  {_said(one)}")
    if not count:
        desk.write(f"There is nothing to be said of the lines of {draft.label}.")
    return 0


def _said(one: Advice) -> str:
    mark = "!" if one.stops or one.role == "warn" else "-"
    key = f" [{one.key}: {one.act}]" if one.takes else ""
    return f"{mark} {one.words}{key}"


@working(vendors=True)
async def mend(desk: Desk, asked: Asked) -> int:
    """What the key of that name does to the line in the order pane."""
    draft = await changed(desk, asked)
    place, line = desk.held.numbered(asked.text("line"))
    key = asked.text("key")
    if key == "O":
        return await _other_vendor(desk, place, line)
    its = (await desk.services.advising.of(draft)).get(line.id, [])
    found = [one for one in its if one.key == key and one.takes]
    if not found:
        there = ", ".join(f"{one.key} ({one.act})" for one in its if one.takes) or "nothing"
        raise Refusal(
            f"Nothing that “{key}” mends is said of line {place + 1}; what can be taken: {there}.",
            NOT_DONE,
        )
    lines = mended(draft.lines, line, found[0])
    desk.held.change_lines(lines)
    await desk.held.flush()
    for at, one in enumerate(lines, 1):
        if one not in draft.lines or one.id == line.id:
            await say_line(desk, at, one)
    return 0


async def _other_vendor(desk: Desk, place: int, line: DraftLine) -> int:
    from dataclasses import replace

    from cache.purchase_orders import vendor_name
    from tui.cli.draft_commands import looked_up

    if line.known or not line.typed.other:
        raise Refusal("No other vendor is said to have the part of this line.", NOT_DONE)
    other = vendor_name(line.typed.other)
    typed = replace(line.typed, vendor=other, reason="", other="")
    draft = desk.held.there
    anew = await looked_up(desk, draft, replace(line, typed=typed), "Nothing was changed.")
    desk.held.change_lines([anew if one.id == line.id else one for one in draft.lines])
    await desk.held.flush()
    await say_line(desk, place + 1, anew)
    return 0


# -- bonded stock, and orders of before


@working(vendors=True)
async def release(desk: Desk, asked: Asked) -> int:
    """A line that takes bonded stock; with `--split` the catalogue fills what the reserve lacks."""
    from tui.releasing import split_up, why_not_release

    quantity = number_of(asked.text("quantity"))
    row = await _row(desk, asked.text("part"), asked.text("location"))
    if words := why_not_release(desk.room, row):
        raise Refusal(f"{words[:1].upper()}{words[1:]}. Nothing was added.", NOT_DONE)
    if asked.text("draft"):
        await desk.held.take(draft_id(asked.text("draft")))
    elif desk.held.draft is None:
        await desk.held.current()
    draft, line = desk.held.mine(), release_line(row, quantity)
    lines = [line]
    if asked.flag("split"):
        lines = await split_up(desk.room, [line], line, row)
    else:
        check_legal(line, "Nothing was added.")
    free = None if row.reserve is None else max(0, row.reserve - row.released)
    before = len(draft.lines)
    desk.held.change_lines([*draft.lines, *lines])
    await desk.held.flush()
    desk.write(f"{draft.label}:")
    for at, one in enumerate(lines, before + 1):
        await say_line(desk, at, one)
    if free is not None and quantity > free and len(lines) == 1:
        desk.write(f"  ! the reserve has {pieces(free)}: --split buys the rest")
    return 0


async def _row(desk: Desk, part: str, location: str) -> BondedRow:
    """The one bonded row that is named. Raises Refusal."""
    from cache.bonded import Ask
    from tui.cli.bonded_command import customer_id_of

    site = customer_id_of(desk.services, location)
    await desk.services.releasing.project()
    rows = await desk.services.bonded.all_rows(Ask(site))
    found = [row for at in range(len(rows)) if (row := rows.row(at)) is not None]
    key = part.casefold()
    named = [
        row
        for row in found
        if key in (row.number.casefold(), row.part.casefold(), row.customer_part.casefold())
    ]
    if len(named) != 1:
        which = ", ".join(row.number for row in named)
        words = f"means several there: {which}" if named else "is not bonded there"
        raise Refusal(f"{part} {words}. Nothing was added.", NOTHING if not named else MISUSED)
    return named[0]


@working(vendors=True)
async def reorder(desk: Desk, asked: Asked) -> int:
    """A past order as a new draft, at the prices of now."""
    from tui.cli.finding_orders import row_of

    row = await row_of(desk.services, asked.text("number"))
    reordered = await desk.services.reordering.reorder(row.rowid)
    draft = await desk.held.take(reordered.draft.id)
    desk.write(f"{draft.label} is a new draft; nothing is ordered before `place {draft.label}`.")
    for number, line in enumerate(draft.lines, 1):
        desk.write(line_words(number, line))
    for words in reordered.changes:
        desk.write(words)
    return 0
