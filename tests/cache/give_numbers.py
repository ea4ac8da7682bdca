"""One of several processes that ask one ledger for purchase order numbers at the same time."""

from __future__ import annotations

import asyncio
import sys
from decimal import Decimal
from pathlib import Path

from cache.freezing import freeze
from cache.ledger_schema import LEDGER, LEDGER_ID
from cache.purchase_orders import Content, FrozenLine
from cache.store import Store
from tests.cache.desk import ANN, NOON, SITES

LINE = FrozenLine(
    *(1, "line", "RC0603CT-ND", "RC0603", "Yageo", "", "cut", "", 1),
    *(Decimal("0.10"), Decimal(0), None, None, None, False, None),
)
CONTENT = Content("digikey", SITES[0], "USD", (LINE,), (), NOON)


async def main(folder: Path, count: int) -> None:
    ledger = Store(
        folder / "ledger.db", journal="rollback", schema=LEDGER, application_id=LEDGER_ID
    )
    await ledger.open()
    for _ in range(count):
        (order,) = await ledger.write(
            lambda db: freeze(
                db,
                db.execute(
                    "INSERT INTO draft (name, state, version, os_uid, person, created_at, "
                    "changed_at) VALUES ('', 'open', 1, 0, '', '', '') RETURNING id"
                ).fetchone()[0],
                [CONTENT],
                environment="sandbox",
                prefix="AC",
                at=NOON,
                person=ANN,
            )
        )
        print(order.number)
    await ledger.close()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), int(sys.argv[2])))
