"""Limits in the administrator's file: what is wrong is one sentence, what is right is told."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

import tui.settings
from tui.cli.doctor import run
from tui.cli.opened import services_of, settled

GOOD = """
[[limit]]
buyer = "*"
vendor = "digikey"
currency = "USD"
order = "5000"
[approval]
approvers = ["carol"]
"""


@pytest.fixture
def system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The administrator's file, and a home without one."""
    path = tmp_path / "etc.toml"
    monkeypatch.setattr(tui.settings, "files", lambda: (path, tmp_path / "none.toml"))
    for name in ("XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "HOME"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    return path


def test_the_services_have_the_limits(system: Path) -> None:
    system.write_text(GOOD)
    found = settled()
    assert not isinstance(found, int)
    (limit,) = services_of(*found).limits.limits
    assert limit.order == Decimal(5000)


def test_a_wrong_limit_opens_nothing(system: Path, capsys: pytest.CaptureFixture[str]) -> None:
    system.write_text(GOOD.replace("digikey", "digikei"))
    assert settled() == 78
    assert "no vendor 'digikei'; the nearest is 'digikey'" in capsys.readouterr().err
    assert run([], None) == 1
    (said,) = [line for line in capsys.readouterr().out.splitlines() if "digikei" in line]
    assert said.startswith("no limits")


def test_a_name_that_no_account_has_is_told(
    system: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Names are held against accounts letter by letter: a limit for Root limits nobody."""
    named = GOOD.replace('buyer = "*"', 'buyer = "Root"').replace('["carol"]', '["root", "uid77"]')
    for text, how in ((named, "no"), (named.replace("Root", "root"), "ok")):
        system.write_text(text)
        run([], None)
        out = capsys.readouterr().out
        (said,) = [line for line in out.splitlines() if line.split()[1:2] == ["limits"]]
        assert said.split()[0] == how
        assert ("no account is called Root" in out) == (how == "no")


def test_a_file_that_leads_nowhere_is_not_taken_for_none(
    system: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without it there were no limits."""
    system.symlink_to(system.with_name("away.toml"))
    assert settled() == 78
    assert "etc.toml leads nowhere" in capsys.readouterr().err


def test_limits_without_a_shared_folder_are_told_to_be_each_buyers_own(
    system: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = "sums count what was ordered from that alone"
    system.write_text(GOOD)
    run([], None)
    out = " ".join(capsys.readouterr().out.split())
    assert "without a shared folder each buyer has a ledger of their own" in out
    assert f"{said} ({system.parent}/home/" in out
    assert "a request made here reaches no approver" in out
    assert "bondroom setup --shared DIR --group GROUP" in out
    # Without a limit there is nothing to count.
    system.write_text("")
    run([], None)
    assert said not in " ".join(capsys.readouterr().out.split())
    folder = system.with_name("shared")
    folder.mkdir()
    system.write_text(f'shared = "{folder}"\n{GOOD}')
    run([], None)
    assert said not in " ".join(capsys.readouterr().out.split())


@pytest.mark.parametrize(
    ("environment", "more", "fault"),
    [
        ("production", "", True),
        ("production", "allow_several = true", False),
        ("sandbox", "", False),
    ],
)
def test_approvers_who_decide_nothing_are_told(
    system: Path,
    capsys: pytest.CaptureFixture[str],
    environment: str,
    more: str,
    fault: bool,
) -> None:
    named = GOOD.replace('["carol"]', '["root", "purchasing", "uid77"]')
    system.write_text(f'{named}\n[placing]\nseveral = ["purchasing"]\n{more}\n')
    run([], environment)
    lines = capsys.readouterr().out.splitlines()
    said = [line for line in lines if line.split()[:2] == ["no", "approvers"]]
    assert bool(said) is fault
    if fault:
        assert "root and purchasing do not say which person acts" in said[0]
