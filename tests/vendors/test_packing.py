"""What came in the box: lots and papers; and whose accounts a person may act for."""

from __future__ import annotations

import base64
from typing import Any

import httpx
import pytest

from tests.vendors.kit import answer, desk, error_body
from vendors.afterwards import Account, PackedLine, PackingList
from vendors.contract import AccountHolder, Packer
from vendors.digikey import packing
from vendors.errors import Invalid, NotAllowed, NotFound, Unreadable
from vendors.http import Limits

PDF = b"%PDF-1.7\n" + bytes(range(256))
ITEM: dict[str, Any] = {
    "InvoiceId": 80000001,
    "SalesOrderId": 90000001,
    "PurchaseOrderNumber": "AC-2026-0001",
    "OrderedQuantity": 5000,
    "QuantityShipped": 3000,
    "QuantityBackOrder": 2000,
    "CustomerLineItemId": "10",
    "LineItem": "1",
    "ProductNumber": "296-1395-1-ND",
    "Description": "IC OPAMP",
    "ECCN": "EAR99",
    "CustomerPartNumber": "ACME/1 µ",
    "HTSUS": "8542.33.0001",
    "ManufacturerProductNumber": "LM358P",
    "Manufacturer": "Texas Instruments",
    "CountryOfOrigin": "MY",
    "LotQuantity": 1800,
    "DateCode": "JUN-2026",
    "LotCode": "6123456ABC",
}
INVOICE: dict[str, Any] = {
    "PackingListItem": [ITEM, {**ITEM, "LotQuantity": 1200, "LotCode": "L2"}],
    "InvoiceIdEntered": 80000001,
    "IncludePdfEntered": True,
    "PdfFound": True,
    "EncodedString": base64.b64encode(PDF).decode(),
}
LINE = PackedLine(
    invoice="80000001",
    sales_order="90000001",
    po_number="AC-2026-0001",
    line_id="10",
    line="1",
    number="296-1395-1-ND",
    part="LM358P",
    maker="Texas Instruments",
    description="IC OPAMP",
    customer_part="ACME/1 µ",
    ordered=5000,
    shipped=3000,
    backordered=2000,
    country="MY",
    eccn="EAR99",
    htsus="8542.33.0001",
    lot_quantity=1800,
    date_code="JUN-2026",
    lot="6123456ABC",
)


async def of_invoice(said: Any, limits: Limits | None = None) -> tuple[PackingList, ...]:
    here = desk(answer(said), limits=limits)
    assert isinstance(here.digikey, Packer)
    return await here.digikey.packing_lists(invoice="80000001", pdf=True)


async def test_a_packing_list_is_read_whole_lot_by_lot() -> None:
    (made,) = await of_invoice(INVOICE)
    assert (made.invoice, made.pdf) == ("80000001", PDF)
    assert made.lines[0] == LINE
    assert [one.lot for one in made.lines] == ["6123456ABC", "L2"]
    assert sum(one.lot_quantity or 0 for one in made.lines) == 3000


async def test_lists_come_by_sales_order_and_by_po_number() -> None:
    """Nobody entered an invoice there: its number is that of the lines."""
    inner = {**INVOICE, "InvoiceIdEntered": 0, "EncodedString": None}
    order = {"PackingListInvoice": [inner, INVOICE], "SalesOrderIdEntered": 90000001}
    here = desk(answer(order))
    found = await here.digikey.packing_lists(sales_order=" 90000001 ")
    assert [(one.invoice, one.pdf) for one in found] == [("80000001", None), ("80000001", PDF)]
    under = {"SalesOrderPackLists": [order, {"PackingListInvoice": None}], "PoNumber": "AC-1"}
    here = desk(answer(under))
    assert await here.digikey.packing_lists(po_number="AC-1", pdf=True) == found


@pytest.mark.parametrize(
    "numbers",
    [
        {},
        {"invoice": " "},
        {"invoice": "1", "po_number": "2"},
        {"sales_order": "1", "invoice": "2"},
    ],
)
async def test_exactly_one_number_is_asked_for(numbers: dict[str, str]) -> None:
    here = desk(answer({}))
    with pytest.raises(Invalid):
        await here.digikey.packing_lists(**numbers)
    assert here.vendor.asked == []


async def test_what_is_not_said_is_not_made_up() -> None:
    (made,) = await of_invoice({"PackingListItem": [{}], "InvoiceIdEntered": 7})
    assert made.invoice == "7"
    assert (made.lines[0].ordered, made.lines[0].lot_quantity, made.lines[0].lot) == (
        None,
        None,
        "",
    )
    for nothing in ({}, {**dict.fromkeys(INVOICE)}, {"PackingListItem": []}):
        assert await of_invoice(nothing) == ()
    assert await desk(answer({})).digikey.packing_lists(sales_order="1") == ()
    assert await desk(answer({})).digikey.packing_lists(po_number="1") == ()


@pytest.mark.parametrize(
    "said",
    [
        [INVOICE],
        None,
        {"PackingListItem": {"1": ITEM}},
        {"PackingListItem": [{**ITEM, "LotQuantity": "many"}]},
        {"EncodedString": {"pdf": "x"}},
    ],
)
async def test_an_answer_of_other_types_is_refused(said: Any) -> None:
    with pytest.raises(Unreadable):
        await of_invoice(said)


async def test_hostile_text_is_made_safe() -> None:
    nasty = "\x1b]0;x\x07\u202e"
    texts = {name: nasty for name, each in ITEM.items() if isinstance(each, str)}
    (made,) = await of_invoice({"PackingListItem": [{**ITEM, **texts}]})
    (line,) = made.lines
    for name in PackedLine.__slots__:
        text = getattr(line, name)
        assert not isinstance(text, str) or not set("\x1b\x07\u202e") & set(text)


# -- papers ------------------------------------------------------------------------------------

B64 = base64.b64encode(PDF).decode()
NONE: dict[str, str | None] = {
    "nothing": None,
    "empty": "",
    "blank": " \n",
    "not base64": "%PDF-1.7",
    "cut short": B64[:-3],
    "of the other alphabet": base64.urlsafe_b64encode(b"%PDF\xff\xfe\xfd").decode(),
    "a page": base64.b64encode(b"<html>%PDF").decode(),
    "characters between": B64[:8] + "!" + B64[8:],
    "no ASCII": "ＪＶＢＥ",
}


@pytest.mark.parametrize("text", NONE.values(), ids=NONE)
async def test_what_is_no_pdf_is_none_and_the_lines_stay(text: str | None) -> None:
    (made,) = await of_invoice({**INVOICE, "EncodedString": text})
    assert made.pdf is None
    assert made.lines[0] == LINE


def test_base64_in_lines_is_read() -> None:
    assert packing.pdf_of("\r\n".join(B64[at : at + 76] for at in range(0, len(B64), 76))) == PDF


def test_a_pdf_has_at_most_twenty_megabytes() -> None:
    most = b"%PDF" + bytes(packing.LARGEST_PDF - 4)
    assert packing.pdf_of(base64.b64encode(most).decode()) == most
    assert packing.pdf_of(base64.b64encode(most + b"1").decode()) is None
    assert packing.pdf_of(base64.b64encode(most + bytes(9)).decode()) is None


async def test_a_pdf_may_be_larger_than_any_other_answer_and_others_may_not() -> None:
    """20 MB come as 27 MB of base64; every other call stays at its limit."""
    pdf = b"%PDF" + bytes(9 * 1024 * 1024)
    said = answer({**INVOICE, "EncodedString": base64.b64encode(pdf).decode()})
    assert len(said.content) > Limits().size
    (made,) = await desk(said).digikey.packing_lists(invoice="80000001", pdf=True)
    assert made.pdf == pdf
    with pytest.raises(Unreadable):
        await desk(said).digikey.held("90000001")


async def test_an_answer_without_end_is_not_taken() -> None:
    sent = 0

    class Endless(httpx.AsyncByteStream):
        async def __aiter__(self) -> Any:
            nonlocal sent
            while True:
                sent += 1
                yield bytes(1024 * 1024)

    here = desk(lambda _: httpx.Response(200, stream=Endless()))
    with pytest.raises(Unreadable):
        await here.digikey.packing_lists(invoice="80000001", pdf=True)
    assert sent == packing.LARGEST_ANSWER // (1024 * 1024) + 1


async def test_a_box_that_is_not_known_is_told() -> None:
    here = desk(answer({"title": "Not Found", "status": 404, "detail": "no such invoice"}, 404))
    with pytest.raises(NotFound):
        await here.digikey.packing_lists(invoice="1")


# -- accounts ----------------------------------------------------------------------------------

WHERE = {"CompanyName": "Acme", "City": "Austin", "CountryCode": "US", "PostalCode": "78701"}


async def accounts(said: Any) -> tuple[Account, ...]:
    here = desk(answer(said))
    assert isinstance(here.digikey, AccountHolder)
    return await here.digikey.accounts()


async def test_the_accounts_of_a_person_are_told_apart() -> None:
    """`Accounts`, as the model has it; the example's `AssociatedAccounts` is not the service's."""
    said = {
        "Accounts": [
            {"AccountId": 7718200, "Address": WHERE},
            {"AccountId": "7718300", "Address": None},
            {"AccountId": 7718200, "Address": None},
        ],
        "EmailAddressUsed": "ann@example.com",
    }
    assert await accounts(said) == (
        Account("7718200", "Acme", "Austin", "US"),
        Account("7718300", "", "", ""),
    )
    assert await accounts({"Accounts": None}) == ()


@pytest.mark.parametrize("number", [None, "", "12a", "1\r\nX-Evil: 1", "１２", "1" * 20, -1])
async def test_what_is_no_account_number_is_not_offered(number: Any) -> None:
    """It becomes a header and the CustomerId of an order."""
    assert await accounts({"Accounts": [{"AccountId": number, "Address": WHERE}]}) == ()


async def test_hostile_names_are_made_safe() -> None:
    nasty = "\x1b[2JAcme\u202e"
    where = {"CompanyName": nasty, "City": nasty, "CountryCode": nasty}
    (made,) = await accounts({"Accounts": [{"AccountId": 1, "Address": where}]})
    assert not set("\x1b\u202e") & set(made.company + made.city + made.country)


@pytest.mark.parametrize(
    "said",
    [{}, [], None, {"AssociatedAccounts": []}, {"Accounts": {"1": {}}}, {"Accounts": ["1"]}],
)
async def test_an_answer_without_accounts_is_not_none(said: Any) -> None:
    with pytest.raises(Unreadable):
        await accounts(said)


async def test_an_application_that_may_not_ask_is_told_so() -> None:
    words = error_body("You are not subscribed to this API", status=401)
    with pytest.raises(NotAllowed):
        await desk(answer(words, 401)).digikey.accounts()
