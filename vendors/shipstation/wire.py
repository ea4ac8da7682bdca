"""What every wire model has in common. Field names are ShipStation's own.

Fields that no document knows are ignored, and what a document calls present may be null or missing:
the answers of purchase orders are described on pages that were not seen whole. Models are built at
first use, not at import.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, TypeAlias, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from vendors.errors import Unreadable
from vendors.shipstation.settings import VENDOR


class Wire(BaseModel):
    model_config = ConfigDict(
        extra="ignore",
        defer_build=True,
        # A validation error would otherwise carry what the vendor sent into logs.
        hide_input_in_errors=True,
        # product_id is a number where all other ids are texts; a document is not to be relied on.
        coerce_numbers_to_str=True,
        allow_inf_nan=False,
    )


# Beyond this it is no count of pieces and no cost, and does not fit into a database.
_LARGEST = 10**15
Pieces: TypeAlias = Annotated[int, Field(ge=0, le=_LARGEST)]
# Of stock: more may have left than was counted.
Balance: TypeAlias = Annotated[int, Field(ge=-_LARGEST, le=_LARGEST)]
Cost: TypeAlias = Annotated[Decimal, Field(ge=0, le=_LARGEST, max_digits=100)]

M = TypeVar("M", bound=Wire)
ODD = "ShipStation's answer is not what it documents"


def instant_of(day: date) -> str:
    """A day as ShipStation takes it: an instant (ISO 8601), where a day is meant.

    Its own examples say midnight UTC, and no page says in whose day it is shown. At noon UTC it is
    that same day in every place from 12 hours behind to 11 ahead; at midnight it would be the day
    before in all of America.
    """
    return f"{day.isoformat()}T12:00:00Z"


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
    raise Unreadable(VENDOR, ODD, words=faults)
