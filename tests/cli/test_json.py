"""What --json prints: alike in all tools, as data/report.schema.json says, also of errors and of --dry-run."""

import json
import os
import subprocess
import unittest
from pathlib import Path

import jsonschema

import gridify_case as case
from test_pipes import TOOLS

SCHEMA = json.loads((Path(__file__).resolve().parents[2] / "data/report.schema.json").read_text(encoding="utf-8"))
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)
DIVIDE = ["units.gpkg", "--sites", "sites.gpkg"]
# Tool, words, and the part of the schema that says what comes of it.
RUNS = (
    ("gridify", [*DIVIDE, "-o", "a.gpkg", "--barriers", "streets.gpkg", "--work", "--improvements", "i.csv", "--tries", "2"], "gridify"),
    ("gridify", [*DIVIDE, "-o", "b.gpkg", "--previous", "grids.gpkg", "--target", "300"], "gridify"),
    ("gridify", [*DIVIDE, "-o", "c.gpkg", "--plan", "grids.gpkg"], "gridify"),
    ("gridify", [*DIVIDE, "-o", "d.gpkg", "--micro", "100"], "gridify"),
    ("gridify", [*DIVIDE, "--sweep", "target=300,400"], "sweep"),
    ("gridify", [*DIVIDE, "--sweep", "target=300,400", "--count-only"], "sweep"),
    ("gridcheck", ["grids.gpkg"], "gridcheck"),
    ("gridcheck", ["spoilt.gpkg", "--sites", "sites.gpkg", "--boundaries", "units.gpkg", "--repair", "r.gpkg", "--suggest", "--work"], "gridcheck"),
    ("gridcheck", ["spoilt.gpkg", "--sites", "sites.gpkg", "--recount", "n.gpkg", "--against", "grids.gpkg"], "gridcheck"),
    ("gridmerge", ["grids.gpkg", "--by", "unit", "-o", "m.gpkg"], "gridmerge"),
    ("gridmerge", ["grids.gpkg", "--fuse-below", "300", "-o", "f.gpkg"], "gridmerge"),
    ("gridexport", ["grids.gpkg", "-o", "e.csv", "--simplify", "1"], "gridexport"),
    ("gridexport", ["grids.gpkg", "-o", "e.html"], "view"),
    ("gridtag", ["grids.gpkg", "sites.gpkg", "-o", "t.gpkg"], "gridtag"),
)


class Json(case.GridifyCase):

    def setUp(self):
        super().setUp()
        self.assert_done(*self.town_with_sites())
        rows = case.read_layer(self.out, "grids")
        spoilt = []
        for k, row in enumerate(rows):
            shape = row.pop("")
            if k == 0:
                shape = shape.Buffer(0.2)
                row["households"] += 5
            spoilt.append((case.ogr.ForceToMultiPolygon(shape), row))
        self.write("spoilt.gpkg", spoilt, layer="grids")

    def said(self, tool, words, code=None):
        run = subprocess.run([TOOLS[tool], *words, "--json"], cwd=self.dir, stdin=subprocess.DEVNULL, capture_output=True, check=False, timeout=120)
        report = json.loads(run.stdout)
        self.assertEqual(run.returncode, report["exit_code"], run.stderr)
        if code is not None:
            self.assertEqual(code, run.returncode, run.stderr)
        self.assertEqual([tool, {0: "done", 1: "findings"}.get(run.returncode, "failed")], [report["tool"], report["status"]])
        return report

    def assert_valid(self, report, part):
        wrong = [f"{'/'.join(map(str, e.absolute_path))}: {e.message[:200]}" for e in VALIDATOR.iter_errors(report)]
        self.assertEqual([], wrong)
        kinds = [name for name in SCHEMA["$defs"] if name != "finding" and jsonschema.Draft202012Validator(
            {**SCHEMA["$defs"][name], "$defs": SCHEMA["$defs"]}).is_valid(report)]
        self.assertEqual([part], kinds)

    def test_every_tool(self):
        seen = {}
        for tool, words, part in RUNS:
            with self.subTest(f"{tool} {words}"):
                report = self.said(tool, [*words, "--fail-on", "never"], 0)
                self.assert_valid(report, part)
                named = [words[i + 1] for i, word in enumerate(words) if word in ("-o", "--improvements", "--repair", "--recount")]
                self.assertEqual(sorted(named), sorted(output["file"] for output in report["outputs"]))
                seen.setdefault(part, set()).update(report)
        # Whatever the schema has was seen here, but for what needs a database and what is somebody's exception.
        rare = {"rows_removed", "retired_rows_kept", "rows_not_in_layer", "accepted"}
        for part, keys in seen.items():
            self.assertEqual(set(), set(SCHEMA["$defs"][part]["properties"]) - keys - rare, part)

    def test_the_schema_minds(self):
        """What is left out, added or of another type is noticed."""
        report = self.said("gridcheck", ["spoilt.gpkg"], 1)
        self.assert_valid(report, "gridcheck")
        for spoil in (lambda r: r.pop("version"), lambda r: r.pop("errors"), lambda r: r.update(more=1), lambda r: r.update(grids="9"),
                      lambda r: r["findings"][0].pop("code"), lambda r: r["findings"][0].update(at=[1]), lambda r: r.update(status="failed"),
                      lambda r: r.update(exit_code=7), lambda r: r["findings"][0].update(severity="bad")):
            bad = json.loads(json.dumps(report))
            spoil(bad)
            self.assertFalse(VALIDATOR.is_valid(bad))

    def test_errors(self):
        (self.dir / "cut.gpkg").write_bytes(self.content("grids.gpkg")[:5000])
        self.write("odd.gpkg", [(case.square(0), {"unit_code": "420106001001", "unit_name": "a"}), (case.square(1), {"unit_code": "x", "unit_name": "b"})])
        for tool, words, code, kind, more in (
                ("gridify", ["units.gpkg", "--sites"], 2, "configuration", {}), ("gridify", [*DIVIDE, "-o", "grids.gpkg"], 3, "input", {"file": "grids.gpkg", "options": ["-O", "--overwrite", "--overwrite-layer"]}),
                ("gridify", ["odd.gpkg", "--sites", "sites.gpkg", "-o", "o.gpkg", "--profile", "urban"], 3, "input", {"file": "odd.gpkg", "layer": "odd", "feature": 2}),
                ("gridify", [*DIVIDE, "-o", "-"], 2, "configuration", {"options": ["-o"]}), ("gridify", [*DIVIDE, "-o", "o.gpkg", "--targt", "3"], 2, "configuration", {"options": ["--target"]}),
                ("gridcheck", ["cut.gpkg"], 3, "input", {"file": "cut.gpkg"}), ("gridcheck", ["none.gpkg"], 3, "input", {"file": "none.gpkg"}),
                ("gridmerge", ["grids.gpkg", "-o", "nowhere/o.gpkg"], 3, "input", {"file": "nowhere/o.gpkg"}),
                ("gridexport", ["grids.gpkg", "-o", "o.what"], 2, "configuration", {}), ("gridtag", ["grids.gpkg", "none.csv", "-o", "o.csv"], 3, "input", {"file": "none.csv"})):
            with self.subTest(f"{tool} {words}"):
                report = self.said(tool, words, code)
                self.assert_valid(report, "failure")
                self.assertEqual({"kind": kind, **more}, {key: report["error"][key] for key in ("kind", *more)})
        (self.dir / "j.cfg").write_text("json = true\n", encoding="utf-8")
        run = subprocess.run([TOOLS["gridcheck"], "none.gpkg", "-c", "j.cfg"], cwd=self.dir, capture_output=True, check=False)
        self.assert_valid(json.loads(run.stdout), "failure")
        secret = self.said("gridexport", ["PG:host=localhost port=1 dbname=x password=geheim", "-o", "o.csv"], 3)
        self.assertNotIn("geheim", json.dumps(secret))

    def test_a_dry_run_says_what_a_run_does(self):
        for tool, words, _ in RUNS:
            with self.subTest(f"{tool} {words}"):
                before = {name: self.content(name) for name in self.files()}
                report = self.said(tool, [*words, "--dry-run"], 0)
                self.assert_valid(report, "dry_run")
                self.assertEqual(before, {name: self.content(name) for name in self.files()})
                text = subprocess.run([TOOLS[tool], *words, "--dry-run"], cwd=self.dir, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=True)
                self.assertEqual("", text.stderr)
                lines = [line.split(None, 2) for line in text.stdout.splitlines()]
                self.assertEqual([(what, entry["option"]) for what, part in (("read", "reads"), ("write", "writes")) for entry in report[part]],
                                 sorted(((line[0], line[1]) for line in lines), key=lambda line: line[0] != "read"))
                for entry in report["reads"]:
                    self.assertEqual(os.path.getsize(self.dir / entry["file"]), entry["bytes"])
                    source = case.gdal.OpenEx(self.path(entry["file"]), case.gdal.OF_VECTOR)
                    self.assertEqual([source.GetLayer(i).GetName() for i in range(source.GetLayerCount())], entry["layers"])
                self.said(tool, [*words, "--fail-on", "never"], 0)  # and that run does it
                for entry in report["writes"]:
                    self.assertFalse(entry["exists"])
                    self.assertTrue((self.dir / entry["file"]).exists())
                if report["writes"]:
                    self.assert_valid(self.said(tool, [*words, "--dry-run"], 3), "failure")  # it is there now
        self.assert_valid(self.said("gridcheck", ["none.gpkg", "--dry-run"], 3), "failure")
        report = self.said("gridcheck", ["-", "--dry-run"], 0)
        self.assertEqual("standard stream", report["reads"][0]["kind"])


if __name__ == "__main__":
    unittest.main()
