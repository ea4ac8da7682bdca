"""The wheel, installed into an empty environment elsewhere, is the whole program."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.terminal.session import environment

pytestmark = pytest.mark.process

ROOT = Path(__file__).resolve().parents[1]
# What a wheel is made of; the checkout is left as it was, with no build folder in it.
_SOURCES = ("pyproject.toml", "README.md", "LICENSE", "tui", "vendors", "cache")


def run(command: Sequence[str | Path], cwd: Path, env: dict[str, str]) -> str:
    done = subprocess.run(
        [str(word) for word in command],
        cwd=cwd,
        env=env,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    source.mkdir()
    for name in _SOURCES:
        (source / name).symlink_to(ROOT / name)
    command = (sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-index")
    run(
        (*command, "--no-build-isolation", "--wheel-dir", folder, source),
        folder,
        dict(os.environ),
    )
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of commands of an environment that has the wheel and what it needs.

    What it needs comes from this environment's folder by a path file, so that nothing is fetched;
    the path file comes after the environment's own folder, and names no editable project.
    """
    place = tmp_path_factory.mktemp("elsewhere") / "venv"
    venv.create(place, with_pip=False)
    (packages,) = place.glob("lib/python*/site-packages")
    pip = (sys.executable, "-m", "pip", "--python", place / "bin" / "python")
    run(
        (*pip, "install", "--quiet", "--no-deps", "--no-index", wheel),
        place,
        dict(os.environ),
    )
    ours = Path(pytest.__file__).resolve().parents[1]
    (packages / "needed.pth").write_text(f"{_without_editable(ours, place / 'needed')}\n")
    return place / "bin"


def _without_editable(packages: Path, folder: Path) -> Path:
    """A folder that shows everything in `packages` but path files and this project."""
    folder.mkdir()
    for entry in packages.iterdir():
        if entry.suffix != ".pth" and not entry.name.startswith(("bondroom-", "__editable__")):
            (folder / entry.name).symlink_to(entry)
    return folder


def test_the_wheel_holds_the_program_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    tops = {name.partition("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"tui", "vendors", "cache"}
    sheets = {str(path.relative_to(ROOT)) for path in (ROOT / "tui").rglob("*.tcss")}
    assert sheets <= set(names)
    modules = {
        str(path.relative_to(ROOT))
        for package in ("tui", "vendors", "cache")
        for path in (ROOT / package).rglob("*.py")
    }
    assert modules <= set(names)


def test_it_runs_elsewhere(installed: Path, tmp_path: Path) -> None:
    env = environment(tmp_path / "home")
    del env["PYTHONPATH"]
    where = "import tui, sys; print(tui.__file__)"
    assert str(installed.parent) in run((installed / "python", "-c", where), tmp_path, env)
    assert run((installed / "bondroom", "--version"), tmp_path, env).startswith("bondroom ")


def test_the_tour_goes_well_elsewhere(installed: Path, tmp_path: Path) -> None:
    env = environment(tmp_path / "home")
    del env["PYTHONPATH"]
    told = run((installed / "bondroom",), tmp_path, env)
    assert "done" in told.splitlines()[-1]
    assert not any((tmp_path / "home" / "data").iterdir()), "the tour left the scratch folder"
