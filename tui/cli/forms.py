"""A form of the screen filled in by words: its fields listed, or one of them taken.

What a field can be, whether it applies now, and what is wrong with what was said, the form itself
says.
"""

from __future__ import annotations

from collections.abc import Sequence

from cache.places import Refusal
from tui.cli.headless import MISUSED, NOT_DONE, Desk
from tui.cli.spoken import spoken
from tui.screens.form import Field, FormSheet, matching
from tui.text import fit, width_of

# What takes away what a field says.
NOTHING_SAID = "-"
_NAMED = 12


def form_of(desk: Desk) -> FormSheet:
    """The form that was opened. Raises Refusal where none was."""
    sheet = desk.sheet
    if not isinstance(sheet, FormSheet):
        raise Refusal("There is nothing to be said of it now.", NOT_DONE)
    return sheet


async def fill(desk: Desk, name: str, text: str) -> int:
    """Of the form that is open: list the fields, or take `text` for the one that `name` means."""
    form = form_of(desk)
    if not name:
        listed(desk, form)
        return 0
    field = meant(form.fields(), name)
    if not text:
        tell(desk, field)
        return 0
    await take(desk, form, field, text)
    field = next((one for one in form.fields() if one.id == field.id), field)
    desk.write(f"{field.name}: {field.value or spoken(field.empty) or 'nothing'}")
    if field.amiss:
        desk.write(f"  ! {spoken(field.amiss)}")
    return 0


async def take(desk: Desk, form: FormSheet, field: Field, text: str) -> None:
    """Take it, as Enter does on the screen, and `-` as x does. Raises Refusal: why it cannot be."""
    taken_away = text == NOTHING_SAID
    why_not = form.why_not_change() or ("" if taken_away else field.why_not)
    if why_not:
        raise Refusal(f"{field.name}: {spoken(why_not)}. Nothing was changed.", NOT_DONE)
    said = "" if taken_away else text
    if said and field.choices:
        said = _choice(field, text)
    if len(said) > field.longest:
        raise Refusal(f"{field.name}: at most {field.longest} characters.", MISUSED)
    if complaint := form.take(field.id, said):
        raise Refusal(f"{field.name}: {spoken(complaint)}. Nothing was changed.", NOT_DONE)
    await desk.done()


def _choice(field: Field, text: str) -> str:
    """The word of the list that is meant: itself, or the only one that has what was said."""
    exact = [one.word for one in field.choices if one.word.casefold() == text.casefold()]
    found = exact or [one.word for one in matching(field.choices, text)]
    if len(found) == 1:
        return found[0]
    if found:
        named = ", ".join(found[:_NAMED]) + (" and more" if len(found) > _NAMED else "")
        raise Refusal(f"{field.name}: “{text}” may be {named}: say which.", MISUSED)
    named = ", ".join(one.word for one in field.choices[:_NAMED] if one.word)
    more = " and more" if len(field.choices) > _NAMED else ""
    raise Refusal(f"{field.name}: “{text}” is not on the list: {named}{more}.", MISUSED)


def meant(fields: Sequence[Field], name: str) -> Field:
    """The field of this id or name, or the only one that begins so. Raises Refusal."""
    wanted, known = name.casefold(), [one for one in fields if one.id]
    for one in known:
        if wanted in (one.id.casefold(), one.name.casefold()):
            return one
    found = [
        one
        for one in known
        if one.id.casefold().startswith(wanted) or one.name.casefold().startswith(wanted)
    ]
    if len(found) == 1:
        return found[0]
    named = ", ".join(one.name for one in (found or known))
    raise Refusal(f"There is no field “{name}”; there are {named}.", MISUSED)


def listed(desk: Desk, form: FormSheet) -> None:
    """The fields with what they say, and what is against them."""
    desk.write(form.title)
    fields = form.fields()
    names = max((width_of(one.name) for one in fields if one.id), default=0)
    for one in fields:
        if not one.id:
            desk.write(f"{one.name}:")
            continue
        said = one.value or spoken(one.why_not or one.empty)
        desk.write(f"  {fit(one.name, names)}  {said}")
        if one.amiss:
            desk.write(f"    ! {spoken(one.amiss)}")


def tell(desk: Desk, field: Field) -> None:
    """One field: what it says, what it can be, and how it is said."""
    desk.write(f"{field.name}: {field.value or spoken(field.empty) or 'nothing'}")
    if field.why_not:
        desk.write(f"  {spoken(field.why_not)}")
    if field.hint:
        desk.write(f"  {spoken(field.hint)}")
    for one in field.choices:
        words = one.shown or f"{one.word}  {one.meaning}".strip()
        desk.write(f"  - {words or '(none)'}")
