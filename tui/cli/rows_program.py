"""The commands that look after the program, its files and its sign-ins."""

from __future__ import annotations

from tui.cli.command import Argument, Command, Option

_SYSEXITS = "others as sysexits.h has them"


def _filter_words() -> str:
    from cache.bonded_filter import WORDS

    words = "\n".join(f"  {name:<22}{what}" for name, what in WORDS.items())
    return (
        f"the filter, all of which has to hold:\n{words}\n\nThe columns to sort by: {_sorts()}."
        "\n\nstatus: 0 rows, 1 none or a fault, 2 wrong words, 3 no bonded agreement, "
        f"{_SYSEXITS}"
    )


def _sorts() -> str:
    from cache.bonded_order import SORTS

    return ", ".join(SORTS.values())


def _roles() -> str:
    from tui.cli.import_command import ROLES

    return (
        f"What a column can be: {', '.join(ROLES)}.\n\nstatus: 0 a draft was made, 1 no line in "
        f"it, 2 wrong words, 65 no list, 66 no such file, {_SYSEXITS}"
    )


_FILE = Argument("file", "a new file")

PROGRAM: tuple[Command, ...] = (
    Command(
        ("login",),
        "Sign in at a vendor: a person does so at DigiKey, the others need none",
        "tui.cli.login:command",
        (Argument("vendor", "the vendor to sign in at", ("digikey", "ti", "shipstation")),),
        (Option("--account", "ID", "the account to order for, digits only"),),
        ("desk.login", "morning.login", "login.take", "login.copy", "login.again"),
        raw=True,
    ),
    Command(
        ("setup",),
        "Make what several buyers of this workstation share; root types it, once",
        "tui.cli.setup_command:command",
        options=(
            Option("--shared", "DIR", "the folder for all their files, on a disk of this machine"),
            Option("--group", "GROUP", "whose members are the buyers"),
            Option("--check", "", "look only, and change nothing"),
        ),
        settings=False,
        more="Typed again it changes nothing. docs/shared-workstation.md tells it all.",
    ),
    Command(
        ("doctor",),
        "Look at each piece: settings, files, sign-in, every API; one call each",
        "tui.cli.doctor:command",
        settings=False,
        raw=True,
    ),
    Command(
        ("tour",),
        "Play the main job through the true screen",
        "tui.cli.running:tour",
        settings=False,
        more="It works in a scratch folder, and nothing of it is kept.",
    ),
    Command(
        ("sandbox", "serve"),
        "Serve the sandbox of all vendors by itself",
        "tui.cli.running:sandbox",
        options=(
            Option("--port", "PORT", "also on this loopback port; 0: any free one"),
            Option("--frozen", "INSTANT", "stop a new sandbox's clock there"),
        ),
        settings=False,
        raw=True,
    ),
    Command(
        ("sandbox", "advance"),
        "Move the sandbox's clock; its orders move on",
        "tui.cli.running:sandbox",
        (Argument("by", "how far: 90m, 3d, 1w"),),
        settings=False,
        raw=True,
    ),
    Command(
        ("sandbox", "fault"),
        "Let the sandbox fail; without a name it lists how it can",
        "tui.cli.running:sandbox",
        (Argument("what", "NAME[:times[:seconds=2]], or clear", needed=False),),
        settings=False,
        raw=True,
    ),
    Command(
        ("sandbox", "book"),
        "Show what the sandbox's own order book holds",
        "tui.cli.running:sandbox",
        options=(
            Option("--po", "NUMBER", "only this purchase order"),
            Option(
                "--vendor", "NAME", "another vendor's orders than DigiKey's", ("shipstation", "ti")
            ),
            Option("--json", "", "as JSON"),
        ),
        settings=False,
        raw=True,
    ),
    Command(
        ("sandbox", "browse"),
        "Play the browser of a person who signs in",
        "tui.cli.running:sandbox",
        (Argument("address", "the address; without it, from the input", needed=False),),
        (
            Option("--user", "NAME", "who signs in"),
            Option("--refuse", "", "the person says no"),
        ),
        settings=False,
        raw=True,
    ),
    Command(
        ("sandbox", "status"),
        "Say whether the sandbox runs, and since when",
        "tui.cli.running:sandbox",
        settings=False,
        raw=True,
    ),
    Command(
        ("bonded",),
        "Show the bonded stock as it was last fetched; reserves are the vendor's figures",
        "tui.cli.bonded_command:command",
        options=(
            Option("--location", "CODE", "one location, by code or CustomerId"),
            Option("--filter", "WORDS", "what a row has to hold"),
            Option("--sort", "COLUMN", "in the order of this column", default="part"),
            Option("--down", "", "the other way round"),
            Option("--refresh", "", "ask the vendor first: two calls"),
        ),
        twin_of=(
            *("bonded.sort", "bonded.sort_down", "bonded.export", "bonded.left", "bonded.right"),
            *("bonded.turn", "by_part.turn", "by_part.left", "by_part.right"),
            *("desk.refresh", "any.refresh"),
        ),
        formats=True,
        more=_filter_words,
    ),
    Command(
        ("catalogue",),
        "Take in every part that a vendor sells: tens of megabytes, some minutes",
        "tui.cli.catalogue_command:command",
        (Argument("vendor", "the vendor whose catalogue it is", ("ti",)),),
        more="It is given once in four hours, so it is asked for by this command alone. What "
        "arrived before it broke off stays.\n\nstatus: 0 all of it came, 1 it broke off, 2 wrong "
        f"words, {_SYSEXITS}",
        raw=True,
    ),
    Command(
        ("import",),
        "Make a draft out of a parts list: CSV, or a workbook (.xlsx)",
        "tui.cli.import_command:command",
        (Argument("file", "the file of a parts list"),),
        (
            Option("--boards", "N", "every quantity times N", default="1"),
            Option("--attrition", "P%", "so much more, rounded up: 2 or 2.5%", default="0"),
            Option("--sheet", "NAME", "a sheet of the workbook"),
            Option("--name", "NAME", "the draft's name"),
            Option("--merge", "", "the same part in one line"),
            Option("--no-head", "", "the first row is a line"),
            Option("--columns", "WORDS", "what the columns are: part,quantity,-,maker"),
        ),
        (
            "desk.import_file",
            *(
                f"importing.{one}"
                for one in (
                    *("take", "is_part", "is_quantity", "is_packaging", "is_vendor", "is_number"),
                    *("is_maker", "is_reference", "is_due", "is_designators", "is_nothing"),
                    *("choose", "header", "boards", "attrition", "merge", "sheet"),
                )
            ),
        ),
        more=lambda: (
            "Its lines are not looked up: in the program, F5 in the draft does that.\n\n" + _roles()
        ),
        raw=True,
    ),
    Command(
        ("export",),
        "Write the history, or what the words find in it, into a new file",
        "tui.cli.ledger_commands:export",
        (
            Argument("file", "a file that ends in .csv or .json"),
            Argument("words", "what to find", repeats=True, needed=False),
        ),
        twin_of=("history.export",),
        folders_made=False,
    ),
    Command(
        ("backup",),
        "Copy the ledger, while sessions work",
        "tui.cli.ledger_commands:back_up",
        (Argument("file", "a new file; without it, one beside the ledger", needed=False),),
        folders_made=False,
    ),
    Command(
        ("restore",),
        "Put a lost or damaged ledger back from a backup",
        "tui.cli.ledger_commands:put_back",
        (Argument("file", "the backup's file"),),
        folders_made=False,
    ),
    Command(
        ("audit", "verify"),
        "Say whether the audit is whole, and has the hash of an earlier day",
        "tui.cli.ledger_commands:audit_verify",
        (Argument("hash", "the hash of an earlier day", needed=False),),
        folders_made=False,
    ),
    Command(
        ("audit", "export"),
        "Write the audit, one JSON text a line",
        "tui.cli.ledger_commands:audit_export",
        (Argument("file", "a new file; without it, the output", needed=False),),
        (Option("--order", "NUMBER", "of one order alone"),),
        folders_made=False,
    ),
    Command(
        ("numbers",),
        "Say how purchase orders are numbered, or number them so from now on",
        "tui.cli.ledger_commands:numbers",
        (Argument("pattern", "as '{prefix}-{yyyy}-{seq:04}'", needed=False),),
        twin_of=("book.numbering",),
        folders_made=False,
    ),
    Command(
        ("book", "export"),
        "Write the address book into a new file to edit",
        "tui.cli.book_command:export",
        (_FILE,),
        folders_made=False,
        more="Ship-tos, codes, defaults and the pattern of the PO numbers, as TOML, mode 0600. It "
        "holds shipper accounts and telephones: keep it as you keep those.",
    ),
    Command(
        ("book", "import"),
        "Take the address book in again, once it was said what that changes",
        "tui.cli.book_command:take_in",
        (Argument("file", "a file as `bondroom book export` writes it"),),
        (Option("--yes", "", "change it without asking"),),
        ("book.new", "book.remove"),
        folders_made=False,
        more="It says what the file would change, asks, and changes that; all of it or, where "
        "anything is amiss, nothing. Ship-tos that are not in the file stay, and none is ever "
        "deleted.",
    ),
    Command(
        ("scanner",),
        "Read what a label scanner sends, and say what to change in it",
        "tui.cli.scanner_command:command",
        settings=False,
        more="On a terminal it waits for one scan; else it reads scans that were saved: "
        "bondroom scanner < FILE",
        raw=True,
    ),
    Command(
        ("keys",),
        "Show every key of the screen, as your settings have them",
        "tui.cli.running:keys",
        folders_made=False,
        twin_of=("any.help", "desk.help"),
    ),
    Command(
        ("completion",),
        "Write what a shell completes these commands with",
        "tui.cli.completion:command",
        (Argument("shell", "the shell", ("bash", "zsh", "fish")),),
        settings=False,
        more="bash:  source <(bondroom completion bash)\n"
        "zsh:   source <(bondroom completion zsh)\n"
        "fish:  bondroom completion fish | source",
    ),
    Command(
        ("man",),
        "Write the manual page of these commands, to read by `man -l FILE`",
        "tui.cli.man:command",
        settings=False,
    ),
)
