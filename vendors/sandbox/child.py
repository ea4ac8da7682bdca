"""A session's side of the sandbox's process: one server for each folder, shared by its sessions.

Imported by the screen before its first frame, so it needs only the standard library.
"""

from __future__ import annotations

import fcntl
import os
import selectors
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from vendors.folders import open_file
from vendors.sandbox import meeting
from vendors.sandbox.clock import instant, iso

# The folder from which the sandbox's processes run: one where nothing of Python's lies.
FROM = "/"
_PATIENCE = 20.0
_ROOT = Path(__file__).resolve().parents[2]
# What the server may know of this session's environment; secrets are not among it.
_PASSED_ON = (
    "PATH", "HOME", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "TMPDIR", "XDG_RUNTIME_DIR",
    "LD_LIBRARY_PATH", "BONDROOM_SANDBOX_FAULTS", "BONDROOM_SANDBOX_LIMITS",
)  # fmt: skip


class SandboxFailed(Exception):
    """The sandbox cannot be used; the text is one sentence for people."""


class Child:
    """The sandbox of one folder, for one session."""

    def __init__(
        self, folder: Path, frozen: str | None = None, *, grace: float = meeting.GRACE
    ) -> None:
        """`frozen`, an ISO instant: the sandbox's clock has to stand there.

        `grace`: seconds that a server started here waits for somebody to come back.
        """
        self._folder = folder.absolute()
        self._frozen = frozen
        self._grace = grace
        self._one = threading.Lock()
        self._closing = threading.Event()
        self._line: socket.socket | None = None
        self._calls = Path()

    def start(self) -> Path:
        """The socket for calls, once a server answers; it stays until `close`, or dies.

        A server is started where none runs. Blocks, for 0.4 s as a rule. Raises SandboxFailed.
        """
        with self._one:
            if not self._is_there():
                self._drop()
                try:
                    meeting.own_folder(self._folder)
                    with self._in_turn():
                        self._line, self._calls = self._find()
                except meeting.Unfit as error:
                    raise SandboxFailed(str(error)) from None
                except TimeoutError:
                    raise SandboxFailed(
                        f"The sandbox in {self._folder} does not answer; end it and try again."
                    ) from None
                except OSError as error:
                    raise SandboxFailed(f"The sandbox did not start: {error}.") from None
            return self._calls

    def close(self) -> None:
        """Leave. The server ends by itself soon after its last session."""
        self._closing.set()
        with self._one:
            self._drop()
            self._closing.clear()

    # -- means

    def _is_there(self) -> bool:
        """Whether the server that was found before still holds its end."""
        if self._line is None:
            return False
        try:
            return self._line.recv(1, socket.MSG_DONTWAIT | socket.MSG_PEEK) != b""
        except BlockingIOError:
            return True
        except OSError:
            return False

    def _drop(self) -> None:
        if self._line is not None:
            self._line.close()
            self._line = None

    @contextmanager
    def _in_turn(self) -> Iterator[None]:
        """One session at a time looks for a server and starts one."""
        lock = open_file(self._folder / meeting.START_LOCK, os.O_RDWR)
        try:
            end = time.monotonic() + _PATIENCE
            while True:
                try:
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except BlockingIOError:
                    if time.monotonic() > end or self._closing.wait(0.02):
                        raise TimeoutError from None
            yield
        finally:
            os.close(lock)

    def _find(self) -> tuple[socket.socket, Path]:
        end = time.monotonic() + _PATIENCE
        failure: SandboxFailed | None = None
        while True:
            found = meeting.meet(self._folder, _PATIENCE)
            if found is not None:
                line, greeting = found
                try:
                    self._check(greeting)
                except SandboxFailed:
                    line.close()
                    raise
                return line, Path(greeting.calls)
            if failure is not None:
                raise failure
            if time.monotonic() > end:
                raise TimeoutError
            try:
                self._launch(end)
            except SandboxFailed as problem:
                # Somebody may have started one by hand in the same moment: look once more.
                failure = problem

    def _check(self, greeting: meeting.Greeting) -> None:
        if greeting.code != meeting.code():
            raise SandboxFailed(
                f"The sandbox in {self._folder} is run by another version of Bondroom: "
                "end the other sessions that use it, then start again."
            )
        if self._frozen is not None and greeting.frozen != iso(instant(self._frozen)):
            raise SandboxFailed(
                f"The sandbox in {self._folder} runs with another clock "
                f"({greeting.frozen or 'the real one'}): use another folder."
            )

    def _launch(self, end: float) -> None:
        """Start a server and wait until it says that sessions can connect."""
        words = ["serve", "--attended", "--grace", str(self._grace)]
        if self._frozen is not None:
            words += ["--frozen", self._frozen]
        # A session of its own: Ctrl+C or a hang-up of one terminal must not end it for the others.
        process = subprocess.Popen(
            command(self._folder, *words),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            cwd=FROM,
            env=environment(),
            start_new_session=True,
        )
        # It outlives this object when others use it; whoever started it has to see it end.
        threading.Thread(target=process.wait, daemon=True).start()
        if process.stderr is None:
            return
        with process.stderr as pipe, selectors.DefaultSelector() as waiting:
            waiting.register(pipe, selectors.EVENT_READ)
            said = b""
            while meeting.READY.encode() + b"\n" not in said:
                if time.monotonic() > end or self._closing.is_set():
                    process.kill()
                    raise TimeoutError
                if not waiting.select(0.05):
                    continue
                piece = os.read(pipe.fileno(), 4096)
                if not piece:
                    lines = said.decode("utf-8", "replace").strip().splitlines()
                    raise SandboxFailed(lines[-1] if lines else "The sandbox did not start.")
                said += piece


def command(folder: Path, *words: str) -> tuple[str, ...]:
    """The command `words` of the sandbox in `folder` (absolute), for a process of its own.

    Run it from `FROM` with `environment()`, and it is this very code that runs, whatever lies in
    the current folder.
    """
    return (sys.executable, "-m", "vendors.sandbox", *words, "--folder", str(folder))


def environment() -> dict[str, str]:
    """What a process of the sandbox may know of this one's environment."""
    passed = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    return {**passed, "PYTHONPATH": str(_ROOT), "PYTHONSAFEPATH": "1"}
