"""What the bodies of changes say: lists of schedules, JSON Patch documents, a back order.

Names and paths are spelled as they are documented, and nothing else is known: version 1 begins
them small in a list of schedules, its JSON Patch and all of version 2 with a capital.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from vendors.sandbox.answers import Refused
from vendors.sandbox.fulfilment import Wish
from vendors.sandbox.reading import INT32, Faulty, Reader, number

_QUANTITY = "/Quantity"
_SCHEDULES = "/Schedules"


def read_schedules(body: Any, quantity: int, now: datetime) -> list[Wish]:
    """`[{scheduleDate, quantityScheduled}]`, all of a line. Raises Refused."""
    faulty = Faulty()
    wishes = _wishes(body, "scheduleDate", "quantityScheduled", now, faulty, "")
    if not wishes:
        faulty.note("", "At least one schedule is needed.")
    elif not faulty.errors:
        _add_up(wishes, quantity, faulty)
    faulty.refuse()
    return wishes


def read_date_patch(body: Any, now: datetime) -> date:
    """`[{"op": "replace", "path": "/ScheduleDate", "value": "…Z"}]`. Raises Refused."""
    faulty = Faulty()
    day: date | None = None
    operations = _operations(body, faulty)
    if len(operations) != 1:
        faulty.note("", "One operation is needed.")
    for each in operations[:1]:
        if (each.raw.get("op"), each.raw.get("path")) != ("replace", "/ScheduleDate"):
            each.note("path", "Only `replace` of /ScheduleDate is known.")
        elif (moment := _ahead(each, "value", now)) is not None:
            day = moment.date()
    faulty.refuse()
    if day is None:
        raise AssertionError("a patch without a day was not refused")
    return day


def read_quantity_patch(
    body: Any, kept: list[Wish], now: datetime
) -> tuple[int, list[Wish] | None]:
    """(the new total, the schedules or None where none were touched). Raises Refused.

    `replace /Quantity` has to be there, its value a number in quotes. `kept` are the schedules
    that there are, which `replace`, `add` and `remove` of /Schedules work on in their turn.
    """
    faulty = Faulty()
    quantities: list[int] = []
    wishes = list(kept)
    touched = False
    for each in _operations(body, faulty):
        op, path = each.raw.get("op"), each.raw.get("path")
        if (op, path) == ("replace", _QUANTITY):
            quantities.append(_total(each))
            continue
        touched = True
        if (op, path) == ("replace", _SCHEDULES):
            wishes = _listed(each, now, faulty)
        elif (op, path) == ("add", _SCHEDULES):
            wishes += _listed(each, now, faulty)
        elif op == "remove" and (at := _index(path)) is not None and at < len(wishes):
            del wishes[at]
        else:
            each.note("path", f"{op!r} of {path!r} is not known, or not there.")
    if len(quantities) != 1:
        faulty.note(_QUANTITY, f"One `replace` of {_QUANTITY} is required.")
    elif touched and not faulty.errors:
        _add_up(wishes, quantities[0], faulty)
    faulty.refuse()
    return quantities[0], wishes if touched else None


def read_back_order(body: Any) -> int:
    """`{"BackOrderQuantity": n}`. Raises Refused."""
    faulty = Faulty()
    wanted = Reader.of_body(body, faulty).whole("BackOrderQuantity", must=True)
    faulty.refuse()
    return wanted or 0


def _operations(body: Any, faulty: Faulty) -> list[Reader]:
    """The operations of a JSON Patch document. Raises Refused where it is none."""
    if not isinstance(body, list) or not body:
        raise Refused(400, "The request is invalid.", "The body must be a JSON Patch document.")
    found: list[Reader] = []
    for at, raw in enumerate(body):
        if isinstance(raw, dict):
            found.append(Reader(raw, faulty, f"[{at}]"))
        else:
            faulty.note(f"[{at}]", "An operation is expected here.")
    return found


def _total(operation: Reader) -> int:
    text = operation.text("value", must=True)
    total = number(text) if text else None
    if total is None or not 1 <= total <= INT32:
        operation.note("value", "The value of /Quantity must be a whole number above 0, as text.")
        return 0
    return total


def _index(path: Any) -> int | None:
    """The position in `/Schedules/2`, counted from 0."""
    if not isinstance(path, str) or not path.startswith(f"{_SCHEDULES}/"):
        return None
    at = number(path.removeprefix(f"{_SCHEDULES}/"))
    return at if at is not None and at >= 0 else None


def _listed(operation: Reader, now: datetime, faulty: Faulty) -> list[Wish]:
    """The value of an operation: a list of schedules, or one of them."""
    value = operation.raw.get("value")
    many = [value] if isinstance(value, dict) else value
    place = operation.at("value")
    return _wishes(many, "ScheduleDate", "QuantityScheduled", now, faulty, place)


def _wishes(
    body: Any, day_name: str, many_name: str, now: datetime, faulty: Faulty, place: str
) -> list[Wish]:
    if not isinstance(body, list):
        faulty.note(place, "A list of schedules is expected here.")
        return []
    found: list[Wish] = []
    for at, raw in enumerate(body):
        where = f"{place}[{at}]"
        if not isinstance(raw, dict):
            faulty.note(where, "A schedule is expected here.")
            continue
        each = Reader(raw, faulty, where)
        day = _ahead(each, day_name, now)
        many = each.whole(many_name, must=True, least=1)
        if day is not None and many is not None:
            found.append(Wish(many, day))
    return found


def _ahead(reader: Reader, name: str, now: datetime) -> datetime | None:
    moment = reader.moment(name, must=True)
    if moment is not None and moment <= now:
        reader.note(name, f"The field {name} must be a future date.")
        return None
    return moment


def _add_up(wishes: list[Wish], quantity: int, faulty: Faulty) -> None:
    if sum(wish.quantity for wish in wishes) != quantity:
        faulty.note("Schedules", f"The scheduled quantities must add up to {quantity}.")
