"""What can be done with an order that was sent: look for it, say what became of it, change a line.

Reasons are asked as the screen asks for them: by `--reason`, else of the person at the terminal.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cache.places import Refusal
from tui.cli.at_desk import working
from tui.cli.command import Asked
from tui.cli.finding_orders import row_of
from tui.cli.forms import listed, meant, take
from tui.cli.headless import MISUSED, NOT_DONE, NOTHING, UNKNOWN_OUTCOME, Desk
from tui.cli.place_command import write_foot
from tui.cli.typed_ends import Terminal
from tui.files import free_file, typed_path
from tui.text import counted
from vendors.vocabulary import Outcome

if TYPE_CHECKING:
    from cache.order_detail import OrderDetail
    from tui.screens.change import ChangeSheet
    from tui.screens.order import OrderSheet


async def opened(desk: Desk, asked: Asked) -> tuple[OrderSheet, OrderDetail]:
    """The sheet of the order that the command names, and the order."""
    from tui.screens.order import OrderSheet, read

    row = await row_of(desk.services, asked.text("number"))
    detail, standing = await read(desk.room, row.rowid)
    sheet = OrderSheet(desk.room, detail, standing)
    desk.show_sheet(sheet)
    return sheet, detail


async def because(desk: Desk, asked: Asked) -> bool:
    """Give the reason that the topmost sheet asks for; False where it did not take it."""
    from tui.screens.reason import ReasonSheet

    sheet = desk.sheet
    if not isinstance(sheet, ReasonSheet):
        return True
    reason = asked.text("reason")
    if not reason:
        # What is at stake is read before anything is typed.
        terminal = Terminal("A reason is typed at a terminal, or said by --reason.")
        desk.show(sheet)
        write_foot(desk, sheet, ask=False, every=True)
        reason = await terminal.reason("> ")
    sheet.editor.text = reason
    return await desk.act(sheet, "take")


@working(vendors=True)
async def look(desk: Desk, asked: Asked) -> int:
    """Ask the vendor for an order of which it is not known what became of it."""
    sheet, detail = await opened(desk, asked)
    if not await desk.act(sheet, "look"):
        return NOT_DONE
    desk.write(f"{detail.number} is now {sheet.mark}.")
    return 0


@working(vendors=True)
async def not_placed(desk: Desk, asked: Asked) -> int:
    sheet, _ = await opened(desk, asked)
    if not await desk.act(sheet, "not_placed"):
        return NOT_DONE
    return 0 if await because(desk, asked) else NOT_DONE


@working()
async def note(desk: Desk, asked: Asked) -> int:
    """Take note of what differs at the vendor: by its number in the list, or list it."""
    _, detail = await opened(desk, asked)
    found = detail.confirmation.differences if detail.confirmation else ()
    which = asked.text("difference")
    if not which:
        for number, one in enumerate(found, 1):
            noted = "" if one.acknowledged is None else f" (noted by {one.acknowledged.person})"
            desk.write(f"{number}. {one.words}{noted}")
        if not found:
            desk.write(f"Nothing of {detail.number} differs from what was ordered.")
        return 0
    if not (which.isdecimal() and 1 <= int(which) <= len(found)):
        raise Refusal(f"{detail.number} has {len(found)} differences, and no “{which}”.", MISUSED)
    one = found[int(which) - 1]
    if one.acknowledged is not None:
        raise Refusal("That was taken note of before. Nothing was noted.", NOT_DONE)
    reason = asked.text("reason")
    if one.what == "twice" and not reason:
        desk.write(one.words)
        desk.write("It is charged twice unless one of them was cancelled.")
        terminal = Terminal("A reason is typed at a terminal, or said by --reason.")
        reason = await terminal.reason("What was done about it, and who said so? ")
    if detail.order_id is None:
        raise Refusal("It was not ordered here. Nothing was noted.", NOT_DONE)
    await desk.services.confirming.acknowledge(detail.order_id, one.name, reason)
    desk.write("Taken note of; it stays there with your name.")
    return 0


# -- changing a line at the vendor


@working(vendors=True)
async def change(desk: Desk, asked: Asked) -> int:
    """What may be changed of a line, listed; with FIELD=VALUE it is sent, once the end is typed."""
    from tui.screens.change import ChangeSheet

    _, detail = await opened(desk, asked)
    pairs = [_pair(one) for one in asked.many("change")]
    terminal = Terminal() if pairs else None
    if detail.order_id is None:
        raise Refusal(f"{detail.number} was not ordered here. Nothing was changed.", NOT_DONE)
    if words := desk.services.changing.why_not(detail.vendor):
        raise Refusal(f"{words[:1].upper()}{words[1:]}. Nothing was changed.", NOT_DONE)
    lines = [line.ours.line_no for line in detail.lines if line.ours is not None]
    line = asked.text("line")
    if not (line.isdecimal() and int(line) in lines):
        raise Refusal(f"{detail.number} has the lines {', '.join(map(str, lines))}.", MISUSED)
    sheet = ChangeSheet(desk.room, detail.order_id, detail.number, detail.vendor, int(line))
    desk.show_sheet(sheet)
    await sheet.ask()
    if terminal is None or not sheet.fields():
        desk.show(sheet) if not sheet.fields() else listed(desk, sheet)
        return 0 if sheet.fields() else NOTHING
    for name, value in pairs:
        await take(desk, sheet, meant(sheet.fields(), name), value)
    return await _send(desk, sheet, terminal)


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not value:
        raise Refusal(f"“{text}” does not say FIELD=VALUE. Nothing was changed.", MISUSED)
    return name.strip(), value.strip()


async def _send(desk: Desk, sheet: ChangeSheet, terminal: Terminal) -> int:
    from tui.screens.change_commit import ChangeCommit, ChangeOutcome

    await desk.act(sheet, "review")
    commit = desk.sheet
    if not isinstance(commit, ChangeCommit):
        write_foot(desk, sheet, ask=False, every=True)
        return NOT_DONE
    desk.show(commit)
    while True:
        write_foot(desk, commit)
        typed = await terminal.ask("> ")
        if not typed:
            desk.write("Nothing was sent.")
            return NOT_DONE
        commit.editor.text = typed
        commit.do_commit()
        await desk.done()
        outcome = desk.sheet
        if isinstance(outcome, ChangeOutcome):
            desk.show(outcome)
            became = outcome.answer.outcome
            if became is Outcome.UNKNOWN:
                return UNKNOWN_OUTCOME
            taken = became in (Outcome.ACCEPTED, Outcome.ACCEPTED_NO_NUMBER)
            return 0 if taken else NOT_DONE


@working(vendors=True)
async def settle(desk: Desk, asked: Asked) -> int:
    """Close a change by the vendor's word; or with `--look` read its line back now."""
    from tui.screens.changed import ChangedSheet

    _, detail = await opened(desk, asked)
    which = asked.text("change")
    changes = detail.changes
    if not (which.isdecimal() and 1 <= int(which) <= len(changes)):
        for number, one in enumerate(changes, 1):
            desk.write(f"{number}. line {one.line_no}: {one.words}: {one.state.replace('_', ' ')}")
        if not changes:
            desk.write(f"Nothing of {detail.number} was changed at the vendor from here.")
        return 0 if not which else MISUSED
    sheet = ChangedSheet(desk.room, changes[int(which) - 1])
    desk.show_sheet(sheet)
    if asked.flag("look"):
        return 0 if await desk.act(sheet, "look") else NOT_DONE
    if not await desk.act(sheet, "settle"):
        return NOT_DONE
    return 0 if await because(desk, asked) else NOT_DONE


@working()
async def seen(desk: Desk, asked: Asked) -> int:
    """Every change of every order is taken for seen; of the parts that are watched too."""
    await desk.services.orders.looked_all()
    if asked.flag("parts"):
        for row in await desk.services.watched.mine():
            if row.changes:
                await desk.services.watched.looked(row.vendor, row.number)
    desk.write("Every change is taken for seen; a new one is told again.")
    return 0


@working()
async def body(desk: Desk, asked: Asked) -> int:
    """What was sent, without names and addresses."""
    sheet, detail = await opened(desk, asked)
    if words := sheet.why_not_body():
        raise Refusal(f"{words[:1].upper()}{words[1:]}.", NOTHING)
    if detail.order_id is not None:
        for number, text in await desk.services.orders.bodies(detail.order_id):
            desk.write(f"attempt {number}")
            for line in text.split("\n"):
                desk.write(line)
    return 0


@working()
async def wrong(desk: Desk, asked: Asked) -> int:
    """What can still be changed of an order, and how."""
    from tui.screens.mistake import MistakeSheet

    _, detail = await opened(desk, asked)
    desk.show(MistakeSheet(desk.room, detail))
    return 0


@working(vendors=True)
async def paper(desk: Desk, asked: Asked) -> int:
    """The vendor's own packing list of one invoice, in a new file; one call."""
    from tui.screens.packing import invoices_of, why_not_packing

    _, detail = await opened(desk, asked)
    if words := why_not_packing(detail):
        raise Refusal(f"{words[:1].upper()}{words[1:]}.", NOTHING)
    invoices, wanted = invoices_of(detail), asked.text("invoice")
    its = [one for one in invoices if wanted in ("", one)]
    if len(its) != 1:
        more = f", and none is {wanted}" if wanted else ": --invoice says which"
        many = f"{detail.number} has {counted(len(invoices), 'invoice')}, {', '.join(invoices)}"
        raise Refusal(f"{many}{more}. Nothing was asked.", MISUSED)
    (invoice,), name = its, asked.text("file")
    target = typed_path(name) if name else free_file(f"packing-{invoice}", ".pdf")
    await desk.services.packing.save_paper(detail.vendor, invoice, target)
    desk.write(f"The packing list {invoice} is written to {target}.")
    return 0
