"""TI's whole catalogue, read as it comes: tens of megabytes of JSON, made parts batch by batch."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import aclosing
from typing import TYPE_CHECKING

from vendors.errors import Unreadable, VendorError
from vendors.http import Piece
from vendors.ti import translate
from vendors.ti.settings import VENDOR
from vendors.ti.wire import parsed
from vendors.ti.wire_products import Product

if TYPE_CHECKING:
    from vendors.vocabulary import Part

# Bytes that are read before they are made parts, in a thread.
_AT_ONCE = 512 * 1024
# Bytes without one whole product: no product is that large.
_LARGEST_PRODUCT = 4 * 1024 * 1024


class Reader:
    """The products in pieces of `{"catalog": [...]}`. One that cannot be read costs itself.

    `fault` is what ends it, once something does; what was given before is good.
    """

    def __init__(self, currency: str) -> None:
        import ijson

        self._currency = currency
        self._made = ijson.sendable_list()
        # Numbers with a point become Decimal, as everywhere.
        self._parser = ijson.items_coro(self._made, "catalog.item")
        self._broken = (ijson.JSONError, ValueError, RecursionError, StopIteration)
        self._since = 0
        self._read = 0
        self.fault: VendorError | None = None

    def feed(self, data: bytes) -> tuple[Part, ...]:
        """The parts that are whole by now."""
        if not data:
            return ()  # the parser would take it for the end
        try:
            self._parser.send(data)
        except self._broken as error:
            self._ends(type(error).__name__)
        found, self._since = self._taken(), self._since + len(data)
        if found:
            self._since = 0
        elif self._since > _LARGEST_PRODUCT:
            self._ends("no products in it")
        return found

    def end(self) -> tuple[Part, ...]:
        """The last of them, where it ends as it should."""
        try:
            self._parser.close()
        except self._broken as error:
            self._ends(type(error).__name__)
        found = self._taken()
        if not self._read:
            self._ends("not one product that can be read")
        return found

    def _taken(self) -> tuple[Part, ...]:
        rows = list(self._made)
        del self._made[:]
        parts = tuple(one for one in map(self._part, rows) if one is not None)
        self._read += len(parts)
        return parts

    def _part(self, row: object) -> Part | None:
        try:
            said = parsed(Product, row)
        except Unreadable:
            return None
        return translate.part(said, self._currency) if said.tiPartNumber else None

    def _ends(self, why: str) -> None:
        self.fault = self.fault or Unreadable(
            VENDOR, "TI's catalogue breaks off, or is not what it documents", words=why
        )


async def parts(
    pieces: AsyncGenerator[Piece, None], currency: str, told: Callable[[int, int | None], None]
) -> AsyncIterator[tuple[Part, ...]]:
    """Batches of parts as they come; `told` how many bytes came, of how many where that is said.

    Raises VendorError where it breaks off, after all that came before.
    """
    reader = await asyncio.to_thread(Reader, currency)
    waiting, broken = bytearray(), None
    async with aclosing(pieces) as all_of_it:
        while reader.fault is None:
            try:
                piece = await anext(all_of_it)
            except StopAsyncIteration:
                break
            except VendorError as error:
                broken = error
                break
            waiting += piece.data
            told(piece.came, piece.of)
            if len(waiting) >= _AT_ONCE:
                found = await asyncio.to_thread(reader.feed, bytes(waiting))
                waiting.clear()
                if found:
                    yield found
    last = await asyncio.to_thread(reader.feed, bytes(waiting)) if reader.fault is None else ()
    if last:
        yield last
    if broken is None and reader.fault is None:
        last = await asyncio.to_thread(reader.end)
        if last:
            yield last
    ended = broken or reader.fault
    if ended is not None:
        raise ended
