"""Sessions that come and go all the time share a sandbox, and leave none behind."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.sandbox.kit import short_folder
from tests.sandbox.test_child import wait_for_end
from tests.terminal.session import ROOT
from vendors.sandbox import meeting

pytestmark = [pytest.mark.soak]

SESSIONS, TIMES = 3, 25


def test_a_session_that_comes_always_gets_a_server_that_answers() -> None:
    with short_folder() as made:
        folder: Path = made / "vendor"
        command = [sys.executable, "-m", "tests.soak.start_and_leave", folder, str(TIMES)]
        sessions = [
            subprocess.Popen(
                command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
            )
            for _ in range(SESSIONS)
        ]
        answers: list[str] = []
        for session in sessions:
            out, errors = session.communicate(timeout=300)
            assert session.returncode == 0, errors
            answers += out.split()
        # Each was answered that its call has no token.
        assert answers == ["401"] * (SESSIONS * TIMES)
        wait_for_end(folder)
        assert meeting.meet(folder, 1.0) is None
        assert (folder / meeting.LOG).read_text() == ""
    print(f"\n{len(answers)} starts by {SESSIONS} sessions, every one answered")
