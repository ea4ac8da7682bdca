"""What a scanned label does, by where it is scanned: it adds a line, finds its order, or searches.

Nothing here asks a vendor, and nothing a label says is guessed: a label that says no quantity adds
a line that says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from tui.text import UNKNOWN, pieces
from tui.widgets.pane import FieldPane
from vendors.labels import Label, Unreadable, read_label

if TYPE_CHECKING:
    from cache.drafts import DraftLine
    from cache.scanned import Match, OrderLine
    from tui.keyboard import Desk, Keyboard
    from tui.screens.sheet import BaseSheet

# So many unexpected labels are kept for the session, the newest.
_MOST = 200
# What the filter of bonded stock would not take as a part of a word.
_SIGNS = frozenset(':<>="')


class Scans:
    """Takes scans from the keyboard, and the keys that are about them."""

    def __init__(self, keyboard: Keyboard, desk: Desk) -> None:
        self._keyboard = keyboard
        self._desk = desk
        self.unexpected: list[Label] = []
        # The line that each label was added as, and the labels that came once more.
        self._added: dict[Label, str] = {}
        self._again: list[Label] = []
        # The sheets that scans opened: the next scan closes them.
        self._opened: list[BaseSheet] = []

    def take(self, scans: Sequence[str]) -> None:
        """What came in one go: one scan, or a paste of some."""
        sheet = self._keyboard.sheet
        if sheet is not None and sheet.scanned():
            return
        if self._keyboard.prompt is not None:
            self._desk.say(
                "the scan was not taken: answer the question first, or leave it with Esc", "warn"
            )
            return
        self._again = []
        self._close_opened()
        labels, refused = _read(scans)
        if refused:
            self._show_unread(*refused[0], len(refused))
        if not labels:
            return
        if (sheet := self._keyboard.sheet) is not None:
            taken = [sheet.label(label) for label in labels]
            if not all(taken):
                self._show(labels)
            return
        match self._desk.pane.place:
            case "builder":
                self._add(labels)
            case "history" if len(labels) == 1:
                self._desk.work(partial(self._find, labels[0]), "scan", hold=True)
            case "bonded" | "search" if len(labels) == 1 and (labels[0].part or labels[0].number):
                self._search(labels[0])
            case _:
                self._show(labels)

    def _close_opened(self) -> None:
        """Close what earlier scans opened, as long as it is on top."""
        sheets = self._keyboard.sheets
        while sheets and any(sheets[-1] is one for one in self._opened):
            self._desk.close_sheet()
        self._opened = [one for one in self._opened if any(one is sheet for sheet in sheets)]

    def _open(self, sheet: BaseSheet) -> None:
        self._opened.append(sheet)
        self._desk.show_sheet(sheet)

    # -- in the order builder

    def _add(self, labels: Sequence[Label]) -> None:
        there = {line.id for line in self._lines()}
        new: list[Label] = []
        for label in labels:
            if label in new or self._added.get(label) in there:
                self._again.append(label)
            elif label.part or label.number:
                new.append(label)
        if not new and not self._again:
            self._show(labels)
            return
        said = self.add(new) if new else ""
        if self._again and said is not None:
            last = self._added[self._again[-1]]
            places = {line.id: place for place, line in enumerate(self._lines(), 1)}
            has = f"line {places[last]} has it already" if last in places else "a line has it"
            # While a cell is typed in, a is a letter.
            esc = "Esc and " if self._desk.pane.editing else ""
            words = f"the same label again: {has}; {esc}a adds it"
            self._desk.say(f"{said}; {words}" if said else words, "warn")

    def _lines(self) -> Sequence[DraftLine]:
        lines: Sequence[DraftLine] = getattr(self._desk.pane, "draft_lines", ())
        return lines

    def add(self, labels: Sequence[Label]) -> str | None:
        """Add a line for each; what was said of it, or None where it cannot be."""
        if words := self._desk.why_not_add_line():
            self._desk.say(f"the scan was not taken: {words}", "warn")
            return None
        from cache.typed import Typed
        from cache.typed_lines import typed_line
        from vendors.terms import LineTerms

        now = self._desk.services.clock.now()
        lines: list[DraftLine] = []
        for label in labels:
            quantity = label.quantity
            typed = Typed(
                part=label.part,
                quantity="" if quantity else label.quantity_text,
                number=label.number,
                maker=label.maker,
                source="scan",
            )
            terms = LineTerms(customer_part=label.customer_part)
            lines.append(typed_line(typed, quantity or 0, now, terms))
            self._added[label] = lines[-1].id
        said = f"scanned: {', '.join(_in_short(label) for label in labels[:3])}"
        said += f" and {len(labels) - 3} more" if len(labels) > 3 else ""
        self._desk.add_typed(lines, said)
        return said

    def why_not_again(self) -> str | None:
        return None if self._again else "no label was scanned twice: a adds such a one once more"

    def do_again(self) -> None:
        again, self._again = self._again, []
        self.add(again)

    # -- in the panes with a field

    def _search(self, label: Label) -> None:
        """Show the rows here for the part; the vendor is not asked."""
        pane, text = self._desk.pane, label.part or label.number
        if pane.place == "bonded" and _SIGNS & set(text):
            text = f'"{text.replace(chr(34), "")}"'
        if isinstance(pane, FieldPane):
            pane.put(text)
        self._desk.say(f"scanned: {_in_short(label)}; what is known here of it")

    # -- in the history

    async def _find(self, label: Label) -> None:
        match = await self._desk.services.scanned.find(label)
        if len(match.lines) == 1:
            await self._go(label, match, match.lines[0])
        elif match.lines:
            from tui.screens.scanned import LinesSheet

            def take(line: OrderLine) -> None:
                go = partial(self._go, label, match, line)
                self._desk.work(go, "scan", hold=True)

            self._open(LinesSheet(self._desk, _in_short(label), match, take))
            self._desk.say(f"scanned: {_in_short(label)}: it is in several lines, take one")
        else:
            self._keep(label)
            words = (
                f"unexpected: no order here has it. {_in_short(label)}, our order "
                f"{label.po or UNKNOWN}, sales order {label.sales_order or UNKNOWN}"
            )
            self._show([label], f"{words}. F5 in the history asks for orders made meanwhile.")
            self._desk.say(words, "warn")

    async def _go(self, label: Label, match: Match, line: OrderLine) -> None:
        """To the order in the history, and in its sheet to the line."""
        from tui.panes.history import HistoryPane
        from tui.screens.order import open_order

        self._desk.go_to("history")
        pane = self._desk.pane
        if isinstance(pane, HistoryPane):
            await pane.reveal_row(line.rowid)
        before = self._keyboard.sheet
        await open_order(self._desk, line.rowid, line.line_no, line.number)
        if (sheet := self._keyboard.sheet) is not None and sheet is not before:
            self._opened.append(sheet)
        if not line.number:
            self._desk.say(f"scanned: {line.order}, found by {match.by}")
            return
        where = f"{line.order} line {line.line_no}" if line.line_no else line.order
        ordered = f"{pieces(line.ordered)} ordered, {pieces(line.shipped)} shipped"
        self._desk.say(f"scanned: {_in_short(label)}: {where}, {ordered}; by {match.by}")

    def _keep(self, label: Label) -> None:
        if label not in self.unexpected:
            self.unexpected = [label, *self.unexpected][:_MOST]

    def why_not_unexpected(self) -> str | None:
        return None if self.unexpected else "no unexpected label was scanned in this session"

    def do_unexpected(self) -> None:
        self._show(self.unexpected, "Labels that no order line here expects, the last one first.")

    # -- everywhere else

    def _show(self, labels: Sequence[Label], note: str = "") -> None:
        from tui.screens.scanned import ScannedSheet

        def add() -> None:
            self._close_opened()
            self._desk.go_to("builder")
            self.add([label for label in labels if label.part or label.number])

        self._open(ScannedSheet(self._desk, list(labels), note, add))

    def _show_unread(self, scan: str, sentence: str, count: int) -> None:
        from tui.screens.scanned import UnreadSheet

        self._open(UnreadSheet(scan, sentence))
        more = f" ({count} of them)" if count > 1 else ""
        self._desk.say(f"the scan was not read{more}: nothing was added or changed", "warn")


def _read(scans: Sequence[str]) -> tuple[list[Label], list[tuple[str, str]]]:
    """The labels, and the scans that are none with the reason."""
    labels: list[Label] = []
    refused: list[tuple[str, str]] = []
    for scan in scans:
        try:
            labels.append(read_label(scan))
        except Unreadable as unreadable:
            refused.append((scan, unreadable.sentence))
    return labels, refused


def _in_short(label: Label) -> str:
    """`2,500 LM358DR`; and of a label without a quantity that it says none."""
    part = label.part or label.number
    if not part:
        return f"packing list of sales order {label.sales_order or UNKNOWN}"
    if label.quantity is None:
        return f"{part} (no quantity is said: type it)"
    return f"{pieces(label.quantity)} {part}"
