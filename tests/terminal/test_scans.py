"""A scanner at a true terminal: the bytes it sends, ended in each way, arrive as one label."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.terminal.session import PROGRAM, Session, environment
from tests.terminal.test_safety import CONNECTED, DESK

pytestmark = pytest.mark.process

# As a DigiKey bag has it, with invented values.
BAG = (
    "[)>\x1e06\x1dPBIN 24\x1d1P{part}\x1d30P{part}CT-ND\x1dK\x1d1K90000001\x1d10K120000002"
    "\x1d9D2542\x1d1TL8-240529\x1d11K1\x1d4LTW\x1dQ{quantity}\x1d11ZPICK\x1d12Z10000003"
    "\x1d13Z999999\x1d20Z" + "0" * 40
)


def test_a_label_ends_with_enter_with_silence_or_in_a_paste(home: Path) -> None:
    with Session(PROGRAM, environment(home), DESK) as session:
        session.wait_for(CONNECTED)
        session.settle()
        session.press("3")
        session.settle()
        session.type(BAG.format(part="AAA-1", quantity=2501) + "\r")
        session.wait_for("scanned: 2,501 AAA-1")
        session.type(BAG.format(part="BBB-2", quantity=2502) + "\x1e\x04")
        session.wait_for("scanned: 2,502 BBB-2")
        session.paste(BAG.format(part="CCC-3", quantity=2503) + "\x1e\x04\r")
        session.wait_for("scanned: 2,503 CCC-3")
        # Byte for byte the same as the first: nothing of it was lost on the way.
        session.type(BAG.format(part="AAA-1", quantity=2501) + "\r")
        session.wait_for("the same label again: line 1 has it already")
        session.settle()
        lines = [line for line in session.lines() if "2,50" in line]
        assert [part for part in ("AAA-1", "BBB-2", "CCC-3") if part in "".join(lines)] == [
            "AAA-1",
            "BBB-2",
            "CCC-3",
        ]


def test_the_command_says_what_the_scanner_sends(home: Path) -> None:
    argv = (*PROGRAM, "scanner")
    with Session(argv, environment(home), DESK) as session:
        session.wait_for("Scan a label now")
        session.settle()
        session.type(BAG.format(part="AAA-1", quantity=2501) + "\x1e\x04\r")
        assert session.wait_exit() == 0
        text = session.text()
        assert "ended by Enter (CR)" in text
        assert "GS (between fields) 15 times, RS 2 times, EOT once" in text
        assert "AAA-1CT-ND" in text
        assert session.line_settings_restored()


def test_the_command_says_what_to_do_about_dropped_separators(home: Path) -> None:
    dropped = BAG.format(part="AAA-1", quantity=1).replace("\x1d", "").replace("\x1e", "")
    with Session((*PROGRAM, "scanner"), environment(home), DESK) as session:
        session.wait_for("Scan a label now")
        session.settle()
        session.type(dropped + "\r")
        assert session.wait_exit() == 1
        text = " ".join(session.text().split())
        assert "GS (between fields) none" in text
        assert "send | in the place of GS" in text


def test_the_command_is_left_with_ctrl_c(home: Path) -> None:
    with Session((*PROGRAM, "scanner"), environment(home), DESK) as session:
        session.wait_for("Scan a label now")
        session.settle()
        session.type("\x03")
        assert session.wait_exit() == 1
        assert session.line_settings_restored()
