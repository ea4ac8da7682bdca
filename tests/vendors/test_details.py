"""What surrounds a part, as DigiKey answers it and as the screen is told."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.vendors.kit import Tokens, answer, desk, error_body
from tests.vendors.products import USD
from vendors.contract import FilteredSearch, PartDetails, Taxonomy
from vendors.details import (
    Category,
    ChangeNotice,
    Document,
    Maker,
    Related,
    Relation,
)
from vendors.digikey import DigiKey
from vendors.digikey.translate_details import price
from vendors.errors import Invalid, NotFound, SignInNeeded, Unreadable, VendorDown

NASTY = "\x1b]52;c;AAAA\x07\u202e[red]x[/]\u200b"
SAFE = "\ufffd]52;c;AAAA\ufffd\ufffd[red]x[/]\ufffd"
GONE = {"title": "Not Found", "status": 404, "detail": "Requested Product x Not Found"}


def told(body: Any, status: int = 200) -> DigiKey:
    return desk(answer(body, status)).digikey


def test_it_has_what_surrounds_a_part() -> None:
    digikey = told({})
    for one in (PartDetails, Taxonomy, FilteredSearch):
        assert isinstance(digikey, one), one


# -- relatives ---------------------------------------------------------------------------------

SUMMARY: dict[str, Any] = {
    "ProductUrl": "https://www.digikey.com/en/products/detail/1",
    "Description": "IC OPAMP GP 2 CIRCUIT 8SOIC",
    "Manufacturer": {"Id": 488, "Name": "onsemi"},
    "ManufacturerProductNumber": "LM358DR2G",
    "UnitPrice": "0.36",
    "QuantityAvailable": 120,
    "DigiKeyProductNumber": "LM358DR2GOSCT-ND",
}
RELATED = Related(
    relation=Relation.SUBSTITUTE,
    kind="Direct",
    maker="onsemi",
    part="LM358DR2G",
    number="LM358DR2GOSCT-ND",
    description="IC OPAMP GP 2 CIRCUIT 8SOIC",
    stock=120,
    unit_price=Decimal("0.36"),
    currency="USD",
    url="https://www.digikey.com/en/products/detail/1",
)


async def test_a_substitute_says_how_it_stands_to_the_part() -> None:
    said = {**SUMMARY, "SubstituteType": "Direct"}
    body = {"ProductSubstitutesCount": 1, "ProductSubstitutes": [said], "SearchLocaleUsed": USD}
    assert await told(body).substitutes("x") == (RELATED,)


async def test_other_packagings_lie_in_a_field_of_the_same_name() -> None:
    body = {"AlternatePackagings": {"AlternatePackaging": [SUMMARY]}, "SearchLocaleUsed": USD}
    (found,) = await told(body).other_packagings("x")
    assert (found.relation, found.kind, found.number) == (
        Relation.PACKAGING,
        "",
        "LM358DR2GOSCT-ND",
    )
    nothings: tuple[dict[str, Any], ...] = (
        {},
        {"AlternatePackagings": None},
        {"AlternatePackagings": {}},
    )
    for nothing in nothings:
        assert await told(nothing).other_packagings("x") == ()


async def test_associated_parts_keep_what_they_are() -> None:
    lists = {
        "ForUseWithProducts": [{**SUMMARY, "DigiKeyProductNumber": "4-ND"}],
        "AssociatedProducts": [{**SUMMARY, "DigiKeyProductNumber": "3-ND"}],
        "MatingProducts": [{**SUMMARY, "DigiKeyProductNumber": "2-ND"}],
        "Kits": [{**SUMMARY, "DigiKeyProductNumber": "1-ND"}],
    }
    body = {"ProductAssociations": lists, "SearchLocaleUsed": USD}
    found = await told(body).associated("x")
    assert [(one.relation, one.number) for one in found] == [
        (Relation.KIT, "1-ND"),
        (Relation.MATING, "2-ND"),
        (Relation.ASSOCIATED, "3-ND"),
        (Relation.FOR_USE_WITH, "4-ND"),
    ]
    assert await told({"ProductAssociations": None}).associated("x") == ()


async def test_recommended_parts_are_spelled_flat_and_priced_as_numbers() -> None:
    said = {
        "DigiKeyProductNumber": "1528-2281-ND",
        "ManufacturerProductNumber": "3512",
        "ManufacturerName": "Adafruit Industries LLC",
        "ProductDescription": "MYMINIRACECAR",
        "QuantityAvailable": 54,
        "UnitPrice": 94.95,
        "ProductUrl": "https://www.digikey.com/x",
    }
    euros = {"RecommendedProducts": [said], "SearchLocaleUsed": {"Currency": "EUR"}}
    body = {"Recommendations": [{"RecommendedProducts": None}, euros]}
    assert await told(body).recommended("x") == (
        Related(
            Relation.RECOMMENDED,
            "",
            "Adafruit Industries LLC",
            "3512",
            "1528-2281-ND",
            "MYMINIRACECAR",
            54,
            Decimal("94.95"),
            "EUR",
            "https://www.digikey.com/x",
        ),
    )


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("0.36", "0.36"),
        ("0.01704", "0.01704"),
        ("$1,234.50", "1234.50"),
        ("US$ 12", "12"),
        ("12.5 €", "12.5"),
        ("1,234,567.8", "1234567.8"),
        ("1,234", None),
        ("1,23", None),
        ("1.234,50", None),
        ("12,34.5", None),
        ("-1", None),
        ("1E5", None),
        ("0", None),
        ("0.00", None),
        ("Call", None),
        ("from 3 to 5", None),
        ("", None),
        (None, None),
        (Decimal("0.1"), "0.1"),
        (Decimal("-1"), None),
        (Decimal(0), None),
    ],
)
def test_a_price_in_a_text_is_read_or_left(said: Any, found: str | None) -> None:
    """What means one thing here and another there is not guessed at."""
    assert price(said) == (None if found is None else Decimal(found))


# -- documents and notices ---------------------------------------------------------------------


async def test_a_document_keeps_its_kind_and_title() -> None:
    sheet = {"MediaType": "Datasheets", "Title": "LM358 rev. V", "Url": "//mm.digikey.com/a.pdf"}
    film = {"MediaType": "Video File", "Title": None, "Url": "http://media.digikey.com/film"}
    body = {"MediaLinks": [sheet, film, {"SmallPhoto": "https://x.y/z.jpg"}]}
    assert await told(body).documents("x") == (
        Document("Datasheets", "LM358 rev. V", "https://mm.digikey.com/a.pdf"),
        # Told, although the address is not one that is opened.
        Document("Video File", "", ""),
    )


NOTICE: dict[str, Any] = {
    "DigiKeyPartNumber": "FJAF4210RTU-ND",
    "PcnChangeDate": "2017-10-25T09:19:28Z",
    "PcnTypeId": "40",
    "PcnType": "PCN Packaging",
    "PcnDescription": "Mult Devices 24/Oct/2017",
    "PcnLink": "https://media.digikey.com/pdf/PCNs/On%20Semi/P7A2AAB.pdf",
}


def noted(*notices: Any) -> DigiKey:
    return told({"DigiKeyPartNumber": "x", "ProductChangeNotifications": list(notices)})


async def test_a_change_notice_has_a_day_and_a_document() -> None:
    assert await noted(NOTICE).change_notices("x") == (
        ChangeNotice(
            "PCN Packaging",
            "Mult Devices 24/Oct/2017",
            date(2017, 10, 25),
            "https://media.digikey.com/pdf/PCNs/On%20Semi/P7A2AAB.pdf",
        ),
    )


async def test_the_newest_notice_comes_first_and_those_without_a_day_last() -> None:
    days = ["2017-10-25T09:19:28Z", None, "2026-01-02", "1858-11-17T00:00:00Z", "2019-01-01"]
    found = await noted(*({**NOTICE, "PcnChangeDate": one} for one in days)).change_notices("x")
    assert [one.on and one.on.year for one in found] == [2026, 2019, 2017, None, None]


async def test_none_is_said_with_404() -> None:
    """Of media it is measured, of notices documented; of relatives it means an unknown number."""
    assert await told(GONE, 404).documents("x") == ()
    assert await told(error_body("Not Found", status=404), 404).change_notices("x") == ()
    for name in ("substitutes", "other_packagings", "associated", "recommended"):
        with pytest.raises(NotFound):
            await getattr(told(GONE, 404), name)("x")
    with pytest.raises(NotFound):
        await told(GONE, 404).category("52")


async def test_another_failure_is_no_answer_of_none() -> None:
    """Nobody may take a vendor that is down, or a page of somebody else, for "no documents"."""
    for call in ("documents", "change_notices"):
        with pytest.raises(VendorDown):
            await getattr(told({}, 500), call)("x")
        with pytest.raises(Unreadable):
            await getattr(desk(answer("<html>", 404)).digikey, call)("x")


async def test_notices_are_for_a_person_and_count_apart() -> None:
    here = desk(answer({}), tokens=Tokens())
    with pytest.raises(SignInNeeded):
        await here.digikey.change_notices("x")
    assert here.vendor.asked == []
    here = desk(answer({}))
    await here.digikey.change_notices("x")
    assert here.pace.turns == ["digikey:notices"]


# -- makers and categories ---------------------------------------------------------------------


async def test_makers_have_an_id_and_a_name() -> None:
    body = {"Manufacturers": [{"Id": 296, "Name": "Texas Instruments"}, {"Id": 1}, {"Name": "x"}]}
    assert await told(body).makers() == (Maker("296", "Texas Instruments"),)
    assert await told({}).makers() == ()


TREE: dict[str, Any] = {
    "CategoryId": 32,
    "ParentId": 0,
    "Name": "Integrated Circuits (ICs)",
    "ProductCount": 900,
    "Children": [
        {"CategoryId": 687, "ParentId": 32, "Name": "Op Amps", "ProductCount": 7, "Children": []},
        {"CategoryId": None, "Name": "nothing"},
    ],
}
ICS = Category(
    "32",
    None,
    "Integrated Circuits (ICs)",
    900,
    (Category("687", "32", "Op Amps", 7),),
)


async def test_categories_are_a_tree() -> None:
    assert await told({"ProductCount": 1, "Categories": [TREE]}).categories() == (ICS,)
    assert await told({"Category": TREE}).category("32") == ICS
    with pytest.raises(NotFound):
        await told({"Category": None}).category("32")


async def test_a_tree_without_an_end_is_cut() -> None:
    deep: dict[str, Any] = {"CategoryId": 1, "Children": None}
    for number in range(2, 60):
        deep = {"CategoryId": number, "Children": [deep]}
    (found,) = await told({"Categories": [deep]}).categories()
    depth = 1
    while found.children:
        found, depth = found.children[0], depth + 1
    assert depth == 8


@pytest.mark.parametrize("number", ["", "0x1", "5.2", "-1", "५", "1234567890", "manufacturers"])
async def test_a_category_is_asked_by_its_number_alone(number: str) -> None:
    """Anything else would be another path of the same API."""
    here = desk(answer({}))
    with pytest.raises(Invalid):
        await here.digikey.category(number)
    assert here.vendor.asked == []


# -- hostile text ------------------------------------------------------------------------------


async def test_nothing_nasty_gets_through() -> None:
    """Neither what steers a terminal nor what turns writing round; markup stays text."""
    bad = {**SUMMARY, "Description": NASTY, "ProductUrl": "javascript:alert(1)"}
    body = {"ProductSubstitutes": [{**bad, "SubstituteType": NASTY}]}
    (related,) = await told(body).substitutes("x")
    assert (related.kind, related.description, related.url) == (SAFE, SAFE, None)
    media = {"MediaLinks": [{"MediaType": NASTY, "Title": NASTY, "Url": "file:///etc/passwd"}]}
    assert await told(media).documents("x") == (Document(SAFE, SAFE, ""),)
    notice = {**NOTICE, "PcnType": NASTY, "PcnDescription": NASTY, "PcnLink": "ftp://a/b"}
    assert await noted(notice).change_notices("x") == (
        ChangeNotice(SAFE, SAFE, date(2017, 10, 25), None),
    )
    tree = {"Categories": [{"CategoryId": 1, "Name": NASTY}]}
    assert (await told(tree).categories())[0].name == SAFE
    assert (await told({"Manufacturers": [{"Id": 1, "Name": NASTY}]}).makers())[0].name == SAFE
