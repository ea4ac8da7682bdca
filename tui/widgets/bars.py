"""The lines at the edges: where one is, what was said, what can be pressed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from textual.strip import Strip
from textual.widget import Widget

from cache.purchase_orders import vendor_name
from tui.actions import Action
from tui.keymap import find, hinted, spelled
from tui.room import Prompt
from tui.text import fit, width_of
from tui.widgets.lines import KEYS_GAP, Line, Span, caret_in, strip_of
from tui.widgets.strip import strip_line
from vendors.errors import Invalid, NotAllowed, NotFound, SignInNeeded, TooMany, VendorError

if TYPE_CHECKING:
    from cache.limits import Low
    from cache.morning import Item

# What leads out of a sheet, of what is being typed, of the program: of these the nearest.
_LEAVES = ("close", "leave", "quit")


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

    def stands(self) -> tuple[int, int]:
        """Where the caret of the question stands."""
        return caret_in(self._line) or 0, 0


class Edges:
    """The lines at the edges of the screen, and what they say.

    The strip under the top line is there only while something has to be looked at.
    """

    def __init__(self) -> None:
        self.top = Bar("top")
        self.strip = Bar("strip")
        self.strip.display = False
        self.message = Bar("said")
        self.hints = Bar("hints")
        self.said = ("", "text")
        # Stays when the line is cleared, so that it can be read once more.
        self.said_last = ""
        self.vendors: dict[str, str] = {}
        self.unknown = 0
        self.items: Sequence[Item] = ()
        self.low: Low | None = None
        # The end of the account that another session chose; empty where it is this one's.
        self.account = ""

    def say(self, text: str, role: str) -> None:
        self.said = (text, role)
        self.said_last = text or self.said_last

    def draw(
        self,
        width: int,
        who: tuple[str, str],
        panes: Sequence[tuple[int, str, bool]],
        alone: bool,
        places: tuple[str, ...],
        can: Callable[[Action], bool | None],
        prompt: Prompt | None,
        now: datetime,
    ) -> None:
        """`who` are environment and person; `places` say which keys act now, `can` if one can."""
        vendors = list(self.vendors.items())
        low = "" if self.low is None else low_words(self.low, now)
        self.top.put(top_line(width, *who, panes, vendors, self.unknown, low, alone, self.account))
        # A key is named only where it does what is said of it.
        opens, reads = (
            _acts(places, key, does) for key, does in (("w", "morning"), ("!", "message"))
        )
        self.strip.put(strip_line(self.items, who[0], now, width, opens=opens))
        if self.strip.display != bool(self.items):
            self.strip.display = bool(self.items)
        self.hints.put(hint_line(width, places, can))
        if prompt is not None:
            self.message.put(prompt_line(width, prompt))
        else:
            self.message.put(said_line(width, *self.said, reads=reads))


def _acts(places: tuple[str, ...], key: str, does: str) -> bool:
    action = find(places, key)
    return action is not None and action.id == does


def top_line(
    width: int,
    environment: str,
    person: str,
    panes: Sequence[tuple[int, str, bool]],
    vendors: Sequence[tuple[str, str]],
    unknown: int,
    low: str,
    alone: bool,
    account: str = "",
) -> Line:
    """Where am I, and is anything wrong. `panes` are number, name and whether active; `low` says
    of which calls the active pane has few left, `account` which one another session chose.

    What is wrong is never cut: vendors that do well give way to it, then the names of the other
    panes, then the person, then the words for how vendors do.
    """
    badge = {"sandbox": "SANDBOX", "vendor-test": "VENDOR TEST"}.get(environment, "PRODUCTION")
    wide = width >= 100
    words = f" {badge}: invented data " if environment == "sandbox" and wide else f" {badge} "
    spans: list[Span] = [(" BONDROOM ", "strong")] if wide else []
    spans.append((words, "badge-danger" if badge == "PRODUCTION" else "badge"))
    amiss: list[Span] = [(f" ? {unknown} unknown ", "danger")] if unknown else []
    if account:
        amiss.append((f" account now {account}: L ", "danger"))
    every, trouble = (
        _marks([one for one in vendors if all_of_them or one[1] != "ok"])
        for all_of_them in (True, False)
    )
    few: list[Span] = [(f" {low} ", "warn")] if low else []
    who: list[Span] = [(f" {fit(person, min(width_of(person), 12))} ", "dim")]
    names, numbers = (_titles(panes if alone else (), named) for named in (True, False))
    for middle, marks in (
        *((([*who, *names], every),) if wide else ()),
        ([*who, *names], trouble),
        ([*who, *numbers], trouble),
        (numbers, trouble),
        *((numbers, short) for short in _shortened(vendors)),
    ):
        line = [*spans, *middle, *amiss, *marks, *few]
        if sum(width_of(text) for text, _ in line) <= width:
            break
    return line


def _marks(vendors: Sequence[tuple[str, str]]) -> list[Span]:
    """How each vendor does: `DigiKey ok · TI slow`."""
    return [
        (f"{'·' if at else ''} {name} {state} ", "dim" if state == "ok" else "warn")
        for at, (name, state) in enumerate(vendors)
    ]


def _shortened(vendors: Sequence[tuple[str, str]]) -> list[list[Span]]:
    """All that are in trouble in ever fewer cells: by what they have, by name, by how many."""
    amiss = [one for one in vendors if one[1] != "ok"]
    if len(amiss) < 2:
        return []
    by_state: dict[str, list[str]] = {}
    for name, state in amiss:
        by_state.setdefault(state, []).append(name)
    names = [name for name, _ in amiss]
    said = (
        " · ".join(f"{', '.join(those)} {state}" for state, those in by_state.items()),
        f"! {', '.join(names)}",
        f"! {', '.join(name[:4] for name in names)}",
        f"! {len(names)} vendors",
    )
    return [[(f" {words} ", "warn")] for words in said]


def low_words(low: Low, now: datetime) -> str:
    """`no part calls till 01:00`, in the workstation's own zone; they come back within a day.

    With the vendor's name, where that is not the one of which nearly all is asked.
    """
    until = low.until.astimezone(now.tzinfo)
    vendor = low.product.partition(":")[0]
    whose = "" if vendor == "digikey" else vendor_name(vendor)
    words = (str(low.left or "no"), whose, low.kind, f"calls till {until:%H:%M}")
    return " ".join(filter(None, words))


def _titles(panes: Sequence[tuple[int, str, bool]], named: bool) -> list[Span]:
    """The panes' titles; the active one has its name in any case."""
    return [
        (f"[{number} {name}]", "title-on")
        if active
        else (f" {number} {name} " if named else f" {number} ", "dim")
        for number, name, active in panes
    ]


def hint_line(width: int, places: tuple[str, ...], can: Callable[[Action], bool | None]) -> Line:
    """As many keys as have room, those before all that can act now.

    The key that leaves, and `?`, always have room: nobody is to be shut in by a narrow screen. One
    that cannot act now is dim as a whole, and says why when it is pressed.
    """
    actions = [(one, able) for one in hinted(places) if (able := can(one)) is not None]
    last = [pair for pair in actions if pair[0].keys[0] == "?"]
    kept = last + [pair for pair in actions if pair[0].id in _LEAVES][:1]
    # Behind the last one no gap is needed.
    room = width - 1 + len(KEYS_GAP) - sum(_wide(action) for action, _ in kept)
    for wanted in (True, False):
        for pair in actions:
            if pair[1] is wanted and pair not in kept and _wide(pair[0]) <= room:
                kept.append(pair)
                room -= _wide(pair[0])
    shown = [pair for pair in actions if pair in kept and pair not in last] + last
    spans: list[Span] = [(" ", "dim")]
    for at, (action, able) in enumerate(shown, 1):
        spans += [
            (spelled(action.keys[0]), "key" if able else "dim"),
            (f" {action.hint}{KEYS_GAP if at < len(shown) else ''}", "dim"),
        ]
    return spans


def _wide(action: Action) -> int:
    return width_of(spelled(action.keys[0])) + 1 + width_of(action.hint) + len(KEYS_GAP)


def said_line(width: int, text: str, role: str, *, reads: bool = True) -> Line:
    """What was said last; where it is cut, with the key that shows it whole, if that acts here."""
    if width_of(text) + 1 <= width or not reads:
        return [(fit(f" {text}", min(width, width_of(text) + 1)), role)]
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


def again_after(error: VendorError) -> str:
    """What to press after `error`, where its sentence does not say."""
    if "press" in error.sentence.lower():
        return ""
    match error:
        case Invalid() | NotFound() | NotAllowed():
            return ""
        case SignInNeeded():
            return "" if "L signs in" in error.sentence else " What is here stays; L signs in."
        case TooMany():
            return " What is here stays; the same key asks again later."
        case _:
            return " What is here stays; the same key asks again."


def prompt_line(width: int, prompt: Prompt) -> Line:
    """A question, what is typed, and what is to be said of it."""
    hint = prompt.hint()
    title = f" {fit(prompt.title, min(width_of(prompt.title), width // 3))}  "
    if prompt.place == "prompt":
        field = 11
    else:
        # A name gets the room there is; what is said of it gives way.
        left = width - width_of(title) - 3
        field = max(24, min(left, width_of(prompt.editor.text) + 2))
    room = width - width_of(title) - field - 2
    said = hint.text if width_of(hint.text) <= room else fit(hint.text, room)
    return [
        (title, "accent"),
        *prompt.editor.spans(field, active=True),
        ("  ", "dim"),
        (said, hint.role),
    ]
