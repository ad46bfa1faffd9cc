"""What the programs that try files share: how a tool is run on a file in one role, and what is wrong with its answer."""

import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

TOOLS = {name: os.environ.get(name.upper()) or shutil.which(name)
         for name in ("gridify", "gridcheck", "gridmerge", "gridexport", "gridtag")}
SANITIZER = re.compile(r"(ERROR: (?:Address|Leak)Sanitizer[^\n]*|runtime error: [^\n]*)")

# The roles that a file can have. {file} is the file, {town} a folder with units.gpkg, sites.gpkg and grids.gpkg, {out} a folder.
ROLES = {
    "boundaries": ("gridify", "{file} --sites {town}/sites.gpkg -o {out}/o.gpkg -q --json"),
    "sites": ("gridify", "{town}/units.gpkg --sites {file} -o {out}/o.gpkg -q --json"),
    "barriers": ("gridify", "{town}/units.gpkg --sites {town}/sites.gpkg --barriers {file} -o {out}/o.gpkg -q --json"),
    "blocks": ("gridify", "{town}/units.gpkg --sites {town}/sites.gpkg --blocks {file} -o {out}/o.gpkg -q --json"),
    "previous": ("gridify", "{town}/units.gpkg --sites {town}/sites.gpkg --previous {file} -o {out}/o.gpkg -q --json"),
    "grids": ("gridcheck", "{file} --json"),
    "repair": ("gridcheck", "{file} --repair {out}/r.gpkg --issues {out}/i.gpkg --json"),
    "against": ("gridcheck", "{town}/grids.gpkg --against {file} --sites {town}/sites.gpkg --json"),
    "merge": ("gridmerge", "{file} -o {out}/m.gpkg -q --json"),
    "export": ("gridexport", "{file} -o {out}/e.gpkg -q --json"),
    "dedicated": ("gridify", "{town}/units.gpkg --sites {town}/sites.gpkg --dedicated {file} -o {out}/o.gpkg -q --json"),
    "address": ("gridexport", "{town}/grids.gpkg --address --barriers {file} -o {out}/a.gpkg -q --json"),
    "page": ("gridexport", "{town}/grids.gpkg --sites {file} -o {out}/p.html -q"),
    "plan": ("gridify", "{town}/units.gpkg --sites {town}/sites.gpkg --plan {file} -o {out}/o.gpkg -q --json"),
    "wishes": ("gridify", "{town}/units.gpkg --sites {town}/sites.gpkg --wishes {file} -o {out}/o.gpkg -q --json"),
    "exceptions": ("gridcheck", "{town}/grids.gpkg --exceptions {file} --json"),
    "index": ("gridtag", "{file} --write-index {out}/g.gridx --json"),
    "records": ("gridtag", "{town}/grids.gpkg {file} -o {out}/t.csv --counts {out}/c.csv --json"),
    "places": ("gridtag", "{town}/grids.gpkg {town}/sites.gpkg --sites {file} --counts-by site --counts {out}/c.csv -o {out}/t.gpkg --json"),
}


@dataclass
class Answer:
    """Of a tool: how it ended, what it said, and what of its own report says how much it read."""
    words: list
    code: int
    said: str
    report: dict = field(default_factory=dict)

    @property
    def is_silent(self):
        return self.code == 0 and not self.said.strip() and not self.report.get("findings")


def ask(role, file, town, out, seconds=20, more=()):
    """The answer of the role's tool; code 124 if it was stopped after so many seconds."""
    tool, words = ROLES[role]
    command = [TOOLS[tool], *(word.format(file=file, town=town, out=out) for word in words.split(" ")), *more]
    try:
        run = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=seconds, check=False)
        code, text, said = run.returncode, run.stdout, run.stderr.decode("utf-8", "replace")
    except subprocess.TimeoutExpired as late:
        code, text, said = 124, b"", (late.stderr or b"").decode("utf-8", "replace")
    try:
        report = json.loads(text)
    except ValueError:
        report = {}
    return Answer(command, code, said, report if isinstance(report, dict) else {})


def faults(answer, out):
    """What no answer may be, whatever the file."""
    if found := SANITIZER.search(answer.said):
        return [f"sanitizer: {found[1]}"]
    if answer.code == 124:
        return ["hang"]
    wrong = []
    if answer.code < 0 or answer.code > 3:
        wrong.append(f"crash: exit code {answer.code}")
    if "unexpected:" in answer.said:
        wrong.append("internal: " + answer.said.strip().splitlines()[0][:120])
    if answer.code in (2, 3) and not re.search(r": error: \S", answer.said):
        wrong.append("silence: an error without a text")
    left = [path.name for path in Path(out).iterdir() if path.name.startswith(".")]
    if left:
        wrong.append("left behind: " + ", ".join(left))
    if answer.code in (2, 3):
        half = [path.name for path in Path(out).iterdir()]
        if half:
            wrong.append("half-written: " + ", ".join(half))
    return wrong


# In a process of its own: GDAL may end with the file, or never.
COUNTER = """
import json, sys
from osgeo import gdal
said = []
gdal.PushErrorHandler(lambda level, number, text: said.append(text) if level >= gdal.CE_Failure else None)
dataset = gdal.OpenEx(sys.argv[1], gdal.OF_VECTOR)
layers = []
for layer in [dataset.GetLayer(i) for i in range(dataset.GetLayerCount())] if dataset else []:
    count = 0
    while layer.GetNextFeature():
        count += 1
    layers.append([layer.GetName(), count, layer.GetGeomType() != 100])
print(json.dumps({"layers": layers, "said": said, "driver": dataset.GetDriver().ShortName if dataset else None}))
"""


def gdal_reads(file, seconds=20):
    """Layers with the number of their features, and failures, as GDAL's own bindings see them; None if GDAL ends or hangs."""
    try:
        run = subprocess.run([sys.executable, "-c", COUNTER, str(file)], stdin=subprocess.DEVNULL, capture_output=True, timeout=seconds,
                             check=False)
        return json.loads(run.stdout) if run.returncode == 0 else None
    except (subprocess.TimeoutExpired, ValueError):
        return None
