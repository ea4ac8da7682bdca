"""Tokens: their owner's alone, whole or not there, and renewed by one at a time."""

from __future__ import annotations

import asyncio
import errno
import json
import os
import signal
import subprocess
import sys
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cache.places import Refusal
from cache.tokens import TokenFiles, read_private
from tests.cache.desk import NOON
from tests.cache.rotate_tokens import KEY
from tests.cache.users import ANN, GROUP, needs_root
from vendors.contract import Token

TOKEN = Token("access", NOON, "refresh", NOON + timedelta(days=90))
FILE, LOCK = "digikey%3Aperson.json", "digikey%3Aperson.lock"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "tokens"


@pytest.fixture
def tokens(folder: Path) -> TokenFiles:
    return TokenFiles(folder)


_instants = st.datetimes(datetime(2020, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
_tokens = st.builds(
    Token,
    st.text(st.characters(exclude_categories=["Cs"])),
    _instants,
    st.none() | st.text(st.characters(exclude_categories=["Cs"])),
    st.none() | _instants,
)
_keys = st.text(st.sampled_from("ab./%:\0 é"), min_size=1, max_size=8)


@settings(max_examples=20)
@given(st.dictionaries(_keys, _tokens, max_size=4))
def test_every_key_has_its_own_token_and_all_lie_in_the_folder(kept: dict[str, Token]) -> None:
    async def run(tokens: TokenFiles) -> dict[str, Token | None]:
        for key, token in kept.items():
            await tokens.write(key, token)
        return {key: await tokens.read(key) for key in kept}

    with TemporaryDirectory() as scratch:
        folder = Path(scratch) / "a" / "tokens"
        assert asyncio.run(run(TokenFiles(folder))) == kept
        if kept:
            assert [path.name for path in Path(scratch).iterdir()] == ["a"]
            assert [path.name for path in folder.parent.iterdir()] == ["tokens"]
            assert len(list(folder.iterdir())) == len(kept)


async def test_every_file_is_its_owners_alone(tokens: TokenFiles, folder: Path) -> None:
    before = os.umask(0)
    try:
        async with tokens.alone(KEY):
            await tokens.write(KEY, TOKEN)
    finally:
        os.umask(before)
    assert folder.stat().st_mode & 0o777 == 0o700
    modes = {path.name: path.stat().st_mode & 0o777 for path in folder.iterdir()}
    assert modes == {FILE: 0o600, LOCK: 0o600}


async def test_that_it_was_shown_is_noted_until_the_next_is_written(tokens: TokenFiles) -> None:
    await tokens.write(KEY, TOKEN)
    await tokens.spend(KEY, TOKEN)
    assert await tokens.read(KEY) == replace(TOKEN, spent=True)
    await tokens.write(KEY, Token("new", NOON))
    assert await tokens.read(KEY) == Token("new", NOON)


async def test_a_file_of_before_knows_no_such_note(tokens: TokenFiles, folder: Path) -> None:
    await tokens.write(KEY, TOKEN)
    stored = json.loads((folder / FILE).read_text())
    del stored["spent"]
    (folder / FILE).write_text(json.dumps(stored))
    assert await tokens.read(KEY) == TOKEN


@pytest.mark.parametrize("kind", ["folder", "pipe", "link", "readable", "writable"])
def test_a_secret_is_only_read_out_of_a_file_that_is_ours_alone(tmp_path: Path, kind: str) -> None:
    path, real = tmp_path / "secret", tmp_path / "real"
    real.write_text("hush")
    real.chmod(0o600)
    match kind:
        case "folder":
            path.mkdir(mode=0o700)
        case "pipe":
            os.mkfifo(path, 0o600)
        case "link":
            path.symlink_to(real)
        case _:
            real.rename(path)
            path.chmod({"readable": 0o640, "writable": 0o602}[kind])
    with pytest.raises(Refusal) as refused:
        read_private(path, "write it anew")
    assert "hush" not in refused.value.sentence


def test_a_secret_of_ours_is_read(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    path.write_text("hush")
    for mode in (0o600, 0o400):
        path.chmod(mode)
        assert read_private(path, "") == b"hush"
    with pytest.raises(FileNotFoundError):
        read_private(tmp_path / "none", "")


@needs_root
def test_a_common_secret_is_roots_and_its_groups_to_read(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    path.write_text("hush")
    os.chown(path, 0, GROUP)
    path.chmod(0o640)
    tmp_path.chmod(0o755)
    assert read_private(path, "", GROUP) == b"hush"
    with pytest.raises(Refusal):
        read_private(path, "")
    with pytest.raises(Refusal):
        read_private(path, "", GROUP + 1)
    for mode in (0o660, 0o644, 0o650):
        path.chmod(mode)
        with pytest.raises(Refusal):
            read_private(path, "", GROUP)
    path.chmod(0o640)
    # A buyer's own file is no secret of all, whatever its group.
    os.chown(path, ANN, GROUP)
    with pytest.raises(Refusal):
        read_private(path, "", GROUP)


async def test_there_is_none_before_a_sign_in(tokens: TokenFiles) -> None:
    assert await tokens.read(KEY) is None


@pytest.mark.parametrize(
    "content",
    [
        *(b"", b"{", b"\xff\xfe", b"[]", b"null", b"{}", b'{"access": "a"}', b'"text"'),
        b'{"access": "a", "expires_at": "soon", "refresh": null, "refresh_expires_at": null}',
    ],
)
async def test_a_damaged_file_is_no_token(tokens: TokenFiles, folder: Path, content: bytes) -> None:
    await tokens.write(KEY, TOKEN)
    (folder / FILE).write_bytes(content)
    assert await tokens.read(KEY) is None
    await tokens.write(KEY, TOKEN)
    assert await tokens.read(KEY) == TOKEN


async def test_a_file_open_to_others_is_not_used(tokens: TokenFiles, folder: Path) -> None:
    await tokens.write(KEY, TOKEN)
    (folder / FILE).chmod(0o640)
    with pytest.raises(Refusal, match="open to others") as refused:
        await tokens.read(KEY)
    assert "access" not in refused.value.sentence
    await tokens.write(KEY, TOKEN)  # a new one, and private
    assert await tokens.read(KEY) == TOKEN


async def test_a_folder_open_to_others_is_not_used(tokens: TokenFiles, folder: Path) -> None:
    folder.mkdir()
    folder.chmod(0o755)
    with pytest.raises(Refusal, match="chmod 700"):
        await tokens.write(KEY, TOKEN)
    with pytest.raises(Refusal, match="chmod 700"):
        async with tokens.alone(KEY):
            pass
    assert list(folder.iterdir()) == []


async def test_another_users_file_is_not_used(
    tokens: TokenFiles, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await tokens.write(KEY, TOKEN)
    owner = (folder / FILE).stat().st_uid
    monkeypatch.setattr("cache.tokens.os.geteuid", lambda: owner + 1)
    with pytest.raises(Refusal, match="another user's"):
        await tokens.read(KEY)


async def test_a_link_is_never_followed(tokens: TokenFiles, folder: Path, tmp_path: Path) -> None:
    await tokens.write("other", TOKEN)
    for name in (FILE, LOCK):
        (folder / name).symlink_to(folder / "other.json")
    with pytest.raises(Refusal, match="is a link"):
        await tokens.read(KEY)
    with pytest.raises(Refusal, match="is a link"):
        async with tokens.alone(KEY):
            pass
    await tokens.write(KEY, Token("new", NOON))
    assert await tokens.read("other") == TOKEN  # the link was replaced, not written through


async def test_a_disk_that_fails_leaves_the_token_that_was_there(
    tokens: TokenFiles, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await tokens.write(KEY, TOKEN)

    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("cache.tokens.os.fsync", full)
        with pytest.raises(Refusal, match="full"):
            await tokens.write(KEY, Token("new", NOON))
    assert await tokens.read(KEY) == TOKEN
    assert [path.name for path in folder.iterdir()] == [FILE]


async def test_what_a_crash_left_half_written_is_removed_by_the_next_one_inside(
    tokens: TokenFiles, folder: Path
) -> None:
    await tokens.write(KEY, TOKEN)
    left, others = folder / "digikey%3Aperson.12-345.new", folder / "digikey%3Aperson.b.12-345.new"
    for path in (left, others):
        path.write_text('{"refresh": "still good"}')
    assert left.exists()
    async with tokens.alone(KEY):
        # Another key's may be just being written: only its own lock says that it is not.
        assert sorted(folder.iterdir()) == sorted([folder / FILE, folder / LOCK, others])
    assert await tokens.read(KEY) == TOKEN


async def test_who_is_inside_stays_until_what_was_begun_is_written(
    tokens: TokenFiles, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next one inside removes what lies half written, and would remove a token under way."""
    begun, go_on, sync = threading.Event(), threading.Event(), os.fsync

    def slow(descriptor: int) -> None:
        begun.set()
        assert go_on.wait(30)
        sync(descriptor)

    monkeypatch.setattr("cache.tokens.os.fsync", slow)

    async def renew() -> None:
        async with tokens.alone(KEY):
            await tokens.write(KEY, TOKEN)

    renewing = asyncio.ensure_future(renew())
    assert await asyncio.to_thread(begun.wait, 30)
    for _ in range(3):
        renewing.cancel()
        await asyncio.sleep(0)
    entered = asyncio.Event()

    async def next_one() -> None:
        async with TokenFiles(folder).alone(KEY):
            entered.set()

    following = asyncio.ensure_future(next_one())
    for _ in range(5):
        await asyncio.sleep(0)
    assert not entered.is_set()
    go_on.set()
    with pytest.raises(asyncio.CancelledError):
        await renewing
    await following
    assert await tokens.read(KEY) == TOKEN


async def test_a_cancelled_write_is_still_written(tokens: TokenFiles) -> None:
    writing = asyncio.ensure_future(tokens.write(KEY, TOKEN))
    await asyncio.sleep(0)
    writing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await writing
    async with asyncio.timeout(30):
        while await tokens.read(KEY) is None:
            await asyncio.sleep(0)
    assert await tokens.read(KEY) == TOKEN


# -- one at a time ---------------------------------------------------------------------------------


async def test_one_is_inside_at_a_time_and_other_keys_are_free(folder: Path) -> None:
    inside = 0

    async def renew(tokens: TokenFiles) -> None:
        nonlocal inside
        async with tokens.alone(KEY):
            inside += 1
            assert inside == 1
            async with tokens.alone("another"):
                await asyncio.sleep(0)
            inside -= 1

    async with asyncio.timeout(30):
        await asyncio.gather(*(renew(TokenFiles(folder)) for _ in range(8)))


async def test_who_waits_for_a_minute_is_told_why(
    tokens: TokenFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cache.tokens._PATIENCE", 0.0)
    async with tokens.alone(KEY):
        with pytest.raises(Refusal, match=r"Another session .* Nothing was sent: end that session"):
            async with tokens.alone(KEY):
                pass
    async with tokens.alone(KEY):
        pass


@pytest.mark.process
async def test_a_token_good_once_is_never_used_twice_over_processes(tmp_path: Path) -> None:
    tokens = TokenFiles(tmp_path / "tokens")
    await tokens.write(KEY, Token("access", NOON, "0"))
    (tmp_path / "vendor").write_text("0")
    command = [sys.executable, "-m", "tests.cache.rotate_tokens", str(tmp_path), "20"]
    children = [
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    for child in children:
        out, errors = child.communicate(timeout=60)
        assert (child.returncode, out) == (0, ""), errors
    assert (tmp_path / "vendor").read_text() == "80"
    last = await tokens.read(KEY)
    assert last is not None
    assert last.refresh == "80"


@pytest.mark.process
async def test_a_session_that_dies_inside_lets_the_next_one_in(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.cache.rotate_tokens", str(tmp_path), "forever"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "inside\n"
        child.send_signal(signal.SIGKILL)
        child.wait()
    async with asyncio.timeout(30), TokenFiles(tmp_path / "tokens").alone(KEY):
        pass
