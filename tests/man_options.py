"""The options in a man page and in the tool's --help are the same set, and so are its findings and those of the table of
findings that are the tool's, with their severity.

Usage: man_options.py TOOL PAGE.md FRAGMENTS_FOLDER FINDING_KINDS.hpp
"""

import pathlib
import re
import subprocess
import sys

tool, page, fragments, table = sys.argv[1:]
text = pathlib.Path(page).read_text(encoding="utf-8")
for name in re.findall(r"\{\{fragments/([a-z-]+\.md)\}\}", text):
    text += (pathlib.Path(fragments) / name).read_text(encoding="utf-8")

# In the page an option is explained in a line that begins with it (before a line that begins with a colon).
explained = set()
for line in re.findall(r"^(.+)\n:   ", text, re.MULTILINE):
    explained |= set(re.findall(r"\\--([a-z][a-z-]*)", line))
help_text = subprocess.run([tool, "--help"], capture_output=True, text=True, check=True).stdout
offered = set(re.findall(r"^  (?:-\w \[ )?--([a-z][a-z-]*)", help_text, re.MULTILINE))

# A row of the table of findings: code, group, severity, tools, ...
rows = re.findall(r'FindingKind\{\s*"([a-z_]+)",\s*G::[a-z]+,\s*([a-z]+),\s*([a-z_ |]+?),\s*"',
                  pathlib.Path(table).read_text(encoding="utf-8"))
made = {f"{code} ({severity})" for code, severity, tools in rows if pathlib.Path(tool).name in tools or tools == "all_tools"}
listed = set(re.findall(r"^([a-z_]+ \((?:error|warning|note)\))\n:   ", text, re.MULTILINE))

wrong = []
for what, have, want in (("option", explained, offered), ("finding", listed, made)):
    wrong += [f"{what} {name} is not in the man page" for name in sorted(want - have)]
    wrong += [f"{what} {name} is in the man page only" for name in sorted(have - want)]
if not offered or not made:
    wrong.append("no option or no finding was recognised")
print("\n".join(wrong) or f"{len(offered)} options and {len(made)} findings agree")
sys.exit(bool(wrong))
