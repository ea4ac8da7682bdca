"""What the buyer is shown before placing is what the sandbox charges, to the cent.

The two sides share no code: `cache.review` over `vendors.buying` here, `vendors/sandbox/charging`
and its own `money` there. Between them lie the true placing, client, translation and Order Status.
"""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Iterable
from decimal import Decimal
from random import Random
from time import perf_counter

import pytest

from cache.review import Review
from tests.reliability.invoices import SHIPS_TO, Counter, counter
from tests.reliability.seeds import seed_of
from vendors.vocabulary import SalesOrder

BASKETS = 1_000
# Of so many baskets, this many are bought in euro, whose prices are all of five decimals.
IN_EURO = 250
_CENT = Decimal("0.01")


def differences(review: Review, sales: list[SalesOrder], fees: dict[int, Decimal]) -> list[str]:
    """What the invoice says otherwise than the review, each by its name; none where they agree."""
    found = []
    ours = Tally((line.number, line.quantity, line.unit_price, line.total) for line in review.lines)
    theirs = Tally(
        (line.number, line.ordered, line.unit_price, line.total)
        for sale in sales
        for line in sale.lines
    )
    found += [f"a line shown and not charged so: {line}" for line in (ours - theirs).elements()]
    found += [f"a line charged and not shown so: {line}" for line in (theirs - ours).elements()]
    for line in review.lines:
        if fees.get(line.line_no) != line.fee:
            found.append(f"fee of line {line.line_no}: {line.fee} shown, {fees.get(line.line_no)}")
    goods = _sum(line.total for sale in sales for line in sale.lines)
    total = _sum(sale.total for sale in sales)
    beyond = total - goods - _sum(fees.values())
    if beyond:
        found.append(f"tariff, tax or freight charged beyond lines and fees: {beyond}")
    for name, shown, charged in (
        ("goods", review.goods, goods),
        ("fees", review.fees, _sum(fees.values())),
        ("total", review.total, total),
    ):
        if shown != charged:
            found.append(f"{name}: {shown} shown, {charged} charged")
    if any(sale.currency != review.currency for sale in sales):
        found.append(f"the invoice is not in {review.currency}")
    return found


def _sum(amounts: Iterable[Decimal | None]) -> Decimal:
    return sum((amount for amount in amounts if amount is not None), Decimal(0))


def noted(review: Review) -> Tally[str]:
    """What of all that prices can be like came up in this order."""
    seen: Tally[str] = Tally(["orders", review.currency])
    seen["with a fee"] = bool(review.fees)
    seen["before tariff"] = review.before_tariff
    for line in review.lines:
        assert line.unit_price is not None
        bonded = line.bonded_customer_id is not None
        seen["lines"] += 1
        seen["bonded" if bonded else "marketplace" if line.marketplace else line.packaging] += 1
        seen["five decimals"] += line.unit_price % Decimal("0.0001") != 0
        exact = line.unit_price * line.quantity
        seen["rounded"] += exact % _CENT != 0
        seen["on half a cent"] += exact % _CENT == _CENT / 2
    return seen


async def bought(at: Counter, dice: Random, baskets: int, seed: int) -> Tally[str]:
    """Fill, review and place so many baskets; every order is held against its invoice."""
    seen: Tally[str] = Tally()
    for basket in range(baskets):
        lines = at.basket(dice)
        for review in await at.review(lines, dice.choice(SHIPS_TO[at.currency])):
            where = f"seed {seed}, {at.currency} basket {basket}, {review.number}"
            sales = await at.charged(review)
            wrong = differences(review, sales, at.fees(sales))
            assert not wrong, "\n".join([where, *wrong])
            seen += noted(review)
    return seen


@pytest.mark.process
async def test_a_thousand_baskets_cost_what_was_shown_to_the_cent() -> None:
    seed = seed_of(20261123)
    begun = perf_counter()
    seen: Tally[str] = Tally()
    for currency, baskets in (("USD", BASKETS - IN_EURO), ("EUR", IN_EURO)):
        async with counter(currency) as at:
            seen += await bought(at, Random(f"{seed} {currency}"), baskets, seed)
    print(f"\n{BASKETS} baskets in {perf_counter() - begun:.0f} s (seed {seed}), all to the cent:")
    print(", ".join(f"{many:,} {what}" for what, many in sorted(seen.items())))
    kinds = ("cut", "reel", "digi-reel", "tube", "box", "bulk", "bonded", "marketplace")
    rare = ("with a fee", "before tariff", "five decimals", "rounded", "on half a cent")
    assert all(seen[what] >= 20 for what in (*kinds, *rare, "EUR")), f"seed {seed}: {seen}"
