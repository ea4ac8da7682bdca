"""What a search can be narrowed and sorted by, as a list, and the narrowing said in words.

In words it is `maker=YAGEO; status=Active; stock=5000; sort=…`: kinds and values as the list names
them, or their ids; several values of one kind stand between commas.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cache.searching import PLAIN
from tui.cli.command import Asked
from tui.cli.table_output import Column, Row
from tui.cli.words import Misused
from tui.screens.narrow_kinds import Kind, Narrowing, Offered
from vendors.details import Choice

if TYPE_CHECKING:
    from cache.services import Services

# Whose search can be narrowed.
VENDOR = "digikey"
_CHOICES = (
    Column("kind", "kind"),
    Column("name", "value"),
    Column("id", "id"),
    Column("parts", "parts"),
)


async def narrow(asked: Asked) -> int:
    """The kinds and values by which the search of some words can be narrowed."""
    text, by = " ".join(asked.many("words")), asked.text("by")
    async with asked.opened() as services, asked.linked(services) as link:
        if asked.flag("ask"):
            await link.connect((VENDOR,))
            await services.catalogue.ask(text, vendor=VENDOR)
        wanted = await narrowing(services, text, by) if by else Narrowing()
        offered = await _offered(services, text, wanted)
    rows: list[Row] = []
    for kind in offered.kinds(wanted) if offered else ():
        values = offered.values(kind.id, wanted) if offered else ()
        rows += [
            {"kind": kind.name, "name": one.path, "id": one.id, "parts": one.parts}
            for one in values
        ]
    notes = [why] if offered and (why := offered.why_no_parameters(wanted)) else []
    empty = f"DigiKey was not asked for {text}, or offers nothing: --ask asks, one call."
    return asked.out.rows("narrow", _CHOICES, rows, empty=empty, notes=notes)


async def narrowing(services: Services, text: str, said: str) -> Narrowing:
    """What `said` chooses of what is offered for `text`. Raises Misused."""
    wanted = Narrowing()
    # A parameter is one of a category, so that has to be chosen first.
    for name, values in _pairs(said):
        offered = await _offered(services, text, wanted)
        if offered is None:
            raise Misused(
                f"DigiKey was not asked for {text!r} yet, so that nothing is known to narrow it "
                "by: `bondroom narrow` with --ask asks"
            )
        kind = _kind(offered.kinds(wanted), name)
        wanted = wanted.put(kind, tuple(_value(offered, kind, one, wanted) for one in values))
    return wanted


async def _offered(services: Services, text: str, wanted: Narrowing) -> Offered | None:
    plain = await services.catalogue.choices(text)
    last = (
        None
        if wanted.narrowed == PLAIN
        else await services.catalogue.choices(text, wanted.narrowed)
    )
    if plain is None:
        return None
    tree = await services.parts.have_categories(VENDOR)
    return Offered(plain, last, tree.facts)


def _pairs(said: str) -> list[tuple[str, list[str]]]:
    found = []
    for one in filter(None, (part.strip() for part in said.split(";"))):
        name, equals, values = one.partition("=")
        chosen = [value.strip() for value in values.split(",") if value.strip()]
        if not equals or not chosen:
            raise Misused(f"{one!r} is no narrowing: it is as maker=YAGEO")
        found.append((name.strip(), chosen))
    return found


def _kind(kinds: list[Kind], name: str) -> Kind:
    wanted = name.casefold()
    for kind in kinds:
        if wanted in (kind.id.casefold(), kind.name.casefold(), kind.parameter.casefold()):
            if kind.why_not:
                raise Misused(f"{kind.name}: {kind.why_not}")
            return kind
    raise Misused(f"there is no {name!r} to narrow by: {', '.join(one.name for one in kinds)}")


def _value(offered: Offered, kind: Kind, said: str, wanted: Narrowing) -> Choice:
    if kind.id == "stock":
        if not (said.isascii() and said.isdecimal()):
            raise Misused(f"{said!r} is no number of pieces")
        return Choice(said, said, None)
    for one in offered.values(kind.id, wanted):
        if said.casefold() in (one.id.casefold(), one.name.casefold(), one.sought):
            return one.choice
    raise Misused(f"{kind.name} has no {said!r}: `bondroom narrow` lists what it has")
