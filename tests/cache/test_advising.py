"""The facts for all lines of a draft, out of real files."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

import pytest

from cache import keeping
from cache.advice import Advice
from cache.advising import Advising
from cache.book import Book
from cache.drafts import Draft, DraftLine
from cache.ledger_schema import LEDGER, LEDGER_ID
from cache.places import Refusal
from cache.store import Store
from tests.cache.advice_kit import CUT, REEL
from tests.cache.desk import (
    ANN,
    BEN,
    NOON,
    PLANT,
    Desk,
    Vendor,
    bonded_line,
    bonded_row,
    line,
    offer,
    part,
    vendor_line,
    vendor_order,
)
from vendors.buying import price_of
from vendors.vocabulary import Answer, Offer, Outcome, Part

ROW = bonded_row("RC0603-B")


def cut(quantity: int = 3900, its: Offer = CUT, of: str = "RC0603") -> DraftLine:
    return replace(line(its, quantity, of=of), unit_price=price_of(its, quantity))


class Desks(NamedTuple):
    ann: Desk
    ben: Desk
    advising: Advising

    async def of(self, *lines: DraftLine, ship_to: str | None = "7001") -> list[dict[str, Advice]]:
        """What is said of each line of a draft with these, by kind."""
        found = await self.advising.of(Draft(99, "", ship_to, list(lines)))
        return [{one.kind: one for one in found[its.id]} for its in lines]

    async def told(self, *parts: Part, later: timedelta = timedelta(0)) -> None:
        await self.ann.cache.write(lambda db: keeping.put(db, parts, NOON + later))


@pytest.fixture
async def desks(tmp_path: Path) -> AsyncIterator[Desks]:
    vendor = Vendor()
    vendor.sells(part("RC0603", CUT, REEL), part("OTHER", offer("OTHER-ND")))
    vendor.stock[ROW.number] = ROW
    ann = await Desk(tmp_path, vendor).open()
    ben = await Desk(tmp_path, vendor, clock=ann.clock, person=BEN).open()
    yield Desks(ann, ben, Advising(ann.ledger, ann.cache, ann.orders, ann.clock, ANN))
    await ben.close()
    await ann.close()


async def test_the_packagings_of_the_part_and_what_its_bonded_rows_report(desks: Desks) -> None:
    await desks.told(part("RC0603", CUT, REEL))
    (found,) = await desks.of(cut())
    assert found["cheaper"].words == "4,000 reel cost 232.00 USD less, 100 more"
    code = next(one.code for one in desks.ann.bonded.locations() if one.customer_id == "7002")
    assert found["bonded"].said == (
        f"bonded {code} reports 5,000: b takes all from there, ships to {code}, NCNR"
    )
    # Of a part that nobody told of, what stands in the line is all that is known.
    (other,) = await desks.of(line(offer("OTHER-ND"), of="OTHER"))
    assert other == {}


async def test_what_the_draft_itself_releases_is_not_promised_again(desks: Desks) -> None:
    catalogue, release = line(CUT, 3000), bonded_line(ROW, 3000)
    first, second = await desks.of(catalogue, release)
    assert "(3,000 in this draft)" in first["bonded"].words
    assert first["bonded"].act.startswith("takes 2,000 from there")
    assert "reserve" not in second
    assert "reserve" in (await desks.of(replace(release, quantity=5001)))[0]
    assert "ship-to" in second
    assert "ship-to" not in (await desks.of(release, ship_to="7002"))[0]


async def test_a_price_that_any_session_was_told_since(desks: Desks) -> None:
    dearer = replace(CUT, breaks=offer("X", "0.12").breaks)
    await desks.told(part("RC0603", dearer), later=timedelta(minutes=1))
    (found,) = await desks.of(line(CUT, 100))
    assert found["moved"].words == "the price was 0.10, now 0.12"
    desks.ann.clock.advance(601)
    (other,) = await desks.of(line(offer("OTHER-ND"), of="OTHER"))
    assert "old" in other


async def test_colleagues_and_orders_that_have_the_same_part(desks: Desks) -> None:
    await desks.ben.draft(line(REEL, 4000, of="rc0603"))
    (found,) = await desks.of(line(CUT, 100))
    assert found["elsewhere"].words == "ben has this part in D-1 (4,000)"
    # Its own lines, and those of other parts, are no news.
    await desks.ann.draft(line(CUT, 100))
    (other,) = await desks.of(line(offer("OTHER-ND"), of="OTHER"))
    assert "elsewhere" not in other


async def test_orders_made_elsewhere_on_the_account_count_until_they_are_shipped(
    desks: Desks,
) -> None:
    came = vendor_line(ordered=5, shipped=5)
    desks.ann.vendor.listed = [
        vendor_order("THEIRS-1", lines=(vendor_line(ordered=700), replace(came, line_no=2)))
    ]
    await desks.ann.orders.refresh()
    (found,) = await desks.of(line(CUT, 100))
    assert found["elsewhere"].words == (
        "700 of this part are on order and not all shipped: THEIRS-1"
    )
    desks.ann.vendor.listed = [
        vendor_order("THEIRS-1", lines=(vendor_line(ordered=700, shipped=700),))
    ]
    await desks.ann.orders.refresh()
    assert "elsewhere" not in (await desks.of(line(CUT, 100)))[0]


async def test_an_order_of_this_week_with_the_same_lines_to_the_same_place(desks: Desks) -> None:
    (review,) = await desks.ben.placing.review(await desks.ben.draft(line(CUT, 100)))
    await desks.ben.placing.place(review.order_id)
    mine = line(CUT, 100)
    found, other = await desks.of(mine, line(offer("OTHER-ND"), of="OTHER"))
    assert found["twin"].words.startswith(f"{review.number} of 2 Mar 2026 (Ben Roy)")
    # It is said once, and only of the lines that are in it.
    assert "elsewhere" not in found
    assert "twin" not in other
    (changed,) = await desks.of(replace(mine, quantity=101))
    assert "twin" not in changed
    assert "on order" in changed["elsewhere"].words
    assert "twin" not in (await desks.of(mine, ship_to="7002"))[0]
    desks.ann.clock.advance(7 * 86400 + 1)
    assert "twin" not in (await desks.of(mine))[0]


async def test_the_drafts_own_order_is_no_other_one(desks: Desks) -> None:
    desks.ann.vendor.answer = Answer(Outcome.UNKNOWN, "no answer")
    mine = line(CUT, 100)
    draft = await desks.ann.draft(mine)
    (review,) = await desks.ann.placing.review(draft)
    await desks.ann.placing.place(review.order_id)
    await desks.ann.reconciling.not_placed(review.order_id, "they know of none")
    found = await desks.advising.of(await desks.ann.drafts.open(draft.id))
    assert not [one for one in found[mine.id] if one.kind == "twin"]
    assert "twin" in (await desks.of(mine))[0]


async def test_a_ship_to_of_our_own_is_itself_and_goes_by_its_code(desks: Desks) -> None:
    book = Book(desks.ann.ledger, desks.ann.bonded, desks.ann.clock, ANN)
    place = await book.new("LAB")
    lab = next(one for one in book.ship_tos() if one.place == place)
    await book.change(lab, lambda it: it._replace(said=PLANT).numbered("digikey", "7001"))
    draft = await desks.ben.draft(line(CUT, 100), ship_to=place)
    (review,) = await desks.ben.placing.review(draft)
    await desks.ben.placing.place(review.order_id)
    found, release = await desks.of(line(CUT, 100), bonded_line(ROW), ship_to=place)
    assert "twin" in found
    assert release["ship-to"].words.endswith("the draft to LAB")
    # The vendor's location with the same CustomerId is another place.
    (other,) = await desks.of(line(CUT, 100), ship_to="7001")
    assert "twin" not in other


async def test_a_vendors_limit_counts_the_lines_of_one_order(desks: Desks) -> None:
    lines = [replace(line(offer(f"X{at}-ND"), of=f"X{at}"), vendor="ti") for at in range(31)]
    lines.insert(0, line(CUT, 100))
    found = await desks.of(*lines)
    assert [at for at, one in enumerate(found) if "limit" in one] == [31]
    # DigiKey documents no number.
    many = [line(offer(f"X{at}-ND"), of=f"X{at}") for at in range(120)]
    assert not any("limit" in one for one in await desks.of(*many))


async def test_without_a_ledger_the_rest_is_said(desks: Desks, tmp_path: Path) -> None:
    await desks.told(part("RC0603", CUT, REEL))
    await desks.ben.draft(line(CUT, 5))
    path = tmp_path / "none.db"
    closed = Store(path, journal="rollback", schema=LEDGER, application_id=LEDGER_ID)
    closed.refuse(Refusal("It is damaged."))
    advising = Advising(closed, desks.ann.cache, desks.ann.orders, desks.ann.clock, ANN)
    (found,) = await desks._replace(advising=advising).of(cut())
    assert "cheaper" in found
    assert "elsewhere" not in found


async def test_all_lines_take_few_queries(desks: Desks) -> None:
    parts = [
        part(f"P{at}", replace(CUT, number=f"P{at}CT-ND"), replace(REEL, number=f"P{at}TR-ND"))
        for at in range(50)
    ]
    await desks.told(*parts)
    lines = [cut(3900, one.offers[0], one.number) for one in parts]

    async def asked(count: int) -> int:
        seen: list[str] = []

        async def read(job: object) -> object:
            def traced(db: object) -> object:
                db.set_trace_callback(seen.append)  # type: ignore[attr-defined]
                try:
                    return job(db)  # type: ignore[operator]
                finally:
                    db.set_trace_callback(None)  # type: ignore[attr-defined]

            return await before(traced)

        before = desks.ann.cache.read
        desks.ann.cache.read = read  # type: ignore[assignment]
        try:
            found = await desks.of(*lines[:count])
        finally:
            desks.ann.cache.read = before  # type: ignore[method-assign]
        assert all("cheaper" in one for one in found)
        return len([one for one in seen if one.lstrip().startswith("SELECT")])

    assert await asked(50) == await asked(2)


async def test_what_is_said_anew_is_as_if_nothing_had_been_said_before(desks: Desks) -> None:
    """A line, a price, a neighbour that releases, the hour: each is heeded."""
    await desks.told(part("RC0603", CUT, REEL))
    other = line(offer("OTHER-ND"), of="OTHER")
    release = replace(bonded_line(ROW), quantity=2000)

    async def told(*lines: DraftLine) -> list[dict[str, Advice]]:
        found = await desks.of(*lines)
        fresh = Advising(desks.ann.ledger, desks.ann.cache, desks.ann.orders, desks.ann.clock, ANN)
        assert found == await desks._replace(advising=fresh).of(*lines)
        return found

    first = cut()
    before = await told(first, other)
    assert before[0]["cheaper"] is (await told(first, other))[0]["cheaper"]
    assert "2,000 in this draft" in (await told(first, other, release))[0]["bonded"].words
    assert (await told(first, other)) == before
    assert (await told(replace(first, quantity=200), other))[0] != before[0]
    assert "old" not in before[1]
    desks.ann.clock.advance(3600)
    assert "old" in (await told(first, other))[1]
    dear = replace(
        REEL, breaks=(replace(REEL.breaks[0], unit_price=REEL.breaks[0].unit_price * 9),)
    )
    await desks.told(part("RC0603", CUT, dear), later=timedelta(minutes=1))
    assert "cheaper" not in (await told(first, other))[0]
