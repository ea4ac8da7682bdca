"""The one table of actions: complete, without clashes, and with somebody who does each."""

from __future__ import annotations

import pytest

from tui.actions import ACTIONS, PLACES
from tui.app import Bondroom
from tui.carrying_on import CarryingOn
from tui.cli.documents import DOCS, PAGES
from tui.importing import Imports
from tui.keyboard import Keyboard
from tui.keymap import find, hinted, spelled
from tui.panes.bonded import BondedPane
from tui.panes.builder import BuilderPane
from tui.panes.history import HistoryPane
from tui.panes.search import SearchPane
from tui.scans import Scans
from tui.screens.approval import ApprovalSheet
from tui.screens.approvals import ApprovalsSheet
from tui.screens.book import BookSheet
from tui.screens.change import ChangeSheet
from tui.screens.change_commit import ChangeCommit
from tui.screens.changed import ChangedSheet
from tui.screens.choice import ChoiceSheet
from tui.screens.commit import CommitSheet
from tui.screens.copied import CopiedSheet
from tui.screens.form import FormSheet
from tui.screens.importing import ImportSheet
from tui.screens.inbound import InboundSheet
from tui.screens.inbound_names import NamesSheet
from tui.screens.login import LoginSheet
from tui.screens.mistake import MistakeSheet
from tui.screens.morning import MorningSheet
from tui.screens.narrow import NarrowSheet
from tui.screens.narrow_values import ValuesSheet
from tui.screens.order import OrderSheet
from tui.screens.outcome import OutcomeSheet
from tui.screens.packing import PackingSheet
from tui.screens.part import PartSheet
from tui.screens.part_ways import WaysSheet
from tui.screens.reason import ReasonSheet
from tui.screens.receiving import ReceivingSheet
from tui.screens.scanned import ScannedSheet
from tui.screens.watched import WatchedSheet

PANES = (BondedPane, SearchPane, BuilderPane, HistoryPane)
WHO: dict[str, tuple[type, ...]] = {
    "any": (Bondroom, *PANES),
    "desk": (Bondroom, Imports, CarryingOn, *PANES),
    "bonded": (BondedPane,),
    "by_part": (BondedPane,),
    "search": (SearchPane,),
    "builder": (BuilderPane, Scans, Bondroom),
    "entry": (BuilderPane,),
    "history": (HistoryPane, Scans),
    "field": (SearchPane,),
    "filter": (BondedPane,),
    "prompt": (Keyboard,),
    "name": (Keyboard,),
    "sheet": (Bondroom,),
    "copied": (CopiedSheet,),
    "part": (PartSheet,),
    "ways": (WaysSheet,),
    "watched": (WatchedSheet,),
    "book": (BookSheet,),
    "choice": (ChoiceSheet,),
    "scanned": (ScannedSheet,),
    "narrow": (NarrowSheet,),
    "narrow_left": (NarrowSheet,),
    "values": (ValuesSheet,),
    "form": (FormSheet,),
    "form_field": (FormSheet,),
    "commit": (CommitSheet, Bondroom),
    "approval": (ApprovalSheet, Bondroom),
    "approvals": (ApprovalsSheet,),
    "outcome": (OutcomeSheet,),
    "change": (ChangeSheet,),
    "change_commit": (ChangeCommit, Bondroom),
    "changed": (ChangedSheet,),
    "order": (OrderSheet,),
    "inbound": (InboundSheet,),
    "names": (NamesSheet,),
    "receiving": (ReceivingSheet,),
    "wrong": (MistakeSheet,),
    "packing": (PackingSheet,),
    "morning": (MorningSheet, Bondroom),
    "importing": (ImportSheet,),
    "login": (LoginSheet, Bondroom),
    "reason": (ReasonSheet, Bondroom),
}


def test_every_place_is_named() -> None:
    assert {action.where for action in ACTIONS} == set(PLACES)


def test_no_key_means_two_things_in_one_place() -> None:
    keys = [(action.where, key) for action in ACTIONS for key in action.keys]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: f"{action.where}-{action.id}")
def test_somebody_does_it(action: object) -> None:
    where, name = action.where, action.id  # type: ignore[attr-defined]
    assert any(hasattr(who, f"do_{name}") for who in WHO[where])


def test_only_f_keys_act_while_text_is_typed() -> None:
    acting = [key for action in ACTIONS if action.where == "any" for key in action.keys]
    assert all(key[0] == "f" and key[1:].isdigit() for key in acting)


def test_no_key_that_a_terminal_or_scanner_needs() -> None:
    keys = {key for action in ACTIONS for key in action.keys}
    assert not keys & {"ctrl+s", "ctrl+z", "ctrl+c", "ctrl+right_square_bracket", "ctrl+d"}
    assert not keys & {"ctrl+circumflex_accent", "[", ")"}


def test_dangerous_actions_are_marked() -> None:
    assert {a.id for a in ACTIONS if a.dangerous} == {"place", "commit", "post"}


def test_the_nearest_place_wins() -> None:
    action = find(("builder", "desk", "any"), "enter")
    assert action is not None
    assert action.id == "quantity"
    assert find(("builder", "desk", "any"), "slash") is find(("desk",), "/")


def test_hints_name_keys_as_people_do() -> None:
    shown = [(spelled(one.keys[0]), one.hint) for one in hinted(("builder", "desk", "any"))]
    assert ("Enter", "quantity") in shown
    assert ("F2", "line") in shown
    assert ("F5", "refresh") in shown


@pytest.mark.parametrize("name", PAGES)
def test_documents_made_from_code_are_fresh(name: str) -> None:
    """`make docs` writes them anew."""
    assert (DOCS / name).read_text(encoding="utf-8") == PAGES[name]()
