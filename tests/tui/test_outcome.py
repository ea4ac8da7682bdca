"""The outcome sheet: the words of each outcome, and what became known while it stood."""

from __future__ import annotations

from pathlib import Path

from tests.cache.desk import vendor_line, vendor_order
from tests.tui.kit import SMALL, desk
from tests.tui.test_placing import placed, reviewed
from tui.screens.outcome import OUTCOMES, outcome_words
from vendors.vocabulary import Answer, Outcome


def test_no_two_outcomes_have_the_same_words_or_the_same_next_step() -> None:
    assert set(OUTCOMES) == set(Outcome)
    heads = [head for _, head, _ in OUTCOMES.values()]
    steps = [words for *_, words in OUTCOMES.values()]
    assert len(set(heads)) == len(set(steps)) == len(OUTCOMES)
    for word in ("l looks now", "y copies", "n is for when DigiKey told you"):
        assert word in outcome_words(Outcome.UNKNOWN, "digikey")[2]


async def test_an_unknown_order_that_is_found_is_unknown_no_more_on_its_open_sheet(
    tmp_path: Path,
) -> None:
    async with desk(tmp_path, SMALL) as it:
        it.vendor.answer = Answer(Outcome.UNKNOWN, "no answer within 30 seconds")
        sheet = await reviewed(it)
        await it.press("0001", "enter")
        await placed(it)
        await it.still()
        await it.sees("it may or may not have been placed")
        assert "Since then" not in it.text()
        line = vendor_line("311-10.0KHRCT-ND", 250)
        it.vendor.listed = [vendor_order("AC-2026-0001", lines=(line,))]
        await it.app.services.reconciling.look(sheet.review.order_id)
        it.app.changed("orders")
        await it.sees("Since then: AC-2026-0001 was found: DigiKey has it as sales order 88001.")
        assert "may or may not" not in it.text()
        assert "will not send it again" not in it.text().replace("\n", " ")
        await it.sees("4 History has the order as it is now")
        await it.press("enter")
        assert it.app.pane.place == "history"
