"""The catalogue by rule: its numbers, its terms, and what words find in it."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

import pytest

from vendors.sandbox import ids, money
from vendors.sandbox.parametrics import columns
from vendors.sandbox.parts import taxonomy
from vendors.sandbox.parts.catalogue import Catalogue, shared
from vendors.sandbox.parts.terms import WELL_KNOWN

CATALOGUE = shared()
SOME = range(0, len(CATALOGUE), 37)


def test_every_digikey_number_names_one_part() -> None:
    listed = Counter(
        number
        for text in CATALOGUE.index.texts
        for number in text.split("\n ", 1)[0].split("\n")[2:]
    )
    assert listed.total() > 50_000
    assert [number for number, many in listed.items() if many > 1] == []


def test_a_part_is_found_by_each_of_its_numbers_in_any_case() -> None:
    for index in range(0, len(CATALOGUE), 997):
        part = CATALOGUE.part(index)
        assert index in CATALOGUE.by_number(part.mpn.lower())
        for variation in part.variations:
            assert CATALOGUE.by_number(f" {variation.number.upper()} ") == [index]


def test_one_number_of_several_makers_finds_them_all() -> None:
    makers = {CATALOGUE.part(index).maker.name for index in CATALOGUE.by_number("LM358D")}
    assert makers == {"Texas Instruments", "STMicroelectronics"}


def test_the_parts_that_documents_name_can_be_bought() -> None:
    for mpn in WELL_KNOWN:
        (index, *_) = CATALOGUE.by_number(mpn)
        part = CATALOGUE.part(index)
        assert part.status == taxonomy.ACTIVE
        assert part.stock > 0
        assert any(each.breaks and not each.supplier for each in part.variations)


def test_terms_make_sense_wherever_something_is_for_sale() -> None:
    for index in SOME:
        for variation in CATALOGUE.part(index).variations:
            if not variation.breaks:
                assert (variation.moq, variation.stock) == (0, 0)
                continue
            quantities = [many for many, _ in variation.breaks]
            prices = [units for _, units in variation.breaks]
            assert quantities == sorted(set(quantities))
            assert prices == sorted(prices, reverse=True)
            assert quantities[0] <= variation.moq
            assert variation.moq % variation.multiple == 0


def test_what_a_catalogue_can_be_nasty_with_is_there() -> None:
    """Each of these has to come up for the client to be tried by it."""
    found: Counter[str] = Counter()
    for index in range(0, len(CATALOGUE), 7):
        part = CATALOGUE.part(index)
        found["no unit price"] += part.unit_price == 0
        found["supplier first"] += bool(part.variations[0].supplier)
        found["not orderable"] += any(not each.breaks for each in part.variations)
        found["two reels at least"] += any(
            each.moq == 2 * each.standard_package for each in part.variations if each.breaks
        )
        found["no limit, said with 0"] += any(each.maximum == 0 for each in part.variations)
        found["no lead time"] += part.lead_weeks is None
        found["NCNR"] += part.ncnr
        found["tariff"] += part.tariff
        found["own prices"] += part.own_prices
        found[f"status {part.status}"] += 1
    assert all(found.values())
    assert {f"status {status}" for status in taxonomy.STATUSES} <= set(found)


def test_another_catalogue_is_the_same() -> None:
    other = Catalogue()
    assert all(other.part(index).variations == CATALOGUE.part(index).variations for index in SOME)
    assert other.index.texts == CATALOGUE.index.texts


def test_every_word_must_be_there_and_the_number_counts_most() -> None:
    hits = [CATALOGUE.part(index) for index in CATALOGUE.find("lm358 soic")]
    assert hits
    assert all("LM358" in part.mpn and "SOIC" in part.core.description for part in hits)
    first = CATALOGUE.part(CATALOGUE.find("rc0603fr-0710k")[0])
    assert first.mpn == "RC0603FR-0710KL"


@pytest.mark.parametrize(
    ("words", "mpn"), [("10 kω 100 µf", "ODD-ΩµΔ±"), ("10ΜF 全角", "ODD-WIDE"), ("ω", "ODD-ΩµΔ±")]
)
def test_symbols_are_found_as_they_are_typed(words: str, mpn: str) -> None:
    assert mpn in [CATALOGUE.part(index).mpn for index in CATALOGUE.find(words)]


def test_no_two_values_of_a_parameter_and_no_two_series_share_an_id() -> None:
    for column in columns(CATALOGUE).values():
        assert len(set(column.ids)) == len(column.texts)
    names = {family.series for family in CATALOGUE.families}
    assert len({ids.series_id(name) for name in names}) == len(names)


def test_prices_stand_exactly_in_json_in_every_currency() -> None:
    for index in SOME[::5]:
        for variation in CATALOGUE.part(index).variations:
            for many, units in variation.breaks:
                for currency in money.RATES:
                    price = money.price(units, currency)
                    assert Decimal(repr(money.number(price * many))) == price * many
