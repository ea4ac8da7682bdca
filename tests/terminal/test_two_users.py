"""Two real Unix users open the true program on one shared workstation."""

from __future__ import annotations

import signal
from collections.abc import Iterator

import pytest

from tests.terminal.machine import GROUP, SHARED, Machine, machine

pytestmark = pytest.mark.process


@pytest.fixture(scope="module")
def here() -> Iterator[Machine]:
    with machine("ann", "ben") as made:
        made.run("root", "useradd", "--create-home", "eve")
        yield made


def test_both_work_at_one_sandbox_and_one_goes_on_when_the_other_is_killed(here: Machine) -> None:
    with here.open("ann") as ann, here.open("ben") as ben:
        for one in (ann, ben):
            one.wait_for("DigiKey ok", timeout=120)
        ann.settle()
        ann.signal(signal.SIGKILL)
        ann.wait_exit()
        ben.press("2")
        ben.settle()
        ben.type("/LM358")
        ben.press("enter")
        ben.wait_for("LM358", timeout=60)
        ben.settle()
        served = here.bondroom("ben", "sandbox", "status").stdout
        assert "1 sessions" in served
    found = here.run("root", "find", str(SHARED / "sandbox"), "-printf", "%m %g %y\\n").stdout
    kinds = {tuple(line.split()) for line in found.splitlines()}
    assert kinds == {("2770", GROUP, "d"), ("660", GROUP, "f"), ("660", GROUP, "s")}
    owners = here.run("root", "find", str(SHARED / "sandbox"), "-type", "f", "-printf", "%u\\n")
    assert set(owners.stdout.split()) <= {"ann", "ben"}


def test_the_doctor_finds_nothing_amiss_and_names_what_is(here: Machine) -> None:
    done = here.bondroom("ann", "doctor")
    assert done.returncode == 0, done.stdout
    assert "ann, in the group buyers" in done.stdout
    folder = SHARED / "sandbox" / "data"
    here.run("root", "chmod", "2775", str(folder))
    done = here.bondroom("ben", "doctor")
    assert done.returncode == 1
    assert f"have root type  chmod 2770 {folder}" in done.stdout
    here.run("root", "chmod", "2770", str(folder))
    assert here.bondroom("ben", "doctor").returncode == 0


def test_who_is_no_buyer_is_told_what_to_have_typed(here: Machine) -> None:
    done = here.bondroom("eve", "doctor")
    assert done.returncode == 1
    assert f"have root type  usermod -aG {GROUP} eve" in done.stdout
    assert here.bondroom("eve", "numbers").returncode != 0


def test_root_looks_and_orders_nothing(here: Machine) -> None:
    done = here.bondroom("root", "doctor")
    assert "root says not who acts, so it orders nothing" in done.stdout
    assert done.returncode == 0, done.stdout
