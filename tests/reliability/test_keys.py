"""Random keys, pastes and scans on the whole program reach the commit sheet and order nothing.

The screen is the true one over the true services and files; the vendor is in memory and counts.
Time on the commit sheet is the hands' own, so that its guard is passed or met on purpose.
"""

from __future__ import annotations

import asyncio
import copy
import sqlite3
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from random import Random
from time import monotonic, perf_counter

import pytest
from textual import events
from textual.message import Message

from cache.drafts import read_draft
from cache.places import Places
from tests.reliability import hands
from tests.reliability.seeds import seed_of
from tests.tui.kit import DESK, SMALL, Shop, ShopDriver, desk
from tui.actions import ACTIONS
from tui.app import Bondroom
from tui.keymap import find
from tui.screens.commit import FINGERS, CommitSheet
from tui.screens.outcome import OutcomeSheet
from tui.screens.sheet import BaseSheet
from vendors.contract import Sealed
from vendors.vocabulary import Answer

# How likely the hands go for the commit sheet before a packet, when they are not on it.
_GO = 0.08
# Packets after which the whole screen is drawn and read.
_ON_SCREEN = 40
_PATIENCE = 15.0


class HandsClock:
    """When the hands press. Moves only as they do, and is handed to the commit sheet."""

    def __init__(self) -> None:
        self.now = monotonic()

    def __call__(self) -> float:
        return self.now

    def wait(self, seconds: float) -> None:
        self.now += seconds


class CountingShop(Shop):
    """Counts creates by itself: whatever comes of one, it was one."""

    creates = 0

    async def create(self, sealed: Sealed) -> Answer:
        self.creates += 1
        return await super().create(sealed)


class Hands:
    """One pair of hands at one session, and what happened under them."""

    def __init__(
        self, it: ShopDriver, folder: Path, dice: Random, clock: HandsClock, seen: Counter[str]
    ) -> None:
        self.it = it
        self.folder = folder
        self.dice = dice
        self.clock = clock
        self.seen = seen
        self.number = "AC-2026-0001"
        self.pressed = clock.now
        self._show = it.app.show_sheet
        it.app.show_sheet = self._shown  # type: ignore[method-assign]

    def _shown(self, sheet: BaseSheet) -> None:
        self._show(sheet)
        assert not isinstance(sheet, OutcomeSheet), "an order has an outcome: one was sent"
        if isinstance(sheet, CommitSheet):
            self.number = sheet.review.number
            self.seen["commit sheets"] += not sheet.review.problems
            self.seen["commit sheets with a problem"] += bool(sheet.review.problems)

    @property
    def gone(self) -> bool:
        """Whether the program has ended: it was left, or broke, which its end then raises."""
        return self.it.app._exit or self.it.app._exception is not None

    @property
    def commit(self) -> CommitSheet | None:
        """The commit sheet under the hands, if it could be placed from and no question is open."""
        sheet = self.it.app.sheet
        if self.it.app._keyboard.prompt is not None:
            return None
        return sheet if isinstance(sheet, CommitSheet) and not sheet.review.problems else None

    # -- one packet after the other

    async def walk(self, until: int) -> None:
        """Random moves until so many were made in all, or the program was left."""
        while self.seen["moves"] < until and not self.gone:
            if self.commit is None and self.dice.random() < _GO:
                await self.go_for_it()
            self.clock.wait(self.dice.choice((0.002, 0.05, 0.2, 0.6)))
            sheet, pasted = self.commit, self.seen["pastes"]
            self.move()
            await self.settle()
            if sheet is not None and self.seen["pastes"] > pasted:
                assert sheet.editor.text == "", "a paste, or what was made of one, is in the field"
            if self.seen["packets"] % _ON_SCREEN == 0 and not self.gone:
                self.it.app.screen._on_timer_update()
                self.it.text()

    def move(self) -> None:
        """Some keys, a paste, or a scan; on the commit sheet nearly the right characters too."""
        self.seen["packets"] += 1
        kind = self.dice.random()
        if kind < 0.03:
            self.seen["moves"] += 1
            self.seen["pastes"] += 1
            found = hands.events_of(hands.paste(self.dice, self.number))
            # Of an escape in a paste Textual makes keys, and they come before the paste does.
            self.seen["pastes taken whole"] += isinstance(found[0], events.Paste)
            self.post(found, every=0.0)
        elif kind < 0.06:
            self.seen["moves"] += 1
            self.seen["scans"] += 1
            self.post(hands.events_of(hands.scan(self.dice, self.number)), every=0.001)
        elif kind < 0.14 and self.commit is not None:
            self.typed(list(hands.typo(self.dice, self.number[-4:])))
        else:
            self.typed(hands.keys(self.dice, self.dice.randint(1, 6)))

    def typed(self, sent: list[str]) -> None:
        """Keys in one packet; each counts."""
        self.seen["moves"] += len(sent)
        self.seen["keys"] += len(sent)
        # Only off the sheet may Esc and what follows come as one: on it, each key is looked at.
        packets = sent if self.commit is not None else ["".join(sent)]
        found = [event for packet in packets for event in hands.events_of(packet)]
        self.post(found, every=self.dice.choice((0.001, 0.03, 0.15)))

    def post(self, found: list[Message], every: float) -> None:
        """Hand them to the program, `every` so many seconds, but for what would be a person's word.

        The right characters, a moment, and Enter are an order by the rule: that Enter becomes
        another key. Without the moment it goes to the program as it is.
        """
        sheet = self.commit
        field = None if sheet is None else copy.copy(sheet.editor)
        for event in found:
            self.clock.wait(every)
            slow, self.pressed = self.clock.now - self.pressed >= FINGERS, self.clock.now
            if sheet is not None and field is not None and isinstance(event, events.Key):
                four = sheet.review.number[-4:].upper()
                right = field.text.strip().upper() in (four, f"NCNR{four}", f"NCNR {four}")
                if event.key == "enter" and right and slow:
                    self.seen["the right characters, and Enter held back"] += 1
                    event = events.Key("circumflex_accent", "^")
                if sheet.armed:
                    self.seen["keys on an open commit sheet"] += 1
                    self.seen["of them Enter"] += event.key == "enter"
                    self.seen["of those too fast"] += event.key == "enter" and not slow
                    self.seen["of those behind the right characters"] += (
                        event.key == "enter" and not slow and right
                    )
                    if event.key == "enter":
                        if slow:
                            field.clear()
                    elif event.key == "escape" or event.key.startswith("alt+"):
                        field = None
                    else:
                        field.key(event.key, event.character)
                else:
                    self.seen["keys that came too soon"] += 1
            event.time = self.clock.now
            self.it.app.post_message(event)

    async def settle(self) -> None:
        """Every key so far is acted on; what runs beside them may still run."""
        done = asyncio.Event()
        self.it.app.call_later(done.set)
        await self.until(done.is_set, "end of the keys")

    async def until(self, seen: Callable[[], bool], what: str) -> None:
        """Wait for it, or for the end of the program."""
        end = monotonic() + _PATIENCE
        turns = 0
        while not (seen() or self.gone):
            beside = [one.group for one in self.it.app.workers]
            assert monotonic() < end, f"no {what}; running: {beside}; screen:\n{self.it.text()}"
            # At once where only the loop has to turn; threads need the processor for themselves.
            await asyncio.sleep(0 if turns < 20 else 0.001)
            turns += 1

    async def press(self, *sent: str) -> None:
        """Keys that are not random, as a person who waits for each."""
        for one in sent:
            if self.gone:
                return
            self.clock.wait(0.4)
            self.post(hands.events_of(one), every=0.0)
            await self.settle()

    # -- the way to the commit sheet, and its guard

    async def go_for_it(self) -> None:
        """Back to the desk, a line into the draft or a new one, P, and keys typed ahead of it."""
        app = self.it.app
        for _ in range(20):
            await self.press("\x1b")
            if not (app.sheet or app._keyboard.prompt or app.pane.editing):
                break
        await self.still()
        if self.gone:
            return
        kept(app, self.folder)
        self.seen["times the draft was held against the ledger"] += 1
        await self.press(*(("3", "n") if self.dice.random() < 0.4 else ()), "2", "\x1b")
        await self.still()
        await self.press("g", "a", *self.dice.choice(("250", "40", "1000")), "\r")
        shown = self.seen["commit sheets"]
        self.clock.wait(0.4)
        # The number is often known by now, and so is what places it: typed ahead it is nothing.
        ahead = f"{self.number[-4:]}\r"
        self.post(hands.events_of("P" + ahead), every=0.001)
        await self.settle()
        for _ in range(50):
            if not app._reviewing:
                break
            self.post(hands.events_of(ahead), every=0.0005)
            await self.settle()
        await self.still()
        if self.seen["commit sheets"] > shown and (sheet := self.commit) is not None:
            assert not sheet.armed
            self.post(hands.events_of(ahead), every=0.01)
            await self.settle()
            assert self.commit is sheet, "a key typed ahead closed it"
            assert not sheet.sending, "a key typed ahead placed it"
            assert sheet.editor.text == "", "a key typed ahead stands in the field"
            self.seen["guards met"] += 1
            self.clock.wait(0.4)

    async def still(self) -> None:
        """Nothing runs beside the keys any more."""
        await self.settle()
        workers = self.it.app.workers
        await self.until(lambda: all(one.is_finished for one in workers), "stillness")
        await self.settle()


def kept(app: Bondroom, folder: Path) -> None:
    """The draft on the screen is the one on the disk, and the disk knows of no create."""
    shown = app._builder.draft
    assert shown is not None
    assert not app._builder.unsaved
    ledger = Places.of("sandbox", folder).ledger
    with closing(sqlite3.connect(f"file:{ledger}?mode=ro", uri=True)) as db:
        draft = read_draft(db, shown.id)
        assert db.execute("SELECT count(*) FROM attempt").fetchone() == (0,)
    assert (draft.lines, draft.name, draft.customer_id) == (
        shown.lines,
        shown.name,
        shown.customer_id,
    )


async def session(
    folder: Path,
    shop: CountingShop,
    clock: HandsClock,
    dice: Random,
    seen: Counter[str],
    until: int,
) -> None:
    """One session from its start to its end; what stood on its screen is then in the ledger."""
    async with desk(folder, dice.choice((DESK, DESK, SMALL)), shop) as it:
        seen["sessions"] += 1
        at_it = Hands(it, folder, dice, clock, seen)
        await at_it.walk(until)
        await at_it.still()
    assert it.app.fault == ""
    assert not it.app.return_code
    kept(it.app, folder)


async def at_random(
    folder: Path, monkeypatch: pytest.MonkeyPatch, moves: int, least_sheets: int
) -> None:
    """So many keys, pastes and scans, in as many sessions as they leave."""
    seed = seed_of(20261121)
    dice, clock, shop = Random(seed), HandsClock(), CountingShop()
    monkeypatch.setattr("tui.screens.typed.monotonic", clock)
    # X exports into the folder that the program was started in.
    monkeypatch.chdir(folder)
    seen: Counter[str] = Counter()
    begun = perf_counter()
    try:
        while seen["moves"] < moves:
            await session(folder, shop, clock, dice, seen, moves)
            assert shop.creates == 0
    except BaseException as error:
        error.add_note(f"seed {seed}, after {seen['moves']} moves: {dict(seen)}")
        raise
    took = perf_counter() - begun
    once = hands.chance("0001\r")
    print(f"\n{moves:,} keys, pastes and scans in {took:.0f} s (seed {seed}): no order")
    print(", ".join(f"{many:,} {what}" for what, many in seen.items()))
    print(f"five random keys are the right four and Enter once in {1 / once:,.0f}")
    assert shop.creates == len(shop.taken) == 0
    assert seen["commit sheets"] >= least_sheets
    assert seen["guards met"] >= least_sheets // 2
    assert seen["keys on an open commit sheet"] >= 10 * least_sheets
    assert seen["of them Enter"] >= least_sheets
    assert seen["of those too fast"] >= least_sheets // 4
    assert seen["of those behind the right characters"] > 0
    assert min(seen["pastes"], seen["scans"]) >= least_sheets // 2


def test_every_key_of_the_table_can_be_drawn_and_is_heard_as_itself() -> None:
    for action in ACTIONS:
        for key in action.keys:
            assert hands.bytes_of(key) in hands.ALPHABET
            (event,) = hands.events_of(hands.bytes_of(key))
            assert isinstance(event, events.Key)
            assert find((action.where,), event.key) is action, key
    assert set("0123456789") <= set(hands.ALPHABET)


@pytest.mark.process
async def test_ten_thousand_random_keys_place_no_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await at_random(tmp_path, monkeypatch, 10_000, 100)


@pytest.mark.soak
async def test_a_hundred_thousand_random_keys_place_no_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await at_random(tmp_path, monkeypatch, 100_000, 1_000)
