"""Settings: TOML that the program reads and never writes.

`/etc/bondroom.toml` first, then the person's own; the nearer one wins key by key, but for what the
administrator alone may say: where the shared folder is, who may place, up to which limits. A key
that is not known is an error that names the file, the key and the nearest right one. No secret
stands in them: a secret lies in a file of its own, whose name is set here.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from cache.places import ENVIRONMENTS
from vendors.choices import PAYMENT_TERMS

SYSTEM = Path("/etc/bondroom.toml")


class BadSettings(Exception):
    """A settings file that cannot be used; the text is the sentence for the person."""


@dataclass(frozen=True, slots=True)
class DigiKeyApp:
    """The application at DigiKey, and how it asks. Every field names its key below `digikey`.

    A table of an environment's name below it, as `[digikey.vendor-test]`, wins there: DigiKey's
    test system has applications of its own. The built-in sandbox needs none of this.
    """

    client_id: str = ""
    """`client_id`: the application's id, as DigiKey's portal shows it."""
    secret_file: Path | None = None
    """`secret_file`: a file of yours, mode 0600, that holds the application's secret alone."""
    redirect_uri: str = "https://localhost"
    """`redirect_uri`: the callback as it is registered with the application; https."""
    account_id: str = ""
    """`account_id`: the account to order for; without it, the one chosen at the sign-in."""
    site: str = "US"
    """`site`: whose prices and language rules; two letters, `UK` for Britain."""
    language: str = "en"
    """`language`: of descriptions."""
    currency: str = "USD"
    """`currency`: of prices; DigiKey replaces one that does not fit the site."""


@dataclass(frozen=True, slots=True)
class TIApp:
    """The application at TI's store API. Every field names its key below `ti`.

    A table of an environment's name below it wins there, as with `digikey`. TI's test is on the
    same host as its orders and with the same application, but each environment may have its own.
    """

    client_id: str = ""
    """`client_id`: the application's key, as TI's portal shows it."""
    secret_file: Path | None = None
    """`secret_file`: a file of yours, mode 0600, that holds the application's secret alone."""
    currency: str = "USD"
    """`currency`: of prices; where TI has none in it, those in US dollars are shown as such."""


@dataclass(frozen=True, slots=True)
class ShipStationKey:
    """The key to ShipStation, and how it is told. Every field names its key below `shipstation`."""

    key_file: Path | None = None
    """`key_file`: a file of yours, mode 0600, that holds the API key alone."""
    inbound: str = "ask"
    """`inbound`: `ask` tells the warehouse of an order by one key, `always` does it unasked once
    DigiKey or TI took the order."""
    payment_terms: str = ""
    """`payment_terms`: what inbound orders say of how the vendor is paid, as `net_30`; without it
    they say nothing of it."""
    warehouses: str = "inventory"
    """`warehouses`: whose ids inbound orders name, `inventory` (those of its inventory) or
    `shipping` (those that it ships from); ShipStation does not say which it takes."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What can be set. Every field names its key in the file."""

    environment: str = "sandbox"
    """`environment`: `sandbox` (built in), `vendor-test` (the vendors' own test systems) or
    `production`."""
    folder: Path | None = None
    """`folder`: one folder for all files, instead of the person's XDG folders."""
    shared: Path | None = None
    """`shared`: the folder that all buyers of this workstation share; made by `bondroom setup`."""
    several: tuple[str, ...] = ()
    """`placing.several`: accounts that several people use; like root they place nothing."""
    allow_several: bool = False
    """`placing.allow_several`: true lets those accounts and root place; the audit says so."""
    limits: tuple[Mapping[str, object], ...] = ()
    """`limit`: tables, one for a buyer, vendor and currency (see `cache.spending`)."""
    approval: Mapping[str, object] = field(default_factory=dict)
    """`approval`: who may approve what is above a limit, and how long that holds."""
    theme: str = "dark"
    """`screen.theme`: `dark`, `light`, `terminal` (its own 16 colours), `deuteranopia` or
    `tritanopia`."""
    thin: str = "auto"
    """`screen.thin`: `on` sends only the cells that changed, `off` what Textual sends, `auto` is
    `on` over SSH."""
    keys: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """`keys`: other keys for an action, by its id: `"builder.remove" = ["x"]`."""
    prefix: str = "AC"
    """`prefix`: how purchase order numbers begin; A to Z and 0 to 9, at most eight."""
    read_only: bool = False
    """`read_only`: true lets nothing be ordered or changed at a vendor; the rest works."""
    buyer_company: str = ""
    """`buyer.company`: the company that orders, as vendors are told it."""
    buyer_telephone: str = ""
    """`buyer.telephone`: the buyer's telephone, as vendors are told it."""
    buyer_email: str = ""
    """`buyer.email`: the buyer's mail address, as vendors are told it."""
    digikey: DigiKeyApp = field(default_factory=DigiKeyApp)
    """`digikey`: the application at DigiKey."""
    ti: TIApp = field(default_factory=TIApp)
    """`ti`: the application at TI."""
    shipstation: ShipStationKey = field(default_factory=ShipStationKey)
    """`shipstation`: the key to the warehouse's system, and how it is told of orders."""


# What each vendor's table holds, and whether an environment may have one of its own below it:
# ShipStation has one host and one key.
_TABLES: dict[str, tuple[type[Any], bool]] = {
    "digikey": (DigiKeyApp, True),
    "ti": (TIApp, True),
    "shipstation": (ShipStationKey, False),
}
_PLAIN = {
    "environment": "environment",
    "folder": "folder",
    "prefix": "prefix",
    "read_only": "read_only",
    "shared": "shared",
    "placing.several": "several",
    "placing.allow_several": "allow_several",
    "screen.theme": "theme",
    "screen.thin": "thin",
    "buyer.company": "buyer_company",
    "buyer.telephone": "buyer_telephone",
    "buyer.email": "buyer_email",
}
_KEYS = (
    *_PLAIN,
    *(
        f"{table}.{name}"
        for vendor, (kind, own) in _TABLES.items()
        for table in (vendor, *(f"{vendor}.{one}" for one in ENVIRONMENTS[1:] if own))
        for name in kind.__dataclass_fields__
    ),
)
# What the administrator's file alone may say: a buyer's own would undo it.
_ADMINISTRATORS = ("shared", "placing", "limit", "approval")
THEMES = ("dark", "light", "terminal", "deuteranopia", "tritanopia")
# Where each vendor's secret lies; every other key that speaks of one holds it in the open.
_FILES = {"digikey": "secret_file", "ti": "secret_file", "shipstation": "key_file"}
_SECRET = re.compile(r"secret|(^|_)key$|password|token")

# What each of these has to look like, and how that is said.
_SHAPES = {
    "account_id": (re.compile(r"\d{0,18}", re.ASCII), "digits only"),
    "site": (re.compile(r"[A-Z]{2}"), "two letters, as US or UK"),
    "language": (re.compile(r"[a-z]{2,3}"), "two or three letters, as en or zhs"),
    "currency": (re.compile(r"[A-Z]{3}"), "three letters, as USD"),
    "client_id": (re.compile(r"[!-~]*"), "letters, digits and marks without blanks"),
    "inbound": (re.compile(r"ask|always"), '"ask" or "always"'),
    "warehouses": (re.compile(r"inventory|shipping"), '"inventory" or "shipping"'),
    "theme": (re.compile("|".join(THEMES)), f"one of {', '.join(THEMES)}"),
    "thin": (re.compile("auto|on|off"), '"auto", "on" or "off"'),
    "payment_terms": (re.compile("|".join(PAYMENT_TERMS)), f"one of {', '.join(PAYMENT_TERMS)}"),
}


def personal(environment: Mapping[str, str]) -> Path:
    """The person's own settings file."""
    base = environment.get("XDG_CONFIG_HOME") or str(Path.home() / ".config")
    return Path(base) / "bondroom" / "bondroom.toml"


def files() -> tuple[Path, ...]:
    """Where settings are read from, the later ones winning; a file need not be there."""
    return (SYSTEM, personal(os.environ))


def read(paths: tuple[Path, ...] | None = None, environment: str | None = None) -> Settings:
    """All settings files, the later ones winning; `environment` before all. Raises BadSettings.

    The first is the administrator's.
    """
    chosen: dict[str, Any] = {}
    raw: dict[str, Any] = {"keys": {}}
    for place, path in enumerate(paths or files()):
        table = _table(path)
        if place:
            _expect_own(path, table, chosen)
        raw["keys"] |= _remapped(path, table.pop("keys", {}))
        raw |= _of_limits(path, table)
        chosen |= {key: _value(path, key, value) for key, value in _flat(table)}
    plain = {attribute: chosen[key] for key, attribute in _PLAIN.items() if key in chosen}
    if environment is not None:
        plain["environment"] = environment
    here = plain.get("environment", ENVIRONMENTS[0])
    if here not in ENVIRONMENTS:
        known = ", ".join(ENVIRONMENTS)
        raise BadSettings(
            f"environment is {here!r}, and there are {known}; nothing was changed. Without the "
            "line it is the sandbox."
        )
    prefix = plain.get("prefix", "AC")
    if not (prefix.isascii() and prefix.isalnum() and prefix.isupper() and len(prefix) <= 8):
        raise BadSettings(
            f"prefix is {prefix!r}, and it must be one to eight of A to Z and 0 to 9, with a "
            "letter; nothing was changed."
        )
    vendors = {
        vendor: kind(**_under(chosen, vendor, kind) | _under(chosen, f"{vendor}.{here}", kind))
        for vendor, (kind, _) in _TABLES.items()
    }
    return Settings(**plain, **vendors, **raw)


def _under(chosen: Mapping[str, Any], table: str, kind: type[Any]) -> dict[str, Any]:
    names = kind.__dataclass_fields__
    return {name: chosen[key] for name in names if (key := f"{table}.{name}") in chosen}


def _table(path: Path) -> dict[str, Any]:
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        if path.is_symlink():
            # What it leads to is away, and with it the limits that stand there.
            raise BadSettings(f"{path} leads nowhere ({error}); nothing was changed.") from error
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise BadSettings(f"{path} cannot be read ({error}); nothing was changed.") from error
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadSettings(f"{path} is no TOML: {error}; nothing was changed.") from error


def _expect_own(path: Path, table: Mapping[str, Any], above: Mapping[str, Any]) -> None:
    """Raises BadSettings where a person's file says what is the administrator's to say."""
    for key in _ADMINISTRATORS:
        if key in table:
            raise BadSettings(
                f"{path}: {key!r} is the administrator's to set, in {SYSTEM}; take it out here. "
                "Nothing was changed."
            )
    if "folder" in table and "shared" in above:
        raise BadSettings(
            f"{path}: this workstation's buyers share {above['shared']}, so that none orders what "
            "another ordered; take 'folder' out. Nothing was changed."
        )


def _remapped(path: Path, table: object) -> dict[str, tuple[str, ...]]:
    """The keys of actions by the actions' ids; whether there are such is seen by `tui.keymap`."""
    if not isinstance(table, dict):
        raise BadSettings(f"{path}: keys must be a table, [keys]; nothing was changed.")
    return {key: _words(path, f"keys.{key}", value) for key, value in _flat(table)}


def _of_limits(path: Path, table: dict[str, Any]) -> dict[str, Any]:
    """What the tables of limits and approval say, taken out of `table` as they stand there."""
    found: dict[str, Any] = {}
    if "limit" in table:
        limits = table.pop("limit")
        if not (isinstance(limits, list) and all(isinstance(one, dict) for one in limits)):
            raise BadSettings(
                f"{path}: limits stand in tables headed [[limit]]; nothing was changed."
            )
        found["limits"] = tuple(limits)
    if "approval" in table:
        found["approval"] = table.pop("approval")
        if not isinstance(found["approval"], dict):
            raise BadSettings(f"{path}: approval must be a table, [approval]; nothing was changed.")
    return found


def _words(path: Path, key: str, value: object) -> tuple[str, ...]:
    words = [value] if isinstance(value, str) else value
    if not (isinstance(words, list) and all(isinstance(word, str) for word in words)):
        raise BadSettings(
            f"{path}: {key} must be text in quotes, or a list of such; nothing was changed."
        )
    return tuple(words)


def _value(path: Path, key: str, value: object) -> object:
    """What `key` is set to. No sentence repeats a value that could be a secret."""
    table, _, name = key.rpartition(".")
    if key not in _KEYS:
        raise BadSettings(
            _open_secret(path, key, table) if _SECRET.search(name) else _unknown(path, key)
        )
    if name in ("read_only", "allow_several"):
        if not isinstance(value, bool):
            raise BadSettings(f"{path}: {key} must be true or false; nothing was changed.")
        return value
    if name == "several":
        return _words(path, key, value)
    if not isinstance(value, str):
        raise BadSettings(f"{path}: {key} must be text in quotes; nothing was changed.")
    if name in _READERS:
        return _READERS[name](path, key, value)
    shape = _SHAPES.get(name)
    if shape is not None and not shape[0].fullmatch(value):
        raise BadSettings(f"{path}: {key} must be {shape[1]}; nothing was changed.")
    return value


def _path(path: Path, key: str, text: str) -> Path:
    try:
        found = Path(text).expanduser()
    except RuntimeError:
        found = Path(text)
    if not found.is_absolute() or "\0" in text:
        raise BadSettings(
            f"{path}: {key} is {text!r}, and it must be a whole path, from / or ~ on; "
            "nothing was changed."
        )
    return found


def _callback(path: Path, key: str, text: str) -> str:
    """DigiKey's portal takes a callback only where it begins with https:// (its FAQ)."""
    try:
        parts = urlsplit(text)
        # Port and host are only looked at when they are asked for.
        fit = parts.scheme == "https" and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        fit = False
    plain = text.isascii() and text.isprintable() and not set(text) & set(" ?#@")
    if not (fit and plain):
        raise BadSettings(
            f"{path}: {key} must be https:// with a host, as it is registered with the "
            "application, and nothing after ? or #; nothing was changed."
        )
    return text


# What is more than a text of a certain shape.
_READERS: dict[str, Callable[[Path, str, str], object]] = {
    "folder": _path,
    "shared": _path,
    "secret_file": _path,
    "key_file": _path,
    "redirect_uri": _callback,
}


def _flat(table: dict[str, Any], before: str = "") -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = []
    for key, value in table.items():
        name = f"{before}{key}"
        found += _flat(value, f"{name}.") if isinstance(value, dict) else [(name, value)]
    return found


def _open_secret(path: Path, key: str, table: str) -> str:
    vendor = table.partition(".")[0]
    named = f"{_FILES.get(vendor, 'secret_file')} in [{vendor if vendor in _FILES else 'digikey'}]"
    return (
        f"{path}: a secret must not stand in the settings, which others may read. Put it alone "
        f"into a file of yours with mode 0600, name that as {named}, and take {key!r} out; nothing "
        "was changed. If others could read this file, have the vendor make a new one."
    )


def _unknown(path: Path, key: str) -> str:
    # difflib is only needed for the sentence of an error.
    from difflib import get_close_matches

    near = get_close_matches(key, _KEYS, n=1, cutoff=0.0)
    return f"{path}: there is no setting {key!r}; the nearest is {near[0]!r}. Nothing was changed."
