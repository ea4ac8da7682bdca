"""The scenes of `screenshots/`: the true program over the true sandbox, the same every time."""

from __future__ import annotations

import os
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple
from unittest import mock

from textual import events

from cache.clock import FixedClock
from cache.people import Person
from cache.places import Places, prepare
from cache.services import Services
from cache.spending_rules import NO_RULES, Limit, Rules
from tests.tui.kit import DESK, SMALL, Driver
from tui import themes
from tui.app import Bondroom
from tui.live import Live
from tui.screens.commit import CommitSheet
from tui.screens.outcome import OutcomeSheet
from vendors.sandbox.book import Book
from vendors.sandbox.faults import Faults

FOLDER = Path(__file__).resolve().parents[1] / "screenshots"
SIZES = (DESK, SMALL)
# When the screen's clock stands, and the sandbox's with it.
AT = "2026-11-23T14:02:00+00:00"
BUYER = Person(1001, "buyer1", "Bo Buyer", False)
LOW = Rules((Limit("*", "*", "USD", order=Decimal(20)),), ("carol",))


class Scene(NamedTuple):
    """`faults` are switched on before the program starts; `play` leads to what is to be seen.

    `limits`: up to which sums a buyer may order.
    """

    name: str
    shows: str
    play: Callable[[Driver], Awaitable[None]]
    faults: str = ""
    theme: str = "dark"
    limits: Rules = NO_RULES


async def _lines(it: Driver) -> None:
    """A draft that is named and has three lines, one of them bonded."""
    await it.press("3", "s", "enter", "r", "line 4 spares", "enter")
    await _search(it, "RC0603FR-0710KL")
    await it.press("a", "1000", "enter")
    await _search(it, "GRM188R71H104KA93D")
    await it.press("a", "800", "enter")
    await it.press("1", "right", "down", "a", "enter")
    await it.until(lambda: len(it.lines) == 3, "three lines")
    await it.still()


async def _search(it: Driver, words: str) -> None:
    await it.press("2", "/", "ctrl+u", words, "enter")
    await it.until(lambda: f"“{words}”" in it.app.said, f"the answer for {words}")


async def _desk(it: Driver) -> None:
    await _lines(it)
    await _search(it, "0603 10k 1%")
    await it.press("down", "down")


async def _typing(it: Driver) -> None:
    await it.press("3", "s", "enter", "i")
    for part, quantity in (("RC0603FR-0710KL", "4500"), ("LM358MX/NOPB", "2500"), ("NE555", "40")):
        await it.press(part, "enter", quantity, "enter")
    await it.until(lambda: len(it.lines) == 3, "three lines")
    await it.still()
    await it.press("GRM")
    await it.sees("reserve 88,000")


async def _import(it: Driver) -> None:
    await it.press("3")
    rows = (
        "Ref\tManufacturer Part Number\tQty\tPackaging",
        "R1-R8\tRC0603FR-0710KL\t8\tcut",
        "C1\t2.2E+02\t1\t",
        "C2-C5\tGRM188R71H104KA93D\t4\treel",
        "U1\tLM358DR \t1\t",
        "\tsee the drawing\t\t",
    )
    it.app.post_message(events.Paste("\n".join(rows)))
    await it.sees("What to look at")


async def _found(it: Driver) -> None:
    await _search(it, "0603 10k 1%")
    await it.press("z", "down")


async def _part(it: Driver) -> None:
    await _search(it, "RC0603FR-0710KL")
    await it.press("enter")
    await it.sees("breaks of")


async def _compared(it: Driver) -> None:
    await _search(it, "SN74HC595N")
    await it.press("enter")
    await it.sees("the cheapest way")


async def _moq(it: Driver) -> None:
    await _search(it, "RC0603FR-0710KL")
    await it.press("n", "5000", "enter", "a", "3500")
    await it.sees("the minimum is")


async def _bonded(it: Driver) -> None:
    await it.press("1", "z", "right", "down", "down")
    await it.sees("DigiKey: reserve")


async def _by_part(it: Driver) -> None:
    await it.press("1", "z", "t", "/", "cap", "escape", "down", "down", "right")
    await it.sees("▸- ")


async def _values(it: Driver) -> None:
    await it.press("1", "V")
    await it.sees("Worked out here")


async def _terms(it: Driver) -> None:
    await _lines(it)
    await it.press("3", "T")
    await it.sees("ship method")


async def _review(it: Driver) -> CommitSheet:
    await it.press("P")
    await it.until(lambda: isinstance(it.app.sheet, CommitSheet), "the commit sheet")
    sheet = it.app.sheet
    assert isinstance(sheet, CommitSheet)
    await it.until(lambda: sheet.armed, "the end of the guard")
    return sheet


async def _commit(it: Driver) -> None:
    await _lines(it)
    await _review(it)


async def _placed(it: Driver) -> None:
    """An order of 1,000 resistors was sent; the history is before us."""
    await it.press("3", "s", "enter")
    await _search(it, "RC0603FR-0710KL")
    await it.press("a", "1000", "enter")
    sheet = await _review(it)
    await it.press(sheet.review.number[-4:], "enter")
    await it.until(lambda: isinstance(it.app.sheet, OutcomeSheet), "the outcome")
    await it.press("enter")


async def _inbound(it: Driver) -> None:
    await _placed(it)
    await it.press("home", "e")
    await it.sees("was told nothing of this order")
    await it.press("m")
    await it.sees("whom it comes from")
    await it.still()
    for _ in ("supplier", "warehouse", "SKU"):
        await it.press("enter", "enter")
        await it.still()
    await it.press("escape", "m")
    await it.sees("ShipStation has it as")


async def _unknown(it: Driver) -> None:
    await _placed(it)
    await it.sees("? 1 unknown")
    await it.press("home", "enter")
    await it.sees("may or may not have been placed")


async def _morning(it: Driver) -> None:
    await _unknown(it)
    await it.press("escape", "w")
    await it.sees("Enter opens it")


async def _down(it: Driver) -> None:
    await _search(it, "0603 10k 1%")
    book = Book.existing(it.app.services.places.vendor)
    Faults(book).put("down")
    book.close()
    await it.press("f5")
    await it.sees("DigiKey trouble")


async def _history(it: Driver) -> None:
    await it.press("4", "z", "down", "down")


async def _order(it: Driver) -> None:
    await it.press("4", "/", "part shipped", "escape")
    await it.sees("part shipped")
    await it.press("enter")
    await it.sees("sales order")


async def _none(it: Driver) -> None:
    await it.press("1")
    await it.sees("names no bonded stock")


async def _above(it: Driver) -> None:
    await _commit(it)
    await it.press("f4", "line 4 stands still", "enter")
    await it.sees("asked for approval")


async def _help(it: Driver) -> None:
    await it.press("3", "?")
    await it.sees("Every key")


SCENES = (
    Scene("desk", "the desk: four panes, a draft of three lines", _desk),
    Scene("search", "a search, answered here and by the vendor", _found),
    Scene("part", "a part opened: packagings and price breaks", _part),
    Scene("compared", "a part that two vendors sell, compared at a quantity", _compared),
    Scene("bonded", "bonded stock of one location", _bonded),
    Scene("by-part", "bonded stock by part, one unfolded into its locations", _by_part),
    Scene("values", "what the reported reserves come to, by location and currency", _values),
    Scene("terms", "what an order asks for besides parts and quantities", _terms),
    Scene("typing", "lines typed in the draft; a part is completed, bonded first", _typing),
    Scene("import", "a pasted parts list, and what a spreadsheet did to it", _import),
    Scene("history", "the history: ours and the account's other orders", _history),
    Scene("order", "an order opened: lines beside lines, shipments", _order),
    Scene("commit", "the commit sheet: the point of no return", _commit),
    Scene("inbound", "what the warehouse was told of an order, step by step", _inbound),
    Scene("help", "every key", _help),
    Scene("light", "the desk in the light theme", _desk, theme="light"),
    Scene(
        "approval", "an order above a limit, which a colleague is to approve", _above, limits=LOW
    ),
    Scene("moq-broken", "a quantity below the minimum, with the nearest legal one", _moq),
    Scene("unknown", "an order whose answer never came", _unknown, "drop-after"),
    Scene("morning", "what has to be looked at, the most urgent first", _morning, "drop-after"),
    Scene("vendor-down", "the vendor answers 503; what is known stays", _down),
    Scene("no-agreement", "an account without bonded stock", _none, "no-agreement-empty"),
)


@asynccontextmanager
async def running(
    folder: Path, size: tuple[int, int], faults: str, limits: Rules = NO_RULES
) -> AsyncIterator[Driver]:
    """The program over its sandbox in `folder`, once the first answers are there."""
    places = Places.of("sandbox", folder)
    prepare(places)
    with mock.patch("cache.opened.who", return_value=BUYER):
        clock = FixedClock(datetime.fromisoformat(AT))
        services = Services(places, clock, limits=limits)
    app = Bondroom(services, Live(services, AT))
    with mock.patch.dict(os.environ, TZ="UTC", BONDROOM_SANDBOX_FAULTS=faults):
        time.tzset()
        async with app.run_test(size=size) as pilot:
            it = Driver(app, pilot)
            await it.until(app.ready.is_set, "the first answers")
            yield it
    time.tzset()


async def drawn(scene: Scene, size: tuple[int, int], folder: Path) -> str:
    """The SVG of `scene` at `size`; `folder` is a scratch one."""
    themes.use(scene.theme)
    try:
        async with running(folder, size, scene.faults, scene.limits) as it:
            await scene.play(it)
            await it.still()
            return it.app.export_screenshot(title=f"Bondroom: {scene.shows}")
    finally:
        themes.use("dark")


def file_of(scene: Scene, size: tuple[int, int]) -> Path:
    return FOLDER / f"{scene.name}-{size[0]}x{size[1]}.svg"
