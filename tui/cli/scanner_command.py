"""`bondroom scanner`: what a label scanner sends, what was read of it, and what to change in it."""

from __future__ import annotations

import os
import select
import sys
from collections.abc import Sequence
from time import monotonic
from typing import NamedTuple

from tui.cli.command import Asked
from tui.cli.commands import expected
from tui.cli.running import status_of
from tui.cli.words import Misused, parse
from tui.scanner import SILENCE, TOGETHER, scans_in
from vendors.labels import EOT, GS, HEADER, RS, Unreadable, read_label
from vendors.text import clean

# So long nothing comes behind a scan that does not end in Enter, in seconds.
_PAUSE = 1.0
_LEAVES = b"\x03"
_ENDS = {"\r\n": "CR and LF", "\r": "Enter (CR)", "\n": "LF", "\t": "Tab"}


class Came(NamedTuple):
    """What a scanner sent, and the longest pauses in it in seconds: in `[)>`, and anywhere."""

    text: str
    begun: float = 0.0
    longest: float = 0.0


def run(words: Sequence[str]) -> int:
    """0 where a label was read, 1 where none was."""
    row = expected("scanner")
    try:
        parse(row, words)
    except Misused as misused:
        return status_of(misused, row)
    if not sys.stdin.isatty():
        text = sys.stdin.buffer.read().decode("utf-8", "replace")
        scans = scans_in(text) or [text]
        told = [report(Came(scan), typed=False) for scan in scans]
        for lines, _ in told:
            print("\n".join(lines))
        return 0 if all(read for _, read in told) else 1
    print("Scan a label now. Ctrl+C leaves.", flush=True)
    came = _from_terminal(sys.stdin.fileno())
    if came is None:
        return 1
    lines, read = report(came)
    print("\n".join(lines))
    return 0 if read else 1


def command(asked: Asked) -> int:
    """As the table calls it."""
    return run(asked.words)


def _from_terminal(terminal: int) -> Came | None:
    """One scan, byte by byte as it comes; None where it was left. The terminal is as before."""
    import termios
    import tty

    before = termios.tcgetattr(terminal)
    data = bytearray()
    last, begun, longest = 0.0, 0.0, 0.0
    try:
        tty.setraw(terminal, termios.TCSADRAIN)
        while select.select([terminal], [], [], _PAUSE if data else None)[0]:
            now = monotonic()
            some = os.read(terminal, 4096)
            if not some or _LEAVES in some:
                return None
            if data:
                longest = max(longest, now - last)
                begun = longest if len(data) < len(HEADER) else begun
            last = now
            data += some
            if data.rstrip(b"\r\n\t") and data.endswith((b"\r", b"\n")):
                # What some scanners send behind the Enter.
                while select.select([terminal], [], [], SILENCE)[0]:
                    data += os.read(terminal, 4096)
                break
    finally:
        termios.tcsetattr(terminal, termios.TCSADRAIN, before)
    return Came(data.decode("utf-8", "replace"), begun, longest)


def report(came: Came, typed: bool = True) -> tuple[list[str], bool]:
    """What to say of it, and whether it was read as a label. `typed`: as the scanner sent it."""
    text = came.text
    end = next((words for sign, words in _ENDS.items() if text.endswith(sign)), "nothing")
    lines = [
        f"came     {len(text)} characters{f', ended by {end}' if typed else ''}",
        f"         GS (between fields) {_times(text, GS)}, RS {_times(text, RS)}, "
        f"EOT {_times(text, EOT)}",
    ]
    if came.begun > TOGETHER or came.longest > SILENCE:
        lines += [
            f"slow     up to {came.longest * 1000:.0f} ms between two characters. Bondroom takes "
            f"for a scan what begins within {TOGETHER * 1000:.0f} ms and has no pause of "
            f"{SILENCE * 1000:.0f} ms: switch the scanner's delay between characters off."
        ]
    try:
        label = read_label(text)
    except Unreadable as unreadable:
        return [*lines, f"not read {unreadable.sentence}"], False
    between = "GS" if label.separator == "GS" else f"{label.separator} in the place of GS"
    lines.append(f"read     {len(label.fields)} fields with {between} between them")
    lines += [
        f"         {field.name:18} {field.identifier:>3}  {clean(field.text, 80)}"
        for field in label.fields
        if field.text
    ]
    if label.quantity is None and label.part:
        lines.append("         No whole number of pieces stands on it: type it.")
    lines.append("well     Bondroom reads this scanner's labels.")
    return lines, True


def _times(text: str, sign: str) -> str:
    count = text.count(sign)
    return "none" if not count else f"{count} times" if count > 1 else "once"
