"""The commands that look after the ledger: audit, backup, restore, export, numbers.

Each works on the environment of the settings, also while sessions are open, except `restore`.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from cache.opening import expect_ledger, reading, writing
from cache.people import who
from cache.places import Refusal, prepare
from tui.cli.words import complain
from tui.clocks import clock_of
from tui.text import safe

if TYPE_CHECKING:
    from tui.cli.command import Asked

_BROKEN = 1
# A number of fewer characters tells nobody what it is of.
_SHORT = 4


def audit_verify(asked: Asked) -> int:
    """Whether the chain of the audit holds, and has the hash that was given."""
    from cache.audit import holds, verify

    known = asked.text("hash") or None
    with reading(asked.places) as db:
        found = verify(db)
        here = known is None or holds(db, known)
    if found.broken is not None:
        complain(
            f"The audit is broken at entry {found.broken} of {found.entries}: it is missing, or "
            "not as it was written. What stands before it is sound."
        )
        return _BROKEN
    if not here:
        complain(
            f"No entry of the audit has the hash {known}: its end was cut off, or this is another "
            f"ledger. The {found.entries} entries that are there are sound among themselves."
        )
        return _BROKEN
    if not found.entries:
        _say("The audit is sound; nothing was done yet.")
        return 0
    also = "" if known is None else ", and the hash you gave is one of theirs"
    _say(f"The audit is sound: {found.entries} entries{also}. The last hash, to keep elsewhere:")
    _say(found.last)
    return 0


def audit_export(asked: Asked) -> int:
    """The audit, into a new file or on the output."""
    from cache.audit import export
    from cache.exporting import new_file

    number = asked.text("order") or None
    target = asked.text("file")
    with reading(asked.places) as db:
        rows = export(db, number)
        # ASCII alone: what a person typed must do nothing to a terminal.
        lines = (json.dumps(row) + "\n" for row in rows)
        if not target:
            sys.stdout.writelines(lines)
            return 0
        count = 0
        with new_file(Path(target)) as file:
            for line in lines:
                file.write(line)
                count += 1
    _say(f"{count} entries were written to {target}.")
    return 0


def back_up(asked: Asked) -> int:
    """A copy of the ledger, looked through."""
    from cache.backups import backup, backup_into

    target, places = asked.text("file"), asked.places
    expect_ledger(places)
    if not target:
        made = backup_into(places.backups, places.ledger, clock_of(places).now())
    else:
        made = backup(places.ledger, Path(target))
    _say(
        f"The ledger was copied to {made.path} ({made.size:,} bytes, sequence {made.sequence}) "
        "and looked through. The hash of its last audit entry, to keep elsewhere:"
    )
    _say(made.last or "none, nothing was done yet")
    return 0


def put_back(asked: Asked) -> int:
    """A backup in the place of a ledger that is lost or damaged."""
    from cache.restoring import LOOK_FIRST, SKIPPED, restore

    source, places = asked.text("file"), asked.places
    prepare(places)
    prefix, at = asked.settings.prefix, clock_of(places).now()
    done = restore(places, Path(source), prefix=prefix, at=at, person=who())
    made = f", whose last entry is of {done.made}" if done.made else ""
    _say(f"The ledger was put back from {source}{made}.")
    if done.aside is not None:
        _say(f"What stood there is kept as {done.aside}.")
    if done.broken is not None:
        _say(f"Its audit is broken at entry {done.broken}.")
    _say(f"{SKIPPED} numbers are left out, so that none of the time since is given again.")
    _say(
        "Drafts are as on that day: lines that were ordered since stand in them again, so the name "
        f"of each begins with “{LOOK_FIRST}”. Before you order, start bondroom, press 4 and F5, "
        "and look at what the vendors have."
    )
    if done.missing:
        _say("Orders that the backup does not know, or knew otherwise:")
    for order in done.missing:
        _say(f"  {order.number}  {order.state}" + (f"  (was {order.was})" if order.was else ""))
    return 0


async def export(asked: Asked) -> int:
    """The history, or what the words find in it, into a new file."""
    from cache.exporting import export_orders

    with reading(asked.places):
        prepare(asked.places)
    target = Path(asked.text("file"))
    async with asked.opened() as services:
        if not services.ordering:
            raise Refusal(f"{services.why_not} Nothing was written.")
        count = await export_orders(services.orders, target, " ".join(asked.many("words")))
    _say(f"{count} orders were written to {target}.")
    return 0


def numbers(asked: Asked) -> int:
    """How orders are numbered; with a pattern, how they are from now on."""
    from cache import numbers

    text, places = asked.text("pattern"), asked.places
    at = clock_of(places).now()
    if text:
        pattern = numbers.Pattern.of(text)
        with writing(places) as db:
            numbers.set_pattern(db, pattern, at, who())
    with reading(places) as db:
        pattern = numbers.pattern_of(db)
        following = numbers.upcoming(db, asked.settings.prefix, at)
        given = numbers.given(db)
    _say(f"Numbers are given by  {pattern.text}")
    _say(f"The next one would be {following}")
    if text and len(following) < _SHORT:
        _say(
            f"So the next order will have the number “{following}” and nothing more: DigiKey may "
            "have that of another order, and nobody can tell whose it is. With {prefix} or {yyyy} "
            "in the pattern it says so."
        )
    _say(f"Given so far          {given}")
    return 0


def _say(text: str) -> None:
    print(safe(text))
