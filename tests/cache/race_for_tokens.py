"""One of several processes that call DigiKey with the same person's token, all at once.

For each line on its input that many calls are made by eight tasks together, and one line of JSON
says how many went well and what the others were told. With `die` it never gets to store the token
that it renewed: it says so and waits to be killed.
"""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path

from cache.clock import SystemClock
from cache.tokens import TokenFiles
from tests.contract.parties import SETTINGS, FreePace
from vendors.contract import Token
from vendors.digikey import DigiKey, connect
from vendors.errors import VendorError

TASKS = 8


class Dying(TokenFiles):
    """Between the vendor's answer and the disk there is no further."""

    async def write(self, key: str, token: Token) -> None:
        if token.spent:
            await super().write(key, token)
            return
        print("rotated", flush=True)
        await asyncio.Event().wait()


async def main(socket: str, folder: str, how: str = "") -> None:
    files = (Dying if how == "die" else TokenFiles)(Path(folder))
    digikey = connect(SETTINGS, pace=FreePace(), tokens=files, clock=SystemClock(), uds=socket)
    while line := (await asyncio.to_thread(sys.stdin.readline)).strip():
        said = await asyncio.gather(*(call(digikey, int(line)) for _ in range(TASKS)))
        amiss = [words for task in said for words in task if words]
        print(json.dumps({"well": sum(map(len, said)) - len(amiss), "amiss": amiss}), flush=True)
    await digikey.aclose()


async def call(digikey: DigiKey, times: int) -> list[str]:
    said = []
    for _ in range(times):
        try:
            await digikey.locations()
            said.append("")
        except VendorError as error:
            said.append(str(error))
    return said


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
