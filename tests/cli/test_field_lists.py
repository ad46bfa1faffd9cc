"""The fields that grid-layers(5) lists are those of the layers and tables that the tools write, as OGR reads them: no more, no less,
with these types and in this order."""

import csv
import re
import subprocess
import unittest
from pathlib import Path

import gridify_case as case
from test_pipes import ROOT, TOOLS

PAGE = (ROOT / "man/grid-layers.5.md").read_text(encoding="utf-8")
DIVIDE = ["units.gpkg", "--sites", "people.gpkg", "--barriers", "streets.gpkg"]
RUNS = (
    ("gridify", [*DIVIDE, "-o", "a.gpkg", "--work", "--assignments", "assignments.csv", "--staff", "staff.csv", "--staff-areas", "areas.csv",
                 "--improvements", "improvements.csv"]),
    ("gridify", [*DIVIDE, "-o", "b.gpkg", "--previous", "a.gpkg", "--valid-from", "2027-01-31", "--target", "300", "--improvements", "improvements.gpkg"]),
    ("gridify", [*DIVIDE[:3], "-o", "c.gpkg", "--micro", "100"]),
    ("gridify", [*DIVIDE[:3], "-o", "d.gpkg", "--micro", "100", "--previous", "c.gpkg", "--target", "300"]),
    ("gridcheck", ["spoilt.gpkg", "--issues", "i.gpkg", "--sites", "people.gpkg", "--work", "--summary", "summary.csv"]),
    ("gridexport", ["a.gpkg", "--to", "rounds", "--sites", "people.gpkg", "--barriers", "streets.gpkg", "-o", "rounds.gpkg"]),
    ("gridtag", ["a.gpkg", "people.gpkg", "-o", "t.gpkg", "--counts", "counts.csv", "--kind", "site_id"]),
)
# Layers with the fields of another one.
LIKE = {"issue_lines": "issues", "issue_areas": "issues", "micro_lineage": "lineage", "micro_run": "grid_run"}


def listed_fields():
    """By layer: name and type of each field, and whether it is optional."""
    layers = {}
    for section in re.split(r"^## ", PAGE, flags=re.MULTILINE)[1:]:
        name = section.split("\n", 1)[0]
        rows = re.findall(r"^\| `(\w+)` \| (\w+) \| (.+) \|$", section.split("\n# ", 1)[0], re.MULTILINE)
        layers[name] = [(field, kind, "optional" in text) for field, kind, text in rows]
    return layers


def listed_columns(title):
    """The names in the entry of a list."""
    entry = re.search(rf"^{re.escape(title)}\n:   ((?:.+\n)+)", PAGE, re.MULTILINE)[1]
    return re.findall(r"`(\w+)`", entry)


class FieldLists(case.GridifyCase):

    def run_all(self):
        self.write("people.gpkg", [(wkt, {**row, "persons": 3 * row["households"]}) for wkt, row in case.site_rows()])
        for number, (tool, words) in enumerate(RUNS):
            if tool == "gridcheck":
                rows = [(row.pop("").Buffer(0.3 if k == 0 else 0), row) for k, row in enumerate(case.read_layer(self.path("a.gpkg"), "grids"))]
                self.write("spoilt.gpkg", [(case.ogr.ForceToMultiPolygon(shape), row) for shape, row in rows], layer="grids")
            run = subprocess.run([TOOLS[tool], *words, "-q", "--fail-on", "never"], cwd=self.dir, stdin=subprocess.DEVNULL, capture_output=True, text=True,
                                 check=False, timeout=120)
            self.assertEqual(0, run.returncode, f"{number}: {run.stderr}")

    def written(self, name, layer):
        source = case.gdal.OpenEx(self.path(name), case.gdal.OF_VECTOR)  # as long as its parts are looked at
        found = source.GetLayerByName(layer)
        self.assertIsNotNone(found, f"{name} has no {layer}")
        definition = found.GetLayerDefn()
        return [(field.GetName(), field.GetTypeName()) for field in (definition.GetFieldDefn(i) for i in range(definition.GetFieldCount()))]

    def test_layers(self):
        self.run_all()
        listed = listed_fields()
        listed["micro"] = [field for field in listed["grids"] if field[0] != "micro"] + listed["micro"]
        files = {"grids": ["a.gpkg", "b.gpkg", "c.gpkg"], "issues": ["a.gpkg", "i.gpkg"], "issue_lines": ["i.gpkg"], "issue_areas": ["i.gpkg"],
                 "rounds": ["rounds.gpkg"], "improvements": ["improvements.gpkg"], "lineage": ["b.gpkg"], "grid_run": ["a.gpkg"],
                 "micro": ["c.gpkg"], "micro_lineage": ["d.gpkg"], "micro_run": ["c.gpkg", "d.gpkg"]}
        for layer, names in files.items():
            wanted = listed[LIKE.get(layer, layer)]
            seen = set()
            for name in names:
                fields = self.written(name, layer)
                seen |= set(fields)
                must = [(field, kind) for field, kind, optional in wanted if not optional or (field, kind) in fields]
                self.assertEqual(must, fields, f"{layer} of {name}")
            if not layer.startswith("micro"):  # those that are optional are there as in the layers of grids
                self.assertEqual({(field, kind) for field, kind, _ in wanted}, seen, f"{layer}: an optional field that nothing writes")
        self.assertEqual(set(listed) - {"layer_styles"}, set(files) - set(LIKE))
        styles = re.findall(r"`(\w+)`", PAGE.split("## layer_styles\n", 1)[1].split("\n# ", 1)[0])
        self.assertEqual(styles, [name for name, _ in self.written("a.gpkg", "layer_styles")])
        for name in ("a.gpkg", "b.gpkg", "d.gpkg", "i.gpkg"):  # and there is no layer that the page does not know
            source = case.gdal.OpenEx(self.path(name), case.gdal.OF_VECTOR)
            layers = {source.GetLayer(i).GetName() for i in range(source.GetLayerCount())}
            self.assertEqual(set(), layers - set(files) - {"layer_styles"})

    def test_lists(self):
        self.run_all()
        improvements = [field for field, _, _ in listed_fields()["improvements"]]
        renamed = {"border_m": "less_border_m", "even_m": "less_uneven_m", "limits": "less_beyond_limits"}
        wanted = {"assignments.csv": listed_columns("assignments (**gridify \\--assignments**)"), "staff.csv": listed_columns("staff (**gridify \\--staff**)"),
                  "areas.csv": listed_columns("staff of areas (**gridify \\--staff-areas**)"),
                  "summary.csv": listed_columns("units (**gridcheck \\--summary**)"),
                  "improvements.csv": [renamed.get(name, name) for name in improvements] + ["x", "y"],
                  "counts.csv": [name for name in listed_columns("records by grid (**gridtag \\--counts**)") if name not in ("month", "week", "day")]}
        for name, columns in wanted.items():
            with open(self.path(name), encoding="utf-8-sig", newline="") as file:
                self.assertEqual(columns, next(csv.reader(file)), name)

    def test_the_aliases_of_columns_are_those_of_the_profile(self):
        """What grid-profile(5) says of them is made from the file, which the program has built in: each name in it is found."""
        text = (ROOT / "data/profiles/default.profile").read_text(encoding="utf-8")
        aliases = {key: names.split(", ") for key, names in re.findall(r"^(\w+) = (.+)$", text.split("[fields]")[1].split("[barriers]")[0], re.MULTILINE)}
        for alias in aliases["households"]:
            rows = [(wkt, {"site_id": row["site_id"], alias: row["households"]}) for wkt, row in case.site_rows(per_unit=20)]
            self.write("named.gpkg", rows)
            run = subprocess.run([TOOLS["gridify"], "units.gpkg", "--sites", "named.gpkg", "-q", "--fail-on", "never", "-o", "-", "-f", "CSV"], cwd=self.dir,
                                 stdin=subprocess.DEVNULL, capture_output=True, check=True)
            grids = list(csv.DictReader(run.stdout.decode().splitlines()))
            self.assertEqual(sum(row[alias] for _, row in rows), sum(int(row["households"]) for row in grids), alias)
            Path(self.path("named.gpkg")).unlink()


if __name__ == "__main__":
    unittest.main()
