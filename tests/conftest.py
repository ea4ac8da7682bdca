"""What holds for every test, and what a run says at its end."""

from __future__ import annotations

from typing import Any

import pytest

from tests.contract import exercised, tally
from tests.reliability import figures

_HANDED = "official_checks"
_TOLD = "told"
_EXERCISED = "exercised"


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A worker of pytest-xdist hands its counts to the process that prints."""
    output = getattr(session.config, "workeroutput", None)
    if output is not None:
        output[_HANDED] = tally.counts()
        output[_TOLD] = figures.told()
        output[_EXERCISED] = [list(one) for one in exercised.noted()]


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any, error: object | None) -> None:
    output = getattr(node, "workeroutput", {})
    tally.add(output.get(_HANDED, {}))
    exercised.add(output.get(_EXERCISED, ()))
    for words in output.get(_TOLD, ()):
        figures.tell(words)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what was proven, and how far the run was held against the vendors' specifications."""
    for words in figures.told():
        terminalreporter.write_line(words, yellow=words.startswith("NOT PROVEN"))
    behind = exercised.finish()
    if behind:
        words = "docs/exercised.md does not list (python -m tests.contract.exercised --write):"
        terminalreporter.write_line("\n  ".join((words, *behind)), yellow=True)
    counts = tally.counts()
    made, not_made = counts.get(tally.MADE, 0), counts.get(tally.NOT_MADE, 0)
    skipped = len(terminalreporter.stats.get("skipped", []))
    if made or not_made:
        terminalreporter.write_line(f"checks against the vendors' own specifications: {made} made")
    if not_made:
        terminalreporter.write_line(
            f"NOT MADE: {not_made} such checks, because the specifications are not at ../shared, "
            "nor where BONDROOM_SHARED says; our own tables judged alone",
            yellow=True,
        )
    if skipped:
        terminalreporter.write_line(f"{skipped} skipped; the reasons stand above", yellow=True)
