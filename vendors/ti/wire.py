"""What every wire model of TI's has in common. Field names are TI's own, letter by letter.

TI's schema, its examples and its answers disagree in spelling and in types (a number as a text,
`""` or `"null"` for nothing, one object where a list is documented): each of the kinds below takes
all that was met. What is none of it is refused, so that nothing is taken for something else.
Unknown fields are ignored. Models are built at first use, not at import.
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Annotated, TypeAlias, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from vendors.errors import Unreadable
from vendors.ti.settings import VENDOR

# Beyond these it is no count of pieces and no price.
_LARGEST_POWER = 15
# A price that was worked out in binary has some fifty digits.
_MOST_DIGITS = 100


class Wire(BaseModel):
    model_config = ConfigDict(
        extra="ignore",
        defer_build=True,
        # A validation error would otherwise carry what the vendor sent into logs.
        hide_input_in_errors=True,
        coerce_numbers_to_str=True,
        allow_inf_nan=False,
        populate_by_name=True,
    )


def _said(value: object) -> object:
    """None for the ways in which TI writes nothing."""
    if isinstance(value, str) and value.strip().casefold() in ("", "null"):
        return None
    return value


def _number(value: object) -> object:
    """A number, in whichever way it is written: 10, "10", "000000000010", 10.0, "10.000".

    A text that is no number says nothing ("string" stands in TI's page), and neither does one
    beyond any count or price. What is no text and no number at all is refused by the model.
    """
    if isinstance(value, bool | float):
        raise ValueError("no number")
    if not isinstance(value, str | int | Decimal):
        return value
    if isinstance(value, str) and len(value) > _MOST_DIGITS:
        return None
    try:
        number = Decimal(value)
    except InvalidOperation:
        return None
    if not number.is_finite() or (number and abs(number.adjusted()) > _LARGEST_POWER):
        return None
    return number


def _whole(value: object) -> object:
    number = _number(value)
    if isinstance(number, Decimal):
        if number != number.to_integral_value():
            raise ValueError("no whole number")
        return int(number)
    return number


def _listed(value: object) -> object:
    """One object where a list of such is documented is a list of one."""
    value = _said(value)
    return [value] if isinstance(value, dict) else value


Word: TypeAlias = Annotated[str | None, BeforeValidator(_said)]
Count: TypeAlias = Annotated[int | None, BeforeValidator(_whole)]
Money: TypeAlias = Annotated[Decimal | None, BeforeValidator(_number)]
Flag: TypeAlias = Annotated[bool | None, BeforeValidator(_said)]
Several = BeforeValidator(_listed)

M = TypeVar("M", bound=Wire)

_ODD = "TI's answer is not what it documents"


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


def odd(words: str) -> Unreadable:
    """The error for an answer in which something is missing that has to be there."""
    return Unreadable(VENDOR, _ODD, words=words)
