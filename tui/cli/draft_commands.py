"""Drafts as commands: begun, filled, changed line by line, renamed, sent elsewhere, thrown away.

What a line may be, and why it may not, is judged by the services that the order pane asks.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cache.drafts import DraftLine
from cache.offering import price_at
from cache.places import Refusal
from cache.progress import unwatched
from cache.terms import moved
from cache.typed import Typed
from cache.typed_lines import typed_line, why_open
from tui.changes import State
from tui.cli.at_desk import working
from tui.cli.command import Asked
from tui.cli.headless import MISUSED, NOT_DONE, Desk
from tui.cli.held_draft import check_legal, number_of
from tui.cli.listing_common import draft_id
from tui.text import counted, money, pieces
from vendors.buying import line_total
from vendors.text import clean

if TYPE_CHECKING:
    from cache.drafts import Draft

_ADDED = "Nothing was added."
_CHANGED = "Nothing was changed."
_LONGEST_NAME = 60


async def of(desk: Desk, asked: Asked) -> Draft:
    """The draft that the command names."""
    return await desk.held.take(draft_id(asked.text("draft")))


async def changed(desk: Desk, asked: Asked) -> Draft:
    """The same, to change it. Raises Refusal where another session has it."""
    await of(desk, asked)
    return desk.held.mine()


@working()
async def new(desk: Desk, asked: Asked) -> int:
    draft = await desk.held.new(clean(" ".join(asked.many("name")), _LONGEST_NAME))
    desk.write(f"{draft.label} is a new draft; it ships to {desk.held.code(draft.customer_id)}.")
    return 0


@working(vendors=True)
async def add(desk: Desk, asked: Asked) -> int:
    """A line for a part: looked up as if it was typed in the order pane."""
    draft = await changed(desk, asked)
    vendor = asked.text("vendor")
    if site := asked.text("bonded"):
        if vendor:
            raise Refusal("--bonded and --vendor both say where it comes from: one alone.", MISUSED)
        vendor = f"bonded {site}"
    typed = Typed(part=clean(asked.text("part")), packaging=asked.text("packaging"), vendor=vendor)
    line = typed_line(typed, number_of(asked.text("quantity")), desk.services.clock.now())
    line = await looked_up(desk, draft, line, _ADDED)
    check_legal(line, _ADDED)
    desk.held.change_lines([*draft.lines, line])
    await desk.held.flush()
    await say_line(desk, len(desk.held.draft_lines), line)
    return 0


@working(vendors=True)
async def set_line(desk: Desk, asked: Asked) -> int:
    """Another quantity, packaging or vendor; what is not named stays."""
    draft = await changed(desk, asked)
    place, line = desk.held.numbered(asked.text("line"))
    quantity, packaging, vendor = map(asked.text, ("quantity", "packaging", "vendor"))
    if site := asked.text("bonded"):
        vendor = f"bonded {site}"
    if not (quantity or packaging or vendor):
        raise Refusal("Say what is to be another: --quantity, --packaging or --vendor.", MISUSED)
    anew = line
    if quantity:
        number = number_of(quantity)
        anew = replace(
            anew,
            quantity=number,
            unit_price=price_at(anew, number),
            typed=replace(anew.typed, quantity=""),
        )
    if packaging or vendor:
        anew = await looked_up(desk, draft, _meant(desk, anew, packaging, vendor), _CHANGED)
    if anew.known:
        check_legal(anew, _CHANGED)
    if anew == line:
        desk.write(f"Line {place + 1} is so already.")
        return 0
    lines = desk.held.draft_lines
    desk.held.change_lines([anew if one.id == line.id else one for one in lines])
    await desk.held.flush()
    await say_line(desk, place + 1, anew)
    return 0


def _meant(desk: Desk, line: DraftLine, packaging: str, vendor: str) -> DraftLine:
    """`line` as if its cells had been typed over in the order pane."""
    from tui.entered import line_from, words_of
    from tui.widgets.grid import Row

    today = desk.now().date()
    before = words_of(line, desk.held.code, today)
    said = before._replace(packaging=packaging or before.packaging, vendor=vendor or before.vendor)
    row = Row(line.id, False, said, before, "", "")
    return line_from(row, line, desk.services.clock.now(), today)


async def looked_up(desk: Desk, draft: Draft, line: DraftLine, nothing: str) -> DraftLine:
    """`line` as an offer. Raises Refusal where it is none, with `nothing` behind the reason."""
    if line.known:
        return line
    told: dict[str, DraftLine] = {}
    resolving = desk.services.resolving
    await resolving.resolve([line], told.__setitem__, unwatched, draft.customer_id)
    line = told.get(line.id, line)
    if not line.known:
        from tui.cli.spoken import spoken

        reason = spoken(why_open(line)).rstrip(".")
        raise Refusal(f"{line.part}: {reason}. {nothing}", NOT_DONE)
    return line


@working()
async def remove(desk: Desk, asked: Asked) -> int:
    draft = await changed(desk, asked)
    place, line = desk.held.numbered(asked.text("line"))
    desk.held.change_lines([one for one in draft.lines if one.id != line.id])
    await desk.held.flush()
    desk.write(f"Line {place + 1}, {line.part}, is taken out of {draft.label}.")
    return 0


@working()
async def rename(desk: Desk, asked: Asked) -> int:
    draft = await changed(desk, asked)
    name = clean(" ".join(asked.many("name")), _LONGEST_NAME)
    desk.held.change(State.of(draft)._replace(name=name))
    await desk.held.flush()
    desk.write(f"{draft.label} is called “{name}”.")
    return 0


@working()
async def ship_to(desk: Desk, asked: Asked) -> int:
    """Where lines that are not bonded go; with the ship-to come its own terms."""
    draft = await changed(desk, asked)
    book, vendor = desk.services.book, desk.held.vendor
    await book.read()
    wanted = asked.text("place").casefold()
    usable = book.usable(vendor)
    numbers = {one.place: one.entry.number(vendor) for one in usable}
    found = [one for one in usable if wanted in (one.code.casefold(), numbers[one.place])]
    if len(found) != 1:
        named = ", ".join(one.code for one in usable) or "none: `book new` begins one"
        raise Refusal(f"No ship-to is called {asked.text('place')}. There are {named}.", NOT_DONE)
    place = found[0].place
    usual = await desk.services.drafts.usual()
    was, there = usual.at(draft.customer_id, vendor), usual.at(place, vendor)
    terms = moved(draft.terms, was, there)
    desk.held.change(State.of(draft)._replace(customer_id=place, terms=terms))
    await desk.held.flush()
    desk.write(f"{draft.label} ships to {desk.held.code(place)}.")
    return 0


@working()
async def discard(desk: Desk, asked: Asked) -> int:
    """Throw it away: `--yes` says that it is meant, for nothing brings it back."""
    draft = await changed(desk, asked)
    if draft.lines and not asked.flag("yes"):
        lines = counted(len(draft.lines), "line")
        raise Refusal(f"{draft.label} has {lines}, and nothing brings them back: --yes.", MISUSED)
    await desk.held.let_go()
    await desk.services.drafts.discard(draft.id)
    desk.write(f"{draft.label} is thrown away; its numbers are void.")
    return 0


@working()
async def take_over(desk: Desk, asked: Asked) -> int:
    draft = await of(desk, asked)
    if desk.held.why_not_change() is None:
        desk.write(f"Nobody else has {draft.label}: it is yours to change.")
        return 0
    await desk.held.take_over()
    desk.write(f"{draft.label} is yours to change.")
    return 0


@working()
async def undo(desk: Desk, asked: Asked) -> int:
    """Of the changes that this session made; a session of one command has made none."""
    return await _recalled(desk, asked, back=True)


@working()
async def redo(desk: Desk, asked: Asked) -> int:
    return await _recalled(desk, asked, back=False)


async def _recalled(desk: Desk, asked: Asked, *, back: bool) -> int:
    draft = await changed(desk, asked)
    changes = desk.held.changes
    if not (changes.to_undo if back else changes.to_redo):
        what = "undo" if back else "do again"
        raise Refusal(
            f"There is nothing to {what} in {draft.label}: changes are remembered within one "
            "session, as `bondroom --plain` is.",
            NOT_DONE,
        )
    now = State.of(draft)
    desk.held.recall(changes.undo(now) if back else changes.redo(now))
    await desk.held.flush()
    left = counted(changes.to_undo if back else changes.to_redo, "more change")
    desk.write(f"{'Undone' if back else 'Done again'}; {left}.")
    return 0


# -- what is written of it


def line_words(number: int, line: DraftLine) -> str:
    """`line 2: 1,000 RC0603 cut tape DigiKey, 12.00 USD`."""
    from cache.purchase_orders import vendor_name

    total = None
    if line.unit_price is not None and line.quantity:
        total = line_total(line.quantity, line.unit_price, line.currency) + line.fee
    price = f"{money(total)} {line.currency}" if total is not None else "no price"
    many = pieces(line.quantity) if line.quantity else "how many not said"
    named = [many, line.part or "no part", line.packaging, vendor_name(line.vendor)]
    return f"line {number}: {' '.join(filter(None, named))}, {price}"


async def say_line(desk: Desk, number: int, line: DraftLine) -> None:
    """The line as it stands now, and what is to be said of it before it costs money."""
    desk.write(f"{line_words(number, line)[:1].upper()}{line_words(number, line)[1:]}.")
    draft = desk.held.there
    told = await desk.services.advising.of(draft)
    for one in told.get(line.id, ()):
        mends = f" (`draft mend {draft.label} {number} {one.key}`)" if one.takes else ""
        if one.role == "warn" or one.takes:
            desk.write(f"  {'!' if one.role == 'warn' else '-'} {one.words}{mends}")


def say_of(desk: Desk, draft: Draft) -> None:
    """The draft in a line, and each of its lines in one."""
    name = f" “{draft.name}”" if draft.name else ""
    lines = counted(len(draft.lines), "line")
    to = desk.held.code(draft.customer_id)
    desk.write(f"{draft.label}{name}: {lines}, ships to {to}.")
    for number, line in enumerate(draft.lines, 1):
        desk.write(line_words(number, line))
