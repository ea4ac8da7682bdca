"""What a buyer typed, pasted, read from a file or scanned into a line, word for word."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields


@dataclass(frozen=True, slots=True)
class Typed:
    """The words of one line, as they came; empty: nothing was said, and the default holds.

    `quantity` is kept where it is no whole number of pieces. `number` is a vendor's own number that
    came beside the part, as on a label. `source` says where the line came from, as "bom.xlsx row
    14". `reason` says why it is no offer yet, in words; empty while nobody has looked. `other` is a
    vendor that knows the part where the one that was meant does not.
    """

    part: str = ""
    quantity: str = ""
    packaging: str = ""
    vendor: str = ""
    due: str = ""
    number: str = ""
    maker: str = ""
    source: str = ""
    reason: str = ""
    other: str = ""


NOT_TYPED = Typed()


def typed_text(typed: Typed) -> str:
    """As the ledger keeps it: JSON without what was not said."""
    return json.dumps({name: text for name, text in asdict(typed).items() if text})


def typed_of(text: str) -> Typed:
    """From the ledger's text; what another version wrote besides is left."""
    known = {field.name for field in fields(Typed)}
    said = json.loads(text)
    return Typed(**{name: str(value) for name, value in said.items() if name in known})
