"""gridcheck: the files that it writes, and what it refuses."""

import csv

from osgeo import gdal

from gridcheck_case import GridcheckCase
import gridify_case as case
from gridify_case import REPLACE, REPLACE_PACKAGE


class Files(GridcheckCase):

    def shift(self, fid, metres):
        """Moves one grid, so that it overlaps its neighbours and leaves gaps."""
        geometry = self.rows()[fid - 1][""]
        moved = geometry.Clone()
        ring_count = moved.GetGeometryCount()
        for i in range(ring_count):
            ring = moved.GetGeometryRef(i).GetGeometryRef(0)
            for k in range(ring.GetPointCount()):
                ring.SetPoint_2D(k, ring.GetX(k) + metres, ring.GetY(k))
        self.set_geometry(fid, moved.ExportToWkt())

    def points(self, geometry):
        """All points, each once, sorted."""
        rings = [geometry] if geometry.GetPointCount() else []
        parts = [geometry.GetGeometryRef(i) for i in range(geometry.GetGeometryCount())]
        return sorted({point[:2] for ring in rings for point in ring.GetPoints()}
                      | {point for part in parts for point in self.points(part)})

    def layers(self, path):
        dataset = gdal.OpenEx(path, gdal.OF_VECTOR)
        return {dataset.GetLayer(i).GetName(): dataset.GetLayer(i).GetFeatureCount()
                for i in range(dataset.GetLayerCount())}

    def test_issues_have_points_and_areas_and_styles(self):
        self.shift(1, 3.0)
        issues = self.path("issues.gpkg")
        run = self.gridcheck(self.grids, "--boundaries", self.units, "--issues", issues)
        self.assertEqual((1, ""), (run.returncode, run.stderr))
        layers = self.layers(issues)
        self.assertEqual({"issues", "issue_lines", "issue_areas", "layer_styles"}, set(layers))
        rows = case.read_layer(issues, "issues")
        self.assertEqual(len(self.findings(self.grids, "--boundaries", self.units)), len(rows))
        self.assertGreater(layers["issue_areas"], 0)
        self.assertEqual({"code", "severity", "unit_code", "grid_code", "feature", "message", "width_m", "area_m2", "length_m",
                          "other", ""}, set(rows[0]))
        self.assertTrue(all(row[""].GetGeometryName() == "POINT" for row in rows))
        styles = case.read_layer(issues, "layer_styles")
        self.assertEqual({"issues", "issue_lines", "issue_areas"}, {row["f_table_name"] for row in styles})

    def test_issues_in_other_formats_have_files_beside_them(self):
        self.shift(1, 3.0)
        for suffix in (".geojson", ".shp", ".fgb"):
            issues = self.path("issues" + suffix)
            self.assertEqual(1, self.gridcheck(self.grids, "--issues", issues).returncode)
            self.assertIn("issues_areas" + suffix, self.files())
            self.assertGreater(len(case.read_layer(self.path("issues_areas" + suffix))), 0)

    def test_issues_of_a_clean_layer_are_an_empty_layer(self):
        issues = self.path("issues.gpkg")
        self.assert_clean(self.grids, "--issues", issues)
        self.assertEqual(0, self.layers(issues)["issues"])

    def test_the_summary_has_a_row_for_each_unit(self):
        summary = self.path("summary.csv")
        self.assert_clean(self.grids, "--summary", summary)
        with open(summary, encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        self.assertEqual(list(case.UNITS), [row["unit_code"] for row in rows])
        for row in rows:
            members = [grid["households"] for grid in self.rows() if grid["unit_code"] == row["unit_code"]]
            mean = sum(members) / len(members)
            self.assertEqual(len(members), int(row["grids"]))
            self.assertEqual((sum(members), min(members), max(members)),
                             (int(row["households"]), int(row["min"]), int(row["max"])))
            self.assertAlmostEqual(max(abs(value / mean - 1) for value in members), float(row["worst_dev"]), places=4)
            difference = sum(abs(a - b) for a in members for b in members)
            self.assertAlmostEqual(difference / (2 * len(members) ** 2 * mean), float(row["gini_households"]), places=4)
            self.assertTrue(0 < float(row["compactness"]) < 1)

    def test_a_repair_mends_what_is_narrow_and_keeps_the_rest(self):
        self.shift(2, 0.05)
        before = self.content("grids.gpkg")
        for suffix in (".gpkg", ".geojson", ".shp", ".fgb"):
            mended = self.path("mended" + suffix)
            run = self.gridcheck(self.grids, "--repair", mended, "--only", "gap,overlap,unmatched_vertex,crossed_borders")
            self.assertEqual((0, ""), (run.returncode, run.stderr), run.stdout)
            self.assertIn("Repaired\n  feature ", run.stdout)
            self.assertRegex(run.stdout.splitlines()[-1], r"^result=clean .* repaired=[1-9][0-9]*$")
            self.assert_clean(mended, "--only", "gap,overlap,unmatched_vertex,crossed_borders,invalid_geometry")
            rows, old = case.read_layer(mended), self.rows()
            self.assertEqual([row["grid_code"] for row in old], [row["grid_code"] for row in rows])
            self.assertEqual(set(old[0]), set(rows[0]))
            touched = {line.split(",")[0].split(" ")[-1] for line in run.stdout.splitlines() if line.startswith("  feature")}
            for fid, (a, b) in enumerate(zip(old, rows), 1):
                if str(fid) in touched:
                    continue
                if suffix == ".shp":  # which has polygons only, and shells the other way round
                    self.assertEqual(self.points(a[""]), self.points(b[""]), f"clean feature {fid} was changed")
                else:
                    self.assertEqual(a[""].ExportToWkb(), b[""].ExportToWkb(), f"clean feature {fid} was changed")
        self.assertEqual(before, self.content("grids.gpkg"))

    def test_existing_outputs_are_refused_and_survive(self):
        for option, name in (("--issues", "issues.gpkg"), ("--repair", "mended.gpkg")):
            self.write(name, case.unit_rows())
            self.assert_refused(3, [self.grids, option, self.path(name)], f"$DIR/{name}: the output exists already",
                                REPLACE_PACKAGE if name.endswith("gpkg") else REPLACE)
        with open(self.path("summary.csv"), "w", encoding="utf-8") as file:
            file.write("old\n")
        self.assert_refused(3, [self.grids, "--summary", self.path("summary.csv")], "$DIR/summary.csv: the output exists already",
                            REPLACE)
        self.assert_clean(self.grids, "--summary", self.path("summary.csv"), "-O")

    def test_the_layer_itself_is_never_written(self):
        for option in ("--issues", "--repair", "--summary"):
            self.assert_refused(2, [self.grids, option, self.grids, "-O"],
                                f"{option} and the grids are the same file: $DIR/grids.gpkg", f"name another file with {option}")

    def test_wrong_options(self):
        self.assert_refused(2, [], "there are no grids", "give a file of grids")
        self.assert_refused(2, [self.grids, "--only", "vertex"], "there is no check 'vertex'",
                            "did you mean unmatched_vertex? --list-checks names them all")
        self.assert_refused(2, [self.grids, "--severity", "gap=fatal"], "'gap=fatal' is not CODE=error, CODE=warning, CODE=note or CODE=off")
        self.assert_refused(2, [self.grids, "--fail-on", "fatal"], "--fail-on is error, warning, note or never, not 'fatal'")
        self.assert_refused(2, [self.grids, "--sites", self.sites, "--cells", self.units],
                            "--sites and --cells exclude each other", "counts come either on sites or on cells")
        self.assert_refused(2, [self.grids, "--households", "n"], "--households is given without --sites or --cells")
        self.assert_refused(2, [self.grids, "--boundaries-code", "n"], "--boundaries-code is given without --boundaries")
        self.assert_refused(2, [self.grids, "--gap-width", "-1"], "--gap-width must be from 0 to 1000 metres, not -1")
        self.assert_refused(2, [self.grids, "--tolerance", "10"], "--tolerance must be between 0 and 1, not 10",
                            "10 % is written 0.1")
        self.assert_refused(2, [self.grids, "--min", "500", "--max", "400"],
                            "the sizes do not fit each other: min 500, target 400, max 400 (profile default)",
                            "give --min, --target and --max together")

    def test_inputs_that_cannot_be_read(self):
        self.assert_refused(3, [self.path("none.gpkg")], "$DIR/none.gpkg: there is no such file")
        self.assert_refused(3, [self.sites], "$DIR/sites.gpkg (layer sites): the grids must be polygons, "
                            "but the layer holds points or lines")
        self.assert_refused(2, [self.grids, "--code-field", "nix"],
                            "$DIR/grids.gpkg (layer grids): there is no field 'nix'; the fields are: grid_code, grid_name, "
                            "unit_code, unit_name, kind, sites, households, workload, dev_hh, dev_wl, area_m2, perim_m, compact",
                            "choose one of them with --code-field")
