"""Units that cannot be divided for what their features say: all are named at once, and can be left out. Judged by OGR."""

import csv
import unittest

from gridify_case import SIDE, UNITS, GridifyCase, corner, read_layer, rectangle, site_rows, unit_rows

CODES = list(UNITS)
TOTAL = [sum(fields["households"] for k, (_, fields) in enumerate(site_rows()) if k // 60 == unit) for unit in range(4)]
SKIPS = "; --skip-faulty leaves them out"


def rows_with(**values):
    """The units, with one more value each."""
    rows = []
    for i, (shape, fields) in enumerate(unit_rows()):
        rows.append((shape, {**fields, **{name: column[i] for name, column in values.items()}}))
    return rows


class FaultyUnits(GridifyCase):

    def words(self, *more):
        return [self.path("faulty.gpkg"), "--sites", self.sites, "-o", self.out, *more]

    def left_out(self, number, words, code=1):
        """Leaves out so many units; the households of the others by unit, and how many sites have no grid."""
        table = self.path("sites.csv")
        run = self.gridify(*words, "--skip-faulty", "-O", "--assignments", table)
        self.assertEqual(code, run.returncode, run.stderr)
        skipped = [row for row in read_layer(self.out, "issues") if row["code"] == "unit_skipped"]
        self.assertEqual(number, len(skipped), run.stderr)
        self.assertTrue(all(row["severity"] == "error" and row[""] is not None for row in skipped))
        households = {}
        for row in read_layer(self.out, "grids"):
            households[row["unit_code"]] = households.get(row["unit_code"], 0) + row["households"]
        with open(table, encoding="utf-8", newline="") as file:
            return households, sum(not row["grid_code"] for row in csv.DictReader(file))

    def test_sizes_that_are_no_numbers(self):
        self.write("faulty.gpkg", rows_with(n=["x", "3", "2.5", "3"]))
        words = self.words("--unit-grids", "n")
        self.assert_refused(3, words, "$DIR/faulty.gpkg (layer faulty): 2 units cannot be used: feature 1: --unit-grids is a whole "
                            "number from 1 to 1000000000, not 'x'; feature 3: --unit-grids is a whole number from 1 to 1000000000, "
                            "not '2.5'", "leave the field empty where the unit is as all others" + SKIPS)
        self.assertEqual(({CODES[1]: TOTAL[1], CODES[3]: TOTAL[3]}, 120), self.left_out(2, words))

    def test_sizes_that_cannot_be_had(self):
        self.write("faulty.gpkg", rows_with(n=[5000, 3, 6000, 3]))
        words = self.words("--unit-grids", "n")
        self.assert_refused(3, words, f"$DIR/faulty.gpkg (layer faulty): 2 units cannot be used: feature 1: unit {CODES[0]} has "
                            f"{TOTAL[0]} households, fewer than the 5000 grids that it would get; feature 3: unit {CODES[2]} has "
                            f"{TOTAL[2]} households, fewer than the 6000 grids that it would get",
                            "lower the number in the field that --unit-grids names" + SKIPS)
        self.assertEqual(({CODES[1]: TOTAL[1], CODES[3]: TOTAL[3]}, 120), self.left_out(2, words))

    def test_limits_that_do_not_fit_each_other(self):
        self.write("faulty.gpkg", rows_with(low=[300, 900, 300, 300]))
        words = self.words("--unit-min", "low")
        self.assert_refused(3, words, f"$DIR/faulty.gpkg (layer faulty, feature 2): the sizes of unit {CODES[1]} do not fit each other: "
                            "min 900, target 400, max 500", "give --unit-min, --unit-target and --unit-max together; --skip-faulty "
                            "leaves it out")
        self.assertEqual(({code: TOTAL[i] for i, code in enumerate(CODES) if i != 1}, 60), self.left_out(1, words))

    def test_no_unit_is_left(self):
        self.write("faulty.gpkg", rows_with(n=[5000, 5000, 5000, 5000]))
        self.assert_refused(3, self.words("--unit-grids", "n", "--skip-faulty"), "$DIR/faulty.gpkg (layer faulty): no unit is left that could be "
                            "divided", "leave out --skip-faulty to see why")
        self.write("one.gpkg", rows_with(n=[5000, 1, 1, 1])[:1])
        self.assert_refused(3, [self.path("one.gpkg"), *self.words("--unit-grids", "n")[1:]], f"$DIR/one.gpkg (layer one, feature 1): unit "
                            f"{CODES[0]} has {TOTAL[0]} households, fewer than the 5000 grids that it would get",
                            "lower the number in the field that --unit-grids names")

    def test_names_that_a_format_cannot_hold(self):
        self.write("faulty.gpkg", [(shape, {**fields, "unit_name": fields["unit_name"] * (1 if i < 2 else 60)})
                                   for i, (shape, fields) in enumerate(unit_rows())])
        run = self.gridify(self.path("faulty.gpkg"), "--sites", self.sites, "-o", self.path("grids.shp"))
        self.assertEqual(3, run.returncode)
        self.assertIn("2 units cannot be used: feature 3: ", run.stderr)
        run = self.gridify(self.path("faulty.gpkg"), "--sites", self.sites, "-o", self.path("grids.shp"), "--skip-faulty")
        self.assertEqual(1, run.returncode, run.stderr)
        self.assertEqual(TOTAL[0] + TOTAL[1], self.households(self.path("grids.shp")))

    def test_counts_that_are_no_numbers_are_named_together(self):
        faults = {3: "1O", 5: "-4", 200: "n/a"}
        rows = [(place, {**fields, "households": faults.get(k, str(fields["households"]))}) for k, (place, fields) in enumerate(site_rows())]
        self.write("typed.gpkg", rows)
        words = [self.units, "--sites", self.path("typed.gpkg"), "-o", self.out]
        self.assert_refused(3, words, "$DIR/typed.gpkg (layer typed): 3 features have values that cannot be used: feature 4: households is '1O', "
                            "which is not a number; feature 6: households is negative (-4); feature 201: households is 'n/a', which is not a "
                            "number", "name another field")
        self.write("all.gpkg", [(place, {**fields, "households": "many"}) for place, fields in rows])
        run = self.gridify(self.units, "--sites", self.path("all.gpkg"), "-o", self.out)
        self.assertEqual(3, run.returncode)
        self.assertIn("240 features have values that cannot be used: feature 1: ", run.stderr)
        self.assertIn("feature 10: households is 'many', which is not a number; and 230 more\n", run.stderr)

    def test_cells_whose_unit_has_no_code(self):
        rows = []
        for unit, code in enumerate((CODES[0], "42", "", CODES[3])):
            west, south = corner(unit)
            side = SIDE / 5
            for i in range(5):
                for j in range(5):
                    rows.append((rectangle(west + side * i, south + side * j, west + side * (i + 1), south + side * (j + 1)),
                                 {"unit": code, "households": 40}))
        self.write("cells.gpkg", rows)
        words = ["--cells", self.path("cells.gpkg"), "--unit-field", "unit", "--profile", "urban", "-o", self.out]
        self.assert_refused(3, words, "$DIR/cells.gpkg (layer cells): 2 units cannot be used: feature 26: the unit code '42' is not 12 "
                            "digits, in 25 cells; feature 51: the unit code is empty, in 25 cells",
                            "choose the field with --unit-field, or a --profile with another code layout" + SKIPS)
        households, _ = self.left_out(2, words)
        self.assertEqual({CODES[0]: 1000, CODES[3]: 1000}, households)
        self.write("none.gpkg", [(shape, {**fields, "unit": ""}) for shape, fields in rows])
        words[1] = self.path("none.gpkg")
        self.assert_refused(3, [*words[:-1], self.path("new.gpkg"), "--skip-faulty"],
                            "$DIR/none.gpkg (layer none): no unit has a code that can be used")

    def test_shards_leave_out_the_same(self):
        self.write("faulty.gpkg", rows_with(n=[5000, 3, 5000, 3]))
        words = self.words("--unit-grids", "n", "--skip-faulty", "-O", "-q")
        self.gridify(*words)
        whole = {row["grid_code"]: row["households"] for row in read_layer(self.out, "grids")}
        shards, skipped = {}, 0
        for number in range(1, 5):
            run = self.gridify(*words, "--shard", f"{number}/4")
            self.assertIn(run.returncode, (0, 1), run.stderr)
            shards.update({row["grid_code"]: row["households"] for row in read_layer(self.out, "grids")})
            skipped += sum(row["code"] == "unit_skipped" for row in read_layer(self.out, "issues")) if run.returncode else 0
        self.assertEqual((whole, 2), (shards, skipped))
        self.assertEqual({CODES[1], CODES[3]}, {code[:12] for code in whole})

    def test_the_grids_of_a_unit_that_is_left_out_live_on(self):
        before = self.path("before.gpkg")
        self.assert_done(self.units, "--sites", self.sites, "-o", before)
        old = {row["grid_code"]: row[""] for row in read_layer(before, "grids")}
        self.write("faulty.gpkg", rows_with(n=["x", "4", "4", "5000"]))
        words = self.words("--unit-grids", "n", "--previous", before)
        self.assertEqual({CODES[1]: TOTAL[1], CODES[2]: TOTAL[2]}, self.left_out(2, words)[0])
        retired = {row["old_code"][:12] for row in read_layer(self.out, "lineage")}
        self.assertEqual(set(CODES[1:3]), retired)
        run = self.gridify(*words, "--skip-faulty", "-O", "--units", ",".join(CODES[1:]), "--complete")
        self.assertEqual(1, run.returncode, run.stderr)
        now = {row["grid_code"]: row[""] for row in read_layer(self.out, "grids")}
        kept = [code for code in old if code[:12] in (CODES[0], CODES[3])]
        self.assertEqual(kept, [code for code in now if code[:12] in (CODES[0], CODES[3])])
        for code in kept:  # but for vertices of new grids beside them
            self.assertLess(old[code].SymDifference(now[code]).Area(), 1e-6)


if __name__ == "__main__":
    unittest.main()
