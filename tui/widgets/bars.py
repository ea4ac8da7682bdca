"""The lines at the edges: where one is, what was said, what can be pressed."""

from __future__ import annotations

from collections.abc import Sequence

from textual.strip import Strip
from textual.widget import Widget

from tui.actions import hints
from tui.room import Prompt
from tui.text import fit, width_of
from tui.widgets.lines import Line, Span, keys_line, strip_of
from vendors.errors import Invalid, NotAllowed, NotFound, SignInNeeded, TooMany, VendorError

# So few calls left today are worth a word.
_LOW = 100


class Bar(Widget):
    """One line. Drawn only when it says something else."""

    def __init__(self, name: str) -> None:
        super().__init__(id=name)
        self._line: Line = []

    def put(self, line: Line) -> None:
        if list(line) != list(self._line):
            self._line = line
            self.refresh()

    def render_line(self, y: int) -> Strip:
        return strip_of(self._line, self.size.width)


class Edges:
    """The three lines at the edges of the screen, and what they say."""

    def __init__(self) -> None:
        self.top = Bar("top")
        self.message = Bar("said")
        self.hints = Bar("hints")
        self.said = ("", "text")
        self.vendors: dict[str, str] = {}
        self.unknown = 0
        self.left: int | None = None

    def draw(
        self,
        width: int,
        who: tuple[str, str],
        panes: Sequence[tuple[int, str, bool]],
        alone: bool,
        places: tuple[str, ...],
        prompt: Prompt | None,
    ) -> None:
        """`who` are environment and person; `places` say which keys act now."""
        vendors = list(self.vendors.items())
        self.top.put(top_line(width, *who, panes, vendors, self.unknown, self.left, alone))
        self.hints.put(hint_line(width, places))
        if prompt is not None:
            self.message.put(prompt_line(width, prompt))
        else:
            self.message.put(said_line(width, *self.said))


def top_line(
    width: int,
    environment: str,
    person: str,
    panes: Sequence[tuple[int, str, bool]],
    vendors: Sequence[tuple[str, str]],
    unknown: int,
    left: int | None,
    alone: bool,
) -> Line:
    """Where am I, and is anything wrong. `panes` are number, name and whether active."""
    badge = {"sandbox": "SANDBOX", "vendor-test": "VENDOR TEST"}.get(environment, "PRODUCTION")
    wide = width >= 100
    words = f" {badge}: invented data " if environment == "sandbox" and wide else f" {badge} "
    spans: list[Span] = [(" BONDROOM ", "strong")] if wide else []
    spans.append((words, "badge-danger" if badge == "PRODUCTION" else "badge"))
    spans.append((f" {fit(person, min(width_of(person), 12))} ", "dim"))
    if alone:
        for number, name, active in panes:
            spans.append(
                (
                    f"[{number} {name}]" if active else f" {number} {name} ",
                    "title-on" if active else "dim",
                )
            )
    trouble = [(name, state) for name, state in vendors if state != "ok"]
    shown = vendors if wide else trouble
    for name, state in shown:
        spans.append((f" {name} {state} ", "dim" if state == "ok" else "warn"))
    if left is not None and left <= _LOW:
        spans.append((f" {left} calls left today ", "warn"))
    if unknown:
        spans.append((f" ? {unknown} unknown ", "danger"))
    return spans


def hint_line(width: int, places: tuple[str, ...]) -> Line:
    """As many keys as have room; `?` always has."""
    pairs = hints(places)
    last = [pair for pair in pairs if pair[0] == "?"]
    room = width - 1 - sum(width_of(k) + width_of(w) + 4 for k, w in last)
    kept: list[tuple[str, str]] = []
    for key, word in pairs:
        need = width_of(key) + width_of(word) + 4
        if key != "?" and need <= room:
            kept.append((key, word))
            room -= need
    return [(" ", "dim"), *keys_line([*kept, *last])]


def said_line(width: int, text: str, role: str) -> Line:
    """What was said last; where it is cut, with the key that shows it whole."""
    if width_of(text) + 1 <= width:
        return [(f" {text}", role)]
    more = "   ! reads on"
    return [(f" {fit(text, width - 1 - width_of(more))}", role), (more, "dim")]


def state_after(error: VendorError) -> str:
    """A word for how a vendor does that gave `error`; empty where it does well."""
    match error:
        case SignInNeeded():
            return "sign in"
        case NotAllowed():
            return "not allowed"
        case TooMany():
            return "limit reached"
        case Invalid() | NotFound():
            return ""
        case _:
            return "trouble"


def prompt_line(width: int, prompt: Prompt) -> Line:
    """A question, what is typed, and what is to be said of it."""
    hint = prompt.hint()
    title = f" {fit(prompt.title, min(width_of(prompt.title), width // 3))}  "
    field = 11 if prompt.editor.text.isdigit() or not prompt.editor.text else 24
    return [
        (title, "accent"),
        *prompt.editor.spans(field, active=True),
        ("  ", "dim"),
        (hint.text, hint.role),
    ]
