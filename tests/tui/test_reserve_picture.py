"""The reserve over time: 90 days, and the last day with several reports by itself."""

from __future__ import annotations

from datetime import datetime, timedelta

from cache.reserves import Reading
from tests.cache.desk import NOON
from tui.screens.reserve_picture import picture_of

HOUR = timedelta(hours=1)
LEFT = 11


def at(when: datetime, reserve: int | None, *, gone: bool = False) -> Reading:
    return Reading(when, reserve, 0, None, "USD", gone)


def drawn(*readings: Reading, now: datetime = NOON, width: int = 76) -> list[str]:
    lines = ["".join(text for text, _ in line) for line in picture_of(readings, now, width)]
    assert max(map(len, lines)) <= width
    return lines


def day_of(lines: list[str]) -> tuple[str, list[str], str]:
    """The title, the four rows without the figures at their left, and the axis."""
    place = next(n for n, line in enumerate(lines) if "a cell is" in line)
    rows = [line[LEFT:] for line in lines[place + 1 : place + 5]]
    return lines[place], rows, lines[place + 5]


def test_a_day_with_one_report_has_no_picture_of_its_own() -> None:
    lines = drawn(at(NOON - timedelta(days=30), 5000), at(NOON - timedelta(days=2), 4000))
    assert not [line for line in lines if "a cell is" in line]


def test_several_reports_of_a_day_are_seen_half_hour_by_half_hour() -> None:
    morning = NOON - 6 * HOUR
    lines = drawn(
        at(NOON - timedelta(days=30), 4000),
        at(morning, 2000),
        at(morning + HOUR, 1000),
    )
    title, rows, axis = day_of(lines)
    assert title == "2 Mar, 2 reports: a cell is half an hour"
    # Whole until six, half for an hour, a quarter until now, and nothing is drawn of what comes.
    bottom, second, top = rows[3], rows[2], rows[0]
    assert len(bottom.rstrip()) == 24
    assert top.rstrip() == "█" * 11
    assert second.rstrip() == "█" * 13
    assert bottom.rstrip() == "█" * 24
    assert axis.split() == ["00:00", "24:00"]
    assert len(axis) == LEFT + 48


def test_both_pictures_have_one_scale() -> None:
    lines = drawn(
        at(NOON - timedelta(days=30), 8000),
        at(NOON - 3 * HOUR, 2000),
        at(NOON - HOUR, 4000),
    )
    _, rows, _ = day_of(lines)
    assert [line[:LEFT].strip() for line in lines if line[:LEFT].strip() == "8,000"] == [
        "8,000"
    ] * 2
    # A peak that no cell of 90 days ends on is half of the whole height here.
    assert rows[1].rstrip().endswith("█")
    assert rows[2][23] == "█"
    assert rows[1][23] == " "


def test_the_last_of_several_such_days_is_drawn_and_a_narrow_one_by_the_hour() -> None:
    before = NOON - timedelta(days=3)
    lines = drawn(
        at(NOON - timedelta(days=9), 7),
        at(NOON - timedelta(days=9) + HOUR, 8),
        at(before, 5),
        at(before + HOUR, None, gone=True),
        at(NOON, 6),
        width=50,
    )
    title, rows, axis = day_of(lines)
    assert title == "27 Feb, 2 reports: a cell is an hour"
    assert len(axis) == LEFT + 24
    # Not reported any more is a dot, not nothing.
    assert rows[3].endswith("·")
