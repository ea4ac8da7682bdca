"""A shop whose order of 250 resistors can be changed, and the keys that lead to the change."""

from __future__ import annotations

from datetime import date

from tests.cache.changing_kit import ChangingVendor, held_line, planned
from tests.tui.kit import Shop, ShopDriver
from tests.tui.test_placing import placed, reviewed
from tui.screens.change import ChangeSheet
from tui.screens.change_commit import ChangeCommit, ChangeOutcome
from tui.screens.order import OrderSheet
from vendors.afterwards import HeldLine
from vendors.vocabulary import Answer, Outcome

MARCH, APRIL = date(2026, 3, 18), date(2026, 4, 1)
LOST = Answer(Outcome.UNKNOWN, "the connection broke before an answer came")


def resistors(quantity: int = 250, **more: object) -> HeldLine:
    given = {"number": "311-10.0KHRCT-ND", "part": "RC0603FR-0710KL", **more}
    return held_line(quantity, **given)


class ChangeShop(Shop, ChangingVendor):
    """The shop of the other tests, whose orders stand in two schedules."""

    def __init__(self) -> None:
        super().__init__()
        plan = planned((150, MARCH), (100, APRIL))
        self.lines = {"1": resistors(schedules=plan)}


async def order_opened(it: ShopDriver) -> OrderSheet:
    """Place 250 resistors, and open the order."""
    await reviewed(it)
    await it.press("0001", "enter")
    await placed(it)
    await it.press("enter")
    await it.sees("▸○ accepted")
    await it.press("enter")
    await it.until(lambda: isinstance(it.app.sheet, OrderSheet), "the order's sheet")
    await it.still()
    sheet = it.app.sheet
    assert isinstance(sheet, OrderSheet)
    return sheet


async def form(it: ShopDriver) -> ChangeSheet:
    """The form of the only line, once the vendor has answered."""
    await order_opened(it)
    await it.press("c")
    await it.sees("new quantity")
    sheet = it.app.sheet
    assert isinstance(sheet, ChangeSheet)
    return sheet


async def asked(it: ShopDriver, quantity: str = "300") -> ChangeCommit:
    """Another quantity, shown as it would be sent."""
    await form(it)
    await it.press("enter", quantity, "enter", "P")
    await it.until(lambda: isinstance(it.app.sheet, ChangeCommit), "the sheet that sends it")
    sheet = it.app.sheet
    assert isinstance(sheet, ChangeCommit)
    await it.until(lambda: sheet.armed, "the end of the guard")
    return sheet


async def sent(it: ShopDriver) -> ChangeOutcome:
    await asked(it)
    await it.press("0001", "enter")
    await it.until(lambda: isinstance(it.app.sheet, ChangeOutcome), "the outcome")
    await it.still()
    sheet = it.app.sheet
    assert isinstance(sheet, ChangeOutcome)
    return sheet
