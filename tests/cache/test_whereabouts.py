"""Where a session was: kept whole, for one person, offered once, never trusted."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from cache.places import Refusal
from cache.whereabouts import TypedLine, Where, Whereabouts
from tests.cache.desk import NOON

WHERE = Where(
    at=NOON,
    pane="builder",
    draft_id=17,
    fields={"search": "res 0603"},
    rows={"builder": (2, "line-3"), "history": (0, "")},
    typing="line",
    line=TypedLine("line-4", 1, ("LM358DR", "25", "", "", "", "")),
    sheet=("line_terms", "line-3"),
    asked="note 0",
    text="call me bef",
    said=(("reason", "they never"),),
)


def every(where: Where) -> bool:
    return True


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    tmp_path.chmod(0o700)
    return tmp_path / "where"


class Sessions:
    """Sessions of one person, one after the other or side by side."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.now = NOON
        self.all: list[Whereabouts] = []

    def start(self) -> tuple[Whereabouts, Where | None, str]:
        session = Whereabouts(self.folder, lambda: self.now)
        self.all.append(session)
        return session, *session.begin(every)


@pytest.fixture
def sessions(folder: Path) -> Iterator[Sessions]:
    made = Sessions(folder)
    yield made
    for session in made.all:
        session.close()


def test_what_a_session_that_was_cut_off_kept_is_offered_whole_and_once(
    sessions: Sessions, folder: Path
) -> None:
    first, offered, _ = sessions.start()
    assert offered is None
    first.put(WHERE)
    (kept,) = folder.glob("*.json")
    assert kept.stat().st_mode & 0o777 == 0o600
    first.close()
    second, offered, amiss = sessions.start()
    assert (offered, amiss) == (WHERE, "")
    assert second.take()
    second.close()
    assert sessions.start()[1] is None


def test_an_end_in_good_order_leaves_nothing_to_go_back_to(
    sessions: Sessions, folder: Path
) -> None:
    first, *_ = sessions.start()
    first.put(WHERE)
    first.left()
    first.close()
    assert sessions.start()[1] is None
    assert list(folder.glob("*.json")) == []


def test_what_was_offered_and_not_taken_goes_with_a_good_end_and_stays_after_a_bad_one(
    sessions: Sessions,
) -> None:
    first, *_ = sessions.start()
    first.put(WHERE)
    first.close()
    second, offered, _ = sessions.start()
    assert offered == WHERE
    second.close()
    third, offered, _ = sessions.start()
    assert offered == WHERE
    third.left()
    third.close()
    assert sessions.start()[1] is None


def test_a_living_session_is_nobodys_offer_and_keeps_its_own(sessions: Sessions) -> None:
    first, *_ = sessions.start()
    first.put(WHERE)
    second, offered, _ = sessions.start()
    assert offered is None
    second.put(Where(at=NOON, pane="history"))
    first.close()
    second.left()
    second.close()
    # The second ended in good order, and took nothing of the first's with it.
    assert sessions.start()[1] == WHERE


def test_two_that_were_offered_the_same_do_not_both_go_there(sessions: Sessions) -> None:
    first, *_ = sessions.start()
    first.put(WHERE)
    first.close()
    one, its, _ = sessions.start()
    other, same, _ = sessions.start()
    assert its == same == WHERE
    assert one.take()
    assert not other.take()


def test_of_several_the_newest_is_offered_and_the_next_later(sessions: Sessions) -> None:
    first, second = sessions.start()[0], sessions.start()[0]
    first.put(WHERE)
    newer = Where(at=NOON + timedelta(minutes=5), pane="history")
    second.put(newer)
    first.close()
    second.close()
    third, offered, _ = sessions.start()
    assert offered == newer
    assert third.take()
    third.left()
    third.close()
    assert sessions.start()[1] == WHERE


def test_after_two_weeks_nobody_is_asked(sessions: Sessions, folder: Path) -> None:
    first, *_ = sessions.start()
    first.put(WHERE)
    first.close()
    sessions.now = NOON + timedelta(days=15)
    assert sessions.start()[1] is None
    assert list(folder.glob("*.json")) == []


def _kept(sessions: Sessions, folder: Path) -> Path:
    first, *_ = sessions.start()
    first.put(WHERE)
    first.close()
    (kept,) = folder.glob("*.json")
    return kept


@pytest.mark.parametrize(
    "spoiled",
    [
        "",
        "{",
        "[]",
        "null",
        json.dumps({"at": "yesterday"}),
        '{"at": "2026-01-01T00:00:00", "pane": 7}',
        "[" * 100_000,
        "\udcff",
    ],
    ids=range(8),
)
def test_a_damaged_file_is_ignored_with_one_sentence(
    sessions: Sessions, folder: Path, spoiled: str
) -> None:
    kept = _kept(sessions, folder)
    kept.write_text(spoiled, errors="surrogateescape")
    _, offered, amiss = sessions.start()
    assert offered is None
    assert amiss.startswith("Where the last session was cannot be read, and is ignored")
    # Said once: it is out of the way.
    assert sessions.start()[1:] == (None, "")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("draft_id", "17"),
        ("draft_id", -1),
        ("line", {"id": "x", "cell": 6, "words": [""] * 6}),
        ("line", {"id": "x", "cell": 0, "words": ["a"]}),
        ("rows", {"builder": [1]}),
        ("rows", {"builder": [True, ""]}),
        ("said", [["a", "b"]] * 1000),
        ("fields", {"search": 5}),
        ("at", "2026-01-01T00:00:00"),
    ],
)
def test_no_value_of_another_kind_is_taken(
    sessions: Sessions, folder: Path, name: str, value: object
) -> None:
    kept = _kept(sessions, folder)
    stored = json.loads(kept.read_text())
    kept.write_text(json.dumps({**stored, name: value}))
    _, offered, amiss = sessions.start()
    assert offered is None
    assert amiss


def test_text_that_would_act_on_a_terminal_is_made_harmless(
    sessions: Sessions, folder: Path
) -> None:
    kept = _kept(sessions, folder)
    stored = json.loads(kept.read_text())
    kept.write_text(json.dumps({**stored, "fields": {"search": "a\x1b]52;c;x\x07b" + "z" * 900}}))
    _, offered, _ = sessions.start()
    assert offered is not None
    text = offered.fields["search"]
    assert text.startswith("a\ufffd]52;c;x\ufffdb")
    assert len(text) == 500


@pytest.mark.parametrize("kind", ["link", "open", "pipe"])
def test_a_file_that_is_not_ours_alone_is_not_read(
    sessions: Sessions, folder: Path, tmp_path: Path, kind: str
) -> None:
    kept = _kept(sessions, folder)
    if kind == "open":
        kept.chmod(0o644)
    else:
        kept.rename(tmp_path / "elsewhere.json")
        if kind == "link":
            kept.symlink_to(tmp_path / "elsewhere.json")
        else:
            import os

            os.mkfifo(kept, 0o600)
    _, offered, amiss = sessions.start()
    assert offered is None
    assert amiss


def test_a_folder_that_others_may_enter_is_refused(sessions: Sessions, folder: Path) -> None:
    folder.mkdir(mode=0o755)
    folder.chmod(0o755)
    with pytest.raises(Refusal, match="Other users may enter"):
        sessions.start()


def test_a_disk_that_fails_leaves_what_was_kept_before(
    sessions: Sessions, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, *_ = sessions.start()
    first.put(WHERE)

    def fails(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("os.fsync", fails)
        with pytest.raises(OSError, match="No space"):
            first.put(Where(at=NOON, pane="history"))
    assert list(folder.glob("*.new")) == []
    first.close()
    assert sessions.start()[1] == WHERE
