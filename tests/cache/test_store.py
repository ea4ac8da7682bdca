"""The store: writes in order and whole, reads beside them, and the newest question answered."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from cache.files import Schema, connect
from cache.places import Refusal
from cache.store import Store, Superseded
from tests.cache.open_store import APPLICATION_ID, WORDS

# Nothing in this file waits longer, unless the store hangs. Seconds.
PATIENCE = 30
# Never ends by itself.
ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"


def a_store(folder: Path, schema: Schema = WORDS, *, inline: bool = False) -> Store:
    return Store(
        folder / "words.db",
        journal="wal",
        schema=schema,
        application_id=APPLICATION_ID,
        inline=inline,
    )


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    store = a_store(tmp_path)
    await store.open()
    yield store
    await store.close()


def put(db: sqlite3.Connection, word: str) -> None:
    db.execute("INSERT INTO word (text) VALUES (?)", (word,))


def all_words(db: sqlite3.Connection) -> list[str]:
    return [text for (text,) in db.execute("SELECT text FROM word ORDER BY id")]


async def test_writes_land_in_the_order_of_the_calls(store: Store) -> None:
    wanted = [str(number) for number in range(200)]
    await asyncio.gather(*(store.write(lambda db, w=word: put(db, w)) for word in wanted))
    assert await store.read(all_words) == wanted


async def test_a_write_that_fails_leaves_nothing_and_the_next_one_works(store: Store) -> None:
    def job(db: sqlite3.Connection) -> None:
        put(db, "half")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await store.write(job)
    await store.write(lambda db: put(db, "whole"))
    assert await store.read(all_words) == ["whole"]


async def test_a_write_has_the_lock_before_its_first_statement(store: Store) -> None:
    # A deferred transaction would take it late, and fail where another process wrote in between.
    def job(db: sqlite3.Connection) -> str:
        other = connect(store.path, write=True, wait=0)
        try:
            other.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            return str(error)
        finally:
            other.close()
        return "no lock"

    assert await store.write(job) == "database is locked"


async def test_a_cancelled_write_is_still_written(store: Store) -> None:
    go_on = threading.Event()
    first = asyncio.ensure_future(store.write(lambda db: go_on.wait(PATIENCE)))
    waiting = asyncio.ensure_future(store.write(lambda db: put(db, "behind")))
    await asyncio.sleep(0)
    first.cancel()
    waiting.cancel()
    await asyncio.gather(first, waiting, return_exceptions=True)
    assert first.cancelled()
    assert waiting.cancelled()
    go_on.set()
    await store.write(lambda db: put(db, "after"))
    assert await store.read(all_words) == ["behind", "after"]


async def test_closing_finishes_what_was_asked_for_and_it_opens_again(store: Store) -> None:
    writes = [asyncio.ensure_future(store.write(lambda db: put(db, "x"))) for _ in range(20)]
    await asyncio.sleep(0)
    await store.close()
    await asyncio.gather(*writes)
    with pytest.raises(Refusal, match="not open"):
        await store.write(lambda db: put(db, "late"))
    await store.open()
    assert await store.read(all_words) == ["x"] * 20


async def test_reads_go_on_beside_a_write_and_see_what_was_before(store: Store) -> None:
    wrote, go_on = threading.Event(), threading.Event()

    def job(db: sqlite3.Connection) -> None:
        put(db, "new")
        wrote.set()
        go_on.wait(PATIENCE)

    writing = asyncio.ensure_future(store.write(job))
    await asyncio.to_thread(wrote.wait, PATIENCE)
    assert await store.read(all_words) == []
    assert store.drawing is not None
    assert all_words(store.drawing) == []
    go_on.set()
    await writing
    assert await store.read(all_words) == ["new"]
    assert all_words(store.drawing) == ["new"]


async def test_two_reads_run_at_the_same_time(store: Store) -> None:
    both = threading.Barrier(2)
    reads = (store.read(lambda db: both.wait(PATIENCE)) for _ in range(2))
    assert sorted(await asyncio.gather(*reads)) == [0, 1]


async def test_nobody_can_write_where_only_reading_was_meant(store: Store) -> None:
    with pytest.raises(Refusal, match="cannot be opened or written"):
        await store.read(lambda db: put(db, "sly"))
    assert store.drawing is not None
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        put(store.drawing, "sly")
    with pytest.raises(Refusal, match="cannot be opened or written"):
        await store.asker().ask(lambda db: put(db, "sly"))


# -- questions ----------------------------------------------------------------------------------


async def test_the_newest_question_interrupts_the_older(store: Store) -> None:
    asker, running = store.asker(), threading.Event()

    def endless(db: sqlite3.Connection) -> object:
        running.set()
        return db.execute(ENDLESS).fetchone()

    async with asyncio.timeout(PATIENCE):
        older = asyncio.ensure_future(asker.ask(endless))
        await asyncio.to_thread(running.wait, PATIENCE)
        assert await asker.ask(lambda db: db.execute("SELECT 7").fetchone()) == (7,)
        with pytest.raises(Superseded):
            await older


async def test_a_question_that_waits_is_never_asked_once_there_is_a_newer(store: Store) -> None:
    asker, asked = store.asker(), []
    go_on = threading.Event()
    questions = [
        asyncio.ensure_future(asker.ask(lambda db: go_on.wait(PATIENCE))),
        *(asyncio.ensure_future(asker.ask(lambda db, n=name: asked.append(n))) for name in "abc"),
    ]
    await asyncio.sleep(0)
    go_on.set()
    answers = await asyncio.gather(*questions, return_exceptions=True)
    assert [type(answer) for answer in answers] == [Superseded] * 3 + [type(None)]
    assert asked == ["c"]


async def test_an_answer_that_comes_too_late_is_not_given(store: Store) -> None:
    asker = store.asker()
    with pytest.raises(Superseded):
        await asker.ask(lambda db: asker.supersede())


@pytest.mark.parametrize("end", ["cancel", "close"])
async def test_a_question_ends_with_who_waits_for_it(store: Store, end: str) -> None:
    asker, running, ended = store.asker(), threading.Event(), threading.Event()

    def endless(db: sqlite3.Connection) -> None:
        running.set()
        try:
            db.execute(ENDLESS).fetchone()
        finally:
            ended.set()

    async with asyncio.timeout(PATIENCE):
        question = asyncio.ensure_future(asker.ask(endless))
        await asyncio.to_thread(running.wait, PATIENCE)
        if end == "cancel":
            question.cancel()
        else:
            await store.close()
        with pytest.raises(asyncio.CancelledError if end == "cancel" else Superseded):
            await question
        assert await asyncio.to_thread(ended.wait, PATIENCE)


async def test_two_askers_do_not_interrupt_each_other(store: Store) -> None:
    one, other, both = store.asker(), store.asker(), threading.Barrier(2)
    answers = await asyncio.gather(
        one.ask(lambda db: both.wait(PATIENCE)), other.ask(lambda db: both.wait(PATIENCE))
    )
    assert sorted(answers) == [0, 1]


async def test_without_threads_everything_runs_where_it_is_called(tmp_path: Path) -> None:
    store = a_store(tmp_path, inline=True)
    await store.open()
    here = threading.get_ident()
    assert await store.write(lambda db: threading.get_ident()) == here
    assert await store.read(lambda db: threading.get_ident()) == here
    assert await store.asker().ask(lambda db: threading.get_ident()) == here
    await store.close()
