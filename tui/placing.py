"""From a draft to placed orders on the screen: review, one sheet an order, the outcome in words."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from cache.drafts import Stale
from cache.places import Refusal
from tui.screens.asking import AskingSheet
from tui.screens.commit import CommitSheet
from tui.screens.commit_orders import Batch
from tui.screens.limit_rows import Limits, limits_of
from tui.screens.outcome import OutcomeSheet
from vendors.errors import VendorError

if TYPE_CHECKING:
    from cache.review import Review
    from tui.app import Bondroom
    from tui.panes.builder import BuilderPane


def refuse(app: Bondroom, sentence: str) -> None:
    """Nothing can be reviewed, and why: on a sheet, for keys still come that were typed at it."""
    sheet = AskingSheet(app, app.close_sheet)
    app.show_sheet(sheet)
    sheet.refused(sentence)


class Placement:
    """One walk through the orders of one draft. Calls `done` once it is reviewed, or cannot be."""

    def __init__(self, app: Bondroom, builder: BuilderPane, done: Callable[[], None]) -> None:
        self._app = app
        self._builder = builder
        self._done = done
        self._batch = Batch("", [])
        # Where the news of settled orders stood before any of these was sent.
        self._after = 0
        self._sheet: CommitSheet | None = None
        self._limits: Limits | None = None
        self._asking = AskingSheet(app, self._leave)
        self._reviewing: asyncio.Task[list[Review]] | None = None
        self._waiting: asyncio.Task[None] | None = None
        self._left = False
        self._asked = False

    def start(self) -> None:
        """From here on keys do nothing to the draft; Esc goes back to it."""
        if words := self._builder.why_not_change():
            self._done()
            self._app.say(words, "warn")
            return
        self._app.show_sheet(self._asking)
        self._app.work(self._begin, "review", alone=False)

    async def _begin(self) -> None:
        """Save the draft, fetch today's prices, give the numbers, and show the first order."""
        refusal = ""
        try:
            await self._ask()
        except (Refusal, Stale) as error:
            refusal = error.sentence
        except VendorError as error:
            refusal = error.sentence
            if not self._left:
                self._app.heard(error)
        except asyncio.CancelledError:
            if not self._left:
                raise
        except Exception:
            if not self._left:
                raise
        finally:
            self._done()
            self._asked = True
        reviews = self._batch.reviews
        if self._left:
            return
        if refusal or not reviews:
            self._asking.refused(refusal or "The draft is not open. Nothing was reviewed.")
            return
        for review in reviews:
            # A price came for every line that has nothing against it.
            if not all(line.problem for line in review.lines):
                self._app.vendor(review.vendor, "ok")
        self._app.say("")
        self._show()

    async def _ask(self) -> None:
        # What is typed becomes a line, and what was typed an offer: an answer that came later
        # would change the draft while it is reviewed.
        self._builder.flush_typed()
        looked_up = self._builder.looking.ended(self._asking.looking)
        self._waiting = asyncio.ensure_future(looked_up)
        await self._waiting
        await self._builder.flush()
        draft = self._builder.draft
        if draft is None or self._left:
            return
        shown, services = draft.lines, self._app.services
        try:
            ask = services.placing.review(draft, self._asking.progressed)
            self._reviewing = asyncio.ensure_future(ask)
            reviews = await self._reviewing
        finally:
            if self._builder.draft_lines is not shown:
                # Lines that were still open are looked up.
                line = self._builder.line
                self._builder.show_lines(None if line is None else line.id)
        self._after, _ = await services.orders.settled(None)
        codes = {site.customer_id: site.code for site in services.bonded.locations()}
        self._batch = Batch(draft.label, reviews, codes)
        await self._read_limits()

    async def _read_limits(self) -> None:
        """How the order at its turn stands to the buyer's limits, with what was placed before it.
        Raises Refusal."""
        if self._batch.reviews:
            self._limits = await limits_of(self._app, self._batch.review.order_id)

    def _leave(self) -> None:
        """Nothing more is asked; what was asked and is on its way is stored when it comes."""
        self._app.close_sheet()
        refusal = self._asking.refusal
        if not self._asked:
            self._left = True
            for task in (self._waiting, self._reviewing):
                if task is not None:
                    task.cancel()
            self._app.say("the review was left; nothing was sent")
        elif refusal:
            self._app.say(refusal, "warn")

    def _show(self) -> None:
        self._sheet = CommitSheet(
            *(self._app, self._batch, self._send, self._renumber),
            rehearse=self._rehearse,
            limits=self._limits,
            ask=self._ask_approval,
            go_on=self._go_on,
        )
        # Something may have come up over it meanwhile; it then goes with Esc.
        if self._app.sheet is self._asking:
            self._app.close_sheet()
        self._app.show_sheet(self._sheet)

    def _renumber(self, text: str) -> None:
        self._app.work(partial(self._give_number, text), "place", alone=False)

    async def _give_number(self, text: str) -> None:
        sheet, review = self._sheet, self._batch.review
        if sheet is None:
            return
        try:
            review = await self._app.services.placing.renumber(review.order_id, text)
        except Refusal as refusal:
            sheet.refused(refusal.sentence)
            return
        self._batch.reviews[self._batch.at] = review
        sheet.renumbered(review)
        self._app.changed("orders")

    def _rehearse(self) -> None:
        self._app.work(self._try_out, "place", alone=False)

    async def _try_out(self) -> None:
        """Have the vendor look at the order that is shown. Places nothing."""
        sheet, review = self._sheet, self._batch.review
        if sheet is None:
            return
        try:
            said = await self._app.services.placing.rehearse(review.order_id)
        except Refusal as refusal:
            sheet.refused(refusal.sentence)
            return
        except Exception:
            sheet.refused("The order was not looked at, and nothing was placed.")
            raise
        sheet.rehearsed(said)

    def _send(self) -> None:
        self._app.work(self._place, "place", alone=False)

    async def _place(self) -> None:
        from cache.sending import NotWritten

        sheet, review = self._sheet, self._batch.review
        if sheet is None:
            return
        warning = ""
        services = self._app.services
        services.placing.began = sheet.began
        try:
            answer = await services.placing.place(review.order_id, sheet.same_because)
        except NotWritten as told:
            answer, warning = told.answer, told.sentence
        except Refusal as refusal:
            sheet.refused(refusal.sentence)
            # Somebody may have placed, or decided, what makes it one above a limit.
            await sheet.again()
            return
        except VendorError as error:
            sheet.refused(error.sentence)
            self._app.heard(error)
            return
        batch = self._batch
        batch.became[batch.at] = answer.outcome
        following = ""
        if batch.following is not None:
            following = f"order {batch.at + 2} of {len(batch.reviews)}, {batch.following.number}"
        self._app.close_sheet()
        # What was said to keys meanwhile is over.
        self._app.say("")
        self._app.show_sheet(
            OutcomeSheet(self._app, review, answer, self._next, following, warning, self._after)
        )
        # Its lines have left the draft, also where the next sheet is closed with Esc.
        await self._builder.reopen()
        self._app.changed("orders")

    def _next(self) -> None:
        if self._batch.following is None:
            self._app.close_sheet()
            self._app.show_order(self._batch.reviews[-1].number)
        else:
            self._go_on()

    def _go_on(self) -> None:
        """To the order that follows; one that waits for approval stays in the draft."""
        self._app.close_sheet()
        self._batch.at += 1
        self._app.work(self._follow, "place", alone=False, hold=True)

    async def _follow(self) -> None:
        try:
            await self._read_limits()
        except Refusal as refusal:
            refuse(self._app, refusal.sentence)
            return
        self._show()

    def _ask_approval(self, reason: str) -> None:
        self._app.work(partial(self._asked_approval, reason), "place", alone=False)

    async def _asked_approval(self, reason: str) -> None:
        batch = self._batch
        request = await self._app.services.approvals.ask(batch.review.order_id, reason)
        batch.asked.add(batch.at)
        if self._sheet is not None:
            await self._sheet.again()
        self._app.say(f"{request.number} waits for approval; w tells when it is decided", "good")
        self._app.changed("orders")
