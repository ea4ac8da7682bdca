"""Whatever buyers, sessions, vendors and bad luck do: no order twice, no order lost."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.reliability import figures
from tests.reliability.machine import ForgettingMachine, Machine, ResendingMachine

EXAMPLES, MANY = 1_000, 5_000
STEPS = 20
HOW = settings(
    max_examples=EXAMPLES,
    stateful_step_count=STEPS,
    deadline=None,
    database=None,
    print_blob=True,
    suppress_health_check=list(HealthCheck),
)


def survives(examples: int) -> None:
    Machine.seen.clear()
    run_state_machine_as_test(Machine, settings=settings(HOW, max_examples=examples))
    ended = ", ".join(f"{state} {count}" for state, count in Machine.seen.most_common())
    figures.note(
        f"{examples} examples of buyers, sessions and bad luck",
        f"none twice, none lost; at the end of the storm orders were {ended}",
        examples=examples,
        bad=0,
        **Machine.seen,
    )
    # It went everywhere that matters.
    assert {"accepted", "unknown", "duplicate", "rejected", "refused"} <= Machine.seen.keys()


@pytest.mark.process
def test_no_order_twice_no_order_lost_and_every_unknown_ends() -> None:
    survives(EXAMPLES)


@pytest.mark.soak
def test_the_same_for_longer() -> None:
    survives(MANY)


@pytest.mark.process
@pytest.mark.parametrize(
    ("naive", "words"),
    [
        (ResendingMachine, "was sent 2 times"),
        (ForgettingMachine, r"is at the vendor|was sent \d+ times"),
    ],
)
def test_a_naive_program_is_caught(naive: type[Machine], words: str) -> None:
    with pytest.raises(AssertionError, match=words):
        run_state_machine_as_test(
            naive, settings=settings(HOW, phases=[Phase.generate], report_multiple_bugs=False)
        )
