"""A process that places orders: `python -m tests.soak.place FOLDER SOCKET COUNT [inline]`.

Says the number and the outcome of each. `inline`: all of it in one thread, so that the n-th
system call of a kind is the same one in every run.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from tests.cache.desk import Desk, line
from tests.soak.shop import CUT, FarVendor


async def main(folder: Path, socket: Path, count: int, inline: bool) -> None:
    desk = await Desk(folder, FarVendor(socket), inline=inline).open()
    for _ in range(count):
        (review,) = await desk.placing.review(await desk.draft(line(CUT)))
        answer = await desk.placing.place(review.order_id)
        print(review.number, answer.outcome, flush=True)
    await desk.close()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), "inline" in sys.argv))
