"""Which key is which action: the table of `tui.actions`, with the keys that the settings change.

A setting names an action by its place and id, as `"builder.remove" = ["F9"]`; its keys replace
those of the table. What cannot be is said, and nothing of it is taken. The key that an action had
says, where it stands for nothing else now, which one it is: sentences name the usual keys.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from tui.actions import ACTIONS, PLACES, Action

# Textual's names of keys, where they are not the character itself.
_NAMES = {
    "slash": "/",
    "question_mark": "?",
    "exclamation_mark": "!",
    "plus": "+",
    "minus": "-",
    "hyphen": "-",
    "full_stop": ".",
    "comma": ",",
    "equals_sign": "=",
}
_WORDS = {
    "enter": "Enter",
    "escape": "Esc",
    "down": "↓",
    "up": "↑",
    "left": "←",
    "right": "→",
    "pagedown": "PgDn",
    "pageup": "PgUp",
    "home": "Home",
    "end": "End",
    "insert": "Ins",
    "tab": "Tab",
    "shift+tab": "Shift+Tab",
    "space": "Space",
    "backspace": "Backspace",
    "delete": "Del",
}
# What people write besides.
_WRITTEN = {word.casefold(): key for key, word in _WORDS.items()} | {
    "page down": "pagedown",
    "page up": "pageup",
    "esc": "escape",
    "return": "enter",
    "blank": "space",
    "del": "delete",
    "ins": "insert",
}

# Where what is typed is text: of printable keys none can be an action there.
_TYPING = (
    *("any", "entry", "field", "filter", "prompt", "name", "form_field", "reason"),
    *("login", "commit", "approval", "change_commit", "values"),
)
_PANES = ("bonded", "by_part", "search", "builder", "history")

# What a terminal sends as another key.
_NOT_SENT = {"ctrl+h": "Backspace", "ctrl+i": "Tab", "ctrl+j": "Enter", "ctrl+m": "Enter"}
# What reaches the program, and is no key of its own: fingers have it for something else.
_ELSEWHERE = {
    "ctrl+c": "ends a command",
    "ctrl+z": "stops a command",
    "ctrl+s": "halts the output of one",
}
_SENT = re.compile(r"ctrl\+[a-z]|f([1-9]|1[0-2])|[!-~]")


class BadKeys(Exception):
    """Keys that cannot be; the text is the sentence for the person."""


def id_of(action: Action) -> str:
    """What the settings call an action, as `builder.remove`."""
    return f"{action.where}.{action.id}"


def spelled(key: str) -> str:
    """A key as a person reads it: `Enter`, `F5`, `Ctrl+R`, `/`."""
    if key in _WORDS:
        return _WORDS[key]
    if key.startswith("ctrl+"):
        return f"Ctrl+{key[5:].upper()}"
    return key.upper() if key[0] == "f" and key[1:].isdigit() else key


class Keymap:
    """The actions with their keys, as they are in use."""

    def __init__(self, changes: Mapping[str, tuple[str, ...]] | None = None) -> None:
        """`changes`: keys, as people write them, by the id of an action. Raises BadKeys."""
        taken = {name: tuple(map(_read, keys)) for name, keys in (changes or {}).items()}
        known = {id_of(action) for action in ACTIONS}
        for name, keys in taken.items():
            _expect(name, keys, known)
        self.actions = tuple(_changed(ACTIONS, taken))
        self._table = _table(self.actions)
        _expect_no_clash(self.actions, self._table, taken)
        # The keys that actions had, and have no more.
        self._moved = {
            (action.where, key): action
            for action, before in zip(self.actions, ACTIONS, strict=True)
            for key in before.keys
            if key not in action.keys
        }

    def find(self, places: tuple[str, ...], key: str) -> Action | None:
        """The action that `key` (Textual's name) has in the first of `places` that knows it."""
        key = _NAMES.get(key, key)
        for where in places:
            action = self._table.get((where, key))
            if action is not None:
                return action
        return None

    def moved(self, places: tuple[str, ...], key: str) -> str:
        """What to press instead of a key that the settings took from its action; else empty."""
        key = _NAMES.get(key, key)
        for where in places:
            action = self._moved.get((where, key))
            if action is not None:
                now = spelled(action.keys[0])
                return f"{spelled(key)} is {now} in your settings: {action.help}"
        return ""

    def instead(self, places: tuple[str, ...], key: str) -> str:
        """What to press instead of the key that stops a program elsewhere, and here does not: its
        session could be forgotten, with a draft that nobody else can write in. Else empty.
        """
        if key != "ctrl+z":
            return ""
        leaves = next(spelled(one.keys[-1]) for one in self.actions if one.id == "quit")
        way = f"{leaves} leaves" if "desk" in places else f"Esc, then {leaves} leaves"
        return f"{spelled(key)} stops nothing: {way}; drafts stay"

    def hinted(self, places: tuple[str, ...]) -> list[Action]:
        """What the hint bar may show in `places`, nearest place first."""
        seen: set[str] = set()
        shown: list[Action] = []
        for where in places:
            for action in self.actions:
                if action.where == where and action.id not in seen:
                    seen.add(action.id)
                    if action.hint:
                        shown.append(action)
        return shown


def use(changes: Mapping[str, tuple[str, ...]]) -> None:
    """Take other keys, for the whole program. Raises BadKeys, and then all stays as it was."""
    global _in_use
    _in_use = Keymap(changes)


def in_use() -> Keymap:
    return _in_use


def find(places: tuple[str, ...], key: str) -> Action | None:
    """As `Keymap.find`, of the keys in use."""
    return _in_use.find(places, key)


def hinted(places: tuple[str, ...]) -> list[Action]:
    """As `Keymap.hinted`, of the keys in use."""
    return _in_use.hinted(places)


def _read(written: str) -> str:
    """The key that a person means, under Textual's name."""
    if len(written) == 1:
        return written
    key = "+".join(part.strip() for part in written.casefold().replace("-", "+").split("+"))
    key = re.sub(r"^(control|strg|c)\+", "ctrl+", key)
    return _WRITTEN.get(key, key)


def _changed(actions: Iterable[Action], taken: Mapping[str, tuple[str, ...]]) -> Iterator[Action]:
    """An action may have several rows, each with its own keys: all of them get the new ones."""
    for action in actions:
        name = id_of(action)
        yield action._replace(keys=taken[name]) if name in taken else action


def _table(actions: Iterable[Action]) -> dict[tuple[str, str], Action]:
    found: dict[tuple[str, str], Action] = {}
    for action in actions:
        for key in action.keys:
            found.setdefault((action.where, key), action)
    return found


def _beneath(where: str) -> tuple[str, ...]:
    """The places whose keys act in `where` too."""
    if where == "any":
        return ()
    if where == "desk" or where in _TYPING:
        return ("any",)
    if where == "by_part":
        return ("bonded", "desk", "any")
    return (
        ("desk", "any") if where in _PANES else ("sheet", "any") if where != "sheet" else ("any",)
    )


def _expect(name: str, keys: tuple[str, ...], known: set[str]) -> None:
    where = name.partition(".")[0]
    if name not in known:
        from difflib import get_close_matches

        near = get_close_matches(name, known, n=1, cutoff=0.0)[0]
        raise BadKeys(f"there is no action {name!r}; the nearest is {near!r}")
    if not keys:
        raise BadKeys(f"{name} needs a key, or it could not be pressed any more")
    for key in keys:
        if key in _NOT_SENT:
            raise BadKeys(
                f"{name}: a terminal takes {spelled(key)} for {_NOT_SENT[key]}; choose another"
            )
        if key in _ELSEWHERE:
            raise BadKeys(
                f"{name}: {spelled(key)} {_ELSEWHERE[key]} everywhere else; choose another"
            )
        if key not in _WORDS and not _SENT.fullmatch(key):
            raise BadKeys(
                f"{name}: {key!r} is no key that every terminal sends; there are letters, digits "
                "and signs, F1 to F12, Ctrl with a letter, Enter, Esc, Tab, Shift+Tab, Space, the "
                "arrows, Home, End, PgUp, PgDn, Ins, Del and Backspace"
            )
        printable = len(key) == 1 or key in ("space", "backspace")
        if where in _TYPING and printable and (name, key) not in _AS_TYPED:
            raise BadKeys(
                f"{name}: {spelled(key)} is text there ({PLACES[where].casefold()}); choose an "
                "F-key or Ctrl with a letter"
            )


# Keys of the table that are text, and act where that can be none.
_AS_TYPED = {
    (id_of(action), key)
    for action in ACTIONS
    if action.where in _TYPING
    for key in action.keys
    if len(key) == 1 or key == "space"
}


def _expect_no_clash(
    actions: Iterable[Action],
    table: Mapping[tuple[str, str], Action],
    taken: Mapping[str, tuple[str, ...]],
) -> None:
    """Raises BadKeys where a key that was changed would be two things, or hide another."""
    usual = _table(ACTIONS)
    for action in actions:
        for key in action.keys:
            for where in (action.where, *_beneath(action.where)):
                other = table.get((where, key))
                if other is None or other.id == action.id:
                    continue
                if id_of(action) not in taken and id_of(other) not in taken:
                    continue
                if where != action.where and _as_usual(usual, action, other, key):
                    continue
                raise BadKeys(
                    f"{spelled(key)} would be {id_of(action)} ({action.help}) and "
                    f"{id_of(other)} ({other.help}); give one of them another key"
                )


def _as_usual(
    usual: Mapping[tuple[str, str], Action], action: Action, other: Action, key: str
) -> bool:
    """Whether the one hides the other in the table too."""
    one, two = usual.get((action.where, key)), usual.get((other.where, key))
    return one is not None and two is not None and (one.id, two.id) == (action.id, other.id)


_in_use = Keymap()
