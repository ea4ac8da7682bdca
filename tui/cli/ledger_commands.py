"""The commands that look after the ledger: audit, backup, restore, export, numbers.

Each works on the environment of the settings, also while sessions are open, except `restore`.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from cache.files import Damaged
from cache.opening import CURE, expect_ledger, reading, writing
from cache.people import who
from cache.places import Places, Refusal, prepare
from tui.cli.words import Misused, complain
from tui.clocks import clock_of
from tui.text import safe

if TYPE_CHECKING:
    from tui.settings import Settings

_BROKEN, _MISUSED = 1, 2
# A number of fewer characters tells nobody what it is of.
_SHORT = 4

_USAGE = {
    "audit": "bondroom audit verify [HASH]  or  bondroom audit export [FILE] [--order NUMBER]",
    "backup": "bondroom backup [FILE]",
    "restore": "bondroom restore FILE",
    "export": "bondroom export FILE.csv|FILE.json [WORDS…]",
    "numbers": "bondroom numbers ['{prefix}-{yyyy}-{seq:04}']",
}


def run(command: str, words: Sequence[str], settings: Settings, places: Places) -> int:
    """The exit status of one of these commands; what went wrong is said on standard error."""
    try:
        return _COMMANDS[command](list(words), settings, places)
    except Misused as misused:
        complain(f"{misused}: it is  {_USAGE[command]}")
        return _MISUSED
    except Damaged as damaged:
        complain(f"{damaged.sentence} {CURE}")
        return damaged.status
    except Refusal as refusal:
        complain(refusal.sentence)
        return refusal.status


def _audit(words: list[str], settings: Settings, places: Places) -> int:
    asked, rest = (words[0], words[1:]) if words else ("", [])
    if asked == "verify":
        return _verify(rest, places)
    if asked == "export":
        return _audit_export(rest, places)
    raise Misused(f"audit has no {asked!r}" if asked else "audit needs one more word")


def _verify(words: list[str], places: Places) -> int:
    from cache.audit import holds, verify

    known = _at_most_one(words)
    with reading(places) as db:
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


def _audit_export(words: list[str], places: Places) -> int:
    from cache.audit import export
    from cache.exporting import new_file

    number = None
    if "--order" in words:
        at = words.index("--order")
        if len(words) == at + 1:
            raise Misused("--order needs a number after it")
        number = words.pop(at + 1)
        del words[at]
    target = _at_most_one(words)
    with reading(places) as db:
        rows = export(db, number)
        # ASCII alone: what a person typed must do nothing to a terminal.
        lines = (json.dumps(row) + "\n" for row in rows)
        if target is None:
            sys.stdout.writelines(lines)
            return 0
        count = 0
        with new_file(Path(target)) as file:
            for line in lines:
                file.write(line)
                count += 1
    _say(f"{count} entries were written to {target}.")
    return 0


def _backup(words: list[str], settings: Settings, places: Places) -> int:
    from cache.backups import backup, backup_into

    target = _at_most_one(words)
    expect_ledger(places)
    if target is None:
        made = backup_into(places.backups, places.ledger, clock_of(places).now())
    else:
        made = backup(places.ledger, Path(target))
    _say(
        f"The ledger was copied to {made.path} ({made.size:,} bytes, sequence {made.sequence}) "
        "and looked through. The hash of its last audit entry, to keep elsewhere:"
    )
    _say(made.last or "none, nothing was done yet")
    return 0


def _restore(words: list[str], settings: Settings, places: Places) -> int:
    from cache.restoring import LOOK_FIRST, SKIPPED, restore

    source = _at_most_one(words)
    if source is None:
        raise Misused("restore needs the backup's file")
    prepare(places)
    person = who()
    done = restore(
        places, Path(source), prefix=settings.prefix, at=clock_of(places).now(), person=person
    )
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


def _export(words: list[str], settings: Settings, places: Places) -> int:
    import asyncio

    if not words or words[0].startswith("-"):
        raise Misused("export needs a file that ends in .csv or .json")
    with reading(places):
        prepare(places)
    target = Path(words[0])
    count = asyncio.run(_export_all(places, settings, target, " ".join(words[1:])))
    _say(f"{count} orders were written to {target}.")
    return 0


async def _export_all(places: Places, settings: Settings, target: Path, text: str) -> int:
    from cache.exporting import export_orders
    from cache.services import Services

    services = Services(places, clock_of(places), prefix=settings.prefix)
    try:
        await services.open()
        if not services.ordering:
            raise Refusal(f"{services.why_not} Nothing was written.")
        return await export_orders(services.orders, target, text)
    finally:
        await services.close()


def _numbers(words: list[str], settings: Settings, places: Places) -> int:
    from cache import numbers

    text = _at_most_one(words)
    at = clock_of(places).now()
    if text is not None:
        pattern = numbers.Pattern.of(text)
        with writing(places) as db:
            numbers.set_pattern(db, pattern, at, who())
    with reading(places) as db:
        pattern = numbers.pattern_of(db)
        following = numbers.upcoming(db, settings.prefix, at)
        given = numbers.given(db)
    _say(f"Numbers are given by  {pattern.text}")
    _say(f"The next one would be {following}")
    if text is not None and len(following) < _SHORT:
        _say(
            f"So the next order will have the number “{following}” and nothing more: DigiKey may "
            "have that of another order, and nobody can tell whose it is. With {prefix} or {yyyy} "
            "in the pattern it says so."
        )
    _say(f"Given so far          {given}")
    return 0


def _at_most_one(words: list[str]) -> str | None:
    for word in words:
        if word.startswith("-"):
            raise Misused(f"there is no option {word!r}")
    if len(words) > 1:
        raise Misused(f"{words[1]!r} is one word too many")
    return words[0] if words else None


def _say(text: str) -> None:
    print(safe(text))


_COMMANDS: dict[str, Callable[[list[str], Settings, Places], int]] = {
    "audit": _audit,
    "backup": _backup,
    "restore": _restore,
    "export": _export,
    "numbers": _numbers,
}
