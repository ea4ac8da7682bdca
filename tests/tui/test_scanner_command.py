"""`bondroom scanner`: what is said of what a scanner sent."""

from __future__ import annotations

import io
import sys
from types import SimpleNamespace

import pytest

from tui.cli.scanner_command import Came, report, run
from vendors.labels import GS, HEADER, RS

BAG = f"{HEADER}{RS}06{GS}1PLM358DR{GS}Q10"


def said(came: Came) -> str:
    return "\n".join(report(came)[0])


def test_a_good_scan_is_read_and_said_to_be() -> None:
    text = said(Came(f"{BAG}\r", 0.01, 0.02))
    assert "ended by Enter (CR)" in text
    assert "GS (between fields) 2 times, RS once, EOT none" in text
    assert "LM358DR" in text
    assert "Bondroom reads this scanner's labels" in text
    assert "slow" not in text


def test_a_scanner_that_is_too_slow_for_the_program_is_told_how_to_hurry() -> None:
    assert "switch the scanner's delay between characters off" in said(Came(BAG, 0.08, 0.08))
    assert "up to 150 ms between two" in said(Came(BAG, 0.01, 0.15))


def test_a_substitute_is_named() -> None:
    assert "| in the place of GS" in said(Came(f"{HEADER}06|1PLM358|Q10|4LTW"))


def test_escapes_that_came_are_not_printed() -> None:
    text = said(Came(f"{HEADER}{RS}06{GS}1PLM\x1b]0;x\x07358{GS}Q10"))
    assert "\x1b" not in text
    assert "\x07" not in text


@pytest.mark.parametrize(("text", "status"), [(f"{BAG}\r\n{BAG}\r\n", 0), (f"{BAG}\nLM358", 0)])
def test_saved_scans_are_read_one_after_the_other(
    text: str, status: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    stdin = SimpleNamespace(buffer=io.BytesIO(text.encode()), isatty=lambda: False)
    monkeypatch.setattr(sys, "stdin", stdin)
    assert run([]) == status
    assert capsys.readouterr().out.count("LM358DR") == text.count(BAG)


def test_what_is_no_label_ends_with_one(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    stdin = SimpleNamespace(buffer=io.BytesIO(b"LM358DR"), isatty=lambda: False)
    monkeypatch.setattr(sys, "stdin", stdin)
    assert run([]) == 1
    assert "does not begin with [)>" in capsys.readouterr().out
