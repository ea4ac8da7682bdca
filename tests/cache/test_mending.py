"""Whatever is said of any line: nothing changes by it, and each key leaves lines that are legal."""

from __future__ import annotations

import random
from copy import deepcopy
from dataclasses import replace
from datetime import timedelta

import pytest

from cache.advice import Facts, advise
from cache.advice_facts import own_offer
from cache.drafts import DraftLine
from cache.offering import release_line
from cache.typed import Typed
from tests.cache.advice_kit import facts, mended, row
from tests.cache.desk import NOON, line
from tests.cache.test_cheaper import some_offer
from vendors.buying import price_of
from vendors.vocabulary import Offer


def some_line(chance: random.Random, offers: list[Offer]) -> DraftLine:
    its, quantity = chance.choice(offers), chance.choice([1, 90, 500, 999, 3500, 4100, 12_500])
    if chance.random() < 0.2:
        return release_line(row(minimum=chance.choice([1, 1000])), quantity)
    its_line = replace(line(its, quantity), unit_price=price_of(its, quantity))
    words = chance.choice(["", "reel", "cut", offers[0].number])
    return replace(
        its_line,
        stock=chance.choice([None, 0, 300, 10**6]),
        typed=Typed(part=chance.choice(["RC0603", offers[1].number]), packaging=words),
    )


def some_facts(chance: random.Random, offers: list[Offer]) -> Facts:
    rows = tuple(
        row(
            customer_id=site,
            code=site,
            reserve=chance.choice([None, 0, 700, 3000, 20_000]),
            released=chance.choice([0, 500]),
            minimum=chance.choice([1, 1000]),
            standard_package=chance.choice([None, 1, 1000]),
        )
        for site in ("7001", "7002")[: chance.randint(0, 2)]
    )
    return facts(
        *offers,
        bonded=rows,
        now=NOON + timedelta(minutes=chance.choice([0, 30])),
        at=NOON + timedelta(minutes=chance.choice([-5, 5])),
        about={"backorder_allowed": chance.choice([None, True, False])},
        ship_to=chance.choice([None, "7001"]),
        elsewhere=("ben has this part in D-1 (5).",),
    )


@pytest.mark.parametrize("seed", range(150))
def test_no_advice_changes_a_line_and_every_key_leaves_legal_ones(seed: int) -> None:
    chance = random.Random(seed)
    currency = chance.choice(["USD", "JPY"])
    offers = [replace(some_offer(chance, name), currency=currency) for name in ("A-ND", "B-ND")]
    offers.append(replace(some_offer(chance, "C-ND"), marketplace=True))
    its, known = some_line(chance, offers), some_facts(chance, offers)
    before = deepcopy(its)
    found = advise(its, known)
    assert its == before
    for advice in found:
        if not advice.takes:
            continue
        assert advice.key
        lines = mended(its, advice)
        assert its == before
        assert sum(one.quantity for one in lines) >= (
            0 if advice.kind == "stock" else before.quantity
        )
        # Pressed again, the key would do nothing: what was said is no longer so.
        again = [one.words for one in advise(lines[0], known) if one.kind == advice.kind]
        assert advice.words not in again or lines[0] != its
        assert own_offer(lines[0]).number == lines[0].number
