"""The commands that look after the ledger: what they say, do, refuse, and with what status."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from cache.clock import FixedClock
from cache.drafts import Draft
from cache.files import connect
from cache.places import Places, prepare
from cache.services import Services
from tests.cache.desk import NOON, Vendor, line, offer, part
from tests.terminal.session import ROOT, environment
from tui.cli.main import main

CUT = offer("RC0603CT-ND", "0.10")


class Said:
    """One command that has ended."""

    def __init__(self, status: int, out: str, err: str) -> None:
        self.status, self.out, self.err = status, out, err


Run = Callable[..., Said]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    for name, value in environment(tmp_path).items():
        if name.startswith(("XDG_", "HOME")):
            monkeypatch.setenv(name, value)
    # The program takes these away for good; other tests need them.
    for name in [name for name in os.environ if name.startswith("TEXTUAL")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    before = os.umask(0o077)
    yield tmp_path
    os.umask(before)


@pytest.fixture
def places(home: Path) -> Places:
    return Places.of("sandbox")


@pytest.fixture
def run(home: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    def command(*words: str) -> Said:
        status = main(words)
        said = capsys.readouterr()
        return Said(status, said.out, said.err)

    return command


async def drafted(places: Places) -> tuple[Services, Draft]:
    """Open services, and a draft of one line that can be reviewed."""
    prepare(places)
    services = Services(places, FixedClock(NOON))
    await services.open()
    vendor = Vendor()
    vendor.sells(part("RC0603", CUT))
    services.attach([vendor])
    await services.bonded.refresh()
    draft = await services.drafts.new()
    draft.lines, draft.customer_id = [line(CUT)], "7001"
    await services.drafts.save(draft)
    return services, draft


@pytest.fixture
def ordered(places: Places) -> Places:
    """A ledger with one accepted order, AC-2026-0001."""

    async def order() -> None:
        services, draft = await drafted(places)
        (review,) = await services.placing.review(draft)
        await services.placing.place(review.order_id)
        await services.close()

    asyncio.run(order())
    return places


COMMANDS = (
    ("audit", "verify"),
    ("audit", "export"),
    ("backup",),
    ("export", "x.csv"),
    ("numbers",),
    ("numbers", "{seq}"),
)


@pytest.mark.parametrize("words", COMMANDS)
def test_without_a_ledger_one_sentence_and_no_file(
    run: Run, home: Path, words: tuple[str, ...]
) -> None:
    said = run(*words)
    assert said.status == 69
    assert said.out == ""
    assert said.err.count("\n") == 1
    assert "There is no ledger yet" in said.err
    assert [path for path in home.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("words", COMMANDS)
@pytest.mark.parametrize("lost", ["gone", "garbage", "empty", "newer"])
def test_a_ledger_that_cannot_be_used_is_refused_with_what_to_do(
    run: Run, ordered: Places, lost: str, words: tuple[str, ...]
) -> None:
    if lost == "gone":
        ordered.ledger.unlink()
    elif lost == "newer":
        with closing(connect(ordered.ledger, write=True)) as db:
            db.execute("PRAGMA user_version = 99")
    else:
        ordered.ledger.write_bytes(b"no database" * 1000 if lost == "garbage" else b"")
    before = ordered.ledger.read_bytes() if ordered.ledger.exists() else None
    said = run(*words)
    assert said.status == (69 if lost == "newer" else 74)
    assert said.err.count("\n") == 1
    assert ("start the newer version" if lost == "newer" else "bondroom restore FILE") in said.err
    assert (ordered.ledger.read_bytes() if ordered.ledger.exists() else None) == before
    assert not Path("x.csv").exists()
    assert not ordered.backups.exists() or list(ordered.backups.iterdir()) == []


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("audit",), "needs one more word"),
        (("audit", "burn"), "no 'burn'"),
        (("audit", "verify", "--fast"), "no option '--fast'"),
        (("audit", "verify", "a", "b"), "'b' is one word too many"),
        (("audit", "export", "--order"), "needs a number"),
        (("backup", "--all"), "no option '--all'"),
        (("restore",), "needs the backup's file"),
        (("restore", "--force"), "no option '--force'"),
        (("export",), "needs a file"),
        (("export", "--csv"), "needs a file"),
        (("numbers", "{seq}", "{seq}"), "one word too many"),
    ],
)
def test_words_that_a_command_does_not_take_are_named(
    run: Run, words: tuple[str, ...], why: str
) -> None:
    said = run(*words)
    assert (said.status, said.out) == (2, "")
    assert why in said.err
    assert f"bondroom {words[0]}" in said.err
    assert said.err.count("\n") == 1


def test_the_audit_is_verified_against_a_hash_of_an_earlier_day(run: Run, ordered: Places) -> None:
    said = run("audit", "verify")
    assert said.status == 0
    assert "is sound" in said.out
    known = said.out.split()[-1]
    assert len(known) == 64
    assert run("audit", "verify", known).status == 0
    with closing(connect(ordered.ledger, write=True)) as db:
        db.execute("DROP TRIGGER audit_kept")
        db.execute("DELETE FROM audit WHERE hash = ?", (known,))
    assert run("audit", "verify").status == 0
    cut = run("audit", "verify", known)
    assert (cut.status, cut.out) == (1, "")
    assert "its end was cut off" in cut.err
    with closing(connect(ordered.ledger, write=True)) as db:
        db.execute("DELETE FROM audit WHERE id = 1")
    broken = run("audit", "verify")
    assert (broken.status, broken.out) == (1, "")
    assert "broken at entry 1" in broken.err


def test_the_audit_is_exported_whole_or_of_one_order(run: Run, ordered: Places) -> None:
    whole = [json.loads(text) for text in run("audit", "export").out.splitlines()]
    states = [row for row in whole if row["what"] == "state"]
    assert (states[-1]["became"], states[-1]["order_number"]) == ("accepted", "AC-2026-0001")
    said = run("audit", "export", "one.jsonl", "--order", "ac-2026-0001")
    assert said.status == 0
    target = Path("one.jsonl")
    assert target.stat().st_mode & 0o777 == 0o600
    one = [json.loads(text) for text in target.read_text().splitlines()]
    assert one == [row for row in whole if row["order_number"]]
    assert f"{len(one)} entries" in said.out
    again = run("audit", "export", "one.jsonl")
    assert again.status == 73
    assert "Nothing was overwritten" in again.err
    unknown = run("audit", "export", "two.jsonl", "--order", "NO-1")
    assert unknown.status == 69
    assert not Path("two.jsonl").exists()


def test_a_backup_goes_beside_the_ledger_or_where_it_is_told(run: Run, ordered: Places) -> None:
    said = run("backup")
    assert said.status == 0
    (made,) = ordered.backups.iterdir()
    assert str(made) in said.out
    assert made.stat().st_mode & 0o777 == 0o600
    assert said.out.split()[-1] == run("audit", "verify").out.split()[-1]
    assert run("backup", "mine.db").status == 0
    assert run("backup", "mine.db").status == 73


def test_a_ledger_put_back_says_what_is_lost_and_left_out(run: Run, ordered: Places) -> None:
    assert run("backup", "copy.db").status == 0
    sound = run("restore", "copy.db")
    assert sound.status == 69
    assert "is sound" in sound.err
    with closing(connect(ordered.ledger, write=True)) as db:
        db.execute("DROP TRIGGER order_number_stays")
        db.execute("UPDATE purchase_order SET number = 'XY-7'")
        (page,) = db.execute("SELECT rootpage FROM sqlite_master WHERE name = 'look'").fetchone()
    with ordered.ledger.open("r+b") as file:
        file.seek((page - 1) * 4096)
        file.write(bytes(range(256)) * 16)
    said = run("restore", "copy.db")
    assert said.status == 0, said.err
    assert "is kept as" in said.out
    assert "1000 numbers are left out" in said.out
    assert "XY-7" in said.out
    assert run("audit", "verify").status == 0
    assert run("restore", "nowhere.db").status == 69


def test_the_history_is_exported_as_the_words_find_it(run: Run, ordered: Places) -> None:
    said = run("export", "all.json")
    assert said.status == 0
    assert "1 orders" in said.out
    (row,) = json.loads(Path("all.json").read_text())
    assert (row["number"], row["total"]) == ("AC-2026-0001", "10.00")
    assert "0 orders" in run("export", "none.csv", "no", "such", "order").out
    assert run("export", "all.json").status == 73
    assert run("export", "all.txt").status == 69


def test_numbers_show_the_pattern_and_set_it(run: Run, ordered: Places) -> None:
    said = run("numbers")
    assert said.status == 0
    assert "{prefix}-{yyyy}-{seq:04}" in said.out
    assert said.out.splitlines()[-1].split()[-1] == "1"
    said = run("numbers", "{prefix}-{yy}-{seq:05}")
    assert said.status == 0
    assert "-00001" in said.out
    audit = run("audit", "export").out.splitlines()
    assert json.loads(audit[-1])["what"] == "number pattern"
    bare = run("numbers", "{seq}")
    assert bare.status == 0
    assert "will have the number “1” and nothing more" in bare.out
    assert "nothing more" not in run("numbers").out, "it is said once"
    strange = run("numbers", "{prefix}-{foo}-{seq:04}")
    assert "There is no piece {foo}" in strange.err
    assert run("numbers", "{prefix}-{yy}-{seq:05}").status == 0
    bad = run("numbers", "{prefix}")
    assert bad.status == 69
    assert "Nothing was changed" in bad.err
    assert "{prefix}-{yy}-{seq:05}" in run("numbers").out


@pytest.mark.parametrize("words", [("audit", "verify"), ("backup",), ("numbers",)])
def test_they_work_while_a_session_is_open(
    run: Run, ordered: Places, words: tuple[str, ...]
) -> None:
    async def session() -> None:
        services = Services(ordered, FixedClock(NOON))
        await services.open()
        assert services.ordering
        assert run(*words).status == 0
        assert run("restore", "any").status == 69
        await services.close()

    asyncio.run(session())


@pytest.mark.process
def test_no_command_waits_for_textual(home: Path) -> None:
    code = (
        "import sys\nfrom tui.cli.main import main\nmain(['audit', 'verify'])\n"
        "print([name for name in sys.modules if name.startswith(('textual', 'httpx'))])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
        env=environment(home),
    )
    assert done.stdout == "[]\n"
