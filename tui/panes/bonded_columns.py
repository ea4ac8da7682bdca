"""The columns of the bonded stock: a part at one location, a part over all of them, a location."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from cache.bonded_order import HEADS
from cache.bonded_rows import BondedRow, PartRow
from cache.reserves import levels
from tui.screens.part_pictures import spark
from tui.text import UNKNOWN, day, money, pieces, unit_price
from tui.widgets.table import Column, Table

if TYPE_CHECKING:
    from cache.bonded import LocationRow
    from cache.bonded_rows import Figure

_TREND = 8
# Beside a reserve: something of ours takes from it. The pane says below what it is.
TAKEN = "*"


class _Sorted(NamedTuple):
    """A column, and by what the rows are sorted that are sorted by it."""

    column: Column
    sort: str = ""


_ROWS = (
    _Sorted(Column(HEADS["part"], 15, grow=True), "part"),
    _Sorted(Column(HEADS["cpn"], 10, 3), "cpn"),
    _Sorted(Column(HEADS["loc"], 5, 1), "loc"),
    _Sorted(Column(HEADS["reserve"], 9, right=True), "reserve"),
    _Sorted(Column("", 1, 1)),
    _Sorted(Column("90 days", _TREND, 5)),
    _Sorted(Column(HEADS["backorder"], 10, 3, right=True), "backorder"),
    _Sorted(Column("released", 8, 4, right=True)),
    _Sorted(Column("in drafts", 9, 6, right=True)),
    _Sorted(Column(HEADS["min"], 7, 1, right=True), "min"),
    _Sorted(Column(HEADS["each"], 9, 1, right=True), "each"),
    _Sorted(Column("cur", 3, 7)),
    _Sorted(Column(HEADS["ncnr"], 4, 1), "ncnr"),
    _Sorted(Column(HEADS["lead"], 5, 6, right=True), "lead"),
    _Sorted(Column(HEADS["mfr"], 10, 8, grow=True), "mfr"),
    _Sorted(Column(HEADS["description"], 16, 9, grow=True), "description"),
    _Sorted(Column(HEADS["pack"], 10, 10), "pack"),
    _Sorted(Column(HEADS["package"], 8, 13, right=True), "package"),
    _Sorted(Column(HEADS["signed"], 11, 12, right=True), "signed"),
    _Sorted(Column(HEADS["ncnrqty"], 9, 12, right=True), "ncnrqty"),
    _Sorted(Column(HEADS["country"], 7, 14), "country"),
    _Sorted(Column(HEADS["number"], 18, 11), "number"),
)
_PARTS = (
    _Sorted(Column(HEADS["part"], 17, grow=True), "part"),
    _Sorted(Column(HEADS["cpn"], 10, 4), "cpn"),
    _Sorted(Column(HEADS["locations"], 10, right=True), "locations"),
    _Sorted(Column(HEADS["reserve"], 10, right=True), "reserve"),
    _Sorted(Column(HEADS["backorder"], 10, 2, right=True), "backorder"),
    _Sorted(Column("released", 8, 3, right=True)),
    _Sorted(Column("in drafts", 9, 6, right=True)),
    _Sorted(Column(HEADS["each"], 16, 1, right=True), "each"),
    _Sorted(Column(HEADS["lead"], 5, 5, right=True), "lead"),
    _Sorted(Column(HEADS["mfr"], 10, 7, grow=True), "mfr"),
    _Sorted(Column(HEADS["description"], 16, 8, grow=True), "description"),
)
_SITES = (
    Column("location", 12, grow=True),
    Column("CustomerId", 10, 2, right=True),
    Column("parts", 6, 1, right=True),
    Column("reserve × price", 17, right=True),
)


def rows_table(sort: str, down: bool, today: Callable[[], date], *, one_site: bool) -> Table:
    """Parts at their locations; of `one_site`, which need not be named in each row."""
    kept = [one for one in _ROWS if not (one_site and one.sort == "loc")]
    places = [_ROWS.index(one) for one in kept]

    def cells(row: BondedRow) -> list[str]:
        found = _row_cells(row, today())
        return [found[place] for place in places]

    return Table(_marked(kept, sort, down), cells, _role)


def parts_table(sort: str, down: bool, unfolded: Container[int]) -> Table:
    """Parts over all locations, and under those in `unfolded` (rowids) a row for each of them."""

    def cells(row: BondedRow | PartRow) -> tuple[str, ...]:
        if isinstance(row, PartRow):
            return _part_cells(row, row.rowid in unfolded)
        return _place_cells(row)

    return Table(_marked(_PARTS, sort, down), cells)


def sites_table() -> Table:
    return Table(_SITES, _site_cells)


def _marked(columns: Iterable[_Sorted], sort: str, down: bool) -> list[Column]:
    """The head of the column that the rows are sorted by has an arrow, and never gives way."""
    arrow = "↓" if down else "↑"
    return [
        one.column._replace(
            head=f"{one.column.head}{arrow}",
            width=max(one.column.width, len(one.column.head) + 1),
            rank=0,
        )
        if one.sort == sort and one.sort
        else one.column
        for one in columns
    ]


def _role(row: BondedRow) -> str:
    """More is on its way out than the vendor reports: that is worth a look."""
    taken = row.released + row.drafted
    return "warn" if row.reserve is not None and taken > row.reserve else "text"


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _weeks(weeks: int | None) -> str:
    return UNKNOWN if weeks is None else f"{weeks} w"


def _taken(quantity: int) -> str:
    """Ours, so nothing is known to be none: and none is quiet."""
    return pieces(quantity) if quantity else ""


def _ncnr(row: BondedRow) -> str:
    return {None: UNKNOWN, 0: "", 1: "NCNR"}[row.non_cancelable]


def _row_cells(row: BondedRow, today: date) -> tuple[str, ...]:
    return (
        row.part,
        row.customer_part or UNKNOWN,
        row.code,
        pieces(row.reserve),
        TAKEN if row.released or row.drafted else "",
        spark(levels(row.trend, today, _TREND)),
        pieces(row.backorder_reserve),
        _taken(row.released),
        _taken(row.drafted),
        pieces(row.minimum),
        unit_price(_decimal(row.unit_price)),
        row.currency or UNKNOWN,
        _ncnr(row),
        _weeks(row.lead_weeks),
        row.maker,
        row.description,
        row.packaging_text or UNKNOWN,
        pieces(row.standard_package),
        day(row.ncnr_signed, today),
        pieces(row.ncnr_quantity),
        row.country or UNKNOWN,
        row.number,
    )


def _part_cells(row: PartRow, open_: bool) -> tuple[str, ...]:
    return (
        f"{'-' if open_ else '+'} {row.part}",
        row.customer_part or UNKNOWN,
        pieces(row.locations),
        pieces(row.reserve),
        pieces(row.backorder_reserve),
        _taken(row.released),
        _taken(row.drafted),
        each_of(row.figures),
        _weeks(row.lead_weeks),
        row.maker,
        row.description,
    )


def _place_cells(row: BondedRow) -> tuple[str, ...]:
    price = unit_price(_decimal(row.unit_price))
    return (
        f"  {row.code} {row.customer_id} {_ncnr(row)}",
        row.customer_part or UNKNOWN,
        "",
        pieces(row.reserve),
        pieces(row.backorder_reserve),
        _taken(row.released),
        _taken(row.drafted),
        price if row.unit_price is None else f"{price} {row.currency or ''}".rstrip(),
        _weeks(row.lead_weeks),
        row.packaging_text or UNKNOWN,
        row.number,
    )


def each_of(figures: tuple[Figure, ...]) -> str:
    """The price of a piece: where there is one. Prices of two currencies are not one."""
    if len(figures) > 1:
        return f"{len(figures)} currencies"
    for one in figures:
        if one.least is not None and one.most is not None:
            many = "from " if one.least != one.most else ""
            return f"{many}{unit_price(one.least)} {one.currency or ''}".rstrip()
    return UNKNOWN


def _site_cells(row: LocationRow) -> tuple[str, ...]:
    reported = UNKNOWN if row.reported is None else money(Decimal(row.reported))
    return (
        f"{row.code}  {row.name}",
        row.customer_id,
        pieces(row.parts),
        f"{reported} {row.currency or ''}".rstrip(),
    )
