"""Ann orders above a limit; Carol may approve it: what the tests of either do first."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from decimal import Decimal
from pathlib import Path
from unittest import mock

from cache.clock import FixedClock
from cache.people import Person
from cache.places import Places
from cache.services import Services
from cache.spending_rules import Limit, Rules
from tests.cache.desk import NOON
from tests.tui.kit import DESK, ShopDriver, desk
from tests.tui.test_placing import reviewed
from tui.screens.approval import ApprovalSheet
from tui.screens.commit import CommitSheet
from tui.screens.morning import MorningSheet
from tui.screens.reason import ReasonSheet

CAROL = Person(1003, "carol", "Carol Diaz", False)
# 250 resistors are 25.00 USD.
RULES = Rules(
    (Limit("*", "*", "USD", order=Decimal(20), day=Decimal(60), week=Decimal(90)),),
    ("carol", "dan"),
)
WHY = "line four stands still"


@asynccontextmanager
async def session(folder: Path, person: Person = CAROL) -> AsyncIterator[Services]:
    """The services of another person, on the same files."""
    with mock.patch("cache.opened.who", return_value=person):
        other = Services(Places.of("sandbox", folder), FixedClock(NOON), limits=RULES)
    await other.open()
    yield other
    await other.close()


async def asked(it: ShopDriver, *keys: str) -> CommitSheet:
    """Review what is above a limit, and ask for its approval."""
    sheet = await reviewed(it, *keys)
    await it.press("f4")
    await it.until(lambda: isinstance(it.app.sheet, ReasonSheet), "what asks for the reason")
    await it.press(WHY, "enter")
    await it.sees("… ann asked for approval")
    await it.still()
    await it.until(lambda: sheet.armed, "the end of the guard")
    return sheet


async def decided(other: Services, approve: bool = True, reason: str = "as you say") -> None:
    (request,) = [one for one in await other.approvals.waiting() if one.state == "asked"]
    await other.approvals.look(request.id)
    await other.approvals.decide(request.id, approve, reason)


async def opened(it: ShopDriver) -> ApprovalSheet:
    """From the first screen to the request that waits, by the list of what to look at."""
    await it.press("w")
    await it.until(lambda: isinstance(it.app.sheet, MorningSheet), "the list")
    await it.press("1")
    return await sheet_of(it)


async def sheet_of(it: ShopDriver) -> ApprovalSheet:
    await it.until(lambda: isinstance(it.app.sheet, ApprovalSheet), "the request")
    sheet = it.app.sheet
    assert isinstance(sheet, ApprovalSheet)
    await it.until(lambda: sheet.armed, "the end of the guard")
    return sheet


def one_line(it: ShopDriver) -> str:
    """The screen without frames, in one line: sentences break anywhere."""
    return " ".join("".join(" " if one in "│╭╮╰╯─" else one for one in it.text()).split())


@asynccontextmanager
async def at_carols(
    folder: Path, size: tuple[int, int] = DESK, person: Person = CAROL
) -> AsyncIterator[ShopDriver]:
    """Ann asked and left; the desk of whoever may approve it, or may not."""
    async with desk(folder, limits=RULES) as it:
        await asked(it)
    async with desk(folder, size, ship_to=False, person=person, limits=RULES) as it:
        yield it
