"""The actions that no command has for its twin, because they do something with the screen alone.

Every other action is named in some command's `twin_of`; a test holds both. `*.name` stands for
that action wherever there is one.
"""

from __future__ import annotations

# By the reason: the ids as `place.id`.
SCREEN_ONLY: dict[str, tuple[str, ...]] = {
    "moves the cursor, the page or the tab; a command writes every row": (
        *("*.down", "*.up", "*.page_down", "*.page_up", "*.first", "*.last"),
        *("desk.next_pane", "desk.previous_pane", "desk.pane_1", "desk.pane_2"),
        *("entry.next_cell", "entry.previous_cell", "entry.list_down", "entry.list_up"),
        *("importing.left", "importing.right", "importing.rows_down", "importing.rows_up"),
    ),
    "closes a sheet or a field, and does nothing else": (
        *("*.close", "*.leave", "desk.clear", "entry.done", "desk.quit"),
    ),
    "shows more or less of the screen, or what was on it before": (
        *("desk.zoom", "desk.carry_on"),
    ),
    "has what was copied once more; a command writes what there is to copy": (
        *("any.copied", "copied.again", "copied.save"),
    ),
    "shows a message whole; a command never cuts what it says": ("desk.message", "sheet.message"),
    "chooses in a list what a command is told as a word": ("choice.take", "name.enter"),
    "steps through the legal quantities; a command says the two nearest": (
        *("prompt.higher", "prompt.lower"),
    ),
    "tries what a cell may have been; `import` names each such cell": ("importing.mend",),
}


def reason(place: str, action: str) -> str | None:
    """Why there is no command for this action; None where none is given."""
    for why, ids in SCREEN_ONLY.items():
        if f"{place}.{action}" in ids or f"*.{action}" in ids:
            return why
    return None
