"""Whatever people, sessions, the warehouse and bad luck do: no inbound order twice, none lost."""

from __future__ import annotations

import pytest
from hypothesis import Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.reliability import figures
from tests.reliability.inbound_machine import Forgets, InboundMachine, Resends
from tests.reliability.test_machine import HOW

EXAMPLES, MANY = 120, 2_000


def survives(examples: int) -> None:
    InboundMachine.seen.clear()
    run_state_machine_as_test(InboundMachine, settings=settings(HOW, max_examples=examples))
    ended = ", ".join(f"{state} {times}" for state, times in InboundMachine.seen.most_common())
    figures.note(
        f"{examples} examples of a warehouse, sessions and bad luck",
        f"none twice, none lost; at the end of the storm inbound orders were {ended}",
        examples=examples,
        bad=0,
        **InboundMachine.seen,
    )
    # It went everywhere that matters.
    assert {"open", "unknown", "receiving", "receipt unknown"} <= InboundMachine.seen.keys()


@pytest.mark.process
def test_no_inbound_order_twice_none_lost_and_none_stuck() -> None:
    survives(EXAMPLES)


@pytest.mark.soak
def test_the_same_for_longer() -> None:
    survives(MANY)


@pytest.mark.process
@pytest.mark.parametrize(
    ("naive", "words"),
    [
        (Resends, r"was (made|received) \d+ times|is there \d+ times"),
        (Forgets, r"was (made|received) \d+ times|is there \d+ times"),
    ],
)
def test_a_naive_program_is_caught(naive: type[InboundMachine], words: str) -> None:
    with pytest.raises(AssertionError, match=words):
        run_state_machine_as_test(
            naive, settings=settings(HOW, phases=[Phase.generate], report_multiple_bugs=False)
        )
