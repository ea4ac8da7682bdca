"""From a draft to placed orders on the screen: review, one sheet an order, the outcome in words."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from cache.places import Refusal
from tui.screens.commit import CommitSheet, OutcomeSheet
from vendors.errors import VendorError

if TYPE_CHECKING:
    from cache.review import Review
    from tui.app import Bondroom
    from tui.panes.builder import BuilderPane


class Placement:
    """One walk through the orders of one draft. Ends by calling `done`, whatever happens."""

    def __init__(self, app: Bondroom, builder: BuilderPane, done: Callable[[], None]) -> None:
        self._app = app
        self._builder = builder
        self._done = done
        self._reviews: list[Review] = []
        self._at = 0
        self._sheet: CommitSheet | None = None

    async def begin(self) -> None:
        """Save the draft, fetch today's prices, give the numbers, and show the first order."""
        try:
            await self._builder.flush()
            draft = self._builder.draft
            if draft is None:
                return
            self._reviews = await self._app.services.placing.review(draft)
        finally:
            self._done()
        self._app.say("")
        self._show()

    def _show(self) -> None:
        review = self._reviews[self._at]
        place = f"order {self._at + 1} of {len(self._reviews)}"
        self._sheet = CommitSheet(self._app, review, place, self._send)
        self._app.show_sheet(self._sheet)

    def _send(self) -> None:
        self._app.work(self._place, "place", alone=False)

    async def _place(self) -> None:
        from cache.placing import NotWritten

        sheet, review = self._sheet, self._reviews[self._at]
        if sheet is None:
            return
        warning = ""
        try:
            answer = await self._app.services.placing.place(review.order_id)
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
        self._app.show_sheet(OutcomeSheet(review, answer, self._next, more, warning))
        self._app.changed("orders")
        # Its lines have left the draft, also where the next sheet is closed with Esc.
        await self._builder.reopen()

    def _next(self) -> None:
        self._app.close_sheet()
        self._at += 1
        if self._at < len(self._reviews):
            self._show()
        else:
            self._app.show_order(self._reviews[-1].number)
