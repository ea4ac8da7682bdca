"""The page of every field: what the tables of all vendors name is there, and read by somebody."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from tui.cli.fields_page import NOT_SHOWN, Vendor, described, fields_page, places
from vendors import (
    afterwards,
    contract,
    details,
    digikey,
    inbound,
    shipstation,
    terms,
    ti,
    vocabulary,
)
from vendors.fields import CHECKED, ITSELF, Dropped

_VENDORS: Final = described()
_ROOT: Final = Path(__file__).resolve().parents[2]
_SETTINGS: Final = {
    "DigiKey": digikey.Settings,
    "TI": ti.Settings,
    "ShipStation": shipstation.Settings,
}
_TYPES: Final = {
    name: found
    for module in (afterwards, contract, details, inbound, terms, vocabulary)
    for name, found in vars(module).items()
    if inspect.isclass(found)
}


def _named(vendor: Vendor, *of: str) -> Iterator[str]:
    """Every `Type.field` that the tables speak of: what is kept (`to`), what sets (`by`)."""
    every: list[Any] = [vendor.everywhere]
    for api in vendor.apis:
        every += [model.fields for model in (*api.asked, *api.answered)]
        every += [given for one in api.endpoints for given in (one.parameters, one.headers)]
    for fates in every:
        for fate in fates.values():
            for name in (one for side in of for one in getattr(fate, side, ())):
                if name not in (CHECKED, ITSELF) and "." in name and " " not in name:
                    yield name


def _parts(found: type) -> set[str]:
    """The fields of a type, or what the methods of a capability take."""
    names = set(getattr(found, "__dataclass_fields__", ()))
    for _, method in inspect.getmembers(found, inspect.isfunction):
        names |= inspect.signature(method).parameters.keys()
    return names


def test_every_vendor_has_its_part_of_the_page() -> None:
    lines = fields_page().splitlines()
    for vendor in _VENDORS:
        assert f"## {vendor.title}" in lines
        assert all(f"## {vendor.title}: {api.title}" in lines for api in vendor.apis)
    assert [vendor.title for vendor in _VENDORS] == list(_SETTINGS)


@pytest.mark.parametrize("vendor", _VENDORS, ids=lambda vendor: vendor.title)
def test_what_the_tables_name_is_there(vendor: Vendor) -> None:
    types = {**_TYPES, "Settings": _SETTINGS[vendor.title]}
    named = {tuple(one.split(".")) for one in _named(vendor, "to", "by")}
    assert [one for one in named if one[1] not in _parts(types[one[0]])] == []


def test_each_type_has_its_place_on_the_page() -> None:
    named = {one.split(".")[0] for vendor in _VENDORS for one in _named(vendor, "to", "by")}
    assert named == places().keys()


def _read_somewhere() -> set[str]:
    """Every name that the screens or the services read off something."""
    return {
        node.attr
        for layer in ("cache", "tui")
        for path in (_ROOT / layer).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load)
    }


def test_what_is_kept_is_read_by_somebody_or_the_page_says_that_it_is_not() -> None:
    """A name may be read off something else: so the page may say it of more than is found here."""
    read, named = _read_somewhere(), {one for vendor in _VENDORS for one in _named(vendor, "to")}
    unread = {one for one in named if one.split(".")[1] not in read}
    assert unread <= NOT_SHOWN.keys() <= named


@pytest.mark.parametrize("vendor", _VENDORS, ids=lambda vendor: vendor.title)
def test_a_reason_says_something(vendor: Vendor) -> None:
    for api in vendor.apis:
        for model in (*api.asked, *api.answered):
            for name, fate in model.fields.items():
                if isinstance(fate, Dropped):
                    assert len(fate.why) > 10, f"{model.name}.{name}"
