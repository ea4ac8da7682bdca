"""The history: ours as the ledger has them, the account's others as the vendor said, in pages."""

from __future__ import annotations

import asyncio
import shutil
import threading
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from cache.convert import instant_text
from cache.orders import OrderRow
from cache.places import Refusal
from cache.rows import PAGE, Rows
from cache.store import Superseded
from tests.cache.desk import (
    BEN,
    NOON,
    Desk,
    Vendor,
    line,
    offer,
    part,
    vendor_line,
    vendor_order,
)
from vendors.errors import VendorDown
from vendors.vocabulary import Answer, OrderPage, Outcome, VendorOrder

CUT = offer("RC0603CT-ND", "0.10")


def a_vendor() -> Vendor:
    vendor = Vendor()
    vendor.sells(part("RC0603", CUT))
    return vendor


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    desk = await Desk(tmp_path, a_vendor()).open()
    yield desk
    await desk.close()


async def placed(desk: Desk, outcome: Outcome = Outcome.ACCEPTED, *numbers: str) -> str:
    """Place one order; its number."""
    desk.vendor.answer = Answer(outcome, "words", numbers)
    (review,) = await desk.placing.review(await desk.draft(line(CUT)))
    await desk.placing.place(review.order_id)
    desk.clock.advance(60)
    return review.number


def elsewhere(count: int) -> list[VendorOrder]:
    """Orders that others made on the account, the newest first."""
    return [
        vendor_order(
            f"PO-{n}", f"99{n:04}", entered_at=NOON - timedelta(days=n + 1), sales=(f"8{n:04}",)
        )
        for n in range(count)
    ]


def listed(rows: Rows[OrderRow]) -> list[OrderRow]:
    return [row for at in range(len(rows)) if (row := rows.row(at)) is not None]


async def shown(desk: Desk, text: str = "") -> list[str]:
    return [row.number for row in listed(await desk.orders.rows(text))]


async def test_ours_and_others_stand_together_unknown_first_then_the_newest(desk: Desk) -> None:
    first = await placed(desk, Outcome.UNKNOWN)
    second = await placed(desk, Outcome.ACCEPTED, "88002")
    third = await placed(desk, Outcome.UNKNOWN)
    desk.vendor.listed = elsewhere(3)
    await desk.orders.refresh()
    assert await shown(desk) == [third, first, second, "PO-0", "PO-1", "PO-2"]
    assert [row.number for row in listed(desk.orders.first())] == await shown(desk)
    assert await desk.orders.unknown() == 2


async def test_orders_of_one_instant_stand_in_one_order_whenever_their_rows_were_made(
    tmp_path: Path,
) -> None:
    """Two vendors' orders of one draft, and others on the account, all of one instant."""
    desk = await Desk(tmp_path, a_vendor()).open()
    numbers = []
    for at in (0, 1):
        vendor = replace(CUT, vendor=("ti", "digikey")[at])
        desk.vendor.sells(part("RC0603", vendor))
        (review,) = await desk.placing.review(await desk.draft(line(vendor)))
        numbers.append(review.number)
    desk.vendor.listed = [
        vendor_order(f"PO-{n}", f"99{n}", entered_at=desk.clock.now(), sales=(f"8{n}",))
        for n in (2, 1, 3)
    ]
    await desk.orders.refresh()
    wanted = [*reversed(numbers), "PO-3", "PO-2", "PO-1"]
    assert await shown(desk) == wanted
    await desk.cache.write(lambda db: db.execute("UPDATE order_row SET id = 1000 - id"))
    assert await shown(desk) == wanted
    await desk.close()


async def test_a_filter_finds_every_word_anywhere_and_nothing_else(desk: Desk) -> None:
    number = await placed(desk, Outcome.ACCEPTED, "88002")
    desk.vendor.listed = [
        *elsewhere(2),
        vendor_order("PO-X", "77", lines=(vendor_line("LM358-ND"),)),
    ]
    await desk.orders.refresh()
    for text in ("rc0603ct", "88002", "ann", "ACCEPTED ito", number.lower()):
        assert await shown(desk, text) == [number], text
    assert await shown(desk, "lm358") == ["PO-X"]
    assert await shown(desk, "digikey processing po-1") == ["PO-1"]
    assert await shown(desk, "lm358 po-1") == []
    for text in ("%", "*", "?", "[a-z]", "po[-]1", "*po-1*", "lm?58", "po-1" * 20_000):
        assert await shown(desk, text) == [], text


async def test_a_filter_takes_every_sign_for_itself(desk: Desk) -> None:
    desk.vendor.listed = [
        vendor_order(name, f"99{n}") for n, name in enumerate(("a*b", "a?[c]", "é]"))
    ]
    await desk.orders.refresh()
    for text, names in {"*": ["a*b"], "?": ["a?[c]"], "[c": ["a?[c]"], "É]": ["é]"]}.items():
        assert await shown(desk, text) == names


async def test_the_first_frame_reads_one_page_and_the_list_is_whole(desk: Desk) -> None:
    desk.vendor.listed = elsewhere(300)
    await desk.orders.refresh()
    assert len(desk.orders.first()) == PAGE
    whole = await desk.orders.rows()
    assert [row.number for row in listed(whole)] == [f"PO-{n}" for n in range(300)]


async def test_the_account_is_asked_page_by_page_for_the_last_twelve_months(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[int, int]] = []
    answer = desk.vendor.orders

    async def orders(since: date, until: date, *, page: int = 1, page_size: int = 25) -> OrderPage:
        asked.append((page, page_size))
        return await answer(since, until, page=page, page_size=page_size)

    monkeypatch.setattr(desk.vendor, "orders", orders)
    desk.vendor.listed = elsewhere(60)
    await desk.orders.refresh()
    assert asked == [(1, 25), (2, 25), (3, 25)]
    (span,) = set(desk.vendor.spans)
    assert span == (date(2025, 3, 2), date(2026, 3, 3))
    assert len(await shown(desk)) == 60


@pytest.mark.parametrize("count", [0, 25, 50])
async def test_no_page_is_asked_for_that_there_is_not(desk: Desk, count: int) -> None:
    desk.vendor.listed = elsewhere(count)
    await desk.orders.refresh()
    assert len(desk.vendor.spans) == max(1, count // 25)


async def test_a_vendor_that_counts_too_many_does_not_keep_us_asking(desk: Desk) -> None:
    async def orders(since: date, until: date, *, page: int = 1, page_size: int = 25) -> OrderPage:
        desk.vendor.spans.append((since, until))
        return OrderPage(tuple(elsewhere(3)) if page == 1 else (), 1000)

    desk.vendor.orders = orders  # type: ignore[method-assign]
    await desk.orders.refresh()
    assert len(desk.vendor.spans) == 2
    assert len(await shown(desk)) == 3


async def test_what_came_before_a_vendor_failed_is_kept_and_is_not_called_all(desk: Desk) -> None:
    desk.vendor.listed = elsewhere(60)
    answer = desk.vendor.orders

    async def orders(since: date, until: date, *, page: int = 1, page_size: int = 25) -> OrderPage:
        if page == 2:
            raise VendorDown("digikey", "down")
        return await answer(since, until, page=page, page_size=page_size)

    desk.vendor.orders = orders  # type: ignore[method-assign]
    assert desk.orders.fetched_at is None
    with pytest.raises(VendorDown):
        await desk.orders.refresh()
    assert len(await shown(desk)) == 25
    assert desk.orders.fetched_at is None


async def test_when_all_came_is_known_without_waiting(desk: Desk, tmp_path: Path) -> None:
    await desk.orders.refresh()  # an account without an order
    assert desk.orders.fetched_at == instant_text(NOON)
    desk.clock.advance(60)
    other = Desk(tmp_path, a_vendor())
    assert other.orders.fetched_at is None
    other.cache.open_if_there()
    assert other.orders.fetched_at == instant_text(NOON)
    await other.cache.close()
    await desk.orders.refresh()
    assert desk.orders.fetched_at == instant_text(desk.clock.now())


async def test_one_refresh_of_a_session_runs_at_a_time(desk: Desk) -> None:
    desk.vendor.listed = elsewhere(60)
    inside = 0
    answer = desk.vendor.orders

    async def orders(since: date, until: date, *, page: int = 1, page_size: int = 25) -> OrderPage:
        nonlocal inside
        inside += page == 1
        assert inside == 1
        await asyncio.sleep(0)
        inside -= page == 3
        return await answer(since, until, page=page, page_size=page_size)

    desk.vendor.orders = orders  # type: ignore[method-assign]
    await asyncio.gather(*(desk.orders.refresh() for _ in range(3)))
    assert len(desk.vendor.spans) == 9


async def test_two_sessions_that_refresh_at_once_leave_every_order_once(tmp_path: Path) -> None:
    vendor = a_vendor()
    ann = await Desk(tmp_path, vendor, inline=False).open()
    ben = await Desk(tmp_path, vendor, person=BEN, inline=False).open()
    number = await placed(ann, Outcome.ACCEPTED_NO_NUMBER)
    vendor.listed = [vendor_order(number, "991", lines=(vendor_line(),)), *elsewhere(60)]
    await asyncio.gather(*(desk.orders.refresh() for desk in (ann, ben) for _ in range(2)))
    for desk in (ann, ben):
        assert sorted(await shown(desk)) == sorted([number, *(f"PO-{n}" for n in range(60))])
        assert await desk.states() == [(number, "accepted")]
        row = desk.orders.first().row(0)
        assert row is not None
        assert (row.state, row.vendor_numbers) == ("accepted", "88001")
    await ann.close()
    await ben.close()


async def test_what_another_session_placed_comes_with_the_next_look(tmp_path: Path) -> None:
    ann = await Desk(tmp_path, a_vendor()).open()
    ben = await Desk(tmp_path, a_vendor(), person=BEN).open()
    numbers = [await placed(ann), await placed(ben), await placed(ann)]
    for desk in (ann, ben):
        assert await shown(desk) == numbers[::-1]
    await ann.close()
    await ben.close()


async def test_a_newer_filter_ends_the_older(tmp_path: Path) -> None:
    desk = await Desk(tmp_path, a_vendor(), inline=False).open()
    running, go_on = threading.Event(), threading.Event()

    def hold(db: object) -> None:
        running.set()
        go_on.wait(30)

    holding = asyncio.ensure_future(desk.orders._asker.ask(hold))
    await asyncio.to_thread(running.wait, 30)
    looks = [asyncio.ensure_future(desk.orders.rows(text)) for text in ("a", "b")]
    await asyncio.sleep(0)
    go_on.set()
    answers = await asyncio.gather(holding, *looks, return_exceptions=True)
    assert [isinstance(answer, Superseded) for answer in answers] == [True, True, False]
    await desk.close()


async def test_a_filter_begins_with_the_page_that_its_rows_begin_with(desk: Desk) -> None:
    desk.vendor.listed = elsewhere(PAGE + 2)
    await desk.orders.refresh()
    begun, whole = await desk.orders.begin("po"), await desk.orders.rows("po")
    assert (len(begun), len(whole)) == (PAGE, PAGE + 2)
    assert listed(begun) == listed(whole)[:PAGE]
    assert [row.number for row in listed(await desk.orders.begin("po-7"))] == await shown(
        desk, "po-7"
    )


# -- the ledger and the copy of it -----------------------------------------------------------------


async def test_where_nothing_changed_nothing_is_written(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    await placed(desk)
    version = await desk.cache.read(lambda db: db.execute("PRAGMA data_version").fetchone())

    async def write(job: object) -> None:
        raise AssertionError("written")

    monkeypatch.setattr(desk.cache, "write", write)
    await desk.orders.project()
    assert version == await desk.cache.read(lambda db: db.execute("PRAGMA data_version").fetchone())


async def test_a_lost_cache_is_projected_again(tmp_path: Path) -> None:
    desk = await Desk(tmp_path, a_vendor()).open()
    numbers = [await placed(desk), await placed(desk, Outcome.UNKNOWN)]
    await desk.close()
    for path in tmp_path.glob("cache.db*"):
        path.unlink()
    after = await Desk(tmp_path, a_vendor()).open()
    assert [(row.number, row.state) for row in listed(after.orders.first())] == [
        (numbers[1], "unknown"),
        (numbers[0], "accepted"),
    ]
    await after.close()


async def test_a_ledger_put_back_to_an_earlier_day_is_shown_as_it_is(tmp_path: Path) -> None:
    vendor = a_vendor()
    desk = await Desk(tmp_path, vendor).open()
    first = await placed(desk)
    await desk.close()
    shutil.copy(tmp_path / "ledger.db", tmp_path / "backup")
    desk = await Desk(tmp_path, vendor).open()
    second = await placed(desk, Outcome.UNKNOWN)
    vendor.listed = [vendor_order(second, "992")]
    await desk.orders.refresh()
    await desk.close()
    shutil.copy(tmp_path / "backup", tmp_path / "ledger.db")
    after = await Desk(tmp_path, a_vendor()).open()
    assert [(row.number, row.state) for row in listed(after.orders.first())] == [
        (first, "accepted"),
        (second, "vendor"),  # the vendor has it all the same
    ]
    assert await after.orders.unknown() == 0
    await after.close()


async def test_another_ledger_is_shown_as_it_is(tmp_path: Path) -> None:
    desk = await Desk(tmp_path, a_vendor()).open()
    await placed(desk)
    await placed(desk)
    await desk.close()
    (tmp_path / "ledger.db").unlink()
    after = await Desk(tmp_path, a_vendor()).open()
    assert await shown(after) == []
    number = await placed(after)
    assert await shown(after) == [number]
    await after.close()


# -- what the vendor lists of ours -----------------------------------------------------------------


async def test_an_order_accepted_without_a_number_has_one_when_it_is_listed(desk: Desk) -> None:
    number = await placed(desk, Outcome.ACCEPTED_NO_NUMBER)
    await desk.orders.refresh()
    assert await desk.states() == [(number, "accepted_no_number")]
    half = (vendor_line(ordered=50),)
    desk.vendor.listed = [
        vendor_order(f" {number.lower()} ", "991", sales=("88001", "88002"), lines=half)
    ]
    await desk.orders.refresh()
    assert await desk.states() == [(number, "accepted")]
    row = desk.orders.first().row(0)
    assert row is not None
    assert (row.state, row.vendor_numbers) == ("accepted", "88001, 88002")
    detail = await desk.orders.detail(row.rowid)
    assert detail.events[-1].reason == "the vendor lists it as 88001, 88002"


async def test_listed_without_a_number_it_goes_on_waiting(desk: Desk) -> None:
    number = await placed(desk, Outcome.ACCEPTED_NO_NUMBER)
    desk.vendor.listed = [vendor_order(number, "991", sales=())]
    await desk.orders.refresh()
    assert await desk.states() == [(number, "accepted_no_number")]


async def test_another_vendors_order_under_the_same_number_is_not_ours(desk: Desk) -> None:
    number = await placed(desk, Outcome.ACCEPTED_NO_NUMBER)
    desk.vendor.listed = [replace(vendor_order(number, "991"), vendor="ti")]
    await desk.orders.refresh()
    assert await desk.states() == [(number, "accepted_no_number")]
    assert len(await shown(desk)) == 2


async def test_an_unknown_order_listed_without_lines_shows_the_numbers_and_stays_unknown(
    desk: Desk,
) -> None:
    number = await placed(desk, Outcome.UNKNOWN)
    desk.vendor.listed = [vendor_order(number, "991")]
    await desk.orders.refresh()
    row = desk.orders.first().row(0)
    assert row is not None
    assert (row.number, row.state, row.vendor_numbers) == (number, "unknown", "88001")
    assert await desk.orders.unknown() == 1


# -- one order opened ------------------------------------------------------------------------------


async def test_an_order_of_ours_opens_with_both_sides_its_attempts_and_events(desk: Desk) -> None:
    number = await placed(desk, Outcome.ACCEPTED, "88001")
    theirs = vendor_order(number, "991", lines=(vendor_line(line_id="1", shipped=40),))
    desk.vendor.listed = [theirs]
    await desk.orders.refresh()
    detail = await desk.orders.detail(desk.orders.first().rowid(0))
    assert (detail.number, detail.state, detail.vendor_numbers) == (number, "accepted", "88001")
    assert (detail.environment, detail.buyer, detail.currency) == ("sandbox", "Ann Ito", "USD")
    assert detail.vendor_orders == (theirs,)
    ((ours, (its,)),) = detail.lines
    assert ours is not None
    assert (ours.number, ours.quantity, its.shipped) == ("RC0603CT-ND", 100, 40)
    (attempt,) = detail.attempts
    assert (attempt.n, attempt.state, attempt.person) == (1, "accepted", "ann")
    assert [event.became for event in detail.events] == [number, "placing", "sent", "accepted"]
    assert detail.fetched_at == desk.clock.now()
    assert detail.entered_at == NOON


async def test_an_order_of_ours_opens_while_the_vendor_does_not_list_it(desk: Desk) -> None:
    number = await placed(desk, Outcome.UNKNOWN)
    detail = await desk.orders.detail(desk.orders.first().rowid(0))
    assert (detail.number, detail.state, detail.fetched_at) == (number, "unknown", None)
    assert [pair.theirs for pair in detail.lines] == [()]


async def test_an_order_made_elsewhere_opens_with_the_vendors_side_alone(desk: Desk) -> None:
    order = vendor_order("", "991", lines=(vendor_line(),))
    desk.vendor.listed = [order]
    await desk.orders.refresh()
    detail = await desk.orders.detail(desk.orders.first().rowid(0))
    assert (detail.order_id, detail.state, detail.number) == (None, "vendor", "991")
    assert detail.vendor_orders == (order,)
    assert [pair.ours for pair in detail.lines] == [None]
    assert (detail.ship_to, detail.attempts, detail.events) == (None, (), ())
    assert (detail.confirmation, detail.news) == (None, ())


async def test_a_row_that_is_gone_says_what_to_press(desk: Desk) -> None:
    with pytest.raises(Refusal, match=r"no longer in the list\. Press F5"):
        await desk.orders.detail(99)
