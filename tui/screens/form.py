"""A form: a list of fields, each changed in its place and taken one at a time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from tui.screens.sheet import BaseSheet, paragraph
from tui.text import fit, width_of, wrap
from tui.widgets.editor import LineEditor
from tui.widgets.lines import Line, keys_line

if TYPE_CHECKING:
    from textual.events import Key

    from tui.room import Room

# Matches in view below a field that is chosen from a list.
_MATCHES = 8


class Choice(NamedTuple):
    """One word of a closed list, and what it means where the word alone does not say it.

    `shown` stands in the list instead of both, where the word says nothing to a person.
    """

    word: str
    meaning: str = ""
    shown: str = ""


class Field(NamedTuple):
    """One row. `value` is what is said, `empty` what holds where nothing is.

    `typed` is what the editor begins with; `alone` is what Enter takes where nothing is typed, for
    a number that digits must replace and never lengthen. `why_not` says why the field does not
    apply now. `choices` make it a closed list: letters narrow it. A field without an id is a
    heading. `amiss` stands under it: what of it does not go together with something else.
    `longest` is in characters.
    """

    id: str
    name: str
    value: str = ""
    empty: str = ""
    typed: str = ""
    why_not: str = ""
    choices: tuple[Choice, ...] = ()
    hint: str = ""
    amiss: str = ""
    longest: int = 250
    alone: str = ""


def matching(choices: Sequence[Choice], text: str) -> list[Choice]:
    """The choices that have every word of `text`, in the word itself or in what it means; those
    that begin with it first, and those that have it in their meaning alone last."""
    words = text.casefold().split()
    found = [one for one in choices if all(word in one.word.casefold() for word in words)]
    if not found:
        # A number of the vendor's says nothing to a person: what it stands for does.
        whole = {one: f"{one.word} {one.meaning}".casefold() for one in choices}
        return [one for one, said in whole.items() if all(word in said for word in words)]
    return sorted(found, key=lambda one: not one.word.casefold().startswith(" ".join(words)))


class FormSheet(BaseSheet):
    """Enter changes the field under the cursor, Enter takes it, Esc leaves it as it was.

    Whoever inherits says which `fields` there are and what `take` does with what was typed.
    """

    def __init__(self, room: Room) -> None:
        self._room = room
        self._at = ""
        self._field: Field | None = None
        self._editor = LineEditor()
        self._match = 0
        self._complaint = ""
        self._cursor_line: int | None = None

    def fields(self) -> Sequence[Field]:
        """The fields as they stand."""
        raise NotImplementedError

    def take(self, name: str, text: str) -> str:
        """Take `text` for the field `name`, empty to ask for nothing there; a complaint where it
        cannot be, and then nothing has changed."""
        raise NotImplementedError

    def why_not_edit(self) -> str | None:
        field = self._here
        return (field.why_not if field else "there is nothing to change here") or None

    # -- where the cursor is

    @property
    def places(self) -> tuple[str, ...]:  # type: ignore[override]
        return ("form", "sheet") if self._field is None else ("form_field",)

    @property
    def cursor_line(self) -> int | None:
        return self._cursor_line

    @property
    def at(self) -> str:
        """The id of the field under the cursor; empty where there is none."""
        return "" if self._here is None else self._here.id

    @property
    def _all(self) -> list[Field]:
        return [field for field in self.fields() if field.id]

    @property
    def _here(self) -> Field | None:
        """The field under the cursor; the first where that one has gone."""
        found = self._all
        return next((field for field in found if field.id == self._at), found[0] if found else None)

    def _move(self, by: int) -> None:
        found, here = self._all, self._here
        if here is not None:
            place = found.index(here) + by
            self._at = found[max(0, min(len(found) - 1, place))].id
            self._complaint = ""
            self._room.redraw_sheet()

    # -- keys

    def key(self, event: Key) -> bool:
        if self._field is None or not self._editor.key(event.key, event.character):
            return False
        self._typed()
        return True

    def paste(self, text: str) -> None:
        if self._field is not None:
            self._editor.paste(text)
            self._typed()

    def _typed(self) -> None:
        self._match, self._complaint = 0, ""
        self._room.redraw_sheet()

    @property
    def typing(self) -> tuple[str, str]:
        """The id of the field that is being typed in, and what stands there; empty: none is."""
        return ("", "") if self._field is None else (self._field.id, self._editor.text)

    def typed_in(self) -> list[tuple[str, str]]:
        found = [(field.name, field.value) for field in self._all if field.value]
        if self._field is not None and self._editor.text:
            found.append((self._field.name, self._editor.text))
        return found

    def type_again(self, name: str, text: str) -> bool:
        """Put back what was being typed in another session; False where it cannot be here."""
        if all(field.id != name for field in self._all):
            return False
        self._at = name
        if self.why_not_edit():
            return False
        self.do_edit()
        self._editor.clear()
        self.paste(text)
        return True

    def do_edit(self) -> None:
        field = self._here
        if field is None:
            return
        self._field, self._complaint = field, ""
        self._editor = LineEditor("" if field.choices else field.typed, field.longest)
        words = [one.word for one in field.choices]
        self._match = words.index(field.typed) if field.typed in words else 0
        self._room.redraw_sheet()

    def why_not_empty(self) -> str | None:
        field = self._here
        if field is not None and field.value:
            # What does not apply any more can still be taken away.
            return self.why_not_change()
        return "nothing is asked for there"

    def why_not_change(self) -> str | None:
        """Why nothing at all can be changed here."""
        return None

    def do_empty(self) -> None:
        field = self._here
        if field is not None:
            self._complaint = self.take(field.id, "")
            self._room.redraw_sheet()

    def do_take(self) -> None:
        field = self._field
        if field is None:
            return
        text = self._editor.text.strip() or field.alone
        if field.choices:
            found = self._matches
            if not found:
                self._complaint = f"nothing on the list has “{text}”"
                self._room.redraw_sheet()
                return
            text = found[min(self._match, len(found) - 1)].word
        self._complaint = self.take(field.id, text)
        if not self._complaint:
            self._field = None
        self._room.redraw_sheet()

    def do_leave(self) -> None:
        self._field, self._complaint = None, ""
        self._room.redraw_sheet()

    def do_down(self) -> None:
        self._step(1)

    def do_up(self) -> None:
        self._step(-1)

    def _step(self, by: int) -> None:
        if self._field is None:
            self._move(by)
        elif self._field.choices:
            self._match = max(0, min(len(self._matches) - 1, self._match + by))
            self._room.redraw_sheet()
        else:
            self._complaint = "Enter takes it first, Esc leaves it as it was"
            self._room.redraw_sheet()

    @property
    def _matches(self) -> list[Choice]:
        return matching(self._field.choices, self._editor.text) if self._field else []

    # -- what it shows

    def lines(self, width: int) -> Sequence[Line]:
        fields, here = self.fields(), self._here
        names = max((width_of(field.name) for field in fields if field.id), default=0)
        lines: list[Line] = []
        for field in fields:
            if not field.id:
                lines += [[("", "dim")], *paragraph(field.name, width, "head")]
                continue
            on = here is not None and field.id == here.id
            if on:
                self._cursor_line = len(lines)
            if on and self._field is not None:
                lines += self._editing(field, names, width)
            else:
                lines += _row(field, on, names, width)
                if on:
                    # All of a long one stays in view.
                    self._cursor_line = len(lines) - 1
        return lines

    def _editing(self, field: Field, names: int, width: int) -> list[Line]:
        room = width - names - 4
        head = f"▸ {fit(field.name, names)}  "
        lines: list[Line] = [[(head, "accent"), *self._editor.spans(room, active=True)]]
        found = self._matches
        top = max(0, min(self._match - _MATCHES // 2, len(found) - _MATCHES))
        words = [
            f"{'▸' if place == self._match else ' '} "
            + (one.shown or f"{one.word}  {one.meaning}".strip())
            for place, one in enumerate(found[top : top + _MATCHES], top)
        ]
        # Behind a long name the list begins further left, so that as little as may be is cut.
        left = max(4, min(names + 4, width - max(map(width_of, words), default=0)))
        for place, word in enumerate(words, top):
            text = fit(word, width - left)
            lines.append([(" " * left, "dim"), (text, "cursor" if place == self._match else "dim")])
        if found:
            # The list stays in view below its field.
            self._cursor_line = (self._cursor_line or 0) + min(len(found), _MATCHES)
        return lines

    def foot(self, width: int) -> Sequence[Line]:
        here = self._here
        said = ("", "dim")
        if self._complaint:
            said = (self._complaint, "warn")
        elif here is not None:
            said = (here.why_not, "warn") if here.why_not else (here.hint, "dim")
            if self._field is not None and here.alone and not here.why_not:
                said = (f"Enter alone: {here.alone}; {here.hint}", "dim")
        if self._field is None:
            keys = [("Enter", "change"), ("x", "take away"), ("Esc", "back")]
        else:
            choose = [("↑ ↓", "choose"), ("letters", "narrow")] if self._field.choices else []
            keys = [("Enter", "take"), *choose, ("Esc", "leave it")]
        return [[("", "dim")], *paragraph(said[0], width, said[1]), keys_line(keys, width)]


def _row(field: Field, on: bool, names: int, width: int) -> list[Line]:
    """The field; what is long goes on under itself, and so does what is amiss with it."""
    said, role = field.value, "text"
    if not said:
        said, role = field.why_not or field.empty, "dim"
    if on:
        role = "cursor"
    lines: list[Line] = []
    room = width - names - 4
    for at, piece in enumerate(wrap(said, room)):
        head = f"{'▸' if on and not at else ' '} {fit('' if at else field.name, names)}  "
        lines.append([(head, role if on else "dim"), (fit(piece, room) if on else piece, role)])
    if field.amiss:
        lines += [
            [(" " * (names + 4), "dim"), *piece]
            for piece in paragraph(f"! {field.amiss}", room, "warn")
        ]
    return lines
