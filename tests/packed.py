"""A vendor's packing lists, in memory: one line of two lots in one invoice, and a paper."""

from __future__ import annotations

from collections import Counter

from vendors.afterwards import PackedLine, PackingList
from vendors.errors import NotFound, VendorError

INVOICE = "80000001"
PDF = b"%PDF-1.7\n" + bytes(range(256))
_FIRST = PackedLine(
    *(INVOICE, "88001", "AC-2026-0001", "1", "7", "311-10.0KHRCT-ND", "RC0603FR-0710KL", "Yageo"),
    *("RES 10K OHM 1% 1/10W 0603", "ACME/1", 250, 200, 50, "TW", "EAR99", "8533.21.0030"),
    *(150, "JUN-2026", "6123456ABC"),
)
_SECOND = PackedLine(
    *(INVOICE, "88001", "AC-2026-0001", "1", "7", "311-10.0KHRCT-ND", "RC0603FR-0710KL", "Yageo"),
    *("RES 10K OHM 1% 1/10W 0603", "ACME/1", 250, 200, 50, "TW", "EAR99", "8533.21.0030"),
    *(50, "JUL-2026", "6123499ZZZ"),
)
LOTS = (_FIRST, _SECOND)


class Packs:
    """`packed` counts the calls, by the number asked by and whether the paper was wanted.

    `by_order`: the invoices that the vendor shows of a sales order or under a PO number.
    """

    def __init__(self) -> None:
        self.lists: dict[str, tuple[PackedLine, ...]] = {INVOICE: LOTS}
        self.by_order: dict[str, tuple[str, ...]] = {}
        self.paper: bytes | None = PDF
        self.packed: Counter[tuple[str, bool]] = Counter()
        self.paper_fails: VendorError | None = None

    async def packing_lists(
        self, *, invoice: str = "", sales_order: str = "", po_number: str = "", pdf: bool = False
    ) -> tuple[PackingList, ...]:
        number = invoice or sales_order or po_number
        self.packed[number, pdf] += 1
        if self.paper_fails is not None:
            raise self.paper_fails
        if not invoice:
            if number not in self.by_order:
                raise NotFound("digikey", f"no packing list of {number}")
            # Nobody entered an invoice: the lines say which it is.
            return tuple(PackingList("", self.lists[one], None) for one in self.by_order[number])
        if invoice not in self.lists:
            raise NotFound("digikey", f"no packing list of {invoice}")
        return (PackingList(invoice, self.lists[invoice], self.paper if pdf else None),)
