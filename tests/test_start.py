"""What is loaded before the first frame: the standard library, textual, and our own."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

pytestmark = pytest.mark.process

# Each costs a tenth of a second or more, or megabytes, on every start.
HEAVY = {
    "authlib",
    "click",
    "cryptography",
    "defusedxml",
    "hypothesis",
    "httpcore",
    "httpx",
    "joserfc",
    "openpyxl",
    "pluggy",
    "pydantic",
    "pydantic_core",
    "pytest",
    "sqlite_utils",
    "starlette",
    "uvicorn",
}
# Widgets of textual that drag a parser, a highlighter or a tree along.
HEAVY_WIDGETS = {
    "markdown_it",
    "pygments",
    "textual.widgets._data_table",
    "textual.widgets._markdown",
    "textual.widgets._text_area",
    "tree_sitter",
}


def loaded_by(statement: str) -> set[str]:
    """Every module that stands in a fresh interpreter after `statement`."""
    code = f"{statement}\nimport json, sys\nprint(json.dumps(list(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stdout))


def packages(modules: set[str]) -> set[str]:
    return {module.partition(".")[0] for module in modules}


@pytest.fixture(scope="module")
def screen() -> set[str]:
    return loaded_by("import tui.app")


def test_the_screen_loads_nothing_heavy(screen: set[str]) -> None:
    assert packages(screen) & HEAVY == set()


def test_the_screen_loads_no_heavy_widget(screen: set[str]) -> None:
    bare = loaded_by("import textual.app")
    assert (screen - bare) & HEAVY_WIDGETS == set()
    assert (packages(screen) - packages(bare)) & HEAVY_WIDGETS == set()


def test_the_screen_loads_no_vendor_and_no_sandbox(screen: set[str]) -> None:
    allowed = {
        "vocabulary",
        "terms",
        "details",
        "afterwards",
        "buying",
        "errors",
        "contract",
        "text",
        "labels",
        # Short tables: what an order takes, and whose names a maker has.
        "choices",
        "order_limits",
        "makers",
        # Standard library alone: what mode a file gets.
        "folders",
    }
    vendors = {module for module in screen if module.startswith("vendors.")}
    assert {module.split(".")[1] for module in vendors} <= allowed


def test_what_opens_the_screen_loads_no_more_of_the_vendors(screen: set[str]) -> None:
    opened = loaded_by("import tui.app, tui.live, tui.cli.opened")
    more = {module for module in opened - screen if module.startswith("vendors.")}
    assert more <= {"vendors.sandbox"} | {
        f"vendors.sandbox.{one}" for one in ("child", "clock", "meeting")
    }


def test_the_client_comes_without_its_command() -> None:
    """Which brings what reads a command line, and what colours its answers."""
    loaded = loaded_by("import vendors.http")
    assert packages(loaded) & {"click", "pygments", "rich"} == set()


def test_only_textual_and_ours_come_from_outside_the_standard_library(screen: set[str]) -> None:
    ours = {"tui", "cache", "vendors"}
    known = packages(loaded_by("import textual.app")) | sys.stdlib_module_names | ours
    outside = {name for name in packages(screen) - known if not name.startswith("__editable__")}
    assert outside <= {"platformdirs"}


def test_the_version_is_told_without_loading_the_screen() -> None:
    loaded = packages(loaded_by("import tui.cli.main"))
    assert loaded & (HEAVY | {"textual", "rich"}) == set()
