"""Who is named as somebody who can approve an order: only those who can."""

from __future__ import annotations

import pwd
from pathlib import Path

import pytest

from cache.clock import FixedClock
from cache.people import impersonal
from cache.places import Places, Refusal
from cache.services import Services
from cache.spending import rules_of
from tests.cache.desk import ANN, BEN, NOON, line
from tests.cache.limits_kit import CAROL, CENT, DAN, Limited, asked, desks, limit, rules, standing
from vendors.vocabulary import Answer, Outcome

CURE = (
    "An administrator has to name another approver (approvers, below [approval] in "
    "/etc/bondroom.toml)."
)


async def edited(who: Limited, draft_id: int, name: str) -> None:
    theirs = await who.drafts.open(draft_id)
    theirs.name = name
    await who.drafts.save(theirs)
    await who.drafts.leases.give_back(draft_id)


async def test_nobody_is_named_who_is_barred(tmp_path: Path) -> None:
    its = rules(limit(order="10"), approvers=["ann", "ben", "carol", "dan"])
    async with desks(tmp_path, its, ANN, BEN, CAROL, DAN) as (ann, ben, carol, _):
        review = await ann.reviewed(1200)
        order = await ann.order(review.order_id)
        assert order.draft_id is not None

        async def named(who: Limited) -> str:
            return (await standing(who, review)).words.partition("for one order. ")[2]

        assert await named(ann) == "Ask for the approval of ben, carol or dan."
        # Whoever asks for a colleague cannot approve it, nor can the colleague who made it.
        assert await named(ben) == "Ask for the approval of carol or dan."
        await edited(carol, order.draft_id, "spares")
        assert await named(ann) == "Ask for the approval of ben or dan."
        request = await ann.approvals.ask(review.order_id, "line 4 stands still")
        assert request.can == ("ben", "dan")
        for who in (ann, ben, carol):
            assert (await named(who)).endswith("It waits for ben or dan.")
        seen, *_ = await ben.approvals.look(request.id)
        assert (seen.barred, seen.can) == ("", ("ben", "dan"))
        # Another edit bars another, and frees the one before.
        await edited(ben, order.draft_id, "line 4 spares")
        assert (await named(ann)).endswith("It waits for carol or dan.")


async def test_whoever_saved_the_draft_last_is_barred_where_its_order_comes_back_too(
    tmp_path: Path,
) -> None:
    its = rules(limit(order="10"), approvers=["ben", "carol"])
    async with desks(tmp_path, its, ANN, BEN) as (ann, ben):
        draft = await ann.draft(line(CENT, 900))
        await ann.drafts.leases.give_back(draft.id)
        await edited(ben, draft.id, "spares")
        (review,) = await ann.placing.review(await ann.drafts.open(draft.id))
        ann.vendor.answer = Answer(Outcome.UNKNOWN, "no answer")
        await ann.placing.place(review.order_id)
        await ann.ledger.write(lambda db: db.execute("UPDATE draft SET state = 'discarded'"))
        await ann.reconciling.not_placed(review.order_id, "Kim at DigiKey finds none")
        order = await ann.order(review.order_id)
        assert order.draft_id != draft.id
        ann.approvals.rules = ben.approvals.rules = rules(
            limit(order="5"), approvers=["ben", "carol"]
        )
        request = await ann.approvals.ask(review.order_id, "line 4 stands still")
        assert request.can == ("carol",)
        seen, *_ = await ben.approvals.look(request.id)
        assert (seen.barred, seen.can) == ("ben changed its draft last", ("carol",))


async def test_where_nobody_is_left_it_says_so_and_what_to_do(tmp_path: Path) -> None:
    its = rules(limit(order="10"), approvers=["ann", "carol"])
    async with desks(tmp_path, its, ANN, CAROL) as (ann, carol):
        review, draft, _ = await asked(ann)
        await ann.drafts.leases.give_back(draft.id)
        await edited(carol, draft.id, "spares")
        said = (
            "Nobody can approve it: ann and carol made it, asked for it, or changed its draft "
            f"last. {CURE}"
        )
        assert (await standing(ann, review)).words.endswith(said)
        assert (await ann.approvals.every())[0].can == ()
        other = await ann.reviewed(1300)
        order = await ann.order(other.order_id)
        await edited(carol, order.draft_id or 0, "more spares")
        with pytest.raises(Refusal) as refused:
            await ann.approvals.ask(other.order_id, "line 4 stands still")
        assert refused.value.sentence.endswith(f"{said} Nothing was asked.")


async def test_accounts_that_say_not_who_acts_are_not_named(tmp_path: Path) -> None:
    its = rules(limit(order="10"), approvers=["purchasing", "root", "carol"])
    able = its.without(impersonal(its.approvers, ["purchasing"]))
    assert (able.approvers, able.unfit) == (("carol",), ("purchasing", "root"))
    async with desks(tmp_path, able, ANN) as (ann,):
        found = await standing(ann, await ann.reviewed(1200))
        assert found.words.endswith("Ask for the approval of carol.")
    able = able.without(["carol"])
    async with desks(tmp_path, able, ANN) as (ann,):
        found = await standing(ann, await ann.reviewed(1200))
        assert found.words.endswith(
            f"Nobody can approve it: purchasing, root and carol say not which person acts. {CURE}"
        )


def test_which_accounts_say_not_who_acts() -> None:
    """By the machine's own list of accounts: one that is not in it is nobody's yet."""
    assert pwd.getpwnam("root").pw_uid == 0
    names = ["root", "daemon", "nobody", "no-such-account", "purchasing"]
    assert impersonal(names) == ["root", "daemon", "nobody"]
    assert impersonal(names, ["purchasing"]) == ["root", "daemon", "nobody", "purchasing"]


@pytest.mark.parametrize(
    ("environment", "allow", "left"),
    [("production", False, ()), ("production", True, ("root",)), ("sandbox", False, ("root",))],
)
def test_services_leave_them_out_where_they_decide_nothing(
    tmp_path: Path, environment: str, allow: bool, left: tuple[str, ...]
) -> None:
    """A sandbox of one's own is anybody's, root's too."""
    places = Places.of(environment, tmp_path)
    its = rules_of([limit(order="10")], {"approvers": ["root"]})
    services = Services(places, FixedClock(NOON), allow_several=allow, limits=its)
    assert services.approvals.rules.approvers == services.placing.rules.approvers == left
