"""Settings: TOML that the program reads and never writes.

`/etc/bondroom.toml` first, then the person's own; the nearer one wins key by key. A key that is
not known is an error that names the file, the key and the nearest right one.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SYSTEM = Path("/etc/bondroom.toml")
ENVIRONMENTS = ("sandbox",)


class BadSettings(Exception):
    """A settings file that cannot be used; the text is the sentence for the person."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What can be set. Every field names its key in the file."""

    environment: str = "sandbox"
    """`environment`: which vendors are spoken to. This version knows `sandbox`."""
    folder: Path | None = None
    """`folder`: one folder for all files, instead of the person's XDG folders."""
    prefix: str = "AC"
    """`prefix`: how purchase order numbers begin; A to Z and 0 to 9, at most eight."""
    buyer_company: str = ""
    """`buyer.company`: the company that orders, as vendors are told it."""
    buyer_telephone: str = ""
    """`buyer.telephone`: the buyer's telephone, as vendors are told it."""
    buyer_email: str = ""
    """`buyer.email`: the buyer's mail address, as vendors are told it."""


_KEYS = {
    "environment": "environment",
    "folder": "folder",
    "prefix": "prefix",
    "buyer.company": "buyer_company",
    "buyer.telephone": "buyer_telephone",
    "buyer.email": "buyer_email",
}


def personal(environment: Mapping[str, str]) -> Path:
    """The person's own settings file."""
    base = environment.get("XDG_CONFIG_HOME") or str(Path.home() / ".config")
    return Path(base) / "bondroom" / "bondroom.toml"


def read(paths: tuple[Path, ...] | None = None) -> Settings:
    """All settings files, the later ones winning. Raises BadSettings."""
    chosen: dict[str, Any] = {}
    for path in paths or (SYSTEM, personal(os.environ)):
        chosen |= _read_one(path)
    settings = Settings(**chosen)
    if settings.environment not in ENVIRONMENTS:
        raise BadSettings(
            f"environment is {settings.environment!r}, and this version speaks to the sandbox "
            'only; nothing was changed. Write environment = "sandbox", or leave the line out.'
        )
    prefix = settings.prefix
    if not (prefix.isascii() and prefix.isalnum() and prefix.isupper() and len(prefix) <= 8):
        raise BadSettings(
            f"prefix is {prefix!r}, and it must be one to eight of A to Z and 0 to 9, with a "
            "letter; nothing was changed."
        )
    return settings


def _read_one(path: Path) -> dict[str, Any]:
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise BadSettings(f"{path} cannot be read ({error}); nothing was changed.") from error
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadSettings(f"{path} is no TOML: {error}; nothing was changed.") from error
    chosen: dict[str, Any] = {}
    for key, value in _flat(table):
        field = _KEYS.get(key)
        if field is None:
            raise BadSettings(_unknown(path, key))
        if not isinstance(value, str):
            raise BadSettings(f"{path}: {key} must be text in quotes; nothing was changed.")
        chosen[field] = _folder(path, value) if field == "folder" else value
    return chosen


def _folder(path: Path, text: str) -> Path:
    try:
        folder = Path(text).expanduser()
    except RuntimeError:
        folder = Path(text)
    if not folder.is_absolute() or "\0" in text:
        raise BadSettings(
            f"{path}: folder is {text!r}, and it must be a whole path, from / or ~ on; "
            "nothing was changed."
        )
    return folder


def _flat(table: dict[str, Any], before: str = "") -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = []
    for key, value in table.items():
        name = f"{before}{key}"
        found += _flat(value, f"{name}.") if isinstance(value, dict) else [(name, value)]
    return found


def _unknown(path: Path, key: str) -> str:
    # difflib is only needed for the sentence of an error.
    from difflib import get_close_matches

    near = get_close_matches(key, _KEYS, n=1, cutoff=0.0)
    return f"{path}: there is no setting {key!r}; the nearest is {near[0]!r}. Nothing was changed."
