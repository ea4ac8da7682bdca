"""Keys of the settings: taken where they can be, and said in words where they cannot."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.tui.kit import DESK, desk
from tui import keymap
from tui.actions import ACTIONS
from tui.keymap import BadKeys, Keymap, find, id_of, spelled

BUILDER = ("builder", "desk", "any")


@pytest.fixture(autouse=True)
def usual() -> Iterator[None]:
    yield
    keymap.use({})


@pytest.mark.parametrize("name", sorted({id_of(action) for action in ACTIONS}))
def test_every_action_can_have_another_key(name: str) -> None:
    where, _, action_id = name.partition(".")
    found = Keymap({name: ("F12",)}).find((where,), "f12")
    assert found is not None
    assert found.id == action_id


def test_another_key_takes_the_place_of_the_usual_ones() -> None:
    other = Keymap({"builder.remove": ("F9", "Ctrl+K")})
    assert [other.find(BUILDER, key).id for key in ("f9", "ctrl+k")] == ["remove"] * 2  # type: ignore[union-attr]
    assert other.find(BUILDER, "x") is other.find(BUILDER, "delete") is None
    assert other.moved(BUILDER, "x").startswith("x is F9 in your settings: Take the line out")
    assert other.moved(BUILDER, "y") == ""
    # Elsewhere it is what it was.
    assert other.find(("book", "sheet"), "x").id == "remove"  # type: ignore[union-attr]


def test_two_actions_can_change_their_keys() -> None:
    other = Keymap({"builder.remove": ("u",), "builder.undo": ("x",)})
    assert other.find(BUILDER, "u").id == "remove"  # type: ignore[union-attr]
    assert other.find(BUILDER, "x").id == "undo"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("written", "key"),
    [("Ins", "insert"), ("ctrl-k", "ctrl+k"), ("Strg + K", "ctrl+k"), ("f12", "f12"), ("ü", None)]
    + [(one, None) for one in ("Entf", "F13", "Alt+X", "Ctrl+1", "Shift+F3", "")],
)
def test_keys_as_people_write_them(written: str, key: str | None) -> None:
    if key is None:
        with pytest.raises(BadKeys, match="no key that every terminal sends"):
            Keymap({"builder.advice": (written,)})
    else:
        found = Keymap({"builder.advice": (written,)}).find(("builder",), key)
        assert found is not None


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"builder.removed": ("F9",)}, "the nearest is 'builder.remove'"),
        ({"builder.remove": ()}, "needs a key"),
        ({"builder.remove": ("Ctrl+I",)}, "a terminal takes Ctrl+I for Tab"),
        ({"builder.remove": ("Ctrl+Z",)}, "Ctrl+Z stops a command everywhere else"),
        ({"builder.remove": ("Ctrl+C",)}, "Ctrl+C ends a command everywhere else"),
        ({"builder.remove": ("u",)}, "u would be builder.remove"),
        ({"builder.remove": ("P",)}, "P would be builder.remove"),
        ({"builder.remove": ("1",)}, "desk.pane_1"),
        ({"desk.zoom": ("x",)}, "builder.remove"),
        ({"bonded.turn": ("F1",)}, "any.help"),
        ({"field.enter": ("g",)}, "g is text there"),
        ({"any.refresh": ("r",)}, "r is text there"),
        ({"commit.commit": ("Space",)}, "Space is text there"),
    ],
)
def test_what_cannot_be_is_said(changes: dict[str, tuple[str, ...]], words: str) -> None:
    with pytest.raises(BadKeys) as caught:
        keymap.use(changes)
    assert words in str(caught.value)
    # Nothing of it was taken.
    assert find(BUILDER, "x").id == "remove"  # type: ignore[union-attr]


def test_the_table_as_it_is_has_no_clash_of_its_own() -> None:
    """Settings that say what is so already are taken, as the screen spells the keys."""
    arrows = {"↓": "Down", "↑": "Up", "←": "Left", "→": "Right"}
    for name in {id_of(action) for action in ACTIONS}:
        keys = tuple(key for one in ACTIONS if id_of(one) == name for key in one.keys)
        same = Keymap({name: tuple(arrows.get(spelled(key), spelled(key)) for key in keys)})
        assert not any(same.moved((name.partition(".")[0],), key) for key in keys)


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        (("3",), "Ctrl+Z stops nothing: Ctrl+Q leaves; drafts stay"),
        (("2", "/", "lm"), "Ctrl+Z stops nothing: Esc, then Ctrl+Q leaves; drafts stay"),
        (("3", "i", "lm"), "Ctrl+Z stops nothing: Esc, then Ctrl+Q leaves; drafts stay"),
        (("?",), "Ctrl+Z stops nothing: Esc, then Ctrl+Q leaves; drafts stay"),
    ],
)
async def test_the_key_that_stops_a_program_elsewhere_says_what_leaves(
    tmp_path: Path, keys: tuple[str, ...], words: str
) -> None:
    async with desk(tmp_path, (60, 20)) as it:
        await it.press(*keys, "ctrl+z")
        assert f" {words}" in it.text()
        assert it.app.is_running


async def test_the_key_that_leaves_is_named_as_the_settings_have_it(tmp_path: Path) -> None:
    keymap.use({"desk.quit": ("F10",)})
    async with desk(tmp_path) as it:
        await it.press("ctrl+z")
        assert "F10 leaves" in it.app.said


async def test_the_screen_names_and_takes_the_other_keys(tmp_path: Path) -> None:
    keymap.use({"builder.drafts": ("Ctrl+K",), "builder.remove": ("F10",)})
    async with desk(tmp_path, DESK) as it:
        await it.press("3")
        await it.sees("Ctrl+K drafts")
        await it.press("d")
        await it.sees("d is Ctrl+K in your settings: Choose among the drafts")
        await it.press("ctrl+k")
        await it.until(lambda: it.app.sheet is not None, "the drafts")
        await it.press("escape", "?")
        await it.sees("F10")
