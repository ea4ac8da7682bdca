"""Questions on the message line: a quantity, a name."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import NamedTuple

from tui.room import Hint
from tui.text import money, pieces, unit_price
from tui.widgets.editor import LineEditor
from vendors.buying import legal, line_total

_PIECES = "whole pieces, 1 to 999,999,999, as 2500 or 2,500"


class Terms(NamedTuple):
    """What a quantity is held against. `price_at` gives the unit price, or None: not known."""

    moq: int
    multiple: int
    maximum: int | None
    currency: str
    fee: Decimal
    price_at: Callable[[int], Decimal | None]

    @property
    def least(self) -> int:
        """The smallest legal quantity, in pieces."""
        step = max(1, self.multiple)
        return -(-max(1, self.moq) // step) * step


class QuantityPrompt:
    """How many pieces? Says at once what is wrong with a number, and the two nearest legal ones.

    Enter takes what was typed, legal or not: the line then carries the reason, and nothing is
    changed unasked. Enter alone takes the quantity named as the default.
    """

    place = "prompt"

    def __init__(self, title: str, terms: Terms, default: int, take: Callable[[int], None]) -> None:
        self.title = title
        self.editor = LineEditor(limit=20)
        self._terms = terms
        self._default = default
        self._take = take
        # Why a key could not act, and the text as it was then: said until the text is another.
        self._refused: tuple[str, str] | None = None

    def hint(self) -> Hint:
        terms = self._terms
        if self._refused is not None and self._refused[0] == self.editor.text:
            return Hint(self._refused[1], "warn")
        if not self.editor.text:
            each = f", multiples of {pieces(terms.multiple)}" if terms.multiple > 1 else ""
            return Hint(
                f"Enter alone: {pieces(self._default)}   minimum {pieces(terms.moq)}{each}",
                higher=str(terms.least),
            )
        quantity = self.editor.number()
        if not quantity:
            return Hint(_PIECES, "warn")
        judged = legal(quantity, terms.moq, terms.multiple, terms.maximum)
        price = terms.price_at(quantity)
        if judged.ok:
            if price is None:
                return Hint("no price at this quantity", "warn")
            total = line_total(quantity, price, terms.currency) + terms.fee
            fee = f" with fee {money(terms.fee)}" if terms.fee else ""
            step = max(1, terms.multiple)
            lower = quantity - step
            return Hint(
                f"{unit_price(price)} each   {money(total)} {terms.currency}{fee}",
                "text",
                str(quantity + step),
                str(lower) if lower >= terms.least else None,
            )
        return Hint(
            judged.reason + nearest(judged.above, judged.below, "↑", "↓"),
            "warn",
            None if judged.above is None else str(judged.above),
            None if judged.below is None else str(judged.below),
        )

    def taken(self, text: str) -> bool:
        quantity = self.editor.number() if text else self._default
        if not quantity:
            return False
        self._take(quantity)
        return True

    def split(self) -> bool:
        """Take what was typed as what is bonded and a rest; False where that cannot be, and why."""
        return self._cannot("only what is bonded, and more than its reserve, is split")

    def _cannot(self, words: str) -> bool:
        self._refused = self.editor.text, words
        return False


class PiecesPrompt:
    """A number of pieces that nothing is held against. Enter alone leaves it as it is."""

    place = "prompt"

    def __init__(self, title: str, now: int, take: Callable[[int], None], what: str = "") -> None:
        """`what` says what comes of it."""
        self.title = title
        self.editor = LineEditor(limit=20)
        self._now = now
        self._take = take
        self._what = what or "unit prices and the cheapest way to so many"

    def hint(self) -> Hint:
        if self.editor.text and not self.editor.number():
            return Hint(_PIECES, "warn")
        return Hint(f"Enter alone: {pieces(self._now)}   {self._what}")

    def taken(self, text: str) -> bool:
        quantity = self.editor.number() if text else self._now
        if not quantity:
            return False
        self._take(quantity)
        return True

    def split(self) -> bool:
        return False


class ReleasePrompt(QuantityPrompt):
    """How many pieces of a bonded row? More than its reserve has room for is said, not refused."""

    def __init__(
        self,
        title: str,
        terms: Terms,
        take: Callable[[int], None],
        why_not_split: Callable[[int], str | None],
        split: Callable[[int], None],
        room: int | None,
    ) -> None:
        """`room`: pieces that the reserve has beside our own releases; None: it is not known."""
        super().__init__(title, terms, terms.least, take)
        self._why_not_split = why_not_split
        self._split = split
        self._room = room

    def hint(self) -> Hint:
        hint = super().hint()
        quantity = self.editor.number()
        if self._room is None or not quantity or quantity <= self._room or hint.role != "text":
            return hint
        # What the key does comes before what the line comes to: of both, that may be cut.
        splits = "" if self._why_not_split(quantity) else "F3 splits: "
        total = hint.text.rpartition("   ")[2]
        words = f"{splits}reserve has {pieces(self._room)}   {total}"
        return hint._replace(text=words, role="warn")

    def split(self) -> bool:
        quantity = self.editor.number()
        if not quantity:
            return self._cannot("type first how many pieces there are to be in all")
        if words := self._why_not_split(quantity):
            return self._cannot(words)
        self._split(quantity)
        return True


def nearest(above: int | None, below: int | None, up: str, down: str) -> str:
    """The nearest legal quantities, each with the key that takes it."""
    offered = [(up, above), (down, below)]
    words = [f"{key} {pieces(quantity)}" for key, quantity in offered if quantity is not None]
    return ":  " + "   ".join(words) if words else ""


class NamePrompt:
    """A name, or another short text."""

    place = "name"

    def __init__(
        self, title: str, text: str, help_: str, take: Callable[[str], None], *, limit: int = 60
    ) -> None:
        self.title = title
        self.editor = LineEditor(text, limit=limit)
        self._help = help_
        self._take = take

    def hint(self) -> Hint:
        return Hint(self._help)

    def taken(self, text: str) -> bool:
        self._take(text.strip())
        return True
