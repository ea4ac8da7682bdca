"""Taking back an approval that was given: asked for at a sheet, done by the ledger."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from tui.screens.limit_rows import STATES
from tui.screens.order_rows import moment
from tui.screens.reason import ReasonSheet
from tui.text import money

if TYPE_CHECKING:
    from cache.approvals import Request
    from tui.room import Room


def why_not(request: Request) -> str | None:
    """Why nothing of it can be taken back by this person, for the message line."""
    if not request.kept:
        return None
    if request.state in ("approved", "void"):
        return f"you cannot take it back: {request.kept}"
    return f"there is no approval to take back: {STATES[request.state][1]}"


def asking(room: Room, request: Request) -> ReasonSheet:
    """The sheet that asks why, and then takes it back."""
    total = f"{money(request.total)} {request.currency}"
    until = "" if request.until is None else f", until {moment(request.until, room.now())}"
    sentence = f"{request.decided_by} approved {total} for {request.by}{until}."
    return ReasonSheet(
        *(room, f"Take back the approval of {request.number}", [(sentence, "text")]),
        f"Why? {request.by} reads it; it may stay empty. Enter takes it back, Esc goes back.",
        lambda reason: room.work(
            partial(_take_back, room, request.id, reason), "approval", alone=False
        ),
        needed=False,
    )


async def _take_back(room: Room, request_id: int, reason: str) -> None:
    try:
        request = await room.services.approvals.take_back(request_id, reason)
    finally:
        # Refused or done: what stands on the screen is old.
        room.changed("orders")
    words = f"the approval of {request.number} is taken back; {request.by}'s list says so"
    room.say(words, "good")
