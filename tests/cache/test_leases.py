"""One session writes in a draft at a time; who, since when, and how another one takes over."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from cache.drafts import Draft, Stale
from cache.people import Person
from cache.places import Refusal
from tests.cache.desk import ANN, BEN, NOON, Desk, Vendor, line, offer

PTS = Person(1002, "ben", "Ben Roy", False, "pts/4")


@pytest.fixture
async def ann(tmp_path: Path) -> AsyncIterator[Desk]:
    desk = await Desk(tmp_path, Vendor(), person=ANN._replace(origin="pts/3")).open()
    yield desk
    await desk.close()


@pytest.fixture
async def ben(ann: Desk, tmp_path: Path) -> AsyncIterator[Desk]:
    desk = await Desk(tmp_path, Vendor(), clock=ann.clock, person=PTS).open()
    yield desk
    await desk.close()


async def held(desk: Desk) -> Draft:
    """A draft that this session has."""
    draft = await desk.draft(line(offer("A")))
    assert (await desk.drafts.leases.take(draft.id)).mine
    return draft


async def audit(desk: Desk) -> list[tuple[str, str, str, str, str]]:
    """Who did what to drafts: person, what, was, became, reason."""
    return await desk.ledger.read(
        lambda db: db.execute(
            "SELECT person, what, was, became, reason FROM audit "
            "WHERE draft_id IS NOT NULL ORDER BY id"
        ).fetchall()
    )


async def writes(desk: Desk) -> int:
    return await desk.ledger.read(
        lambda db: int(db.execute("SELECT sequence FROM meta").fetchone()[0])
    )


async def test_the_second_session_learns_who_has_a_draft_and_since_when(
    ann: Desk, ben: Desk
) -> None:
    draft = await held(ann)
    ann.clock.advance(600)
    lease = await ben.drafts.leases.take(draft.id)
    assert (lease.who, lease.since, lease.mine) == ("ann, pts/3", NOON, False)
    assert (await ann.drafts.leases.take(draft.id)).mine
    (head,) = await ben.drafts.heads()
    assert head.holder == lease
    (head,) = await ann.drafts.heads()
    assert head.holder is None, "one's own is not named"


async def test_asking_again_and_looking_write_nothing(ann: Desk, ben: Desk) -> None:
    draft = await held(ann)
    before = await writes(ann)
    for desk in (ann, ben):
        await desk.drafts.leases.take(draft.id)
        assert await desk.drafts.leases.holder(draft.id) is not None
    assert await writes(ann) == before


@pytest.mark.parametrize("how", ["given back", "left", "killed"])
async def test_a_lease_ends_with_its_session_however_that_ends(
    ann: Desk, tmp_path: Path, how: str
) -> None:
    ben = await Desk(tmp_path, Vendor(), person=BEN).open()
    draft = await held(ben)
    if how == "given back":
        await ben.drafts.leases.give_back(draft.id)
    elif how == "left":
        await ben.close()
    else:
        await ben.kill()
    assert await ann.drafts.leases.holder(draft.id) is None
    assert (await ann.drafts.leases.take(draft.id)).mine
    if how == "given back":
        assert not (await ben.drafts.leases.take(draft.id)).mine
        await ben.close()


async def test_nobody_gives_back_what_another_has(ann: Desk, ben: Desk) -> None:
    draft = await held(ann)
    await ben.drafts.leases.give_back(draft.id)
    assert not (await ben.drafts.leases.take(draft.id)).mine


async def test_who_lost_a_draft_overwrites_nothing_and_is_told_who_took_it(
    ann: Desk, ben: Desk
) -> None:
    draft = await held(ann)
    lease = await ben.drafts.leases.take_over(draft.id)
    assert (lease.who, lease.mine) == ("ben, pts/4", True)
    # Nobody saved since: the version alone would let this pass.
    draft.lines.append(line(offer("B")))
    with pytest.raises(Stale, match=r"ben, pts/4 has D-1 now\. Nothing was overwritten"):
        await ann.drafts.save(draft)
    assert [one.number for one in (await ben.drafts.open(draft.id)).lines] == ["A"]
    with pytest.raises(Refusal, match="ben, pts/4 has D-1"):
        await ann.drafts.discard(draft.id)
    with pytest.raises(Refusal, match="ben, pts/4 has D-1"):
        await ann.placing.review(await ann.drafts.open(draft.id))
    assert ("ben", "taken over", "ann, pts/3", "ben, pts/4", "") in await audit(ann)


async def test_a_free_draft_is_taken_over_without_a_word_in_the_audit(ann: Desk) -> None:
    draft = await held(ann)
    await ann.drafts.leases.take_over(draft.id)
    assert "taken over" not in [what for _, what, *_ in await audit(ann)]


async def test_a_session_begins_with_a_free_draft_of_its_own_person_or_a_new_one(
    ann: Desk, tmp_path: Path
) -> None:
    first = await ann.drafts.current()
    ann.clock.advance(60)
    later = await held(ann)
    await ann.drafts.leases.give_back(first.id)
    again = await Desk(tmp_path, Vendor(), clock=ann.clock).open()
    assert (await again.drafts.current()).id == first.id, "the later one is held"
    third = await Desk(tmp_path, Vendor(), clock=ann.clock).open()
    fresh = await third.drafts.current()
    assert fresh.id not in (first.id, later.id), "all are held: a new one, not one to read"
    other = await Desk(tmp_path, Vendor(), clock=ann.clock, person=BEN).open()
    await third.drafts.leases.give_back(fresh.id)
    assert (await other.drafts.current()).id not in (first.id, later.id, fresh.id), "not Ben's"
    for desk in (again, third, other):
        await desk.close()


async def test_every_save_leaves_one_entry_that_says_what_changed(ann: Desk) -> None:
    draft = await ann.drafts.new("spares")
    first, second = line(offer("A"), 100), line(offer("B"), 50)
    draft.lines, draft.customer_id = [first, second], "7001"
    await ann.drafts.save(draft)
    first.quantity = 250
    draft.lines = [first]
    draft.name = ""
    await ann.drafts.save(draft)
    first.stock = 9
    await ann.drafts.save(draft)
    first.number = "C"
    await ann.drafts.save(draft)
    await ann.drafts.discard(draft.id)
    assert await audit(ann) == [
        ("ann", "draft", "", "open", "spares"),
        ("ann", "draft changed", "", "", "+ 100 A; + 50 B; ship-to: none to 7001"),
        ("ann", "draft changed", "", "", "- 50 B; A: 100 to 250; name: spares to none"),
        ("ann", "draft changed", "", "", "A to C"),
        ("ann", "draft", "open", "discarded", ""),
    ]
