"""What a row of the search says of a part and of the offer that stands for it."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from cache.convert import breaks_text
from cache.part_rows import PartRow
from tests.cache.desk import NOON, offer
from tui.panes.search_rows import cells, columns, in_words, offer_of
from tui.widgets.table import ListSource, Table
from vendors.vocabulary import Offer, Packaging

CUT = offer("CT-ND", "0.10", ncnr=True)
REEL = offer("TR-ND", "0.02", packaging=Packaging.REEL, moq=5000, multiple=5000, stock=None)
AT_TI = replace(offer("X1", "0.09", tariff=True), vendor="ti")


def row(*offers: Offer, **about: Any) -> PartRow:
    its = [
        [
            *(at, one.vendor, one.number, one.packaging, one.packaging_text, one.stock, one.moq),
            *(one.multiple, one.maximum, breaks_text(one.breaks), one.currency, str(one.fee)),
            *(int(one.own_price), one.ncnr, one.tariff, int(one.marketplace), NOON.isoformat()),
        ]
        for at, one in enumerate(offers, 1)
    ]
    facts = {"status": "Active", "description": "RES 10K", "lead_weeks": 12} | about
    return PartRow(7, "X1", "Yageo", offers_text=json.dumps(its), **facts)


def said(its: PartRow, quantity: int = 1000) -> dict[str, str]:
    heads = [one.head or "marks" for one in columns(quantity)]
    return dict(zip(heads, cells(its, quantity), strict=True))


def test_offers_come_back_as_they_were_stored() -> None:
    (cut, ti) = row(CUT, AT_TI).offers
    assert (cut.rowid, cut.offer, cut.at) == (1, CUT, NOON)
    assert ti.offer == AT_TI


def test_the_best_offer_stands_for_the_part_and_says_how_many_more_there_are() -> None:
    one = said(row(CUT, REEL, AT_TI))
    assert (one["vendor"], one["pack"], one["at 1,000"]) == ("TI+2", "cut", "0.09000")
    assert one["marks"] == "T"
    one = said(row(CUT, replace(REEL, stock=9000)), 5000)
    assert (one["vendor"], one["pack"], one["at 5,000"]) == ("DigiKey+1", "reel", "0.02000")
    assert said(row(CUT, REEL), 5000)["pack"] == "cut", "what is in stock goes before"
    assert said(row(REEL), 5000)["stock"] == "—", "not said is not none"
    assert said(row(CUT))["vendor"] == "DigiKey"


def test_what_does_not_take_the_quantity_says_what_it_takes() -> None:
    assert said(row(REEL))["at 1,000"] == "5,000 up"
    assert said(row(replace(CUT, maximum=900)))["at 1,000"] == "to 900"
    assert said(row(replace(CUT, breaks=())))["at 1,000"] == "no price"
    assert "the minimum is 5,000" in in_words(row(REEL), 1000)


def test_a_part_that_nobody_offers_is_shown_and_is_none_to_add() -> None:
    its = row()
    assert offer_of(its, 1000) is None
    one = said(its)
    assert (one["vendor"], one["stock"], one["at 1,000"]) == ("—", "—", "no price")


def test_marks_are_said_in_words_for_the_row_under_the_cursor() -> None:
    its = row(replace(CUT, marketplace=True), status="Obsolete")
    assert said(its)["marks"] == "NMO"
    assert in_words(its, 1000) == "NCNR, marketplace, Obsolete · Yageo · in USD · RES 10K"
    assert said(row(offer("A"), status="ACTIVE"))["marks"] == "", "however a vendor spells it"


def test_other_columns_take_the_place_of_the_old() -> None:
    table = Table(columns(1000), lambda its: cells(its, 2500))
    table.show(ListSource([row(CUT)], [1]))
    assert "at 1,000" in table.head(60)[0][0]
    table.recolumn(columns(2500))
    assert "at 2,500" in table.head(60)[0][0]
