"""Who sits here is what the kernel says, whatever the environment says."""

from __future__ import annotations

import os
import pwd

import pytest

from cache.people import Person, who


def entry(uid: int, name: str, gecos: str) -> pwd.struct_passwd:
    return pwd.struct_passwd((name, "x", uid, uid, gecos, "/", "/bin/sh"))


def sits(monkeypatch: pytest.MonkeyPatch, uid: int, *entries: pwd.struct_passwd) -> Person:
    known = {one.pw_uid: one for one in entries}
    monkeypatch.setattr("cache.people.os.getuid", lambda: uid)
    monkeypatch.setattr("cache.people.pwd.getpwuid", lambda number: known[number])
    return who()


def test_the_environment_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("USER", "LOGNAME", "SUDO_USER", "HOME"):
        monkeypatch.setenv(name, "somebody-else")
    assert who().uid == os.getuid()
    assert who().name != "somebody-else"


@pytest.mark.parametrize(
    ("gecos", "full_name"),
    [("Ann Ito,Room 4,,", "Ann Ito"), ("Ann Ito", "Ann Ito"), ("", "ann"), (" ,x", "ann")],
)
def test_a_person_has_a_name(monkeypatch: pytest.MonkeyPatch, gecos: str, full_name: str) -> None:
    ann = sits(monkeypatch, 1001, entry(1001, "ann", gecos))
    assert ann == Person(1001, "ann", full_name, shared=False)


@pytest.mark.parametrize(("uid", "shared"), [(0, True), (33, True), (999, True), (1000, False)])
def test_root_and_services_are_no_person(
    monkeypatch: pytest.MonkeyPatch, uid: int, shared: bool
) -> None:
    assert sits(monkeypatch, uid, entry(uid, "x", "")).shared is shared


def test_an_account_without_an_entry_is_called_by_its_number(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert sits(monkeypatch, 4711) == Person(4711, "uid4711", "uid4711", shared=False)
