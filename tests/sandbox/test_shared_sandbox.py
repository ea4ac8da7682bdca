"""Two Unix users share one sandbox: whose session comes first serves both."""

from __future__ import annotations

import os
import shutil
import signal
import stat
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.cache.users import ANN, BOB, EVE, GROUP, Child, Said, as_user, needs_root
from vendors.sandbox import meeting, server
from vendors.sandbox.book import Book
from vendors.sandbox.child import Child as Sandbox
from vendors.sandbox.meeting import Unfit, ahead, meet, own_folder, tell_ahead

pytestmark = [pytest.mark.process, needs_root]


@pytest.fixture(params=["short", "a folder whose name is " + "long " * 16], ids=["short", "long"])
def folder(request: pytest.FixtureRequest) -> Iterator[Path]:
    """The sandbox's folder of a shared workstation, not made yet."""
    base = Path(tempfile.mkdtemp(prefix="bondroom-sandbox-"))
    base.chmod(0o755)
    data = base / str(request.param).strip()
    data.mkdir()
    os.chown(data, 0, GROUP)
    data.chmod(0o2770)
    yield data / "vendor"
    shutil.rmtree(base)


def _serves(folder: Path) -> Child:
    """Ann serves. In this process's own Python: a child may read no other here."""
    # The test's own seeding, so that the child has all it imports.
    import vendors.sandbox.products
    import vendors.sandbox.seed
    import vendors.sandbox.shipstation.seed  # noqa: F401

    def serve(said: Said) -> None:
        os.environ.pop("XDG_RUNTIME_DIR", None)
        server.serve(folder, server.Wishes(attended=True), lambda _: said("ready"))

    child = Child(ANN, serve)
    assert child.line() == "ready"
    return child


def _meets(folder: Path) -> str:
    sandbox = Sandbox(folder)
    sandbox.start()
    met = meet(folder, 5.0)
    assert met is not None
    line, greeting = met
    line.close()
    sandbox.close()
    return f"{greeting.pid} with {greeting.sessions} other"


def test_the_second_buyer_meets_the_firsts_server_and_an_outsider_does_not(folder: Path) -> None:
    child = _serves(folder)
    try:
        assert as_user(BOB, lambda: _meets(folder)) == f"{child.pid} with 1 other"
        assert "PermissionError" in as_user(EVE, lambda: folder.stat(), groups=())
        place = meeting.sockets(folder)
        assert place is not None
        for name in (meeting.CALLS, meeting.PRESENCE):
            connect = "PermissionError"
            assert connect in as_user(EVE, lambda name=name: _connects(place / name), groups=())
        for path in {*folder.iterdir(), *place.iterdir()}:
            found = path.lstat()
            assert (found.st_gid, stat.S_IMODE(found.st_mode)) == (GROUP, 0o660), path
        assert stat.S_IMODE(place.lstat().st_mode) == 0o2770
    finally:
        os.kill(child.pid, signal.SIGTERM)
        child.all()
    assert place == folder or not place.exists()


def _connects(path: Path) -> None:
    import socket

    with socket.socket(socket.AF_UNIX) as line:
        line.connect(os.fsencode(path))


def test_the_second_buyer_takes_the_book_on_when_the_firsts_server_was_killed(
    folder: Path,
) -> None:
    child = _serves(folder)
    child.end()

    def serves() -> str:
        server.serve(
            folder,
            server.Wishes(attended=True, grace=0.0),
            lambda _: os.kill(os.getpid(), signal.SIGTERM),
        )
        book = Book.existing(folder)
        book.advance(timedelta(days=1))
        book.close()
        return "served"

    assert as_user(BOB, serves) == "served"
    assert as_user(ANN, lambda: ahead(folder)) == "1 day, 0:00:00"
    as_user(ANN, lambda: tell_ahead(folder, timedelta(days=2)))
    assert as_user(BOB, lambda: ahead(folder)) == "2 days, 0:00:00"


def test_a_folder_of_a_group_that_one_is_not_in_is_unfit(folder: Path) -> None:
    folder.mkdir()
    os.chown(folder, ANN, GROUP)
    folder.chmod(0o2770)
    folder.parent.chmod(0o2775)
    assert "Unfit" in as_user(EVE, lambda: own_folder(folder), groups=())
    folder.chmod(0o2775)
    with pytest.raises(Unfit, match="2770"):
        own_folder(folder)
