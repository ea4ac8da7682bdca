"""How a list to take in is drawn: columns, rows, what is amiss, and what comes of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from cache.importing.bom import flag_words
from cache.importing.headers import Role
from tui.screens.sheet import paragraph
from tui.text import counted, fit, width_of, wrap
from tui.widgets.lines import Line, Span, keys_line
from vendors.text import clean

if TYPE_CHECKING:
    from cache.importing.bom import Asked, Lines
    from cache.importing.cells import Grid, Row
    from cache.importing.tables import Layout
    from tui.screens.importing import Issue

# Rows that say how wide a column is, and cells that it takes at most.
_SAMPLE = 50
_WIDEST = 26
# Cells under which what is asked for, and the keys, are named shorter.
NARROW = 66
_NUMBER = 7
# Rows of what is amiss that are drawn; the others are counted.
MOST_ISSUES = 300


def _widths(grid: Grid, layout: Layout) -> list[int]:
    widths = [width_of(str(role)) + 1 for role in layout.roles]
    start = 0 if layout.header is None else layout.header
    for row in grid.rows[start : start + _SAMPLE]:
        for at, cell in enumerate(row.cells):
            # Two cells for the marks around it.
            widths[at] = max(widths[at], width_of(clean(cell.text, _WIDEST)) + 1)
    return [min(one, _WIDEST) for one in widths]


def _window(widths: Sequence[int], cursor: int, width: int) -> range:
    """The columns in view, that of the cursor among them."""
    left = 0
    while left < cursor and sum(one + 1 for one in widths[left : cursor + 1]) > width:
        left += 1
    right, taken = left, 0
    while right < len(widths) and (taken + widths[right] <= width or right == left):
        taken += widths[right] + 1
        right += 1
    return range(left, right)


def columns_lines(grid: Grid, layout: Layout, read: Lines, cursor: int, width: int) -> list[Line]:
    """How it was read, what each column is, and the head."""
    widths = _widths(grid, layout)
    seen = _window(widths, cursor, width - _NUMBER)
    how = grid.how
    if layout.header is None:
        how += " · no head"
    else:
        how += f" · head in row {grid.rows[layout.header].number}"
    if read.above:
        how += f" · {counted(read.above, 'row')} above it left out"
    if read.heads:
        how += f" · it stands {counted(read.heads, 'time')} more"
    if layout.remembered:
        how += " · columns as you set them"
    hidden = grid.width - len(seen)
    if hidden:
        how += f" · {hidden} more, ← →"
    roles: list[Span] = [(fit("row", _NUMBER, right=True), "head"), (" ", "text")]
    for at in seen:
        role = layout.roles[at]
        shown = "cursor" if at == cursor else "dim" if role is Role.NONE else "accent"
        mark = "▸" if at == cursor else " "
        roles += [(fit(f"{mark}{role}", widths[at]), shown), (" ", "text")]
    lines: list[Line] = [[(fit(how, width), "dim")], roles]
    if layout.header is not None:
        row = grid.rows[layout.header]
        lines.append(_row(row, seen, widths, layout, {}, "head", " "))
    return lines


def rows_lines(
    grid: Grid,
    layout: Layout,
    cursor: int,
    window: tuple[int, Sequence[Row]],
    changes: Mapping[tuple[int, int], str],
    marks: Mapping[int, str],
    width: int,
) -> list[Line]:
    """The rows in view; what was mended in them as it is now. `marks` are by the row's number."""
    widths = _widths(grid, layout)
    seen = _window(widths, cursor, width - _NUMBER)
    start, rows = window
    lines: list[Line] = []
    for place, row in enumerate(rows, start):
        now = {column: text for (at, column), text in changes.items() if at == place}
        mark = marks.get(row.number, " ")
        lines.append(_row(row, seen, widths, layout, now, "text", mark))
    return lines


def _row(
    row: Row,
    seen: range,
    widths: Sequence[int],
    layout: Layout,
    now: Mapping[int, str],
    role: str,
    mark: str,
) -> Line:
    number = f"{mark} {row.number:,}"
    spans: list[Span] = [
        (fit(number, _NUMBER, right=True), "warn" if mark == "!" else "dim"),
        (" ", "text"),
    ]
    for at in seen:
        text = clean(now.get(at, row.cell(at).text), _WIDEST * 2)
        shown = role
        if at in now:
            shown = "good"
        elif role == "text" and layout.roles[at] is Role.NONE:
            shown = "dim"
        right = layout.roles[at] is Role.QUANTITY and role == "text"
        gap = "" if right else " "
        spans += [(fit(gap + text, widths[at], right=right), shown), (" ", "text")]
    return spans


def marks_of(issues: Sequence[Issue]) -> dict[int, str]:
    """The mark of every row that is to be looked at; what is sure stands for both."""
    marks: dict[int, str] = {}
    for one in issues:
        if marks.get(one.row) != "!":
            marks[one.row] = _mark(one)
    return marks


def issues_head(issues: Sequence[Issue], width: int) -> list[Line]:
    """How much there is to look at."""
    if not issues:
        said, role = "Nothing in it looks as if a spreadsheet had spoilt it.", "good"
    else:
        done = sum(bool(one.now) for one in issues)
        sure = sum(_is_sure(one) for one in issues)
        counts = [
            (sure, f"{counted(sure, 'row')} to mend"),
            (len(issues) - sure - done, f"{len(issues) - sure - done:,} perhaps"),
            (done, f"{done:,} mended"),
        ]
        said = "What to look at: " + ", ".join(words for count, words in counts if count)
        role = "head"
    return [[("", "dim")], [(fit(said, width), role)]]


def issue_lines(issues: Sequence[Issue], at: int, width: int) -> tuple[list[Line], int]:
    """What to look at, and the last line of the one under the cursor, which is shown whole."""
    lines: list[Line] = []
    cursor = 0
    for place, one in enumerate(issues[:MOST_ISSUES]):
        here = place == at
        role = "good" if one.now else "warn" if _is_sure(one) else "text"
        pieces = wrap(_issue_line(one), width - 2) if here else [_issue_line(one)]
        for number, piece in enumerate(pieces):
            mark = "▸ " if here and not number else "  "
            lines.append([(fit(mark + piece, width), "cursor" if here else role)])
        if here:
            cursor = len(lines) - 1
    if len(issues) > MOST_ISSUES:
        lines.append([(f"    and {len(issues) - MOST_ISSUES:,} more", "dim")])
    return lines, cursor


def _issue_line(issue: Issue) -> str:
    return f"{_mark(issue)} row {issue.row:,}: {_issue_words(issue)}"


def _is_sure(issue: Issue) -> bool:
    return not issue.now and (issue.flag is None or issue.flag.sure)


def _mark(issue: Issue) -> str:
    if issue.now:
        return "✓"
    return "!" if _is_sure(issue) else "?"


def _issue_words(issue: Issue) -> str:
    flag = issue.flag
    if flag is None:
        return issue.words
    if issue.now:
        now, was = clean(issue.now, 40), clean(flag.was, 40)
        return f"{flag.role}: {now} now, " + (f"was “{was}”" if was != now else "without the blank")
    return flag_words(flag)


def foot_lines(
    read: Lines, asked: Asked, issues: Sequence[Issue], layout: Layout, width: int
) -> list[Line]:
    """What is asked for, what comes of it, and the keys."""
    lines: list[Line] = [[("─" * width, "frame")]]
    # On the least terminal there is one line for each, and the whole words have no room.
    short = width < NARROW
    if asked.merge:
        merged = "in one line" if short else "same parts in one line"
    else:
        merged = "apart" if short else "same parts stay apart"
    asks = [("b", f"boards {asked.boards:,}"), ("a", f"attrition {asked.attrition:f} %")]
    head = "yes" if layout.header is not None else "no"
    lines.append(keys_line([*asks, ("s", merged), ("h", f"head {head}")], width, "text"))
    count = counted(len(read.lines), "line")
    said = f"{count}, {sum(one.quantity for one in read.lines):,} pieces"
    if read.open:
        said += f"; {len(read.open):,} not understood: they come too, and say why"
    lines += paragraph(said, width, "strong")
    mend = [("f", "mend it" if short else "take what it may have been")] if issues else []
    column = [("← →", "column:"), ("p", "part"), ("q", "qty" if short else "quantity")]
    other = ("F4", "other" if short else "what else it can be")
    lines.append(keys_line([*column, ("x", "not taken"), other], width))
    # What ends it before the rest: the end of it is left out on a narrow screen.
    lines.append(keys_line([("Enter", f"take {count}"), ("Esc", "take nothing"), *mend], width))
    return lines
