"""From a draft to placed orders on the screen: review, one sheet an order, the outcome in words."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from cache.places import Refusal
from tui.screens.commit import AskingSheet, CommitSheet
from tui.screens.outcome import OutcomeSheet
from vendors.errors import VendorError

if TYPE_CHECKING:
    from cache.review import Review
    from tui.app import Bondroom
    from tui.panes.builder import BuilderPane


class Placement:
    """One walk through the orders of one draft. Calls `done` once it is reviewed, or cannot be."""

    def __init__(self, app: Bondroom, builder: BuilderPane, done: Callable[[], None]) -> None:
        self._app = app
        self._builder = builder
        self._done = done
        self._reviews: list[Review] = []
        self._at = 0
        # Where the news of settled orders stood before any of these was sent.
        self._after = 0
        self._sheet: CommitSheet | None = None
        self._asking = AskingSheet(self._leave)
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
        try:
            await self._builder.flush()
            draft = self._builder.draft
            if draft is None:
                return
            services = self._app.services
            self._reviews = await services.placing.review(draft)
            self._after, _ = await services.orders.settled(None)
        except Exception:
            if not self._left:
                raise
        finally:
            self._done()
            self._asked = True
            # Something may have come up over it meanwhile; it then goes with Esc.
            if self._app.sheet is self._asking:
                self._app.close_sheet()
        for review in self._reviews:
            # A price came for every line that has nothing against it.
            if not all(line.problem for line in review.lines):
                self._app.vendor(review.vendor, "ok")
        if not self._left:
            self._app.say("")
            self._show()

    def _leave(self) -> None:
        self._app.close_sheet()
        if not self._asked:
            self._left = True
            self._app.say("the review was left; nothing was sent")

    def _show(self) -> None:
        review = self._reviews[self._at]
        place = f"order {self._at + 1} of {len(self._reviews)}"
        self._sheet = CommitSheet(self._app, review, place, self._send, self._renumber)
        self._app.show_sheet(self._sheet)

    def _renumber(self, text: str) -> None:
        self._app.work(partial(self._give_number, text), "place", alone=False)

    async def _give_number(self, text: str) -> None:
        sheet, review = self._sheet, self._reviews[self._at]
        if sheet is None:
            return
        try:
            review = await self._app.services.placing.renumber(review.order_id, text)
        except Refusal as refusal:
            sheet.refused(refusal.sentence)
            return
        self._reviews[self._at] = review
        sheet.renumbered(review)
        self._app.changed("orders")

    def _send(self) -> None:
        self._app.work(self._place, "place", alone=False)

    async def _place(self) -> None:
        from cache.placing import NotWritten

        sheet, review = self._sheet, self._reviews[self._at]
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
            return
        except VendorError as error:
            sheet.refused(error.sentence)
            self._app.heard(error)
            return
        self._app.close_sheet()
        more = self._at + 1 < len(self._reviews)
        # What was said to keys meanwhile is over.
        self._app.say("")
        self._app.show_sheet(
            OutcomeSheet(self._app, review, answer, self._next, more, warning, self._after)
        )
        # Its lines have left the draft, also where the next sheet is closed with Esc.
        await self._builder.reopen()
        self._app.changed("orders")

    def _next(self) -> None:
        self._app.close_sheet()
        self._at += 1
        if self._at < len(self._reviews):
            self._show()
        else:
            self._app.show_order(self._reviews[-1].number)
