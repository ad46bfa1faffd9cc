"""Command lines of the tools as gridify-batch and gridtag-batch understand them: as their own --help explains them."""

import re
import subprocess
import sys
from pathlib import Path


class Refusal(Exception):
    """Something is wrong: exit code, message, hint."""

    def __init__(self, code, message, hint=""):
        super().__init__(message)
        self.code, self.hint = code, hint


# gridify-batch (of gridify_batch.py) or gridtag-batch.
PROGRAM = Path(sys.argv[0]).stem.replace("_", "-")


def say(kind, text):
    print(f"{PROGRAM}: {kind}{text}", file=sys.stderr, flush=True)


def read_bounded(path, most):
    """The bytes of a file, which may be a pipe. Raises OSError if there are more."""
    with open(path, "rb") as file:
        content = file.read(most + 1)
    if len(content) > most:
        raise OSError(f"there are more than {most} bytes")
    return content


class Options:
    """The options of a tool, as its --help lists them: which there are, and which take a value, of what kind."""

    def __init__(self, kinds, letters):
        self.kinds, self.letters = kinds, letters  # name: what it takes, "" for a switch; letter: name

    @classmethod
    def of(cls, tool):
        text = subprocess.run([tool, "--help"], capture_output=True, text=True, check=True).stdout
        found = re.findall(r"^  (?:-(\w) \[ )?--([a-z][a-z-]*)(?: \])?(?: ([A-Za-z][^ ]*))?", text, re.MULTILINE)
        return cls({name: kind for _, name, kind in found}, {letter: name for letter, name, _ in found if letter})

    def split(self, words):
        """The words as pairs (name, value); the name of a word without an option is ""; a switch has the value None."""
        pairs, words = [], list(words)
        while words:
            word = words.pop(0)
            if word == "--":
                pairs += [("boundaries", rest) for rest in words]
                break
            name, value = "", word
            if word.startswith("--"):
                name, equals, value = word[2:].partition("=")
                value = value if equals else None
            elif word.startswith("-") and len(word) > 1:
                name = self.letters.get(word[1], word[1])
                value = word[2:] or None
                if value is not None and not self.kinds.get(name):  # letters of switches together
                    words.insert(0, "-" + value)
                    value = None
            if name and value is None and self.kinds.get(name):
                if not words:
                    raise Refusal(2, f"--{name} needs a value", "gridify --help lists the options")
                value = words.pop(0)
            pairs.append((name, value))
        return pairs

    def with_config(self, pairs):
        """Before the pairs those of their --config, unless the command line says otherwise."""
        named = {name for name, _ in pairs}
        more = []
        for path in [value for name, value in pairs if name == "config"]:
            try:
                lines = read_bounded(path, 1 << 20).decode("utf-8").splitlines()
            except (OSError, UnicodeDecodeError) as problem:
                raise Refusal(2, f"{path}: the configuration file cannot be read ({problem})") from problem
            for line in lines:
                name, equals, value = line.partition("#")[0].partition("=")
                if equals and name.strip() not in named:
                    more.append((name.strip(), value.strip()))
        return more + pairs

    def is_file(self, name):
        return not name or any(kind in self.kinds.get(name, "") for kind in ("FILE", "CSV"))


def words_of(pairs):
    words = []
    for name, value in pairs:
        words += [value] if not name else [f"--{name}"] if value is None else [f"--{name}={value}"]
    return words


# What lies beside an input and is read with it: its types, CRS, schema, encoding, unsaved pages, and the codes of grids
# that were retired.
BESIDE = (".csvt", ".prj", ".xsd", ".cpg", ".gpkg-wal", "_lineage.csv")


def identity(path):
    """Size and time of a file and of what belongs to it, so that a change is seen. A name that is no file stays a name."""
    path = Path(path)
    if not path.exists():
        return []
    beside = [path.with_name(path.stem + end) for end in BESIDE]
    files = sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path, *filter(Path.is_file, beside)]
    if path.suffix.lower() == ".shp":
        files = sorted(p for p in path.parent.iterdir() if p.name.startswith(path.stem + ".") or p in beside)
    return [[str(p.resolve()), p.stat().st_size, p.stat().st_mtime_ns] for p in files]


def inputs_of(options, pairs):
    return [[value, identity(value)] for name, value in options.with_config(pairs) if options.is_file(name) and value]
