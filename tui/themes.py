"""The colours, as roles, in five themes. Colour only repeats what a word or a glyph says already.

Every text has a contrast of 4.5 : 1 or more to what it stands on (WCAG 2, AA), in true colour and
in the 256 that a terminal over SSH has; a frame is no text. A test holds all of them to it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from rich.style import Style

# One accent for what is active, one for warning, one for danger; the rest is text and dim text.
_DARK = {
    "text": "",
    "dim": "#8592a0",
    "strong": "bold #eef2f5",
    "accent": "bold #6fc3df",
    "good": "#8fc98f",
    "warn": "#e5b567",
    "danger": "bold #f07a78",
    "cursor": "bold #ffffff on #25465a",
    "cursor-off": "#cfd6dd on #262b31",
    "head": "#8592a0",
    "frame": "#38434f",
    "frame-on": "#6fc3df",
    "title": "#8592a0",
    "title-on": "bold #6fc3df",
    "badge": "bold #11161c on #e5b567",
    "badge-danger": "bold #ffffff on #a8322f",
    "field": "#eef2f5 on #353c44",
    "caret": "#11161c on #eef2f5",
    "key": "bold #eef2f5",
}
_LIGHT = {
    "text": "",
    "dim": "#5a6672",
    "strong": "bold #0b0f13",
    "accent": "bold #005f87",
    "good": "#1c6b2a",
    "warn": "#7a4f00",
    "danger": "bold #a8201a",
    "cursor": "bold #0b0f13 on #b9dcec",
    "cursor-off": "#1f262d on #e6e8eb",
    "head": "#5a6672",
    "frame": "#b4bec8",
    "frame-on": "#005f87",
    "title": "#5a6672",
    "title-on": "bold #005f87",
    "badge": "bold #0b0f13 on #f0c05a",
    "badge-danger": "bold #ffffff on #a8201a",
    "field": "#0b0f13 on #cfd3d8",
    "caret": "#ffffff on #0b0f13",
    "key": "bold #0b0f13",
}
# Nothing is known of the terminal's own sixteen, and no one of them can be read on black and on
# white alike. So text is the terminal's own on its own, told apart by attributes; a colour stands
# only on a colour, and never bold: many terminals make bold black a grey.
_TERMINAL = {
    "text": "",
    "dim": "",
    "strong": "bold",
    "accent": "bold",
    "good": "",
    "warn": "bold",
    "danger": "bright_white on red",
    "cursor": "reverse",
    "cursor-off": "bold",
    "head": "underline",
    "frame": "bright_black",
    "frame-on": "",
    "title": "",
    "title-on": "bold reverse",
    "badge": "black on bright_yellow",
    "badge-danger": "bright_white on red",
    "field": "underline",
    "caret": "reverse",
    "key": "bold",
}


class Theme(NamedTuple):
    """`roles` say what differs from `foreground` on `background`; `own`: both the terminal's."""

    background: str
    foreground: str
    roles: Mapping[str, str]
    own: bool = False

    @property
    def styles(self) -> dict[str, Style]:
        # Every role has a background: on a light terminal the light text would not be seen without.
        base = Style(color=self.foreground, bgcolor=self.background)
        return {role: base + Style.parse(code) for role, code in self.roles.items()}


_NIGHT = "#11161c", "#cfd6dd"
THEMES = {
    "dark": Theme(*_NIGHT, _DARK),
    "light": Theme("#f7f8fa", "#1f262d", _LIGHT),
    "terminal": Theme("default", "default", _TERMINAL, own=True),
    # For eyes that take red for green (also those of protanopia): blue, yellow, orange.
    "deuteranopia": Theme(
        *_NIGHT,
        _DARK
        | {"good": "#5fafff", "warn": "#ffd700", "danger": "bold #ff875f"}
        | {"badge": "bold #11161c on #ffd700"},
    ),
    # For eyes that take blue for green and yellow for pink: green, rose, red.
    "tritanopia": Theme(
        *_NIGHT,
        _DARK
        | {"good": "#5fd7af", "warn": "#ffafaf", "danger": "bold #ff5f5f"}
        | {"badge": "bold #11161c on #ffafaf"},
    ),
}

# The styles of the theme that is in use: one dictionary for good, so that it can be imported.
STYLES: dict[str, Style] = THEMES["dark"].styles
_used = THEMES["dark"]


def use(name: str) -> None:
    """Draw in this theme from now on. Call it before the application is made.

    Raises KeyError where there is none of that name: settings know which there are.
    """
    global _used
    _used = THEMES[name]
    STYLES.update(_used.styles)


def used() -> Theme:
    """The theme that is drawn in."""
    return _used


def fitting(name: str, environment: Mapping[str, str]) -> str:
    """`name`, or `terminal` where this terminal has sixteen colours and could not show it.

    A terminal says in COLORTERM and TERM how many it has; these are rich's rules, which draws.
    """
    if environment.get("COLORTERM", "").strip().lower() in ("truecolor", "24bit"):
        return name
    kind = environment.get("TERM", "").strip().lower().rpartition("-")[2]
    return name if kind in ("256color", "kitty") else "terminal"
