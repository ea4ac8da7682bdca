"""What every wire model has in common. Field names are DigiKey's own, letter by letter.

DigiKey marks no field of an answer as required and sends null where nothing is known, so every
field is optional here. Unknown fields are ignored: DigiKey adds some without a new version.
Models are built at first use, not at import.
"""

from __future__ import annotations

from datetime import date
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from vendors.digikey.settings import VENDOR
from vendors.errors import Unreadable


class Wire(BaseModel):
    model_config = ConfigDict(
        extra="ignore",
        defer_build=True,
        # A validation error would otherwise carry what the vendor sent into logs.
        hide_input_in_errors=True,
        # Numbers stand where the document says string, and the other way round.
        coerce_numbers_to_str=True,
        allow_inf_nan=False,
    )


M = TypeVar("M", bound=Wire)


def instant_of(day: date) -> str:
    """A day as DigiKey takes it: an instant (ISO 8601), where a day is meant.

    Which time of the day, and whose, is not documented. At noon UTC it is that same day in every
    place from 12 hours behind to 11 ahead; at midnight it would be the day before in Minnesota.
    """
    return f"{day.isoformat()}T12:00:00Z"


_ODD = "DigiKey's answer is not what it documents"


def parsed(model: type[M], said: object) -> M:
    """`said` as `model`. Raises Unreadable, naming fields and faults but no value."""
    faults = ""
    try:
        return model.model_validate(said)
    except ValidationError as error:
        faults = "; ".join(
            f"{'.'.join(str(step) for step in fault['loc'])}: {fault['type']}"
            for fault in error.errors(include_url=False, include_context=False, include_input=False)
        )[:300]
    raise Unreadable(VENDOR, _ODD, words=faults)


def rows(model: type[M], said: object) -> list[M]:
    """A list of `model`, whether it came bare, as one object, or wrapped in an object.

    No document says which of these Supply Chain v1 answers with. Rows of which no field is known
    are refused: they would look like stock of nothing.
    """
    if said is None:
        return []
    if isinstance(said, dict):
        if not said:
            return []
        if not said.keys().isdisjoint(model.model_fields):
            said = [said]
        else:
            lists = [value for value in said.values() if isinstance(value, list)]
            said = lists[0] if len(lists) == 1 else None
    if not isinstance(said, list):
        raise Unreadable(VENDOR, _ODD, words="no list in it")
    for row in said:
        if isinstance(row, dict) and row.keys().isdisjoint(model.model_fields):
            raise Unreadable(VENDOR, _ODD, words="rows of other fields")
    return [parsed(model, row) for row in said]
