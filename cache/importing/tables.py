"""Which row is the head of a grid, and what each column is."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Sequence
from statistics import median
from typing import NamedTuple

from cache.importing.cells import Cell, Grid, Kind, Row
from cache.importing.headers import REFERENCES, Role, is_known, plain, role_of
from cache.importing.quantities import pieces_of

# What a person chose for the columns below a head is kept under this and its fingerprint.
KEPT = "import"

# Above the head of a bill of materials there may be so many rows of titles.
_TITLES = 25
# Rows that are looked at to find out what a column is.
_SAMPLE = 200

_DESIGNATORS = re.compile(
    # One way to read each blank: with two, a cell full of them would never be done.
    r"[A-Za-z]{1,5}[0-9]{1,5}(?:[ ,;]+(?:(?:to|-|–) *)?[A-Za-z]{1,5}[0-9]{1,5})*[ ,;]*"
)
_VENDOR_NUMBER = re.compile(r"\S{2,}-(CT|TR|DKR|\d+|[A-Z]{1,4})?-?ND", re.IGNORECASE)
_PART = re.compile(r"(?=.*\d)[^\s]{3,40}")


class Layout(NamedTuple):
    """`header` is the place of the head in the grid's rows; None: there is none.

    `remembered`: the columns are as a person once set them below such a head.
    """

    header: int | None
    roles: tuple[Role, ...]
    remembered: bool = False

    def column(self, role: Role) -> int | None:
        return self.roles.index(role) if role in self.roles else None

    def put(self, column: int, role: Role) -> Layout:
        """That column has this role; whichever had it is not taken any more."""
        roles = [
            Role.NONE if one is role and at != column else one for at, one in enumerate(self.roles)
        ]
        roles[column] = role
        return self._replace(roles=tuple(roles))


def lay_out(grid: Grid) -> Layout:
    """What the heads say, else what the cells look like."""
    header = _header(grid)
    return with_header(grid, header)


def with_header(grid: Grid, header: int | None) -> Layout:
    """The layout with that row as the head, or without one."""
    body = grid.rows[0 if header is None else header + 1 :][:_SAMPLE]
    roles = [Role.NONE] * grid.width
    if header is not None:
        roles = _by_heads(grid.rows[header], body, grid.width)
    if Role.PART not in roles and Role.NUMBER not in roles:
        _guess_part(roles, body, lambda at: header is None or not _head(grid, header, at))
    if Role.QUANTITY not in roles and (header is None or Role.DESIGNATORS not in roles):
        _guess_quantity(roles, body)
    if header is None:
        _guess_rest(roles, body)
    return Layout(header, tuple(roles))


def first_line(grid: Grid, layout: Layout) -> int:
    """The place of the first row that is a line."""
    return 0 if layout.header is None else layout.header + 1


def fingerprint(grid: Grid, layout: Layout) -> str:
    """The same for every grid with the same heads; empty where there is no head."""
    if layout.header is None:
        return ""
    # Not `plain`: of heads in other alphabets nothing would be left to tell them apart.
    texts = [grid.rows[layout.header].cell(at).text for at in range(grid.width)]
    heads = [" ".join(text.casefold().split()) for text in texts]
    whole = "\x1f".join(heads).encode(errors="replace")
    return hashlib.sha256(whole).hexdigest()[:32]


def roles_text(layout: Layout) -> str:
    """The roles as they are kept."""
    return ",".join(role.name.lower() for role in layout.roles)


def remembered(layout: Layout, text: str) -> Layout:
    """The layout with the roles that were kept; as it was where they are none that fit."""
    roles = roles_of(text, len(layout.roles))
    if roles is None or len(text.split(",")) != len(layout.roles):
        return layout
    return layout._replace(roles=roles, remembered=True)


def roles_of(text: str, width: int) -> tuple[Role, ...] | None:
    """The roles that words between commas name, `-` for none; None where they name no such."""
    names = ["NONE" if one.strip() in ("", "-") else one.strip().upper() for one in text.split(",")]
    if len(names) > width or any(name not in Role.__members__ for name in names):
        return None
    said = [name for name in names if name != "NONE"]
    if not said or len(set(said)) != len(said):
        return None
    return (*(Role[name] for name in names), *(Role.NONE for _ in range(width - len(names))))


# -- the head


def _header(grid: Grid) -> int | None:
    best, most = None, 0
    for place, row in enumerate(grid.rows[:_TITLES]):
        heads = [cell.text for cell in row.cells if cell.text.strip()]
        known = sum(map(is_known, heads))
        telling = sum(role_of(head) is not None for head in heads)
        number = any(pieces_of(cell) is not None for cell in row.cells)
        # One known word is a head where nothing in the row can be a line of its own.
        enough = known >= 2 or (known == 1 and len(heads) == 1) or (known >= 1 and not number)
        if telling and enough and known > most and known * 2 >= len(heads):
            best, most = place, known
    return best


def _head(grid: Grid, header: int, at: int) -> str:
    return grid.rows[header].cell(at).text.strip()


def _by_heads(head: Row, body: Sequence[Row], width: int) -> list[Role]:
    roles = [Role.NONE] * width
    ranks: dict[Role, tuple[int, int]] = {}
    for at in range(width):
        found = role_of(head.cell(at).text)
        if found is None:
            continue
        role, rank = found
        if plain(head.cell(at).text) in REFERENCES and _share(body, at, _is_designators) >= 0.5:
            role = Role.DESIGNATORS
        if role in (Role.PART, Role.DESIGNATORS) and _counts_up(body, at):
            continue
        if role not in ranks or rank < ranks[role][0]:
            ranks[role] = rank, at
    for role, (_, at) in ranks.items():
        roles[at] = role
    return roles


# -- what the cells look like


def _texts(body: Sequence[Row], at: int) -> list[Cell]:
    return [cell for row in body if (cell := row.cell(at)).text.strip()]


def _share(body: Sequence[Row], at: int, holds: Callable[[Cell], bool]) -> float:
    """Of the cells that hold anything; of a column that is mostly empty less."""
    cells = _texts(body, at)
    return sum(map(holds, cells)) / max(len(cells), len(body) / 2, 1)


def _is_designators(cell: Cell) -> bool:
    return cell.kind is Kind.TEXT and bool(_DESIGNATORS.fullmatch(cell.text.strip()))


def _is_vendor_number(cell: Cell) -> bool:
    return bool(_VENDOR_NUMBER.fullmatch(cell.text.strip()))


def _is_whole(cell: Cell) -> bool:
    found = pieces_of(cell)
    return found is not None and found == found.to_integral_value()


def _like_part(cell: Cell) -> bool:
    text = cell.text.strip()
    return bool(_PART.fullmatch(text)) and pieces_of(cell._replace(kind=Kind.TEXT)) is None


def _counts_up(body: Sequence[Row], at: int) -> bool:
    """Whether the column only numbers the rows."""
    numbers = [pieces_of(cell) for cell in _texts(body, at)]
    return len(numbers) > 1 and all(
        number is not None and number == place for place, number in enumerate(numbers, 1)
    )


def _guess_part(roles: list[Role], body: Sequence[Row], free: Callable[[int], bool]) -> None:
    """The column whose cells are most like part numbers; of numbers alone the longest."""
    scores = []
    for at, role in enumerate(roles):
        if role is Role.NONE and free(at):
            cells = _texts(body, at)
            if cells:
                share = _share(body, at, _like_part)
                several = sum(
                    _DESIGNATORS.fullmatch(cell.text.strip()) is not None for cell in cells
                )
                if several * 2 > len(cells) and all(len(cell.text) < 6 for cell in cells):
                    share /= 4
                length = median(len(cell.text.strip()) for cell in cells)
                distinct = len({cell.text for cell in cells}) / len(cells)
                scores.append((round(share * (0.5 + distinct / 2), 2), min(length, 20), -at))
    if scores:
        roles[-max(scores)[2]] = Role.PART


def _guess_quantity(roles: list[Role], body: Sequence[Row]) -> None:
    """The column of whole numbers; of several the one whose numbers do not only count the rows."""
    found = [
        (not _counts_up(body, at), _share(body, at, _is_whole), -at)
        for at, role in enumerate(roles)
        if role is Role.NONE and _share(body, at, _is_whole) >= 0.5
    ]
    if found and (len(found) > 1 or not _counts_up(body, -found[0][2]) or len(roles) == 2):
        roles[-max(found)[2]] = Role.QUANTITY


def _guess_rest(roles: list[Role], body: Sequence[Row]) -> None:
    for at, role in enumerate(roles):
        if role is Role.NONE and Role.NUMBER not in roles:
            if _share(body, at, _is_vendor_number) >= 0.6:
                roles[at] = Role.NUMBER
        elif role is Role.PART and _share(body, at, _is_vendor_number) >= 0.6:
            others = [
                other
                for other, its in enumerate(roles)
                if its is Role.NONE
                and _share(body, other, _like_part) >= 0.6
                and not _share(body, other, _is_designators) >= 0.6
            ]
            if others:
                roles[at], roles[others[0]] = Role.NUMBER, Role.PART
