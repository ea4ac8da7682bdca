"""Where files that a buyer asks for are written: in the folder the program was started in."""

from __future__ import annotations

from pathlib import Path

# Names tried for files of one kind.
MOST_FILES = 100


def folder() -> Path:
    """The folder that the program was started in, and where that is closed, home."""
    import os

    here = Path.cwd()
    return here if os.access(here, os.W_OK) else Path.home()


def typed_path(text: str) -> Path:
    """What a person typed as a file's name, in that folder unless it is a whole path."""
    return folder() / Path(text).expanduser()


def candidates(name: str, ending: str) -> list[Path]:
    """Files of this name, the later ones numbered; the first that is not there is the one."""
    names = [name, *(f"{name}-{n}" for n in range(2, MOST_FILES + 1))]
    return [folder() / f"{in_a_name(one)}{ending}" for one in names]


def free_file(name: str, ending: str) -> Path:
    """The first of them that is not there; the first of all where each is."""
    found = candidates(name, ending)
    return next((one for one in found if not one.exists()), found[0])


def in_a_name(text: str) -> str:
    """Text of anybody's as it may stand in the name of a file."""
    return "".join(mark for mark in text if mark.isalnum() or mark in "-_") or "file"
