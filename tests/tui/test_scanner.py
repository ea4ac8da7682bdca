"""What stands between the terminal and the keyboard: scans out, everything else as it was typed."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.events import Key

from tui.scanner import SILENCE, TOGETHER, Scanner, scans_in
from vendors.labels import EOT, GS, HEADER, MOST, RS

NAMED = {
    GS: "ctrl+right_square_bracket",
    RS: "ctrl+circumflex_accent",
    EOT: "ctrl+d",
    "\r": "enter",
    "\n": "ctrl+j",
    "\t": "tab",
}
BAG = f"{HEADER}{RS}06{GS}1PLM358DR{GS}Q10"
# As far apart as a scanner types, in seconds.
TYPED = 0.005


class Bench:
    """A scanner whose clock stands still until it is told how late it is."""

    def __init__(self) -> None:
        self.now = 100.0
        self.given: list[str] = []
        self.delays: list[float] = []
        self.scans: list[str] = []
        self.order: list[str] = []
        self._due: list[tuple[float, int, Callable[[], None]]] = []
        self._count = 0
        self.scanner = Scanner(self._give, self._took, self._later, lambda: self.now)

    def _give(self, event: Key) -> None:
        self.given.append(event.key)
        self.order.append(event.key)
        self.delays.append(self.now - event.time)

    def _took(self, scan: str) -> None:
        self.scans.append(scan)
        self.order.append("scan")

    def _later(self, seconds: float, call: Callable[[], None]) -> None:
        self._count += 1
        heapq.heappush(self._due, (self.now + seconds, self._count, call))

    def passes(self, seconds: float) -> None:
        """So much time, with everything that falls due meanwhile."""
        end = self.now + seconds
        while self._due and self._due[0][0] <= end:
            due, _, call = heapq.heappop(self._due)
            self.now = max(self.now, due)
            call()
        self.now = end

    def stands_still(self, seconds: float) -> None:
        """So much time in which nothing is called, as under load."""
        self.now += seconds

    def press(self, name: str, character: str | None = None, at: float | None = None) -> None:
        event = Key(name, character)
        event.time = self.now if at is None else at
        self.scanner.key(event)

    def types(self, text: str, apart: float = TYPED) -> None:
        for character in text:
            self.press(NAMED.get(character, character), character)
            self.passes(apart)

    def rests(self) -> None:
        self.passes(1.0)


@pytest.fixture
def bench() -> Bench:
    return Bench()


def test_a_scan_ends_at_its_enter_and_nobody_else_sees_a_key_of_it(bench: Bench) -> None:
    bench.types(BAG + "\r")
    assert bench.scans == [BAG]
    assert bench.given == []


def test_a_scan_without_an_end_ends_with_silence(bench: Bench) -> None:
    bench.types(BAG)
    assert bench.scans == []
    bench.passes(SILENCE)
    assert bench.scans == [BAG]
    assert bench.given == []


@pytest.mark.parametrize("end", ["\t", "\r\n", f"{RS}{EOT}\r\n", f"\r{EOT}\r"])
def test_other_ends_of_scanners_reach_nobody(bench: Bench, end: str) -> None:
    bench.types(f">{BAG}{end}")
    bench.rests()
    assert [scan.strip(">" + RS + EOT) for scan in bench.scans] == [BAG]
    assert bench.given == []


def test_what_is_typed_around_a_scan_stays_in_its_place(bench: Bench) -> None:
    bench.types("ab")
    bench.types(BAG + "\r")
    bench.passes(TOGETHER)
    bench.press("enter", "\r")
    bench.types("c")
    bench.rests()
    assert bench.order == ["a", "b", "scan", "enter", "c"]


def test_a_key_that_no_scanner_has_ends_the_scan_and_is_heard(bench: Bench) -> None:
    bench.types(BAG)
    bench.press("escape")
    assert bench.order == ["scan", "escape"]


def test_a_persons_bracket_waits_for_the_next_key_only(bench: Bench) -> None:
    bench.press("left_square_bracket", "[")
    assert bench.given == []
    bench.passes(0.02)
    bench.press("a", "a")
    assert bench.given == ["left_square_bracket", "a"]


def test_a_persons_bracket_alone_waits_fifty_milliseconds(bench: Bench) -> None:
    bench.press("left_square_bracket", "[")
    bench.passes(TOGETHER)
    assert bench.given == ["left_square_bracket"]
    assert bench.delays[0] <= TOGETHER


def test_a_header_at_the_speed_of_fingers_is_text(bench: Bench) -> None:
    bench.types(HEADER + "06", apart=0.08)
    bench.rests()
    assert (bench.given, bench.scans) == (["[", ")", ">", "0", "6"], [])


def test_keys_that_waited_in_a_stalled_program_are_still_one_scan(bench: Bench) -> None:
    """The timer comes late, and the rest of the beginning stands behind it."""
    start = bench.now
    bench.press("[", "[", at=start)
    bench.stands_still(0.3)
    bench.passes(0.001)
    assert bench.given == []
    for place, character in enumerate(BAG[1:] + "\r", 1):
        bench.press(NAMED.get(character, character), character, at=start + place * TYPED)
    assert (bench.scans, bench.given) == ([BAG], [])


def test_keys_of_fingers_that_waited_in_a_stalled_program_are_text(bench: Bench) -> None:
    start = bench.now
    bench.stands_still(0.5)
    for place, character in enumerate(HEADER + "a"):
        bench.press(character, character, at=start + place * 0.06)
    bench.rests()
    assert (bench.given, bench.scans) == (["[", ")", ">", "a"], [])


def test_a_scan_that_never_ends_is_cut(bench: Bench) -> None:
    bench.types(HEADER + "0" * (MOST + 10))
    bench.rests()
    assert len(bench.scans) == 1
    assert len(bench.scans[0]) == MOST
    assert bench.given == ["0"] * (len(HEADER) + 10)


_KEYS = st.sampled_from(["[", ")", ">", "a", "1", "/", GS, RS, EOT, "\r", "\n", "\t", "up", "f5"])
_PAUSES = st.sampled_from([0.0, 0.004, 0.02, 0.049, 0.05, 0.06, 0.099, 0.1, 0.3])
_PRESSED = st.lists(st.tuples(_KEYS, _PAUSES), max_size=60)


def names(keys: Iterable[str]) -> list[str]:
    return [NAMED.get(key, key) for key in keys]


@given(_PRESSED)
def test_nothing_typed_is_lost_reordered_or_held_for_longer(
    pressed: list[tuple[str, float]],
) -> None:
    """Keys that are in no scan come out in their order, none of them later than allowed."""
    bench = Bench()
    for key, pause in pressed:
        bench.press(NAMED.get(key, key), key if len(key) == 1 else None)
        bench.passes(pause)
    bench.rests()
    typed = names(key for key, _ in pressed)
    if not bench.scans:
        assert bench.given == typed
    left = iter(typed)
    assert all(key in left for key in bench.given), "out of their order"
    # What is not given on is in a scan, is its end, or came right behind that.
    missing = len(typed) - len(bench.given) - sum(len(scan) for scan in bench.scans)
    assert 0 <= missing <= len([key for key in typed if key in NAMED.values()])
    assert max(bench.delays, default=0) <= TOGETHER + 1e-9


@given(st.text(st.sampled_from("[)>ab"), max_size=12), st.text("abc", max_size=6))
def test_a_scan_is_found_behind_whatever_was_typed_at_once(before: str, after: str) -> None:
    """As a line delivers it after a stall: everything in one instant."""
    if HEADER in before + ">":
        return
    bench = Bench()
    bench.types(before + BAG + "\r" + after, apart=0.0)
    bench.rests()
    assert [scan.lstrip(">") for scan in bench.scans] == [BAG]
    lead = before.removesuffix(">") if bench.scans[0].startswith(">") else before
    assert bench.given == [*lead, *after]


def test_scans_in_a_paste_keep_their_separators() -> None:
    text = f"labels of today\r\n{BAG}{RS}{EOT}\r\n>{BAG}\n{BAG}{BAG}"
    assert scans_in(text) == [f"{BAG}{RS}{EOT}", BAG, BAG, BAG]
    assert scans_in("LM358\t10\nLM324\t5") == []


@given(st.text())
def test_any_paste_is_looked_through(text: str) -> None:
    assert len(scans_in(text)) == text.count(HEADER)
