"""`bondroom place`: reviews a draft and places what it becomes, one order after the other.

The sheet of the screen decides what has to be typed and what counts; here it is written as text,
and what is typed comes from the person's terminal, never from a pipe or a word of the command.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cache.places import Refusal
from tui.cli.at_desk import working
from tui.cli.command import Asked
from tui.cli.draft_commands import changed
from tui.cli.headless import MISUSED, NOT_DONE, UNKNOWN_OUTCOME, Desk
from tui.cli.spoken import text_of
from tui.cli.typed_ends import Left, Terminal
from tui.text import counted
from vendors.errors import VendorError
from vendors.vocabulary import Outcome

if TYPE_CHECKING:
    from cache.progress import Progress
    from cache.review import Review
    from tui.screens.commit import CommitSheet
    from tui.screens.commit_orders import Batch
    from tui.screens.sheet import BaseSheet
    from vendors.vocabulary import Answer

_TAKEN = (Outcome.ACCEPTED, Outcome.ACCEPTED_NO_NUMBER)
# Nothing is said of how far a short question is.
_MANY = 20


@working(vendors=True)
async def place(desk: Desk, asked: Asked) -> int:
    """Exit status: 0 all placed, 1 not all, 4 of one it is not known."""
    from tui.screens.commit_orders import Batch

    sends = not (asked.flag("rehearse") or asked.flag("show") or asked.text("ask-approval"))
    # Whether there is a person is found out before any number is given.
    terminal = Terminal() if sends else None
    draft = await changed(desk, asked)
    services = desk.services
    if sends and (words := services.why_not_send):
        raise Refusal(words)
    desk.note("Asking for the prices of now.")
    reviews = await services.placing.review(draft, _Far(desk).progressed)
    after, _ = await services.orders.settled(None)
    codes = {site.customer_id: site.code for site in services.bonded.locations()}
    batch = Batch(draft.label, reviews, codes)
    walk = _Walk(desk, batch, terminal, after)
    if number := asked.text("number"):
        if len(reviews) > 1:
            raise Refusal(
                f"{draft.label} becomes {len(reviews)} orders, and one number is of one alone.",
                MISUSED,
            )
        batch.reviews[0] = await services.placing.renumber(reviews[0].order_id, number)
    try:
        for at in range(len(batch.reviews)):
            batch.at = at
            await walk.one(asked)
    except Left:
        desk.note(f"{batch.left[:1].upper()}{batch.left[1:]}.")
        walk.left = True
    return walk.status


class _Far:
    """How far many questions are, said once in a while and never as a moving picture."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._said = 0

    def progressed(self, far: Progress) -> None:
        done = getattr(far, "done", 0)
        total = getattr(far, "total", getattr(far, "of", 0))
        if isinstance(done, int) and isinstance(total, int) and total > _MANY:
            quarter = 4 * done // total
            if quarter > self._said:
                self._said = quarter
                self._desk.note(f"{done:,} of {total:,} prices.")


@dataclass
class _Walk:
    """One walk through the orders of a draft."""

    desk: Desk
    batch: Batch
    terminal: Terminal | None
    # Where the news of settled orders stood before any of these was sent.
    after: int
    left: bool = False
    amiss: bool = field(default=False)

    @property
    def status(self) -> int:
        became = self.batch.became.values()
        if any(one is Outcome.UNKNOWN for one in became):
            return UNKNOWN_OUTCOME
        if self.terminal is None:
            return NOT_DONE if self.amiss else 0
        placed = sum(one in _TAKEN for one in became)
        return 0 if placed == len(self.batch.reviews) and not self.left else NOT_DONE

    async def one(self, asked: Asked) -> None:
        """Write the order that is at its turn; then what was asked for is done with it."""
        from tui.screens.commit import CommitSheet
        from tui.screens.limit_rows import limits_of

        desk, review = self.desk, self.batch.review
        sent: list[bool] = []
        sheet = CommitSheet(
            *(desk.room, self.batch, lambda: sent.append(True), lambda _: None, 0.0),
            limits=await limits_of(desk.room, review.order_id),
        )
        desk.write()
        desk.show(sheet)
        await self._approval(sheet, asked.text("ask-approval"))
        if review.problems:
            self.amiss = True
        if asked.flag("rehearse"):
            await self._rehearse(sheet, review)
        if self.terminal is None:
            write_foot(desk, sheet, ask=False)
            return
        while True:
            write_foot(desk, sheet)
            if sheet.held or sheet.review.problems:
                # Nothing of it can be typed: the next one may be as it should.
                self.amiss = True
                todo = "`place --ask-approval REASON` asks for approval" if sheet.held else ""
                desk.say(f"{review.number} was not placed. {todo}".strip(), "warn")
                return
            typed = await self.terminal.ask("> ")
            if not typed:
                raise Left
            sheet.editor.text = typed
            sheet.do_commit()
            if not sent:
                continue
            sent.clear()
            answer, warning = await self._send(sheet, review)
            if answer is not None:
                self._outcome(review, answer, warning)
                return

    async def _send(self, sheet: CommitSheet, review: Review) -> tuple[Answer | None, str]:
        """Place it; None, with the reason on the sheet, where nothing was sent."""
        from cache.sending import NotWritten

        placing = self.desk.services.placing

        def began() -> None:
            sheet.began()
            # Where the terminal has gone the order goes on to its answer all the same.
            with contextlib.suppress(OSError):
                self.desk.note("Sending. It cannot be stopped now; the answer comes here.")

        self.desk.note("Checking prices and number. Nothing is sent yet.")
        placing.began = began
        try:
            return await placing.place(review.order_id, sheet.same_because), ""
        except NotWritten as told:
            return told.answer, told.sentence
        except Refusal as refusal:
            sheet.refused(refusal.sentence)
            # Somebody may have placed, or decided, what makes it one above a limit.
            await sheet.again()
        except VendorError as error:
            sheet.refused(error.sentence)
        return None, ""

    def _outcome(self, review: Review, answer: Answer, warning: str) -> None:
        from tui.screens.outcome import OutcomeSheet

        self.batch.became[self.batch.at] = answer.outcome
        sheet = OutcomeSheet(self.desk.room, review, answer, lambda: None, "", warning, self.after)
        self.desk.write()
        self.desk.show(sheet)
        if self.batch.following is not None:
            left = len(self.batch.reviews) - self.batch.at - 1
            self.desk.note(f"{counted(left, 'order')} more of {self.batch.label}.")

    async def _rehearse(self, sheet: CommitSheet, review: Review) -> None:
        """Have the vendor look at it. Places nothing."""
        if words := sheet.why_not_rehearse():
            self.amiss = True
            self.desk.say(f"{review.number}: {words}.", "warn")
            return
        from tui.screens.commit_rows import rehearsal_lines

        said = await self.desk.services.placing.rehearse(review.order_id)
        self.amiss = self.amiss or said.passed is not True
        for line in rehearsal_lines(review, said, self.desk.width):
            self.desk.write(text_of(line))

    async def _approval(self, sheet: CommitSheet, reason: str) -> None:
        """Ask another person's word for an order above the limits, where that was wanted."""
        if not reason:
            return
        number = sheet.review.number
        if words := sheet.why_not_approval():
            self.amiss = True
            self.desk.say(f"{number}: {words}. Nothing was asked.", "warn")
            return
        request = await self.desk.services.approvals.ask(sheet.review.order_id, reason)
        over = "; ".join(request.over)
        self.desk.write(f"{number} waits for approval, request {request.id}: {over}.")


def write_foot(desk: Desk, sheet: BaseSheet, *, ask: bool = True, every: bool = False) -> None:
    """What a sheet asks for, without its keys and its field; where nothing is asked its first line,
    or `every` one."""
    for line in sheet.foot(desk.width):
        roles = [role for _, role in line]
        if "key" in roles or not text_of(line) or text_of(line).startswith("▸"):
            continue
        desk.write(text_of(line))
        if not (ask or every):
            # The environment and the total; nothing is typed here.
            return
    if ask:
        desk.write("An empty line goes back.")
