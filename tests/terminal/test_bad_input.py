"""What can be wrong around the program: each a clear sentence, nothing lost, the right status."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from cache.places import Places
from tests.fill import fill_catalogue
from tests.terminal.session import PROGRAM, Session, environment
from tests.terminal.test_safety import CONNECTED, DESK, assert_terminal_as_before

pytestmark = pytest.mark.process


def refused(home: Path, status: int) -> str:
    """What the program says when it does not start, on one line."""
    with Session(PROGRAM, environment(home), DESK) as session:
        assert session.wait_exit() == status, session.text()
        assert b"\x1b" not in session.raw(), "the screen was opened"
        assert "Traceback" not in session.text()
        return session.raw().decode().replace("\r\n", " ").strip()


def in_sheet(session: Session) -> str:
    """The text between the frames, its lines joined."""
    return " ".join(
        " ".join(line.split("│")[2] for line in session.lines() if line.count("│") > 3).split()
    )


def write_settings(home: Path, text: str) -> Path:
    path = home / "config" / "bondroom" / "bondroom.toml"
    path.parent.mkdir()
    path.write_text(text)
    return path


def test_a_wrong_key_in_the_settings_names_file_key_and_the_nearest(home: Path) -> None:
    path = write_settings(home, "[buyer]\ntelefone = '1'\n")
    said = refused(home, 78)
    assert str(path) in said
    assert "'buyer.telefone'" in said
    assert "'buyer.telephone'" in said


def test_settings_that_are_no_toml_are_named(home: Path) -> None:
    path = write_settings(home, "environment = sandbox\n")
    assert str(path) in refused(home, 78)


def test_an_environment_that_this_version_does_not_know_is_refused(home: Path) -> None:
    write_settings(home, 'environment = "live"\n')
    assert "sandbox" in refused(home, 78)
    assert not (home / "data" / "bondroom").exists()


def test_a_folder_that_others_may_enter_is_refused_with_what_to_type(
    home: Path, places: Places
) -> None:
    places.data.chmod(0o755)
    said = refused(home, 77)
    assert "chmod 700" in said
    assert str(places.data) in said


def test_a_file_where_a_folder_has_to_be_is_refused(home: Path) -> None:
    (home / "data" / "bondroom").write_text("not a folder")
    assert str(home / "data" / "bondroom") in refused(home, 73)


def test_a_damaged_cache_is_put_aside_and_said_so(home: Path, places: Places) -> None:
    fill_catalogue(places.cache_db, 20)
    places.cache_db.write_bytes(b"not a database at all" * 1000)
    with Session(PROGRAM, environment(home), DESK) as session:
        session.wait_for("What is amiss")
        session.wait_for(CONNECTED)
        assert "is damaged" in in_sheet(session)
        session.settle(1.0)
        session.press("escape")
        session.settle()
        session.press("q")
        assert session.wait_exit() == 0
        assert_terminal_as_before(session)
    assert [path.name for path in places.cache.glob("cache.db.damaged-*")] != []


def test_a_lost_ledger_stops_ordering_and_nothing_else(home: Path, places: Places) -> None:
    with Session(PROGRAM, environment(home), DESK) as session:
        session.wait_for(CONNECTED)
        session.settle(1.0)
        session.press("q")
        assert session.wait_exit() == 0
    places.ledger.unlink()
    with Session(PROGRAM, environment(home), DESK) as session:
        session.wait_for("What is amiss")
        session.wait_for(CONNECTED)
        assert "Until then no draft can be changed" in in_sheet(session)
        session.settle(1.0)
        session.press("escape")
        session.settle()
        session.press("q")
        assert session.wait_exit() == 0
        assert_terminal_as_before(session)
    assert not places.ledger.exists()


def mounted(home: Path, options: str, fill: str = "true") -> list[str]:
    """The command that runs the program with its data folder on a disk of its own."""
    data = home / "data"
    script = (
        f"mount -t tmpfs -o {options} none '{data}' && {fill} && "
        f"{{ mount -o remount,{options} '{data}'; exec \"$@\"; }}"
    )
    probe = ["unshare", "-m", "sh", "-c", f"mount -t tmpfs none '{data}'"]
    if subprocess.run(probe, check=False, capture_output=True).returncode:
        pytest.skip("no right to mount a disk here, so a full and a read-only one are not tried")
    return ["unshare", "-m", "sh", "-c", script, "sh", *PROGRAM]


def test_a_read_only_disk_is_refused(home: Path) -> None:
    with Session(mounted(home, "ro,mode=0700"), environment(home), DESK) as session:
        assert session.wait_exit() == 73, session.text()
        assert "only be read" in session.raw().decode().replace("\r\n", " ")


def test_a_full_disk_is_refused(home: Path) -> None:
    fill = f"{{ cat /dev/zero > '{home}/data/ballast' 2>/dev/null || true; }}"
    with Session(mounted(home, "size=64k,mode=0700", fill), environment(home), DESK) as session:
        assert session.wait_exit() == 74, session.text()
        assert "full" in session.raw().decode()
