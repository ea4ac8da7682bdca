"""What is told next, whatever is found and whatever became of the steps before."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as some

from cache.facts import facts_text
from cache.inbound_plan import InboundSaid, Planned
from cache.inbound_rules import Asked, Next, judge
from cache.inbound_schema import NOT_MADE, STATES
from cache.inbound_seen import Inbound, Step, plan_text, state_text
from tests.cache.desk import NOON
from vendors.inbound import (
    InboundLine,
    InboundOrder,
    InboundPlan,
    InboundState,
    InboundStep,
    Receipt,
)

LINE = InboundLine("RC0603", 100)
PLANS = [
    InboundPlan("AC-1", "se-s1", "se-w1", "USD", (LINE,), note=note, tracking=tracking)
    for note, tracking in (("", ""), ("dock", "1Z"))
]
SHOWN = [
    *PLANS,
    InboundPlan("AC-1", "se-s2", "se-w1", "USD", (InboundLine("RC0603", 7),)),
    InboundPlan("AC-1", "se-s1", "se-w1", "USD", (LINE, LINE)),
]
WANTED = {
    InboundStep.CREATE: some.sampled_from([plan_text(plan) for plan in PLANS]),
    InboundStep.REPLACE: some.sampled_from([plan_text(plan) for plan in PLANS]),
    InboundStep.DETAILS: some.sampled_from([plan_text(plan) for plan in PLANS]),
    InboundStep.STATE: some.sampled_from(
        [state_text(one) for one in (InboundState.OPEN, InboundState.CANCELLED)]
    ),
    InboundStep.RECEIVE: some.just(facts_text([Receipt("RC0603", "se-l1", 5)])),
}
ENDED = ("not_sent", "rejected", "refused", "unknown", "accepted", "seen", "not_made", "closed")


@some.composite
def orders(draw: some.DrawFn) -> InboundOrder:
    state = draw(some.sampled_from(InboundState))
    number = draw(some.integers(1, 3))
    plan = draw(some.sampled_from(SHOWN))
    return InboundOrder(f"se-{number}", f"0{number}", state, str(state), plan)


@some.composite
def attempts(draw: some.DrawFn) -> Step:
    step = draw(some.sampled_from(InboundStep))
    nothing: object = None
    made = Step._make((nothing,) * len(Step._fields))
    return made._replace(
        id=draw(some.integers(1, 9)),
        step=step,
        wanted=draw(WANTED[step]),
        state=draw(some.sampled_from(ENDED)),
        message="",
        ended_at=NOON - timedelta(minutes=draw(some.integers(0, 60))),
    )


@some.composite
def questions(draw: some.DrawFn) -> Asked:
    steps = draw(some.lists(attempts(), max_size=5, unique_by=lambda one: one.id))
    # As the indexes of the ledger have it: one that may still be made, one create that counts.
    creates = [one for one in steps if one.step is InboundStep.CREATE]
    counting = [one for one in creates if one.state not in NOT_MADE]
    unknown = [one for one in steps if one.state == "unknown"]
    steps = [one for one in steps if one not in counting[1:] and one not in unknown[1:]]
    found = draw(some.lists(orders(), max_size=3, unique_by=lambda one: one.id))
    plan = draw(some.sampled_from([None, *PLANS]))
    its = Inbound(
        *(1, 1, "shipstation", "AC-1", InboundSaid(), draw(some.sampled_from(STATES))),
        *(draw(some.sampled_from(["", "se-1", "se-2"])), "", None, None, "", False),
        *(draw(some.integers(0, 9)), None, "", None, draw(some.booleans()), 1),
    )
    state = draw(some.sampled_from(["accepted", "duplicate"]))
    cancelled = draw(some.sampled_from(["", "AC-1 was cancelled"]))
    planned = Planned(
        *(1, "AC-1", "digikey", "sandbox", state, plan, (), (), (), "", "", InboundSaid()),
        cancelled,
    )
    return Asked(
        *(its, steps, planned, found, NOON),
        may_make=draw(some.booleans()),
        by_hand=draw(some.booleans()),
        told=frozenset(draw(some.sets(some.sampled_from(InboundStep), max_size=2))),
    )


def live(asked: Asked) -> list[InboundOrder]:
    return [one for one in asked.found if one.state is not InboundState.CANCELLED]


@given(questions())
def test_none_is_made_where_one_is_or_may_be(asked: Asked) -> None:
    found = judge(asked)
    if found.step is InboundStep.CREATE:
        assert not live(asked)
        assert asked.may_make
        assert not asked.its.keeper_id
        assert asked.planned.plan is not None
        assert (asked.planned.state, asked.planned.cancelled) == ("accepted", "")
        creates = [one.state for one in asked.steps if one.step is InboundStep.CREATE]
        assert set(creates) <= set(NOT_MADE) | {"closed"}


@given(questions())
def test_two_are_left_alone(asked: Asked) -> None:
    if len(live(asked)) > 1:
        found = judge(asked)
        assert (found.state, found.step, bool(found.waits)) == ("twice", None, True)


@given(questions())
def test_nothing_is_told_while_a_receipt_is_open(asked: Asked) -> None:
    open_ones = [
        one for one in asked.steps if one.step is InboundStep.RECEIVE and one.state == "unknown"
    ]
    found = judge(asked)
    if open_ones and len(live(asked)) == 1:
        assert found.step is None
        assert found.waits
    # And no look ever says of one what became of it.
    assert not {one.id for one in open_ones} & {one for one, _ in found.settled}


@given(questions())
def test_no_receipt_is_ever_told_by_itself(asked: Asked) -> None:
    assert judge(asked).step is not InboundStep.RECEIVE


@given(questions())
def test_a_step_fits_the_state_it_is_told_in(asked: Asked) -> None:
    found = judge(asked)
    fits = {
        InboundStep.REPLACE: InboundState.DRAFT,
        InboundStep.STATE: InboundState.DRAFT,
        InboundStep.DETAILS: InboundState.OPEN,
    }
    if found.step in fits:
        assert found.order is not None
        assert found.order.state is fits[found.step]
        assert found.step not in asked.told


@given(questions())
def test_it_is_done_waits_for_somebody_or_is_looked_at_again(asked: Asked) -> None:
    found: Next = judge(asked)
    assert found.done or found.waits or found.again is not None or found.step is not None
    if found.step is not None:
        assert found.again is not None
