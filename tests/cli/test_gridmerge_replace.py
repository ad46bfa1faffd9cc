"""gridmerge: replacing units, fusing grids, rolling layers up."""

import unittest

from osgeo import gdal

import gridify_case as case
from gridify_case import SIDE, SOUTH, WEST, rectangle
from gridmerge_case import GridmergeCase
from test_shard import CODES, district_rows, rings


class Replace(GridmergeCase):

    def setUp(self):
        super().setUp()
        # A base with a field of somebody else, and another division of two units.
        self.base = self.path("base.gpkg")
        gdal.VectorTranslate(self.base, self.whole, layers=["grids"], SQLStatement=
                             "SELECT *, 'seen ' || grid_code AS remark, sites * 0.1 AS score FROM grids",
                             SQLDialect="SQLITE", layerName="grids")
        self.units = sorted(CODES)[4:6]
        self.make(self.dir, "new.gpkg", "--target", "200", "--where", f"unit_code IN ('{self.units[0]}', '{self.units[1]}')")
        self.new = self.path("new.gpkg")

    def by_code(self, path, without=()):
        return {row["grid_code"]: row for row in self.exact(path, without=without)}

    def test_exactly_those_units_are_replaced(self):
        report = self.report(self.base, "--replace", self.new, "-o", self.out)
        self.assertEqual((2, []), (report["units_replaced"], report["findings"]))
        base, new, out = (self.by_code(path, ["fid"]) for path in (self.base, self.new, self.out))
        matched = 0
        for code, row in out.items():
            old = (new if row["unit_code"] in self.units else base)[code]
            if row["unit_code"] in self.units:
                self.assertEqual((None, None), (row["remark"], row["score"]))
                old = old | {"remark": None, "score": None}
            if row[""] != old[""]:  # vertices were put into it: all that is measured is measured again
                matched += 1
                for name in ("", "area_m2", "perim_m", "compact"):
                    row[name] = old[name]
            self.assertEqual(old, row)
        self.assertGreater(matched, 0)
        self.assertLess(matched, len(out) / 2)
        self.assertEqual({row["unit_code"] for row in base.values()}, {row["unit_code"] for row in out.values()})
        self.assertEqual({code for code in new}, {code for code, row in out.items() if row["unit_code"] in self.units})
        self.assert_coverage(self.out)

    def test_codes_that_went_are_retired(self):
        self.make(self.dir, "few.gpkg", "--target", "900", "--where", f"unit_code = '{self.units[0]}'")
        self.report(self.base, "--replace", self.path("few.gpkg"), "-o", self.out)
        before, after = self.by_code(self.base), self.by_code(self.out)
        retired = [(row["old_code"], row["new_code"], row["households"]) for row in case.read_layer(self.out, "lineage")]
        self.assertEqual([(code, "", 0) for code in sorted(before.keys() - after.keys())], retired)
        self.assertGreater(len(retired), 0)
        # ... and stay so when the layer is joined again.
        self.assert_merged(self.out, "-o", self.path("again.gpkg"))
        self.assertEqual(self.exact(self.out, "lineage"), self.exact(self.path("again.gpkg"), "lineage"))

    def test_replacing_with_the_same_changes_nothing(self):
        same = self.path("same.gpkg")
        gdal.VectorTranslate(same, self.base, layers=["grids"], where=f"unit_code = '{self.units[1]}'")
        self.assert_merged(self.base, "--replace", same, "-o", self.out)
        self.assertEqual(self.exact(self.base), self.exact(self.out))

    def test_a_unit_that_the_base_has_not(self):
        rest = self.path("rest.gpkg")
        gdal.VectorTranslate(rest, self.base, layers=["grids"], where=f"unit_code <> '{self.units[0]}'")
        report = self.report(rest, "--replace", self.new, "-o", self.out, code=1)
        self.assertEqual([("unit_not_in_base", self.units[0])],
                         [(finding["code"], finding["unit_code"]) for finding in report["findings"]])

    def test_a_unit_that_two_others_have(self):
        self.make(self.dir, "newer.gpkg", "--where", f"unit_code = '{self.units[1]}'")
        run = self.gridmerge(self.base, "--replace", self.new, self.path("newer.gpkg"), "-o", self.out)
        self.assertEqual(3, run.returncode)
        self.assertIn("new.gpkg", run.stderr)
        self.assertIn("newer.gpkg", run.stderr)


class RollUp(GridmergeCase):

    def sums(self, path, digits):
        sums = {}
        for row in case.read_layer(path, "grids"):
            entry = sums.setdefault(row["unit_code"][:digits], [0, 0, 0, 0.0])
            for i, name in enumerate(("sites", "households", "persons", "workload")):
                entry[i] += row[name]
        return sums

    def assert_outlines(self, outlines, exact=True):
        """The rolled-up rows have these outlines: all vertices, or only those that bend."""
        for row in case.read_layer(self.out, "grids"):
            expected = case.ogr.CreateGeometryFromWkt(outlines[row["grid_code"]])
            self.assertLess(row[""].SymDifference(expected).Area(), 1e-4)
            points = {point for ring in rings(row[""]) for point in ring}
            if exact:
                self.assertEqual({point for ring in rings(expected) for point in ring}, points)

    def test_units_with_their_boundaries_have_every_vertex(self):
        district = self.path("district.gpkg")
        self.assert_merged(*self.shards, "--by", "unit", "--boundaries", district, "-o", self.out)
        self.assert_outlines({row["unit_code"]: row[""].ExportToWkt() for row in case.read_layer(district)})
        rows = case.read_layer(self.out, "grids")
        self.assertEqual(self.sums(self.whole, 12),
                         {r["grid_code"]: [r["sites"], r["households"], r["persons"], r["workload"]] for r in rows})
        self.assertEqual({row["unit_code"]: row["unit_name"] for row in case.read_layer(district)},
                         {row["grid_code"]: row["grid_name"] for row in rows})
        for row in rows:
            town = [r["households"] for r in rows if r["unit_code"] == row["unit_code"]]
            self.assertAlmostEqual(row["households"] * len(town) / sum(town) - 1, row["dev_hh"], 12)
            self.assertEqual(row["grid_code"][:9], row["unit_code"])
        self.assert_coverage(self.out)

    def test_without_boundaries_no_vertex_is_left_out(self):
        self.assert_merged(*self.shards, "--by", "unit", "-o", self.out)
        wkt = {row["unit_code"]: row[""].ExportToWkt() for row in case.read_layer(self.path("district.gpkg"))}
        self.assert_outlines(wkt, exact=False)
        self.assertGreater(max(len(ring) for row in case.read_layer(self.out, "grids") for ring in rings(row[""])), 5)
        self.assert_coverage(self.out)

    def test_every_level(self):
        for level, digits in (("town", 9), ("county", 6), ("city", 4), ("province", 2)):
            self.assert_merged(*self.shards, "--by", level, "-O", "-o", self.out)
            rows = case.read_layer(self.out, "grids")
            self.assertEqual(self.sums(self.whole, digits),
                             {r["grid_code"]: [r["sites"], r["households"], r["persons"], r["workload"]] for r in rows})
            self.assertAlmostEqual(12 * SIDE * SIDE, sum(row[""].Area() for row in rows), 3)
        self.assertEqual(1, len(rings(rows[0][""])))

    def test_a_vertex_a_micrometre_off_leaves_no_sliver(self):
        for off in (-1e-6, 1e-6):
            path = self.write("off.gpkg", [
                (rectangle(WEST, SOUTH, WEST + 100, SOUTH + 100),
                 {"grid_code": "u001", "unit_code": "u", "households": 4}),
                (f"POLYGON (({WEST + 100} {SOUTH},{WEST + 200} {SOUTH},{WEST + 200} {SOUTH + 100},{WEST + 100} {SOUTH + 100},"
                 f"{WEST + 100 + off} {SOUTH + 50},{WEST + 100} {SOUTH}))",
                 {"grid_code": "u002", "unit_code": "u", "households": 3})])
            self.assert_merged(path, "--by", "unit", "-O", "-o", self.out)
            row, = case.read_layer(self.out, "grids")
            self.assertEqual((7, 20000, 1), (row["households"], row[""].Area(), len(rings(row[""]))))
            self.assertTrue(row[""].IsValid())

    def test_by_a_field(self):
        self.assert_merged(self.whole, "--by-field", "UNIT_CODE", "-o", self.out)
        self.assertEqual(sorted(CODES), [row["grid_code"] for row in case.read_layer(self.out, "grids")])
        self.assert_refused(2, [self.whole, "--by-field", "nothing", "-o", self.path("x.gpkg")],
                            "the joined layer has no field 'nothing'; it can be unit_code, unit_name, kind",
                            "choose another field with --by-field")

    def test_boundaries_that_are_others(self):
        west = self.write("west.gpkg", [(rectangle(WEST, SOUTH, WEST + 1, SOUTH + 1), {"unit_code": "x"})])
        report = self.report(*self.shards, "--by", "unit", "--boundaries", west, "-o", self.out, code=1)
        self.assertEqual(["boundaries_differ"], [finding["code"] for finding in report["findings"]])

    def test_codes_without_levels(self):
        self.write("odd.gpkg", [(rectangle(WEST, SOUTH, WEST + 9, SOUTH + 9),
                                 {"grid_code": "A01", "unit_code": "A", "households": 4})])
        self.assert_refused(3, [self.path("odd.gpkg"), "--by", "town", "-o", self.out],
                            "$DIR/odd.gpkg (layer odd, feature 1): the unit code 'A' is no area code with the 9 digits of "
                            "that level", "use --by unit, or --by-field with a field that says the level")


class Fuse(GridmergeCase):

    def square(self, unit, number, column, households, **fields):
        x = WEST + 100 * column
        return (rectangle(x, SOUTH, x + 100, SOUTH + 100),
                {"grid_code": f"{unit}{number:03}", "grid_name": f"{unit} {number}", "unit_code": unit,
                 "households": households, "kind": "general", "sites": 1, "persons": 2 * households, **fields})

    def fused(self, rows, least, code=0):
        path = self.write("rows.gpkg", rows)
        report = self.report(path, "--fuse-below", least, "-O", "-o", self.out, code=code)
        return [(r["grid_code"], r["households"], r["persons"], r["sites"]) for r in case.read_layer(self.out, "grids")], report

    def lineage(self):
        return [(row["old_code"], row["new_code"], row["households"], row["share"])
                for row in case.read_layer(self.out, "lineage")]

    def test_a_small_grid_goes_to_the_neighbour_with_fewer_households(self):
        rows, report = self.fused([self.square("u", 1, 0, 400), self.square("u", 2, 1, 50), self.square("u", 3, 2, 300),
                                   self.square("v", 1, 3, 500)], 100)
        self.assertEqual([("u001", 400, 800, 1), ("u003", 350, 700, 2), ("v001", 500, 1000, 1)], rows)
        self.assertEqual(1, report["grids_fused"])
        self.assertEqual([("u001", "u001", 400, 1.0), ("u002", "u003", 50, 1.0), ("u003", "u003", 300, 1.0),
                          ("v001", "v001", 500, 1.0)], self.lineage())
        out = case.read_layer(self.out, "grids")
        self.assertEqual("u 3", out[1]["grid_name"])
        self.assertAlmostEqual(400 / 375 - 1, out[0]["dev_hh"])
        self.assertAlmostEqual(20000, out[1][""].Area())
        self.assert_coverage(self.out)

    def test_what_was_joined_is_valid_since_the_day_that_is_named(self):
        rows = [self.square("u", 1, 0, 400), self.square("u", 2, 1, 50), self.square("u", 3, 2, 300), self.square("v", 1, 3, 500)]
        path = self.write("dated.gpkg", rows)
        dataset = gdal.OpenEx(path, gdal.OF_VECTOR | gdal.OF_UPDATE)
        dataset.ExecuteSQL("ALTER TABLE dated ADD COLUMN valid_from DATE")
        dataset.ExecuteSQL("UPDATE dated SET valid_from = '2026-01-01'")
        del dataset
        day = "2027-05-01"
        expected = {(): {"u001": "2026/01/01", "u003": None, "v001": "2026/01/01"},
                    ("--valid-from", day): {"u001": "2026/01/01", "u003": "2027/05/01", "v001": "2026/01/01"}}
        for words, dates in expected.items():
            self.report(path, "--fuse-below", "100", *words, "-O", "-o", self.out)
            self.assertEqual(dates, {r["grid_code"]: r["valid_from"] for r in case.read_layer(self.out, "grids")})
        told = {(r["old_code"], r["new_code"]): (r["change"], r["date"]) for r in case.read_layer(self.out, "lineage")}
        self.assertEqual({("u001", "u001"): ("unchanged", None), ("v001", "v001"): ("unchanged", None),
                          ("u002", "u003"): ("merged", "2027/05/01"), ("u003", "u003"): ("changed", "2027/05/01")}, told)
        # A layer without the field gets it.
        plain = self.write("plain.gpkg", rows)
        self.report(plain, "--fuse-below", "100", "--valid-from", day, "-O", "-o", self.out)
        self.assertEqual({"u001": None, "u003": "2027/05/01", "v001": None},
                         {r["grid_code"]: r["valid_from"] for r in case.read_layer(self.out, "grids")})
        self.assert_refused(2, [plain, "--valid-from", day, "-o", self.path("x.gpkg")], "--valid-from is given without --fuse-below")
        self.assert_refused(2, [plain, "--fuse-below", "9", "--valid-from", "1.5.2027", "-o", self.path("x.gpkg")],
                            "--valid-from is a day as YYYY-MM-DD, not '1.5.2027'")

    def test_what_is_still_too_small_is_joined_again(self):
        rows, _ = self.fused([self.square("u", n, n, 30 + n) for n in range(1, 7)], 90)
        self.assertEqual(sum(30 + n for n in range(1, 7)), sum(row[1] for row in rows))
        self.assertTrue(all(row[1] >= 90 for row in rows), rows)
        self.assertEqual(6, len(self.lineage()))

    def test_neither_dedicated_areas_nor_other_units_nor_corners_are_neighbours(self):
        corner = (rectangle(WEST + 200, SOUTH + 100, WEST + 300, SOUTH + 200),
                  {"grid_code": "u004", "unit_code": "u", "households": 300, "kind": "general"})
        rows, report = self.fused([self.square("t", 1, 0, 300), self.square("u", 1, 1, 5),
                                   self.square("u", 2, 2, 0, kind="dedicated"), corner], 100, code=1)
        self.assertEqual(["t001", "u001", "u002", "u004"], [row[0] for row in rows])
        finding, = report["findings"]
        self.assertEqual(("no_neighbour", "u001"), (finding["code"], finding["grid_code"]))

    def test_nothing_to_fuse(self):
        self.assert_merged(*self.shards, "--fuse-below", "1", "-o", self.out)
        self.assertEqual(self.exact(self.whole), self.exact(self.out))

    def test_grids_of_gridify(self):
        before = {row["grid_code"]: row for row in case.read_layer(self.whole, "grids")}
        report = self.report(*self.shards, "--fuse-below", "380", "-o", self.out)
        self.assertGreater(report["grids_fused"], 0)
        rows = case.read_layer(self.out, "grids")
        self.assertTrue(all(row["households"] >= 380 for row in rows))
        lineage = self.lineage()
        self.assertEqual(sum(row["households"] for row in before.values()), sum(row[2] for row in lineage))
        self.assertEqual(sorted(before), [row[0] for row in lineage])
        self.assert_coverage(self.out)


if __name__ == "__main__":
    unittest.main()
