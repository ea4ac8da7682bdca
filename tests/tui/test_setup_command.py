"""`bondroom setup`: once by root; twice it changes nothing; what is not safe it refuses."""

from __future__ import annotations

import grp
import os
import shlex
import stat
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from cache.places import Places, prepare
from cache.sharing import network
from tests.cache.users import EVE, as_user, needs_root
from tui.cli.running import run as run_command
from tui.cli.setup_command import Setup, carry_out
from tui.settings import read

# Any group but root's that is on every machine.
GROUP = "users"
pytestmark = needs_root

Typed = Callable[..., int]


@pytest.fixture
def typed(tmp_path: Path) -> Typed:
    """What `bondroom setup` does, with a settings file of the test's own."""

    def run(
        shared: Path | str | None = None,
        *,
        group: str = GROUP,
        environment: str = "sandbox",
        look: bool = False,
    ) -> int:
        folder = Path(shared if shared is not None else tmp_path / "srv" / "shared")
        return carry_out(Setup(folder, group, environment, tmp_path / "etc" / "b.toml", look))

    return run


def stands(base: Path) -> dict[str, tuple[int, int, int, int]]:
    """Everything below with mode, owner, group and when it was last changed in any way."""
    found = {}
    for path in sorted(base.rglob("*")):
        one = path.lstat()
        found[str(path)] = (one.st_mode, one.st_uid, one.st_gid, one.st_ctime_ns)
    return found


def test_the_tree_is_the_groups_and_what_it_says_is_what_is_there(
    typed: Typed, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert typed() == 0
    said = capsys.readouterr().out
    gid = grp.getgrnam(GROUP).gr_gid
    shared = tmp_path / "srv" / "shared"
    for folder in (shared, *(path for path in shared.rglob("*"))):
        found = folder.stat()
        assert (stat.S_IMODE(found.st_mode), found.st_uid, found.st_gid) == (0o2770, 0, gid)
        assert str(folder) in said
    for path, mode in ((tmp_path / "etc" / "b", 0o750), (tmp_path / "etc" / "b.toml", 0o640)):
        found = path.stat()
        assert (stat.S_IMODE(found.st_mode), found.st_uid, found.st_gid) == (mode, 0, gid)
    assert f"usermod -aG {GROUP} NAME" in said
    assert "bondroom doctor" in said


def test_the_program_reads_the_settings_and_takes_the_folders(typed: Typed, tmp_path: Path) -> None:
    typed(environment="production")
    settings = read((tmp_path / "etc" / "b.toml", tmp_path / "none"))
    assert (settings.environment, settings.shared) == ("production", tmp_path / "srv" / "shared")
    before = os.umask(0o022)
    try:
        prepare(Places.of("production", tmp_path / "home", settings.shared))
    finally:
        os.umask(before)


def test_every_folder_that_the_program_makes_is_made_already(typed: Typed, tmp_path: Path) -> None:
    typed()
    made = stands(tmp_path / "srv").keys()
    before = os.umask(0o022)
    try:
        prepare(Places.of("sandbox", tmp_path / "home", tmp_path / "srv" / "shared"))
    finally:
        os.umask(before)
    assert stands(tmp_path / "srv").keys() == made


def test_typed_again_it_changes_nothing_and_says_so(
    typed: Typed, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    typed()
    before = stands(tmp_path)
    capsys.readouterr()
    assert typed() == 0
    assert stands(tmp_path) == before
    assert "Nothing was changed: all was as it should be." in capsys.readouterr().out


def test_a_mode_that_was_changed_is_put_right(
    typed: Typed, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    typed()
    data = tmp_path / "srv" / "shared" / "sandbox" / "data"
    data.chmod(0o755)
    capsys.readouterr()
    assert typed(look=True) == 1
    assert "0755" in capsys.readouterr().out
    assert stat.S_IMODE(data.stat().st_mode) == 0o755
    assert typed() == 0
    assert stat.S_IMODE(data.stat().st_mode) == 0o2770
    assert typed(look=True) == 0


def test_looking_makes_nothing(
    typed: Typed, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert typed(look=True) == 1
    assert list(tmp_path.iterdir()) == []
    assert "is missing" in capsys.readouterr().out


def test_another_environment_is_added_and_the_settings_stay(typed: Typed, tmp_path: Path) -> None:
    typed()
    before = (tmp_path / "etc" / "b.toml").read_text()
    assert typed(environment="production") == 0
    assert (tmp_path / "srv" / "shared" / "production" / "data").is_dir()
    assert not (tmp_path / "srv" / "shared" / "production" / "data" / "vendor").exists()
    assert (tmp_path / "etc" / "b.toml").read_text() == before


def test_settings_that_are_there_are_left_and_what_to_add_is_said(
    typed: Typed, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "etc").mkdir(mode=0o755)
    system = tmp_path / "etc" / "b.toml"
    system.write_text('prefix = "ZZ"\n')
    assert typed() == 1
    line = f'shared = "{tmp_path / "srv" / "shared"}"'
    assert line in capsys.readouterr().out
    assert system.read_text() == 'prefix = "ZZ"\n'
    system.write_text(f'{line}\nprefix = "ZZ"\n')
    system.chmod(0o644)
    assert typed() == 0
    system.chmod(0o664)
    assert typed() == 1
    assert f"chmod 640 {system}" in capsys.readouterr().out


def test_a_link_that_a_buyer_put_there_is_not_followed(typed: Typed, tmp_path: Path) -> None:
    typed()
    outside = tmp_path / "outside"
    outside.mkdir(mode=0o700)
    data = tmp_path / "srv" / "shared" / "sandbox" / "data"
    for path in sorted(data.rglob("*"), reverse=True):
        path.rmdir()
    data.rmdir()
    data.symlink_to(outside)
    assert typed() != 0
    assert stat.S_IMODE(outside.stat().st_mode) == 0o700
    assert list(outside.iterdir()) == []


def refused(typed: Typed, capsys: pytest.CaptureFixture[str], *words: object, **more: str) -> str:
    assert typed(*words, **more) not in (0, 1)
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1
    assert "Nothing was changed" in said.err
    return said.err


def test_what_is_not_safe_is_refused_in_one_sentence(
    typed: Typed, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "groupadd buyerz" in refused(typed, capsys, group="buyerz")
    assert "group root" in refused(typed, capsys, group="root")
    assert "whole path" in refused(typed, capsys, "srv/shared")
    assert "whole path" in refused(typed, capsys, "/srv/../etc/shared")
    assert "no folder to share" in refused(typed, capsys, "/")
    assert "holds other things" in refused(typed, capsys, "/etc")
    (tmp_path / "open").mkdir()
    (tmp_path / "open").chmod(0o777)
    assert str(tmp_path / "open") in refused(typed, capsys, tmp_path / "open" / "shared")
    (tmp_path / "open").chmod(0o1777)
    assert typed(tmp_path / "open" / "shared") == 0
    (tmp_path / "theirs").mkdir()
    os.chown(tmp_path / "theirs", EVE, 0)
    capsys.readouterr()
    assert str(EVE) in refused(typed, capsys, tmp_path / "theirs" / "shared")
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    assert "no folder" in refused(typed, capsys, tmp_path / "link")
    assert not (tmp_path / "srv").exists()


@pytest.mark.process
def test_only_root_makes_it(tmp_path: Path) -> None:
    setup = Setup(Path("/srv/bondroom"), GROUP, "sandbox", tmp_path / "b.toml")
    assert "root's to make" in as_user(EVE, setup.run)


MOUNTED = """\
/dev/sda1 / ext4 rw 0 0
server:/export /mnt/of\\040all nfs4 rw 0 0
/dev/sdb1 /mnt/of\\040all/local ext4 rw 0 0
user@host:/ /media/far fuse.sshfs rw 0 0
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/mnt/of all/shared", "nfs4"),
        ("/mnt/of all", "nfs4"),
        ("/mnt/of all/local/shared", ""),
        ("/mnt/of allmost", ""),
        ("/media/far/x", "fuse.sshfs"),
        ("/srv/x", ""),
    ],
)
def test_a_network_file_system_is_known_by_the_mounts(tmp_path: Path, path: str, kind: str) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(MOUNTED)
    assert network(Path(path), mounts) == kind


def test_the_words_are_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["setup"], None) == 2
    assert "--shared DIR --group GROUP" in capsys.readouterr().err


def test_what_it_says_to_type_for_a_secret_works(
    typed: Typed, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    typed()
    said = capsys.readouterr().out
    (line,) = [one.strip() for one in said.splitlines() if one.strip().startswith("install ")]
    subprocess.run(shlex.split(line), check=True)
    found = (tmp_path / "etc" / "b" / "digikey-secret").stat()
    assert (stat.S_IMODE(found.st_mode), found.st_uid) == (0o640, 0)
    assert found.st_gid == grp.getgrnam(GROUP).gr_gid
