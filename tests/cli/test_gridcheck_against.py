"""gridcheck --against: plans of the same units beside each other. Judged by OGR and by what the test has done to a plan;
tests/invariants/against_*_test.py reckon all figures of real plans anew."""

import csv
import json
import shutil
import unittest

from osgeo import gdal, ogr, osr

import gridcheck_case
import gridify_case as case


def ellipsoidal_area(geometry):
    """Square metres of a geometry of the town, from an equal-area projection around it."""
    plane = osr.SpatialReference()
    plane.ImportFromProj4("+proj=laea +lat_0=30.6 +lon_0=114.2 +ellps=GRS80 +no_defs")
    copy = geometry.Clone()
    copy.Transform(osr.CoordinateTransformation(case.crs_of(case.TOWN_CRS), plane))
    return copy.GetArea()


class Against(gridcheck_case.GridcheckCase):

    def setUp(self):
        super().setUp()
        self.other = self.path("other.gpkg")
        shutil.copy(self.grids, self.other)

    def plans(self, *words, code=0):
        """What --json says of the plans, and of the findings; this exit code and silence on standard error."""
        run = self.gridcheck(self.grids, "--json", *words)
        self.assertEqual((code, ""), (run.returncode, run.stderr))
        report = json.loads(run.stdout)
        return report["plans"], report["findings"]

    def compared(self, *words, code=0):
        return self.plans("--against", self.other, *self.against, *words, code=code)

    def households_of(self, fids):
        dataset = gdal.OpenEx(self.grids, gdal.OF_VECTOR)
        layer = dataset.GetLayer("grids")
        return sum(layer.GetFeature(fid)["households"] for fid in fids)

    def copy_with(self, name, change=None, epsg=case.TOWN_CRS, fields=None, path=None):
        """The plan as another layer: change(geometry, fields) gives its rows; fields: only these, with new names."""
        rows = []
        for row in self.rows(path):
            geometry = row.pop("")
            kept = {new: row[old] for old, new in fields.items()} if fields is not None else row
            rows += change(geometry, kept) if change else [(geometry, kept)]
        if epsg != case.TOWN_CRS:
            transform = osr.CoordinateTransformation(case.crs_of(case.TOWN_CRS), case.crs_of(epsg))
            for geometry, _ in rows:
                geometry.Transform(transform)
        return self.write(name, rows, epsg=epsg, kind=ogr.wkbMultiPolygon)

    # What stays the same

    def test_a_plan_against_itself_moves_nobody_and_has_the_same_figures(self):
        plans, findings = self.compared()
        self.assertEqual([], findings)
        self.assertEqual((0, 0), (plans[1]["moved"], plans[1]["moved_by_code"]))
        self.assertEqual((None, None), (plans[0]["moved"], plans[0]["moved_by_code"]))
        own = ("file", "moved", "moved_by_code", "findings", "found")
        self.assertEqual({k: v for k, v in plans[0].items() if k not in own},
                         {k: v for k, v in plans[1].items() if k not in own})

    def test_codes_that_were_swapped_move_households_by_code_only(self):
        codes = {row["grid_code"] for row in self.rows()}
        first, second = sorted(codes)[:2]
        swap = {first: second, second: first}
        fids = []

        def change(feature):
            if feature["grid_code"] in swap:
                fids.append(feature.GetFID())
                feature["grid_code"] = swap[feature["grid_code"]]
                return True
            return False
        self.change(change, self.other)
        plans, _ = self.compared()
        self.assertEqual((0, self.households_of(fids)), (plans[1]["moved"], plans[1]["moved_by_code"]))

    def test_a_plan_in_another_crs_is_the_same_plan(self):
        for epsg in (4490, 4548, 3857):
            with self.subTest(epsg=epsg):
                other = self.copy_with(f"in_{epsg}.gpkg", epsg=epsg)
                plans, findings = self.plans("--against", other, *self.against)
                self.assertEqual([], findings)
                self.assertEqual((0, 0), (plans[1]["moved"], plans[1]["moved_by_code"]))
                for name in ("border_m", "compactness", "convexity"):
                    self.assertAlmostEqual(1, plans[1][name] / plans[0][name], 6, name)
                for name in ("grids", "households", "within_limits", "min", "max", "gini_households"):
                    self.assertEqual(plans[0][name], plans[1][name], name)

    def test_a_plan_without_codes_and_units_is_judged_by_the_units_of_the_first(self):
        bare = self.copy_with("bare.gpkg", fields={"households": "hh"})
        for more in ([], self.against):
            with self.subTest(more=more):
                plans, findings = self.plans("--against", bare, "--against-households", "hh", "--tolerance", "0.1", *more)
                self.assertNotIn("ground_differs", [finding["code"] for finding in findings])
                for name in ("worst_dev", "mean_dev", "within_tolerance", "border_m", "gini_households"):
                    self.assertEqual(plans[0][name], plans[1][name], name)
                self.assertEqual((0 if more else None, None), (plans[1]["moved"], plans[1]["moved_by_code"]))

    def test_the_fields_that_are_taken_are_said(self):
        bare = self.copy_with("bare.gpkg", fields={"households": "hh", "unit_code": "area"})
        run = self.gridcheck(self.grids, "--against", bare, "--against-households", "hh", "-v")
        for note in ("households: field 'hh' (--against-households names another)", "unit code: no field (--against-unit names one)",
                     "unit of a grid: that of the layer that it is compared with, where it lies"):
            self.assertIn(f"gridcheck: $DIR/bare.gpkg: {note}\n", run.stderr)

    def test_households_of_a_roster_are_the_same_in_all_plans(self):
        """All persons are features of one table; households are known by their numbers."""
        rows = [(row[""], {"door": f"d{number // 2}"}) for number, row in enumerate(self.rows(self.sites, None))
                for _ in range(2)]
        roster = self.write("roster.gpkg", rows, kind=ogr.wkbPoint)
        other = self.copy_with("in_degrees.gpkg", epsg=4490)
        words = ["--sites", roster, "--household-id", "door", "--boundaries", self.units, "--only", "ground_differs"]
        plans, _ = self.plans("--against", other, *words)
        self.assertEqual((0, len(rows) // 4), (plans[1]["moved"], plans[1]["households"]))

    # What differs

    def test_a_grid_that_is_missing_is_told_with_its_ground_and_its_households(self):
        dataset = gdal.OpenEx(self.other, gdal.OF_VECTOR | gdal.OF_UPDATE)
        layer = dataset.GetLayer("grids")
        gone = layer.GetFeature(5)
        area, households = ellipsoidal_area(gone.GetGeometryRef()), gone["households"]
        layer.DeleteFeature(5)
        del layer, dataset
        plans, findings = self.compared()
        self.assertEqual(["ground_differs"], [finding["code"] for finding in findings])
        self.assertEqual("warning", findings[0]["severity"])
        self.assertAlmostEqual(1, findings[0]["area_m2"] / area, 5)
        self.assertIn("of the ground of the grids lie in none of", findings[0]["message"])
        self.assertTrue(gone.GetGeometryRef().Contains(ogr.CreateGeometryFromWkt("POINT ({} {})".format(*findings[0]["at"]))))
        self.assertEqual((households, households), (plans[1]["households_in_no_grid"], plans[1]["moved"]))
        self.assertEqual(plans[0]["grids"] - 1, plans[1]["grids"])
        # The other way round it is the ground of the other.
        run = self.gridcheck(self.other, "--against", self.grids, "--only", "ground_differs", "--json")
        found = json.loads(run.stdout)["findings"]
        self.assertEqual(1, len(found))
        self.assertIn("lie in none of the grids", found[0]["message"])
        self.assertAlmostEqual(1, found[0]["area_m2"] / area, 5)

    def test_grids_that_were_joined_move_the_smaller_one(self):
        """Of two that became one, one stays."""
        rows = self.rows()
        pair = next((a, b) for i, a in enumerate(rows) for b in rows[i + 1:]
                    if a["unit_code"] == b["unit_code"] and a[""].Intersection(b[""]).Length() > 1)
        joined = pair[0][""].Union(pair[1][""])

        def change(geometry, fields):
            if fields["grid_code"] == pair[0]["grid_code"]:
                return [(joined, fields)]
            return [] if fields["grid_code"] == pair[1]["grid_code"] else [(geometry, fields)]
        other = self.copy_with("joined.gpkg", change)
        plans, _ = self.plans("--against", other, *self.against)
        self.assertEqual(min(row["households"] for row in pair), plans[1]["moved"])
        # The common border is gone, and nothing else.
        self.assertAlmostEqual(pair[0][""].Intersection(pair[1][""]).Length(), plans[0]["border_m"] - plans[1]["border_m"], 1)

    def test_a_border_whose_sides_differ_counts_once(self):
        """Vertices on one side only, a narrow gap, and an overlap."""
        def shrunk(geometry, fields):
            return [(geometry.Buffer(-0.1, 1), fields)]

        def densified(geometry, fields):
            if fields["grid_code"].endswith("1"):
                geometry.Segmentize(7)
            return [(geometry, fields)]

        def grown(geometry, fields):
            return [(geometry.Buffer(0.1, 1), fields)]
        # Some corners of the sides are farther from each other than they should be.
        for change, close in ((densified, 1e-9), (shrunk, 5e-3), (grown, 5e-3)):
            with self.subTest(change=change.__name__):
                other = self.copy_with(f"{change.__name__}.gpkg", change)
                plans, _ = self.plans("--against", other, "--only", "ground_differs")
                self.assertLess(abs(plans[1]["border_m"] / plans[0]["border_m"] - 1), close)

    def test_without_sites_moves_are_not_known(self):
        run = self.gridcheck(self.grids, "--against", self.other)
        self.assertEqual((0, ""), (run.returncode, run.stderr))
        line = next(line for line in run.stdout.splitlines() if "in another grid than in A" in line)
        self.assertEqual(["-", "-"], line.split()[-2:])
        plans, _ = self.plans("--against", self.other)
        self.assertEqual((None, None), (plans[1]["moved"], plans[1]["households_in_no_grid"]))
        self.assertEqual(sum(row["households"] for row in self.rows()), plans[1]["households"])

    def test_findings_of_the_others_are_counted_and_named_but_do_not_decide(self):
        self.change(lambda f: f.SetField("households", 1) is None and f.GetFID() == 1, self.other)
        plans, findings = self.compared()
        self.assertEqual([], findings)
        self.assertEqual(["households_differ"], [finding["code"] for finding in plans[1]["findings"]])
        self.assertEqual((0, 1), (plans[0]["errors"], plans[1]["errors"]))
        self.assertEqual({"households_differ": 1}, plans[1]["found"])
        run = self.gridcheck(self.grids, "--against", self.other, *self.against)
        self.assertIn("\n  found in B: error households_differ (1)\n", run.stdout)
        self.grids, self.other = self.other, self.grids
        plans, findings = self.compared(code=1)
        self.assertEqual((1, 0), (plans[0]["errors"], plans[1]["errors"]))

    # Output

    def test_the_table_is_written_as_csv_and_json(self):
        table, copy = self.path("plans.csv"), self.path("plans.json")
        for path in (table, copy):
            run = self.gridcheck(self.grids, "--against", self.other, *self.against, "--comparison", path, "-q")
            self.assertEqual((0, "", ""), (run.returncode, run.stderr, run.stdout))
        with open(table, encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        with open(copy, encoding="utf-8") as file:
            plans = json.load(file)["plans"]
        self.assertEqual([self.grids, self.other], [row["file"] for row in rows])
        for row, plan in zip(rows, plans):
            self.assertEqual(list(row), [name for name in plan if name != "found"])
            for name, value in plan.items():
                if isinstance(value, (int, float)):
                    self.assertEqual(value, float(row[name]), name)
                elif value is None:
                    self.assertEqual("", row[name], name)
        self.assert_refused(3, [self.grids, "--comparison", table], "$DIR/plans.csv: the output exists already", case.REPLACE)

    def test_one_plan_alone_has_a_table_as_well(self):
        table = self.path("plans.csv")
        self.assert_clean(self.grids, "--comparison", table)
        with open(table, encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        self.assertEqual([str(len(self.rows()))], [row["grids"] for row in rows])

    def test_the_table_comes_first_and_the_line_for_scripts_last(self):
        run = self.gridcheck(self.grids, "--against", self.other, self.other, *self.against)
        lines = run.stdout.splitlines()
        self.assertEqual(["Plans", "  A  $DIR/grids.gpkg, layer grids", "  B  $DIR/other.gpkg, layer grids",
                          "  C  $DIR/other.gpkg, layer grids"], lines[:4])
        self.assertRegex(lines[-1], gridcheck_case.LAST_LINE)
        self.assertEqual(1, len({len(line) for line in lines[4:-1]}), "the columns are not straight")

    # What cannot be

    def test_plans_that_cannot_be_read_are_named(self):
        empty = self.write("empty.gpkg", [], kind=ogr.wkbPolygon)
        self.assert_refused(3, [self.grids, "--against", empty], "$DIR/empty.gpkg (layer empty): the layer is empty")
        self.assert_refused(3, [self.grids, "--against", self.path("none.gpkg")], "$DIR/none.gpkg: there is no such file")
        self.assert_refused(3, [self.grids, "--against", self.path("streets.gpkg")],
                            "$DIR/streets.gpkg (layer streets): the grids must be polygons, but the layer holds points or lines")
        run = self.gridcheck(self.grids, "--against", self.other, "--against-code", "nix")
        self.assertEqual(2, run.returncode)
        self.assertRegex(run.stderr, r"^gridcheck: error: \$DIR/other.gpkg \(layer grids\): there is no field 'nix'.*\n"
                                     r"gridcheck: hint: .*--against-code\n$")

    def test_damaged_plans_are_compared_and_their_faults_counted(self):
        def bow_tie(geometry, fields):
            if not fields["grid_code"].endswith("1"):
                return [(geometry, fields)]
            west, east, south, north = geometry.GetEnvelope()
            return [(ogr.ForceToMultiPolygon(ogr.CreateGeometryFromWkt(
                f"POLYGON (({west} {south},{east} {north},{east} {south},{west} {north},{west} {south}))")), fields)]

        def twice(geometry, fields):
            return [(geometry, fields), (geometry.Buffer(30), {**fields, "grid_code": fields["grid_code"][:-1] + "9"})]

        def nothing(geometry, fields):
            return [(None if fields["grid_code"].endswith("2") else geometry, fields)]
        for change, code in ((bow_tie, "invalid_geometry"), (twice, "overlap"), (nothing, "null_geometry")):
            with self.subTest(change=change.__name__):
                other = self.copy_with(f"{change.__name__}.gpkg", change)
                plans, findings = self.plans("--against", other, *self.against)
                self.assertIn(code, [finding["code"] for finding in plans[1]["findings"]])
                self.assertEqual(plans[1]["errors"],
                                 sum(finding["severity"] == "error" for finding in plans[1]["findings"]))
                self.assertEqual({"ground_differs"}, {finding["code"] for finding in findings})
                self.assertEqual(0, plans[0]["errors"])

    def test_a_plan_far_away_has_nothing_in_common(self):
        def shifted(geometry, fields):
            copy = geometry.Clone()
            for polygon in copy:
                for ring in polygon:
                    for i in range(ring.GetPointCount()):
                        ring.SetPoint_2D(i, ring.GetX(i) + 20000, ring.GetY(i))
            return [(copy, fields)]
        other = self.copy_with("far.gpkg", shifted)
        plans, findings = self.plans("--against", other, "--sites", self.sites)
        self.assertEqual(["ground_differs"] * 2, [finding["code"] for finding in findings])
        self.assertEqual((plans[0]["households"], plans[0]["households"]),
                         (plans[1]["moved"], plans[1]["households_in_no_grid"]))

    def test_words_that_do_not_fit(self):
        self.assert_refused(2, [self.grids, self.other], "too many positional options have been specified on the command line",
                            "--help lists the options")
        self.assert_refused(2, [self.grids, "--against-layer", "x"],
                            "--against-layer belongs to the --against before it, but there is none",
                            "write --against FILE --against-layer ...")
        self.assert_refused(2, [self.grids, "--against", self.other, "--against-where", "a", "--against-where", "b"],
                            "--against-where occurs twice for --against $DIR/other.gpkg")
        self.assert_refused(2, [self.grids, "--against", self.other, "--comparison", self.path("plans.txt")],
                            "--comparison $DIR/plans.txt is neither CSV nor JSON", "let the name end in .csv or .json")


if __name__ == "__main__":
    unittest.main()
