"""The tour: the main job, headless, through the true screen, the true stores and the sandbox.

Parts are found at two vendors, one is released from bonded stock, and one draft becomes three
orders. The warehouse is told of each, goods are received for one, and after a restart all of it is
in the history as the vendors' books have it. The clock stands still and the seed is fixed, so that
every run says the same.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from cache.purchase_orders import vendor_name
from tui.cli.touring import Hands, TourFailed, book, step
from tui.screens.choice import ChoiceSheet
from tui.screens.commit import CommitSheet
from tui.screens.outcome import OutcomeSheet
from tui.terminal import complain, harden
from tui.text import counted, pieces
from vendors.vocabulary import Outcome

if TYPE_CHECKING:
    from cache.inbound_rows import InboundRow
    from cache.places import Places
    from cache.review import Review
    from tui.screens.inbound_names import NamesSheet

FROZEN = "2026-11-23T14:02:00+00:00"
SIZE = (120, 40)
# Ordinary lines go to the first location; the bonded one is released at another.
_SHIP_TO, _BONDED_AT = "AUS", "PEN"
# What the warehouse calls what it is told of: words that narrow its own names to one.
_SUPPLIERS = {"digikey": "DigiKey", "ti": "Texas"}
_WAREHOUSES = {_SHIP_TO: "Austin plant", _BONDED_AT: "Penang"}
_DOCK = "dock"


def play() -> int:
    """Play it and print each step. 0 where all went well."""
    harden()
    os.environ["TZ"] = "UTC"
    folder = Path(tempfile.mkdtemp(prefix="bondroom-tour-"))
    began = perf_counter()
    try:
        asyncio.run(_play(folder))
    except TourFailed as error:
        complain(f"the tour did not go well: {error}")
        return 1
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    step("done", f"{perf_counter() - began:.1f} s, {_resident_mib()} MiB in use at most")
    return 0


async def _play(folder: Path) -> None:
    from cache.places import Places, prepare

    places = Places.of("sandbox", folder)
    prepare(places)
    async with _session(places) as hands:
        tour = _Tour(hands)
        await tour.starts()
        await tour.drafts()
        placed = await tour.places()
        for review in placed:
            await tour.tells(review)
        await tour.receives(next(one for one in placed if one.vendor == "ti"))
    async with _session(places) as hands:
        await _Tour(hands).finds_again(placed)


@asynccontextmanager
async def _session(places: Places) -> AsyncIterator[Hands]:
    """A whole session over the same files. Raises TourFailed where it ended in a fault."""
    from cache.clock import FixedClock
    from cache.services import Services
    from tui.app import Bondroom
    from tui.live import Live

    services = Services(places, FixedClock(datetime.fromisoformat(FROZEN)))
    app = Bondroom(services, Live(services, FROZEN))
    async with app.run_test(size=SIZE) as pilot:
        hands = Hands(app, pilot)
        await hands.until(app.ready.is_set, "the first answers")
        yield hands
    if app.fault:
        raise TourFailed(app.fault)


class _Tour:
    def __init__(self, hands: Hands) -> None:
        self._hands = hands
        self._app = hands.app
        self._folder = hands.app.services.places.vendor

    # -- one draft

    async def starts(self) -> None:
        bonded, orders = await self._hands.rows("bonded"), await self._hands.rows("history")
        step("start", f"{bonded} bonded parts, {orders} orders on the accounts")

    async def drafts(self) -> None:
        """A catalogue line, a line at TI and a released one, to two ship-tos."""
        hands, app = self._hands, self._app
        await self._adds("RC0603FR-0710KL", 2500, "digikey")
        await self._adds("LM358DR", 1000, "ti")
        bonded = hands.panes["bonded"]
        await hands.keys("1")
        for _ in range(len(app.services.bonded.locations())):
            row = bonded.current
            if row is not None and row.code == _BONDED_AT:
                break
            was = row
            await hands.keys("right")
            await hands.until(lambda was=was: bonded.current != was, "the next location")  # type: ignore[misc]
        await hands.keys("a", "enter")
        await hands.until(lambda: app.said.startswith("line 3"), "the released line")
        step("release", f"{app.said} at {_BONDED_AT}")
        await hands.keys("3s")
        await hands.sheet(ChoiceSheet, "the ship-tos")
        await hands.keys("enter")
        await self._chooses_a_profile()

    async def _adds(self, part: str, quantity: int, vendor: str) -> None:
        hands, app = self._hands, self._app
        row = await hands.searches(part)
        sellers = ", ".join(sorted({vendor_name(one.offer.vendor) for one in row.offers}))
        step("search", f"{part} by {row.maker}: {counted(len(row.offers), 'offer')} of {sellers}")
        before = app.said
        await hands.keys("a", str(quantity), "enter")
        await hands.until(lambda: app.said != before and app.said.startswith("line"), "the line")
        draft = hands.draft
        if draft.lines[-1].vendor != vendor:
            raise TourFailed(f"the line is {vendor_name(draft.lines[-1].vendor)}'s: {app.said}")
        step("add", f"{app.said} at {vendor_name(vendor)}")

    async def _chooses_a_profile(self) -> None:
        """TI takes no order that names none."""
        from tui.screens.terms import OrderTermsSheet

        hands = self._hands
        await hands.keys("T")
        sheet = await hands.sheet(OrderTermsSheet, "the order's terms")
        await hands.choose(sheet, "profile", "Austin")
        profile = next(one for one in sheet.fields() if one.id == "profile")
        step("terms", f"TI's checkout profile {profile.value.partition(' · ')[0]}")
        await hands.keys("escape")

    # -- three orders

    async def places(self) -> list[Review]:
        await self._hands.keys("P")
        placed = [await self._places_one()]
        while isinstance(self._app.sheet, CommitSheet):
            placed.append(await self._places_one())
        to = {(one.vendor, one.code) for one in placed}
        if to != {("digikey", _SHIP_TO), ("ti", _SHIP_TO), ("digikey", _BONDED_AT)}:
            raise TourFailed(f"the draft became other orders: {sorted(to)}")
        for review in placed:
            await self._is_in_the_vendors_book(review)
        return placed

    async def _places_one(self) -> Review:
        hands = self._hands
        sheet = await hands.sheet(CommitSheet, "the commit sheet")
        review = sheet.review
        if review.problems:
            raise TourFailed(f"{review.number} cannot be placed: {review.problems[0]}")
        await hands.until(lambda: sheet.armed, "the commit sheet to take keys")
        for asked, words in ((review.twins, "SAME the tour again"), (review.ncnr, "NCNR")):
            if asked:
                await hands.keys(words, "enter")
                await hands.until(lambda: sheet.armed, "the commit sheet to take keys again")
        await hands.keys(review.number[-4:], "enter")
        outcome = await hands.sheet(OutcomeSheet, "an outcome")
        await hands.until(lambda: outcome.armed, "the outcome to take keys")
        answer = outcome.answer
        if answer.outcome is not Outcome.ACCEPTED:
            raise TourFailed(f"{review.number}: {answer.outcome} {answer.message}")
        total = f"{review.total} {review.currency}"
        step(
            "placed",
            f"{review.number}: {counted(len(review.lines), 'line')} to {review.code}, "
            f"{total}, {vendor_name(review.vendor)}'s {', '.join(answer.vendor_numbers)}",
        )
        await hands.keys("enter")
        await hands.until(lambda: self._app.sheet is not outcome, "the next order")
        return review

    async def _is_in_the_vendors_book(self, review: Review) -> None:
        vendor = review.vendor
        held = await book(self._folder, review.number, vendor)
        ours = [(line.number, line.quantity) for line in review.lines]
        theirs = [(line["number"], line["quantity"]) for line in held["lines"]]
        # TI's total has shipping and tax in it, which nobody knew before.
        total = held["goods" if vendor == "ti" else "total"]
        if ours != theirs or review.total != Decimal(total):
            raise TourFailed(f"{review.number} differs in {vendor_name(vendor)}'s book: {held}")
        step(
            "equal",
            f"another process reads the same lines and {total} in {vendor_name(vendor)}'s book",
        )

    # -- the warehouse

    async def tells(self, review: Review) -> None:
        """Tell the warehouse of an order; what it calls things is asked for at first use."""
        from tui.screens.inbound import InboundSheet
        from tui.screens.inbound_names import NamesSheet

        hands = self._hands
        await hands.finds(review.number)
        await hands.keys("e")
        await hands.sheet(InboundSheet, "what the warehouse knows")
        await hands.keys("m")
        names = await hands.sheet(NamesSheet, "what the warehouse calls it")
        named = await self._says_names(names, review)
        await hands.keys("escape")
        await hands.sheet(InboundSheet, "what the warehouse knows")
        await hands.keys("m")
        row = await self._inbound(review, "open")
        step(
            "inbound", f"{review.number} is {row.inbound_number} at ShipStation; said once: {named}"
        )
        await hands.keys("escape")

    async def _says_names(self, sheet: NamesSheet, review: Review) -> str:
        """Say every name that is missing, in the order in which they stand."""
        words = {
            "supplier": _SUPPLIERS[review.vendor],
            "warehouse": _WAREHOUSES[review.code],
            "sku": "",
        }
        said = []
        for field in [one for one in sheet.fields() if one.id and not one.value]:
            kind = field.id.partition(" ")[0]
            await self._hands.choose(sheet, field.id, words[kind])
            said.append(kind)
        return ", ".join(said)

    async def _inbound(self, review: Review, state: str) -> InboundRow:
        """The order's row of the warehouse, once it is so."""
        rows = self._app.services.inbound_rows

        def there() -> bool:
            row = rows([review.order_id]).get(review.order_id)
            return row is not None and row.state == state

        await self._hands.until(there, f"{review.number} to be {state} at the warehouse")
        return rows([review.order_id])[review.order_id]

    async def receives(self, review: Review) -> None:
        """All of the order came."""
        from tui.screens.inbound import InboundSheet
        from tui.screens.receiving import ReceivingSheet

        hands = self._hands
        await hands.finds(review.number)
        await hands.keys("e")
        await hands.sheet(InboundSheet, "what the warehouse knows")
        await hands.keys("r")
        sheet = await hands.sheet(ReceivingSheet, "what is open of it")
        await hands.choose(sheet, "place", _DOCK)
        (line,) = review.lines
        came = next(one.id for one in sheet.fields() if one.id.startswith("received"))
        await hands.choose(sheet, came, str(line.quantity))
        await hands.keys("P", "enter")
        await self._inbound(review, "received")
        step("received", f"{pieces(line.quantity)} {line.part} of {review.number}, posted once")
        await hands.keys("escape")

    # -- after a restart

    async def finds_again(self, placed: Sequence[Review]) -> None:
        for review in placed:
            await self._hands.finds(review.number)
            vendor = vendor_name(review.vendor)
            state = "received" if review.vendor == "ti" else "open"
            row = await self._inbound(review, state)
            step("found", f"{review.number} at {vendor} and {row.inbound_number} {state}, anew")
            await self._is_in_the_vendors_book(review)
            await self._is_in_the_warehouses_book(review, row, state)

    async def _is_in_the_warehouses_book(self, review: Review, row: InboundRow, state: str) -> None:
        held = await book(self._folder, review.number, "shipstation")
        theirs = [
            (one["supplier_sku"], one["quantity"], Decimal(one["cost"])) for one in held["products"]
        ]
        ours = [(line.number, line.quantity, line.unit_price) for line in review.lines]
        came = sum(one["received"] for one in held["came"].values())
        wanted = sum(line.quantity for line in review.lines) if state == "received" else 0
        same = (theirs, held["status"], held["order_number"], came)
        if same != (ours, state, row.inbound_number, wanted):
            raise TourFailed(f"{review.number} differs in ShipStation's book: {held}")
        step("equal", f"{held['order_number']} {state}, {pieces(came)} received in its book")


def _resident_mib() -> int:
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
