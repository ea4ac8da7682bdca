"""One of several processes that renew the same token, good once, as often as told.

The vendor is a file that holds the one refresh token it still takes. Prints `reused` where it was
given another one. With the number `forever`, it stays inside the lock until it is killed.
"""

from __future__ import annotations

import asyncio
import sys
from dataclasses import replace
from pathlib import Path

from cache.tokens import TokenFiles

KEY = "digikey:person"


async def main(folder: Path, times: str) -> None:
    tokens, vendor = TokenFiles(folder / "tokens"), folder / "vendor"
    if times == "forever":
        async with tokens.alone(KEY):
            print("inside", flush=True)
            await asyncio.Event().wait()
    for _ in range(int(times)):
        async with tokens.alone(KEY):
            token = await tokens.read(KEY)
            assert token is not None
            assert token.refresh is not None
            if vendor.read_text() != token.refresh:
                print("reused", flush=True)
            new = str(int(token.refresh) + 1)
            vendor.write_text(new)
            await asyncio.sleep(0)
            await tokens.write(KEY, replace(token, refresh=new))


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), sys.argv[2]))
