"""The virtual table: what is in view, and what the cursor does."""

from __future__ import annotations

from tui.text import width_of
from tui.widgets.table import Column, ListSource, Table

COLUMNS = (
    Column("part", 12),
    Column("stock", 8, 1, right=True),
    Column("description", 10, 2, grow=True),
)


class Counting:
    """A source that counts the rows it was asked for."""

    def __init__(self, count: int) -> None:
        self.count = count
        self.asked: set[int] = set()

    def __len__(self) -> int:
        return self.count

    def row(self, position: int) -> tuple[str, str, str]:
        self.asked.add(position)
        return (f"P{position}", str(position), "text")

    def rowid(self, position: int) -> int:
        return position * 10

    def position(self, rowid: int) -> int | None:
        return rowid // 10 if rowid % 10 == 0 and rowid // 10 < self.count else None


def shown(table: Table, width: int = 40) -> list[str]:
    return ["".join(text for text, _ in table.line(y, width, True)) for y in range(table.height)]


def table_of(count: int, height: int = 5) -> tuple[Table, Counting]:
    source = Counting(count)
    table = Table(COLUMNS, list)
    table.resize(height)
    table.show(source)
    return table, source


def test_a_million_rows_cost_only_the_rows_in_view() -> None:
    table, source = table_of(1_000_000)
    table.move(999_999)
    shown(table)
    assert table.cursor == 999_999
    assert len(source.asked) <= 12


def test_the_cursor_stops_at_both_ends() -> None:
    table, _ = table_of(3)
    assert table.move(-1) == []
    assert table.move(10) == [0, 2]
    assert table.move(1) == []


def test_a_moved_cursor_names_two_rows_and_scrolling_names_all() -> None:
    table, _ = table_of(20)
    assert table.move(1) == [0, 1]
    assert table.move(10) is None
    assert table.top == 7


def test_rows_that_arrive_do_not_move_what_is_under_the_cursor() -> None:
    names = list(range(10))
    table = Table(COLUMNS, lambda row: (row, "", ""))
    table.resize(5)
    table.show(ListSource([f"P{n}" for n in names], names))
    table.move(6)
    line = table.cursor - table.top
    folded = [100, 101, 102, *names]
    table.show(ListSource([f"P{n}" for n in folded], folded))
    assert table.current == "P6"
    assert table.cursor - table.top == line


def typed_in(count: int, height: int, *, room: int) -> Table:
    """A table whose last row is typed in, with its view where a burst of typing left it."""
    table, _ = table_of(count, height)
    table.room = room
    table.move(count)
    return table


def test_rows_that_arrive_above_the_one_typed_in_push_none_out_while_all_have_room() -> None:
    table = typed_in(4, 20, room=7)
    shown = ["L1", "why", "L2", "why", "L3", "why", "end"]
    table.show(ListSource(shown, [0, 100, 10, 101, 20, 102, 30]))
    assert (table.current, table.top) == ("end", 0)
    # All have room, but the list under the row would not: just so many leave as it takes.
    many = ["x"] * 15
    table.show(ListSource([*many, "end"], [*range(100, 115), 30]))
    assert (table.current, table.top) == ("end", 3)


def test_where_not_all_have_room_the_row_that_is_typed_in_stays_in_place() -> None:
    table = typed_in(4, 20, room=7)
    before = table.cursor - table.top
    table.show(ListSource(["x"] * 30 + ["end"], [*range(100, 130), 30]))
    assert (table.current, table.cursor - table.top) == ("end", before)


def test_another_question_starts_at_the_top() -> None:
    table, _ = table_of(20)
    table.move(9)
    table.show(Counting(20), keep=False)
    assert (table.cursor, table.top) == (0, 0)


def test_fewer_rows_than_before() -> None:
    table, _ = table_of(20)
    table.move(19)
    table.show(Counting(2))
    assert table.cursor == 1
    table.show(Counting(0))
    assert table.current is None
    assert table.move(1) == []


def test_notes_are_stepped_over() -> None:
    rows = ["a", "!note", "b", "!note"]
    table = Table((Column("x", 5),), lambda row: (row,), still=lambda row: row.startswith("!"))
    table.resize(4)
    table.show(ListSource(rows, list(range(4))))
    table.move(1)
    assert table.current == "b"
    table.move(1)
    assert table.current == "b"
    table.move(-1)
    assert table.current == "a"


def test_columns_give_way_by_rank_and_the_part_stays() -> None:
    table, _ = table_of(5)
    assert "description" in table.head(40)[0][0]
    assert "description" not in table.head(24)[0][0]
    narrow = table.head(14)[0][0]
    assert "part" in narrow
    assert "stock" not in narrow


def test_every_line_has_the_width_asked_for() -> None:
    table, _ = table_of(2)
    for width in (14, 24, 40, 77):
        assert all(width_of(line) in (0, width) for line in shown(table, width))


def test_the_cursor_is_seen_without_colour() -> None:
    table, _ = table_of(3)
    assert [line[0] for line in shown(table)[:3]] == ["▸", " ", " "]
