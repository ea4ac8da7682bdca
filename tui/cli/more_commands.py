"""Parts that are watched, ship-tos, other people's orders to approve, and what is fetched anew."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from cache.places import Refusal
from cache.progress import unwatched
from cache.purchase_orders import VENDORS, vendor_name
from cache.terms import USUAL_VENDOR
from cache.typed_lines import put_onto
from tui.cli.at_desk import working
from tui.cli.command import Asked
from tui.cli.draft_commands import line_words
from tui.cli.forms import fill
from tui.cli.headless import MISUSED, NOT_DONE, NOTHING, Desk
from tui.cli.listing_common import draft_id
from tui.cli.table_output import Column

_REQUESTS = (
    Column("id", "request", "number"),
    Column("number", "order"),
    Column("vendor", "vendor"),
    Column("total", "total", "money"),
    Column("currency", ""),
    Column("by", "by"),
    Column("state", "state"),
    Column("over", "above a limit"),
    Column("reason", "reason"),
    Column("at", "asked", "instant"),
    Column("until", "holds until", "instant"),
    Column("decided_by", "decided by"),
    Column("decision_reason", "why"),
    Column("taken_by", "taken back by"),
    Column("taken_reason", "and why"),
)

if TYPE_CHECKING:
    from cache.approval_rules import Request
    from cache.book import ShipTo
    from cache.drafts import DraftLine

# -- watched parts


def vendor_of(text: str) -> str:
    """The vendor of this name; the usual one where none is said. Raises Refusal."""
    if not text:
        return USUAL_VENDOR
    wanted = text.casefold()
    for one in VENDORS:
        if wanted in (one, vendor_name(one).casefold()):
            return one
    raise Refusal(f"No vendor is called {text}: {', '.join(map(vendor_name, VENDORS))}.", MISUSED)


@working(vendors=True)
async def watch(desk: Desk, asked: Asked) -> int:
    """Watch the packaging of this vendor's number: price, stock and lead time over time."""
    vendor, number = vendor_of(asked.text("vendor")), asked.text("part")
    part = await desk.services.catalogue.look_up(number, vendor=vendor)
    wanted = number.casefold()
    offers = [one for one in part.offers if one.vendor == vendor]
    named = [one for one in offers if one.number.casefold() == wanted] or offers
    if len(named) != 1:
        known = ", ".join(f"{one.number} ({one.packaging})" for one in offers) or "none"
        raise Refusal(f"{number} may be several: say one of {known}. Nothing is watched.", NOT_DONE)
    await desk.services.watched.watch(vendor, named[0].number, part.maker, part.number)
    desk.write(f"{named[0].number}, {part.number} of {part.maker}, is watched.")
    return 0


@working()
async def unwatch(desk: Desk, asked: Asked) -> int:
    vendor, number = vendor_of(asked.text("vendor")), asked.text("part")
    row = await desk.services.watched.standing(vendor, number)
    if row is None:
        raise Refusal(f"{number} is not watched by you. Nothing was changed.", NOTHING)
    await desk.services.watched.unwatch(row.vendor, row.number)
    desk.write(f"{row.number} is watched no more; what was seen of it stays.")
    return 0


# -- the address book


async def _ship_to(desk: Desk, code: str) -> ShipTo:
    await desk.services.book.read()
    wanted = code.casefold()
    found = [
        one
        for one in desk.services.book.ship_tos()
        if wanted in (one.code.casefold(), one.entry.number(USUAL_VENDOR), one.place)
    ]
    if len(found) != 1:
        known = ", ".join(one.code for one in desk.services.book.ship_tos()) or "none"
        raise Refusal(f"No ship-to is called {code}. There are {known}.", NOTHING)
    return found[0]


async def _entry(desk: Desk, place: str, name: str, value: str) -> int:
    from tui.screens.book_entry import EntrySheet
    from vendors.choices import choices_of

    choices = await asyncio.to_thread(choices_of, USUAL_VENDOR)
    desk.show_sheet(EntrySheet(desk.room, place, choices, lambda: None))
    return await fill(desk, name, value)


@working()
async def book_show(desk: Desk, asked: Asked) -> int:
    """One ship-to, field by field."""
    ship_to = await _ship_to(desk, asked.text("code"))
    return await _entry(desk, ship_to.place, asked.text("field"), "")


@working()
async def book_change(desk: Desk, asked: Asked) -> int:
    ship_to = await _ship_to(desk, asked.text("code"))
    return await _entry(desk, ship_to.place, asked.text("field"), " ".join(asked.many("value")))


@working()
async def book_new(desk: Desk, asked: Asked) -> int:
    """A ship-to of our own; its fields are said by `book change`."""
    code = asked.text("code").strip().upper()
    await desk.services.book.read()
    if words := desk.services.book.why_not_code(code):
        raise Refusal(f"{words[:1].upper()}{words[1:]}. Nothing was begun.", NOT_DONE)
    place = await desk.services.book.new(code)
    await desk.services.book.read()
    lacks = (await _ship_to(desk, code)).lacks()
    more = f"; it lacks {lacks}: `book change {code} FIELD VALUE` says them" if lacks else ""
    desk.write(f"{code} is begun{more}.")
    return 0 if place else NOT_DONE


@working()
async def book_retire(desk: Desk, asked: Asked) -> int:
    """Offer it no more, or with `--back` again; none is ever deleted."""
    ship_to = await _ship_to(desk, asked.text("code"))
    active = asked.flag("back")
    if ship_to.entry.active is active:
        desk.write(f"{ship_to.code} is {'offered' if active else 'retired'} already.")
        return 0
    await desk.services.book.change(ship_to, lambda entry: entry._replace(active=active))
    said = "is offered again" if active else "is retired: no draft is offered it"
    desk.write(f"{ship_to.code} {said}.")
    return 0


# -- approvals


async def _called(desk: Desk, word: str, undone: str) -> list[Request]:
    """Every request that `word` names, all for one order: by its number in the list, or by the
    order's. Raises Refusal where it names several: a typed number may be digits alone."""
    wanted = word.casefold()
    every = await desk.services.approvals.every()
    found = [one for one in every if wanted in (str(one.id), one.number.casefold())]
    if len({one.order_id for one in found}) > 1:
        its = ", ".join(
            f"request {one.id} for {one.number} ({vendor_name(one.vendor)})" for one in found
        )
        raise Refusal(
            f"{word} names several orders: {its}. The other number says which. {undone}", MISUSED
        )
    return found


async def _decided(desk: Desk, asked: Asked, *, approve: bool) -> int:
    from tui.cli.typed_ends import Terminal
    from tui.screens.approval import ApprovalSheet, read
    from tui.screens.typed import end_of, end_words

    named = {one.id for one in await _called(desk, asked.text("request"), "Nothing was decided.")}
    found = [one for one in await desk.services.approvals.waiting() if one.id in named]
    if len(found) != 1:
        raise Refusal(f"Nothing that waits is called {asked.text('request')}.", NOTHING)
    request = found[0]
    # The whole of it, as whoever decides at the screen reads it.
    desk.show(ApprovalSheet(desk.room, await read(desk.room, request.id)))
    reason = asked.text("reason")
    if not approve:
        if not reason:
            terminal = Terminal("A reason is typed at a terminal, or said by --reason.")
            reason = await terminal.reason("Why not? ")
    else:
        # A word for somebody else's money is typed by a person, as an order is.
        terminal = Terminal(
            "An order is approved by what a person types at a terminal, and there is none "
            "here. Nothing was decided."
        )
        typed = await terminal.ask(
            f"To approve it, type {end_words(request.number)} and Enter.\n> "
        )
        if typed.upper() != end_of(request.number):
            raise Refusal("That is not it. Nothing was decided.", NOT_DONE)
    decided = await desk.services.approvals.decide(request.id, approve, reason)
    desk.write(f"{decided.number} is {decided.state}.")
    return 0


@working()
async def approve(desk: Desk, asked: Asked) -> int:
    return await _decided(desk, asked, approve=True)


@working()
async def decline(desk: Desk, asked: Asked) -> int:
    return await _decided(desk, asked, approve=False)


@working()
async def take_back(desk: Desk, asked: Asked) -> int:
    """Take back what was approved, where this person may and nothing was sent."""
    found = await _called(desk, asked.text("request"), "Nothing was taken back.")
    # Of several requests for an order the one that was approved, where there is such a one.
    request = next((one for one in found if not one.kept), found[0] if found else None)
    if request is None:
        raise Refusal(f"No request for approval is called {asked.text('request')}.", NOTHING)
    if request.kept:
        words = f"The approval of {request.number}: {request.kept}. Nothing was taken back."
        raise Refusal(words, NOT_DONE)
    done = await desk.services.approvals.take_back(request.id, asked.text("reason"))
    desk.write(f"The approval of {done.number} is taken back.")
    return 0


@working()
async def approvals(desk: Desk, asked: Asked) -> int:
    """What waits for this person's word, and what of theirs waits for another's."""
    rows = [one._asdict() for one in await desk.services.approvals.waiting()]
    return asked.out.rows("approvals", _REQUESTS, rows, empty="Nothing waits for approval.")


# -- fetched anew


@working(vendors=True)
async def refresh(desk: Desk, asked: Asked) -> int:
    """Ask the vendors again: bonded stock, orders, or the prices of a draft."""
    match asked.text("what"):
        case "bonded":
            await desk.services.bonded.refresh()
            desk.write("Bonded stock is as the vendor reports it now.")
        case "orders":
            if unread := await desk.services.orders.refresh():
                desk.say(unread, "warn")
            desk.write("Orders are as the vendors report them now.")
        case _:
            return await _prices(desk, asked)
    return 0


async def _prices(desk: Desk, asked: Asked) -> int:
    """Prices and stock of a draft's lines as they are now; quantity and packaging stay."""
    if asked.text("draft"):
        await desk.held.take(draft_id(asked.text("draft")))
    elif desk.held.draft is None:
        raise Refusal("Whose prices is said by --draft D-17. Nobody was asked.", MISUSED)
    draft = desk.held.mine()
    told: dict[str, DraftLine] = {}
    failed = await desk.services.resolving.ask_again(
        draft.lines, told.__setitem__, unwatched, draft.customer_id
    )
    anew = []
    for line in draft.lines:
        found = told.get(line.id)
        kept = found if found is None or line.known else put_onto(line, found)
        anew.append(kept or line)
    if anew != draft.lines:
        desk.held.change_lines(anew)
        await desk.held.flush()
    for number, line in enumerate(anew, 1):
        desk.write(line_words(number, line))
    for words in failed:
        desk.say(f"Not asked anew: {words}", "warn")
    return 0
