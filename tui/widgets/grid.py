"""The grid: the line that is being typed, cell by cell. A model, not a widget.

It takes keys in the order in which they came and never waits: lists and answers are handed in
when they come, and change neither what a key means nor where the caret stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from tui.widgets.editor import LineEditor, whole

# The cells, in the order of typing.
PART, QUANTITY, PACKAGING, VENDOR, REFERENCE, DUE = range(6)
# From so many characters on, parts are offered.
ENOUGH = 3
_REPEATS = ("=", '"')


class Words(NamedTuple):
    """What the cells of one line say, as text."""

    part: str = ""
    quantity: str = ""
    packaging: str = ""
    vendor: str = ""
    reference: str = ""
    due: str = ""


EMPTY = Words()


class Choice(NamedTuple):
    """One row of a list: what it shows, at both ends, and what it puts into which cells.

    `number` and `maker` say which vendor's number, and whose part, the words stand for.
    """

    shown: str
    puts: tuple[tuple[int, str], ...]
    what: str = ""
    number: str = ""
    maker: str = ""

    @property
    def words(self) -> str:
        """What it is found by when a list is narrowed."""
        return " ".join((self.shown, *(word for _, word in self.puts))).casefold()


class Row(NamedTuple):
    """A line as it was left: its words now and as they stood before anything was typed."""

    id: str
    new: bool
    words: Words
    before: Words
    number: str
    maker: str


class Grid:
    """The row with the caret. `above` are the words of the line before it, for `=`."""

    def __init__(
        self,
        line_id: str,
        words: Words = EMPTY,
        above: Words = EMPTY,
        *,
        new: bool = True,
        cell: int = PART,
    ) -> None:
        self.id = line_id
        self.new = new
        self.cell = cell
        self.above = above
        self.before = words
        self._words = list(words)
        # The cells that were typed into since the row was begun.
        self._touched: set[int] = set()
        # Those that say what was taken from a list.
        self._listed: set[int] = set()
        self.editor = LineEditor(words[cell])
        # What was taken from a list stands for the vendor's number, and for a part of this maker.
        self._number = ""
        self._maker = ""
        # → led here, and no key came since: Enter behind it is out of habit, and ends nothing yet.
        self.led = False
        self.listed = False
        # What is to be said under the list: what is missing in it.
        self.lacking = ""
        self.chosen = 0
        self._choices: tuple[Choice, ...] = ()
        self._narrows_from: str | None = None

    # -- what stands in the row

    @property
    def words(self) -> Words:
        """All that the row says now, with what stands in the active cell."""
        words = list(self._words)
        words[self.cell] = self.editor.text
        return Words(*words)

    @property
    def text(self) -> str:
        """What stands in the active cell, without blanks at its ends."""
        return self.editor.text.strip()

    @property
    def blank(self) -> bool:
        return not any(word.strip() for word in self.words)

    @property
    def stands(self) -> bool:
        """Whether the cell says what stood there, or a list: the next letter replaces it all."""
        as_it_was = not self.new and self.cell not in self._touched
        return (as_it_was or self.cell in self._listed) and bool(self.editor.text)

    def left(self) -> Row:
        """The line, with everything that was typed."""
        self._exit()
        return Row(self.id, self.new, self.words, self.before, self._number, self._maker)

    def came(self, words: Words) -> None:
        """An answer came for the line: what was not typed into says what it says."""
        for cell, word in enumerate(words):
            if cell not in self._touched and cell != self.cell:
                self._words[cell] = word
        if self.cell not in self._touched and self.editor.text != words[self.cell]:
            self.editor = LineEditor(words[self.cell])
        self.before = words

    # -- keys

    def typed(self, key: str, character: str | None) -> bool:
        """A key that edits the active cell; True where it was taken."""
        if character == "." and self.new and self.blank:
            return False
        if key == "right" and self.takes:
            return False
        text, stood = self.editor.text, self.stands
        if stood and character and len(character) == 1 and character.isprintable():
            self.editor.clear()
        if not self.editor.key(key, character):
            return False
        self.led = False
        # Moved or typed: from now on it is edited, and not replaced.
        self._touched.add(self.cell)
        self._listed.discard(self.cell)
        if self.editor.text != text:
            self._edited()
        return True

    def paste(self, text: str) -> None:
        """One line of pasted text."""
        if self.stands:
            self.editor.clear()
        self.editor.paste(text)
        self._touched.add(self.cell)
        self._listed.discard(self.cell)
        self._edited()

    def fill(self, text: str) -> None:
        """Put `text` into the active cell in place of what stands there."""
        self.editor = LineEditor(text)
        self._touched.add(self.cell)
        self._edited()

    def again(self, words: Sequence[str], cell: int) -> None:
        """Say what was typed once, the caret behind what stands in this cell."""
        for at, word in enumerate(words):
            self._to(at)
            if word != self.editor.text:
                self.fill(word)
        self._to(cell)
        # It is typed on, and the next letter replaces nothing.
        self._touched.add(cell)

    def _edited(self) -> None:
        self.led = False
        self.chosen = 0
        if self.cell in (PART, PACKAGING, VENDOR):
            self._number = self._maker = ""

    def enter(self) -> bool:
        """Field exit; True where the line has ended with it."""
        if self.led and self.new and self.cell == QUANTITY and not self.text:
            self.led = False
            return False
        if self.cell != PART:
            self._exit()
            return True
        if self.new and self.blank:
            return False
        if self._exit():
            # Part and quantity were typed in one go.
            return True
        self._to(QUANTITY)
        return False

    def go(self, by: int) -> bool:
        """To another cell; False where there is none on that side."""
        to = self.cell + by
        if not PART <= to <= DUE:
            return False
        # A part that Tab ends is whole: one with blanks in it is typed so.
        self._exit(split=False)
        self._to(to)
        return True

    def _exit(self, *, split: bool = True) -> bool:
        """Take what stands in the cell; True where it was part and quantity in one, if they may
        be `split`.
        """
        text, quantity = self.text, ""
        # A blank above is repeated too, where blank says something: it takes the default.
        may = self.above[self.cell] or (self.cell > QUANTITY and any(self.above))
        if text in _REPEATS and may:
            text = self.above[self.cell]
            self._touched.add(self.cell)
        part_alone = PART in self._touched and QUANTITY not in self._touched
        if split and self.cell == PART and part_alone:
            text, quantity = part_and_quantity(text)
        if quantity:
            self._words[QUANTITY] = quantity
            self._touched.add(QUANTITY)
        self._words[self.cell] = text
        self.editor = LineEditor(text)
        self._close()
        return bool(quantity)

    def _to(self, cell: int) -> None:
        self._words[self.cell] = self.editor.text
        self.cell = cell
        self.led = False
        self.editor = LineEditor(self._words[cell])
        self._close()

    # -- lists

    @property
    def asks(self) -> str:
        """The text that parts are to be offered for; empty: none are."""
        touched = PART in self._touched
        return self.text if self.cell == PART and touched and len(self.text) >= ENOUGH else ""

    @property
    def takes(self) -> bool:
        """Whether → takes a part that is offered, or will be."""
        return bool(self.asks) and self.editor.caret == len(self.editor.text)

    @property
    def choices(self) -> Sequence[Choice]:
        """The list under the row: what was offered, as far as it fits what was typed since."""
        since = self._narrows_from
        if since is None or self.editor.text == since:
            return self._choices
        text = self.editor.text
        wanted = (text.removeprefix(since) if self.cell != PART else text).strip().casefold()
        return [one for one in self._choices if wanted in one.words]

    @property
    def choice(self) -> Choice | None:
        """The row of the list that would be taken."""
        shown = self.choices
        return shown[min(self.chosen, len(shown) - 1)] if shown else None

    def offered(self, text: str, choices: Sequence[Choice]) -> bool:
        """Parts for `text` have come; False where something else is typed by now."""
        if self.asks != text:
            return False
        self._choices = tuple(choices)
        self._narrows_from = self.editor.text
        return True

    def list(self, choices: Sequence[Choice], lacking: str = "") -> None:
        """Show the values of the active cell, from which Enter takes, and `lacking` under them."""
        self._choices = tuple(choices)
        self.lacking = lacking
        self._narrows_from = self.editor.text
        self.led = False
        self.listed = True
        self.chosen = 0

    def unlist(self) -> None:
        """The list goes; what was typed stays."""
        self._close()

    def choose(self, by: int) -> None:
        """Another row of the list; before the list has come, one of those to come."""
        most = len(self.choices) - 1 if self.choices else ENOUGH * 3
        self.chosen = max(0, min(most, self.chosen + by))

    def take(self, choice: Choice) -> None:
        """What the list offers stands in the row; a part leads on to its quantity."""
        part = self.cell == PART
        self.put(choice)
        if part:
            self._to(QUANTITY)

    def put(self, choice: Choice) -> None:
        """What was chosen stands in its cells, whichever is active by now."""
        for cell, word in choice.puts:
            self._words[cell] = word
            self._touched.add(cell)
            self._listed.add(cell)
            if cell == self.cell:
                self.editor = LineEditor(word)
        if any(cell in (PART, PACKAGING, VENDOR) for cell, _ in choice.puts):
            self._number, self._maker = choice.number, choice.maker
        self._close()

    def _close(self) -> None:
        self.listed = False
        self.chosen = 0
        self._choices = ()
        self._narrows_from = None


def part_and_quantity(text: str) -> tuple[str, str]:
    """`LM358DR 2,500` typed in one go: a last word that is a whole number is the quantity."""
    part, blank, last = text.rpartition(" ")
    return (part.strip(), last) if blank and whole(last) else (text, "")
