"""One of several processes that open, migrate and write one store at the same time."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from cache.files import Schema
from cache.store import Store

APPLICATION_ID = 0x54657374
WORDS = Schema("words", ("CREATE TABLE word (id INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT;",))
# Neither step can be taken twice.
LONGER = Schema(
    "words",
    (
        *WORDS.steps,
        "ALTER TABLE word ADD COLUMN maker TEXT; INSERT INTO word (text) VALUES ('by step 2');",
        lambda db: db.conn.execute("CREATE INDEX word_text ON word (text)"),
    ),
)


async def main(path: Path, word: str) -> None:
    store = Store(path, journal="wal", schema=LONGER, application_id=APPLICATION_ID)
    # All processes begin when the last one is ready.
    print("ready", flush=True)
    sys.stdin.readline()
    await store.open()
    await store.write(lambda db: db.execute("INSERT INTO word (text) VALUES (?)", (word,)))
    await store.close()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), sys.argv[2]))
