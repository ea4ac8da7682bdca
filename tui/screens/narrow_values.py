"""The values of one kind: letters narrow the list, space ticks, Enter takes what is ticked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from tui.room import Hint
from tui.screens.listed import ListedSheet
from tui.screens.narrow_kinds import Kind, Value
from tui.screens.part_tab import Rows
from tui.screens.sheet import paragraph
from tui.text import UNKNOWN, fit, width_of
from tui.widgets.editor import LineEditor
from tui.widgets.lines import Line, keys_line
from vendors.details import Choice

if TYPE_CHECKING:
    from textual.events import Key

    from tui.room import Room

# A count with what it counts.
_COUNT = 22


class ValuesSheet(ListedSheet):
    """Stands over the sheet of kinds. Esc goes back there with what space ticked or cleared."""

    places: tuple[str, ...] = ("values",)

    def __init__(
        self,
        room: Room,
        kind: Kind,
        values: Sequence[Value],
        chosen: Sequence[Choice],
        take: Callable[[tuple[Choice, ...]], None],
        about: str,
        ask: Callable[[], None] | None = None,
    ) -> None:
        """`about` says what the counts are; `ask` asks the vendor for more values, if it can."""
        self.title = kind.name
        self.kind = kind
        self._room = room
        self._take = take
        self._about = ""
        self._ask = ask
        self._editor = LineEditor(limit=60)
        self._ticked = {one.id: one for one in chosen}
        self._touched = False
        self._values: list[Value] = []
        self._found: list[Value] = []
        self._at = 0
        self.renew(values, about)
        self._at = next((at for at, its in enumerate(self._found) if its.id in self._ticked), 0)

    def renew(self, values: Sequence[Value], about: str) -> None:
        """Offer these. What is ticked and no longer offered stays, so that it can be taken away.

        They may come while somebody looks at the list: what is under the cursor stays there.
        """
        here, place = self._here, self._at
        self._about = about
        offered = {one.id for one in values}
        gone = [
            Value(one.id, one.name, UNKNOWN, one.name, one.name.casefold())
            for one in self._ticked.values()
            if one.id not in offered
        ]
        self._values = [*gone, *values]
        self._look()
        if here is not None:
            # Told anew, it has other counts; and of one id there may be two, one in the tree.
            same = (one for one in self._found if (one.id, one.path) == (here.id, here.path))
            again = next(same, None)
            last = max(0, len(self._found) - 1)
            self._at = min(place, last) if again is None else self._found.index(again)

    def _look(self) -> None:
        words = self._editor.text.casefold().split()
        here = self._here
        found = [one for one in self._values if all(word in one.sought for word in words)]
        if words:
            found.sort(key=lambda one: not one.sought.startswith(words[0]))
        self._found = found
        self._at = 0 if words or here is None or here not in found else found.index(here)

    @property
    def _here(self) -> Value | None:
        return self._found[self._at] if self._at < len(self._found) else None

    # -- keys

    def key(self, event: Key) -> bool:
        # Space ticks; a word more to look for can be pasted.
        if event.key == "space" or not self._editor.key(event.key, event.character):
            return False
        self._typed()
        return True

    def paste(self, text: str) -> None:
        self._editor.paste(text)
        self._typed()

    def _typed(self) -> None:
        self._look()
        self._room.redraw_sheet()

    def _move(self, by: int) -> None:
        self._at = max(0, min(len(self._found) - 1, self._at + by))
        self._room.redraw_sheet()

    def why_not_toggle(self) -> str | None:
        return None if self._here else "there is nothing to tick"

    def do_toggle(self) -> None:
        here = self._here
        if here is None:
            return
        self._touched = True
        if here.id in self._ticked:
            del self._ticked[here.id]
        else:
            if not self.kind.many:
                self._ticked.clear()
            self._ticked[here.id] = here.choice
        self._room.redraw_sheet()

    def why_not_refresh(self) -> str | None:
        return None if self._ask else "these come with the answer to the search: F5 in the rows"

    def do_refresh(self) -> None:
        if self._ask is not None:
            self._ask()

    @property
    def _taking(self) -> tuple[Choice, ...]:
        """What Enter takes: what is ticked; where nothing was, the row under the cursor.

        Of a kind of which one value can be chosen, it is the row unless space was pressed.
        """
        here = self._here
        untouched = not self._touched and (not self._ticked or not self.kind.many)
        if untouched and here is not None:
            return (here.choice,)
        return tuple(self._ticked.values())

    def do_take(self) -> None:
        values = self._taking
        self._room.close_sheet()
        self._take(values)

    def do_close(self) -> None:
        self._room.close_sheet()
        if self._touched:
            self._take(tuple(self._ticked.values()))

    # -- what it shows

    @property
    def cursor_line(self) -> int:
        return self._at

    def lines(self, width: int) -> Sequence[Line]:
        if not self._found:
            typed = self._editor.text
            return paragraph(f"Nothing on this list has “{typed}”." if typed else "None.", width)
        return Rows(len(self._found), lambda place: self._line(place, width))

    def _line(self, place: int, width: int) -> Line:
        value = self._found[place]
        here = place == self._at
        tick = "✓" if value.id in self._ticked else "·"
        name = value.path if self._editor.text else "  " * min(value.indent, 8) + value.name
        text = f"{'▸' if here else ' '} {tick} {fit(name, width - _COUNT - 5)} "
        text += fit(value.parts, _COUNT, right=True)
        ticked = "strong" if value.id in self._ticked else "text"
        return [(fit(text, width), "cursor" if here else ticked)]

    def foot(self, width: int) -> Sequence[Line]:
        head, counted = " find ", f"{len(self._found):,} of {len(self._values):,}. {self._about}"
        lines: list[Line] = [
            [("─" * width, "frame")],
            [(head, "accent"), *self._editor.spans(width - width_of(head), active=True)],
            *few(paragraph(counted, width), 3),
            *few(paragraph(f"Enter takes {self._taking_words}.", width, "text"), 2),
        ]
        more = [("F5", "ask for the tree")] if self._ask else []
        keys = [("letters", "find"), ("Space", "tick"), ("Enter", "take"), *more, ("Esc", "back")]
        return [*lines, keys_line(keys, width)]

    @property
    def _taking_words(self) -> str:
        taking = self._taking
        if not taking:
            return "that none of them is asked for"
        more = f" and {len(taking) - 3} more" if len(taking) > 3 else ""
        return ", ".join(one.name for one in taking[:3]) + more


def few(lines: list[Line], most: int) -> list[Line]:
    """At most so many lines, the last ending in `…` where it is cut: the list needs the room."""
    if len(lines) <= most:
        return lines
    text, role = lines[most - 1][0]
    # One cell too many for what it is: the last one gives way to the mark.
    return [*lines[: most - 1], [(fit(f"{text} …", width_of(text)), role)]]


class StockPrompt:
    """How many pieces have to be in stock; empty for any number."""

    place = "name"
    title = "at least in stock"

    def __init__(self, text: str, take: Callable[[int | None], None]) -> None:
        self.editor = LineEditor(text, limit=20)
        self._take = take

    def hint(self) -> Hint:
        if self.editor.text.strip() and not self.editor.number():
            return Hint("whole pieces, 1 to 999,999,999, as 2500 or 2,500", "warn")
        return Hint("pieces; empty asks for none")

    def taken(self, text: str) -> bool:
        quantity = self.editor.number()
        if text.strip() and not quantity:
            return False
        self._take(quantity)
        return True
