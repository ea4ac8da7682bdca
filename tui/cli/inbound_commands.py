"""What the warehouse is told and says of an order, as commands: its sheets in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cache.places import Refusal
from tui.cli.at_desk import working
from tui.cli.command import Asked
from tui.cli.finding_orders import ours
from tui.cli.forms import fill, form_of, listed, meant, take
from tui.cli.headless import MISUSED, NOT_DONE, Desk
from tui.cli.order_commands import because
from tui.files import free_file, typed_path
from vendors.inbound import InboundPaper

if TYPE_CHECKING:
    from tui.screens.inbound import InboundSheet


async def opened(desk: Desk, asked: Asked) -> InboundSheet:
    """What the warehouse knows of the order that the command names."""
    from tui.screens.inbound import InboundSheet, open_inbound

    await open_inbound(desk.room, await ours(desk.services, asked.text("number")))
    sheet = desk.sheet
    if not isinstance(sheet, InboundSheet):
        raise Refusal("What the warehouse knows cannot be shown now.", NOT_DONE)
    return sheet


def _ends(desk: Desk) -> int:
    return NOT_DONE if desk.refused else 0


@working(vendors=True)
async def tell(desk: Desk, asked: Asked) -> int:
    """Tell the warehouse, or go on where it stopped; what has no name there yet is listed."""
    sheet = await opened(desk, asked)
    if not await desk.act(sheet, "make"):
        return NOT_DONE
    if desk.sheet is not sheet:
        desk.say("Not told yet: what has no name there is said by `inbound names` first.", "warn")
        listed(desk, form_of(desk))
    return _ends(desk)


@working(vendors=True)
async def look(desk: Desk, asked: Asked) -> int:
    sheet = await opened(desk, asked)
    if not await desk.act(sheet, "look"):
        return NOT_DONE
    desk.show(sheet)
    return 0


@working()
async def show(desk: Desk, asked: Asked) -> int:
    """What is known here, and nobody asked."""
    desk.show(await opened(desk, asked))
    return 0


@working(vendors=True)
async def names(desk: Desk, asked: Asked) -> int:
    """What the warehouse calls supplier, building and parts: listed, or one of them said."""
    from tui.screens.inbound_names import NamesSheet, open_names

    await open_names(desk.room, await ours(desk.services, asked.text("number")))
    await desk.done()
    form = form_of(desk)
    if asked.flag("exact") and isinstance(form, NamesSheet):
        if not await desk.act(form, "exact"):
            return NOT_DONE
        desk.answer("")
        await desk.done()
        return _ends(desk)
    name = asked.text("field")
    if (words := asked.text("search")) and name and isinstance(form, NamesSheet):
        form._at = meant(form.fields(), name).id
        await desk.act(form, "search")
        desk.answer(words)
        await desk.done()
    return await fill(desk, name, " ".join(asked.many("value")))


@working(vendors=True)
async def details(desk: Desk, asked: Asked) -> int:
    """What it is told besides: payment, days, carrier, a note; listed, or one of them said."""
    sheet = await opened(desk, asked)
    name, text = asked.text("field"), " ".join(asked.many("value"))
    if not text:
        # Read, it is also where nothing of it can be changed any more.
        sheet.do_change()
        return await fill(desk, name, "")
    if not await desk.act(sheet, "change"):
        return NOT_DONE
    status = await fill(desk, name, text)
    if not status and sheet.mark == "not told":
        # Nothing keeps it before the warehouse is told for the first time.
        desk.close_sheet()
        if not await desk.act(sheet, "make"):
            return NOT_DONE
    return status or _ends(desk)


@working(vendors=True)
async def receive(desk: Desk, asked: Asked) -> int:
    """Say what came, as SKU=PIECES; it is posted once, with `--post`."""
    from tui.screens.receiving import ReceivingSheet

    sheet = await opened(desk, asked)
    if not await desk.act(sheet, "receive"):
        return NOT_DONE
    form = form_of(desk)
    if not isinstance(form, ReceivingSheet):
        return NOT_DONE
    if asked.flag("all") and not await desk.act(form, "all"):
        return NOT_DONE
    for text in asked.many("came"):
        sku, equals, count = text.rpartition("=")
        if not equals:
            raise Refusal(f"“{text}” does not say SKU=PIECES. Nothing was received.", MISUSED)
        await take(desk, form, meant(form.fields(), f"received {sku}"), count)
        for option, what in (("lot", "lot"), ("expires", "expires"), ("rejected", "rejected")):
            if asked.text(option):
                await take(desk, form, meant(form.fields(), f"{what} {sku}"), asked.text(option))
    for option, what in (("place", "place"), ("because", "because")):
        if asked.text(option):
            await take(desk, form, meant(form.fields(), what), asked.text(option))
    if not asked.flag("post"):
        listed(desk, form)
        desk.note("Nothing was posted: --post posts it, once.")
        return 0
    if not await desk.act(form, "post"):
        return NOT_DONE
    desk.answer("")
    await desk.done()
    return _ends(desk)


@working(vendors=True)
async def papers(desk: Desk, asked: Asked) -> int:
    """The order as a PDF to send to the supplier, or what was received; one call each."""
    which = InboundPaper.RECEIVED if asked.flag("received") else InboundPaper.ORDER
    order_id = await ours(desk.services, asked.text("number"))
    word = "received" if asked.flag("received") else "order"
    name = asked.text("file")
    target = (
        typed_path(name) if name else free_file(f"inbound-{word}-{asked.text('number')}", ".pdf")
    )
    await desk.services.inbound.paper(order_id, which, target)
    desk.write(f"The paper is written to {target}.")
    return 0


@working(vendors=True)
async def cancel(desk: Desk, asked: Asked) -> int:
    """Cancel it at the warehouse; the order itself stands at its vendor as before."""
    sheet = await opened(desk, asked)
    if not asked.flag("yes"):
        raise Refusal(
            "It is cancelled at the warehouse alone, not at the vendor: --yes says that it is "
            "meant. Nothing was told.",
            MISUSED,
        )
    if not await desk.act(sheet, "cancel"):
        return NOT_DONE
    desk.answer("cancel")
    await desk.done()
    return _ends(desk)


@working(vendors=True)
async def not_made(desk: Desk, asked: Asked) -> int:
    """It is not there, or was not taken, by a person's word."""
    return await _said(desk, asked, "not_made")


@working(vendors=True)
async def taken(desk: Desk, asked: Asked) -> int:
    """The receipt of which nobody knows was taken, by a person's word."""
    return await _said(desk, asked, "taken")


async def _said(desk: Desk, asked: Asked, action: str) -> int:
    sheet = await opened(desk, asked)
    if not await desk.act(sheet, action):
        return NOT_DONE
    if not await because(desk, asked):
        return NOT_DONE
    return _ends(desk)
