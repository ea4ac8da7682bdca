"""What is told next of an inbound order, judged by what the warehouse shows of it now.

Before every step it is looked up by our PO number, and the step follows from that alone, so any
session goes on where another one stopped. A create is made where none is found and none may be on
its way. The other steps but a receipt say how it shall be, and said twice they are the same as said
once: where a look shows that one was not made, it may be told again. What was taken and is not to
be seen is not told a second time by itself: a person at the warehouse may have wanted it otherwise.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple

from cache.inbound_plan import Planned
from cache.inbound_seen import (
    Inbound,
    Step,
    plan_of,
    plan_text,
    received_lines,
    state_text,
    step_words,
)
from cache.purchase_orders import vendor_name
from vendors.inbound import InboundOrder, InboundPlan, InboundState, InboundStep

# When it is looked at by itself while it is not as it shall be: so long after the look before, the
# last one for ever.
STEPS = (
    timedelta(seconds=5),
    timedelta(seconds=30),
    timedelta(minutes=2),
    timedelta(minutes=10),
    timedelta(hours=1),
    timedelta(days=1),
)
# While goods are to come.
READ_EVERY = timedelta(hours=6)
# One that was made may not be listed at once.
_SHOWN_WITHIN = timedelta(minutes=10)
# So often a step that was not made is told again without a person.
_TIMES = 3

_GOING_ON = ("unknown", "sent", "prepared")
_TAKEN = ("accepted", "seen")
_OVER = (InboundState.CANCELLED, InboundState.CLOSED)
_SET_OPEN = (InboundState.OPEN, InboundState.RECEIVING, InboundState.RECEIVED)


class Next(NamedTuple):
    """What a look comes to.

    `state`, `order`, `waits`, `lacks` and `said` are for the ledger; `settled` are steps whose fate
    the look told, by id. `step` is what is told next, with `wanted` as JSON; None where nothing is:
    then it is `done`, or waits for a person, or for the next look after `again`; None: for no look
    by itself.
    """

    state: str
    order: InboundOrder | None
    said: str
    step: InboundStep | None = None
    to: InboundState | None = None
    wanted: str = ""
    waits: str = ""
    lacks: bool = False
    done: bool = False
    again: timedelta | None = None
    settled: tuple[tuple[int, str], ...] = ()


class Asked(NamedTuple):
    """What is judged. `found`: every one under our number, the known one by its id with them.

    `may_make` is False of an order that the warehouse's system keeps itself. `by_hand`: a person
    wants it, so what was rejected before may be told once more; but no step twice in one go:
    `told` are those that were.
    """

    its: Inbound
    steps: Sequence[Step]
    planned: Planned
    found: Sequence[InboundOrder]
    now: datetime
    may_make: bool = True
    by_hand: bool = False
    told: frozenset[InboundStep] = frozenset()


def judge(asked: Asked) -> Next:
    """What comes next, by what was found."""
    its, name = asked.its, vendor_name(asked.its.keeper)
    found = [
        one
        for one in asked.found
        if not (its.anew and one.state is InboundState.CANCELLED and one.id != its.keeper_id)
    ]
    live = [one for one in found if one.state is not InboundState.CANCELLED]
    if len(live) > 1:
        numbers = ", ".join(one.number or one.id for one in live)
        waits = (
            f"{name} has {len(live)} inbound orders under {its.reference} ({numbers}); none was "
            "touched: cancel what is wrong there"
        )
        return Next("twice", None, waits, waits=waits, again=STEPS[-1])
    ours = [one for one in found if one.id == its.keeper_id]
    one = next(iter([*live, *ours, *found]), None)
    return _none(asked, name) if one is None else _one(asked, one, name)


def unmapped(its: Inbound, planned: Planned) -> Next:
    """Where nothing can be there, and nothing can be made before something is mapped."""
    name = vendor_name(its.keeper)
    waits = f"it is not said yet what {name} calls {planned.lacks}"
    return Next("wanted", None, waits, waits=waits, lacks=True)


def _again(its: Inbound) -> timedelta:
    return STEPS[min(its.looks, len(STEPS) - 1)]


# -- none is there ---------------------------------------------------------------------------------


def _none(asked: Asked, name: str) -> Next:
    its, number = asked.its, asked.its.reference
    made = next((one for one in asked.steps if _may_be_made(one)), None)
    said = f"nothing under {number} at {name}"
    if made is not None and made.state in _GOING_ON:
        waits = (
            f"it is not known whether {name} made the inbound order of {number}; it is looked for, "
            "and not made a second time"
        )
        return Next("unknown", None, said, waits=waits, again=_again(its))
    if not its.keeper_id and made is None:
        if asked.may_make:
            return _create(asked, said)
        waits = f"{name} does not show the order {number} yet" if its.looks > 1 else ""
        return Next("wanted", None, said, waits=waits, again=_again(its))
    ended = made.ended_at if made is not None else None
    if its.seen is None and ended is not None and asked.now < ended + _SHOWN_WITHIN:
        said = f"{name} took it, and does not show it yet"
        return Next(its.state, None, said, again=_again(its))
    known = its.keeper_number or its.keeper_id
    waits = f"{name} does not know the inbound order {known} of {number} any more"
    return Next("gone", None, said, waits=waits)


def _may_be_made(one: Step) -> bool:
    return one.step is InboundStep.CREATE and one.state in (*_GOING_ON, *_TAKEN)


def _create(asked: Asked, said: str) -> Next:
    planned = asked.planned
    if planned.plan is None:
        return unmapped(asked.its, planned)
    if planned.state != "accepted":
        waits = f"{planned.number} is {planned.state.replace('_', ' ')}: it is not known what comes"
        return Next("wanted", None, said, waits=waits)
    if planned.cancelled:
        return Next("wanted", None, said, waits=f"{planned.cancelled}: nothing comes of it")
    return _tell(asked, Next("wanted", None, said), InboundStep.CREATE, plan_text(planned.plan))


# -- one is there ----------------------------------------------------------------------------------


def _one(asked: Asked, one: InboundOrder, name: str) -> Next:
    settled = _settled(asked, one)
    fates = dict(settled)
    asked = asked._replace(
        steps=[its._replace(state=fates.get(its.id, its.state)) for its in asked.steps]
    )
    number = f" {one.number}" if one.number else ""
    said = f"{name} has it as{number}: {one.status_text or one.state}"
    here = Next(str(one.state), one, said, settled=settled)
    unknown = next((its for its in asked.steps if its.state in _GOING_ON), None)
    if unknown is not None:
        what = step_words(unknown.step, unknown.wanted)
        waits = f"it is not known whether this was made: {what}"
        if unknown.step is InboundStep.RECEIVE:
            waits = f"it is not known whether this was received: {what}; {figures(unknown, one)}"
        return here._replace(waits=waits)
    match one.state:
        case InboundState.DRAFT:
            return _draft(asked, one, here, name)
        case InboundState.OPEN:
            return _open(asked, one, here, name)
        case InboundState.OTHER:
            waits = f"{name} calls it “{one.status_text}”, which is not documented; it was left so"
            return here._replace(waits=waits, again=STEPS[-1])
        case InboundState.RECEIVING:
            return here._replace(done=True, again=READ_EVERY)
        case _:
            return here._replace(done=True)


def _draft(asked: Asked, one: InboundOrder, here: Next, name: str) -> Next:
    planned, plan = asked.planned, asked.planned.plan
    ending = _last(asked.steps, InboundStep.STATE)
    if ending is not None and not asked.by_hand and ending.wanted in map(state_text, _OVER):
        waits = f"{name} was told {step_words(ending.step, ending.wanted)}, and has a draft still"
        return here._replace(waits=waits, again=STEPS[-1])
    if planned.cancelled:
        waits = f"{planned.cancelled}; its inbound order at {name} is a draft, and was left so"
        return here._replace(waits=waits)
    if plan is None:
        waits = f"it is not said yet what {name} calls {planned.lacks}"
        return here._replace(waits=waits, lacks=True)
    apart = differences(plan, one.plan)
    if apart:
        said = f"{here.said}; {apart[0]}"
        told = _tell(asked, here._replace(said=said), InboundStep.REPLACE, plan_text(plan))
        if told.step is not None or line_differences(plan, one.plan):
            return told
        # What it does not take over of the rest keeps no goods from being received.
        here = here._replace(said=said)
    return _tell(asked, here, InboundStep.STATE, state_text(InboundState.OPEN), InboundState.OPEN)


def _open(asked: Asked, one: InboundOrder, here: Next, name: str) -> Next:
    planned, plan = asked.planned, asked.planned.plan
    stands = here._replace(done=True, again=READ_EVERY)
    if planned.cancelled:
        waits = f"{planned.cancelled}; its inbound order at {name} is open still"
        return stands._replace(waits=waits)
    if plan is None:
        return stands
    apart = line_differences(plan, one.plan)
    if apart:
        said = f"{here.said}; {apart[0]}, and only a draft can be written anew"
        stands = stands._replace(said=said)
    if not detail_differences(plan, one.plan):
        return stands
    seen = [its for its in asked.steps if its.state == "seen" and its.step in _SAY_DETAILS]
    before = plan_of(seen[-1].wanted) if seen else None
    if before is not None and _details(before) == _details(plan) and not asked.by_hand:
        # It had them as they are told: whoever changed them since is at the warehouse.
        return stands
    details = plan_text(_details(plan))
    told = _tell(asked, stands._replace(done=False), InboundStep.DETAILS, details)
    if told.step is None and not told.waits.startswith(_SAID_NO):
        # It took them and shows others: the warehouse's own word stands.
        return stands
    return told


_SAID_NO = "the answer to"
_SAY_DETAILS = (InboundStep.CREATE, InboundStep.REPLACE, InboundStep.DETAILS)


def _details(plan: InboundPlan) -> InboundPlan:
    """Without what cannot be told any more: two that tell the same are equal."""
    return replace(plan, lines=())


def _tell(
    asked: Asked, here: Next, step: InboundStep, wanted: str, to: InboundState | None = None
) -> Next:
    """Tell it, unless it was told before and what came of that is against it."""
    name = vendor_name(asked.its.keeper)
    go = here._replace(step=step, to=to, wanted=wanted, again=_again(asked.its))
    last = _last(asked.steps, step)
    if step in asked.told:
        said = f"{here.said}; told, and not to be seen yet"
        return here._replace(said=said, again=_again(asked.its))
    if last is None or last.wanted != wanted or asked.by_hand:
        return go
    words = step_words(step, wanted)
    if last.state == "rejected":
        said_no = f" ({last.message})" if last.message else ""
        return here._replace(waits=f"{_SAID_NO} “{words}” was no{said_no}")
    if last.state in _TAKEN:
        waits = f"{name} took “{words}”, and shows it otherwise"
        return here._replace(waits=waits, again=_again(asked.its))
    same = [one for one in asked.steps if one.step is step and one.wanted == wanted]
    if sum(one.state == "not_made" for one in same) >= _TIMES:
        return here._replace(waits=f"“{words}” was told {_TIMES} times and not made")
    return go


def _last(steps: Sequence[Step], step: InboundStep) -> Step | None:
    return next((one for one in reversed(steps) if one.step is step), None)


# -- which steps the look shows --------------------------------------------------------------------


def _settled(asked: Asked, one: InboundOrder) -> tuple[tuple[int, str], ...]:
    """What became of steps that were taken, or that may have been."""
    found = []
    for its in asked.steps:
        if its.state not in ("unknown", "accepted"):
            continue
        made = _is_made(its, one)
        if made:
            found.append((its.id, "seen"))
        elif its.state == "unknown" and its.step is not InboundStep.RECEIVE:
            found.append((its.id, "not_made"))
    return tuple(found)


def _is_made(its: Step, one: InboundOrder) -> bool:
    match its.step:
        case InboundStep.CREATE:
            return True
        case InboundStep.STATE:
            wanted = InboundState(its.wanted.strip('"'))
            return one.state is wanted or (wanted is InboundState.OPEN and one.state in _SET_OPEN)
        case InboundStep.RECEIVE:
            # Somebody at the warehouse may have received the same: of an unknown one a person says.
            return its.state == "accepted" and is_received(its, one)
    plan = plan_of(its.wanted)
    if plan is None:
        return False
    if its.step is InboundStep.DETAILS:
        return not detail_differences(plan, one.plan)
    return not differences(plan, one.plan)


def is_received(its: Step, one: InboundOrder) -> bool:
    """Whether the figures are as they were before the receipt, and the receipt besides."""
    lines = received_lines(its._replace(after=one))
    return bool(lines) and all(
        line.before is not None
        and line.after == line.before + line.sent
        # What was rejected lies in no stock.
        and (
            line.stock
            or (line.rejected_after or 0) == (line.rejected_before or 0) + line.rejected_sent
        )
        for line in lines
    )


def figures(its: Step, one: InboundOrder | None) -> str:
    """Before and after of a receipt, in words."""
    said = []
    for line in received_lines(its._replace(after=one)):
        before = "not said" if line.before is None else f"{line.before:,}"
        after = "not said" if line.after is None else f"{line.after:,}"
        of = "in stock" if line.stock else f"of {line.ordered:,}"
        said.append(f"{line.sku} had {before} {of}, and has {after}")
    return "; ".join(said)


# -- what differs ----------------------------------------------------------------------------------


def differences(plan: InboundPlan, shown: InboundPlan) -> list[str]:
    """In what is shown otherwise than planned; what the plan does not say is no difference."""
    found = [
        f"its {what} is {getattr(shown, name) or 'not said'}"
        for name, what in (("supplier_id", "supplier"), ("warehouse_id", "warehouse"))
        if getattr(plan, name) != getattr(shown, name)
    ]
    return found + line_differences(plan, shown) + detail_differences(plan, shown)


def line_differences(plan: InboundPlan, shown: InboundPlan) -> list[str]:
    here = {_plain(line.sku): line for line in shown.lines}
    times = Counter(_plain(line.sku) for line in shown.lines)
    found = [
        f"it has {here[sku].sku} in {count} lines" for sku, count in times.items() if count > 1
    ]
    for line in plan.lines:
        one = here.pop(_plain(line.sku), None)
        if one is None:
            found.append(f"it lacks {line.sku}")
        elif one.quantity != line.quantity:
            found.append(f"it has {one.quantity:,} of {line.sku} instead of {line.quantity:,}")
        elif line.cost is not None and one.cost != line.cost:
            found.append(f"{line.sku} costs {one.cost} there instead of {line.cost}")
        elif line.supplier_part and one.supplier_part.strip() != line.supplier_part.strip():
            found.append(f"the supplier's number of {line.sku} is “{one.supplier_part}” there")
    return found + [f"it has {line.sku} besides" for line in here.values()]


def detail_differences(plan: InboundPlan, shown: InboundPlan) -> list[str]:
    said = (
        ("currency", "currency"),
        ("ordered_on", "order date"),
        ("expected_on", "expected day"),
        ("payment_terms", "payment terms"),
        ("payment_status", "payment status"),
        ("carrier", "carrier"),
        ("tracking", "tracking number"),
        ("note", "note"),
    )
    found = []
    for name, what in said:
        wanted, has = getattr(plan, name), getattr(shown, name)
        if wanted and _plain(wanted) != _plain(has):
            found.append(f"its {what} is {has or 'not said'} there")
    return found


def _plain(value: object) -> str:
    return " ".join(str(value).split()).casefold() if value else ""
