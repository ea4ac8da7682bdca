"""One server for each folder, shared by its sessions and ending with the last of them."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from tests.sandbox.kit import FROZEN, short_folder
from tui.cli.touring import TourFailed, book
from vendors.sandbox import meeting, world
from vendors.sandbox.book import Book
from vendors.sandbox.child import Child, SandboxFailed

pytestmark = pytest.mark.process

# A session of its own process: says where the calls go, and stays until it is killed.
SESSION = """
import sys
from pathlib import Path
from vendors.sandbox.child import Child
child = Child(Path(sys.argv[1]))
print(child.start(), flush=True)
sys.stdin.read()
"""


@pytest.fixture
def folder() -> Iterator[Path]:
    with short_folder() as made:
        yield made / "vendor"
        if (made / "vendor").exists():
            wait_for_end(made / "vendor")


def wait_for_end(folder: Path) -> None:
    """Wait until no server holds the folder's lock."""
    lock = folder / meeting.SERVE_LOCK
    free = subprocess.run(["flock", "-w", "30", lock, "true"], check=False)
    assert free.returncode == 0, "a server did not leave"


def greeting(folder: Path) -> meeting.Greeting:
    met = meeting.meet(folder, 10.0)
    assert met is not None, "no server answers"
    met[0].close()
    return met[1]


def ask(path: Path) -> int:
    """The status of a call without a token."""
    transport = httpx.HTTPTransport(uds=str(path))
    with httpx.Client(transport=transport, base_url=world.BASE_URL, timeout=20) as client:
        return client.get("/orderstatus/v4/orders").status_code


def session(folder: Path) -> subprocess.Popen[str]:
    """A session in a process of its own, once it has its server."""
    process = subprocess.Popen(
        [sys.executable, "-c", SESSION, folder],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline().strip() == str(folder / meeting.CALLS)
    return process


def kill(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.communicate()


# -- beginning and end


def test_a_session_gets_a_server_that_answers_and_takes_it_with_it(folder: Path) -> None:
    child = Child(folder)
    path = child.start()
    assert ask(path) == 401
    assert child.start() == path
    child.close()
    wait_for_end(folder)
    assert not path.exists()
    assert meeting.meet(folder, 1.0) is None


def test_sessions_share_one_server_until_the_last_has_left(folder: Path) -> None:
    first, second = Child(folder), Child(folder)
    assert first.start() == second.start()
    server = greeting(folder)
    assert server.sessions == 2
    first.close()
    assert ask(folder / meeting.CALLS) == 401
    assert greeting(folder).pid == server.pid
    second.close()
    wait_for_end(folder)


def test_sessions_that_start_at_once_end_with_one_server(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    launched = []
    launch = Child._launch
    monkeypatch.setattr(
        Child, "_launch", lambda child, end: (launched.append(child), launch(child, end))
    )
    children = [Child(folder) for _ in range(6)]
    with ThreadPoolExecutor(len(children)) as threads:
        paths = set(threads.map(Child.start, children))
    assert paths == {folder / meeting.CALLS}
    assert greeting(folder).sessions == len(children)
    assert len(launched) == 1
    for child in children:
        child.close()


def test_processes_that_start_at_once_share_a_server_and_may_be_killed(folder: Path) -> None:
    with ThreadPoolExecutor(3) as threads:
        sessions = list(threads.map(session, [folder] * 3))
    server = greeting(folder)
    assert server.sessions == 3
    for process in sessions[:2]:
        kill(process)
    assert greeting(folder).pid == server.pid
    kill(sessions[2])
    wait_for_end(folder)


def test_a_session_that_comes_while_the_server_leaves_gets_a_server(folder: Path) -> None:
    child = Child(folder)
    path = child.start()
    before = greeting(folder).pid
    child.close()
    # Calls are not taken any more, and the lock is held still: it is on its way out.
    while True:
        with socket.socket(socket.AF_UNIX) as probe:
            try:
                probe.connect(str(path))
            except OSError:
                break
    assert child.start() == path
    assert greeting(folder).pid != before
    assert ask(path) == 401
    child.close()


def test_leaving_and_coming_back_at_once_keeps_the_server(folder: Path) -> None:
    child = Child(folder, grace=600.0)
    child.start()
    before = greeting(folder).pid
    for _ in range(5):
        child.close()
        child.start()
    assert greeting(folder).pid == before
    child.close()
    os.kill(before, signal.SIGTERM)


def test_whoever_comes_back_in_time_stops_the_server_from_leaving(folder: Path) -> None:
    grace = 0.5
    child = Child(folder, grace=grace)
    child.start()
    before = 0
    # On a slow machine it may take several tries to be back in time.
    while greeting(folder).pid != before:
        before = greeting(folder).pid
        child.close()
        child.start()
    # For longer than the server waits for somebody, its lock does not get free.
    lock = folder / meeting.SERVE_LOCK
    held = subprocess.run(["flock", "-w", str(3 * grace), lock, "true"], check=False)
    assert held.returncode == 1
    child.close()


def test_a_server_that_was_killed_is_replaced_at_the_same_place(folder: Path) -> None:
    """Its socket files are still there then, and nobody listens on them."""
    child = Child(folder)
    path = child.start()
    before = greeting(folder).pid
    os.kill(before, signal.SIGKILL)
    wait_for_end(folder)
    assert path.exists()
    assert child.start() == path
    assert greeting(folder).pid != before
    assert ask(path) == 401
    child.close()


def test_a_signal_ends_it_in_order(folder: Path) -> None:
    child = Child(folder)
    path = child.start()
    os.kill(greeting(folder).pid, signal.SIGTERM)
    wait_for_end(folder)
    assert not path.exists()
    assert (folder / meeting.LOG).read_text() == ""
    child.close()


def test_the_orders_of_a_new_sandbox_are_put_in_once(folder: Path) -> None:
    def held() -> int:
        with closing(Book.existing(folder)) as book:
            return int(book.db.execute("SELECT count(*) FROM purchase").fetchone()[0])

    child = Child(folder)
    child.start()
    before = held()
    assert before > 20
    os.kill(greeting(folder).pid, signal.SIGKILL)
    wait_for_end(folder)
    child.start()
    assert held() == before
    child.close()


# -- which code runs


def test_a_folder_of_the_same_name_where_one_stands_is_not_run(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stranger = tmp_path / "vendors" / "sandbox"
    stranger.mkdir(parents=True)
    for path in (stranger.parent / "__init__.py", stranger / "__init__.py"):
        path.write_text("raise SystemExit('a stranger ran')")
    monkeypatch.chdir(tmp_path)
    child = Child(folder, FROZEN)
    child.start()
    with pytest.raises(TourFailed, match="stands 0 times"):
        asyncio.run(book(folder, "AC-1", "digikey"))
    child.close()


# -- what it may see, and who may see it


def test_it_is_out_of_reach_of_the_terminal_and_knows_no_secret(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BONDROOM_CANARY", "CANARY-5b1e")
    child = Child(folder)
    child.start()
    pid = greeting(folder).pid
    process = Path(f"/proc/{pid}")
    assert os.getsid(pid) == pid != os.getsid(0)
    assert b"CANARY-5b1e" not in (process / "environ").read_bytes()
    for number, target in ((0, "/dev/null"), (1, "/dev/null"), (2, str(folder / meeting.LOG))):
        assert os.readlink(process / "fd" / str(number)) == target
    child.close()


def test_its_files_are_its_owners_alone(folder: Path) -> None:
    child = Child(folder)
    child.start()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    names = {path.name for path in folder.iterdir()}
    assert {"book.db", "serve.lock", "start.lock", "server.log", "calls.sock"} <= names
    for path in folder.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path
    child.close()


def test_a_folder_whose_path_is_long_has_its_sockets_elsewhere(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with short_folder() as runtime:
        monkeypatch.setenv("XDG_RUNTIME_DIR", str(runtime))
        deep = folder.joinpath(*["a-rather-long-name"] * 6)
        child = Child(deep)
        path = child.start()
        assert len(os.fsencode(path)) < 100
        assert path.parent.parent == runtime
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
        assert ask(path) == 401
        # A session whose environment names another place shares it all the same.
        monkeypatch.delenv("XDG_RUNTIME_DIR")
        other = Child(deep)
        assert other.start() == path
        other.close()
        child.close()
        wait_for_end(deep)
        assert list(runtime.iterdir()) == []
        assert child.start() == path
        child.close()
        wait_for_end(deep)


# -- what is refused


def test_a_server_of_another_version_is_refused(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    child, other = Child(folder), Child(folder)
    child.start()
    monkeypatch.setattr(meeting, "code", lambda: "of tomorrow")
    with pytest.raises(SandboxFailed, match="another version of Bondroom"):
        other.start()
    assert greeting(folder).sessions == 1
    child.close()


def test_a_server_with_another_clock_is_refused(folder: Path) -> None:
    child, same = Child(folder, FROZEN), Child(folder, "2026-11-23T15:02:00+01:00")
    assert child.start() == same.start()
    same.close()
    with pytest.raises(SandboxFailed, match="another clock"):
        Child(folder, "2026-11-24T14:02:00+00:00").start()
    child.close()
    wait_for_end(folder)
    with pytest.raises(SandboxFailed, match="another clock"):
        Child(folder, "2026-11-24T14:02:00+00:00").start()


def test_why_it_cannot_start_is_said_in_its_own_words(folder: Path) -> None:
    folder.mkdir(mode=0o700)
    (folder / "book.db").write_bytes(b"this is no book" * 100)
    with pytest.raises(SandboxFailed, match=r"book\.db is damaged"):
        Child(folder).start()


def test_a_folder_that_others_may_enter_is_refused(folder: Path) -> None:
    folder.mkdir()
    folder.chmod(0o755)
    with pytest.raises(SandboxFailed, match="chmod 700"):
        Child(folder).start()
    folder.chmod(0o700)


# -- by hand


def test_a_server_by_hand_is_used_and_stays(folder: Path) -> None:
    words = [sys.executable, "-m", "vendors.sandbox", "serve", "--folder", folder, "--port", "0"]
    server = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert server.stdout is not None
    said = server.stdout.readline()
    assert "invented" in said
    child = Child(folder)
    path = child.start()
    assert greeting(folder).pid == server.pid
    assert ask(path) == 401
    # By the network as well, without the controls.
    address = next(word for word in said.split() if word.startswith("http://127.0.0.1:"))
    with httpx.Client(base_url=address, timeout=20) as client:
        assert client.get("/orderstatus/v4/orders").status_code == 401
        assert client.get("/_sandbox/status").status_code == 404
    child.close()
    assert ask(path) == 401
    server.terminate()
    assert server.wait(20) == 0
    server.communicate()
    assert not path.exists()


def test_faults_and_limits_come_from_the_environment(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BONDROOM_SANDBOX_FAULTS", "down")
    monkeypatch.setenv("BONDROOM_SANDBOX_LIMITS", "7/8")
    child = Child(folder)
    transport = httpx.HTTPTransport(uds=str(child.start()))
    with httpx.Client(transport=transport, base_url=world.BASE_URL, timeout=20) as client:
        assert client.get("/orderstatus/v4/orders").status_code == 503
        client.delete("/_sandbox/faults")
        headers = {"X-DIGIKEY-Client-Id": world.CLIENT_ID}
        answer = client.get("/orderstatus/v4/orders", headers=headers)
    assert answer.status_code == 401
    assert answer.headers["x-ratelimit-limit"] == "8"
    assert answer.headers["x-burstlimit-limit"] == "7"
    child.close()


@pytest.mark.parametrize(
    ("name", "text"), [("FAULTS", "no-such-fault"), ("LIMITS", "as many as you like")]
)
def test_an_environment_that_makes_no_sense_is_said(
    folder: Path, monkeypatch: pytest.MonkeyPatch, name: str, text: str
) -> None:
    monkeypatch.setenv(f"BONDROOM_SANDBOX_{name}", text)
    with pytest.raises(SandboxFailed, match=text):
        Child(folder).start()


# -- what the screen pays for it


def test_a_session_loads_only_the_standard_library_for_it() -> None:
    code = "import vendors.sandbox.child, sys, json; print(json.dumps(list(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    loaded = {name.partition(".")[0] for name in json.loads(done.stdout)}
    outside = {name for name in loaded - sys.stdlib_module_names if not name.startswith("__")}
    assert outside <= {"vendors", "_distutils_hack", "sitecustomize", "usercustomize"}
