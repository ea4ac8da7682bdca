"""What holds for the repository as a whole: what may lie in it, and what may be written in it."""

from __future__ import annotations

import ast
import importlib.util
import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
LOCKS = ("requirements.lock", "requirements-dev.lock")

TOP_LEVEL = {
    "pyproject.toml",
    "tui",
    "vendors",
    "cache",
    "tests",
    "screenshots",
    "README.md",
    "ARCHITECTURE.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "LICENSE",
    "Makefile",
    "docs",
    "requirements.lock",
    "requirements-dev.lock",
    ".ci",
    ".gitignore",
    ".gitattributes",
}

# Built from parts, so that this file does not hold what it looks for.
_HOSTS = [
    name + "." + end
    for name, end in (
        ("pypi", "org"),
        ("python" + "hosted", "org"),
        ("pypi", "python.org"),
        ("npmjs", "org"),
        ("npmjs", "com"),
        ("crates", "io"),
        ("proxy.golang", "org"),
        ("rubygems", "org"),
        ("anaconda", "org"),
    )
]
_FORBIDDEN = {
    "a registry's host": re.compile("|".join(re.escape(host) for host in _HOSTS)),
    "an index address": re.compile(
        r"(?<!--no-emit-)" + "index" + r"[-_]url\b|trusted" + "-host|find" + "-links",
        re.IGNORECASE,
    ),
    "a person's folder": re.compile("/" + r"(?:root/|home/\w|Users/\w)"),
}
_WELL_KNOWN = {Path(name) for name in ("/usr/src", "/usr/local", "/var/lib", "/var/tmp")}

_OTHER_CLIENTS = {
    "aiohttp",
    "asks",
    "httplib2",
    "httpx2",
    "httpxyz",
    "niquests",
    "pycurl",
    "requests",
    "treq",
    "urllib3",
}


def tracked() -> list[Path]:
    """Files that are in the repository, or will be when somebody adds everything."""
    try:
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT,
            capture_output=True,
            check=True,
            text=True,
        )
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("this is no git checkout, so nobody can say which files belong to it")
    paths = [Path(name) for name in listed.stdout.split("\0") if name]
    return [path for path in paths if (ROOT / path).is_file()]


def sources(*folders: str) -> Iterator[Path]:
    for folder in folders:
        yield from sorted((ROOT / folder).rglob("*.py"))


def locked(lock: str) -> dict[str, tuple[str, int]]:
    """Name → version and number of hashes, of every requirement of a lock."""
    found: dict[str, tuple[str, int]] = {}
    text = re.sub(r"\\\n\s*", " ", (ROOT / lock).read_text("utf-8"))
    for line in text.splitlines():
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        pinned = re.match(r"([A-Za-z0-9._-]+)==(\S+)", line)
        assert pinned is not None, f"{lock}: not an exact pin: {line[:60]}"
        found[plain(pinned[1])] = pinned[2], line.count("--hash=sha256:")
    return found


def plain(name: str) -> str:
    """A distribution's name as registries compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def exact_pins() -> dict[str, str]:
    """Name → version, of everything pyproject.toml asks for. Fails where one is not exact."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    asked = [*project["build-system"]["requires"], *project["project"]["dependencies"]]
    for extra in project["project"]["optional-dependencies"].values():
        asked += extra
    pins = {}
    for requirement in asked:
        name, exact, version = requirement.partition("==")
        assert exact, f"pyproject.toml: not an exact pin: {requirement}"
        pins[plain(name)] = version
    return pins


def folder_of(root: Path) -> re.Pattern[str]:
    """Finds the folder of a checkout, the one it lies in, and the specifications beside it.

    One that is a single word below the root (`/data`) may stand in any file, so it is not looked
    for; nor is any where it is the end of a longer path, or of an address.
    """
    places = (root, root.parent, root.parent / "shared")
    sought = [re.escape(str(place)) for place in places if _says_where(place)]
    begins = r"(?:(?<=file://)|(?<![\w./~})-]))"
    return re.compile(begins + f"(?:{'|'.join(sought) or '(?!)'})" + r"\b")


def _says_where(place: Path) -> bool:
    return len(place.relative_to("/").parts) > 1 and place not in _WELL_KNOWN


# -- files and words


def test_only_what_belongs_there_lies_at_the_top() -> None:
    assert {path.parts[0] for path in tracked()} <= TOP_LEVEL


def test_no_file_names_a_registry_or_a_place_of_one_machine() -> None:
    patterns = {**_FORBIDDEN, "the folder of this checkout": folder_of(ROOT)}
    found = [
        f"{path}:{number}: {what}: {match[0]}"
        for path in tracked()
        for number, line in enumerate(
            (ROOT / path).read_bytes().decode("utf-8", "replace").splitlines(), 1
        )
        for what, pattern in patterns.items()
        if (match := pattern.search(line))
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    "line",
    [
        "https://files." + "python" + "hosted.org/packages/x.whl",
        "--index" + "-url https://example.com/simple",
        "PIP_EXTRA_INDEX" + "_URL=x",
        "open('/" + "home/somebody/x')",
    ],
)
def test_the_patterns_catch_what_they_are_for(line: str) -> None:
    assert any(pattern.search(line) for pattern in _FORBIDDEN.values())


@pytest.mark.parametrize(
    ("root", "line"),
    [
        ("/build/ann/bondroom", "cd " + "/build/ann/bondroom && make"),
        ("/build/ann/bondroom", "SHARED=" + "/build/ann/shared/specs"),
        ("/build/ann/bondroom", "open('" + "/build/ann')"),
        ("/build/ann/bondroom", "see file://" + "/build/ann/bondroom/README.md"),
        ("/data/bondroom", '"' + "/data/bondroom/cache"),
        ("/data/bondroom", "/data/" + "shared/specs"),
    ],
)
def test_the_folder_of_a_checkout_is_found(root: str, line: str) -> None:
    assert folder_of(Path(root)).search(line)


@pytest.mark.parametrize(
    ("root", "line"),
    [
        ("/bondroom", "home / data/bondroom/sandbox, /etc/bondroom.toml and `/bondroom`"),
        ("/data/bondroom", "the folders $HOME/data/bondroom and /data"),
        ("/data/bondroom", "${XDG}/data/bondroom, ~/data/bondroom"),
        ("/src/bondroom", "https://example.com/src/bondroom and `pip install /src`"),
        ("/usr/src/bondroom", "headers lie in /usr/src/linux"),
        ("/", "anything / at / all"),
    ],
)
def test_what_only_looks_like_the_folder_of_a_checkout_is_let_be(root: str, line: str) -> None:
    assert not folder_of(Path(root)).search(line)


def test_files_stay_short_enough_to_do_one_thing() -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for path in sources("tui", "vendors", "cache")
        if (lines := len(path.read_text("utf-8").splitlines())) > 450
    }
    assert not long


# -- the locks


@pytest.mark.parametrize("lock", LOCKS)
def test_every_locked_requirement_is_pinned_by_hash(lock: str) -> None:
    requirements = locked(lock)
    assert len(requirements) > 20
    assert [name for name, (_, hashes) in requirements.items() if not hashes] == []


def test_the_locks_agree_with_the_project_and_with_each_other() -> None:
    run, dev = ({name: version for name, (version, _) in locked(lock).items()} for lock in LOCKS)
    assert run.items() <= dev.items()
    assert exact_pins().items() <= dev.items()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    needed = {plain(asked.partition("==")[0]) for asked in project["project"]["dependencies"]}
    assert needed <= run.keys()


@pytest.mark.parametrize("lock", LOCKS)
def test_there_is_one_http_client(lock: str) -> None:
    assert locked(lock).keys() & _OTHER_CLIENTS == set()


def test_the_successor_of_httpx_cannot_be_imported() -> None:
    """Authlib silently prefers it, and its errors are not the ones that are caught."""
    assert importlib.util.find_spec("httpx2") is None


# -- no text reaches a widget that reads markup

_WIDGETS = {
    "Static",
    "Label",
    "Button",
    "Link",
    "Markdown",
    "OptionList",
    "Option",
    "Collapsible",
    "TabPane",
    "Tab",
    "Tree",
    "DataTable",
    "notify",
    "add_row",
    "add_column",
    "panic",
}
_ATTRIBUTES = {"border_title", "border_subtitle", "tooltip", "sub_title"}
_SAFE = {"safe", "fit"}


def _name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def _is_safe(node: ast.expr) -> bool:
    """A literal, or text that went through the helper and is not read as markup."""
    if isinstance(node, ast.Constant):
        return True
    if isinstance(node, ast.Call) and _name(node.func) == "Content":
        return all(_is_clean(argument) for argument in node.args) and not node.keywords
    return False


def _is_clean(node: ast.expr) -> bool:
    if isinstance(node, ast.JoinedStr):
        return all(
            _is_clean(part.value) for part in node.values if isinstance(part, ast.FormattedValue)
        )
    return isinstance(node, ast.Constant) or (
        isinstance(node, ast.Call) and _name(node.func) in _SAFE
    )


def unsafe_text(source: str) -> list[int]:
    """Lines on which text that is no literal is given to something that would read markup.

    Text is harmless as a literal, as `Content(safe(text))`, or as `safe(text)` in a call that
    says `markup=False`. The message that is printed after the screen has gone must be a literal.
    """
    lines = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            name = _name(node.func)
            keywords = {word.arg: word.value for word in node.keywords}
            if name == "exit" and not _is_safe(keywords.get("message", ast.Constant(None))):
                lines.append(node.lineno)
            if name not in _WIDGETS:
                continue
            markup = keywords.pop("markup", None)
            off = isinstance(markup, ast.Constant) and markup.value is False
            for name_, text in [*((None, text) for text in node.args), *keywords.items()]:
                if name_ in ("id", "classes", "name", "key", "timeout", "severity", "disabled"):
                    continue
                if not (_is_safe(text) or (off and _is_clean(text))):
                    lines.append(text.lineno)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            named = any(isinstance(to, ast.Attribute) and to.attr in _ATTRIBUTES for to in targets)
            if named and node.value is not None and not _is_safe(node.value):
                lines.append(node.lineno)
    return lines


@pytest.mark.parametrize(
    ("source", "caught"),
    [
        ("Static('words', id=name)", False),
        ("Static(part.description)", True),
        ("Static(safe(part.description))", True),
        ("Static(safe(part.description), markup=False)", False),
        ("Label(f'{safe(a)} and {b}', markup=False)", True),
        ("Label(Content(safe(text)))", False),
        ("Label(Content.from_markup(text))", True),
        ("self.notify('saved')", False),
        ("self.app.notify(error.sentence, markup=False)", True),
        ("pane.border_title = draft.name", True),
        ("pane.border_title = Content(safe(draft.name))", False),
        ("app.exit(143)", False),
        ("app.exit(1, message=str(error))", True),
        ("table.add_row(*cells)", True),
    ],
)
def test_unsafe_text_is_told_from_safe(source: str, caught: bool) -> None:
    assert bool(unsafe_text(source)) is caught


def test_no_widget_is_given_text_that_could_be_markup() -> None:
    """`[/b]` in a description would end the program, `[10%]` would vanish from it.

    Commands have no widgets: what they call an option is a word that is typed.
    """
    found = [
        f"{path.relative_to(ROOT)}:{line}"
        for path in sources("tui")
        if path.parent != ROOT / "tui" / "cli"
        for line in unsafe_text(path.read_text("utf-8"))
    ]
    assert not found


def test_cells_are_made_in_one_place() -> None:
    """What draws its own lines makes them where their width and their roles are held."""
    makers = {
        str(path.relative_to(ROOT))
        for path in sources("tui")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and _name(node.func) == "Segment"
    }
    assert makers <= {"tui/widgets/lines.py", "tui/terminal.py"}


def test_whoever_orders_is_held_to_the_settings() -> None:
    """Limits, read-only and accounts of several people hold for services that were told of them.

    The tour plays in a sandbox of its own, and the doctor orders nothing.
    """
    makers = {
        str(path.relative_to(ROOT))
        for path in sources("tui")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and _name(node.func) == "Services"
    }
    assert makers == {"tui/cli/opened.py", "tui/cli/tour.py", "tui/cli/doctor.py"}
