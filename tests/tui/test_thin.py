"""The thin line: what it sends, and that a terminal shows the same for it, cell by cell."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual._compositor import ChopsUpdate, CompositorUpdate, LayoutUpdate
from textual.geometry import Region
from textual.strip import Strip

from tests.tui.thin_kit import NOBODY, TMUX, XTERM, Pair
from tui.escapes import clipboard, window_title
from tui.thin import wanted
from tui.thin.abilities import Abilities

WIDTH, HEIGHT = 30, 9
CONSOLE = Console(color_system="truecolor", force_terminal=True)
BASE = Style.parse("#cfd6dd on #11161c")
EVERY = (XTERM, TMUX, NOBODY)


# Rows of which no two have much in common.
UNLIKE = [chr(ord("a") + number) * (20 + number % 5) for number in range(20)]


def frame(update: CompositorUpdate, cursor: tuple[int, int] = (0, 0)) -> str:
    """What `App._display` writes for `update`; `cursor`: column and row."""
    return update.render_segments(CONSOLE) + f"\x1b[{cursor[1] + 1};{cursor[0] + 1}H"


def strip(text: str, style: Style = BASE, width: int = WIDTH) -> Strip:
    """`text` and blanks behind it."""
    return Strip([Segment(text, style)]).adjust_cell_length(width, style)


def screen(
    rows: Sequence[Strip | str], x: int = 0, y: int = 0, cursor: tuple[int, int] = (0, 0)
) -> str:
    """A part of the screen, or the whole of it, drawn from its corner on."""
    strips = [[row if isinstance(row, Strip) else strip(row)] for row in rows]
    width = strips[0][0].cell_length
    return frame(LayoutUpdate(strips, Region(x, y, width, len(rows))), cursor)


def whole(*rows: str) -> str:
    return screen([*rows, *[""] * (HEIGHT - len(rows))])


@pytest.fixture
def pair() -> Pair:
    """An xterm that shows nine rows by now."""
    pair = Pair((WIDTH, HEIGHT))
    pair.write(whole(*(f"row {number}" for number in range(HEIGHT))))
    assert pair.difference() == ""
    return pair


# -- what is sent


def test_nothing_is_sent_for_what_stands_there(pair: Pair) -> None:
    again = whole(*(f"row {number}" for number in range(HEIGHT)))
    assert pair.write(again) == ""


def test_a_frame_with_nothing_in_it_is_not_begun_either(pair: Pair) -> None:
    again = whole(*(f"row {number}" for number in range(HEIGHT)))
    assert [pair.write(data) for data in ("\x1b[?2026h", again, "\x1b[?2026l")] == ["", "", ""]


def test_a_frame_goes_out_in_one_piece_between_its_marks(pair: Pair) -> None:
    changed = screen(["row x"])
    begin, sent, end = (pair.write(data) for data in ("\x1b[?2026h", changed, "\x1b[?2026l"))
    assert (begin, end) == ("", "")
    assert sent.startswith("\x1b[?2026h")
    assert sent.endswith("\x1b[?2026l")
    assert "\x1b[?2026" not in pair.write(screen(["row y"]))
    assert pair.difference() == ""


def test_one_letter_costs_the_letter_and_the_way_to_it(pair: Pair) -> None:
    sent = pair.write(screen(["row 4x"], y=4))
    assert len(sent) <= len("\x1b[5;6Hx\x1b[H")
    assert pair.difference() == ""


def test_of_a_style_only_what_changes_is_sent(pair: Pair) -> None:
    bold = BASE + Style(bold=True)
    sent = pair.write(screen([Strip([Segment("row", bold), Segment(" 0", BASE)])]))
    assert sent == "\x1b[1mrow\r"
    sent = pair.write(screen([Strip([Segment("row", BASE)])]))
    assert sent == "\x1b[22mrow\r"


def test_blanks_that_look_alike_are_alike(pair: Pair) -> None:
    other = Style.parse("bold #ff0000 on #11161c")
    assert pair.write(screen([strip("", other, 10)], x=12)) == ""
    assert pair.write(screen([strip("", other + Style(underline=True), 10)], x=12)) != ""
    assert pair.difference() == ""


def test_the_end_of_a_row_is_erased_only_where_that_takes_the_background() -> None:
    for can, erased in ((XTERM, True), (TMUX, False), (NOBODY, False)):
        pair = Pair((WIDTH, HEIGHT), can)
        pair.write(whole("a long text in this row"))
        sent = pair.write(screen(["a"]))
        assert ("\x1b[K" in sent) is erased
        assert pair.difference() == ""


def test_the_terminals_own_background_is_erased_everywhere() -> None:
    pair = Pair((WIDTH, HEIGHT), TMUX)
    pair.write(screen([strip("a long text in this row", Style.null())] * HEIGHT))
    assert "\x1b[K" in pair.write(screen([strip("a", Style.null())] * HEIGHT))
    assert pair.difference() == ""


@pytest.mark.parametrize("by", [1, 3, -1, -3])
@pytest.mark.parametrize("rows", [HEIGHT, 7])
def test_rows_that_scroll_are_moved(by: int, rows: int) -> None:
    for can in EVERY:
        pair = Pair((WIDTH, HEIGHT), can)
        pair.write(screen(UNLIKE[5 : 5 + HEIGHT]))
        sent = pair.write(screen(UNLIKE[5 + by : 5 + by + rows]))
        assert ("M" in sent or "L" in sent) is can.scrolls
        assert pair.difference() == ""


def test_what_stands_below_rows_that_scroll_stays(pair: Pair) -> None:
    """The move takes a row along that nobody draws anew."""
    pair.write(screen(UNLIKE[:HEIGHT]))
    two, one = screen(UNLIKE[1:5]), screen(UNLIKE[6:9], y=5)
    sent = pair.write(two.removesuffix("\x1b[1;1H") + "\n" + one)
    assert "\x1b[M" in sent
    assert pair.difference() == ""


def test_rows_of_which_a_part_is_not_known_are_not_moved(pair: Pair) -> None:
    """The rest of them would move too, and nobody would draw it again."""
    pair.write(screen(UNLIKE[:HEIGHT]))
    pair.line.stale = True
    for first in (5, 6):
        rows = [strip(text, width=20) for text in UNLIKE[first : first + HEIGHT]]
        pair.write(screen(rows))
        assert pair.difference() == ""


def test_of_links_nothing_is_said_where_there_are_none() -> None:
    pair = Pair((WIDTH, HEIGHT))
    sent = pair.write("\x1b[?1049h") + pair.write(whole("row 0"))
    assert "\x1b]8" not in sent


# -- the cursor


def test_the_cursor_stands_where_textual_puts_it(pair: Pair) -> None:
    sent = pair.write(screen(["row 0"], cursor=(7, 3)))
    assert 0 < len(sent) <= len("\x1b[4;8H")
    assert (pair.thin.cursor.x, pair.thin.cursor.y) == (7, 3)


def test_a_hidden_cursor_costs_nothing_until_it_is_shown(pair: Pair) -> None:
    pair.write("\x1b[?25l")
    assert pair.write(screen(["row 0"], cursor=(7, 3))) == ""
    pair.write("\x1b[4 q\x1b[?25h")
    assert (pair.thin.cursor.x, pair.thin.cursor.y) == (7, 3)


# -- what is no frame


@pytest.mark.parametrize(
    "data",
    [
        window_title("Bondroom SANDBOX"),
        clipboard("RC0603FR-0710KL", {}),
        clipboard("RC0603FR-0710KL" * 20, {"TMUX": "1"}),
        clipboard("RC0603FR-0710KL" * 20, {"STY": "1"}),
        "\x07",
        "\x1b[?2048$p",
        "\x1b[>1u",
        "\x1b[<u",
        "\x1b[?1004h",
    ],
)
def test_what_changes_no_cell_passes_and_nothing_is_forgotten(pair: Pair, data: str) -> None:
    assert pair.line.sent(data, pair.size) == data
    assert pair.write(screen(["row 0"])) == ""


@pytest.mark.parametrize(
    "data",
    [
        "\x1b[2J",
        "\x1b[?1049h",
        "\x1b[!p",
        "\x1bc",
        "text",
        "\x1b[3;1Htext\x1b[5n\x1b[1;1H",
        "\x1b[3;1H\x1b[77mtext\x1b[0m\x1b[1;1H",
        "\x1b[3;1H\x1b[31mnever ended\x1b[1;1H",
        "\x1b[3;1Htwo\nrows\x1b[1;1H",
        "\x1b[40;1Hfar below\x1b[1;1H",
        "\x1b[1;1Hrow 0\x1b[10;1H",
        "\x1b[1;1Hrow 0\x1b[1;31H",
        f"\x1b[3;1H{'wide' * 10}\x1b[1;1H",
    ],
)
def test_what_is_not_known_passes_and_everything_is_forgotten(pair: Pair, data: str) -> None:
    assert pair.line.sent(data, pair.size).endswith(data)
    sent = pair.write(whole(*(f"row {number}" for number in range(HEIGHT))))
    assert all(f"row {number}" in sent for number in range(HEIGHT))


def test_a_link_among_what_is_no_frame_is_not_known(pair: Pair) -> None:
    pair.line.sent("\x1b]8;;https://example.com\x1b\\", pair.size)
    assert "row 0" in pair.write(screen(["row 0"]))


def test_the_shell_gets_no_pen_of_ours(pair: Pair) -> None:
    left = pair.line.sent("\x1b[?1049l", pair.size)
    assert left == "\x1b[m\x1b[?1049l"


def test_another_size_and_what_only_looked_like_one_are_drawn_whole(pair: Pair) -> None:
    pair.resize(WIDTH, HEIGHT)
    assert "row 8" in pair.write(whole(*(f"row {number}" for number in range(HEIGHT))))
    pair.resize(20, 5)
    rows = [strip(f"row {number}", width=20) for number in range(5)]
    assert "row 4" in pair.write(screen(rows))
    assert pair.difference() == ""


# -- characters of every width


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("漢字漢字", "漢a漢字"),
        ("a漢字漢", "漢字漢a"),
        ("漢字", "ab"),
        ("abcdef", "ab漢字"),
        ("e\u0301e\u0301", "ee\u0301"),
        ("한국어 글자", "글자 한국어"),
    ],
)
def test_wide_and_combining_characters(pair: Pair, before: str, after: str) -> None:
    for text in (before, after, before):
        pair.write(screen([f"{text}|", f"x {text}"]))
        assert pair.difference() == ""


def test_what_combines_with_nothing_is_left_out(pair: Pair) -> None:
    assert "\u0301" not in pair.write(screen(["\u0301abc"]))
    assert pair.thin.shows().startswith("abc")


def test_half_of_a_wide_character_is_drawn_over(pair: Pair) -> None:
    pair.write(screen(["漢字漢字漢字"]))
    pair.write(screen([strip("abc", width=3)], x=3))
    assert pair.difference() == ""
    assert pair.thin.shows().startswith("漢 abc字漢字")


@pytest.mark.parametrize("doubtful", ["❤\ufe0f", "👩", "🇩🇪", "a\u20dd", "☰"])
def test_what_stands_behind_a_doubtful_width_stands_where_it_should(
    pair: Pair, doubtful: str
) -> None:
    """Terminals disagree about these: the column is set anew behind each."""
    sent = pair.write(screen([f"{doubtful}behind"]))
    *_, behind = sent.partition(doubtful[-1])
    assert behind.startswith("\x1b[")
    assert "behind" in behind


def test_a_terminal_that_takes_a_picture_for_narrow_keeps_nothing_behind_it() -> None:
    pair = Pair((WIDTH, HEIGHT), NOBODY)
    pair.write(screen(["x" * WIDTH]))
    pair.write(screen(["❤\ufe0fbehind"]))
    assert "x" not in pair.thin.shows()


# -- everything, at random

COLOURS = ("", "#cfd6dd", "#ff0000", "red", "color(200)")
CHARS = "abc xyz 123      ─│▸µ…漢字한e\u0301"

styles = st.builds(
    lambda fg, bg, bold, italic, underline, reverse, strike, dim, link: Style(
        color=fg or None,
        bgcolor=bg or None,
        bold=bold,
        italic=italic,
        underline=underline,
        reverse=reverse,
        strike=strike,
        dim=dim,
        link=link,
    ),
    st.sampled_from(COLOURS),
    st.sampled_from(COLOURS),
    *[st.sampled_from((None, None, None, True))] * 6,
    st.sampled_from((None, None, None, "https://a.example", "https://b.example/;x")),
)
segments = st.builds(Segment, st.text(CHARS, min_size=1, max_size=20), styles)


@st.composite
def regions(draw: st.DrawFn) -> str:
    """A part of the screen drawn anew, as Textual draws one that is dirty."""
    x = draw(st.integers(0, WIDTH - 1))
    y = draw(st.integers(0, HEIGHT - 1))
    width = draw(st.one_of(st.just(WIDTH - x), st.integers(1, WIDTH - x)))
    height = draw(st.integers(1, HEIGHT - y))
    rows = [
        # What combines with nothing is left to each terminal.
        Strip(
            [Segment(draw(st.sampled_from("a 漢"))), *draw(st.lists(segments, max_size=3))]
        ).adjust_cell_length(width, BASE)
        for _ in range(height)
    ]
    cursor = draw(st.tuples(st.integers(0, WIDTH - 1), st.integers(0, HEIGHT - 1)))
    if draw(st.booleans()):
        return frame(LayoutUpdate([[row] for row in rows], Region(x, y, width, height)), cursor)
    chops: list[dict[int, Strip | None]] = [{} for _ in range(HEIGHT)]
    ends: list[list[int]] = [[] for _ in range(HEIGHT)]
    for number, row in enumerate(rows, y):
        chops[number], ends[number] = {x: row}, [x + width]
    spans = [(number, x, x + width) for number in range(y, y + height)]
    return frame(ChopsUpdate(chops, spans, ends), cursor)


@st.composite
def scrolled(draw: st.DrawFn) -> str:
    """Rows of a list from one of its places on: the next such frame is likely to scroll."""
    start = draw(st.integers(0, 9))
    y = draw(st.integers(0, 3))
    rows = [f"{number} 漢 part {number}" for number in range(start, start + HEIGHT - y)]
    return screen([strip(row) for row in rows[: draw(st.integers(3, HEIGHT - y))]], y=y)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.one_of(regions(), scrolled(), st.sampled_from(("\x1b[?25l", "\x1b[?25h"))), max_size=6
    ),
    st.sampled_from(EVERY),
)
def test_whatever_is_drawn_the_terminal_shows_it(frames: list[str], can: Abilities) -> None:
    pair = Pair((WIDTH, HEIGHT), can)
    pair.write(screen([""] * HEIGHT))
    for data in frames:
        pair.write(data)
        assert pair.difference() == ""


# -- whether it is wanted


@pytest.mark.parametrize(
    ("setting", "environment", "is_wanted"),
    [
        ("auto", {}, False),
        ("auto", {"SSH_TTY": "/dev/pts/3"}, True),
        ("auto", {"SSH_CONNECTION": "10.0.0.7 50022 10.0.0.1 22"}, True),
        ("auto", {"SSH_TTY": ""}, False),
        ("off", {"SSH_TTY": "/dev/pts/3"}, False),
        ("on", {}, True),
    ],
)
def test_it_is_wanted_over_ssh_and_where_the_settings_say_so(
    setting: str, environment: dict[str, str], is_wanted: bool
) -> None:
    assert wanted(setting, environment) is is_wanted
