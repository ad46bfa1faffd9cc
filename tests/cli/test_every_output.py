"""Every output of every tool on a full disk, killed at any moment, and in a database that is locked: the old one is whole.

The table of outputs is held against what the tools say of themselves: who adds an output adds a line here.
"""

import json
import random
import re
import resource
import signal
import sqlite3
import subprocess
import time
import unittest
from pathlib import Path

import gridify_case as case
from gridcheck_case import GRIDCHECK
from gridexport_case import GRIDEXPORT
from gridmerge_case import GRIDMERGE
from gridtag_case import GRIDTAG

TOOLS = {"gridify": case.GRIDIFY, "gridcheck": GRIDCHECK, "gridmerge": GRIDMERGE, "gridexport": GRIDEXPORT, "gridtag": GRIDTAG}
# Tool, words before the outputs, the outputs, and what makes the second run other than the first.
RUNS = (
    ("gridify", ["units.gpkg", "--sites", "sites.gpkg"], ["-o", "g.gpkg", "--assignments", "a.csv", "--report", "r.json", "--improvements", "i.csv"],
     ["--target", "300"]),
    ("gridify", ["units.gpkg", "--sites", "sites.gpkg"], ["-o", "g.shp", "--report", "r.txt"], ["--target", "300"]),
    ("gridify", ["units.gpkg", "--sites", "sites.gpkg"], ["-o", "g.geojson", "--improvements", "i.gpkg"], ["--target", "300"]),
    ("gridify", ["units.gpkg", "--sites", "sites.gpkg"], ["-o", "g.fgb"], ["--target", "300"]),
    ("gridify", ["units.gpkg", "--sites", "sites.gpkg", "--work"], ["-o", "g.gpkg", "--staff", "w.csv", "--staff-areas", "wa.csv"],
     ["--target", "300"]),
    ("gridify", ["units.gpkg", "--sites", "sites.gpkg", "--sweep", "target=300,400"], ["-o", "v.csv", "--chart", "v.html"],
     ["--where", "unit_code < '420106001003'"]),
    ("gridcheck", ["spoilt.gpkg", "--sites", "sites.gpkg", "--fail-on", "error"],
     ["--issues", "f.gpkg", "--summary", "s.csv", "--repair", "m.gpkg"], ["--where", "grid_code < '420106001003'"]),
    ("gridcheck", ["spoilt.gpkg", "--sites", "sites.gpkg", "--against", "plan.gpkg"], ["--comparison", "c.csv", "--recount", "n.gpkg"],
     ["--where", "grid_code < '420106001003'"]),
    ("gridcheck", ["spoilt.gpkg"], ["--issues", "f.geojson", "--repair", "m.shp"], ["--where", "grid_code < '420106001003'"]),
    ("gridmerge", ["plan.gpkg", "--by", "unit"], ["-o", "m.gpkg"], ["--where", "grid_code < '420106001003'"]),
    ("gridmerge", ["plan.gpkg"], ["-o", "m.geojson"], ["--where", "grid_code < '420106001003'"]),
    *(("gridexport", ["plan.gpkg", *more], ["-o", name], ["--where", "grid_code < '420106001003'"])
      for name, more in (("e.gpkg", []), ("e.shp", []), ("e.geojson", []), ("e.fgb", []), ("e.kml", []), ("e.kmz", []), ("e.csv", []),
                         ("e.xlsx", []), ("e.mbtiles", ["--max-zoom", "7"]), ("e/", ["--max-zoom", "7"]), ("e.sql", []), ("e.qgs", []),
                         ("e.html", []), ("e.pdf", []))),
    ("gridexport", ["plan.gpkg", "--to", "rounds", "--sites", "sites.gpkg"], ["-o", "w.gpkg"], ["--where", "grid_code < '420106001003'"]),
    ("gridtag", ["plan.gpkg", "records.csv"], ["-o", "t.csv", "--counts", "k.csv"], ["--where", "grid_code < '420106001003'"]),
    ("gridtag", ["plan.gpkg", "sites.gpkg"], ["-o", "t.gpkg"], ["--where", "grid_code < '420106001003'"]),
    ("gridtag", ["plan.gpkg"], ["--write-index", "p.index"], ["--where", "grid_code < '420106001003'"]),
)
STEP = min(case.STEP, 8)


class EveryOutput(case.GridifyCase):

    def setUp(self):
        super().setUp()
        self.assert_done(self.units, "--sites", self.sites, "-o", self.path("plan.gpkg"))
        rows = case.read_layer(self.path("plan.gpkg"), "grids")
        spoilt = []
        for k, row in enumerate(rows):
            shape = row.pop("")
            if k == 0:  # an overlap, and counts that are not so
                shape = shape.Buffer(0.2)
                row["households"] += 5
            spoilt.append((case.ogr.ForceToMultiPolygon(shape), row))
        self.write("spoilt.gpkg", spoilt, layer="grids")
        lines = "".join(f"{wkt.split('(')[1].rstrip(')').replace(' ', ',')}\n" for wkt, _ in case.site_rows())
        (self.dir / "records.csv").write_text("x,y\n" + lines, encoding="ascii")
        self.inputs = set(self.files())

    def outputs(self, hidden=False):
        """The files that are no inputs, with their bytes, but for the seconds in a report."""
        return {name: re.sub(rb'.*(seconds|tessellate|memory|MiB|"(read|divide|match|number|write|partition|trace|total)").*\n', b"", self.content(name))
                if name.startswith("r.") else self.content(name) for name in self.files()
                if name not in self.inputs and (self.dir / name).is_file() and (hidden or not Path(name).parts[0].startswith("."))}

    def start(self, run, *more, **how):
        tool, words, outputs, _ = run
        return subprocess.Popen([TOOLS[tool], *words, *outputs, "-O", *more], cwd=self.dir, stdin=subprocess.DEVNULL,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, **how)

    def done(self, run, *more):
        process = self.start(run, *more)
        said = b"".join(process.communicate(timeout=120)).decode()
        self.assertIn(process.returncode, (0, 1), said)
        self.assertEqual([], [name for name in self.files() if name.startswith(".")], said)
        return self.outputs()

    def both(self, run):
        """The outputs of two runs; those of the first are there."""
        new = self.done(run, *run[3])
        old = self.done(run)
        self.assertTrue(old and new and old != new, run)
        return old, new

    def clear(self):
        for name in self.outputs(hidden=True):
            (self.dir / name).unlink()

    def test_the_table_has_every_output(self):
        for tool, program in TOOLS.items():
            said = subprocess.run([program, "--usage-json"], capture_output=True, check=True).stdout
            wanted = {option["name"] for option in json.loads(said)["options"] if option.get("file") == "output"}
            tried = {word.lstrip("-").replace("o", "output") if word == "-o" else word.lstrip("-")
                     for run in RUNS if run[0] == tool for word in run[2] if word.startswith("-")}
            self.assertEqual(wanted, tried, tool)

    def test_a_full_disk(self):
        for number, run in enumerate(RUNS[::min(STEP, 2)]):
            with self.subTest(run[2]):
                old, new = self.both(run)
                largest = max(len(content) for content in new.values())
                # Two: the last byte of a .dbf is a mark that GDAL writes without a look at whether it could; no row is lost with it.
                for most in [1, largest // 2, largest - 2][number % 3 if STEP > 1 else 0:][:1 if STEP > 1 else 3]:
                    process = self.start(run, *run[3], preexec_fn=lambda most=most: resource.setrlimit(resource.RLIMIT_FSIZE, (most, most)))
                    said = b"".join(process.communicate(timeout=120)).decode()
                    self.assertEqual(3, process.returncode, f"{most} of {largest} bytes: {said}")
                    self.assertIn(f"{run[0]}: error: ", said)
                    self.assertNotIn("unexpected", said)
                    self.assertNotIn("free some space", said)  # there is enough: it is the size of the file
                    self.assertEqual(old, self.outputs(hidden=True), f"{most} of {largest} bytes: {said}")
                self.clear()

    def test_killed_at_any_moment(self):
        chance = random.Random(11)
        for run in RUNS[1::min(STEP, 5)] if STEP > 1 else RUNS:
            with self.subTest(run[2]):
                old, new = self.both(run)
                begin = time.monotonic()
                self.done(run)
                seconds = time.monotonic() - begin
                for _ in range(2 if STEP > 1 else 12):
                    process = self.start(run, *run[3])
                    time.sleep(seconds * chance.uniform(0.3, 1.1))
                    process.send_signal(signal.SIGKILL)
                    process.communicate()
                    left = self.outputs()
                    for name, content in left.items():
                        self.assertIn(content, (old.get(name), new.get(name)), f"{name} is neither the old nor the new one")
                    self.assertLessEqual(old.keys() & new.keys(), left.keys())
                    self.assertEqual(old, self.done(run))  # and what was left behind is gone
                self.clear()

    def test_a_geopackage_that_somebody_writes_to(self):
        """Layers are put into a copy, but the file may not change meanwhile."""
        for tool, words, option in (("gridify", ["units.gpkg", "--sites", "sites.gpkg"], "-o"), ("gridmerge", ["plan.gpkg"], "-o"),
                                    ("gridexport", ["plan.gpkg"], "-o"), ("gridcheck", ["spoilt.gpkg"], "--repair"),
                                    ("gridcheck", ["spoilt.gpkg"], "--issues"), ("gridtag", ["plan.gpkg", "sites.gpkg"], "-o")):
            with self.subTest(f"{tool} {option}"):
                target = self.path("shared.gpkg")
                self.write("shared.gpkg", case.street_rows(), layer="streets")
                before = self.content("shared.gpkg")
                help_text = subprocess.run([TOOLS[tool], "--help"], capture_output=True, text=True, check=True).stdout
                how = "--overwrite-layer" if "--overwrite-layer" in help_text and option == "-o" else "-O"
                with sqlite3.connect(target) as held:
                    held.execute("BEGIN EXCLUSIVE")
                    run = subprocess.run([TOOLS[tool], *words, option, "shared.gpkg", how], cwd=self.dir, stdin=subprocess.DEVNULL,
                                         capture_output=True, text=True, check=False, timeout=60)
                self.assertIn(run.returncode, (2, 3), run.stderr + run.stdout)
                self.assertIn(f"{tool}: error: ", run.stderr)
                self.assertIn("hint: ", run.stderr)
                self.assertEqual(before, self.content("shared.gpkg"))
                self.assertEqual([], [name for name in self.files() if name.startswith((".", "shared.gpkg-"))], run.stderr)
                Path(target).unlink()


if __name__ == "__main__":
    unittest.main()
