"""Who is billed for an order and who orders it, as the vendor is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cache.acting import ending
from tui.screens.sheet import pair

if TYPE_CHECKING:
    from cache.review import Review
    from tui.widgets.lines import Line


def buyer_lines(review: Review, width: int, names: int) -> list[Line]:
    """The account by its last digits and the contact as it goes out; what is not sent is not here.

    `names`: how wide the names at the left are, in cells.
    """
    lines: list[Line] = []
    if review.account:
        lines += pair("billed to", f"account {ending(review.account)}", width, names)
    buyer = review.buyer
    if buyer.name:
        told = (buyer.name, buyer.email, buyer.telephone)
        lines += pair("buyer", " · ".join(filter(None, told)), width, names)
    return lines
