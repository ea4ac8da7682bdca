"""The draft under the keys: undo and redo, and two sessions that want the same one."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from unittest import mock

import pytest

from cache.clock import FixedClock
from cache.people import Person
from cache.places import Places
from cache.services import Services
from tests.cache.desk import NOON
from tests.tui.kit import SMALL, ShopDriver, desk
from tui.keymap import find
from tui.screens.commit import CommitSheet

RESISTORS = ("2", "a", "250", "enter")


@asynccontextmanager
async def beside(folder: Path) -> AsyncIterator[Services]:
    """The services of another session, of ben, on the same files."""
    ben = Person(1002, "ben", "Ben Roy", False, "pts/3")
    with mock.patch("cache.opened.who", return_value=ben):
        other = Services(Places.of("sandbox", folder), FixedClock(NOON))
    await other.open()
    yield other
    await other.close()


def named(it: ShopDriver) -> str:
    draft = it.app._builder.draft
    return draft.name if draft else ""


async def stored(it: ShopDriver) -> list[tuple[str, int]]:
    await it.app._builder.flush()
    draft = await it.app.services.drafts.open(it.app._builder.draft.id)  # type: ignore[union-attr]
    return [(line.part, line.quantity) for line in draft.lines]


async def test_every_change_is_undone_and_done_again_and_each_is_saved(tmp_path: Path) -> None:
    async with desk(tmp_path) as it:
        await it.press(*RESISTORS, "3", "r", "spares", "enter", "s", "down", "enter", "x")
        assert it.lines == []
        await it.press("u")
        assert await stored(it) == it.lines == [("RC0603FR-0710KL", 250)]
        await it.press("u", "u")
        assert named(it) == ""
        assert it.app._builder.draft.customer_id == "7001"  # type: ignore[union-attr]
        await it.press("ctrl+r", "ctrl+r")
        assert named(it) == "spares"
        assert it.app._builder.draft.customer_id == "7002"  # type: ignore[union-attr]
        await it.press("ctrl+r")
        assert await stored(it) == it.lines == []
        await it.press("ctrl+r")
        await it.sees("there is nothing to do again")


async def test_a_new_change_forgets_what_was_undone(tmp_path: Path) -> None:
    async with desk(tmp_path) as it:
        await it.press(*RESISTORS, "3", "+", "u", "-", "ctrl+r")
        await it.sees("there is nothing to do again")
        assert it.lines == [("RC0603FR-0710KL", 249)]


async def test_a_draft_that_another_session_has_is_read_only_and_says_whose_it_is(
    tmp_path: Path,
) -> None:
    async with desk(tmp_path, SMALL) as it, beside(tmp_path) as ben:
        await it.press(*RESISTORS, "3", "n")
        await it.still()
        await ben.drafts.leases.take(1)
        await it.press("d")
        await it.sees("ben, pts/3 has it")
        await it.press("down", "enter")
        await it.sees("ben, pts/3, since")
        await it.sees("has this draft: t takes it over")
        assert it.lines == [("RC0603FR-0710KL", 250)]
        for keys in (("x",), ("+",), ("enter",), ("s",), ("r",), ("D",), ("u",), ("f5",), ("P",)):
            it.app.say("")
            await it.press(*keys)
            await it.still()
            assert "has this draft: t takes it over" in it.app.said, keys
            assert (it.app.sheet, it.app._keyboard.prompt) == (None, None)
        assert it.app._keyboard.can(find(("desk",), "P")) is False  # type: ignore[arg-type]
        for keys in (("2", "a"), ("1", "a"), ("2", "enter", "a")):
            await it.press(*keys)
            await it.still()
            assert "has this draft: t takes it over" in it.app.said, "before a quantity is typed"
            assert it.app._keyboard.prompt is None
        assert it.lines == [("RC0603FR-0710KL", 250)], "nor can a line be added to it"


async def test_one_key_takes_it_over_and_it_can_be_changed(tmp_path: Path) -> None:
    async with desk(tmp_path, SMALL) as it, beside(tmp_path) as ben:
        await it.press(*RESISTORS, "3", "n")
        await it.still()
        await ben.drafts.leases.take(1)
        theirs = await ben.drafts.open(1)
        theirs.name = "seen by ben"
        await ben.drafts.save(theirs)
        await it.press("d", "down", "enter", "t")
        await it.sees("is yours to change")
        assert named(it) == "seen by ben", "as it stands now"
        await it.press("+")
        assert await stored(it) == [("RC0603FR-0710KL", 251)]
        lease = await ben.drafts.leases.holder(1)
        assert lease is not None
        assert lease.person == "ann"
        assert "has this draft" not in it.text()


async def test_t_looks_who_has_the_draft_before_it_says_that_nobody_has(tmp_path: Path) -> None:
    async with desk(tmp_path, SMALL) as it, beside(tmp_path) as ben:
        await it.press(*RESISTORS, "3", "t")
        await it.sees("nobody else has D-1")
        await ben.drafts.leases.take_over(1)
        await it.press("t")
        await it.sees("ben, pts/3 took D-1 over")
        assert it.app._builder.why_not_change() is not None, "it was not taken back unasked"
        await it.press("t")
        await it.sees("is yours to change")


@pytest.mark.parametrize("keys", [("enter", "1234"), ("r", "1234"), ("2", "a", "1234")])
async def test_what_was_being_typed_when_the_draft_was_lost_is_named(
    tmp_path: Path, keys: tuple[str, ...]
) -> None:
    async with desk(tmp_path, SMALL) as it, beside(tmp_path) as ben:
        await it.press(*RESISTORS, "3")
        await it.press(*keys)
        await ben.drafts.leases.take_over(1)
        it.app._builder.look_at_lease()
        await it.still()
        await it.press("enter")
        assert "234" in it.app.said
        assert "was not taken: ben, pts/3" in it.app.said
        assert it.lines == [("RC0603FR-0710KL", 250)]


async def test_a_part_that_stands_in_the_draft_already_is_named_in_its_row(tmp_path: Path) -> None:
    async with desk(tmp_path, SMALL) as it:
        await it.press(*RESISTORS)
        assert "already" not in it.app.said
        await it.press("a", "40", "enter")
        assert "line 1 has 250 of this part already" in it.app.said
        await it.press("3")
        await it.sees("· line 1 has 250 of this part already")
        await it.press("x")
        await it.still()
        assert "of this part already" not in it.text()


async def test_a_part_that_stands_without_a_quantity_is_named_without_one(tmp_path: Path) -> None:
    async with desk(tmp_path, SMALL) as it:
        part = "RC0603FR-0710KL"
        await it.press("i", part, "enter", "soon", "enter", part, "enter", "5", "enter", ".")
        await it.sees("· line 1 has this part already")


async def test_a_draft_is_thrown_away_once_yes_is_typed_and_an_empty_one_at_once(
    tmp_path: Path,
) -> None:
    async with desk(tmp_path, (60, 20)) as it:
        await it.press(*RESISTORS, "3", "D")
        await it.sees("type yes")
        await it.press("no", "enter")
        await it.sees("D-1 is kept")
        await it.press("x", "D")
        await it.sees("type yes")
        await it.press("escape", "u", "n")
        await it.still()
        await it.press("D")
        await it.sees("D-2 is thrown away")
        await it.still()
        assert [head.id for head in await it.app.services.drafts.heads()] == [1]
        assert it.lines == [("RC0603FR-0710KL", 250)]


async def test_what_was_typed_at_a_draft_that_was_lost_is_one_key_away_after_taking_it_back(
    tmp_path: Path,
) -> None:
    async with desk(tmp_path, SMALL) as it, beside(tmp_path) as ben:
        await it.press(*RESISTORS, "3")
        await it.still()
        await ben.drafts.leases.take_over(1)
        await it.press("+")
        await it.sees("ben, pts/3 took D-1 over; nothing was overwritten")
        assert await stored(it) == it.lines == [("RC0603FR-0710KL", 250)]
        await it.press("t", "u")
        await it.still()
        assert await stored(it) == it.lines == [("RC0603FR-0710KL", 251)]


@pytest.mark.parametrize("how", ["taken over", "changed", "given back"])
async def test_what_another_session_does_is_seen_at_the_next_look(tmp_path: Path, how: str) -> None:
    async with desk(tmp_path, SMALL) as it, beside(tmp_path) as ben:
        await it.press(*RESISTORS, "3")
        await it.still()
        await ben.drafts.leases.take_over(1)
        it.app._builder.look_at_lease()
        await it.sees("ben, pts/3 took D-1 over: it can be read here")
        await it.sees("has this draft: t takes it over")
        it.app.say("")
        if how == "changed":
            theirs = await ben.drafts.open(1)
            theirs.lines[0].quantity = 400
            await ben.drafts.save(theirs)
        if how == "given back":
            await ben.drafts.leases.give_back(1)
        it.app._builder.look_at_lease()
        await it.still()
        if how == "taken over":
            assert it.app.said == "", "the same is not said twice"
        if how == "changed":
            assert it.lines == [("RC0603FR-0710KL", 400)]
        if how == "given back":
            await it.sees("D-1 is free again: you can change it now")
            await it.press("+")
            assert await stored(it) == [("RC0603FR-0710KL", 251)]


async def test_an_idle_look_writes_nothing(tmp_path: Path) -> None:
    async with desk(tmp_path, SMALL) as it:
        await it.press(*RESISTORS, "3")
        await it.still()
        before = it.app.services.places.ledger.read_bytes()
        for _ in range(3):
            it.app._builder.look_at_lease()
            await it.still()
        assert it.app.services.places.ledger.read_bytes() == before


async def test_another_draft_lets_the_first_one_go(tmp_path: Path) -> None:
    async with desk(tmp_path, SMALL) as it, beside(tmp_path) as ben:
        await it.press(*RESISTORS, "3", "n")
        await it.still()
        assert (await ben.drafts.leases.take(1)).mine
        assert not (await ben.drafts.leases.take(2)).mine


async def test_a_draft_handed_over_is_opened_with_what_is_to_be_said_of_it(
    tmp_path: Path,
) -> None:
    async with desk(tmp_path, SMALL) as it:
        other = await it.app.services.drafts.new("again")
        it.app._builder.open_draft(other.id, "two lines", ["line 1 costs more"])
        await it.sees("line 1 costs more")
        await it.press("escape")
        assert it.app.pane.place == "builder"
        assert named(it) == "again"


@pytest.mark.parametrize(
    ("line", "one", "two"),
    [
        (("RC0603FR-0710KL", 250), "0001", "0002"),
        (("GRM188R71H104KA93D", 40), "NCNR0001", "NCNR0002"),
    ],
)
async def test_an_old_order_is_placed_again_in_few_keys(
    tmp_path: Path, line: tuple[str, int], one: str, two: str
) -> None:
    async with desk(tmp_path) as it:
        down = ("down", "down") if one.startswith("NCNR") else ()
        await it.press("2", *down, "a", str(line[1]), "enter", "P")
        await it.until(lambda: isinstance(it.app.sheet, CommitSheet), "the commit sheet")
        await commit(it, one, "enter")
        await it.until(lambda: it.vendor.taken != [], "the order")
        await it.press("enter")
        await it.still()
        it.app.services.clock.advance(30 * 86400)  # type: ignore[attr-defined]
        await it.press("2")
        # From here on keys are counted: all of them, up to the one that sends.
        keys = ["4", "r"]
        await it.press(*keys)
        await it.until(lambda: it.lines == [line], "the new draft")
        keys.append("P")
        await it.press("P")
        await it.until(lambda: isinstance(it.app.sheet, CommitSheet), "the commit sheet")
        await commit(it, two, "enter")
        keys += [*two, "enter"]
        await it.until(lambda: len(it.vendor.taken) == 2, "the second order")
        assert len(keys) <= 12


async def commit(it: ShopDriver, *keys: str) -> None:
    sheet = it.app.sheet
    assert isinstance(sheet, CommitSheet)
    await it.until(lambda: sheet.armed, "the end of the guard")
    await it.press(*keys)
