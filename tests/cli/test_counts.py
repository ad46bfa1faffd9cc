"""Codes, counts, and units that cannot meet their limits."""

import random
import unittest

from gridify_case import SIDE, SOUTH, UNITS, WEST, GridifyCase, read_layer, rectangle, site_rows, square, unit_rows

TOTAL = sum(fields["households"] for _, fields in site_rows())

SMALLER = "; a higher --max would do, or smaller sites or cells"


class Counts(GridifyCase):

    def words(self, *more):
        return [self.units, "--sites", self.path("hostile.gpkg"), "-o", self.out, *more]

    def sites_with(self, value, field="households", where=3):
        """The usual sites, one of which has another count."""
        rows = [(wkt, dict(fields)) for wkt, fields in site_rows()]
        rows[where][1][field] = value
        (self.dir / "hostile.gpkg").unlink(missing_ok=True)
        return self.write("hostile.gpkg", rows)

    def test_duplicate_codes_of_units(self):
        rows = unit_rows()
        rows[3][1]["unit_code"] = rows[0][1]["unit_code"]
        self.write("twice.gpkg", rows)
        self.assert_refused(3, [self.path("twice.gpkg"), "--sites", self.sites, "-o", self.out],
                            "$DIR/twice.gpkg (layer twice, feature 4): the unit code 420106001001 is also that of feature 1",
                            "make the codes unique, or choose another field with --code-field; --dissolve-units makes one unit of "
                            "the features of one code; --skip-faulty leaves them out")

    def test_a_unit_without_a_code(self):
        for code in (None, ""):
            rows = unit_rows()
            rows[3][1]["unit_code"] = code
            (self.dir / "bare.gpkg").unlink(missing_ok=True)
            self.write("bare.gpkg", rows)
            self.assert_refused(3, [self.path("bare.gpkg"), "--sites", self.sites, "-o", self.out],
                            "$DIR/bare.gpkg (layer bare, feature 4): the unit code is empty",
                            "choose the field with --code-field, or a --profile with another code layout; --skip-faulty "
                            "leaves it out")

    def test_codes_that_the_profile_does_not_allow(self):
        rows = unit_rows()
        rows[0][1]["unit_code"] = "42010600100X"
        self.write("odd.gpkg", rows)
        self.assert_refused(3, [self.path("odd.gpkg"), "--sites", self.sites, "-o", self.out, "--profile", "urban"],
                            "$DIR/odd.gpkg (layer odd, feature 1): the unit code '42010600100X' is not 12 digits",
                            "choose the field with --code-field, or a --profile with another code layout; --skip-faulty "
                            "leaves it out")

    def test_boundaries_without_a_field_of_codes(self):
        self.write("bare.gpkg", [(wkt, {"colour": "red"}) for wkt, _ in unit_rows()])
        self.assert_refused(2, [self.path("bare.gpkg"), "--sites", self.sites, "-o", self.out],
                            "$DIR/bare.gpkg (layer bare): no field holds the units' codes; the fields are: colour",
                            "name one with --code-field; --code-field fid takes the numbers of the features")

    def test_a_missing_field_of_households(self):
        self.assert_refused(2, self.town_with_sites("--households", "families"),
                            "$DIR/sites.gpkg (layer sites): there is no field 'families'; "
                            "the fields are: site_id, households",
                            "choose one of them with --households")

    def test_several_fields_that_may_be_the_households(self):
        self.write("hostile.gpkg", [(wkt, {**fields, "HS": 2}) for wkt, fields in site_rows()])
        self.assert_refused(2, self.words(),
                            "$DIR/hostile.gpkg (layer hostile): several fields could be meant: households, HS",
                            "choose one with --households")
        self.assert_done(*self.words("--households", "households"))

    def test_households_that_are_no_number(self):
        rows = [(wkt, {**fields, "households": str(fields["households"])}) for wkt, fields in site_rows()]
        self.write("hostile.gpkg", rows)
        self.assert_done(*self.words())
        self.assertEqual(TOTAL, self.households())
        rows[3][1]["households"] = "many"
        (self.dir / "hostile.gpkg").unlink()
        (self.dir / "grids.gpkg").unlink()
        self.write("hostile.gpkg", rows)
        self.assert_refused(3, self.words(),
                            "$DIR/hostile.gpkg (layer hostile, feature 4, at 520176.9,3385081.8): "
                            "households is 'many', which is not a number",
                            "name another field")

    def test_a_negative_count(self):
        self.sites_with(-5)
        self.assert_refused(3, self.words(),
                            "$DIR/hostile.gpkg (layer hostile, feature 4, at 520176.9,3385081.8): households is negative (-5)")

    def test_a_count_that_is_no_finite_number(self):
        self.sites_with(float("inf"))
        self.assert_refused(3, self.words(), "$DIR/hostile.gpkg (layer hostile, feature 4, at 520176.9,3385081.8): "
                            "households is not a finite number")
        self.sites_with(float("nan"))  # which a GeoPackage keeps as NULL
        self.assert_findings(
            self.words(), "missing_count: 1 features of $DIR/hostile.gpkg have no value in households; they count as 0")

    def test_a_huge_count(self):
        self.sites_with(10**12)
        self.assert_findings(
            self.words(),
            "heavy_cell: grid 420106001001004: one cell of unit 420106001001 alone has 1000000000000 households, more than a grid may have (500)"
            + SMALLER)
        self.assertEqual(TOTAL - site_rows()[3][1]["households"] + 10**12, self.households())
        self.sites_with(10**12 + 1)
        self.assert_refused(3, self.words("-O"), "$DIR/hostile.gpkg (layer hostile, feature 4, at 520176.9,3385081.8): "
                            "households is 1000000000001; more than 1000000000000 cannot be right")

    def test_counts_that_cannot_be_summed(self):
        self.write("hostile.gpkg", [(wkt, {"households": 10**12}) for wkt, _ in site_rows(per_unit=3000)])
        self.assert_refused(3, self.words(),
                            "$DIR/hostile.gpkg (layer hostile, feature 1153, at 520567,3385552.5): "
                            "the households add up to more than can be counted")

    def test_fractional_counts_keep_their_sum(self):
        rows = [(wkt, {"households": fields["households"] + 0.25}) for wkt, fields in site_rows()]
        self.write("hostile.gpkg", rows)
        self.assert_done(*self.words())
        self.assertEqual(TOTAL + 60, self.households())

    def test_missing_counts(self):
        self.sites_with(None)
        self.assert_findings(self.words(),
                            "missing_count: 1 features of $DIR/hostile.gpkg have no value in households; they count as 0")

    def test_a_unit_without_sites(self):
        self.write("hostile.gpkg", site_rows(units=3))
        self.assert_findings(self.words(),
                            "unit_without_sites: unit 420106001004 has no site; it is one grid")

    def test_no_site_in_any_unit(self):
        self.write("hostile.gpkg", [("POINT (560000 3385000)", {"households": 5})])
        run = self.gridify(*self.words())
        self.assertEqual(1, run.returncode)
        self.assertIn("site_outside", run.stderr)

    def test_a_site_outside_all_units(self):
        rows = site_rows()
        rows.append((f"POINT ({WEST - 30} {SOUTH + 300})", {"site_id": "out", "households": 11}))
        self.write("hostile.gpkg", rows)
        self.assert_findings(self.words("--assignments", self.path("sites.csv")),
                            "error: site_outside: a site with 11 households lies in no unit, at 519970,3385300")
        self.assertEqual(TOTAL, self.households())
        self.assertIn("out,\n", (self.dir / "sites.csv").read_text(encoding="utf-8"))
        issues = read_layer(self.out, "issues")
        self.assertEqual(["site_outside"], [row["code"] for row in issues])
        self.assertEqual(WEST - 30, round(issues[0][""].GetX(), 3))
        self.assert_findings(self.words("-O", "--site-reach", "50"),
                            "note: site_adopted: a site with 11 households, 30.0 m outside, was given to unit 420106001001")
        self.assertEqual(TOTAL + 11, self.households())
        self.assert_findings(self.words("-O", "--site-reach", "29"),
                            "error: site_outside: a site with 11 households lies in no unit, at 519970,3385300")

    def test_a_site_on_the_border_of_units_counts_once(self):
        rows = site_rows()
        for x, y in ((SIDE, 200), (SIDE, SIDE), (300, SIDE), (0, 0), (0, 250), (2 * SIDE, 10)):
            rows.append((f"POINT ({WEST + x} {SOUTH + y})", {"site_id": f"on {x} {y}", "households": 3}))
        self.write("hostile.gpkg", rows)
        self.assert_done(*self.words())
        self.assertEqual(TOTAL + 18, self.households())
        self.assertEqual(len(rows), sum(row["sites"] for row in read_layer(self.out)))

    def test_sites_at_one_place(self):
        rows = [(f"POINT ({WEST + 100} {SOUTH + 100})", {"households": 10}) for _ in range(300)]
        self.write("hostile.gpkg", rows)
        self.write("one.gpkg", unit_rows()[:1])
        words = [self.path("one.gpkg"), "--sites", self.path("hostile.gpkg"), "-o", self.out]
        self.assert_findings(words,
                            "heavy_cell: grid 420106001001001: one cell of unit 420106001001 alone has 3000 households, more than a "
                            "grid may have (500)" + SMALLER)
        self.assertEqual(3000, self.households())

    def test_one_cell_heavier_than_a_grid(self):
        self.sites_with(900)
        self.assert_findings(self.words(),
                            "heavy_cell: grid 420106001001004: one cell of unit 420106001001 alone has 900 households, "
                            "more than a grid may have (500)" + SMALLER)
        self.assertEqual(TOTAL - site_rows()[3][1]["households"] + 900, self.households())

    def test_a_count_that_was_given_to_each_part_of_an_area_is_told(self):
        chance = random.Random(5)
        cells, more = [], 0
        for number in range(24):
            west, south = WEST + 100 * (number % 6), SOUTH + 150 * (number // 6)
            parts, households = 1 + number % 3, chance.randint(60, 90)
            more += (parts - 1) * households
            for part in range(parts):
                width = 100 / parts
                cells.append((rectangle(west + width * part, south, west + width * (part + 1), south + 150),
                              {"unit_code": "420106001001", "KEY_CODE": f"a{number}", "households": households}))
        self.write("cells.gpkg", cells)
        words = ["--cells", self.path("cells.gpkg"), "--unit-field", "unit_code", "--target", "600", "--min", "400", "--max", "800", "-o", self.out]
        self.assert_findings(words, "repeated_count: 40 features of $DIR/cells.gpkg have the identifier (KEY_CODE) and the count "
                             f"of another one; if a count is that of all features of its identifier, {more} households count "
                             "more than once: dissolve them by KEY_CODE so that each count stays once (in QGIS: Dissolve), or share the "
                             "count among them")
        for i, (_, fields) in enumerate(cells):  # counts of their own
            fields["households"] += i
        self.write("others.gpkg", cells)
        self.assert_done("--cells", self.path("others.gpkg"), *words[2:], "-O")

    def test_a_count_that_was_given_to_each_building_of_a_parcel_is_told(self):
        rows = []
        for i, (place, fields) in enumerate(site_rows()):
            rows.append((place, {"parcel": f"p{i // 3}", "households": 2 + site_rows()[i // 3][1]["households"] % 9}))
        counted = sum(fields["households"] for _, fields in rows)
        more = counted - sum({fields["parcel"]: fields["households"] for _, fields in rows}.values())
        self.write("hostile.gpkg", rows)
        run = self.gridify(*self.words("--site-id", "parcel", "--min", "1", "--max", "9999"))
        self.assertIn(f"repeated_count: 240 features of $DIR/hostile.gpkg have the identifier (parcel) and the count of another one; if a "
                      f"count is that of all features of its identifier, {more} households count more than once", run.stderr)
        # A household each at one address is nothing.
        self.write("ones.gpkg", [(place, {**fields, "households": 1}) for place, fields in rows])
        run = self.gridify(self.units, "--sites", self.path("ones.gpkg"), "-o", self.path("ones_out.gpkg"), "--site-id", "parcel",
                           "--min", "1", "--target", "30", "--max", "99")
        self.assertNotIn("repeated_count", run.stderr)

    def test_a_unit_too_small_for_a_grid(self):
        rows = [row for i, row in enumerate(site_rows()) if i >= 60 or i < 10]
        self.write("hostile.gpkg", rows)
        self.assert_findings(self.words(),
                            "unit_too_small: unit 420106001001 has 240 households, "
                            "fewer than one grid must have (--min 300); it is one grid")

    def test_a_total_for_which_no_number_of_grids_fits(self):
        rows = [(wkt, {"households": 11}) for wkt, _ in site_rows(per_unit=50)]
        self.write("hostile.gpkg", rows)
        self.assert_findings(
            self.words(),
            *[f"no_fitting_count: no number of grids of 300 to 500 households fits the 550 households of unit {code}; "
              "2 is the least bad (--min and --max set the limits)" for code in list(UNITS)[:3]],
            "no_fitting_count: 1 more; --json lists all")

    def test_a_thousand_grids_in_a_unit(self):
        self.write("one.gpkg", unit_rows()[:1])
        self.write("hostile.gpkg", site_rows(per_unit=1100, units=1))
        words = [self.path("one.gpkg"), "--sites", self.path("hostile.gpkg"), "-o", self.out, "--effort", "fast"]
        for size, number in ((["--grids", "1000"], 1000), (["--target", "20", "--min", "10", "--max", "40"], 1100)):
            self.assert_refused(
                3, [*words, *size], "$DIR/one.gpkg (layer one, feature 1): "
                f"unit 420106001001 would get {number} grids, but numbers of 3 digits from 1 upward end at 999",
                "raise --target and --max, lower --grids, divide the unit beforehand, or set `digits` in a "
                "--profile of your own")
        run = self.gridify(*words, "--grids", "999", "-q")
        self.assertEqual((1, ""), (run.returncode, run.stderr))
        self.assertEqual(999, len({row["grid_code"] for row in read_layer(self.out)}))

    def test_more_grids_than_have_numbers_are_refused_before_the_work(self):
        self.write("one.gpkg", unit_rows()[:1])
        self.write("hostile.gpkg", [(wkt, {"households": 30}) for wkt, _ in site_rows(per_unit=1100, units=1)])
        for size in (["--grids", "1000"], ["--target", "30", "--min", "20", "--max", "32"]):
            run = self.gridify(self.path("one.gpkg"), "--sites", self.path("hostile.gpkg"), "-o", self.out, "-vv", *size)
            self.assertEqual(3, run.returncode, run.stderr)
            self.assertIn("stage: read\n", run.stderr)
            self.assertNotIn("stage: divide", run.stderr)

    def test_a_heavy_place_does_not_count_as_many_grids(self):
        self.write("one.gpkg", unit_rows()[:1])
        rows = site_rows(units=1)
        self.write("hostile.gpkg", rows + [(rows[0][0], {"site_id": f"flat{i}", "households": 400}) for i in range(1500)])
        run = self.gridify(self.path("one.gpkg"), "--sites", self.path("hostile.gpkg"), "-o", self.out)
        self.assertEqual(1, run.returncode)
        self.assertIn("heavy_cell", run.stderr)

    def test_more_grids_than_households(self):
        self.write("one.gpkg", unit_rows()[:1])
        self.write("hostile.gpkg", [(wkt, {"households": 1 if i < 3 else 0})
                                    for i, (wkt, _) in enumerate(site_rows(units=1))])
        words = [self.path("one.gpkg"), "--sites", self.path("hostile.gpkg"), "-o", self.out]
        self.assert_refused(3, [*words, "--grids", "4"], "$DIR/one.gpkg (layer one, feature 1): "
                            "unit 420106001001 has 3 households, fewer than the 4 grids that it would get", "lower --grids")
        self.assert_done(*words, "--grids", "3")
        self.assertEqual([1, 1, 1], [row["households"] for row in read_layer(self.out)])

    def test_one_grid_for_each_unit_with_fewer_households_than_units(self):
        self.write("hostile.gpkg", [(site_rows()[0][0], {"households": 1})])
        run = self.gridify(self.units, "--sites", self.path("hostile.gpkg"), "--grids", "4", "-o", self.out)
        self.assertEqual((1, 4), (run.returncode, len(read_layer(self.out))))
        self.assertNotIn("limits", run.stderr)

    def test_the_tolerance_that_would_do_is_told(self):
        # 10 x 5 sites of one household; a river leaves 2 x 5 of them, too few for one of five grids.
        self.write("one.gpkg", unit_rows()[:1])
        self.write("hostile.gpkg", [(f"POINT ({WEST + 30 + 60 * i} {SOUTH + 60 + 120 * j})", {"households": 1})
                                    for i in range(10) for j in range(5)])
        self.write("river.gpkg", [(f"LINESTRING ({WEST + 420} {SOUTH - 10},{WEST + 420} {SOUTH + 610})", {"class": "river"})])
        words = [self.path("one.gpkg"), "--sites", self.path("hostile.gpkg"), "-o", self.out, "-O",
                 "--barriers", self.path("river.gpkg"), "--hard-barriers", "class = 'river'"]
        spanned = "hard_barrier_spanned: a part of unit 420106001001 between hard barriers (--hard-barriers) cannot make grids of its own; " \
            "a grid spans the barrier"
        self.assert_findings([*words, "--grids", "4"], spanned + "; --tolerance 0.200 would let each part have its own")
        self.assert_done(*words, "--grids", "4", "--tolerance", "0.2")

    def test_names_too_long_for_a_field_are_refused_before_the_work(self):
        rows = unit_rows()
        rows[0] = (rows[0][0], {**rows[0][1], "unit_name": "湖" * 84})
        self.write("long.gpkg", rows)
        words = [self.path("long.gpkg"), "--sites", self.sites, "--profile", "urban"]
        self.assert_refused(3, [*words, "-o", self.path("grids.shp")], "$DIR/long.gpkg (layer long, feature 1): unit 420106001001 "
                            "would get grids with a grid_name of 276 bytes, but the field holds 254",
                            "choose another field with --name-field, a --profile with a pattern without {unit}, or another "
                            "format with -f; --skip-faulty leaves it out")
        self.assert_done(*words, "-o", self.out)

    def test_cells_that_leave_out_a_site(self):
        cells = [(rectangle(WEST + 60 * i, SOUTH + 60 * j, WEST + 60 * i + 60, SOUTH + 60 * j + 60),
                  {"households": 10, "site_id": f"c{i}-{j}"}) for i in range(10) for j in range(10)]
        cells.append((rectangle(WEST - 200, SOUTH, WEST - 100, SOUTH + 100), {"households": 8, "site_id": "out"}))
        self.write("cells.gpkg", cells)
        self.write("one.gpkg", [(square(0), {"unit_code": list(UNITS)[0], "unit_name": "A"})])
        self.assert_findings([self.path("one.gpkg"), "--cells", self.path("cells.gpkg"), "-o", self.out],
                            "error: cell_outside: a cell with 8 households lies in no unit, at 519850,3385050",
                            "note: cells_fitted: the cells of unit 420106001001 do not match its boundary or each other exactly "
                            "and were fitted to it")
        self.assertEqual(1000, self.households())


if __name__ == "__main__":
    unittest.main()
