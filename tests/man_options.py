"""The options in a man page and in the tool's --help are the same set, and so are its findings: those that the source makes
or, for a tool that lists its checks, those of the list with their severity.

Usage: man_options.py TOOL PAGE.md FRAGMENTS_FOLDER SOURCE...|--list-checks    SOURCE: files, or the folder of gridify's
"""

import pathlib
import re
import subprocess
import sys

tool, page, fragments, *sources = sys.argv[1:]
text = pathlib.Path(page).read_text(encoding="utf-8")
for name in re.findall(r"\{\{fragments/([a-z-]+\.md)\}\}", text):
    text += (pathlib.Path(fragments) / name).read_text(encoding="utf-8")

# In the page an option is explained in a line that begins with it (before a line that begins with a colon).
explained = set()
for line in re.findall(r"^(.+)\n:   ", text, re.MULTILINE):
    explained |= set(re.findall(r"\\--([a-z][a-z-]*)", line))
help_text = subprocess.run([tool, "--help"], capture_output=True, text=True, check=True).stdout
offered = set(re.findall(r"^  (?:-\w \[ )?--([a-z][a-z-]*)", help_text, re.MULTILINE))

if sources == ["--list-checks"]:
    list_text = subprocess.run([tool, "--list-checks"], capture_output=True, text=True, check=True).stdout
    made = {f"{code} ({severity})" for code, severity in re.findall(r"^([a-z_]+) +(error|warning) ", list_text, re.MULTILINE)}
    listed = set(re.findall(r"^([a-z_]+ \((?:error|warning)\))\n:   ", text, re.MULTILINE))
else:
    # A finding is made from its code and its severity. The stages `check` and `merge` are those of other tools, and the
    # files export_* those of gridexport.
    made = set()
    for path in map(pathlib.Path, sources):
        files = [file for file in path.rglob("*.cpp")
                 if (file.parent == path or file.parent.name not in ("check", "merge")) and not file.name.startswith("export_")]
        for file in files or [path]:
            code = file.read_text(encoding="utf-8")
            made |= set(re.findall(r'"([a-z]+(?:_[a-z]+)+)",\s*(?:\.severity = )?Severity::', code))
    listed = set(re.findall(r"^\*?\*?`?([a-z]+(?:_[a-z]+)+)`?\n:   ", text, re.MULTILINE))

wrong = []
for what, have, want in (("option", explained, offered), ("finding", listed, made)):
    wrong += [f"{what} {name} is not in the man page" for name in sorted(want - have)]
    wrong += [f"{what} {name} is in the man page only" for name in sorted(have - want)]
if not offered or not made:
    wrong.append("no option or no finding was recognised")
print("\n".join(wrong) or f"{len(offered)} options and {len(made)} findings agree")
sys.exit(bool(wrong))
