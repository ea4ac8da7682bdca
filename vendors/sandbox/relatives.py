"""Which parts of the catalogue stand near another one: substitutes, packagings, companions.

All of it follows from what the parts are: same value, same case, same base number, same joint.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from vendors.sandbox import parametrics
from vendors.sandbox.parts import accessories, taxonomy
from vendors.sandbox.parts.catalogue import Catalogue, Part

# The kinds of substitutes in the order in which they are told, and how many of each at most.
RECOMMENDED, DIRECT, UPGRADE, SIMILAR = "MFR Recommended", "Direct", "Upgrade", "Similar"
_MOST = {RECOMMENDED: 2, DIRECT: 5, UPGRADE: 3, SIMILAR: 4}
_MOST_COMPANIONS = 12

_TOLERANCE, _VOLTAGE, _DIELECTRIC = 3, 14, 17
# What must be the same for one part to fit in the place of another.
_FORM = (16, 1291, 69, 88, 508)
# Parts with a base number are told apart by it, but for those whose function says enough.
_BY_FUNCTION = (687, 705)
_CONNECTORS = (accessories.HEADERS, accessories.HOUSINGS, accessories.BLOCKS)
_LIKE_NOTHING = (accessories.CONTACTS, accessories.RESISTOR_KITS, accessories.CAPACITOR_KITS)


def substitutes(catalogue: Catalogue, part: Part) -> list[tuple[str, Part]]:
    """(kind, part that can stand in for `part`), only parts that are made; often there is none."""
    found: dict[str, list[Part]] = {kind: [] for kind in _MOST}
    for index in _candidates(catalogue, part):
        other = catalogue.part(index)
        if other.status == taxonomy.ACTIVE and (kind := _kind(part, other)):
            found[kind].append(other)
    return [
        (kind, other)
        for kind, most in _MOST.items()
        for other in sorted(found[kind], key=lambda one: (-one.stock, one.index))[:most]
    ]


def packagings(catalogue: Catalogue, part: Part) -> list[Part]:
    """The same maker's part in the same case under another number, packed in another way."""
    base = part.core.base
    if base is None:
        return []
    siblings = (catalogue.part(at) for at in _bases(catalogue, part.family.category)[base])
    return [other for other in siblings if _is_packed_otherwise(part, other)]


def _is_packed_otherwise(part: Part, other: Part) -> bool:
    return (
        part.core.base is not None
        and part.core.base == other.core.base
        and part.family is other.family
        and part.index != other.index
        and part.core.packs != other.core.packs
        and _form(part) == _form(other)
    )


def kits(catalogue: Catalogue, part: Part) -> list[Part]:
    """The assortments that it is one of."""
    case = dict(part.core.parameters).get(16, "")
    return _named(
        catalogue,
        (
            kit[3]
            for kit in accessories.KITS
            if (part.family.maker, part.family.series) == kit[:2] and case.startswith(kit[2])
        ),
    )


def mates(catalogue: Catalogue, part: Part) -> list[Part]:
    """The other half of a connector: same series, same positions."""
    joint = accessories.joint_of(part.family.maker, part.mpn)
    if joint is None:
        return []
    return [
        other
        for other in _of_maker(catalogue, part)
        if re.match(joint[1], other.mpn) and _positions(other) == _positions(part)
    ][:_MOST_COMPANIONS]


def uses(catalogue: Catalogue, part: Part) -> list[Part]:
    """What it is made to be used with: a housing its contacts, a contact its housings."""
    if part.family.category == accessories.CONTACTS:
        begins = [joint.housing for joint in accessories.JOINTS if joint.contact == part.mpn]
        housings = _of_maker(catalogue, part)
        return [one for one in housings if any(re.match(each, one.mpn) for each in begins)][
            :_MOST_COMPANIONS
        ]
    joint = accessories.joint_of(part.family.maker, part.mpn)
    if joint is not None and part.family.category == accessories.HOUSINGS:
        return _named(catalogue, [joint[0].contact or ""])
    return _named(catalogue, _USED_WITH.get(part.family.category, ()))


def companions(catalogue: Catalogue, part: Part) -> list[Part]:
    """What a design with it needs besides."""
    return _named(catalogue, _COMPANIONS.get(part.family.category, ()))


# Category -> makers' numbers. A controller wants a crystal, a switching regulator an inductor.
_COMPANIONS = {
    685: ("ABM8-8.000MHZ-B2-T", "ABM8-25.000MHZ-B2-T"),
    739: ("XAL4020-100MEC", "XAL6028-100MEC"),
}
_USED_WITH = {171: ("STM32F103C8T6",), 71: ("TPS54331DDAR",)}


def _named(catalogue: Catalogue, numbers: Iterable[str]) -> list[Part]:
    return [catalogue.part(index) for mpn in numbers for index in catalogue.by_number(mpn)[:1]]


def _of_maker(catalogue: Catalogue, part: Part) -> Iterator[Part]:
    """The connectors of the same maker."""
    for category in _CONNECTORS:
        for indexes in catalogue.of_category(category):
            if catalogue.part(indexes.start).family.maker == part.family.maker:
                yield from (catalogue.part(index) for index in indexes)


def _positions(part: Part) -> str | None:
    return dict(part.core.parameters).get(88)


# -- substitutes -------------------------------------------------------------------------------


@lru_cache(maxsize=64)
def _bases(catalogue: Catalogue, category: int) -> dict[str, list[int]]:
    """The parts of each base number within a category."""
    found: dict[str, list[int]] = {}
    for indexes in catalogue.of_category(category):
        for index in indexes:
            if base := catalogue.core(index)[1].base:
                found.setdefault(base, []).append(index)
    return found


def _candidates(catalogue: Catalogue, part: Part) -> Iterator[int]:
    """Parts with the same base number, or with the same first parameter; never the part itself."""
    category, base = part.family.category, part.core.base
    if category in _LIKE_NOTHING:
        return
    near = set(_bases(catalogue, category)[base]) if base else set()
    if part.core.parameters and (base is None or category in _BY_FUNCTION):
        parameter, text = part.core.parameters[0]
        column = parametrics.columns(catalogue)[parameter]
        place = column.place(text)
        for indexes in catalogue.of_category(category):
            near.update(index for index in indexes if column.places[index] == place)
    yield from sorted(near - {part.index})


def _form(part: Part) -> list[str | None]:
    values = dict(part.core.parameters)
    return [values.get(parameter) for parameter in _FORM]


def _amount(text: str | None) -> float | None:
    """The number of `±1%` or `50 V`; None for a range and for what is no quantity."""
    found = re.fullmatch(r"±?(\d+(?:\.\d+)?) ?[%V]", text or "")
    return float(found[1]) if found else None


def _kind(part: Part, other: Part) -> str | None:
    """How `other` would stand in for `part`, None where it would not fit."""
    if _form(part) != _form(other):
        # The same circuit in another case.
        return SIMILAR if part.core.base and part.core.base == other.core.base else None
    own, its = dict(part.core.parameters), dict(other.core.parameters)
    if part.core.parameters[:1] != other.core.parameters[:1]:
        return None
    if part.family.category in _CONNECTORS:
        joint = accessories.joint_of(part.family.maker, part.mpn)
        mates = joint is not None and re.match(joint[1], other.mpn)
        # Which way a header stands on the board is in no parameter.
        return None if mates else SIMILAR
    if own.get(_DIELECTRIC) != its.get(_DIELECTRIC) or part.core.base != other.core.base:
        return SIMILAR
    if part.family.maker == other.family.maker and part.status != taxonomy.ACTIVE:
        return RECOMMENDED
    if _is_packed_otherwise(part, other):
        return None
    worse = better = False
    for parameter, more_is_better in ((_TOLERANCE, False), (_VOLTAGE, True)):
        first, second = _amount(own.get(parameter)), _amount(its.get(parameter))
        if first is not None and second is not None and first != second:
            if (second > first) is more_is_better:
                better = True
            else:
                worse = True
    return SIMILAR if worse else UPGRADE if better else DIRECT
