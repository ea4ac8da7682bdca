"""Lines as somebody types them, and a vendor that knows parts by their makers' numbers too."""

from __future__ import annotations

import asyncio

from cache.drafts import DraftLine
from cache.resolving import Progress
from cache.typed import Typed
from cache.typed_lines import typed_line
from tests.cache.desk import NOON, Desk, Vendor, offer, part
from vendors.errors import NotFound, VendorError
from vendors.vocabulary import Packaging, Part

CUT = offer("RC0603CT-ND", "0.10")
REEL = offer("RC0603TR-ND", "0.01", packaging=Packaging.REEL, moq=5000, multiple=5000)
DIGI = offer("RC0603DKR-ND", "0.11", packaging=Packaging.DIGI_REEL, fee="7", ncnr=True)
RC0603 = part("RC0603", DIGI, CUT, REEL)


class Typing(Vendor):
    """As the vendor of the desk; `fails` are numbers that it cannot be asked for."""

    def __init__(self, *parts: Part) -> None:
        super().__init__()
        self.fails: dict[str, VendorError] = {}
        self.hold: asyncio.Event | None = None
        self.sells(*(parts or (RC0603,)))

    def sells(self, *parts: Part) -> None:
        for one in parts:
            for number in (one.number, *(its.number for its in one.offers)):
                self.parts[number.casefold()] = one

    async def look_up(self, number: str) -> Part:
        self.asked.append(number)
        await asyncio.sleep(0)
        if self.hold is not None:
            await self.hold.wait()
        if self.down is not None:
            raise self.down
        if (error := self.fails.get(number.casefold())) is not None:
            raise error
        if number.casefold() not in self.parts:
            raise NotFound("digikey", "no such part")
        return self.parts[number.casefold()]


class Told:
    """What `resolve` told, by line."""

    def __init__(self) -> None:
        self.lines: dict[str, DraftLine] = {}
        self.progress: list[Progress] = []

    def tell(self, line_id: str, line: DraftLine) -> None:
        assert line_id not in self.lines, "a line is told once"
        assert line.id == line_id
        self.lines[line_id] = line

    def reason(self, line: DraftLine) -> str:
        told = self.lines[line.id]
        assert not told.known
        return told.typed.reason

    def number(self, line: DraftLine) -> str:
        return self.lines[line.id].number


def typed(words: str, pieces: int = 100, /, **more: str) -> DraftLine:
    return typed_line(Typed(part=words, **more), pieces, NOON)


async def resolved(desk: Desk, *lines: DraftLine, ship_to: str | None = "7001") -> Told:
    told = Told()
    await desk.resolving.resolve(lines, told.tell, told.progress.append, ship_to)
    assert set(told.lines) == {line.id for line in lines if not line.known}
    return told
