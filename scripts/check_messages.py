"""Whether a catalogue is complete: no text without a translation, none that is fuzzy or no more in the source, and in each
translation the places of its original.

Usage: check_messages.py CATALOGUE.po TEMPLATE.pot    (the template as scripts/update-messages --template writes it)"""

import re
import sys

PLACE = re.compile(r"\{\{|\}\}|\{(\d*)(?::[^{}]*)?\}")
LEFT_OUT = re.compile(r"^# leaves out (.*)$", re.M)


def entries(path):
    """Original, translation, comments and flags of each entry of a file as gettext lays it out."""
    with open(path, encoding="utf-8") as file:
        text = file.read()
    for block in re.split(r"\n\n+", text.strip()):
        if re.search(r"^#~", block, re.M):
            yield "", "", "obsolete", block
            continue
        parts = {}
        for keyword in ("msgid", "msgstr"):
            found = re.search(rf'^{keyword} ((?:".*"\n?)+)', block, re.M)
            parts[keyword] = "".join(re.findall(r'"((?:[^"\\]|\\.)*)"', found.group(1))) if found else ""
        comments = "\n".join(line for line in block.splitlines() if line.startswith("#"))
        if parts["msgid"]:
            yield parts["msgid"], parts["msgstr"], comments, block


def places(text):
    """The numbers of the arguments that a format has places for."""
    found = set()
    automatic = 0
    for match in PLACE.finditer(text):
        if match.group(0) in ("{{", "}}"):
            continue
        number = match.group(1)
        found.add(int(number) if number else automatic)
        automatic += 0 if number else 1
    return found


def complaints(catalogue, template):
    wanted = {original for original, *_ in entries(template)}
    known = set()
    for original, translation, comments, block in entries(catalogue):
        if comments == "obsolete":
            yield f"is no more in the source: {block.splitlines()[0]}"
            continue
        known.add(original)
        if re.search(r"^#,.*fuzzy", comments, re.M):
            yield f"is marked as fuzzy: {original}"
        if not translation:
            yield f"has no translation: {original}"
            continue
        if "{:{" in original or re.search(r"\{[^}]*\.\{", original):
            yield f"has a width that is an argument, which no translation can have: {original}"
        missing = places(original) - places(translation) - places(" ".join(LEFT_OUT.findall(comments)))
        if missing or places(translation) - places(original):
            yield f"has other places than its original: {original} -> {translation}"
    for original in sorted(wanted - known):
        yield f"is not in the catalogue: {original}"
    for original in sorted(known - wanted):
        yield f"is no more in the source: {original}"


def main():
    found = list(complaints(*sys.argv[1:3]))
    for line in found:
        print(line)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
