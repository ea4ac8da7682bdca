"""A terminal to hold the thin line against: what it shows, cell by cell, as xterm would."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

import pyte
from pyte.screens import Char
from rich.cells import cell_len
from textual.app import App
from textual.drivers.headless_driver import HeadlessDriver

from tui.thin.abilities import Abilities
from tui.thin.line import Line

XTERM = Abilities(bce=True, ech=True, scrolls=True)
# As terminfo has tmux and GNU screen, and as it has a terminal that nobody knows.
TMUX = Abilities(bce=False, ech=False, scrolls=True)
NOBODY = Abilities()

_LINK = re.compile(r"\x1b\]8;([^\x1b\x07]*)(?:\x1b\\|\x07)")
# Strings and private sequences that show nothing; pyte would print some of them.
_SHOWS_NOTHING = re.compile(
    r"\x1b\](?!8;)[^\x07\x1b]*(?:\x07|\x1b\\)|\x1bP(?:[^\x1b]|\x1b[^\\])*\x1b\\"
    r"|\x1b\[[<>=?][0-?]*[ -/]*(?![hl])[@-~]|\x1b\[\d* q|\x07"
)


class Look(NamedTuple):
    """What can be seen of a cell."""

    text: str
    fg: str
    bg: str
    attributes: tuple[bool, ...]


class Glass(pyte.Screen):
    """pyte with what it leaves out: links, background colour erase, halves of wide characters.

    What comes free when rows are moved is filled with rubbish: terminals disagree about it.
    """

    def __init__(self, columns: int, lines: int, bce: bool = True) -> None:
        super().__init__(columns, lines)
        self._bce = bce
        self._link = ""
        self._stream = pyte.Stream(self)
        self._wide = False

    def feed(self, data: str) -> None:
        at = 0
        for link in _LINK.finditer(data):
            self._feed(data[at : link.start()])
            self._link = "" if link[1] == ";" else link[1]
            at = link.end()
        self._feed(data[at:])

    def _feed(self, data: str) -> None:
        self._stream.feed(_SHOWS_NOTHING.sub("", data))

    def draw(self, data: str) -> None:
        self._wide = self._wide or cell_len(data) != len(data)
        attributes = self.cursor.attrs
        if self._link:
            # pyte knows no links: they travel with the colour.
            self.cursor.attrs = attributes._replace(fg=f"{attributes.fg} {self._link}")
        if self._wide:
            for char in data:
                self._draw_one(char)
        else:
            super().draw(data)
        self.cursor.attrs = attributes

    def _draw_one(self, char: str) -> None:
        row, x = self.buffer[self.cursor.y], self.cursor.x
        if cell_len(char) and x and row[x].data == "":
            row[x - 1] = row[x - 1]._replace(data=" ")
        super().draw(char)
        after = self.cursor.x
        if cell_len(char) and row[after].data == "" and after < self.columns:
            row[after] = row[after]._replace(data=" ")

    def _erasing(self, erase: Any, *args: Any) -> None:
        attributes = self.cursor.attrs
        bg = attributes.bg if self._bce else "default"
        self.cursor.attrs = self.default_char._replace(bg=bg)
        erase(*args)
        self.cursor.attrs = attributes

    def erase_in_line(self, how: int = 0, private: bool = False) -> None:
        self._erasing(super().erase_in_line, how, private)

    def erase_characters(self, count: int | None = None) -> None:
        self._erasing(super().erase_characters, count)

    def delete_lines(self, count: int | None = None) -> None:
        self._moving(super().delete_lines, count)

    def insert_lines(self, count: int | None = None) -> None:
        self._moving(super().insert_lines, count)

    def _moving(self, move: Any, count: int | None) -> None:
        before = {y: id(self.buffer[y]) for y in range(self.lines)}
        move(count)
        margins = self.margins
        for y in range(self.lines):
            inside = margins is None or margins.top <= y <= margins.bottom
            if inside and id(self.buffer.get(y)) not in before.values():
                rubbish = Char("?", bg="ff00ff")
                self.buffer[y].update(dict.fromkeys(range(self.columns), rubbish))

    def look(self, y: int) -> list[Look]:
        """What can be seen of a row."""
        row = self.buffer[y]
        return [_look(row[x]) for x in range(self.columns)]

    def shows(self) -> str:
        return "\n".join(self.display)


def _look(char: Char) -> Look:
    attributes = (char.italics, char.underscore, char.strikethrough, char.reverse, char.blink)
    if char.data == " " and not any(attributes) and " " not in char.fg:
        # No colour of text, and no weight, can be seen on it.
        return Look(" ", "", char.bg, attributes)
    return Look(char.data, char.fg, char.bg, (*attributes, char.bold))


class Pair:
    """The same frames at two terminals: at one as Textual writes them, at the other thinned."""

    def __init__(
        self, size: tuple[int, int], can: Abilities = XTERM, beside: Pair | None = None
    ) -> None:
        """`beside`: a pair whose first terminal is this one's too, and is written to there."""
        self.size = size
        self.line = Line(can)
        self._beside = beside
        self.stock = beside.stock if beside else Glass(*size)
        self.thin = Glass(*size, bce=can.bce)
        self.stock_bytes = 0
        self.thin_bytes = 0

    def write(self, data: str) -> str:
        """What was sent in place of `data`."""
        if self._beside is None:
            self.stock.feed(data)
        sent = self.line.sent(data, self.size)
        self.thin.feed(sent)
        self.stock_bytes += len(data.encode())
        self.thin_bytes += len(sent.encode())
        return sent

    def resize(self, columns: int, lines: int) -> None:
        self.size = columns, lines
        for glass in (self.stock, self.thin):
            glass.resize(lines, columns)
        self.line.stale = True

    def difference(self) -> str:
        """Where the two differ first, and how many cells do; empty where they are equal."""
        return difference(self.stock, self.thin)


def difference(stock: Glass, thin: Glass, but: re.Pattern[str] | None = None) -> str:
    """Where two terminals differ first; empty where they are equal. `but`: text that may differ."""
    differ = [
        (y, x, one, other)
        for y in range(stock.lines)
        if stock.buffer[y] != thin.buffer[y]
        for x, (one, other) in enumerate(zip(stock.look(y), thin.look(y), strict=True))
        if one != other and not (but and _within(but, stock, y, x) and _within(but, thin, y, x))
    ]
    if differ:
        return f"{len(differ)} cells, the first {differ[0]}\n{stock.shows()}\n{thin.shows()}"
    places = [(glass.cursor.y, glass.cursor.x) for glass in (stock, thin)]
    if not thin.cursor.hidden and places[0] != places[1]:
        return f"the cursor stands at {places[1]} in place of {places[0]}"
    return ""


def _within(but: re.Pattern[str], glass: Glass, y: int, x: int) -> bool:
    text = "".join(glass.buffer[y][at].data[:1] or " " for at in range(glass.columns))
    return any(found.start() <= x < found.end() for found in but.finditer(text))


class Tape(HeadlessDriver):
    """In place of the driver of a running test: what Textual writes goes to pairs of terminals."""

    def __init__(self, app: App[Any], pairs: Sequence[Pair]) -> None:
        super().__init__(app, size=pairs[0].size)
        self._pairs = pairs
        self.frames = 0
        self.differences: list[str] = []

    @property
    def is_headless(self) -> bool:
        return False

    def write(self, data: str) -> None:
        self.frames += 1
        for pair in self._pairs:
            pair.write(data)
            if difference := pair.difference():
                self.differences.append(difference)
