#!/usr/bin/env python3
"""Writes the completions of a tool for bash, zsh and fish, from what it says of its options.

    make_completions.py TOOL FOLDER    writes FOLDER/tool.bash, FOLDER/_tool (zsh) and FOLDER/tool.fish
"""

import json
import pathlib
import shlex
import subprocess
import sys


def takes_file(option):
    return "file" in option


def words_of(option):
    return [f"--{option['name']}"] + ([f"-{option['short']}"] if "short" in option else [])


def bash(usage):
    tool, options = usage["tool"], usage["options"]
    cases = []
    for option in options:
        if "value" not in option:
            continue
        if "choices" in option:
            answer = f'COMPREPLY=($(compgen -W "{" ".join(option["choices"])}" -- "$word"))'
        elif takes_file(option):
            answer = 'compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen -f -- "$word"))'
        else:
            answer = "COMPREPLY=()"
        cases.append(f'        {"|".join(words_of(option))}) {answer}; return ;;')
    names = " ".join(word for option in options for word in words_of(option))
    return f"""# bash completion of {tool}; made from `{tool} --usage-json`
_{tool}() {{
    local word=${{COMP_WORDS[COMP_CWORD]}} before=${{COMP_WORDS[COMP_CWORD-1]}}
    case $before in
{chr(10).join(cases)}
    esac
    if [[ $word == -* ]]; then
        COMPREPLY=($(compgen -W "{names}" -- "$word"))
    else
        compopt -o filenames 2>/dev/null
        COMPREPLY=($(compgen -f -- "$word"))
    fi
}}
complete -F _{tool} {tool}
"""


def zsh(usage):
    tool, lines = usage["tool"], []
    for option in usage["options"]:
        text = "".join(f"\\{c}" if c in "[]:\\" else c for c in option["help"])
        value = ""
        if "value" in option:
            what = ("(" + " ".join(option["choices"]) + ")") if "choices" in option else "_files" if takes_file(option) else " "
            value = f":{option['value'].replace(':', ' ')}:{what}"
        for word in words_of(option):
            repeat = "*" if option["repeatable"] else ""
            lines.append(shlex.quote(f"{repeat}{word}[{text}]{value}"))
    return f"#compdef {tool}\n# made from `{tool} --usage-json`\n_arguments -S \\\n    " + " \\\n    ".join(lines) + " \\\n    '*:file:_files'\n"


def fish(usage):
    tool, lines = usage["tool"], [f"# fish completion of {usage['tool']}; made from `{usage['tool']} --usage-json`"]
    for option in usage["options"]:
        words = [f"complete -c {tool} -l {option['name']}"]
        if "short" in option:
            words.append(f"-s {option['short']}")
        if "value" in option:
            words.append("-r" if takes_file(option) else "-x")
        if "choices" in option:
            words.append(f"-a {shlex.quote(' '.join(option['choices']))}")
        words.append(f"-d {shlex.quote(option['help'])}")
        lines.append(" ".join(words))
    return "\n".join(lines) + "\n"


def main():
    usage = json.loads(subprocess.run([sys.argv[1], "--usage-json"], check=True, capture_output=True).stdout)
    folder = pathlib.Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in ((f"{usage['tool']}.bash", bash(usage)), (f"_{usage['tool']}", zsh(usage)), (f"{usage['tool']}.fish", fish(usage))):
        (folder / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
