"""A list that has no lines: what an order was said to hold by itself stays."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from datetime import timedelta

import pytest

from cache.projection import put_theirs, theirs
from cache.status_words import THEIRS
from cache.vendor_orders import glance
from tests.cache.desk import NOON, vendor_line, vendor_order
from tests.cache.test_finding import a_catalogue
from vendors.ti.translate_orders import _STATUSES
from vendors.vocabulary import VendorOrder

WHOLE = replace(vendor_order("PO-1", "991", lines=(vendor_line(),)), vendor="ti")
LISTED = replace(WHOLE, status="Complete", status_text="30.50 USD in all", sales_orders=())


def stored(*told: VendorOrder) -> VendorOrder:
    """What is stored after the vendor said these, an hour apart."""
    with closing(a_catalogue()) as db:
        for hour, order in enumerate(told):
            put_theirs(db, [order], NOON + timedelta(hours=hour))
        ((found, _),) = theirs(db, "ti", "po-1")
        return found


def test_its_lines_stay_and_its_status_is_the_new_one() -> None:
    found = stored(WHOLE, LISTED)
    assert found.sales_orders == WHOLE.sales_orders
    assert (found.status, found.status_text) == ("Complete", "30.50 USD in all")


def test_what_was_never_told_is_not_made_up() -> None:
    assert stored(LISTED) == LISTED


def test_what_is_told_anew_counts() -> None:
    fewer = replace(WHOLE, sales_orders=(replace(WHOLE.sales_orders[0], lines=()),))
    assert stored(WHOLE, LISTED, fewer) == fewer


def test_every_status_of_tis_has_its_words() -> None:
    assert set(_STATUSES.values()) <= THEIRS.keys()


@pytest.mark.parametrize(("status", "finished"), [("Complete", True), ("In work", False)])
def test_an_order_that_is_complete_is_over(status: str, finished: bool) -> None:
    assert glance([replace(WHOLE, status=status)], NOON.date()).finished is finished


@pytest.mark.parametrize(
    ("status", "waits"), [("On hold", True), ("Payment pending", True), ("In work", False)]
)
def test_an_order_that_waits_for_somebody_is_held_up(status: str, waits: bool) -> None:
    assert glance([replace(WHOLE, status=status)], NOON.date()).held_up is waits
