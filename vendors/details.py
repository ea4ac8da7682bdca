"""What surrounds a part: ways to buy a quantity, relatives, documents, change notices, categories.

Frozen types in the field's own words, as `vendors.vocabulary` has them: pieces, Decimal with its
currency, instants in UTC; `None` means that the vendor did not say.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class PricedPack:
    """Pieces of one packaging, within one way to buy."""

    number: str
    packaging_text: str
    quantity: int
    moq: int
    unit_price: Decimal | None
    total: Decimal | None
    tariff: bool | None
    marketplace: bool


@dataclass(frozen=True, slots=True)
class WayToBuy:
    """One way to buy about so many pieces, in one packaging or several together.

    `kind` is the vendor's own word for it (exact, the minimum, a better value). `stock` is what
    this answer says and may be wrong: DigiKey said 0 of a part with 2,940 in stock.
    """

    kind: str
    quantity: int
    total: Decimal | None
    currency: str
    stock: int | None
    own_price: bool
    packs: tuple[PricedPack, ...]


@dataclass(frozen=True, slots=True)
class ReelPrice:
    """What a reel made to measure costs: `fee` once a reel, `total` with it."""

    number: str
    quantity: int
    unit_price: Decimal | None
    fee: Decimal | None
    total: Decimal | None
    currency: str


class Relation(StrEnum):
    """How another part stands to this one. The value is the word shown on the screen."""

    SUBSTITUTE = "substitute"
    PACKAGING = "other packaging"
    KIT = "in this kit"
    MATING = "mates with"
    ASSOCIATED = "goes with"
    FOR_USE_WITH = "for use with"
    RECOMMENDED = "recommended"


@dataclass(frozen=True, slots=True)
class Related:
    """Another part, and how it stands to the one asked about.

    `kind` is the vendor's own word where it has one (DigiKey: "Direct", "Similar"). `number` is
    the vendor's number, empty where only the maker's is told.
    """

    relation: Relation
    kind: str
    maker: str
    part: str
    number: str
    description: str
    stock: int | None
    unit_price: Decimal | None
    currency: str
    url: str | None


@dataclass(frozen=True, slots=True)
class Document:
    """A data sheet, drawing, model, picture or film; `kind` is the vendor's own word.

    `url` is empty where the vendor's address is not one that may be opened (https).
    """

    kind: str
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class ChangeNotice:
    """A maker's word that a part changes or ends (PCN, EOL)."""

    kind: str
    title: str
    on: date | None
    url: str | None


@dataclass(frozen=True, slots=True)
class Maker:
    """A maker, under the vendor's id."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Category:
    """A category, under the vendor's id. `parent` is None at the top."""

    id: str
    parent: str | None
    name: str
    parts: int | None
    children: tuple[Category, ...] = ()


# -- what a search can be narrowed by ----------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Choice:
    """One value that a search can be narrowed to, under the vendor's id; `parts` have it."""

    id: str
    name: str
    parts: int | None


@dataclass(frozen=True, slots=True)
class ParameterChoice:
    """A parameter of the parts in one category, with the values that occur.

    `kind` is the vendor's word for what the values are (a text, a number with a unit, a range).
    """

    id: str
    name: str
    category: Choice
    kind: str
    values: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Choices:
    """What the vendor offers to narrow this very search by, each with how many parts would remain.

    `categories` are the likeliest ones, best first. `applied` are the ids of the parameters that
    the vendor says it did filter by: one that was asked for and is not among them was ignored.
    The last four are words of the vendor's own lists: for what others sell on its marketplace, for
    what bears a tariff, for what a part has or is, and what to sort by.
    """

    makers: tuple[Choice, ...] = ()
    categories: tuple[Choice, ...] = ()
    statuses: tuple[Choice, ...] = ()
    packagings: tuple[Choice, ...] = ()
    series: tuple[Choice, ...] = ()
    parameters: tuple[ParameterChoice, ...] = ()
    applied: tuple[str, ...] = ()
    marketplaces: tuple[str, ...] = ()
    tariffs: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    sorts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Filters:
    """What a search is narrowed to. Ids are those of `Choices`; empty and None ask for nothing.

    A parameter is (its id, the ids of the values wanted), and all of them are of the one
    `parameter_category`. `marketplace`, `tariff` and `options` are words of the vendor's lists.
    `minimum_available` is pieces.
    """

    manufacturers: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    packagings: tuple[str, ...] = ()
    series: tuple[str, ...] = ()
    marketplace: str | None = None
    tariff: str | None = None
    minimum_available: int | None = None
    options: tuple[str, ...] = ()
    parameter_category: str | None = None
    parameters: tuple[tuple[int | str, tuple[str, ...]], ...] = ()
