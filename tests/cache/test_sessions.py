"""Session locks: who holds one lives, and what ended leaves nothing behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from cache import sessions
from cache.sessions import SessionLock


def alive(seen_by: SessionLock, name: str) -> bool:
    with seen_by.ended(name) as gone:
        return not gone


def test_a_session_is_alive_until_it_closes(tmp_path: Path) -> None:
    one, other = SessionLock(tmp_path), SessionLock(tmp_path)
    assert alive(one, other.name)
    assert alive(one, one.name)
    other.close()
    assert not alive(one, other.name)
    assert not alive(one, "never-was")
    one.close()
    assert list(tmp_path.iterdir()) == []


def test_while_one_looks_after_a_dead_session_nobody_else_does(tmp_path: Path) -> None:
    (tmp_path / "dead.lock").touch()
    one, other = SessionLock(tmp_path), SessionLock(tmp_path)
    with one.ended("dead") as gone:
        assert gone
        assert alive(other, "dead")
    assert not alive(other, "dead")
    one.close()
    other.close()


def test_files_of_ended_sessions_are_swept_and_others_stay(tmp_path: Path) -> None:
    (tmp_path / "dead.lock").touch()
    one, other = SessionLock(tmp_path), SessionLock(tmp_path)
    one.sweep()
    assert {path.stem for path in tmp_path.iterdir()} == {other.name, one.name}
    assert alive(one, other.name)
    one.close()
    other.close()


def test_a_file_swept_away_before_it_was_locked_is_not_held_for_ones_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock, swept = sessions._lock, []

    def late(descriptor: int) -> bool:
        if not swept:
            (path,) = tmp_path.iterdir()
            path.unlink()
            swept.append(path.stem)
        return lock(descriptor)

    monkeypatch.setattr(sessions, "_lock", late)
    mine = SessionLock(tmp_path)
    assert [path.stem for path in tmp_path.iterdir()] == [mine.name]
    assert mine.name not in swept
    mine.close()


@pytest.mark.process
def test_a_killed_session_is_dead(tmp_path: Path) -> None:
    program = (
        "import sys, pathlib; from cache.sessions import SessionLock; "
        "lock = SessionLock(pathlib.Path(sys.argv[1])); print(lock.name, flush=True); "
        "sys.stdin.read()"
    )
    mine = SessionLock(tmp_path)
    with subprocess.Popen(
        [sys.executable, "-c", program, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as child:
        assert child.stdout is not None
        name = child.stdout.readline().strip()
        assert alive(mine, name)
        os.kill(child.pid, signal.SIGKILL)
        child.wait()
    assert not alive(mine, name)
    mine.close()
