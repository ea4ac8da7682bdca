"""Who sits here is what the kernel says, whatever the environment says."""

from __future__ import annotations

import os
import pwd

import pytest

from cache.people import Person, who, why_not


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
    assert ann[:4] == Person(1001, "ann", full_name, shared=False)[:4]


@pytest.mark.parametrize(
    ("uid", "shared"), [(0, True), (33, True), (999, True), (1000, False), (65534, True)]
)
def test_root_and_services_are_no_person(
    monkeypatch: pytest.MonkeyPatch, uid: int, shared: bool
) -> None:
    assert sits(monkeypatch, uid, entry(uid, "x", "")).shared is shared


def test_an_account_without_an_entry_is_called_by_its_number(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert sits(monkeypatch, 4711)[:4] == (4711, "uid4711", "uid4711", False)


def test_from_where_is_what_the_session_says_made_harmless(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SSH_CONNECTION", "10.0.0.5\x1b[31m 51000 10.0.0.1 22")
    monkeypatch.setenv("SUDO_UID", "1007")
    monkeypatch.setattr("cache.people.os.ttyname", lambda _: "/dev/pts/3")
    assert who().origin == "ssh from 10.0.0.5\ufffd[31m, sudo by uid 1007, pts/3"


def test_without_a_terminal_from_where_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SSH_CONNECTION", raising=False)
    monkeypatch.delenv("SUDO_UID", raising=False)

    def no_terminal(_: int) -> str:
        raise OSError

    monkeypatch.setattr("cache.people.os.ttyname", no_terminal)
    assert who().origin == "no terminal"


def test_an_account_of_several_people_is_no_person(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cache.people.os.getuid", lambda: 1001)
    monkeypatch.setattr("cache.people.pwd.getpwuid", lambda uid: entry(uid, "purchasing", ""))
    assert not who(["ann"]).shared
    assert why_not(who(["ann"])) == ""
    several = who(["ann", "purchasing"])
    assert several.shared
    assert "purchasing does not say which person acts" in why_not(several)
