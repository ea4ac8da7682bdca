"""The grid by itself: keys in, a line out; nothing typed is lost."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from tui.widgets.grid import DUE, EMPTY, PACKAGING, PART, QUANTITY, VENDOR, Choice, Grid, Row, Words

RESISTOR = Choice("RC0603FR-0710KL  Yageo", ((PART, "RC0603FR-0710KL"),), "cut", "", "Yageo")
CAPACITOR = Choice("RC0805JR-07100R  Yageo", ((PART, "RC0805JR-07100R"),), "cut", "", "Yageo")
STOOD = Words("LM358DR", "1,000", "reel", "DigiKey", "CPN-1", "24 Nov")


class Typist:
    """Types into a grid as the pane lets it, and gathers the lines that end."""

    def __init__(self, grid: Grid | None = None) -> None:
        self.grid = grid or Grid("1")
        self.ended: list[Row] = []
        self.done = False

    def press(self, *keys: str) -> Typist:
        for key in keys:
            for one in [key] if key in _KEYS else key:
                self._press(one)
        return self

    def _press(self, key: str) -> None:
        grid = self.grid
        if grid.typed(key, key if len(key) == 1 else None):
            return
        match key:
            case ".":
                self.done = True
            case "enter" if grid.listed and grid.choice is not None:
                grid.take(grid.choice)
            case "enter":
                if grid.enter():
                    self._end()
            case "tab":
                if not grid.go(1) and not grid.blank:
                    self._end()
            case "shift+tab":
                grid.go(-1)
            case "right" if grid.choice is not None:
                grid.take(grid.choice)
                grid.led = True
            case "up" | "down":
                grid.choose(1 if key == "down" else -1)

    def _end(self) -> None:
        row = self.grid.left()
        self.ended.append(row)
        self.grid = Grid(str(len(self.ended) + 1), above=row.words)

    @property
    def lines(self) -> list[tuple[str, str]]:
        return [row.words[:2] for row in self.ended]


_KEYS = frozenset(("enter", "tab", "shift+tab", "right", "left", "up", "down")) | {
    *("home", "end", "backspace", "delete")
}


def standing(cell: int = QUANTITY) -> Grid:
    """A line that stands already, with this cell active."""
    return Grid("1", STOOD, new=False, cell=cell)


# -- field exit


def test_enter_leads_from_part_to_quantity_to_the_next_line() -> None:
    typist = Typist().press("LM358DR", "enter")
    assert typist.grid.cell == QUANTITY
    typist.press("2500", "enter")
    assert typist.lines == [("LM358DR", "2500")]
    assert (typist.grid.cell, typist.grid.words) == (PART, EMPTY)


def test_tab_goes_through_the_cells_and_enter_in_any_of_them_ends_the_line() -> None:
    keys = ("LM358DR", "tab", "10", "tab", "reel", "tab", "bonded AUS", "tab", "CPN", "tab", "+14")
    row = Typist().press(*keys, "enter").ended[0]
    assert row.words == Words("LM358DR", "10", "reel", "bonded AUS", "CPN", "+14")


def test_tab_behind_the_last_cell_ends_the_line_and_before_the_first_there_is_none() -> None:
    typist = Typist().press("LM358DR", *["tab"] * (DUE + 1))
    assert typist.lines == [("LM358DR", "")]
    assert not typist.grid.go(-1)


def test_part_and_quantity_typed_in_one_go_end_the_line() -> None:
    typist = Typist().press("LM358DR 2,500", "enter", "1N4148 7", "enter")
    assert typist.lines == [("LM358DR", "2,500"), ("1N4148", "7")]


def test_a_part_that_tab_ends_is_whole_with_its_blanks() -> None:
    typist = Typist().press("ODD SPACE 1 2", "tab", "5", "enter")
    assert typist.ended[0].words == Words("ODD SPACE 1 2", "5")


def test_a_blank_in_a_part_is_kept_where_no_number_stands_behind_it() -> None:
    typist = Typist().press("LM358 DR", "enter", "5", "enter", "LM358 12.5", "enter", "enter")
    assert typist.lines == [("LM358 DR", "5"), ("LM358 12.5", "")]


def test_a_quantity_that_was_typed_is_not_taken_out_of_the_part() -> None:
    typist = Typist().press("LM358DR", "enter", "9", "shift+tab", " 250", "enter", "enter")
    assert typist.lines == [("LM358DR 250", "9")]


def test_enter_on_an_empty_line_makes_none() -> None:
    assert Typist().press("enter", "enter", "enter").ended == []


def test_printable_keys_are_text_in_every_cell() -> None:
    typist = Typist().press("/NOPBun.=", "tab", "u", "tab", "?x", "enter")
    assert typist.ended[0].words[:3] == ("/NOPBun.=", "u", "?x")


def test_a_point_ends_typing_only_where_nothing_is_typed() -> None:
    typist = Typist().press("2.5", "enter", ".5", "enter")
    assert (typist.lines, typist.done) == ([("2.5", ".5")], False)
    assert typist.press(".").done


# -- repeating


def test_a_sign_alone_repeats_the_field_above() -> None:
    keys = ("LM358DR", "tab", "10", "tab", "reel", "enter", "=", "enter", '"', "tab", "=", "enter")
    assert [row.words[:3] for row in Typist().press(*keys).ended] == [("LM358DR", "10", "reel")] * 2


def test_a_sign_under_a_blank_cell_repeats_the_blank() -> None:
    keys = ("LM358DR", "tab", "10", "enter", "=", "enter", "5", "tab", "=", "tab", "=", "enter")
    assert Typist().press(*keys).ended[1].words[:4] == ("LM358DR", "5", "", "")


def test_a_sign_with_nothing_above_stays_as_it_was_typed() -> None:
    assert Typist().press("=", "enter", "=", "enter").lines == [("=", "=")]


def test_a_sign_within_text_is_text() -> None:
    keys = ("A", "enter", "1", "enter", "=B", "enter", "2", "enter")
    assert Typist().press(*keys).lines == [("A", "1"), ("=B", "2")]


# -- a line that stands


def test_the_first_letter_replaces_what_stood_and_the_next_ones_follow() -> None:
    grid = standing()
    assert grid.stands
    assert Typist(grid).press("250").grid.words.quantity == "250"


def test_what_stood_is_mended_where_the_caret_is_moved_first() -> None:
    assert Typist(standing(PART)).press("left", "X").grid.words.part == "LM358DXR"
    assert Typist(standing(PART)).press("backspace", "X").grid.words.part == "LM358DX"


def test_a_cell_that_was_typed_into_is_not_replaced_when_it_is_come_back_to() -> None:
    assert Typist(standing()).press("25", "tab", "shift+tab", "0").grid.words.quantity == "250"


def test_a_row_that_was_not_typed_into_says_what_it_said() -> None:
    row = standing().left()
    assert row.words == row.before == STOOD


def test_an_answer_fills_what_was_not_typed_and_moves_nothing() -> None:
    grid = Typist(standing()).press("25").grid
    grid.came(STOOD._replace(part="LM358DRE4", quantity="1,000", packaging="cut"))
    assert (grid.cell, grid.editor.text, grid.editor.caret) == (QUANTITY, "25", 2)
    row = grid.left()
    assert row.words[:3] == ("LM358DRE4", "25", "cut")
    assert row.before[:3] == ("LM358DRE4", "1,000", "cut")


def test_an_answer_leaves_what_was_typed_into_another_cell() -> None:
    grid = Typist(standing()).press("25", "tab").grid
    grid.came(STOOD._replace(packaging="cut"))
    assert grid.left().words[1:3] == ("25", "cut")


def test_part_and_quantity_in_one_go_change_both_of_a_line_that_stands() -> None:
    assert Typist(standing(PART)).press("1N4148 30").grid.left().words[:2] == ("1N4148", "30")


# -- lists


def test_parts_are_offered_from_three_characters_of_a_part_on() -> None:
    assert Typist().press("RC").grid.asks == ""
    assert Typist().press("RC0").grid.asks == "RC0"
    assert Typist().press("RC0603", "enter", "1000").grid.asks == ""
    assert standing(PART).asks == "", "nothing was typed yet"


def test_a_list_changes_nothing_of_what_enter_means() -> None:
    typist = Typist().press("RC0603")
    assert typist.grid.offered("RC0603", [RESISTOR])
    assert typist.press("enter", "5", "enter").lines == [("RC0603", "5")]


def test_right_takes_the_part_and_goes_on_to_the_quantity() -> None:
    typist = Typist().press("RC0603")
    typist.grid.offered("RC0603", [RESISTOR])
    row = typist.press("right", "5", "enter").ended[0]
    assert row.words[:2] == ("RC0603FR-0710KL", "5")
    assert row.maker == "Yageo"


def test_enter_right_behind_right_asks_once_how_many() -> None:
    typist = Typist().press("RC0603")
    typist.grid.offered("RC0603", [RESISTOR])
    typist.press("right", "enter")
    assert (typist.lines, typist.grid.cell) == ([], QUANTITY)
    assert typist.press("100", "enter").lines == [("RC0603FR-0710KL", "100")]


def test_enter_a_second_time_or_behind_another_key_leaves_the_quantity_open() -> None:
    for keys in (("enter", "enter"), ("left", "enter"), ("7", "backspace", "enter")):
        typist = Typist().press("RC0603")
        typist.grid.offered("RC0603", [RESISTOR])
        assert typist.press("right", *keys[:-1]).lines == []
        assert typist.press(keys[-1]).lines == [("RC0603FR-0710KL", "")]


def test_enter_behind_right_ends_a_line_whose_quantity_is_known() -> None:
    typist = Typist().press("RC0603", "tab", "9", "shift+tab", "F")
    typist.grid.offered("RC0603F", [RESISTOR])
    assert typist.press("right", "enter").lines == [("RC0603FR-0710KL", "9")]


def test_right_within_the_text_only_moves_the_caret() -> None:
    typist = Typist().press("RC0603")
    typist.grid.offered("RC0603", [RESISTOR])
    typist.press("left", "right")
    assert (typist.grid.cell, typist.grid.words.part) == (PART, "RC0603")


def test_a_list_for_what_is_no_longer_typed_is_not_shown() -> None:
    grid = Typist().press("RC0603").grid
    assert not grid.offered("RC06", [RESISTOR])
    assert grid.choice is None


def test_down_chooses_also_before_the_list_has_come() -> None:
    grid = Typist().press("RC0", "down").grid
    grid.offered("RC0", [RESISTOR, CAPACITOR])
    assert grid.choice == CAPACITOR


def test_a_list_is_narrowed_by_typing_and_closed_with_the_text_kept() -> None:
    grid = Grid("1", cell=PACKAGING)
    grid.list([Choice(word, ((PACKAGING, word),)) for word in ("cut", "reel", "tube", "tray")])
    Typist(grid).press("t")
    assert [one.shown for one in grid.choices] == ["cut", "tube", "tray"]
    Typist(grid).press("r")
    assert [one.shown for one in grid.choices] == ["tray"]
    grid.unlist()
    assert (list(grid.choices), grid.words.packaging) == ([], "tr")


def test_what_is_taken_from_a_list_of_values_stands_in_the_cell() -> None:
    grid = Typist(Grid("1")).press("LM358DR", "tab", "tab").grid
    grid.list([Choice(word, ((PACKAGING, word),)) for word in ("cut", "reel")])
    assert Typist(grid).press("down", "enter").grid.words.packaging == "reel"
    assert grid.cell == PACKAGING


def test_a_letter_replaces_what_was_taken_from_a_list() -> None:
    grid = Grid("1")
    grid.list([Choice("reel", ((PACKAGING, "reel"), (VENDOR, "bonded AUS")))])
    typist = Typist(grid).press("enter", "tab", "tab", "digi")
    assert typist.grid.words[PACKAGING : VENDOR + 1] == ("reel", "digi")


def test_a_letter_behind_what_was_taken_forgets_whose_number_it_was() -> None:
    grid = Typist().press("RC0603").grid
    grid.take(RESISTOR)
    assert Typist(grid).press("shift+tab", "X").grid.left().maker == ""


# -- whatever is typed

_LETTERS = "ABC019-/.,u"
_PRESSES = st.one_of(
    st.sampled_from(_LETTERS),
    st.sampled_from(("enter", "tab", "shift+tab", "left", "right", "home", "end", "up", "down")),
)


@given(st.lists(_PRESSES, max_size=60))
def test_no_letter_is_lost_that_was_not_deleted(keys: list[str]) -> None:
    typist = Typist()
    typed: Counter[str] = Counter()
    for key in keys:
        typist.press(key)
        # A point on an empty line is no letter: it ends typing, and the next letter is the next's.
        typed[key] += len(key) == 1 and not typist.done
        typist.done = False
    rows = [row.words for row in typist.ended] + [typist.grid.left().words]
    assert Counter("".join("".join(words) for words in rows)) == +typed


@given(
    st.lists(
        st.tuples(
            st.text("ABCDEF0123-/", min_size=1, max_size=19).filter(lambda part: part != "-"),
            st.integers(1, 999_999_999),
            st.sampled_from(("enter", "tab", " ")),
        ),
        min_size=10,
        max_size=10,
    )
)
def test_ten_lines_in_one_burst_are_ten_lines(lines: list[tuple[str, int, str]]) -> None:
    typist = Typist()
    for part, quantity, between in lines:
        typist.press(part, between, str(quantity), "enter")
    assert typist.lines == [(part, str(quantity)) for part, quantity, _ in lines]


@given(st.lists(_PRESSES, max_size=30), st.integers(0, 30), st.sampled_from(("RC0", "C01")))
def test_a_list_that_comes_late_loses_nothing(keys: list[str], at: int, text: str) -> None:
    """Without →, a list is looked at only: the lines are the same with it and without."""
    keys = [key for key in keys if key != "right"]
    with_list, without = Typist(), Typist()
    for place, key in enumerate(keys):
        if place >= at:
            with_list.grid.offered(with_list.grid.asks or text, [RESISTOR, CAPACITOR])
        with_list.press(key)
        without.press(key)
    assert with_list.lines == without.lines
    assert with_list.grid.words == without.grid.words
