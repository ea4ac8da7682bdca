"""The rows of the bonded pane in a file, as they are chosen and sorted there."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from cache.bonded import SORTS
from cache.places import CANNOT_CREATE, Refusal
from tui.files import MOST_FILES, candidates
from tui.text import counted

if TYPE_CHECKING:
    from tui.panes.bonded_choice import Choice
    from tui.room import Room

_FORMS = (("csv", "CSV, for a spreadsheet"), ("json", "JSON, for another program"))


def ask_form(room: Room, choice: Choice, text: str) -> None:
    """Ask for CSV or JSON, and write the file."""
    from tui.screens.choice import ChoiceSheet

    def take(form: str) -> None:
        room.work(partial(_export, room, choice, text, form), "export", "writing …")

    room.show_sheet(ChoiceSheet(room, "Export what is seen", _FORMS, "csv", take))


async def _export(room: Room, choice: Choice, text: str, form: str) -> None:
    from cache.bonded_export import export

    asked = choice.asked(text)
    if asked.sort not in SORTS:
        # A row of the file is a part at one location.
        asked = asked._replace(sort="part", down=False)
    rows = await room.services.bonded.all_rows(asked)
    name = f"bondroom-bonded-{room.environment}-{room.now():%Y-%m-%d}"
    for target in candidates(name, f".{form}"):
        if not target.exists():
            count = await export(
                rows, target, environment=room.environment, now=room.services.clock.now()
            )
            each = ", each location by itself" if choice.turned else ""
            room.say(f"{counted(count, 'row')}{each} written to {target}")
            return
    raise Refusal(
        f"{MOST_FILES} exports of today are there already; nothing was written. "
        "Move some of them away and press X again.",
        CANNOT_CREATE,
    )
