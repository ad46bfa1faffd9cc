"""What a planner asks of a plan: stories of single wishes. Random wishes are in tests/invariants."""

import unittest

from osgeo import ogr

from gridify_case import SIDE, SOUTH, UNITS, WEST, GridifyCase, read_layer, rectangle, square

CODE = "420106001001"


def box(west, south, east, north):
    return rectangle(WEST + west, SOUTH + south, WEST + east, SOUTH + north)


class Wishes(GridifyCase):
    def setUp(self):
        super().setUp()
        self.town = [self.units, "--sites", self.sites, "--where", f"unit_code = '{CODE}'"]

    def divide(self, output, *more, wishes=()):
        words = [*self.town, "-o", self.path(output), *more]
        if wishes:
            name = output.replace(".gpkg", "_wishes.gpkg")
            words += ["--wishes", self.write(name, list(wishes))]
        done = self.gridify(*words)
        self.assertIn(done.returncode, (0, 1), done.stderr)
        return {row["grid_code"]: row for row in read_layer(self.path(output), "grids")}

    def missed(self, output):
        return [row["message"] for row in read_layer(self.path(output), "issues") if row["code"] == "wish_missed"]

    def sites_in(self, polygon):
        """The sites of the unit that a polygon holds, as points."""
        sites = [row[""] for row in read_layer(self.path("sites.gpkg"))]
        return [site for site in sites if polygon.Contains(site)]

    @staticmethod
    def codes_at(grids, points):
        return {code for point in points for code, grid in grids.items() if grid[""].Contains(point)}

    def yard_at_a_border(self, grids):
        """A site next to a border, the grid that it is in and the one beside."""
        for code, grid in sorted(grids.items()):
            for point in self.sites_in(grid[""]):
                for other, beside in sorted(grids.items()):
                    if other != code and beside[""].Distance(point) < 40:
                        return point, code, other
        raise AssertionError("no site lies next to a border")

    def test_a_yard_that_is_pinned_to_the_neighbour_stays_there(self):
        first = self.divide("first.gpkg")
        point, _, other = self.yard_at_a_border(first)
        pin = [(point.Buffer(3).ExportToWkt(), {"wish": "pin", "grid_code": other})]
        second = self.divide("second.gpkg", "--previous", self.path("first.gpkg"), wishes=pin)
        self.assertEqual({other}, self.codes_at(second, [point]))
        self.assertEqual(set(first), set(second))
        third = self.divide("third.gpkg", "--previous", self.path("second.gpkg"), wishes=pin)
        self.assertEqual({code: row[""].ExportToWkt() for code, row in second.items()},
                         {code: row[""].ExportToWkt() for code, row in third.items()})

    def test_a_previous_grid_that_is_locked_by_its_code_stays_as_it_is(self):
        first = self.divide("first.gpkg", "--evenness", "0")
        locked = sorted(first)[1]
        sizes = ("--target", "250", "--min", "200", "--max", "300", "--evenness", "0")
        free = self.divide("free.gpkg", "--previous", self.path("first.gpkg"), *sizes)
        self.assertNotIn(first[locked][""].ExportToWkt(), [row[""].ExportToWkt() for row in free.values()])
        with open(self.path("locks.csv"), "w", encoding="utf-8") as table:
            table.write(f"wish,grid_code\nlock,{locked}\n")
        second = self.divide("second.gpkg", "--previous", self.path("first.gpkg"), *sizes, "--wishes",
                             self.path("locks.csv"))
        self.assertEqual(first[locked][""].ExportToWkt(), second[locked][""].ExportToWkt())
        self.assertGreater(len(second), len(first))
        self.assertEqual([], self.missed("second.gpkg"))

    def test_a_lock_counts_in_the_number_of_grids(self):
        lock = (box(100, 100, 300, 300), {"wish": "lock"})
        grids = self.divide("grids.gpkg", "--grids", "4", wishes=[lock])
        self.assertEqual(4, len(grids))
        self.assertTrue(any(abs(row[""].Area() - 40_000) < 1e-3 for row in grids.values()))
        self.assertEqual({"general"}, {row["kind"] for row in grids.values()})

    def test_as_many_grids_as_centres_and_their_names(self):
        centres = [(f"POINT ({WEST + x} {SOUTH + y})", {"wish": "centre", "name": name})
                   for x, y, name in ((90, 110, "东站"), (160, 130, "西站"), (480, 500, "北站"))]
        grids = self.divide("grids.gpkg", wishes=centres)
        self.assertEqual({"东站", "西站", "北站"}, {row["grid_name"] for row in grids.values()})
        self.assertEqual([], self.missed("grids.gpkg"))

    def test_a_line_across_the_unit_is_a_border(self):
        line = f"LINESTRING ({WEST - 10} {SOUTH + 413},{WEST + SIDE + 10} {SOUTH + 431})"
        grids = self.divide("grids.gpkg", wishes=[(line, {"wish": "border"})])
        self.assertEqual([], self.missed("grids.gpkg"))
        above = box(5, 435, SIDE - 5, SIDE - 5)
        codes = self.codes_at(grids, self.sites_in(ogr.CreateGeometryFromWkt(above)))
        below = self.codes_at(grids, self.sites_in(ogr.CreateGeometryFromWkt(box(5, 5, SIDE - 5, 410))))
        self.assertEqual(set(), codes & below)
        yard = (box(200, 100, 330, 190), {"wish": "no_border"})
        before = self.divide("before.gpkg", "--previous", self.path("grids.gpkg"),
                             wishes=[(line, {"wish": "border"})])
        self.assertEqual({code: row[""].ExportToWkt() for code, row in grids.items()},
                         {code: row[""].ExportToWkt() for code, row in before.items()}, "it is met, nothing moves")
        area = ogr.CreateGeometryFromWkt(yard[0])
        cut = {code for code, row in before.items() if row[""].Intersection(area).Area() > 1}
        self.assertGreater(len(cut), 1, "a border cuts it, else this shows nothing")
        self.write("line.gpkg", [(line, {"wish": "border"})])
        after = self.divide("after.gpkg", "--previous", self.path("before.gpkg"), "--wishes", self.path("line.gpkg"),
                            wishes=[yard])
        self.assertEqual(1, sum(row[""].Intersection(area).Area() > 1 for row in after.values()))
        self.assertEqual([], self.missed("after.gpkg"))

    def test_more_together_than_a_grid_may_have_is_missed_and_said(self):
        self.divide("grids.gpkg", wishes=[(box(0, 0, SIDE, SIDE), {"wish": "together"})])
        (message,) = self.missed("grids.gpkg")
        self.assertIn("a grid may have 500", message)

    def test_a_lock_inside_another_one_is_missed_and_an_empty_file_asks_for_nothing(self):
        locks = [(box(100, 100, 400, 400), {"wish": "lock"}), (box(200, 200, 300, 300), {"wish": "lock"})]
        self.divide("grids.gpkg", wishes=locks)
        (message,) = self.missed("grids.gpkg")
        self.assertIn("it overlaps another locked grid", message)
        self.divide("twice.gpkg", wishes=[locks[0], locks[0]])
        self.assertEqual([], self.missed("twice.gpkg"))
        with open(self.path("none.geojson"), "w", encoding="utf-8") as empty:
            empty.write('{"type": "FeatureCollection", "features": []}')
        plain = self.divide("plain.gpkg")
        same = self.divide("same.gpkg", "--wishes", self.path("none.geojson"))
        self.assertEqual({code: row[""].ExportToWkt() for code, row in plain.items()},
                         {code: row[""].ExportToWkt() for code, row in same.items()})

    def test_a_wish_outside_all_units_is_said(self):
        self.town = [self.units, "--sites", self.sites]
        self.divide("grids.gpkg", wishes=[(box(-900, 0, -800, 50), {"wish": "together"}),
                                          (box(-900, 0, -800, 50), {"wish": "lock", "grid_code": "7"})])
        self.assertEqual(2, len(self.missed("grids.gpkg")))

    def test_fields_of_the_boundaries_set_sizes_for_single_units(self):
        rows = [(square(i), {"unit_code": code, "unit_name": name, "count": 5 if i == 0 else None,
                             "size": 200 if i == 1 else None}) for i, (code, name) in enumerate(UNITS.items())]
        units = self.write("sized.gpkg", rows)
        words = [units, "--sites", self.sites, "--unit-grids", "count", "--unit-target", "size", "-o", self.out]
        self.assertIn(self.gridify(*words).returncode, (0, 1))
        plain = self.path("plain.gpkg")
        self.assertIn(self.gridify(self.units, "--sites", self.sites, "-o", plain).returncode, (0, 1))
        codes = list(UNITS)
        grids, before = ([[row for row in read_layer(path, "grids") if row["unit_code"] == code] for code in codes]
                         for path in (self.out, plain))
        self.assertEqual(5, len(grids[0]))
        self.assertTrue(all(150 <= row["households"] <= 250 for row in grids[1]))
        self.assertEqual([[row["households"] for row in unit] for unit in before[2:]],
                         [[row["households"] for row in unit] for unit in grids[2:]])
        wrong = self.write("wrong.gpkg", [(square(0), {"unit_code": CODE, "count": 2.5})])
        refused = self.gridify(wrong, "--sites", self.sites, "--unit-grids", "count", "-o", self.path("no.gpkg"))
        self.assertEqual(3, refused.returncode)
        self.assertIn("--unit-grids is a whole number from 1 to 1000000000, not '2.5'", refused.stderr)

    def test_what_is_no_wish_is_refused_with_its_feature(self):
        for number, (fields, message) in enumerate((({"wish": "togehter"}, "'togehter' is no wish"),
                                                    ({"wish": "centre"}, "the wish 'centre' needs a point"),
                                                    ({"wish": "pin"}, "the wish 'pin' needs a point or a polygon"),
                                                    ({"kind": "pin"}, "the layer has no field 'wish'"))):
            shape = f"LINESTRING ({WEST} {SOUTH},{WEST + 9} {SOUTH})" if fields == {"wish": "pin"} else box(0, 0, 9, 9)
            path = self.write(f"bad{number}.gpkg", [(shape, fields)])
            done = self.gridify(*self.town, "-o", self.out, "--wishes", path)
            self.assertEqual(3, done.returncode)
            self.assertIn(message, done.stderr)
            self.assertIn(f"bad{number}", done.stderr)
            self.assertNotIn("grids.gpkg", self.files())


if __name__ == "__main__":
    unittest.main()
