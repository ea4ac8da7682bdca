"""The colours, as roles. Colour only repeats what a word or a glyph says already."""

from __future__ import annotations

from rich.style import Style

BACKGROUND = "#11161c"
FOREGROUND = "#cfd6dd"

# One accent for what is active, one for warning, one for danger; the rest is text and dim text.
_ROLES = {
    "text": "",
    "dim": "#8592a0",
    "strong": "bold #eef2f5",
    "accent": "bold #6fc3df",
    "good": "#8fc98f",
    "warn": "#e5b567",
    "danger": "bold #f07a78",
    "cursor": "bold #ffffff on #25465a",
    "cursor-off": "#cfd6dd on #1d252e",
    "head": "#8592a0",
    "frame": "#38434f",
    "frame-on": "#6fc3df",
    "title": "#8592a0",
    "title-on": "bold #6fc3df",
    "badge": "bold #11161c on #e5b567",
    "badge-danger": "bold #ffffff on #a8322f",
    "field": "#eef2f5 on #25303b",
    "caret": "#11161c on #eef2f5",
    "key": "bold #eef2f5",
}
# Every role has a background: on a light terminal the light text would not be seen without.
_BASE = Style(color=FOREGROUND, bgcolor=BACKGROUND)
STYLES: dict[str, Style] = {role: _BASE + Style.parse(code) for role, code in _ROLES.items()}
