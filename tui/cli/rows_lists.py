"""The lists of the screen as commands. They read; none changes anything.

`bonded` and `numbers` stand in `rows_program`.
"""

from __future__ import annotations

from tui.cli.command import Argument, Command, Option
from tui.cli.part_columns import TABS

_PARTS, _ORDERS, _HERE = (
    f"tui.cli.listing_{one}:{{}}".format for one in ("parts", "orders", "here")
)
_NUMBER = Argument("number", "a part number: the maker's or a vendor's")
_ORDER = Argument("number", "the number of an order: ours or the vendor's")
_VENDOR = Option("--vendor", "NAME", "at this vendor", ("digikey", "ti"))
_PIECES = Option("--pieces", "N", "compare offers at so many pieces", default="1")
_ASK = "ask the vendor first: one call"
_STATUS = (
    "status: 0 rows, 2 wrong words, 3 nothing found, 69 a vendor or the ledger cannot be used, "
    "others as sysexits.h has them"
)
_SEVERAL = (
    "status: 0 rows, 2 wrong words, 3 nothing found, 5 of the vendors that were asked some gave no "
    "answer (standard error names them; what is here is written), 69 none did, or the ledger "
    "cannot be used, others as sysexits.h has them"
)
_ONE_PART = "Of one order csv and tsv write one part: say which by --tab.\n\n"
_ORDER_TABS = ("all", "lines", "shipments", "attempts", "differences", "changes", "news", "events")

LISTS: tuple[Command, ...] = (
    Command(
        ("find",),
        "Find parts among those that are known here; --ask asks the vendors",
        _PARTS("find"),
        (Argument("words", "words of a number, or of what stands in a part", repeats=True),),
        (
            Option("--ask", "", "ask every vendor first: one call each"),
            Option("--more", "", "ask for the next fifty first: one call"),
            Option(
                "--by", "WORDS", "narrowed so, as `bondroom narrow` lists: maker=YAGEO; stock=500"
            ),
            _PIECES,
            Option("--limit", "N", "so many rows at most", default="50"),
        ),
        (
            *("desk.field", "field.enter", "filter.enter", "search.more", "search.quantity"),
            *("entry.list", "bonded.open", "narrow.take", "narrow_left.take"),
        ),
        formats=True,
        more=_SEVERAL,
    ),
    Command(
        ("narrow",),
        "List what a search can be narrowed and sorted by, with how many parts have it",
        "tui.cli.listing_narrow:narrow",
        (Argument("words", "the words of the search", repeats=True),),
        (
            Option("--by", "WORDS", "what remains once it is narrowed so"),
            Option("--ask", "", _ASK),
        ),
        (
            *("search.narrow", "narrow.open", "narrow.empty", "narrow.empty_all"),
            *("values.toggle", "values.take"),
        ),
        formats=True,
        more=_STATUS,
    ),
    Command(
        ("part",),
        "Show what is known of a part, one tab at a time",
        _PARTS("part"),
        (_NUMBER,),
        (
            Option("--tab", "TAB", "what of it", TABS, "offers"),
            _VENDOR,
            _PIECES,
            Option("--ask", "", _ASK),
        ),
        (
            *("search.open", "builder.open", "watched.open", "part.open", "part.right"),
            *("part.left", "part.quantity", "part.copy"),
        ),
        formats=True,
        more=_SEVERAL,
    ),
    Command(
        ("compare",),
        "Compare every offer of a part at a number of pieces",
        _PARTS("compare_offers"),
        (_NUMBER,),
        (_PIECES, _VENDOR, Option("--ask", "", "ask every vendor that has it: one call each")),
        ("search.quantity",),
        formats=True,
        more=_SEVERAL,
    ),
    Command(
        ("ways",),
        "List the ways to buy a number of pieces, as the vendor says them",
        _PARTS("ways"),
        (_NUMBER,),
        (_PIECES, _VENDOR, Option("--ask", "", _ASK)),
        ("builder.ways", "part.ways"),
        formats=True,
        more=_SEVERAL,
    ),
    Command(
        ("family",),
        "List the parts of a part's family, and in what they differ",
        _PARTS("family"),
        (_NUMBER,),
        (
            _VENDOR,
            Option("--ask", "", _ASK),
            Option("--more", "", "ask for the next fifty first: one call"),
        ),
        ("part.more",),
        formats=True,
        more=_SEVERAL,
    ),
    Command(
        ("locations",),
        "List the sites that the vendor knows of the customer",
        _HERE("locations"),
        twin_of=("bonded.left", "bonded.right"),
        formats=True,
        more=_STATUS,
    ),
    Command(
        ("values",),
        "List what the reserves are worth, by location",
        _HERE("values"),
        twin_of=("bonded.values",),
        formats=True,
        more=_STATUS,
    ),
    Command(
        ("drafts",),
        "List the open drafts",
        _HERE("drafts"),
        twin_of=("builder.drafts",),
        formats=True,
        more=_STATUS,
    ),
    Command(
        ("draft", "show"),
        "Show a draft with its lines; that takes it from nobody",
        _HERE("draft_show"),
        (Argument("draft", "the draft, as D-17"),),
        twin_of=("desk.pane_3", "order.draft", "approval.draft"),
        formats=True,
        more=_STATUS,
    ),
    Command(
        ("orders",),
        "List the history, or what the words find in it",
        _ORDERS("orders"),
        (
            Argument(
                "words", "words of number, vendor, part, state or day", repeats=True, needed=False
            ),
        ),
        (
            Option("--refresh", "", "ask every vendor first: one call for each page of orders"),
            Option("--limit", "N", "so many rows at most", default="1000"),
        ),
        ("desk.pane_4", "history.export", "desk.refresh", "history.copy", "history.copy_theirs"),
        formats=True,
        more=_SEVERAL,
    ),
    Command(
        ("order", "show"),
        "Show an order whole: lines, shipments, attempts, differences, changes, news",
        _ORDERS("order_show"),
        (_ORDER,),
        (
            Option("--tab", "PART", "only this part of it", _ORDER_TABS, "all"),
            Option("--refresh", "", "ask its vendor first: one call for each page of orders"),
        ),
        ("history.open", "morning.open", "order.copy", "changed.copy"),
        formats=True,
        more=_ONE_PART + _STATUS,
    ),
    Command(
        ("packing",),
        "List what came in the boxes of an order: lots, date codes; `order paper` saves the PDF",
        _ORDERS("packing"),
        (_ORDER,),
        (Option("--ask", "", "ask for what is not here whole: one call an invoice"),),
        ("order.packing", "packing.copy"),
        formats=True,
        more=_STATUS,
    ),
    Command(
        ("inbound",),
        "List what the warehouses were told of, or show that of one order",
        _ORDERS("inbound"),
        (Argument("number", "the number of an order", needed=False),),
        (Option("--tab", "PART", "of one order only this part", ("all", "lines", "steps"), "all"),),
        ("history.inbound", "order.inbound", "inbound.copy"),
        formats=True,
        more=_ONE_PART + _STATUS,
    ),
    Command(
        ("unexpected",),
        "List the scanned labels that no order here expects",
        _HERE("unexpected"),
        (Argument("file", "saved scans; without it, from the input", needed=False),),
        twin_of=("history.unexpected", "scanned.copy"),
        formats=True,
        more=_STATUS,
    ),
    Command(
        ("morning",),
        "List what has to be looked at, the most urgent first",
        _HERE("morning"),
        twin_of=("desk.morning",),
        formats=True,
        more=_STATUS,
    ),
    Command(
        ("watched",),
        "List the parts that you watch, and what changed of them",
        _HERE("watched"),
        twin_of=("search.watched", "watched.copy"),
        formats=True,
        more=_STATUS,
    ),
    Command(
        ("book", "list"),
        "List the address book: ship-tos of ours and locations",
        _HERE("book"),
        twin_of=("desk.book", "book.open"),
        formats=True,
        more=_STATUS,
    ),
    Command(
        ("status",),
        "Say which vendors are set up, how many calls are left, and what is unknown",
        _HERE("status"),
        formats=True,
        more="No vendor is asked. `bondroom doctor` asks each.\n\n" + _STATUS,
    ),
)
