"""Lines of the screen: text in roles, and their way to the terminal's cells."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from tui.escapes import can_click
from tui.text import fit, width_of
from tui.themes import STYLES

# A span is text and its role; a line is a sequence of spans. Text in a span is already safe.
Span = tuple[str, str]
Line = Sequence[Span]

# The role of text that the terminal opens when it is clicked: this, and the address behind it.
_LINK = "link "
# Between two keys that are named in one line.
KEYS_GAP = "   "


def link_role(address: str) -> str:
    """The role of text that stands for `address`; of accented text where it may be no link."""
    return _LINK + address if can_click(address) else "accent"


def _style(role: str) -> Style:
    if role.startswith(_LINK):
        return _link(role.removeprefix(_LINK), STYLES["accent"])
    return STYLES[role]


@lru_cache(maxsize=64)
def _link(address: str, style: Style) -> Style:
    """One and the same for every piece of a link, so that the terminal takes them for one."""
    return style + Style(link=address)


def strip_of(line: Line, width: int) -> Strip:
    """`line` in exactly `width` cells, cut or filled at its end."""
    segments: list[Segment] = []
    left = width
    for text, role in line:
        taken = width_of(text)
        if taken > left:
            text, taken = fit(text, left), left
        if taken:
            segments.append(Segment(text, _style(role)))
            left -= taken
        if not left:
            break
    if left:
        segments.append(Segment(" " * left, STYLES["text"]))
    return Strip(segments, width)


def caret_in(line: Line) -> int | None:
    """The cell of `line` at which the caret stands; None where it is not in it."""
    before = 0
    for text, role in line:
        if role == "caret":
            return before
        before += width_of(text)
    return None


def cursor_in(line: Line) -> bool:
    """Whether the cursor of a list stands on `line`."""
    return any(role == "cursor" for _, role in line)


def spread(left: str, right: str, width: int) -> str:
    """`left` and `right` at the two ends of `width` cells; `left` is cut first."""
    room = width - width_of(right) - 1
    if room < 4:
        return fit(left, width)
    return fit(left, room) + " " + right


def keys_line(pairs: Sequence[tuple[str, str]], width: int, role: str = "dim") -> list[Span]:
    """`key word` pairs, as the hint bar and the sheets show what can be pressed.

    One that has no room in `width` cells is left out; what Esc does always has room.
    """
    wide = [width_of(key) + 1 + width_of(word) + len(KEYS_GAP) for key, word in pairs]
    room = width + len(KEYS_GAP)
    kept = [at for at, (key, _) in enumerate(pairs) if key == "Esc"]
    room -= sum(wide[at] for at in kept)
    for at, cells in enumerate(wide):
        if at not in kept and cells <= room:
            kept.append(at)
            room -= cells
    spans: list[Span] = []
    for at in sorted(kept):
        key, word = pairs[at]
        gap = KEYS_GAP if at < max(kept) else ""
        spans += [(key, "key"), (f" {word}{gap}", role)]
    return spans
