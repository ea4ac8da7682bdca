"""The widget that draws the topmost sheet, and what sheets have in common."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from tui.text import fit, width_of, wrap
from tui.widgets.lines import Line, Span, caret_in, cursor_in, strip_of

if TYPE_CHECKING:
    from textual.events import Key

    from vendors.labels import Label

WIDEST = 96


class BaseSheet:
    """What stands over the desk until it is closed. `places` say where its keys act."""

    title = ""
    mark = ""
    places: tuple[str, ...] = ("sheet",)
    # Actions that the sheet has, and not as it stands now: their keys are not named.
    lacks: frozenset[str] = frozenset()
    # Without sides, and as wide as the screen, nothing stands beside its lines: several of them can
    # be marked with the mouse.
    sides = True
    # Cells; text is hard to read in longer lines, tables are not.
    widest = WIDEST
    # As high as the screen allows, so that its frame stands still while its lines change.
    tall = False

    @property
    def cursor_line(self) -> int | None:
        """The line that has to stay in view."""
        return None

    def lines(self, width: int) -> Sequence[Line]:
        """What it shows, in lines of at most `width` cells."""
        return ()

    def head(self, width: int) -> Sequence[Line]:
        """What stays in view above the lines, however long they are."""
        return ()

    def foot(self, width: int) -> Sequence[Line]:
        """What stays in view below the lines, however long they are."""
        return ()

    async def again(self) -> None:
        """What it shows may have changed in the store: show what stands there now."""

    def key(self, event: Key) -> bool:
        """A key before the table of actions sees it; True where it was taken."""
        return False

    def paste(self, text: str) -> None:
        """Nothing is typed here."""

    def whence(self) -> tuple[str, ...]:
        """How it is opened again, in words for `tui.carrying_on`; empty: it is not."""
        return ()

    def typed_in(self) -> list[tuple[str, str]]:
        """What was typed here and is kept nowhere yet, by its name; never what is a secret."""
        return []

    def label(self, label: Label) -> bool:
        """A label was scanned over it; True where it was taken here."""
        return False

    def scanned(self) -> bool:
        """A label was scanned; True where it counts for nothing here."""
        return False

    def closed(self) -> None:
        """It stands over the desk no longer."""


class SheetView(Widget):
    """Draws one sheet in a frame, scrolled where it is longer than the screen."""

    def __init__(self) -> None:
        super().__init__(id="sheet")
        self.sheet: BaseSheet | None = None
        self._lines: Sequence[Line] = ()
        self._head: Sequence[Line] = ()
        self._foot: Sequence[Line] = ()
        self._top = 0
        self._width = WIDEST
        self._most = 4
        self._shown: int | None = None
        self._room = (0, 0, 0)

    def lay_out(self, width: int, height: int, top: int) -> None:
        """Take at most what is between the bars of a screen of this size, from line `top` on."""
        if (width, height, top) == self._room:
            return
        self._room = width, height, top
        self._most = max(4, height - 2 - top)
        self._shown = None
        self._widen()
        self.draw()

    def _widen(self) -> None:
        """As wide as the sheet may be, in the middle of the screen."""
        width, _, top = self._room
        if not width:
            return
        self._width = min(width, WIDEST if self.sheet is None else self.sheet.widest)
        self.styles.width = self._width
        self.styles.offset = ((width - self._width) // 2, top)

    def show(self, sheet: BaseSheet | None) -> None:
        self.sheet = sheet
        self._top = 0
        self._shown = None
        self.display = sheet is not None
        self._widen()
        self.draw()

    def draw(self) -> None:
        """Ask the sheet for its lines anew."""
        if self.sheet is not None:
            self._lines = self.sheet.lines(self._width - 4)
            self._head = self.sheet.head(self._width - 4)
            self._foot = self.sheet.foot(self._width - 4)
            self.styles.height = self._height
            self._scroll(0)
            line = self.sheet.cursor_line
            if line is not None and line != self._shown:
                # Only a cursor that moved: whoever scrolled on stays where they read.
                self._reveal(line)
            self._shown = line
            self.refresh()

    @property
    def _height(self) -> int:
        if self.sheet is not None and self.sheet.tall:
            return self._most
        return min(self._most, len(self._lines) + len(self._head) + len(self._foot) + 2)

    @property
    def _in_view(self) -> int:
        return max(0, self._height - 2 - len(self._head) - len(self._foot))

    def _scroll(self, by: int) -> None:
        last = max(0, len(self._lines) - self._in_view)
        self._top = max(0, min(last, self._top + by))

    def touch(self, up: int, start: int, cells: int) -> None:
        """Draw so many cells anew of the foot's line `up` lines above its last; nothing else."""
        if self.sheet is not None and up < len(self._foot):
            self._foot = self.sheet.foot(self._width - 4)
            self.refresh(Region(2 + start, self._height - 2 - up, cells, 1))

    def scroll_by(self, by: int) -> None:
        before = self._top
        self._scroll(by)
        if self._top != before:
            self.refresh()

    def _reveal(self, line: int) -> None:
        height = self._in_view
        if line < self._top:
            self._scroll(line - self._top)
        elif line >= self._top + height:
            self._scroll(line - height + 1 - self._top)

    @property
    def page(self) -> int:
        return max(1, self._in_view - 1)

    def render_line(self, y: int) -> Strip:
        width, height = self.size
        sheet = self.sheet
        if sheet is None:
            return strip_of([], width)
        if y == 0:
            return strip_of(self._top_edge(sheet, width), width)
        if y == height - 1:
            more = len(self._lines) - self._top - self._in_view
            word = f" {more} more below, PgDn " if more > 0 else ""
            return strip_of(
                [
                    ("╰─", "frame-on"),
                    (word, "dim"),
                    ("─" * (width - 3 - width_of(word)) + "╯", "frame-on"),
                ],
                width,
            )
        above = len(self._head)
        if y <= above:
            line = self._head[y - 1]
        elif y > above + self._in_view:
            # Drawn before it is laid out, it can have lines more than the sheet that it shows now.
            place = min(y - 1 - above - self._in_view, len(self._foot) - 1)
            line = self._foot[place] if self._foot else []
        else:
            index = self._top + y - 1 - above
            line = self._lines[index] if index < len(self._lines) else []
        edge = "│" if sheet.sides else " "
        left, right = (
            strip_of([(f"{edge} ", "frame-on")], 2),
            strip_of([(f" {edge}", "frame-on")], 2),
        )
        return Strip.join([left, strip_of(line, width - 4), right])

    def stands(self) -> tuple[int, int]:
        """Column and line of the sheet where its caret stands, else its cursor, else its text."""
        view = self._lines[self._top : self._top + self._in_view]
        above = len(self._head)
        # The foot stands under the lines that are in view, however few there are.
        parts = ((0, self._head), (above, view), (above + self._in_view, self._foot))
        placed = [(start + at, line) for start, part in parts for at, line in enumerate(part)]
        for y, line in placed:
            if (x := caret_in(line)) is not None:
                return 2 + x, 1 + y
        line_no = None if self.sheet is None else self.sheet.cursor_line
        if line_no is not None and 0 <= line_no - self._top < len(view):
            return 4, 1 + above + line_no - self._top
        marked = next((y for y, line in placed if cursor_in(line)), None)
        return (4 if marked is not None else 2), 1 + (above if marked is None else marked)

    def _top_edge(self, sheet: BaseSheet, width: int) -> Line:
        mark = f" {sheet.mark} " if sheet.mark else ""
        title = f" {fit(sheet.title, min(width_of(sheet.title), width - 6 - width_of(mark)))} "
        dashes = width - 4 - width_of(title) - width_of(mark)
        badge = "badge-danger" if sheet.mark == "PRODUCTION" else "badge"
        return [
            ("╭─", "frame-on"),
            (title, "title-on"),
            ("─" * dashes, "frame-on"),
            (mark, badge),
            ("─╮", "frame-on"),
        ]


def paragraph(text: str, width: int, role: str = "dim") -> list[Line]:
    """`text` in lines of `width`."""
    return [[(line, role)] for line in wrap(text, width)]


def pair(name: str, value: str, width: int, name_width: int, role: str = "text") -> list[Line]:
    """A name and its value; a long value goes on under itself."""
    lines: list[Line] = []
    for index, piece in enumerate(wrap(value, max(8, width - name_width - 2))):
        head = fit(name if index == 0 else "", name_width) + "  "
        spans: list[Span] = [(head, "dim"), (piece, role)]
        lines.append(spans)
    return lines
