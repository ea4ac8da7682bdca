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
    Action("add", ("a",), "bonded", "release", "Order the bonded part under the cursor"),
    Action("add", ("a",), "search", "add", "Order the part under the cursor in this packaging"),
    Action("quantity", ("enter", "e"), "builder", "quantity", "Change the quantity of the line"),
    Action("above", ("+",), "builder", "next legal", "Take the next larger legal quantity"),
    Action("below", ("-",), "builder", "", "Take the next smaller legal quantity"),
    Action("remove", ("x", "delete"), "builder", "remove", "Take the line out of the draft"),
    Action("undo", ("u",), "builder", "undo", "Undo the last change of the draft"),
    Action("redo", ("ctrl+r",), "builder", "", "Do again what was undone"),
    Action("ship_to", ("f4", "s"), "builder", "ship-to", "Choose where the draft ships to"),
    Action("terms", ("T",), "builder", "terms", "Ship method, notes, export: terms of the order"),
    Action("line_terms", ("f2",), "builder", "", "Dates, schedules, notes: terms of the line"),
    Action("split", ("f3",), "builder", "", "Split what is bonded: reserve, and catalogue"),
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
    Action(
        *("left", ("left", "h"), "bonded", ""),
        "The location before; by part: fold the part's locations",
    ),
    Action(
        *("right", ("right", "l"), "bonded", "location"),
        "The next location; by part: unfold the part's locations",
    ),
    Action("turn", ("t",), "bonded", "by part", "By part over all locations, or by location"),
    Action("sort", ("s",), "bonded", "sort", "Choose the column to sort by"),
    Action("sort_down", ("S",), "bonded", "", "Sort the other way round"),
    Action("values", ("V",), "bonded", "values", "What the reserves are worth, by location"),
    Action(
        *("export", ("X",), "bonded", "export"),
        "Write the rows to a file, CSV or JSON, in the folder you are in",
    ),
    Action("more", ("m",), "search", "more", "Ask the vendor for the next fifty"),
    Action("watched", ("W",), "search", "watched", "Open the list of the parts that you watch"),
    Action("narrow", ("f",), "search", "narrow", "Narrow and sort what the vendor answers"),
    Action("field", ("/",), "desk", "find", "Type into the pane's field: search or filter"),
    Action("place", ("P",), "desk", "place", "Review the draft and place it", dangerous=True),
    Action("login", ("L",), "desk", "", "Sign in at DigiKey, or sign in anew"),
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
    Action("split", ("f3",), "prompt", "", "Split what is bonded: reserve, and catalogue"),
    Action("higher", ("up",), "prompt", "next legal", "Fill in the next larger legal quantity"),
    Action("lower", ("down",), "prompt", "", "Fill in the next smaller legal quantity"),
    Action("close", ("escape", "q"), "sheet", "back", "Close the sheet"),
    Action("down", ("down", "j"), "sheet", "", "Scroll down"),
    Action("up", ("up", "k"), "sheet", "", "Scroll up"),
    Action("page_down", ("pagedown", "space"), "sheet", "", "A page down"),
    Action("page_up", ("pageup",), "sheet", "", "A page up"),
    Action("message", ("!",), "sheet", "", "Show the whole of what was said last"),
    Action("take", ("enter",), "choice", "choose", "Choose the row under the cursor"),
    Action("open", ("enter",), "narrow", "choose", "Choose among the values of the row"),
    Action("take", ("t",), "narrow", "ask so", "Ask the vendor for the search so narrowed"),
    Action("empty", ("x", "delete"), "narrow", "clear it", "Ask for nothing in that row"),
    Action("empty_all", ("c",), "narrow", "clear all", "Ask for nothing at all"),
    Action("down", ("down", "j"), "narrow", "", "The next row"),
    Action("up", ("up", "k"), "narrow", "", "The row before"),
    Action("toggle", ("space",), "values", "tick", "Ask for the value, or no longer"),
    Action("take", ("enter",), "values", "take", "Take what is ticked, else the row"),
    Action("down", ("down",), "values", "", "The next value"),
    Action("up", ("up",), "values", "", "The value before"),
    Action("page_down", ("pagedown",), "values", "", "Ten values on"),
    Action("page_up", ("pageup",), "values", "", "Ten values back"),
    Action("close", ("escape",), "values", "back", "Leave what was chosen as it was"),
    Action("edit", ("enter",), "form", "change", "Change the field under the cursor"),
    Action("empty", ("x", "delete"), "form", "take away", "Ask for nothing in that field"),
    Action("down", ("down", "j"), "form", "", "The next field"),
    Action("up", ("up", "k"), "form", "", "The field before"),
    Action("take", ("enter",), "form_field", "take", "Take what was typed or chosen"),
    Action("leave", ("escape",), "form_field", "leave it", "Leave the field as it was"),
    Action("down", ("down",), "form_field", "", "The next word of the list"),
    Action("up", ("up",), "form_field", "", "The word before"),
    Action("add", ("a",), "part", "add", "Order the packaging or variant; open a related part"),
    Action("open", ("enter",), "part", "open", "Open the part or order under the cursor"),
    Action(
        *("right", ("right", "l"), "part", "tab"),
        "The next tab; 1 to 9 and 0 choose one, b the bonded row",
    ),
    Action("left", ("left", "h"), "part", "", "The tab before"),
    Action("ways", ("e",), "part", "ways to buy", "Ask for the ways to buy a quantity"),
    Action("watch", ("W",), "part", "watch", "Watch the packaging, or watch it no more"),
    Action("copy", ("y",), "part", "copy", "Copy the number or address under the cursor"),
    Action("more", ("m",), "part", "", "Ask for more variants of the family"),
    Action("down", ("down", "j"), "part", "", "The next row, else scroll"),
    Action("up", ("up", "k"), "part", "", "The row before, else scroll"),
    Action("page_down", ("pagedown", "space"), "part", "", "Ten rows down"),
    Action("page_up", ("pageup",), "part", "", "Ten rows up"),
    Action("first", ("home", "g"), "part", "", "The first row"),
    Action("last", ("end", "G"), "part", "", "The last row"),
    Action("add", ("a",), "ways", "add", "Order the packaging under the cursor"),
    Action("down", ("down", "j"), "ways", "", "The next packaging"),
    Action("up", ("up", "k"), "ways", "", "The packaging before"),
    Action("open", ("enter",), "watched", "open", "Open the part under the cursor"),
    Action("seen", ("v",), "watched", "seen", "Take every change for seen: no * stands any more"),
    Action("remove", ("x", "delete"), "watched", "watch no more", "Watch the part no more"),
    Action("copy", ("y",), "watched", "copy", "Copy the vendor's number"),
    Action("down", ("down", "j"), "watched", "", "The next part"),
    Action("up", ("up", "k"), "watched", "", "The part before"),
    Action("page_down", ("pagedown", "space"), "watched", "", "Ten parts down"),
    Action("page_up", ("pageup",), "watched", "", "Ten parts up"),
    Action("look", ("l",), "order", "look now", "Look for the order at the vendor now"),
    Action("copy", ("y",), "order", "copy", "Copy the number or text under the cursor"),
    Action("note", ("t",), "order", "take note", "Take note of what differs there (asks why)"),
    Action("not_placed", ("n",), "order", "not placed", "Say that it was not placed (asks why)"),
    Action("draft", ("d",), "order", "draft", "Open its draft, where it was not placed"),
    Action("body", ("b",), "order", "body", "Show what was sent, without names and addresses"),
    Action("change", ("c",), "order", "change", "Change the line, or open the change, under it"),
    Action("wrong", ("o",), "order", "ordered wrong", "Say what can still be changed, and how"),
    Action("packing", ("p",), "order", "packing lists", "What came in the boxes: lots, date codes"),
    Action("down", ("down", "j"), "order", "", "To the next number or difference, else scroll"),
    Action("up", ("up", "k"), "order", "", "To the one before, else scroll"),
    Action("paper", ("s",), "packing", "save the PDF", "Write the vendor's paper into a new file"),
    Action("copy", ("y",), "packing", "copy", "Copy the number or lot under the cursor"),
    Action("down", ("down", "j"), "packing", "", "To the next number or lot, else scroll"),
    Action("up", ("up", "k"), "packing", "", "To the one before, else scroll"),
    Action("copy", ("y",), "wrong", "copy", "Copy what is under the cursor"),
    Action("down", ("down", "j"), "wrong", "", "To the next number"),
    Action("up", ("up", "k"), "wrong", "", "To the number before"),
    Action("open", ("enter",), "morning", "open", "Open the order of the row; 1 to 9 open theirs"),
    Action("login", ("L",), "morning", "", "Sign in at DigiKey, or sign in anew"),
    Action("down", ("down", "j"), "morning", "", "The next row"),
    Action("up", ("up", "k"), "morning", "", "The row before"),
    Action("take", ("enter",), "login", "sign in", "Sign in with the address that was pasted"),
    Action("copy", ("f2",), "login", "copy the address", "Copy the address to open"),
    Action("again", ("f5",), "login", "new address", "Begin anew, with another address"),
    Action("page_down", ("pagedown", "down"), "login", "", "Scroll down"),
    Action("page_up", ("pageup", "up"), "login", "", "Scroll up"),
    Action("close", ("escape",), "login", "back", "Go back without signing in"),
    Action("take", ("enter",), "reason", "take", "Take the reason that was typed"),
    Action("close", ("escape",), "reason", "back", "Go back; nothing is changed"),
    Action("commit", ("enter",), "commit", "place", "Send, once what is asked for is typed", True),
    Action("number", ("f2",), "commit", "number", "Type the number of your own system instead"),
    Action("down", ("down",), "commit", "", "Scroll down"),
    Action("up", ("up",), "commit", "", "Scroll up"),
    Action("page_down", ("pagedown",), "commit", "", "A page down"),
    Action("page_up", ("pageup",), "commit", "", "A page up"),
    Action("close", ("escape",), "commit", "back", "Go back; the number is kept for this draft"),
    Action("review", ("P",), "change", "send", "Review the change, and send it from there"),
    Action("commit", ("enter",), "change_commit", "send", "Send, once the end is typed", True),
    Action("down", ("down",), "change_commit", "", "Scroll down"),
    Action("up", ("up",), "change_commit", "", "Scroll up"),
    Action("page_down", ("pagedown",), "change_commit", "", "A page down"),
    Action("page_up", ("pageup",), "change_commit", "", "A page up"),
    Action("close", ("escape",), "change_commit", "back", "Go back; nothing is changed"),
    Action("look", ("l",), "changed", "look now", "Read the line back from the vendor now"),
    Action("copy", ("y",), "changed", "copy", "Copy the number or text under the cursor"),
    Action("settle", ("n",), "changed", "close it", "Close it by the vendor's word (asks why)"),
    Action("down", ("down", "j"), "changed", "", "To the next number, else scroll"),
    Action("up", ("up", "k"), "changed", "", "To the number before, else scroll"),
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
    "ways": "Ways to buy",
    "watched": "Watched parts",
    "choice": "List to choose from",
    "narrow": "Narrowing a search",
    "values": "Values to narrow by",
    "form": "Form",
    "form_field": "While a field of a form is changed",
    "order": "Order sheet",
    "packing": "Packing lists",
    "wrong": "Ordered wrong",
    "morning": "What to look at",
    "login": "Sign-in",
    "reason": "While typing a reason",
    "commit": "Commit sheet",
    "change": "Changing a line",
    "change_commit": "Sending a change",
    "changed": "A change",
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
