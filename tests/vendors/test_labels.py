"""Labels as scanners type them: every variant that is known, and what cannot be read."""

from __future__ import annotations

import contextlib
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vendors.labels import EOT, GS, HEADER, MOST, NAMES, RS, Label, Unreadable, read_label

# The fields of a DigiKey bag in its order, with invented values.
BAG = {
    "P": "BIN 24 R12",
    "1P": "RC0603FR-0710KL",
    "30P": "311-10.0KHRCT-ND",
    "K": "AC-2026-0030",
    "1K": "90000001",
    "10K": "120000002",
    "9D": "2542",
    "1T": "L8-240529",
    "11K": "1",
    "4L": "TW",
    "Q": "2500",
    "11Z": "PICK",
    "12Z": "10000003",
    "13Z": "999999",
    "20Z": "0" * 30,
}


def message(fields: dict[str, str], sign: str = GS, head: str = f"{HEADER}{RS}06") -> str:
    return head + "".join(f"{sign}{name}{text}" for name, text in fields.items())


DIGIKEY = message(BAG)


def refused(text: str) -> str:
    with pytest.raises(Unreadable) as told:
        read_label(text)
    return told.value.sentence


def test_a_digikey_bag_is_read_field_by_field() -> None:
    label = read_label(DIGIKEY)
    assert label.customer_part == "BIN 24 R12"
    assert label.part == "RC0603FR-0710KL"
    assert label.number == "311-10.0KHRCT-ND"
    assert (label.po, label.sales_order, label.invoice) == ("AC-2026-0030", "90000001", "120000002")
    assert (label.date_code, label.lot, label.country) == ("2542", "L8-240529", "TW")
    assert (label.quantity, label.packing_list) == (2500, "1")
    assert [field.identifier for field in label.other] == ["11Z", "12Z", "13Z", "20Z"]


@pytest.mark.parametrize(
    "text",
    [
        message(BAG, head=f"{HEADER}06"),
        f">{DIGIKEY}",
        f"]d1{DIGIKEY}",
        f"{DIGIKEY}\r",
        f"{DIGIKEY}{RS}{EOT}",
        f"{DIGIKEY}{RS}{EOT}\r\n",
        f"{DIGIKEY}\r{EOT}\r",
        f"\t{DIGIKEY}\t",
    ],
    ids=["no RS", "> before", "own mark", "CR", "trailer", "trailer CRLF", "late trailer", "tabs"],
)
def test_every_header_and_trailer_says_the_same(text: str) -> None:
    assert read_label(text) == read_label(DIGIKEY)


@pytest.mark.parametrize(
    ("sign", "rs", "eot"),
    [
        ("|", "", ""),
        ("|", "|", "|"),
        ("~", "", ""),
        ("{GS}", "{RS}", "{RS}{EOT}"),
        ("<GS>", "<RS>", ""),
        ("␝", "␞", "␞␄"),
        ("^]", "^^", "^^^D"),
        ("]", "^", "^"),
        ("/", "", ""),
    ],
)
def test_a_visible_substitute_is_read_where_it_makes_sense(sign: str, rs: str, eot: str) -> None:
    label = read_label(message(BAG, sign, f"{HEADER}{rs}06") + eot + "\r")
    assert label.fields == read_label(DIGIKEY).fields
    assert label.separator == sign


def test_a_mouser_bag_has_its_own_line_and_the_maker() -> None:
    fields = {"K": "AC-2026-0031", "14K": "003", "1P": "LM358DR", "Q": "10", "1V": "TI"}
    label = read_label(message(fields))
    assert (label.po, label.their_line, label.part) == ("AC-2026-0031", "003", "LM358DR")
    assert (label.quantity, label.maker, label.number) == (10, "TI", "")


def test_an_older_digikey_label_has_its_number_where_our_reference_stands_now() -> None:
    label = read_label(message({"P": "732-8041-1-ND", "1P": "885012207041", "K": "", "Q": "500"}))
    assert (label.number, label.customer_part) == ("732-8041-1-ND", "")


def test_the_code_on_a_packing_list_has_no_part() -> None:
    label = read_label(message({"K": "", "1K": "90000001", "10K": "120000002", "11K": "1"}))
    assert (label.sales_order, label.part, label.quantity) == ("90000001", "", None)


def test_without_separators_nothing_is_read_and_it_says_what_to_do() -> None:
    words = refused(message(BAG, ""))
    assert "dropped the characters between the fields" in words
    assert "where one field ends" in words
    assert "send |" in words
    assert "bondroom scanner" in words


def test_a_sign_that_stands_in_a_part_number_is_no_separator() -> None:
    with_slash = {**BAG, "1P": "LM358/NOPB"}
    assert "makes no sense" in refused(message(with_slash, ""))
    assert "makes no sense" in refused(message(with_slash, "/"))
    assert read_label(message(with_slash)).part == "LM358/NOPB"


def test_a_slash_that_may_be_the_part_numbers_own_gives_no_quantity() -> None:
    # PCA9539PW/Q900 is a part; a label without a quantity must not come to say 900.
    words = refused(message({"K": "A1", "1P": "PCA9539PW", "Q": "900", "4L": "TW"}, "/"))
    assert "stands in part numbers too" in words


@pytest.mark.parametrize("said", ["", "25OO", "1.000", "1,000", "2500PCS", "-1", "0", "9" * 10])
def test_a_quantity_is_a_whole_number_or_not_known(said: str) -> None:
    label = read_label(message({**BAG, "Q": said}))
    assert label.quantity is None
    assert label.quantity_text == said


def test_two_quantities_are_none() -> None:
    label = read_label(DIGIKEY + f"{GS}Q3")
    assert label.quantity is None
    assert label.quantity_text == "2500 and 3"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("LM358", "does not begin with"),
        (HEADER, "Nothing came after"),
        (f"{HEADER}{RS}", "Nothing came after"),
        (DIGIKEY + DIGIKEY, "Two labels came as one"),
        (DIGIKEY + RS + message(BAG, head="06"), "lists 2 parts at once"),
        (message({**BAG, "20Z": "0" * MOST}), "longer than any code"),
        (message({"Q": "5", "4L": "TW"}), "names no part"),
        (message({"p": "X", "1p": "LM358", "q": "5"}), "Is Caps Lock on?"),
        (DIGIKEY + f"{GS}1PLM358", "says two of the maker's number"),
        (f"{HEADER}{RS}05{GS}0104012345678901", "names no part"),
    ],
)
def test_what_is_no_label_of_a_bag_is_refused_with_a_reason(text: str, words: str) -> None:
    assert words in refused(text)


_TEXTS = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), max_size=25)
_FIELDS = st.dictionaries(st.sampled_from(sorted(NAMES)), _TEXTS, min_size=1)


@given(_FIELDS, st.sampled_from(["", RS]), st.sampled_from(["", "\r", RS + EOT, RS + EOT + "\r"]))
def test_what_was_printed_is_what_is_read(fields: dict[str, str], rs: str, end: str) -> None:
    """Every field as it was printed, in its order, whatever stands in it."""
    fields = {"1P": "LM358", **fields}
    if not fields["1P"].strip():
        fields["1P"] = "LM358"
    if any(HEADER in text for text in fields.values()):
        return
    label = read_label(message(fields, head=f"{HEADER}{rs}06") + end)
    assert {f.identifier: f.text for f in label.fields} == {k: v.strip() for k, v in fields.items()}


@given(_FIELDS, st.sampled_from("|~]/"))
def test_a_substitute_gives_what_was_printed_or_nothing(fields: dict[str, str], sign: str) -> None:
    """Where a part number or reference holds the sign, no other part and no other quantity."""
    fields = {**fields, "1P": fields.get("1P", "").strip() or "LM358"}
    true = {name: text.strip() for name, text in fields.items()}
    if any(sign in text or "^" in text or HEADER in text for text in fields.values()):
        return
    try:
        label = read_label(message(fields, sign, f"{HEADER}06"))
    except Unreadable:
        return
    assert {f.identifier: f.text for f in label.fields} == true


_SIGNS = st.text(st.sampled_from("|~]/^ Q0159KP{}<>GS␝"), max_size=12)


@given(st.dictionaries(st.sampled_from(sorted(NAMES)), _SIGNS, min_size=1))
def test_without_separators_nothing_is_ever_read(fields: dict[str, str]) -> None:
    """Whatever the values hold, also what could stand for a separator."""
    assert refused(message(fields, "", f"{HEADER}06"))


@given(st.text(max_size=200))
def test_hostile_text_is_refused_or_made_safe(text: str) -> None:
    label = Label(())
    with contextlib.suppress(Unreadable):
        label = read_label(HEADER + text)
    for field in label.fields:
        assert len(field.text) <= 120
        assert not any(unicodedata.category(one) in ("Cc", "Cf") for one in field.text)


def test_escapes_in_a_label_reach_no_screen() -> None:
    label = read_label(message({**BAG, "1P": "LM\x1b]52;c;eA==\x07358\u202e"}))
    assert "\x1b" not in label.part
    assert "\u202e" not in label.part
