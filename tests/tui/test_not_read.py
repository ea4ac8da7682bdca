"""What an order says of itself that could not be read, or is of another account."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from tests.tui.kit import SMALL, Shop, ShopDriver, desk
from tests.tui.test_history import opened, ordered
from vendors.vocabulary import OrderPage, UnreadOrder

WORDS = "DigiKey's answer for order 991 could not be read (field SalesOrders.0.Status)"


class Mumbling(Shop):
    """Lists one order that cannot be read, and acts for an account."""

    account = "7718905"

    async def orders(
        self, since: date, until: date, *, page: int = 1, page_size: int = 25
    ) -> OrderPage:
        said = await super().orders(since, until, page=page, page_size=page_size)
        one = UnreadOrder("991", frozenset({"AC-2026-0001"}), WORDS)
        return replace(said, total=said.total + 1, unread=(one,))


def flat(it: ShopDriver) -> str:
    return " ".join(it.text().replace("│", " ").split())


async def test_an_answer_that_could_not_be_read_is_said_and_is_not_called_unlisted(
    tmp_path: Path,
) -> None:
    async with desk(tmp_path, SMALL, vendor=Mumbling()) as it:
        await ordered(it)
        await it.press("f5")
        await it.still()
        assert it.app.said == f"{WORDS}: it stays as it was known before; all others are here."
        await opened(it)
        words, pages = "not confirmed: DigiKey's answer about it could not be read", 0
        while words not in flat(it):
            await it.press("pagedown")
            pages += 1
            assert pages < 9
        await it.press(*["pageup"] * pages)
        assert f"! {WORDS}: nothing is known of it; F5 in the history asks again" in flat(it)
        assert "does not list it" not in flat(it)


async def test_an_order_of_another_account_says_that_it_is_not_asked_for(tmp_path: Path) -> None:
    shop = Mumbling()
    async with desk(tmp_path, SMALL, vendor=shop) as it:
        await ordered(it)
        shop.account = "7719040"
        await it.press("j", "k")
        await it.press("4")
        await it.still()
        words = "of account …8905: not asked under …9040"
        it.app.pane.redraw_below()
        await it.sees(words)
        assert "accepted" in it.text(), "its last known state stays"
        await opened(it)
        assert words in flat(it)
