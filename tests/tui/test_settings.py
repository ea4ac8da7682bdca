"""Settings: read, never written, and wrong ones named with the nearest right one."""

from __future__ import annotations

from pathlib import Path

import pytest

from tui.settings import BadSettings, Settings, personal, read


def written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_without_files_everything_has_a_default(tmp_path: Path) -> None:
    assert read((tmp_path / "none", tmp_path / "neither")) == Settings()


def test_the_persons_file_wins_key_by_key(tmp_path: Path) -> None:
    system = written(tmp_path / "system", 'prefix = "AB"\n[buyer]\ncompany = "Acme"\n')
    own = written(tmp_path / "own", 'prefix = "XY"\nfolder = "~/desk"\n')
    settings = read((system, own))
    assert (settings.prefix, settings.buyer_company) == ("XY", "Acme")
    assert settings.folder == Path.home() / "desk"


def test_the_personal_file_lies_where_xdg_says() -> None:
    assert personal({"XDG_CONFIG_HOME": "/x"}) == Path("/x/bondroom/bondroom.toml")
    assert personal({"XDG_CONFIG_HOME": ""}) == Path.home() / ".config/bondroom/bondroom.toml"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('prefx = "AB"', ("'prefx'", "'prefix'")),
        ('[buyer]\nphone = "1"', ("'buyer.phone'", "'buyer.telephone'")),
        ("prefix = 3", ("prefix must be text",)),
        ("prefix = ", ("is no TOML",)),
        ('environment = "production"', ("'production'", "sandbox")),
        ('prefix = "ab"', ("'ab'", "A to Z")),
        ('prefix = "TOOLONGPREFIX"', ("one to eight",)),
        ('prefix = ""', ("one to eight",)),
        ('prefix = "Ä"', ("A to Z",)),
        ('folder = "~nosuchuser/x"', ("folder", "whole path")),
        ('folder = "here"', ("'here'", "whole path")),
        ('folder = "/a\\u0000b"', ("whole path",)),
    ],
)
def test_what_cannot_be_used_is_named_and_nothing_is_changed(
    tmp_path: Path, text: str, words: tuple[str, ...]
) -> None:
    path = written(tmp_path / "bondroom.toml", text)
    with pytest.raises(BadSettings) as raised:
        read((path,))
    sentence = str(raised.value)
    for word in words:
        assert word in sentence
    assert "nothing was changed" in sentence.lower()
    assert path.read_text() == text


def test_a_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    path = tmp_path / "bondroom.toml"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(BadSettings, match="cannot be read"):
        read((path,))
