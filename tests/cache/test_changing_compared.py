"""What a change of ours does to the confirmation, and to the question whether it is there twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from cache.changing_rules import Made, as_changed, as_it_stands, by_detail, our_line
from cache.confirming import Confirmation
from cache.judging import judge
from cache.orders import OrderRow
from cache.purchase_orders import FrozenLine
from tests.cache.changing_kit import (
    FIRST,
    SALE,
    SECOND,
    ChangeDesk,
    ChangingVendor,
    held_line,
    lists,
    planned,
    quantity,
    sent,
)
from tests.cache.desk import vendor_line, vendor_order
from tests.cache.test_judging import sent as frozen_lines
from vendors.afterwards import ChangeKind, HeldLine, LineChange
from vendors.terms import LineTerms, Schedule
from vendors.vocabulary import Answer, Outcome


async def row(desk: ChangeDesk) -> OrderRow:
    found = desk.orders.first().row(0)
    assert found is not None
    return found


async def confirmation(desk: ChangeDesk) -> Confirmation:
    found = (await desk.orders.detail((await row(desk)).rowid)).confirmation
    assert found is not None
    return found


async def test_a_seen_change_is_no_difference_and_the_old_quantity_is_one(tmp_path: Path) -> None:
    desk = await ChangeDesk(tmp_path, ChangingVendor()).open()
    await sent(desk)
    desk.vendor.put(quantity=150)
    lists(desk, 150)
    await desk.orders.refresh()
    assert [one.what for one in (await confirmation(desk)).differences] == ["quantity"]
    await desk.changing.look(1)
    assert (await confirmation(desk)).confirmed
    assert ((await row(desk)).confirmation, (await row(desk)).total) == ("confirmed", "15.00")
    desk.vendor.listed.clear()
    lists(desk, 100)
    await desk.orders.refresh()
    (one,) = (await confirmation(desk)).differences
    assert (one.what, one.ours, one.theirs) == ("quantity", "150", "100")
    # By its name it can be taken note of, as every difference.
    await desk.confirming.acknowledge(1, one.name, "DigiKey's list is slow")
    assert (await row(desk)).confirmation == "confirmed"
    await desk.close()


@pytest.mark.parametrize("outcome", [Outcome.ACCEPTED, Outcome.UNKNOWN])
async def test_a_raise_that_may_have_been_made_rings_no_alarm_in_any_listing(
    tmp_path: Path, outcome: Outcome
) -> None:
    desk = await ChangeDesk(tmp_path, ChangingVendor()).open()
    desk.vendor.answers = Answer(outcome, "")
    await sent(desk)
    for pieces in (150, 100):
        desk.vendor.listed.clear()
        lists(desk, pieces)
        await desk.orders.refresh()
        assert (await row(desk)).state == "accepted"
    if outcome is Outcome.UNKNOWN:
        await desk.changing.close_change(1, "Jane: it was made after all")
    else:
        desk.vendor.put(quantity=150)
        await desk.changing.look(1)
    desk.vendor.listed.clear()
    lists(desk, 150)
    await desk.orders.refresh()
    assert (await row(desk)).state == "accepted"
    await desk.close()


@pytest.mark.parametrize("outcome", [Outcome.NOT_SENT, Outcome.REJECTED, Outcome.REFUSED])
async def test_a_raise_that_was_not_made_excuses_nothing(tmp_path: Path, outcome: Outcome) -> None:
    desk = await ChangeDesk(tmp_path, ChangingVendor()).open()
    desk.vendor.answers = Answer(outcome, "")
    await sent(desk)
    lists(desk, 150)
    await desk.orders.refresh()
    assert (await row(desk)).state == "duplicate"
    await desk.close()


async def test_a_second_order_is_still_seen_behind_a_raise(tmp_path: Path) -> None:
    """Twice a hundred under one order, of which one was asked to be two hundred and was not."""
    desk = await ChangeDesk(tmp_path, ChangingVendor()).open()
    desk.vendor.answers = Answer(Outcome.UNKNOWN, "")
    await sent(desk, 200)
    lines = (vendor_line("RC0603CT-ND", 100),)
    desk.vendor.listed = [
        vendor_order("AC-2026-0001", "991", sales=(SALE, "88002"), lines=lines),
    ]
    await desk.orders.refresh()
    assert (await row(desk)).state == "duplicate"
    await desk.close()


def made(after: int, before: int = 100, sale: str = SALE, *, seen: bool = True) -> Made:
    change = replace(quantity(after), sales_order=sale)
    held = held_line(before, sales_order=sale)
    shown = held_line(after, sales_order=sale) if seen else None
    return Made(1, change, after, held, shown)


@pytest.mark.parametrize(
    ("changes", "listed", "kind"),
    [
        ([], {SALE: 150}, "twice"),
        ([made(150)], {SALE: 150}, "one"),
        ([made(150)], {SALE: 100}, "one"),
        ([made(150)], {SALE: 151}, "twice"),
        # The other one has exactly what was added, or what was sent.
        ([made(150)], {SALE: 150, "88002": 50}, "twice"),
        ([made(150)], {SALE: 150, "88002": 100}, "twice"),
        ([made(150)], {SALE: 100, "88002": 50}, "twice"),
        # What is missing after a cut is no room for a second order.
        ([made(40)], {SALE: 40, "88002": 60}, "twice"),
        ([made(40)], {SALE: 40}, "one"),
        # Twice changed: each may be what the list shows.
        ([made(150), made(120, before=150)], {SALE: 120}, "one"),
        ([made(150), made(120, before=150)], {SALE: 150}, "one"),
        # A change of another sales order's line says nothing of this one.
        ([made(150, sale="77")], {SALE: 150}, "twice"),
    ],
)
def test_more_than_was_sent_is_twice_unless_it_is_what_we_asked_for(
    changes: list[Made], listed: dict[str, int], kind: str
) -> None:
    whole = vendor_order("AC-1", "991", sales=tuple(listed))
    one = replace(
        whole,
        sales_orders=tuple(
            replace(sale, lines=(vendor_line("RC0603CT-ND", listed[sale.number]),))
            for sale in whole.sales_orders
        ),
    )
    assert judge(frozen_lines(("RC0603CT-ND", 100)), [one], by_detail(changes)).kind == kind


def frozen(pieces: int = 100, **terms: object) -> FrozenLine:
    (line,) = frozen_lines(("RC0603CT-ND", pieces))
    return line._replace(stock=10_000, terms=LineTerms(**terms))  # type: ignore[arg-type]


def dated(kind: ChangeKind, shown: HeldLine, **more: object) -> Made:
    change = LineChange(kind, SALE, "1", **more)  # type: ignore[arg-type]
    after = None if kind in (ChangeKind.SCHEDULES, ChangeKind.SCHEDULE_DATE) else shown.quantity
    return Made(1, change, after, held_line(), shown)


def test_days_that_were_asked_for_anew_are_what_the_vendor_is_held_to() -> None:
    plan = (Schedule(FIRST, 60), Schedule(SECOND, 40))
    shown = held_line(schedules=planned((60, FIRST), (40, SECOND)))
    (line,) = as_changed([frozen()], [dated(ChangeKind.SCHEDULES, shown, schedules=plan)])
    assert (line.terms.schedules, line.stock) == (plan, None)
    # Of one that moves the others stay, and what the vendor took instead counts where that was
    # accepted.
    moved = dated(ChangeKind.SCHEDULE_DATE, shown, index=1, on=date(2026, 3, 28), accept_next=True)
    (line,) = as_changed([frozen(wanted_on=FIRST)], [moved])
    assert (line.terms.schedules, line.terms.wanted_on) == (plan, None)


def test_a_new_quantity_without_days_takes_those_the_vendor_picked() -> None:
    shown = held_line(150, schedules=planned((150, SECOND)))
    wanted = dated(ChangeKind.QUANTITY, shown, quantity=150)
    (line,) = as_changed([frozen(wanted_on=FIRST)], [wanted])
    assert (line.quantity, line.terms.schedules) == (150, (Schedule(SECOND, 150),))
    (line,) = as_changed([frozen()], [wanted])
    assert (line.quantity, line.terms.schedules) == (150, ())


def test_a_change_that_was_not_seen_changes_nothing_of_ours() -> None:
    assert as_changed([frozen()], [made(150, seen=False)]) == (frozen(),)


def test_less_on_backorder_that_left_the_quantity_alone_is_the_old_quantity() -> None:
    held = held_line(100, backordered=40)
    change = LineChange(ChangeKind.BACKORDER, SALE, "1", quantity=10)
    for shown, pieces in (
        (held_line(70, backordered=10), 70),
        (held_line(100, backordered=10), 100),
    ):
        (line,) = as_changed([frozen()], [Made(1, change, 70, held, shown)])
        assert line.quantity == pieces


def test_a_line_of_the_vendors_is_ours_by_its_id_then_its_number_then_the_maker() -> None:
    first, second = frozen(60), frozen(40)._replace(line_no=2)
    assert our_line([first, second], held_line(40)) == second
    assert our_line([first, second], held_line(40, line_id="1")) == first
    assert our_line([first], held_line(number="OTHER-ND", part=first.part)) == first
    assert our_line([first], held_line(number="OTHER-ND", part="OTHER")) is None


@pytest.mark.parametrize(
    ("pieces", "said"),
    [
        (100, ""),
        (90, "the schedules come to 100 of 90 pieces"),
        (0, "the vendor has no pieces of it left to schedule"),
    ],
)
def test_schedules_are_the_whole_line_as_the_vendor_has_it(pieces: int, said: str) -> None:
    plan = (Schedule(FIRST, 60), Schedule(SECOND, 40))
    change = LineChange(ChangeKind.SCHEDULES, SALE, "1", schedules=plan)
    assert as_it_stands(change, held_line(pieces)) == said
