"""What calls of Product Information have in common: whose prices, and which part is meant."""

from __future__ import annotations

from vendors.sandbox import world
from vendors.sandbox.answers import Refused
from vendors.sandbox.desk import Ask, Desk
from vendors.sandbox.parts.catalogue import Part
from vendors.sandbox.reading import INT32, number


def account_of(ask: Ask) -> int | None:
    """Whose prices: the header's account, else that of the person whose token it is."""
    return ask.account or (None if ask.user is None else world.ACCOUNT_ID)


def not_found(wanted: str) -> Refused:
    return Refused(404, "Not Found", f"Requested Product {wanted} Not Found")


def part_of(desk: Desk, ask: Ask) -> Part:
    """The part that the path names. Of several makers' parts the first, unless the query names
    a maker. Raises Refused (404)."""
    wanted = ask.params["productNumber"]
    parts = [desk.catalogue.part(index) for index in desk.catalogue.by_number(wanted)]
    maker = ask.query.get("manufacturerId")
    if maker is not None:
        parts = [part for part in parts if part.maker.id == number(maker)]
    if not parts:
        raise not_found(wanted)
    return parts[0]


def pieces(text: str | None, name: str) -> int:
    """A quantity of at least 1. Raises Refused (400)."""
    value = number(text or "")
    if value is None or not 1 <= value <= INT32:
        words = (
            f"The {name} field is required."
            if text is None
            else f"The field {name} must be a whole number greater than 0."
        )
        raise Refused(400, "The request is invalid.", words, errors=[(name, words)])
    return value
