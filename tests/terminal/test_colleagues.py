"""Two real Unix users at one shared workstation: what each sees of the other, and what each may."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from tests.terminal.machine import Machine, machine
from tests.terminal.session import Session

pytestmark = pytest.mark.process

PART = "RC0603FR-0710KL"


@pytest.fixture
def here() -> Iterator[Machine]:
    with machine("ann", "ben") as made:
        yield made


@pytest.fixture
def two(here: Machine) -> Iterator[tuple[Session, Session]]:
    with here.open("ann") as ann, here.open("ben") as ben:
        for one in (ann, ben):
            one.wait_for("DigiKey ok", timeout=120)
            one.settle()
        yield ann, ben


def types(session: Session, quantity: int) -> None:
    """A line at the end of the draft, from any pane."""
    session.press("i")
    session.type(f"{PART}\r{quantity}\r.")
    session.settle()


def said(session: Session, *words: str) -> None:
    """All that is said of the line under the cursor."""
    session.press("escape", "k", "m")
    session.wait_for(lambda text: all(one in " ".join(text.split()) for one in words), 60)
    session.press("escape")
    session.settle()


def places(session: Session) -> str:
    """Review the draft and place its one order; its number."""
    session.press("P")
    session.wait_for(lambda text: "Ship to" in text or "Place AC-" in text, 60)
    if "Place AC-" not in session.text():
        session.settle()
        session.press("enter")
    session.wait_for("Place AC-", 60)
    session.settle()
    found = re.search(r"Place (AC-\d+-\d+)", session.text())
    assert found is not None
    session.type(found[1][-4:])
    session.settle()
    session.press("enter")
    return found[1]


def test_a_draft_is_one_persons_until_the_other_takes_it_over(
    two: tuple[Session, Session], here: Machine
) -> None:
    ann, ben = two
    types(ann, 500)
    ben.press("3")
    # Ben has a draft of his own, with the same part.
    ben.press("n")
    ben.settle()
    types(ben, 100)
    said(ben, "ann has this part in D-", "(500)")
    ben.press("d")
    ben.wait_for("ann, ")
    ben.press("down", "enter")
    ben.wait_for("has this draft: t takes it over")
    # Until then nothing of his changes it.
    ben.press("x")
    ben.settle()
    assert "500" in ben.text()
    ben.press("t")
    ben.settle()
    ben.press("x")
    ben.settle()
    ann.press("3", "+")
    ann.wait_for("ben, ", timeout=60)
    audit = here.bondroom("ann", "audit", "export").stdout
    taken = [line for line in audit.splitlines() if '"taken over"' in line]
    assert len(taken) == 1
    assert '"ben"' in taken[0]


def test_what_one_ordered_the_other_sees_and_is_asked_about(
    two: tuple[Session, Session], here: Machine
) -> None:
    ann, ben = two
    types(ann, 250)
    number = places(ann)
    ann.wait_for("accepted", timeout=60)
    ben.press("3", "n")
    ben.settle()
    types(ben, 250)
    said(ben, f"on order and not all shipped: {number}")
    ben.press("P")
    ben.wait_for(lambda text: "Ship to" in text or "Place AC-" in text, 60)
    if "Place AC-" not in ben.text():
        ben.settle()
        ben.press("enter")
    # The same lines within a week: only with a reason.
    ben.wait_for(f"{number} of", timeout=60)
    ben.wait_for("type SAME", timeout=60)
    # One pace, and one count of the day's calls, for both.
    for user in ("ann", "ben"):
        assert "calls" in here.bondroom(user, "doctor").stdout


def test_an_order_whose_answer_never_came_stands_on_both_screens_and_is_found_once(
    here: Machine,
) -> None:
    with here.open("ann") as ann, here.open("ben") as ben:
        for one in (ann, ben):
            one.wait_for("DigiKey ok", timeout=120)
            one.settle()
        assert here.bondroom("ann", "sandbox", "fault", "drop-after").returncode == 0
        types(ann, 250)
        number = places(ann)
        ann.wait_for("unknown", timeout=60)
        ben.wait_for(number, timeout=60)
        # Looked for by one of the two sessions, and known to both.
        ann.wait_for("was found", timeout=120)
        ann.press("enter")
        for one in (ann, ben):
            one.settle()
            one.press("4")
            one.wait_for(re.compile(rf"(at vendor|accepted|processing) +{number}"), timeout=120)
        book = here.bondroom("ben", "sandbox", "book", "--po", number).stdout
        assert book.count(number) == 1
        audit = here.bondroom("ben", "audit", "export", "--order", number).stdout
        assert audit.count('"accepted"') >= 1
    assert here.bondroom("ann", "audit", "verify").returncode == 0
