"""What a bag's label says: the two-dimensional code of a distributor, as a scanner types it.

The message is ISO/IEC 15434: `[)>`, RS, the format `06`, then fields that GS parts, RS and EOT at
the end. Each field begins with an identifier of ANSI MH10.8.2; which ones a distributor prints is
agreed in ECIA's EIGP-114, and DigiKey and Mouser add some. A field's end is nowhere but at its
separator, so a message whose separators were dropped cannot be read, and is not guessed at.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from vendors.text import clean

HEADER = "[)>"
FS, GS, RS, US, EOT = "\x1c", "\x1d", "\x1e", "\x1f", "\x04"
# The most characters that the largest code can hold: a QR code; a Data Matrix holds 2,335.
MOST = 4296

# What the fields are called. Names are EIGP-114's where it has them; 30P, 1K, 10K and the Z are
# DigiKey's, 14K and 1V are also on Mouser's.
NAMES: dict[str, str] = {
    "P": "customer reference",
    "1P": "maker's number",
    "30P": "DigiKey number",
    "K": "our order",
    "4K": "our line",
    "1K": "sales order",
    "14K": "line there",
    "10K": "invoice",
    "11K": "packing list",
    "Q": "quantity",
    "1V": "maker",
    "9D": "date code",
    "10D": "date code",
    "1T": "lot",
    "4L": "origin",
    "2P": "revision",
    "33P": "bin",
    "6D": "shipped",
    "13Q": "carton",
    "7Q": "weight",
    "S": "serial number",
    "3S": "package",
    "4S": "package",
    "5S": "package",
    "3P": "vendor's number",
    "E": "RoHS",
    "V": "vendor's code",
    "11Z": "label type",
    "12Z": "DigiKey part id",
    "13Z": "DigiKey load id",
    "20Z": "padding",
}
# Either of these makes a message a label of goods, or the code on a packing list.
_SAYS_SOMETHING = ("P", "1P", "30P", "3P", "K", "1K", "10K")
# Fields in which a separator that is a plain character may stand as well.
_FREE = ("P", "1P")

_IDENTIFIER = re.compile(r"([0-9]{0,3}[A-Z])(.*)", re.DOTALL)
_FORMATTED = re.compile(r"(?:06|12)(?=[^0-9A-Za-z])")
_PIECES = re.compile(r"[0-9]{1,9}")
# How scanners and programs write a control character that they do not send.
_SPELLED: tuple[tuple[str, dict[str, str]], ...] = (
    ("{GS}", {"{GS}": GS, "{RS}": RS, "{EOT}": EOT}),
    ("<GS>", {"<GS>": GS, "<RS>": RS, "<EOT>": EOT}),
    ("␝", {"␝": GS, "␞": RS, "␄": EOT}),
    ("^]", {"^]": GS, "^^": RS, "^D": EOT}),
)
# Plain characters that scanners put in the place of GS, and what then stands for RS.
_PLAIN: tuple[tuple[str, str], ...] = (("|", "|"), ("~", "~"), ("]", "^"), ("/", "/"))

TO_DO = (
    "Set the scanner to send control characters (GS and RS, often called “Ctrl+ASCII” or “send "
    "function codes”), or to send | in the place of GS. `bondroom scanner` shows what arrives."
)


class Unreadable(ValueError):
    """A scan that is no label, or cannot be read without guessing. `sentence` says why."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class Field(NamedTuple):
    """One field: its identifier, empty where it has none, and what stands there, made safe."""

    identifier: str
    text: str

    @property
    def name(self) -> str:
        """What it is called; an identifier that is not known stands for itself."""
        return NAMES.get(self.identifier) or self.identifier or "not understood"


@dataclass(frozen=True, slots=True)
class Label:
    """What one label says. What it does not say is empty.

    `number` is the distributor's own number, `po` and `po_line` are ours, `their_line` is the line
    in the distributor's order. `quantity` is in pieces, and None where the label says none, or
    says it otherwise than as one whole number: it is never guessed. `fields` holds every field in
    its order, `separator` what stood between them: `GS`, or the character that was put there.
    """

    fields: tuple[Field, ...]
    separator: str = "GS"

    def says(self, *identifiers: str) -> str:
        """The first of these fields that holds something."""
        wanted = (
            field.text
            for identifier in identifiers
            for field in self.fields
            if field.identifier == identifier and field.text
        )
        return next(wanted, "")

    @property
    def customer_part(self) -> str:
        """Our own reference for the line. Not where an older DigiKey label has its number there."""
        return "" if self._number_in_p else self.says("P")

    @property
    def part(self) -> str:
        return self.says("1P")

    @property
    def number(self) -> str:
        return self.says("P") if self._number_in_p else self.says("30P")

    @property
    def _number_in_p(self) -> bool:
        """DigiKey's labels before the field 30P have its number in P; all of them end in -ND."""
        return not self.says("30P") and self.says("P").upper().endswith("-ND")

    @property
    def po(self) -> str:
        return self.says("K")

    @property
    def po_line(self) -> str:
        return self.says("4K")

    @property
    def their_line(self) -> str:
        return self.says("14K")

    @property
    def sales_order(self) -> str:
        return self.says("1K")

    @property
    def invoice(self) -> str:
        return self.says("10K")

    @property
    def packing_list(self) -> str:
        return self.says("11K")

    @property
    def maker(self) -> str:
        return self.says("1V")

    @property
    def date_code(self) -> str:
        """Year and week of manufacture, YYWW, or N/T: not traceable (EIGP-114)."""
        return self.says("9D", "10D")

    @property
    def lot(self) -> str:
        return self.says("1T")

    @property
    def country(self) -> str:
        """Where it was made, ISO 3166 in two letters."""
        return self.says("4L")

    @property
    def quantity_text(self) -> str:
        """Every quantity that the label says, as it stands there."""
        said = [field.text for field in self.fields if field.identifier == "Q" and field.text]
        return " and ".join(dict.fromkeys(said))

    @property
    def quantity(self) -> int | None:
        text = self.quantity_text
        return int(text) or None if text.isascii() and _PIECES.fullmatch(text) else None

    @property
    def other(self) -> tuple[Field, ...]:
        """What nothing here uses: label types, ids, padding, identifiers that are not known."""
        return tuple(field for field in self.fields if field.identifier not in _USED)


_USED = frozenset(
    ("P", "1P", "30P", "K", "4K", "14K", "1K", "10K", "11K", "1V", "9D", "10D", "1T", "4L", "Q")
)


def read_label(text: str) -> Label:
    """The label in what a scanner typed, or a paste of it. Raises Unreadable, with a sentence.

    Taken as they come: a missing RS after the header, a `>` or a scanner's own mark before it, a
    missing trailer, and a visible character in the place of GS where the whole message can be read
    with it in one way only.
    """
    at = text.find(HEADER)
    if at < 0:
        raise Unreadable(
            "This is no label of a distributor: it does not begin with [)>. A code in one line, "
            "or one of another kind, was scanned."
        )
    if len(text) - at > MOST:
        raise Unreadable("What came is longer than any code can be: scan the label once more.")
    body = text[at + len(HEADER) :].strip("\r\n\t ")
    if not body.strip(FS + GS + RS + US + EOT):
        raise Unreadable("Nothing came after the beginning of the label: scan it once more.")
    if HEADER in body:
        raise Unreadable("Two labels came as one: scan them one after the other.")
    body, separator = _with_controls(body)
    return _checked(_records(body), separator)


def _with_controls(body: str) -> tuple[str, str]:
    """The message with GS and RS as control characters, and what stood for GS."""
    if GS in body:
        return body, "GS"
    for sign, spelled in _SPELLED:
        if sign in body:
            for words, control in spelled.items():
                body = body.replace(words, control)
            return body, sign
    reasons: list[str] = []
    for sign, for_rs in _PLAIN:
        if sign not in body:
            continue
        replaced = _replaced(body, sign, for_rs)
        if isinstance(replaced, str):
            return replaced, sign
        reasons.append(replaced.sentence)
    if reasons:
        raise Unreadable(reasons[0])
    raise Unreadable(
        "The scanner dropped the characters between the fields, and without them nobody can say "
        f"where one field ends and the next begins: nothing was read. {TO_DO}"
    )


def _replaced(body: str, sign: str, for_rs: str) -> str | Unreadable:
    """The message with GS where `sign` stands; or why it cannot stand for GS in it."""
    start = body.lstrip(sign + for_rs + RS)
    no_way = Unreadable(
        f"The scanner dropped the characters between the fields; {sign} stands in the label, but "
        f"the label makes no sense with it as the separator, so nothing was read. {TO_DO}"
    )
    if _FORMATTED.match(start) is None or start[2] != sign:
        return no_way
    inside = start[3:].rstrip(sign + for_rs + RS + EOT)
    fields = [_IDENTIFIER.fullmatch(piece) for piece in inside.split(sign)]
    identifiers = [field[1] if field is not None else "" for field in fields]
    # One way only: every piece is a field that is known, and none is there twice.
    if not set(identifiers) <= NAMES.keys() or len(set(identifiers)) < len(identifiers):
        return no_way
    for before, after in pairwise(identifiers):
        if sign == "/" and before in _FREE and len(after) == 1:
            return Unreadable(
                f"A / stands in part numbers too, so where the {NAMES[before]} ends cannot be "
                f"told from this scan: nothing was read. {TO_DO}"
            )
    return f"{start[:2]}{GS}{inside.replace(sign, GS)}"


def _records(body: str) -> list[tuple[Field, ...]]:
    """The fields of each format in the message. Raises Unreadable."""
    found: list[tuple[Field, ...]] = []
    for record in body.rstrip(RS + EOT + "\r\n").lstrip(RS).split(RS):
        form, *pieces = record.strip(EOT + "\r\n").split(GS)
        if form.strip() not in ("06", "12"):
            # Another format of the envelope (EDI, images, GS1) is kept, and not read.
            fields: tuple[Field, ...] = (Field("", clean(record, 120)),)
        else:
            fields = tuple(_field(piece) for piece in pieces if piece)
        if fields:
            found.append(fields)
    return found


def _field(piece: str) -> Field:
    match = _IDENTIFIER.fullmatch(piece.strip("\r\n"))
    if match is None:
        return Field("", clean(piece, 120))
    return Field(match[1], clean(match[2], 120))


def _checked(records: list[tuple[Field, ...]], separator: str) -> Label:
    fields = tuple(field for record in records for field in record)
    items = [record for record in records if any(f.identifier in ("1P", "30P") for f in record)]
    if len(items) > 1:
        raise Unreadable(
            f"This label lists {len(items)} parts at once, as one on a carton of several bags "
            "does: scan the labels of the bags."
        )
    label = Label(fields, separator)
    if not label.says(*_SAYS_SOMETHING):
        small = any(not f.identifier and _IDENTIFIER.fullmatch(f.text.upper()) for f in fields)
        caps = " Is Caps Lock on? It turns the letters of a scan round." if small else ""
        raise Unreadable(
            f"The label names no part, no order and no invoice, so there is nothing to use.{caps}"
        )
    for identifier in ("1P", "30P"):
        if len({f.text for f in fields if f.identifier == identifier and f.text}) > 1:
            raise Unreadable(
                f"This label says two of the {NAMES[identifier]}: which is meant cannot be told."
            )
    return label
