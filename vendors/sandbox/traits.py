"""What a part has besides its terms: papers, pictures, models, codes. By rule from its index."""

from __future__ import annotations

from vendors.sandbox.parts import taxonomy
from vendors.sandbox.parts.family import mix

# Root category -> (customs code, export control class, moisture sensitivity).
_CODES: dict[int, tuple[str, str, str | None]] = {
    2: ("8533.21.0030", "EAR99", "1 (Unlimited)"),
    3: ("8532.24.0020", "EAR99", "1 (Unlimited)"),
    4: ("8504.50.8000", "EAR99", "1 (Unlimited)"),
    7: ("8504.50.8000", "EAR99", "1 (Unlimited)"),
    9: ("8541.10.0080", "EAR99", "1 (Unlimited)"),
    13: ("8541.60.0060", "EAR99", "1 (Unlimited)"),
    16: ("8541.41.0000", "EAR99", "2a (4 Weeks)"),
    19: ("8541.21.0075", "EAR99", "1 (Unlimited)"),
    20: ("8536.69.4040", "EAR99", None),
    27: ("8533.21.0030", "EAR99", None),
    32: ("8542.33.0001", "EAR99", "1 (Unlimited)"),
}
SPECIAL_ECCN = "3A991.A.2"


def codes(category: int) -> tuple[str, str, str | None]:
    """(customs code, export control class, moisture sensitivity) of a category's parts."""
    customs, control, moisture = _CODES[taxonomy.CATEGORIES[category][0]]
    if category == 685:
        return "8542.31.0001", SPECIAL_ECCN, "3 (168 Hours)"
    return customs, control, moisture


def has_datasheet(index: int) -> bool:
    return mix(index, 21) % 23 != 3


def has_photo(index: int) -> bool:
    return mix(index, 22) % 19 != 4


def has_model(index: int) -> bool:
    return mix(index, 23) % 3 != 0


def has_cad(index: int) -> bool:
    return mix(index, 29) % 5 < 3


def has_media(index: int) -> bool:
    return mix(index, 27) % 12 != 5


def is_new(index: int) -> bool:
    return mix(index, 24) % 101 == 0


def is_rohs(index: int) -> bool:
    return mix(index, 25) % 41 != 7


def is_normally_stocking(index: int, status: int) -> bool:
    return status == taxonomy.ACTIVE and mix(index, 26) % 9 != 0


# What `SearchOptions` can ask for, but for stock, which the catalogue knows.
OPTIONS = {
    "ChipOutpost": lambda index, status: False,
    "Has3DModel": lambda index, status: has_model(index),
    "HasCadModel": lambda index, status: has_cad(index),
    "HasDatasheet": lambda index, status: has_datasheet(index),
    "HasProductPhoto": lambda index, status: has_photo(index),
    "NewProduct": lambda index, status: is_new(index),
    "NonRohsCompliant": lambda index, status: not is_rohs(index),
    "NormallyStocking": is_normally_stocking,
    "RohsCompliant": lambda index, status: is_rohs(index),
}
