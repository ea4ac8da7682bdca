"""What may be shown of a body that was sent."""

from __future__ import annotations

from vendors.bodies import HIDDEN, redacted

_BODY = (
    b'{"PurchaseOrderNumber":"AC-2026-0001","Currency":"USD","BuyerContact":{"Name":"Ann Ito",'
    b'"Address":{"Email":"ann@acme.example","AddressLineOne":"1 Plant Rd"},"Telephone":"555-1"},'
    b'"ShippingContact":{"CustomerId":"7001","Name":"Dock 4"},"LineItems":[{"CustomerLineItemId":'
    b'"1","DigiKeyPartNumber":"311-1-ND","RequestedQuantity":250,"UnitPrice":0.00690,'
    b'"LineItemNotes":["for Bob"]}],"OrderNotes":["call Ann"],"Secret":12}'
)


def test_numbers_lines_and_account_stand_as_they_were_sent() -> None:
    text = redacted("digikey", _BODY)
    for words in (
        "PurchaseOrderNumber: AC-2026-0001",
        "Currency: USD",
        "CustomerId: 7001",
        "DigiKeyPartNumber: 311-1-ND",
        "RequestedQuantity: 250",
        "UnitPrice: 0.00690",
    ):
        assert words in text


def test_names_streets_telephones_mail_notes_and_what_is_new_are_hidden() -> None:
    text = redacted("digikey", _BODY)
    for words in ("Ann", "acme", "Plant", "555", "Dock", "Bob", "12"):
        assert words not in text.replace("AC-2026-0001", "")
    assert f"Secret: {HIDDEN}" in text
    assert f"Name: {HIDDEN}" in text


def test_of_a_vendor_that_is_not_known_nothing_is_shown() -> None:
    assert "AC-2026" not in redacted("else", _BODY)


def test_the_terms_of_an_order_stand_and_who_is_meant_by_them_does_not() -> None:
    text = redacted(
        "digikey",
        b'{"ShipMethod":"UPS ground","ShipperAccountNumber":"A-77","ExportQuestions":'
        b'{"ConsigneeName":"Ann"},"LineItems":[{"QuoteId":7,"Schedules":'
        b'[{"ScheduledDate":"2027-01-04T12:00:00Z","ScheduledQuantity":20}]}]}',
    )
    for words in ("ShipMethod: UPS ground", "QuoteId: 7", "ScheduledQuantity: 20", "2027-01-04"):
        assert words in text
    for words in ("A-77", "Ann"):
        assert words not in text


def test_a_change_is_shown_step_by_step() -> None:
    text = redacted("digikey", b'[{"op":"replace","path":"/Quantity","value":"100","by":"Ann"}]')
    for words in ("op: replace", "path: /Quantity", "value: 100"):
        assert words in text
    assert "Ann" not in text


def test_what_is_no_object_is_not_shown() -> None:
    for body in (
        b"AC|7001|Ann",
        b'"Ann"',
        b'["Ann"]',
        b'[{},"Ann"]',
        b"[]",
        b"\xff\xfe",
        b"[" * 100_000,
    ):
        assert redacted("digikey", body).endswith("not shown")


def test_a_list_or_object_under_a_readable_name_is_still_judged_field_by_field() -> None:
    text = redacted("digikey", b'{"CustomerId":{"Name":"Ann"},"Currency":["Ann\\u001b[2J"]}')
    assert "Ann" not in text
    assert "\x1b" not in text
