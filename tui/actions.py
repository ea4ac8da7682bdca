"""The one table of actions. Bindings, hint bar, help and the key page are made from it.

An action has an id, its keys, where it acts, a word for the hint bar (empty: not shown there)
and a sentence for the help. Whoever it acts on has a method `do_<id>`, and may have a method
`why_not_<id>` that gives the reason why it cannot act now.

Where: `any` acts everywhere, also while text is typed (F-keys only); `desk` in every pane's
rows; a pane's name in the rows of that pane; `field` and `prompt` while text is typed there;
`sheet` in every sheet, and a sheet's name in that sheet.
"""

from __future__ import annotations

from typing import NamedTuple


class Action(NamedTuple):
    id: str
    keys: tuple[str, ...]
    where: str
    hint: str
    help: str
    dangerous: bool = False


ACTIONS: tuple[Action, ...] = (
    Action("help", ("f1",), "any", "", "Show every key"),
    Action("refresh", ("f5",), "any", "refresh", "Ask the vendor again for what this pane shows"),
    Action("add", ("a",), "bonded", "add", "Order the bonded part under the cursor"),
    Action("add", ("a",), "search", "add", "Order the part under the cursor in this packaging"),
    Action("quantity", ("enter", "e"), "builder", "quantity", "Change the quantity of the line"),
    Action("above", ("+",), "builder", "next legal", "Take the next larger legal quantity"),
    Action("below", ("-",), "builder", "", "Take the next smaller legal quantity"),
    Action("remove", ("x", "delete"), "builder", "remove", "Take the line out of the draft"),
    Action("undo", ("u",), "builder", "undo", "Undo the last change of the draft"),
    Action("redo", ("ctrl+r",), "builder", "", "Do again what was undone"),
    Action("ship_to", ("f4", "s"), "builder", "ship-to", "Choose where the draft ships to"),
    Action("rename", ("r",), "builder", "", "Name the draft"),
    Action("new_draft", ("n",), "builder", "", "Begin another draft; this one is kept"),
    Action("drafts", ("d",), "builder", "drafts", "Choose among the drafts"),
    Action("take_over", ("t",), "builder", "", "Take over the draft that another session has"),
    Action("discard", ("D",), "builder", "", "Throw the draft away (asks first)"),
    Action("open", ("enter",), "bonded", "open", "Open the part under the cursor"),
    Action("open", ("enter",), "search", "open", "Open the part: packagings, breaks, details"),
    Action("open", ("enter",), "history", "open", "Open the order: lines, shipments, attempts"),
    Action("copy", ("y",), "history", "copy", "Copy the order's number"),
    Action("copy_theirs", ("Y",), "history", "", "Copy the vendor's sales order numbers"),
    Action("reorder", ("r",), "history", "reorder", "Make a new draft of the order, at new prices"),
    Action(
        "export",
        ("X",),
        "history",
        "export",
        "Write the rows to a CSV file in the folder you are in",
    ),
    Action("seen", ("v",), "history", "", "Take every change for seen: no * stands any more"),
    Action("left", ("left", "h"), "bonded", "", "The location before"),
    Action("right", ("right", "l"), "bonded", "location", "The next location"),
    Action("more", ("m",), "search", "more", "Ask the vendor for the next fifty"),
    Action("field", ("/",), "desk", "find", "Type into the pane's field: search or filter"),
    Action("place", ("P",), "desk", "place", "Review the draft and place it", dangerous=True),
    Action("morning", ("w",), "desk", "", "Open the list of what has to be looked at"),
    Action("pane_1", ("1",), "desk", "", "Go to bonded stock"),
    Action("pane_2", ("2",), "desk", "", "Go to product search"),
    Action("pane_3", ("3",), "desk", "", "Go to the order builder"),
    Action("pane_4", ("4",), "desk", "", "Go to order history"),
    Action("next_pane", ("tab",), "desk", "", "Go to the next pane"),
    Action("previous_pane", ("shift+tab",), "desk", "", "Go to the pane before"),
    Action("zoom", ("z",), "desk", "zoom", "Show this pane alone, or all again"),
    Action("help", ("?",), "desk", "every key", "Show every key"),
    Action("message", ("!",), "desk", "", "Show the whole of what was said last"),
    Action("quit", ("q", "ctrl+q"), "desk", "leave", "Leave Bondroom; drafts are kept"),
    Action("down", ("down", "j"), "desk", "", "The next row"),
    Action("up", ("up", "k"), "desk", "", "The row before"),
    Action("page_down", ("pagedown", "space"), "desk", "", "A page down"),
    Action("page_up", ("pageup",), "desk", "", "A page up"),
    Action("first", ("home", "g"), "desk", "", "The first row"),
    Action("last", ("end", "G"), "desk", "", "The last row"),
    Action("clear", ("escape",), "desk", "", "Clear the field and the message"),
    Action("enter", ("enter",), "field", "ask the vendor", "Take what was typed; search asks"),
    Action("leave", ("escape",), "field", "to the rows", "Leave the field for the rows"),
    Action("leave", ("down",), "field", "", "Leave the field for the rows"),
    Action("enter", ("enter",), "prompt", "take", "Take what was typed"),
    Action("leave", ("escape",), "prompt", "leave it", "Close without taking anything"),
    Action("enter", ("enter",), "name", "take", "Take what was typed"),
    Action("leave", ("escape",), "name", "leave it", "Close without taking anything"),
    Action("enter", ("enter",), "filter", "to the rows", "Leave the filter for the rows"),
    Action("leave", ("escape",), "filter", "", "Leave the filter for the rows"),
    Action("leave", ("down",), "filter", "", "Leave the filter for the rows"),
    Action("higher", ("up",), "prompt", "next legal", "Fill in the next larger legal quantity"),
    Action("lower", ("down",), "prompt", "", "Fill in the next smaller legal quantity"),
    Action("close", ("escape", "q"), "sheet", "back", "Close the sheet"),
    Action("down", ("down", "j"), "sheet", "", "Scroll down"),
    Action("up", ("up", "k"), "sheet", "", "Scroll up"),
    Action("page_down", ("pagedown", "space"), "sheet", "", "A page down"),
    Action("page_up", ("pageup",), "sheet", "", "A page up"),
    Action("message", ("!",), "sheet", "", "Show the whole of what was said last"),
    Action("take", ("enter",), "choice", "choose", "Choose the row under the cursor"),
    Action("add", ("a",), "part", "add", "Order this packaging"),
    Action("down", ("down",), "part", "packaging", "The next packaging"),
    Action("up", ("up",), "part", "", "The packaging before"),
    Action("look", ("l",), "order", "look now", "Look for the order at the vendor now"),
    Action("copy", ("y",), "order", "copy", "Copy the number or text under the cursor"),
    Action("note", ("t",), "order", "take note", "Take note of what differs there (asks why)"),
    Action("not_placed", ("n",), "order", "not placed", "Say that it was not placed (asks why)"),
    Action("draft", ("d",), "order", "draft", "Open its draft, where it was not placed"),
    Action("body", ("b",), "order", "body", "Show what was sent, without names and addresses"),
    Action("wrong", ("o",), "order", "ordered wrong", "Say what can still be changed, and how"),
    Action("down", ("down", "j"), "order", "", "To the next number or difference, else scroll"),
    Action("up", ("up", "k"), "order", "", "To the one before, else scroll"),
    Action("copy", ("y",), "wrong", "copy", "Copy what is under the cursor"),
    Action("down", ("down", "j"), "wrong", "", "To the next number"),
    Action("up", ("up", "k"), "wrong", "", "To the number before"),
    Action("open", ("enter",), "morning", "open", "Open the order of the row; 1 to 9 open theirs"),
    Action("down", ("down", "j"), "morning", "", "The next row"),
    Action("up", ("up", "k"), "morning", "", "The row before"),
    Action("take", ("enter",), "reason", "take", "Take the reason that was typed"),
    Action("close", ("escape",), "reason", "back", "Go back; nothing is changed"),
    Action("commit", ("enter",), "commit", "place", "Send, once what is asked for is typed", True),
    Action("number", ("f2",), "commit", "number", "Type the number of your own system instead"),
    Action("down", ("down",), "commit", "", "Scroll down"),
    Action("up", ("up",), "commit", "", "Scroll up"),
    Action("page_down", ("pagedown",), "commit", "", "A page down"),
    Action("page_up", ("pageup",), "commit", "", "A page up"),
    Action("close", ("escape",), "commit", "back", "Go back; the number is kept for this draft"),
    Action("next", ("enter",), "outcome", "go on", "To the next order, or to the history"),
    Action("close", ("escape",), "outcome", "", "To the next order, or to the history"),
)

PLACES = {
    "any": "Everywhere, also while typing",
    "desk": "In every pane",
    "bonded": "Bonded stock",
    "search": "Product search",
    "builder": "Order builder",
    "history": "Order history",
    "field": "While typing in the search field",
    "filter": "While typing in a filter",
    "prompt": "While typing a quantity",
    "name": "While typing a name",
    "sheet": "In a sheet",
    "part": "Part sheet",
    "choice": "List to choose from",
    "order": "Order sheet",
    "wrong": "Ordered wrong",
    "morning": "What to look at",
    "reason": "While typing a reason",
    "commit": "Commit sheet",
    "outcome": "Outcome of an order",
}

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
    "tab": "Tab",
    "shift+tab": "Shift+Tab",
    "space": "Space",
    "delete": "Del",
    "ctrl+q": "Ctrl+Q",
    "ctrl+r": "Ctrl+R",
}


def spelled(key: str) -> str:
    """A key as a person reads it: `Enter`, `F5`, `/`."""
    return _WORDS.get(key) or (key.upper() if key[0] == "f" and key[1:].isdigit() else key)


_TABLE: dict[tuple[str, str], Action] = {
    (action.where, key): action for action in ACTIONS for key in action.keys
}


def find(places: tuple[str, ...], key: str) -> Action | None:
    """The action that `key` (Textual's name) has in the first of `places` that knows it."""
    key = _NAMES.get(key, key)
    for where in places:
        action = _TABLE.get((where, key))
        if action is not None:
            return action
    return None


def hinted(places: tuple[str, ...]) -> list[Action]:
    """What the hint bar may show in `places`, nearest place first."""
    seen: set[str] = set()
    shown: list[Action] = []
    for where in places:
        for action in ACTIONS:
            if action.where == where and action.id not in seen:
                seen.add(action.id)
                if action.hint:
                    shown.append(action)
    return shown
