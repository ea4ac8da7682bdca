"""The folders: one set for each environment, private, and refused in words where they are not."""

from __future__ import annotations

import errno
import os
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from cache.places import (
    CANNOT_CREATE,
    ENVIRONMENTS,
    IO_ERROR,
    NO_PERMISSION,
    Places,
    Refusal,
    prepare,
    private_folder,
    refusal_of,
)


@pytest.fixture(autouse=True)
def _umask() -> Iterator[None]:
    """`prepare` sets the process's umask; the tests begin with an open one."""
    before = os.umask(0)
    yield
    os.umask(before)


def folders(places: Places) -> set[Path]:
    return {places.data, places.cache, places.state}


def test_two_environments_share_no_folder(tmp_path: Path) -> None:
    found = [Places.of(name, tmp_path) for name in ENVIRONMENTS]
    assert len(set().union(*map(folders, found))) == 3 * len(ENVIRONMENTS)
    with pytest.raises(ValueError, match="'prodction'"):
        Places.of("prodction", tmp_path)


def test_the_folders_are_where_xdg_says(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("data", "cache", "state"):
        monkeypatch.setenv(f"XDG_{name.upper()}_HOME", str(tmp_path / name))
    places = Places.of("production")
    assert folders(places) == {
        tmp_path / name / "bondroom" / "production" for name in ("data", "cache", "state")
    }


def test_every_folder_is_made_for_its_owner_alone_and_left_empty(tmp_path: Path) -> None:
    places = Places.of("sandbox", tmp_path)
    prepare(places)
    made = [path for path in tmp_path.rglob("*") if path.is_dir()]
    assert {*folders(places), places.tokens, places.sessions} <= set(made)
    assert [path for path in tmp_path.rglob("*") if not path.is_dir()] == []
    for folder in (*folders(places), places.tokens, places.sessions):
        assert folder.stat().st_mode & 0o777 == 0o700, folder
    prepare(places)


def test_what_is_made_later_is_the_owners_alone(tmp_path: Path) -> None:
    prepare(Places.of("sandbox", tmp_path))
    (tmp_path / "later").touch()
    assert (tmp_path / "later").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("mode", [0o750, 0o705, 0o777])
def test_a_folder_others_may_enter_is_refused_and_the_sentence_says_the_cure(
    tmp_path: Path, mode: int
) -> None:
    folder = tmp_path / "it's mine"
    folder.mkdir()
    folder.chmod(mode)
    with pytest.raises(Refusal) as refused:
        private_folder(folder)
    assert refused.value.status == NO_PERMISSION
    cure = refused.value.sentence.partition("type ")[2].partition(" and start")[0].strip()
    assert cure.startswith("chmod 700 ")
    subprocess.run(shlex.split(cure), check=True)
    private_folder(folder)


def test_another_users_folder_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "theirs"
    folder.mkdir(mode=0o700)
    owner = folder.stat().st_uid
    monkeypatch.setattr("cache.places.os.geteuid", lambda: owner + 1)
    with pytest.raises(Refusal, match=f"another user .uid {owner}."):
        private_folder(folder)


def test_something_else_in_the_way_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "nowhere").symlink_to(tmp_path / "gone")
    for folder in (tmp_path / "file", tmp_path / "file" / "below", tmp_path / "nowhere"):
        with pytest.raises(Refusal, match="something else is in its way") as refused:
            private_folder(folder)
        assert refused.value.status == CANNOT_CREATE


@pytest.mark.parametrize(
    ("number", "says", "status"),
    [
        (errno.ENOSPC, "full", IO_ERROR),
        (errno.EDQUOT, "full", IO_ERROR),
        (errno.EROFS, "only be read", CANNOT_CREATE),
        (errno.EACCES, "may not be written by this user", NO_PERMISSION),
        (errno.EIO, "cannot be used", IO_ERROR),
    ],
)
def test_what_the_file_system_says_is_said_in_words(number: int, says: str, status: int) -> None:
    refusal = refusal_of(OSError(number, os.strerror(number)), Path("/x/y"))
    assert says in refusal.sentence
    assert "/x/y" in refusal.sentence
    assert refusal.status == status


# Makes its folder read-only for itself (root needs a mount for that), then starts there.
_READ_ONLY = """
import os, pathlib, subprocess, sys
from cache.places import Places, Refusal, prepare
folder = pathlib.Path(sys.argv[1])
places = Places.of("sandbox", folder)
prepare(places)
if os.geteuid():
    places.cache.chmod(0o500)
else:
    for command in (["--bind", folder, folder], ["-o", "remount,ro,bind", folder]):
        subprocess.run(["mount", *command], check=True)
try:
    prepare(places)
except Refusal as refusal:
    print(refusal.sentence)
"""


@pytest.mark.process
def test_a_disk_that_can_only_be_read_is_refused_in_words(tmp_path: Path) -> None:
    apart = [] if os.geteuid() else ["unshare", "--mount"]
    if apart and subprocess.run([*apart, "true"], check=False, capture_output=True).returncode:
        pytest.skip("root may not make a mount of its own here, and nothing else stops root")
    done = subprocess.run(
        [*apart, sys.executable, "-c", _READ_ONLY, str(tmp_path / "disk")],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert str(tmp_path / "disk") in done.stdout
    assert "Nothing was changed: choose another folder" in done.stdout
