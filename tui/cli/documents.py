"""The documents that are made from code. `make docs` writes them; a test holds them fresh."""

from __future__ import annotations

from pathlib import Path

from tui.actions import ACTIONS, PLACES, spelled
from tui.cli.fields_page import fields_page

DOCS = Path(__file__).resolve().parents[2] / "docs"


def keys_page() -> str:
    """Every key, as a page."""
    lines = [
        "# Every key",
        "",
        "In a pane's rows, letters and digits are commands. While text is typed, every printable",
        "key is text and Esc goes back to the rows. F-keys act in both.",
        "",
    ]
    for place, title in PLACES.items():
        lines += [f"## {title}", "", "| keys | what |", "|---|---|"]
        for action in ACTIONS:
            if action.where == place:
                keys = " ".join(f"`{spelled(key)}`" for key in action.keys)
                lines.append(f"| {keys} | {action.help} |")
        lines.append("")
    return "\n".join(lines[:-1]) + "\n"


PAGES = {"keys.md": keys_page, "fields.md": fields_page}


def main() -> None:
    for name, page in PAGES.items():
        (DOCS / name).write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
