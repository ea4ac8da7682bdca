"""The manual page and the page of the documents, both of the table of commands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.cli.command import Command, Option
from tui.cli.commands import COMMANDS
from tui.cli.usage import EVERYWHERE, more_of, spelled, told, usage_of

if TYPE_CHECKING:
    from tui.cli.command import Asked

_WHAT = "search, bonded stock, purchase orders and their history, for buyers of electronic parts"
_ABOUT = (
    "Without a command, bondroom opens the program on a terminal, and plays its tour where the "
    "output is none. `bondroom --plain` is the same work line by line, for screen readers, braille "
    "lines and thin lines. Every list of the screen is a command that writes it as a table, JSON, "
    "CSV or TSV, and every action that is more than a move of the cursor has a command."
)
_FORMATS = (
    "A table is for people: on a terminal it is cut to the width, elsewhere it is whole. In JSON, "
    "money is text and instants are ISO 8601 in UTC; it names its schema and the environment. CSV "
    "is safe to open in a spreadsheet: a text that one would run has an apostrophe before it. In "
    "TSV no value holds a tab or a line end. An unknown value is a dash in the table, null in "
    "JSON, and empty in CSV and TSV."
)
_ASKING = (
    "Lists show what is here. A vendor is asked only by the options that say so, and each of them "
    "says how many calls that costs."
)
_STATUSES = (
    ("0", "done; rows were found"),
    ("1", "a fault, or it was not done"),
    ("2", "misused: the words are not as the command takes them"),
    ("3", "nothing was found"),
    ("4", "an order or a change was sent, and nobody knows what became of it"),
    (
        "5",
        "partly: of several vendors that were asked some gave no answer; they are named on "
        "standard error, and what is here was written",
    ),
    ("64 to 78", "as sysexits.h has them; 69 a vendor or the ledger cannot be used, 78 settings"),
    ("130", "stopped by Ctrl+C"),
)
_FILES = (
    ("/etc/bondroom.toml", "the administrator's settings"),
    ("~/.config/bondroom/bondroom.toml", "the person's own"),
)


def command(asked: Asked) -> int:
    """As the table calls it."""
    print(page(), end="")
    return 0


# -- man -------------------------------------------------------------------------------------------


def page() -> str:
    """The manual page, in the man macros of roff."""
    lines = [
        '.TH BONDROOM 1 "" "Bondroom" "User commands"',
        *(".SH NAME", f"bondroom \\- {_roff(_WHAT)}"),
        ".SH SYNOPSIS",
        ".B bondroom",
        "[\\fIcommand\\fR] [\\fIoptions\\fR]",
        *(".SH DESCRIPTION", *_paragraph(_ABOUT), ".PP", *_paragraph(_ASKING)),
        ".SH OPTIONS",
        *(line for option in _everywhere() for line in _tagged(spelled(option), told(option))),
        ".SH COMMANDS",
    ]
    for one in COMMANDS:
        lines += _man_command(one)
    lines += [".SH FORMATS", *_paragraph(_FORMATS), '.SH "EXIT STATUS"']
    for status, what in _STATUSES:
        lines += _tagged(status, what)
    lines.append(".SH FILES")
    for path, what in _FILES:
        lines += _tagged(path, what)
    return "\n".join(lines) + "\n"


def _man_command(one: Command) -> list[str]:
    lines = [f".SS {_quoted(usage_of(one))}", *_paragraph(f"{one.help}.")]
    for argument in one.arguments:
        what = argument.help if argument.needed else f"{argument.help}; may be left out"
        lines += _tagged(argument.name.upper(), what)
    for option in one.all_options:
        lines += _tagged(spelled(option), told(option))
    if more := more_of(one):
        # What is indented is a table, and stands as it is.
        lines.append(".PP")
        inside = False
        for line in more.split("\n"):
            table = line.startswith("  ") or (inside and not line)
            if table != inside:
                lines.append(".nf" if table else ".fi")
                inside = table
            lines.append(_line(line) if line else ".PP")
        if inside:
            lines.append(".fi")
    return lines


def _everywhere() -> tuple[Option, ...]:
    return (*EVERYWHERE, Option("--version", "", "say the version"))


def _tagged(tag: str, text: str) -> list[str]:
    return [".TP", f".B {_roff(tag)}", *_paragraph(text)]


def _paragraph(text: str) -> list[str]:
    return [_line(text)]


def _line(text: str) -> str:
    """A line of text that roff does not take for a request."""
    text = _roff(text)
    return f"\\&{text}" if text.startswith((".", "'")) else text


def _roff(text: str) -> str:
    """ASCII alone: a roff that is told no encoding makes letters of the bytes."""
    text = text.replace("\\", "\\e").replace("-", "\\-").replace("…", "...")
    return "".join(sign if sign.isascii() else f"\\[u{ord(sign):04X}]" for sign in text)


def _quoted(text: str) -> str:
    return '"' + _roff(text).replace('"', '""') + '"'


# -- docs/commands.md ------------------------------------------------------------------------------


def commands_page() -> str:
    """Every command, as a page of the documents."""
    lines = ["# Every command", "", _ABOUT, "", _ASKING, "", _FORMATS, "", "| status | what |"]
    lines += ["|---|---|", *(f"| {status} | {what} |" for status, what in _STATUSES), ""]
    lines += ["Everywhere:", "", "| option | what |", "|---|---|"]
    lines += [_row(spelled(option), told(option)) for option in _everywhere()]
    for one in COMMANDS:
        lines += ["", f"## bondroom {one.name}", "", "```", usage_of(one), "```", ""]
        lines.append(f"{one.help}.")
        rows = [
            _row(argument.name.upper(), argument.help + ("" if argument.needed else "; optional"))
            for argument in one.arguments
        ]
        rows += [_row(spelled(option), told(option)) for option in one.all_options]
        if rows:
            lines += ["", "| word | what |", "|---|---|", *rows]
        if more := more_of(one):
            lines += ["", *_more(more)]
    return "\n".join(lines) + "\n"


def _more(more: str) -> list[str]:
    lines: list[str] = []
    inside = False
    for line in more.split("\n"):
        table = line.startswith("  ")
        if table != inside:
            lines += ["", "```"] if table else ["```"]
            inside = table
        lines.append(line)
    return [*lines, "```"] if inside else lines


def _row(name: str, what: str) -> str:
    cells = (name.replace("|", "\\|"), what.replace("|", "\\|"))
    return f"| `{cells[0]}` | {cells[1]} |"
