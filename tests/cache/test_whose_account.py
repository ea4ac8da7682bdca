"""An account that does not say which person acts orders, changes and receives nothing."""

from __future__ import annotations

import os
import pwd
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from cache.clock import FixedClock
from cache.people import SEVERAL
from cache.places import Places, Refusal, prepare
from cache.services import Services
from tests.cache.desk import NOON

Open = Callable[..., object]


@pytest.fixture
def is_user(monkeypatch: pytest.MonkeyPatch) -> Callable[[int, str], None]:
    def become(uid: int, name: str) -> None:
        entry = pwd.struct_passwd((name, "x", uid, uid, name, "/", "/bin/sh"))
        monkeypatch.setattr("cache.people.os.getuid", lambda: uid)
        monkeypatch.setattr("cache.people.pwd.getpwuid", lambda _: entry)

    return become


def shared_places(folder: Path, environment: str) -> Places:
    """As `bondroom setup` leaves them, for this process's own group."""
    for path in (folder / "all", folder / "all" / environment):
        path.mkdir(exist_ok=True)
        os.chown(path, -1, os.getegid())
        path.chmod(0o2770)
    places = Places.of(environment, folder / "home", folder / "all")
    prepare(places)
    return places


@asynccontextmanager
async def session(places: Places, **more: object) -> AsyncIterator[Services]:
    services = Services(places, FixedClock(NOON), **more)  # type: ignore[arg-type]
    await services.open()
    try:
        assert services.ordering, services.why_not
        yield services
    finally:
        await services.close()


async def places_nothing(services: Services, who: str) -> None:
    for words in (
        services.why_not_send,
        services.changing.why_not("digikey"),
        services.inbound.why_not(),
    ):
        assert words is not None
        assert f"The account {who} does not say which person acts" in words
    with pytest.raises(Refusal, match=r"does not say which person acts.* Nothing was sent"):
        await services.placing.place(1)


@pytest.mark.parametrize(
    ("uid", "name", "several"),
    [(0, "root", ()), (33, "www-data", ()), (1007, "purchasing", ("purchasing",))],
)
async def test_on_a_shared_workstation_it_places_nothing(
    tmp_path: Path,
    is_user: Callable[[int, str], None],
    uid: int,
    name: str,
    several: tuple[str, ...],
) -> None:
    is_user(uid, name)
    async with session(shared_places(tmp_path, "sandbox"), several=several) as services:
        await places_nothing(services, name)
        # The rest works.
        await services.drafts.new()


async def test_one_persons_account_places(
    tmp_path: Path, is_user: Callable[[int, str], None]
) -> None:
    is_user(1007, "ann")
    async with session(shared_places(tmp_path, "sandbox"), several=("purchasing",)) as services:
        assert services.why_not_send is None
        with pytest.raises(Refusal) as refused:
            await services.placing.place(1)
        assert "which person" not in refused.value.sentence


async def test_where_it_is_allowed_every_entry_of_the_audit_says_so(
    tmp_path: Path, is_user: Callable[[int, str], None]
) -> None:
    is_user(0, "root")
    places = shared_places(tmp_path, "sandbox")
    async with session(places, allow_several=True) as services:
        assert services.why_not_send is None
        draft = await services.drafts.new()
        await services.drafts.discard(draft.id)
        audit = await services._ledger.read(
            lambda db: db.execute("SELECT person, origin FROM audit").fetchall()
        )
    assert audit != []
    assert all(person == "root" and origin.startswith(SEVERAL) for person, origin in audit)


async def test_a_sandbox_of_ones_own_is_for_anybody_and_production_is_not(
    tmp_path: Path, is_user: Callable[[int, str], None]
) -> None:
    is_user(0, "root")
    places = Places.of("sandbox", tmp_path)
    prepare(places)
    async with session(places) as services:
        assert services.why_not_send is None
        assert not services.person.origin.startswith(SEVERAL)
    places = Places.of("production", tmp_path)
    prepare(places)
    async with session(places) as services:
        await places_nothing(services, "root")
