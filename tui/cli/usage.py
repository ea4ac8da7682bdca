"""The help of the commands, made from their table."""

from __future__ import annotations

from textwrap import wrap

from tui.cli.command import Argument, Command, Option
from tui.cli.commands import SECTIONS, group

# In columns of the terminal. Help is laid out for the least one.
_WIDTH = 80
_NAME = 24
# More options than these stand below the line of the usage only.
_MOST = 3
# Usages that together are longer than this make no sentence.
_SENTENCE = 320
EVERYWHERE = (
    Option(
        "--environment",
        "NAME",
        "instead of what the settings say",
        ("sandbox", "vendor-test", "production"),
    ),
    Option("--help", "", "say this of the command; of all without one"),
)


def usage_of(command: Command) -> str:
    """The command on one line: `bondroom audit export [FILE] [--order NUMBER]`."""
    words = ["bondroom", *command.words, *map(_argument, command.arguments)]
    options = command.all_options
    words += ["[options]"] if len(options) > _MOST else [f"[{spelled(one)}]" for one in options]
    return " ".join(words)


def _argument(argument: Argument) -> str:
    name = "|".join(argument.choices) if argument.choices else argument.name.upper()
    name += " …" if argument.repeats else ""
    return name if argument.needed else f"[{name}]"


def spelled(option: Option) -> str:
    """The option with what stands behind it: `--order NUMBER`."""
    return f"{option.name} {option.value}".rstrip()


def more_of(command: Command) -> str:
    """What its help says behind the options."""
    return command.more if isinstance(command.more, str) else command.more()


def told(option: Option) -> str:
    """What the option is for, what it can be, and what it is by itself."""
    told = option.help
    if option.choices:
        told += f": {', '.join(option.choices)}"
    return f"{told} (by itself {option.default})" if option.default else told


def help_of(command: Command) -> str:
    """All that there is to say of one command."""
    parts = [f"usage: {usage_of(command)}", "", *wrap(f"{command.help}.", _WIDTH)]
    rows = [
        (one.name.upper(), f"{one.help}{'' if one.needed else '; may be left out'}")
        for one in command.arguments
    ]
    rows += [(spelled(one), told(one)) for one in (*command.all_options, *EVERYWHERE)]
    parts += ["", *_rows(rows)]
    if more := more_of(command):
        parts += ["", *_paragraphs(more)]
    return "\n".join(parts) + "\n"


def help_of_group(word: str) -> str:
    """The commands of several words that begin with `word`, each whole."""
    return "\n".join(help_of(command) for command in group(word))


def group_usage(word: str) -> str:
    """The same in one line; of many their names."""
    its = group(word)
    usages = "  or  ".join(map(usage_of, its))
    if len(usages) <= _SENTENCE:
        return usages
    names = ", ".join(command.words[1] for command in its)
    return f"bondroom {word} with one of {names}; `bondroom {word} --help` says more"


def overview() -> str:
    """Every command in a line or two, as `bondroom --help` says it."""
    lines = [
        "usage: bondroom [command]",
        "",
        *_rows([("bondroom", "open the program (where the output is no terminal: play the tour)")]),
    ]
    for title, commands in SECTIONS.items():
        lines += ["", f"{title}:"]
        lines += _rows([(_short(one), one.help) for one in commands])
    lines += ["", "Everywhere:", *_rows([(spelled(one), told(one)) for one in EVERYWHERE])]
    return "\n".join([*lines, "", "`bondroom COMMAND --help` says more of each."]) + "\n"


def _short(command: Command) -> str:
    """The command with its arguments, without the options."""
    return " ".join([*command.words, *map(_argument, command.arguments)])


def _rows(rows: list[tuple[str, str]], indent: int = 2, column: int = _NAME) -> list[str]:
    lines: list[str] = []
    blank = " " * column
    for name, what in rows:
        first, *rest = wrap(what, _WIDTH - column) or [""]
        head = " " * indent + name
        if len(head) + 2 <= column:
            lines.append(f"{head:<{column}}{first}")
        else:
            lines += [head, f"{blank}{first}"]
        lines += [f"{blank}{one}" for one in rest]
    return lines


def _paragraphs(text: str) -> list[str]:
    """Paragraphs in lines; one that is indented stands as it is, as a table does."""
    lines: list[str] = []
    for line in text.split("\n"):
        lines += [line] if line.startswith("  ") or not line else wrap(line, _WIDTH)
    return lines
