"""Limits: what the settings may say, what is counted, and where exactly too much begins."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from cache import spending
from cache.people import Person
from cache.places import Refusal
from cache.spending import Over, Rules, rules_of
from cache.spending_rules import BAD_SETTINGS
from tests.cache.desk import ANN, BEN, NOON, line, offer, part
from tests.cache.limits_kit import (
    CENT,
    EURO,
    NCNR,
    UNSURE,
    Limited,
    a_vendor,
    desks,
    limit,
    rules,
)
from vendors.vocabulary import Answer, Offer, Outcome

DAY, WEEK, MOMENT = timedelta(hours=24), timedelta(days=7), timedelta(milliseconds=1)


async def above(desk: Limited, order_id: int, its: Rules, who: Person = ANN) -> tuple[Over, ...]:
    order, now = await desk.order(order_id), desk.clock.now()
    return await desk.ledger.read(lambda db: spending.over(db, order, its, who, now))


def kinds(found: tuple[Over, ...]) -> list[str]:
    return [one.kind for one in found]


# -- what the settings say -------------------------------------------------------------------------


def test_rules_are_read_and_told() -> None:
    its = rules(limit(order="5000", day="20000", ncnr="1000.50"), hours=24, drift="1.5")
    assert its.limits[0].order == Decimal(5000)
    assert its.limits[0].week is None
    assert (its.approvers, its.holds) == (("carol", "dan"), timedelta(hours=24))
    assert its.words() == [
        "Whoever has no limits of their own at DigiKey: at most 5,000.00 USD for an order, "
        "20,000.00 USD for 24 hours, 1,000.50 USD for NCNR goods an order.",
        "carol and dan may approve what is above; that holds for 24 hours and while prices rise "
        "by at most 1.5 %.",
    ]
    assert rules_of([], {}).words() == ["No limits are set: every buyer orders for any sum."]
    assert "Nobody may approve" in rules_of([limit(order="1")]).words()[-1]


@pytest.mark.parametrize(
    ("table", "said"),
    [
        (limit(ordr="1"), "there is no key 'ordr'; the nearest is 'order'"),
        (limit(order="5,000"), "order is '5,000', and must be money as text"),
        (limit(order="-1"), "must be money as text"),
        (limit(order="1e9"), "must be money as text"),
        (limit(order="NaN"), "must be money as text"),
        ({**limit(), "order": 5000}, "order is 5000, and must be money as text in quotes"),
        ({**limit(), "week": True}, "week is True, and must be money as text"),
        (limit(order="1", vendor="digikei"), "no vendor 'digikei'; the nearest is 'digikey'"),
        (limit(order="1", currency="usd"), "currency is 'usd', and must be three letters"),
        (limit(order="1", buyer="ann, ben"), "must be the name of an account"),
        ({**limit(order="1"), "buyer": 7}, "buyer must be text in quotes"),
        (limit(), "limits nothing: it needs one of order, day, week"),
        ({"vendor": "ti", "currency": "USD", "order": "1"}, "does not say for which buyer it is"),
        (limit(order="\x1b[2J"), "must be money as text"),
    ],
)
def test_what_is_wrong_with_a_limit_is_one_sentence(table: dict[str, object], said: str) -> None:
    with pytest.raises(Refusal) as refused:
        rules_of([limit(order="1", vendor="ti"), table])
    assert refused.value.sentence.startswith("/etc/bondroom.toml: [[limit]] 2")
    assert said in refused.value.sentence
    assert "\x1b" not in refused.value.sentence
    assert refused.value.status == BAD_SETTINGS


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ({"aprovers": []}, "no key 'aprovers'; the nearest is 'approvers'"),
        ({"approvers": [7]}, "must be a list of account names"),
        ({"approvers": ["*"]}, "holds '*', which is no name of an account"),
        ({"hours": "0"}, "hours is 0, and must be a whole number"),
        ({"hours": "1.5"}, "hours is 1.5, and must be a whole number"),
        ({"hours": "soon"}, "hours is 'soon', and must be a number"),
        ({"drift": "101"}, "drift is 101, and must be a percentage"),
        ({"drift": True}, "drift is True, and must be a number"),
    ],
)
def test_what_is_wrong_with_approval_is_one_sentence(table: dict[str, object], said: str) -> None:
    with pytest.raises(Refusal) as refused:
        rules_of([limit(order="1")], table)
    assert refused.value.sentence.startswith("/etc/bondroom.toml: [approval]")
    assert said in refused.value.sentence


def test_two_tables_for_the_same_are_refused() -> None:
    with pytest.raises(Refusal, match="same buyer, vendor and currency as one before"):
        rules_of([limit(order="1"), limit(day="2")])


def test_the_nearest_table_holds() -> None:
    its = rules(
        limit(order="1"),
        limit(order="2", vendor="*"),
        limit(order="3", buyer="ann", vendor="*"),
        limit(order="4", buyer="ann", currency="EUR"),
    )

    def most(*what: str) -> Decimal | None:
        found = its.of(*what)
        return None if found is None else found.order

    assert most("ben", "digikey", "USD") == 1
    assert most("ben", "ti", "USD") == 2
    assert most("ben", "ti", "EUR") is None
    # Who has tables of their own has none of everybody's.
    assert most("ann", "digikey", "USD") == 3
    assert most("ann", "digikey", "EUR") == 4
    assert most("ann", "ti", "EUR") is None


# -- where too much begins -------------------------------------------------------------------------


@pytest.mark.parametrize(("cents", "found"), [(999, []), (1000, []), (1001, ["order"])])
async def test_one_order_by_a_cent(tmp_path: Path, cents: int, found: list[str]) -> None:
    async with desks(tmp_path, its := rules(limit(order="10")), ANN) as (desk,):
        review = await desk.reviewed(cents)
        over = await above(desk, review.order_id, its)
        assert kinds(over) == found
        if found:
            assert over[0].words == "10.01 USD is above 10.00 USD for one order"


@pytest.mark.parametrize("its_offer", [NCNR, UNSURE])
@pytest.mark.parametrize(("cents", "found"), [(499, []), (500, []), (501, ["ncnr"])])
async def test_ncnr_of_one_order_by_a_cent(
    tmp_path: Path, cents: int, found: list[str], its_offer: Offer
) -> None:
    async with desks(tmp_path, its := rules(limit(order="100", ncnr="5")), ANN) as (desk,):
        draft = await desk.draft(line(CENT, 4000), line(its_offer, cents))
        (review,) = await desk.placing.review(draft)
        assert kinds(await above(desk, review.order_id, its)) == found


async def test_fees_belong_to_the_sum_and_unknown_tariffs_are_said(tmp_path: Path) -> None:
    reel = offer("RC0603DKR-ND", "0.01", fee="7.00", ncnr=True, tariff=None)
    vendor = a_vendor()
    vendor.sells(part("RC0603", CENT, reel))
    its = rules(limit(order="10", ncnr="8"))
    async with desks(tmp_path, its, ANN, vendor=vendor) as (desk,):
        (review,) = await desk.placing.review(await desk.draft(line(reel, 301)))
        assert [one.words for one in await above(desk, review.order_id, its)] == [
            "10.01 USD before tariff is above 10.00 USD for one order",
            "10.01 USD before tariff of goods that are NCNR or may be is above 8.00 USD for one "
            "order",
        ]


@pytest.mark.parametrize(("kind", "window"), [("day", DAY), ("week", WEEK)])
async def test_orders_add_up_to_the_very_end_of_a_window(
    tmp_path: Path, kind: str, window: timedelta
) -> None:
    its = rules(limit(order="10", **{kind: "12"}))
    async with desks(tmp_path, its, ANN) as (desk,):
        await desk.placed(700)
        review = await desk.reviewed(501)
        assert kinds(await above(desk, review.order_id, its)) == [kind]
        assert kinds(await above(desk, (await desk.reviewed(500)).order_id, its)) == []
        desk.clock.advance(window.total_seconds())
        assert kinds(await above(desk, review.order_id, its)) == [kind]
        desk.clock.advance(MOMENT.total_seconds())
        assert await above(desk, review.order_id, its) == ()


async def test_a_split_order_is_told_with_both_sums(tmp_path: Path) -> None:
    its = rules(limit(order="10", day="12"))
    async with desks(tmp_path, its, ANN) as (desk,):
        await desk.placed(1000)
        review = await desk.reviewed(1000)
        (found,) = await above(desk, review.order_id, its)
        assert found.words == (
            "10.00 USD and 10.00 USD placed before come to 20.00 USD, above 12.00 USD for 24 hours"
        )


async def test_ncnr_adds_up_where_the_settings_say_so(tmp_path: Path) -> None:
    its = rules(limit(ncnr="5", ncnr_day="8", ncnr_week="9"))
    async with desks(tmp_path, its, ANN) as (desk,):
        await desk.placed(500, NCNR)
        await desk.placed(4000, CENT)
        review = await desk.reviewed(301, UNSURE)
        assert kinds(await above(desk, review.order_id, its)) == ["ncnr_day"]
        review = await desk.reviewed(401, NCNR)
        assert kinds(await above(desk, review.order_id, its)) == ["ncnr_day", "ncnr_week"]
        # What has nothing of NCNR is not held up by what had.
        assert await above(desk, (await desk.reviewed(9000)).order_id, its) == ()


@pytest.mark.parametrize(
    ("outcome", "counts"),
    [
        (Outcome.ACCEPTED, True),
        (Outcome.ACCEPTED_NO_NUMBER, True),
        (Outcome.UNKNOWN, True),
        (Outcome.REJECTED, False),
        (Outcome.REFUSED, False),
        (Outcome.NOT_SENT, False),
    ],
)
async def test_what_may_be_at_the_vendor_counts(
    tmp_path: Path, outcome: Outcome, counts: bool
) -> None:
    its = rules(limit(day="10"))
    async with desks(tmp_path, its, ANN) as (desk,):
        desk.vendor.answer = Answer(outcome, "")
        await desk.placed(600)
        review = await desk.reviewed(600)
        assert kinds(await above(desk, review.order_id, its)) == (["day"] if counts else [])


async def test_what_a_person_calls_not_placed_does_not_count(tmp_path: Path) -> None:
    its = rules(limit(day="10"))
    async with desks(tmp_path, its, ANN) as (desk,):
        desk.vendor.answer = Answer(Outcome.UNKNOWN, "")
        first = await desk.placed(600)
        await desk.reconciling.not_placed(first.order_id, "DigiKey has none, says Kim")
        review = await desk.reviewed(599)
        assert await above(desk, review.order_id, its) == ()


async def test_the_vendors_total_counts_where_it_is_higher(tmp_path: Path) -> None:
    its = rules(limit(day="10"))
    async with desks(tmp_path, its, ANN) as (desk,):

        async def spent() -> Decimal:
            since = NOON - DAY
            found = await desk.ledger.read(
                lambda db: spending.spent(db, ANN.uid, "digikey", "USD", since)
            )
            return found.total

        for number, (total, currency, counted) in enumerate(
            [("2.50", "USD", "2.50"), ("2.50", "", "2.50"), ("0.50", "USD", "1"), ("9", "EUR", "1")]
        ):
            before = await spent()
            desk.vendor.answer = Answer(
                Outcome.ACCEPTED, "", (f"88{number}",), total=Decimal(total), currency=currency
            )
            await desk.placed(100)
            assert await spent() - before == Decimal(counted)


async def test_others_orders_other_vendors_and_other_money_are_apart(tmp_path: Path) -> None:
    its = rules(limit(day="10"), limit(day="10", currency="EUR"))
    async with desks(tmp_path, its, ANN, BEN) as (ann, ben):
        await ann.placed(900)
        assert await above(ben, (await ben.reviewed(900)).order_id, its, BEN) == ()
        review = await ann.reviewed(900, EURO)
        assert await above(ann, review.order_id, its) == ()
        await ann.placing.place(review.order_id)
        assert kinds(await above(ann, (await ann.reviewed(101)).order_id, its)) == ["day"]
        # By the uid: an account that was renamed is the same person.
        renamed = ANN._replace(name="anna")
        review = await ann.reviewed(102)
        assert kinds(await above(ann, review.order_id, its, renamed)) == ["day"]


async def test_what_no_limit_covers_needs_a_word(tmp_path: Path) -> None:
    async with desks(tmp_path, rules(), ANN) as (desk,):
        review = await desk.reviewed(1, EURO)
        dollars = rules(limit(order="9"))
        (found,) = await above(desk, review.order_id, dollars)
        assert found == Over("No limit in EUR is set for ann at DigiKey", "unset")
        others = rules(limit(order="9", buyer="ben", currency="EUR"))
        (found,) = await above(desk, review.order_id, others)
        assert found.kind == "unset"
        assert await above(desk, review.order_id, rules()) == ()
