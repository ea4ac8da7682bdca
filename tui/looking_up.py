"""Typed lines on their way to be offers: looked up beside the keys, put into the draft as told."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING, Protocol

from cache.typed_lines import put_onto, taken_as
from tui.text import counted

if TYPE_CHECKING:
    from cache.drafts import DraftLine
    from cache.resolving import Progress
    from cache.typed import Typed
    from tui.room import Room

# From so many lines at once on, the foot says how far it is.
_MANY = 10
# Seconds between two drawings of it.
SELDOM = 0.5


class Owner(Protocol):
    """Who has the lines, on the screen and in the ledger."""

    @property
    def draft_lines(self) -> list[DraftLine]: ...

    @property
    def ship_to(self) -> str | None: ...

    def answered(self, lines: list[DraftLine]) -> None:
        """These are the lines now. It is no change of the buyer's: nothing to undo."""

    def waits_changed(self) -> None:
        """Other lines are being looked up than before."""

    def progressed(self) -> None:
        """The foot says something else."""

    def soon(self, job: Callable[[], None]) -> None:
        """Do it once the keys that came are done."""

    def why_not_change(self) -> str | None: ...


class _Asking:
    """Lines that are asked for together; `open` are those of which it has still to tell."""

    def __init__(self, lines: Sequence[DraftLine]) -> None:
        self.lines = lines
        self.open = {line.id for line in lines}


class LookingUp:
    """What is asked for, and what was told, for the lines of one open draft."""

    def __init__(self, room: Room, owner: Owner) -> None:
        self._room = room
        self._owner = owner
        # By line, how many of the askings under way have still to tell of it.
        self._waiting: Counter[str] = Counter()
        # What is told waits here until the keys that came before it are done.
        self._told: dict[str, DraftLine] = {}
        self._asked: dict[str, Typed] = {}
        # Undo brings back lines as they were typed: their offers are known by then.
        self._offers: dict[str, DraftLine] = {}
        # Lines whose part was taken from a list that had not come yet.
        self.taking: set[str] = set()
        self._moved = asyncio.Event()
        # How far each asking of many lines has come, in the order in which they began.
        self._far: dict[_Asking, Progress] = {}
        self._drawn = 0.0
        # The lines of the draft, and their ids.
        self._here: tuple[list[DraftLine], set[str]] = ([], set())

    def waits(self, line_id: str) -> bool:
        """Whether this line is being looked up just now, or will be in a moment."""
        # What was told stands in the draft before the row stops saying that it is asked for.
        return line_id in self.taking or self._waiting[line_id] > 0 or line_id in self._told

    def ask(self, lines: Sequence[DraftLine], *, show: bool = True) -> None:
        """Have lines looked up that are no offers yet; nothing waits for it.

        Without `show`, who asks draws the rows.
        """
        lines = [line for line in lines if not line.known]
        if not lines:
            return
        for line in lines:
            self._asked[line.id] = line.typed
        asking = self._begin(lines)
        if show:
            self._owner.waits_changed()
        self._room.work(partial(self._ask, asking), "looking-up", alone=False)

    async def ask_again(self, lines: Sequence[DraftLine]) -> list[str]:
        """Ask anew for all of these, offers too; who presses a key for it waits for it.

        Returns what kept those that could not be asked, in sentences.
        """
        for line in lines:
            if not line.known:
                self._asked[line.id] = line.typed
        asking = self._begin(lines)
        self._owner.waits_changed()
        failed: list[str] = []
        await self._ask(asking, failed)
        await self.ended(_nobody)
        return failed

    async def ended(self, tell: Callable[[int, Progress | None], None]) -> None:
        """Return once all that was asked for the lines of the draft stands in it.

        `tell` is told how many lines are still looked up, and how far many are, as that changes.
        """
        while (left := sum(self.waits(x.id) for x in self._owner.draft_lines)) or self._told:
            tell(left, self.far)
            self._moved.clear()
            await self._moved.wait()

    def moved(self) -> None:
        """What is looked up has changed."""
        self._moved.set()

    def _begin(self, lines: Sequence[DraftLine]) -> _Asking:
        asking = _Asking(lines)
        self._waiting.update(asking.open)
        return asking

    def _close(self, asking: _Asking, line_ids: Collection[str]) -> None:
        """It will tell of these no more."""
        for line_id in asking.open.intersection(line_ids):
            self._waiting[line_id] -= 1
            if not self._waiting[line_id]:
                del self._waiting[line_id]
        asking.open.difference_update(line_ids)

    async def _ask(self, asking: _Asking, failed: list[str] | None = None) -> None:
        many = len(asking.lines) >= _MANY
        watch = partial(self._go_on, asking) if many else _silent
        tell, wanted = partial(self._tell, asking), partial(self._wanted, asking)
        there = self._owner.ship_to
        try:
            # A line that was typed before the program was connected is not refused for it.
            await self._room.connected()
            resolving = self._room.services.resolving
            if failed is None:
                await resolving.resolve(asking.lines, tell, watch, there, wanted)
            else:
                failed += await resolving.ask_again(asking.lines, tell, watch, there, wanted)
        finally:
            self._close(asking, list(asking.open))
            if self._far.pop(asking, None) is not None:
                self._owner.progressed()
            self._owner.soon(self._put)

    def _wanted(self, asking: _Asking, line_id: str) -> bool:
        """Whether the line is still in the draft. One that is not may come back: it is asked for
        anew then.
        """
        lines = self._owner.draft_lines
        if self._here[0] is not lines:
            self._here = lines, {line.id for line in lines}
        if line_id in self._here[1]:
            return True
        self._close(asking, (line_id,))
        return False

    def _tell(self, asking: _Asking, line_id: str, line: DraftLine) -> None:
        if not self._told:
            self._owner.soon(self._put)
        self._told[line_id] = line
        self._close(asking, (line_id,))

    def _put(self) -> None:
        told, self._told = self._told, {}
        again: list[DraftLine] = []
        changed = False
        lines: list[DraftLine] = []
        for line in self._owner.draft_lines:
            answer = told.get(line.id)
            put = None if answer is None else _put_onto(line, answer)
            if put is not None:
                changed = True
                if put.known:
                    self._offers[line.id] = put
            elif answer is not None and not line.known and not self._is_asked(line):
                # Its words were changed while it was asked for.
                again.append(line)
            lines.append(put or line)
        # Another session that has the draft by now looks them up for itself.
        if changed and self._owner.why_not_change() is None:
            self._owner.answered(lines)
        else:
            self._owner.waits_changed()
        self.ask(again)
        self.moved()

    def _is_asked(self, line: DraftLine) -> bool:
        """Whether just these words were asked for already."""
        asked = self._asked.get(line.id)
        nothing = {"reason": "", "other": ""}
        return asked is not None and replace(asked, **nothing) == replace(line.typed, **nothing)

    # -- undo, another draft

    def recalled(self, lines: Sequence[DraftLine]) -> list[DraftLine]:
        """`lines` of an earlier state, with the offers and the prices that were told since."""
        return [
            (_put_onto(line, self._offers[line.id]) or line) if line.id in self._offers else line
            for line in lines
        ]

    def ask_open(self, lines: Sequence[DraftLine]) -> None:
        """Have those looked up of which nothing was said yet."""
        self.ask([x for x in lines if not x.known and not x.typed.reason and not self.waits(x.id)])

    def forget(self) -> None:
        """Another draft is open."""
        self._offers.clear()
        self._asked.clear()

    # -- how far it is

    def _go_on(self, asking: _Asking, progress: Progress) -> None:
        self._far[asking] = progress
        self.moved()
        if (now := monotonic()) - self._drawn >= SELDOM:
            self._drawn = now
            self._owner.progressed()

    @property
    def far(self) -> Progress | None:
        """How far it is, where many lines are looked up: of the asking that began last."""
        return next(reversed(self._far.values()), None)


def _put_onto(now: DraftLine, told: DraftLine) -> DraftLine | None:
    """What was told of a line on the line as it stands by now; None where that is another one."""
    if not now.known:
        return put_onto(now, told)
    same = (now.vendor, now.number, now.bonded_customer_id) == (
        told.vendor,
        told.number,
        told.bonded_customer_id,
    )
    return taken_as(now, told) if same and told.priced_at >= now.priced_at else None


def how_far(progress: Progress) -> str:
    """How far the look-ups have come, in words."""
    words = f"looked up {progress.done:,} of {progress.total:,}"
    words += f" · {counted(progress.calls, 'call')}"
    if progress.to_go is not None:
        words += f" · {about(progress.to_go.total_seconds())} to go"
    return words


def bar(progress: Progress, width: int) -> str:
    """The same as a bar of so many cells."""
    full = width * min(progress.done, progress.total) // max(1, progress.total)
    return "█" * full + "░" * (width - full)


def _nobody(left: int, far: Progress | None) -> None:
    """Nobody looks how many there are still."""


def _silent(progress: Progress) -> None:
    """A few lines are there before anybody could read how far they are."""


def about(seconds: float) -> str:
    """A time in words, to the minute."""
    minutes = round(seconds / 60)
    return f"about {minutes} min" if minutes else "less than a minute"
