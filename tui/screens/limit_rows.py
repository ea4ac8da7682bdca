"""What sheets say of limits and approvals: on the order that is placed, and in its story."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from tui.screens.marks import Row, blank, rows_of
from tui.screens.order_rows import hanging, moment
from tui.screens.reason import ReasonSheet
from tui.screens.sheet import paragraph
from tui.widgets.lines import Line, keys_line

if TYPE_CHECKING:
    from datetime import datetime

    from cache.approvals import Standing
    from cache.order_detail import OrderDetail
    from tui.room import Room

# A glyph, a word and a colour for each state of a request: no state is told by colour alone.
STATES: Mapping[str, tuple[str, str, str]] = {
    "needed": ("!", "needs approval", "warn"),
    "asked": ("…", "waits", "accent"),
    "approved": ("✓", "approved", "good"),
    "declined": ("✕", "declined", "danger"),
    "taken back": ("✕", "taken back", "danger"),
    "withdrawn": ("·", "withdrawn", "dim"),
    "void": ("!", "void", "warn"),
    "ended": ("!", "ended", "warn"),
    "used": ("·", "used up", "dim"),
    "replaced": ("·", "asked anew", "dim"),
}
# In the story of an order an approval is also what it was placed by.
_IN_STORY = {"relied on": ("·", "the approval it was sent by", "dim"), "asked": ("…", "asked", "")}
_MOST_CHANGES = 12


class Limits(NamedTuple):
    """How an order stands to the buyer's limits; `changes`: what made an approval void."""

    standing: Standing
    changes: tuple[str, ...] = ()

    @property
    def held(self) -> bool:
        """Whether it cannot be placed as it stands."""
        return self.standing.state not in ("within", "approved")

    @property
    def state(self) -> str:
        return self.standing.state

    @property
    def how(self) -> str:
        """How it stands, behind the limits that it is above."""
        over = self.standing.over
        first = f"{over[0].words}. " if over else ""
        return self.standing.words.removeprefix(first).strip()


async def limits_of(room: Room, order_id: int) -> Limits:
    """Read from the ledger. Raises Refusal."""
    approvals = room.services.approvals
    standing = await approvals.standing(order_id)
    if standing.state != "void" or standing.request_id is None:
        return Limits(standing)
    _, _, changes = await approvals.look(standing.request_id)
    return Limits(standing, changes)


def limit_lines(limits: Limits | None, width: int) -> list[Line]:
    """Which limits it is above, in money, and how it stands; nothing where it is within."""
    if limits is None or limits.state == "within":
        return []
    glyph, word, role = STATES[limits.state]
    lines: list[Line] = []
    for one in limits.standing.over:
        above = "warn" if limits.held else "text"
        lines += hanging(f"{'!' if limits.held else '·'} {one.words}", width, above)
    # All but the first of them say the state by themselves.
    state = f"{word}: " if limits.state == "needed" else ""
    lines += hanging(f"{glyph} {state}{limits.how}", width, role)
    return lines + changed_lines(limits.changes, width)


def changed_lines(changes: Sequence[str], width: int) -> list[Line]:
    """What changed since it was asked for, one thing a line."""
    if not changes:
        return []
    lines: list[Line] = [[("changed since it was asked for", "head")]]
    for words in changes[:_MOST_CHANGES]:
        lines += hanging(f"≠ {words}", width, "warn")
    if len(changes) > _MOST_CHANGES:
        more = len(changes) - _MOST_CHANGES
        lines += paragraph(f"and {more} more: read all of it", width, "warn")
    return lines


def held_foot(limits: Limits, tried: bool, following: str, width: int) -> list[Line]:
    """In place of what has to be typed: what can be done with an order above a limit.

    `following`: the number of the order that comes after it in its draft; empty where none does.
    """
    keys = [("Esc", "back"), ("F2", "number")]
    if limits.state == "asked":
        words = "It waits: go on with other work. The draft is kept, and w tells of it."
    else:
        words = "Above a limit, it is not placed from here: F4 asks for approval."
        keys.insert(0, ("F4", "ask for approval"))
    if tried:
        keys.pop()
    if following:
        keys.insert(0, ("Enter", f"go on to {following}"))
    return [*paragraph(words, width, "strong"), keys_line(keys, width)]


def asking(room: Room, number: str, limits: Limits, take: Callable[[str], None]) -> ReasonSheet:
    """The sheet that asks why an order above a limit is to be approved."""
    sentences = [(one.words, "warn") for one in limits.standing.over]
    return ReasonSheet(
        *(room, f"Ask for approval of {number}", [*sentences, (limits.how, "text")]),
        "Why is it ordered all the same? The approver reads it. Enter asks, Esc goes back.",
        take,
    )


def story_rows(detail: OrderDetail, now: datetime, width: int) -> list[Row]:
    """Who asked for approval and why, and what was decided: of an order that was above a limit."""
    events = [one for one in detail.events if one.what == "approval"]
    if not events:
        return []
    rows = [blank(), *rows_of([[("approval", "head")]])]
    for one in events:
        shown = {**STATES, **_IN_STORY}
        glyph, word, role = shown.get(one.became, ("·", one.became, ""))
        said = f"{glyph} {word} by {one.person}, {moment(one.at, now)}: {one.reason}"
        if one.became == "relied on":
            said = f"{glyph} {word}, {moment(one.at, now)}: {one.reason}"
        rows += rows_of(hanging(said, width, role or "text"))
    return rows
