"""Product Change Notifications v3: what a maker says will change of a part, or end.

Computed from the part: what is obsolete, discontinued or last-time-buy has a notice of its end,
and about one in thirty of all others a notice of a change. `Includes` is ignored, as `includes`
is elsewhere: how it shapes an answer is shown by one example and described nowhere.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple
from urllib.parse import quote

from vendors.sandbox import shapes
from vendors.sandbox.answers import Refused
from vendors.sandbox.desk import Ask, Desk, Endpoint
from vendors.sandbox.locales import locale_of
from vendors.sandbox.parts import taxonomy
from vendors.sandbox.parts.catalogue import Part
from vendors.sandbox.parts.family import mix
from vendors.sandbox.parts.terms import WELL_KNOWN

Json = dict[str, Any]

# Type -> (its name, its name in German). That 40 is packaging is the specification's example.
_END = 10
_TYPES = {
    _END: ("PCN Obsolescence/ EOL", "PCN Obsoleszenz/EOL"),
    20: ("PCN Design/Specification", "PCN Design/Spezifikation"),
    30: ("PCN Assembly/Origin", "PCN Montage/Herkunft"),
    40: ("PCN Packaging", "PCN Verpackung"),
}
_FIRST = datetime(2018, 1, 8, 9, 19, 28, tzinfo=UTC)
_DAYS = 3_200


class Notice(NamedTuple):
    """One notice: `type` is a key of the types, `link` where its paper lies, if anywhere."""

    type: int
    on: datetime
    words: str
    link: str | None


def of_part(part: Part) -> list[Notice]:
    """All notices of a part, the newest first. Most parts have none."""
    roll = mix(part.index, 28)
    kinds: list[int] = []
    if part.status in (taxonomy.OBSOLETE, taxonomy.DISCONTINUED, taxonomy.LAST_TIME_BUY):
        kinds.append(_END)
    if roll % 31 == 7 and part.mpn not in WELL_KNOWN:
        kinds += [20 + 10 * (roll >> 8) % 30, *([40] if roll >> 16 & 3 == 0 else [])]
    made = [_notice(part, kind, roll >> at) for at, kind in enumerate(kinds)]
    return sorted(made, key=lambda each: each.on, reverse=True)


def _notice(part: Part, kind: int, roll: int) -> Notice:
    on = _FIRST + timedelta(days=roll % _DAYS)
    paper = quote(f"{part.maker.name}/PCN{roll % 1_000_000:06d}.pdf")
    return Notice(
        type=kind,
        on=on,
        words=f"{'Mult Dev EOL' if kind == _END else 'Mult Devices'} {on:%d/%b/%Y}",
        link=None if roll % 7 == 3 else f"{shapes.host()}/pdf/PCNs/{paper}",
    )


def type_name(kind: int, language: str) -> str:
    """As the answer's language has it; English where there is no other."""
    return _TYPES[kind][language.lower() == "de"]


def change_notifications(desk: Desk, ask: Ask) -> Json:
    """PcnResponse of one DigiKey number; 404 where there are none. A maker's number is none."""
    wanted = ask.params["DigiKeyPartNumber"].strip()
    for index in desk.catalogue.by_number(wanted):
        part = desk.catalogue.part(index)
        variation = part.variation(wanted)
        if variation is not None and (found := of_part(part)):
            language = locale_of(ask.headers).language
            return {
                "DigiKeyPartNumber": variation.number,
                "ProductChangeNotifications": [
                    {
                        "DigiKeyPartNumber": variation.number,
                        "PcnChangeDate": each.on.strftime("%Y-%m-%dT%H:%M:%SZ"),
                        "PcnTypeId": str(each.type),
                        "PcnType": type_name(each.type, language),
                        "PcnDescription": each.words,
                        "PcnLink": each.link,
                    }
                    for each in found
                ],
            }
    raise Refused(404, "Not Found", "There were no change notifications found for this product")


ENDPOINTS: tuple[Endpoint, ...] = (
    # No page says against which limit these count: they count apart.
    Endpoint("GET", "/ChangeNotifications/v3/Products/{DigiKeyPartNumber}", "notices", "api",
             True, change_notifications),
)  # fmt: skip
