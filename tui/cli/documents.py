"""The documents that are made from code. `make docs` writes them; a test holds them fresh."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tui.actions import ACTIONS, PLACES, Action
from tui.cli import man
from tui.cli.fields_page import fields_page
from tui.keymap import id_of, spelled

DOCS = Path(__file__).resolve().parents[2] / "docs"


def keys_page(actions: Sequence[Action] = ACTIONS) -> str:
    """Every key, as a page; without `actions` as they are in no settings."""
    lines = [
        "# Every key",
        "",
        "In a pane's rows, letters and digits are commands. While text is typed, every printable",
        "key is text and Esc goes back to the rows. F-keys act in both.",
        "",
        "The settings give an action other keys by its id: under `[keys]` for instance",
        '`"builder.remove" = ["F9", "x"]`. They replace those of the table; what two actions would',
        "share, and what no terminal sends, is said at the start. A key that was replaced says",
        "which one it is now, because sentences go on naming the usual one.",
        "",
    ]
    for place, title in PLACES.items():
        lines += [f"## {title}", "", "| keys | what | id |", "|---|---|---|"]
        for action in actions:
            if action.where == place:
                keys = " ".join(f"`{spelled(key)}`" for key in action.keys)
                lines.append(f"| {keys} | {action.help} | {id_of(action)} |")
        lines.append("")
    return "\n".join(lines[:-1]) + "\n"


PAGES = {
    "keys.md": keys_page,
    "fields.md": fields_page,
    "commands.md": man.commands_page,
    "bondroom.1": man.page,
}


def main() -> None:
    for name, page in PAGES.items():
        (DOCS / name).write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
