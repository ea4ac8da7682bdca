"""An order belongs to the account it was sent for: under another one it is not looked for, not
called not placed, and not sent again.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from cache import acting
from cache.morning import Morning
from cache.places import Refusal
from cache.review import Review
from tests.cache.desk import ANN, NOON, Desk, Vendor, line, part
from tests.cache.looking import CUT, UNKNOWN, placed, said, stored, watching, whole
from tests.cache.virtual import VirtualClock
from vendors.contract import ActsFor
from vendors.errors import NoAnswer
from vendors.vocabulary import Answer, Outcome

A, B = "7718905", "7719040"
OTHER = r"sent for account …8905; this session acts for …9040"
REJECTED, NOT_SENT, ACCEPTED = Outcome.REJECTED, Outcome.NOT_SENT, Outcome.ACCEPTED


class Billed(Vendor):
    """Acts for one account, as the client of a session does. It lists what it is told to."""

    def __init__(self, account: str) -> None:
        super().__init__()
        self.account = account
        self.prices_for = f"{account} US en USD"
        self.sells(part("RC0603", CUT))


async def desk_of(folder: Path, vendor: Vendor, clock: VirtualClock | None = None) -> Desk:
    return await Desk(folder, vendor, clock).open()


def act_for(desk: Desk, vendor: Vendor) -> None:
    """As after another account was chosen."""
    desk.vendor = vendor
    for service in (desk.catalogue, desk.bonded, desk.orders, desk.placing, desk.reconciling):
        service.attach([vendor])


async def reviewed_again(desk: Desk) -> Review:
    (head,) = await desk.drafts.heads()
    (review,) = await desk.placing.review(await desk.drafts.open(head.id))
    return review


async def accounts(desk: Desk) -> list[str]:
    return await desk.ledger.read(
        lambda db: [row[0] for row in db.execute("SELECT account FROM attempt ORDER BY id")]
    )


def test_an_account_is_shown_by_its_last_four_digits_and_never_whole() -> None:
    assert acting.ending("7718905") == "…8905"
    assert [acting.ending(one) for one in ("8905", "8", "")] == ["…905", "…", "…"]


async def test_an_attempt_says_for_which_account_it_was_sent(tmp_path: Path) -> None:
    desk = await desk_of(tmp_path, Billed(A))
    await placed(desk)
    assert await accounts(desk) == [A]
    row = desk.orders.first().rowid(0)
    assert row is not None
    assert [one.account for one in (await desk.orders.detail(row)).attempts] == [A]
    await desk.close()


async def test_a_vendor_that_names_none_has_none_written(tmp_path: Path) -> None:
    vendor = Vendor()
    vendor.sells(part("RC0603", CUT))
    assert not isinstance(vendor, ActsFor)
    desk = await desk_of(tmp_path, vendor)
    order_id, _ = await placed(desk)
    assert await accounts(desk) == [""]
    assert (await desk.reconciling.look(order_id)).kind == "nothing"
    await desk.close()


async def test_a_look_under_another_account_is_refused_and_is_no_look(tmp_path: Path) -> None:
    desk = await desk_of(tmp_path, Billed(A))
    order_id, number = await placed(desk)
    other = Billed(B)
    act_for(desk, other)
    with pytest.raises(Refusal, match=f"{number} was {OTHER}.*sign in for that account"):
        await desk.reconciling.look(order_id)
    assert other.spans == []
    standing = await desk.reconciling.standing(order_id)
    assert (standing.looks, standing.elsewhere) == ((), OTHER)
    assert (await stored(desk))[0] == "unknown"
    back = Billed(A)
    back.listed = [whole(number)]
    act_for(desk, back)
    assert (await desk.reconciling.standing(order_id)).elsewhere == ""
    assert (await desk.reconciling.look(order_id)).kind == "one"
    await desk.close()


async def test_a_client_that_names_no_account_is_not_asked_for_one_that_had_it(
    tmp_path: Path,
) -> None:
    desk = await desk_of(tmp_path, Billed(A))
    order_id, _ = await placed(desk)
    act_for(desk, Billed(""))
    with pytest.raises(Refusal, match="this session acts for no account"):
        await desk.reconciling.look(order_id)
    assert desk.vendor.spans == []
    await desk.close()


async def test_what_was_sent_before_an_account_was_chosen_is_looked_for(tmp_path: Path) -> None:
    desk = await desk_of(tmp_path, Billed(""))
    order_id, number = await placed(desk)
    act_for(desk, Billed(B))
    desk.vendor.listed = [whole(number)]
    assert (await desk.reconciling.look(order_id)).kind == "one"
    await desk.close()


async def test_nobody_can_say_under_another_account_that_it_was_not_placed(tmp_path: Path) -> None:
    desk = await desk_of(tmp_path, Billed(A))
    order_id, number = await placed(desk)
    before = await said(desk)
    act_for(desk, Billed(B))
    with pytest.raises(Refusal, match=f"{number} was {OTHER}. Nothing was changed"):
        await desk.reconciling.not_placed(order_id, "they know of none")
    assert await said(desk) == before
    act_for(desk, Billed(A))
    await desk.reconciling.not_placed(order_id, "they know of none")
    assert (await stored(desk))[0] == "not_placed"
    await desk.close()


async def test_an_accepted_order_is_not_asked_after_under_another_account(tmp_path: Path) -> None:
    desk = await desk_of(tmp_path, Billed(A))
    order_id, _ = await placed(desk, ACCEPTED)
    act_for(desk, Billed(B))
    with desk.reconciling.alone(), pytest.raises(Refusal, match=OTHER):
        await desk.reconciling.poll(order_id)
    assert desk.vendor.spans == []
    await desk.close()


async def test_a_list_of_another_account_settles_nothing_of_this_one(tmp_path: Path) -> None:
    """The same number may stand there: it is another order."""
    desk = await desk_of(tmp_path, Billed(A))
    _, number = await placed(desk)
    act_for(desk, Billed(B))
    desk.vendor.listed = [whole(number)]
    await desk.orders.refresh()
    assert (await stored(desk))[0] == "unknown"
    act_for(desk, Billed(A))
    desk.vendor.listed = [whole(number)]
    await desk.orders.refresh()
    assert (await stored(desk))[0] == "accepted"
    await desk.close()


@pytest.mark.parametrize("outcome", [UNKNOWN, REJECTED, Outcome.REFUSED])
async def test_it_is_not_sent_again_for_another_account(tmp_path: Path, outcome: Outcome) -> None:
    desk = await desk_of(tmp_path, Billed(A))
    order_id, number = await placed(desk, outcome)
    if outcome is UNKNOWN:
        await desk.reconciling.not_placed(order_id, "they know of none")
    act_for(desk, Billed(B))
    review = await reviewed_again(desk)
    assert review.number == number
    (problem,) = review.problems
    assert problem.startswith(f"{number} was {OTHER}")
    before = await stored(desk)
    # What that account has under the number says nothing of this order.
    desk.vendor.listed = [whole(number)]
    with pytest.raises(Refusal, match=OTHER):
        await desk.placing.place(order_id)
    assert desk.vendor.taken == []
    assert await stored(desk) == before
    assert await accounts(desk) == [A]
    act_for(desk, Billed(A))
    desk.vendor.answer = Answer(ACCEPTED, "thank you", ("88002",))
    assert (await reviewed_again(desk)).problems == []
    await desk.placing.place(order_id)
    assert await accounts(desk) == [A, A]
    await desk.close()


async def test_of_what_never_left_nothing_can_be_at_the_account_before(tmp_path: Path) -> None:
    desk = await desk_of(tmp_path, Billed(A))
    order_id, _ = await placed(desk, NOT_SENT)
    act_for(desk, Billed(B))
    assert (await reviewed_again(desk)).problems == []
    await desk.placing.place(order_id)
    assert await accounts(desk) == [A, B]
    await desk.close()


async def test_the_ledger_refuses_it_where_the_checks_before_did_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another session may have sent it for its own account since the checks."""
    desk = await desk_of(tmp_path, Billed(A))
    order_id, _ = await placed(desk, REJECTED)
    act_for(desk, Billed(B))
    monkeypatch.setattr(desk.placing, "_not_again", lambda db, order: "")
    assert (await reviewed_again(desk)).problems == []
    with pytest.raises(Refusal, match=OTHER):
        await desk.placing.place(order_id)
    assert desk.vendor.taken == []
    await desk.close()


async def test_by_itself_it_waits_for_its_account_and_keeps_no_other_waiting(
    tmp_path: Path,
) -> None:
    clock = VirtualClock(NOON)
    desk = await desk_of(tmp_path, Billed(A), clock)
    strange, _ = await placed(desk)
    clock.advance(1)
    act_for(desk, Billed(B))
    desk.vendor.answer = Answer(UNKNOWN, "words")
    (review,) = await desk.placing.review(await desk.draft(line(CUT, 300)))
    await desk.placing.place(review.order_id)
    desk.vendor.find_fails = NoAnswer("digikey", "no answer came")
    async with watching(desk):
        await clock.run(timedelta(minutes=30).total_seconds())
    assert (await desk.reconciling.standing(strange)).looks == ()
    assert (await desk.reconciling.standing(review.order_id)).looks != ()
    await desk.close()


async def test_a_review_says_who_is_billed_and_who_orders(tmp_path: Path) -> None:
    desk = await desk_of(tmp_path, Billed(A))
    (review,) = await desk.placing.review(await desk.draft(line(CUT)))
    assert review.account == A
    assert (review.buyer.name, review.buyer.company) == ("Ann Ito", "Acme")
    await desk.close()


async def test_under_another_account_an_order_stays_as_it_was_and_says_why(tmp_path: Path) -> None:
    desk = await desk_of(tmp_path, Billed(A))
    desk.vendor.answer = Answer(Outcome.ACCEPTED, "words", ("88001",))
    (review,) = await desk.placing.review(await desk.draft(line(CUT)))
    await desk.placing.place(review.order_id)
    desk.vendor.listed = [replace(whole(review.number), status="Shipped", customer_id=A)]
    await desk.orders.refresh()
    was = desk.orders.first().row(0)
    assert was is not None
    assert (was.account, desk.orders.elsewhere(was.vendor, was.account)) == (A, "")
    desk.clock.advance(60)
    act_for(desk, Billed(B))
    await desk.orders.refresh()
    assert desk.orders.first().row(0) == was
    words = "of account …8905: not asked under …9040"
    assert desk.orders.elsewhere(was.vendor, was.account) == words
    assert (await desk.orders.detail(was.rowid)).elsewhere == words
    assert desk.orders.elsewhere("another", A) == "", "no client is here to say so"
    await desk.close()


async def test_the_morning_list_does_not_say_unlisted_of_what_is_not_asked_for(
    tmp_path: Path,
) -> None:
    desk = await desk_of(tmp_path, Billed(A))
    desk.vendor.answer = Answer(Outcome.ACCEPTED, "words", ("88001",))
    (review,) = await desk.placing.review(await desk.draft(line(CUT)))
    await desk.placing.place(review.order_id)
    desk.clock.advance(timedelta(days=3).total_seconds())
    morning = Morning(
        *(desk.ledger, desk.cache, desk.clock, ANN, "sandbox"),
        elsewhere=desk.orders.elsewhere,
    )
    (item,) = await morning.items()
    assert item.words.endswith("DigiKey does not list it yet")
    act_for(desk, Billed(B))
    (item,) = await morning.items()
    assert item.words.endswith("; of account …8905: not asked under …9040")
    await desk.close()


async def test_an_order_that_stands_under_another_customer_differs_and_says_so(
    tmp_path: Path,
) -> None:
    desk = await desk_of(tmp_path, Billed(A))
    desk.vendor.answer = Answer(Outcome.ACCEPTED, "words", ("88001",))
    (review,) = await desk.placing.review(await desk.draft(line(CUT)))
    await desk.placing.place(review.order_id)
    at_vendor = whole(review.number)
    rowid = desk.orders.first().rowid(0) or 0
    for customer_id in (A, f"0{A}", review.customer_id, ""):
        desk.vendor.listed = [replace(at_vendor, customer_id=customer_id)]
        desk.clock.advance(60)
        await desk.orders.refresh()
        found = (await desk.orders.detail(rowid)).confirmation
        assert found is not None
        assert found.confirmed, customer_id
    desk.vendor.listed = [replace(at_vendor, customer_id=B)]
    desk.clock.advance(60)
    await desk.orders.refresh()
    found = (await desk.orders.detail(rowid)).confirmation
    assert found is not None
    (differs,) = found.differences
    sent = f"sent for account …8905, ship-to {review.customer_id}"
    assert differs.words == f"DigiKey has it under customer …9040; {sent}"
    assert differs.what == "account"
    row = desk.orders.first().row(0)
    assert row is not None
    assert (row.confirmation, row.differs) == ("differs", 1)
    await desk.close()


async def test_prices_for_another_account_than_is_billed_are_said_at_review(tmp_path: Path) -> None:
    vendor = Billed(A)
    desk = await desk_of(tmp_path, vendor)
    for used, words in ((A, ""), (f"0{A}", ""), (None, ""), (B, "for account …9040, and …8905")):
        desk.clock.advance(timedelta(days=1).total_seconds())
        vendor.sells(replace(part("RC0603", CUT), account=used))
        (review,) = await desk.placing.review(await desk.draft(line(CUT)))
        said = [one for one in review.notes if "would be billed" in one]
        assert len(said) == bool(words)
        assert all(words in one for one in said)
    await desk.close()
