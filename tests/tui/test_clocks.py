"""The program goes by the sandbox's time, and by nobody's but the machine's elsewhere."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from unittest import mock

from cache.clock import MovedClock, SystemClock
from cache.places import Places, prepare
from cache.services import Services
from tests.cache.desk import ANN
from tui.clocks import clock_of
from tui.live import Live
from vendors.sandbox.commands import main as sandbox

HOUR = timedelta(hours=1)


def places(folder: Path, environment: str = "sandbox") -> Places:
    found = Places.of(environment, folder)
    prepare(found)
    found.vendor.mkdir(mode=0o700, parents=True, exist_ok=True)
    return found


def moved(folder: Places, by: str) -> None:
    """Another process moves the sandbox's clock on."""
    from vendors.sandbox.book import Book

    Book.open(folder.vendor)[0].close()
    assert sandbox(["advance", by], folder.vendor) == 0


def ahead(clock: SystemClock) -> timedelta:
    """How far it is ahead, to the minute."""
    return timedelta(minutes=round((clock.now() - datetime.now(UTC)) / timedelta(minutes=1)))


def test_the_clock_is_as_far_ahead_as_the_sandbox_was_moved(tmp_path: Path) -> None:
    here = places(tmp_path)
    clock = clock_of(here)
    assert isinstance(clock, MovedClock)
    assert ahead(clock) == timedelta()
    before = clock.monotonic()
    moved(here, "1h")
    assert ahead(clock) == timedelta(), "nothing is read from the disk before it is looked at"
    assert clock.look()
    assert ahead(clock) == HOUR
    assert not clock.look()
    moved(here, "1d")
    # A session that starts now has the time from its first instant on.
    assert ahead(clock_of(here)) == timedelta(hours=25)
    # What is waited for passes no faster.
    assert clock.monotonic() - before < HOUR.total_seconds()


def test_no_other_environment_is_moved(tmp_path: Path) -> None:
    moved(places(tmp_path), "3d")
    for environment in ("vendor-test", "production"):
        clock = clock_of(places(tmp_path, environment))
        assert not isinstance(clock, MovedClock)
        assert ahead(clock) == timedelta()


def test_what_cannot_be_read_moves_nothing(tmp_path: Path) -> None:
    here = places(tmp_path)
    for said in (b"", b"soon", b"1e400", b"nan", b"\xff\x00"):
        (here.vendor / "clock.ahead").write_bytes(said)
        assert ahead(clock_of(here)) == timedelta()


async def test_a_session_notices_and_plans_anew(tmp_path: Path) -> None:
    here = places(tmp_path)
    with mock.patch("cache.opened.who", return_value=ANN):
        services = Services(here, clock_of(here))
    app = mock.Mock()
    app.now = lambda: services.clock.now()
    live = Live(services)
    await live._follow(app)
    assert not app.say.called
    moved(here, "1h")
    services.watching._quiet["digikey"] = services.clock.monotonic() + 86_400
    await live._follow(app)
    assert ahead(services.clock) == HOUR  # type: ignore[arg-type]
    assert "clock was moved" in app.say.call_args.args[0]
    assert [call.args[0] for call in app.changed.call_args_list] == ["bonded", "orders"]
    assert services.watching._quiet == {}
    await services.close()
