"""What bash, zsh and fish complete the commands with, made from their table.

Words of commands, options, and what an option or an argument can be; files where nothing closer is
known. Nothing is run to complete a word: no number of an order and no part is looked up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.cli.command import Command, Option
from tui.cli.commands import COMMANDS
from tui.cli.usage import EVERYWHERE

if TYPE_CHECKING:
    from tui.cli.command import Asked

# Options in the place of a command.
_FIRST = ("--help", "--version", "--environment", "--plain")


def command(asked: Asked) -> int:
    """As the table calls it."""
    print(SHELLS[asked.text("shell")](), end="")
    return 0


def _options(one: Command) -> tuple[Option, ...]:
    return (*one.all_options, *EVERYWHERE)


def _firsts() -> list[str]:
    return list(dict.fromkeys(one.words[0] for one in COMMANDS))


def _seconds() -> dict[str, list[str]]:
    """By the first word, the words that may follow."""
    found: dict[str, list[str]] = {}
    for one in COMMANDS:
        if len(one.words) > 1:
            found.setdefault(one.words[0], []).append(one.words[1])
    return found


# -- bash ------------------------------------------------------------------------------------------

_BASH = """\
# Completion of bondroom for bash. In ~/.bashrc:  source <(bondroom completion bash)
_bondroom() {{
    local word=${{COMP_WORDS[COMP_CWORD]}} before=${{COMP_WORDS[COMP_CWORD-1]}}
    local one two name options= words= place at skip=
    local -a given=()
    COMPREPLY=()
    for ((at = 1; at < COMP_CWORD; at++)); do
        one=${{COMP_WORDS[at]}}
        if [[ -n $skip ]]; then skip=; continue; fi
        case $one in
            --environment) skip=1 ;;
            -*) [[ ${{#given[@]}} -gt 0 ]] && given+=("$one") ;;
            *) given+=("$one") ;;
        esac
    done
    case $before in
        --environment) COMPREPLY=($(compgen -W "{environments}" -- "$word")); return ;;
    esac
    one=${{given[0]-}} two=${{given[1]-}}
    case "$one $two" in
{pairs}
        *) name=$one ;;
    esac
    case $name in
{commands}
        '') words="{firsts}" ;;
    esac
    case "$name $before" in
{values}
    esac
    if [[ $word == -* ]]; then
        COMPREPLY=($(compgen -W "$options" -- "$word"))
        return
    fi
    [[ -n $words ]] && COMPREPLY=($(compgen -W "$words" -- "$word"))
}}
complete -o default -F _bondroom bondroom
"""


def bash() -> str:
    """The script for bash; it needs nothing beside bash itself."""
    seconds = _seconds()
    commands, values = [], []
    pairs = [
        f'        "{one.name}") name="{one.name}" ;;' for one in COMMANDS if len(one.words) > 1
    ]
    for one in COMMANDS:
        options = " ".join(option.name for option in _options(one))
        words = [choice for argument in one.arguments for choice in argument.choices]
        words += seconds.get(one.name, ())
        commands.append(f'        "{one.name}") options="{options}" words="{" ".join(words)}" ;;')
        for option in one.all_options:
            if not option.value:
                continue
            # Where nothing closer is known, bash itself completes a file.
            answer = f'COMPREPLY=($(compgen -W "{" ".join(option.choices)}" -- "$word")); return'
            values.append(f'        "{one.name} {option.name}") {answer} ;;')
    for first, its in seconds.items():
        if all(one.name != first for one in COMMANDS):
            commands.append(f'        "{first}") options="--help" words="{" ".join(its)}" ;;')
    return _BASH.format(
        environments=" ".join(EVERYWHERE[0].choices),
        pairs="\n".join(pairs),
        commands="\n".join(commands),
        values="\n".join(values),
        firsts=" ".join((*_firsts(), *_FIRST)),
    )


# -- zsh -------------------------------------------------------------------------------------------

_ZSH = """\
#compdef bondroom
# Completion of bondroom for zsh. In ~/.zshrc, behind compinit:
#   source <(bondroom completion zsh)
_bondroom() {{
    local context state line name
    local -a firsts given
    firsts=(
{firsts}
    )
    given=(${{words[2,CURRENT-1]:#-*}})
    if (( ${{#given}} == 0 )); then
        if [[ $words[CURRENT-1] == --environment ]]; then
            compadd {environments}
        elif [[ $PREFIX == -* ]]; then
            compadd -- {options}
        else
            _describe -t commands command firsts
        fi
        return
    fi
    name=$given[1]
    case "$given[1] $given[2]" in
{pairs}
    esac
    case $name in
{commands}
    esac
}}
compdef _bondroom bondroom
"""


def zsh() -> str:
    """The script for zsh."""
    seconds = _seconds()
    firsts = []
    for first in _firsts():
        helps = [one.help for one in COMMANDS if one.words[0] == first]
        firsts.append(f"        {_quoted(f'{first}:{_zsh_text(helps[0])}')}")
    pairs = [
        f'        "{one.name}") name="{one.name}" ;;' for one in COMMANDS if len(one.words) > 1
    ]
    commands = []
    for one in COMMANDS:
        specs = [_zsh_option(option) for option in _options(one)]
        # The words of the command itself stand before its arguments.
        specs += [_quoted(f"{at}: :") for at in range(1, len(one.words) + 1)]
        after = seconds.get(one.name, [])
        for at, argument in enumerate(one.arguments, len(one.words) + 1):
            choices = (*argument.choices, *after)
            what = f"({' '.join(choices)})" if choices else "_files"
            place = "*" if argument.repeats else str(at)
            specs.append(_quoted(f"{place}:{_zsh_text(argument.name)}:{what}"))
        if after and not one.arguments:
            specs.append(_quoted(f"2:command:({' '.join(after)})"))
        body = " \\\n                ".join(specs)
        commands.append(
            f'        "{one.name}")\n            _arguments -s \\\n                {body} ;;'
        )
    for first, its in seconds.items():
        if all(one.name != first for one in COMMANDS):
            commands.append(f'        "{first}") compadd -- {" ".join(its)} ;;')
    return _ZSH.format(
        firsts="\n".join(firsts),
        environments=" ".join(EVERYWHERE[0].choices),
        options=" ".join(_FIRST),
        pairs="\n".join(pairs),
        commands="\n".join(commands),
    )


def _zsh_option(option: Option) -> str:
    told = f"{option.name}[{_zsh_text(option.help)}]"
    if option.value:
        what = f"({' '.join(option.choices)})" if option.choices else "_files"
        told += f":{_zsh_text(option.value)}:{what}"
    return _quoted(told)


def _zsh_text(text: str) -> str:
    """Without what `_arguments` takes for its own."""
    return text.replace("\\", "").replace("[", "(").replace("]", ")").replace(":", ",")


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"


# -- fish ------------------------------------------------------------------------------------------

_FISH = """\
# Completion of bondroom for fish:  bondroom completion fish | source
function __bondroom_is
    set -l words (commandline -opc)
    set -e words[1]
    set -l given
    set -l skip 0
    for word in $words
        if test $skip = 1
            set skip 0
        else if test "$word" = --environment
            set skip 1
        else if not string match -q -- '-*' $word
            set given $given $word
        end
    end
    if test (count $argv) -eq 0
        test (count $given) -eq 0
        return
    end
    test (count $given) -ge (count $argv); or return 1
    for at in (seq (count $argv))
        test "$given[$at]" = "$argv[$at]"; or return 1
    end
end
"""


def fish() -> str:
    """The script for fish."""
    lines = [_FISH.rstrip("\n")]
    bare = "complete -c bondroom -n __bondroom_is"
    for first in _firsts():
        helps = [one.help for one in COMMANDS if one.words[0] == first]
        lines.append(f"{bare} -f -a {first} -d {_fish(helps[0])}")
    lines.append(f"{bare} -l version -d {_fish('Say the version')}")
    for one in COMMANDS:
        here = f"complete -c bondroom -n '__bondroom_is {one.name}'"
        if len(one.words) > 1:
            first = f"complete -c bondroom -n '__bondroom_is {one.words[0]}'"
            lines.append(f"{first} -a {one.words[1]} -d {_fish(one.help)}")
        choices = (argument.choices for argument in one.arguments if argument.choices)
        lines += (f"{here} -f -a '{' '.join(its)}'" for its in choices)
        lines += (f"{here} {_fish_option(option)}" for option in one.all_options)
    lines += [f"complete -c bondroom {_fish_option(option)}" for option in EVERYWHERE]
    return "\n".join(lines) + "\n"


def _fish_option(option: Option) -> str:
    told = f"-l {option.name.lstrip('-')} -d {_fish(option.help)}"
    if option.choices:
        return f"{told} -x -a '{' '.join(option.choices)}'"
    return f"{told} -r" if option.value else told


def _fish(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


SHELLS = {"bash": bash, "zsh": zsh, "fish": fish}
