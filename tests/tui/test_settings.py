"""Settings: read, never written, and wrong ones named with the nearest right one."""

from __future__ import annotations

from pathlib import Path

import pytest

from tui.settings import (
    BadSettings,
    DigiKeyApp,
    Settings,
    ShipStationKey,
    TIApp,
    personal,
    read,
)
from tui.settings import __file__ as settings_file


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


def test_the_application_is_that_of_the_environment(tmp_path: Path) -> None:
    text = """
    environment = "production"
    read_only = true
    [digikey]
    client_id = "real"
    secret_file = "~/secret"
    site = "UK"
    [digikey.vendor-test]
    client_id = "trial"
    """
    path = written(tmp_path / "bondroom.toml", text)
    settings = read((path,))
    assert (settings.environment, settings.read_only) == ("production", True)
    app = settings.digikey
    assert (app.client_id, app.site, app.redirect_uri) == ("real", "UK", "https://localhost")
    assert app.secret_file == Path.home() / "secret"
    trial = read((path,), "vendor-test")
    assert (trial.environment, trial.digikey.client_id) == ("vendor-test", "trial")
    assert trial.digikey.site == "UK"
    assert read((path,), "sandbox").environment == "sandbox"
    with pytest.raises(BadSettings, match="'prod'"):
        read((path,), "prod")


def test_each_vendor_has_a_table_and_its_own_defaults(tmp_path: Path) -> None:
    text = """
    environment = "production"
    [ti]
    client_id = "store"
    currency = "EUR"
    [ti.vendor-test]
    client_id = "trial"
    secret_file = "~/trial"
    [shipstation]
    key_file = "~/key"
    inbound = "always"
    payment_terms = "net_30"
    """
    path = written(tmp_path / "bondroom.toml", text)
    settings = read((path,))
    assert (settings.ti.client_id, settings.ti.currency) == ("store", "EUR")
    assert settings.ti.secret_file is None
    assert settings.shipstation.key_file == Path.home() / "key"
    assert settings.shipstation.inbound == "always"
    assert settings.shipstation.payment_terms == "net_30"
    assert settings.digikey.client_id == ""
    trial = read((path,), "vendor-test").ti
    assert (trial.client_id, trial.secret_file) == ("trial", Path.home() / "trial")
    assert trial.currency == "EUR"


def test_every_setting_is_said_what_it_is() -> None:
    source = Path(settings_file).read_text("utf-8")
    for kind in (Settings, DigiKeyApp, TIApp, ShipStationKey):
        body = source.split(f"class {kind.__name__}:")[1].split("\n\n\n")[0]
        for name in kind.__dataclass_fields__:
            said = body.split(f"    {name}: ")[1].split("\n", 1)[1]
            assert said.startswith('    """`'), f"{kind.__name__}.{name}"


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
        ('environment = "prod"', ("'prod'", "sandbox, vendor-test, production")),
        (
            '[digikey]\nclient_secret = "hush-hush"',
            ("'digikey.client_secret'", "0600", "secret_file"),
        ),
        ('[digikey.production]\nsecret = "hush-hush"', ("'digikey.production.secret'", "0600")),
        ('client_secret = "hush-hush"', ("'client_secret'", "0600")),
        ('[ti]\nclient_secret = "hush-hush"', ("secret_file in [ti]", "'ti.client_secret'")),
        ('[ti]\ncurency = "USD"', ("'ti.curency'", "'ti.currency'")),
        ('[ti.production]\nsite = "US"', ("'ti.production.site'",)),
        ('[shipstation]\napi_key = "hush-hush"', ("key_file in [shipstation]", "0600")),
        ('[shipstation]\nkey = "hush-hush"', ("key_file in [shipstation]", "0600")),
        ('[shipstation]\nkey_file = "here"', ("shipstation.key_file", "whole path")),
        ('[shipstation]\ninbound = "never"', ("shipstation.inbound", '"ask" or "always"')),
        ('[shipstation]\npayment_terms = "net_31"', ("shipstation.payment_terms", "net_30")),
        ('[shipstation]\nwarehouses = "all"', ("shipstation.warehouses", '"shipping"')),
        ('[shipstation.production]\ninbound = "ask"', ("'shipstation.production.inbound'",)),
        ('[digikey]\nclientid = "x"', ("'digikey.clientid'", "'digikey.client_id'")),
        ('[digikey]\nclient_id = "a b"', ("digikey.client_id", "without blanks")),
        ('[digikey]\nsecret_file = "here"', ("digikey.secret_file", "whole path")),
        ('[digikey]\naccount_id = "12x"', ("digikey.account_id", "digits only")),
        ("[digikey]\naccount_id = 12", ("digikey.account_id", "text in quotes")),
        ('[digikey]\nsite = "usa"', ("digikey.site", "two letters")),
        ('[digikey]\nlanguage = "EN"', ("digikey.language", "as en or zhs")),
        ('[digikey]\ncurrency = "$"', ("digikey.currency", "as USD")),
        ('[digikey]\nredirect_uri = "http://localhost"', ("digikey.redirect_uri", "https://")),
        ('[digikey]\nredirect_uri = "https://"', ("digikey.redirect_uri", "with a host")),
        ('[digikey]\nredirect_uri = "https://localhost/?a=1"', ("nothing after ?",)),
        ('[digikey]\nredirect_uri = "https://localhost:x/"', ("digikey.redirect_uri", "a host")),
        ('read_only = "yes"', ("read_only must be true or false",)),
        ("read_only = 1", ("read_only must be true or false",)),
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
    assert "hush" not in sentence
    assert path.read_text() == text


def test_a_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    path = tmp_path / "bondroom.toml"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(BadSettings, match="cannot be read"):
        read((path,))


def test_what_the_administrator_says_of_the_workstation(tmp_path: Path) -> None:
    text = """
    shared = "/srv/bondroom"
    [placing]
    several = ["desk"]
    allow_several = true
    [[limit]]
    buyer = "*"
    order = "5000"
    [approval]
    approvers = ["carol"]
    """
    system = written(tmp_path / "system", text)
    own = written(tmp_path / "own", 'prefix = "XY"\n')
    settings = read((system, own))
    assert settings.shared == Path("/srv/bondroom")
    assert (settings.several, settings.allow_several) == (("desk",), True)
    assert settings.limits == ({"buyer": "*", "order": "5000"},)
    assert settings.approval == {"approvers": ["carol"]}


@pytest.mark.parametrize(
    "text",
    [
        'shared = "/elsewhere"',
        "[placing]\nallow_several = true",
        '[[limit]]\nbuyer = "*"\norder = "1000000"',
        '[approval]\napprovers = ["me"]',
        'folder = "~/mine"',
    ],
)
def test_no_buyer_says_it_otherwise(tmp_path: Path, text: str) -> None:
    system = written(tmp_path / "system", 'shared = "/srv/bondroom"\n')
    with pytest.raises(BadSettings, match="Nothing was changed"):
        read((system, written(tmp_path / "own", text)))


def test_keys_of_both_files_are_taken_the_persons_first(tmp_path: Path) -> None:
    system = written(tmp_path / "system", '[keys]\n"desk.help" = ["?", "f11"]\n')
    own = written(tmp_path / "own", '[keys]\nbuilder.remove = "x"\n"desk.help" = ["f12"]\n')
    assert read((system, own)).keys == {"desk.help": ("f12",), "builder.remove": ("x",)}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('screen = {theme = "blue"}', "deuteranopia"),
        ('screen = {thin = "yes"}', '"auto", "on" or "off"'),
        ('screen = {theem = "dark"}', "screen.theme"),
        ("keys = 3", "must be a table"),
        ("keys = {desk.help = 3}", "keys.desk.help must be text"),
        ('limit = "5"', "[[limit]]"),
        ("limit = [5]", "[[limit]]"),
        ("approval = 5", "[approval]"),
        ("placing = {several = 5}", "placing.several must be text"),
        ('placing = {allow_several = "yes"}', "true or false"),
    ],
)
def test_what_cannot_be_is_said(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(BadSettings) as caught:
        read((written(tmp_path / "bondroom.toml", text),))
    assert words in str(caught.value)
