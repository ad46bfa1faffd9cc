"""Codes that spreadsheets have damaged: named, with what has happened and what to do, wherever codes are read."""

import os
import shutil
import unittest

import gridify_case as case
from table_case import TableCase

TYPED = ("format the column as text before the codes are typed in or imported, and take them from their source again: the "
         "digits that are lost cannot be restored")
PLAIN = "write the codes as plain text"
DAMAGED = (
    ("4.20106E+11", "is a number as spreadsheets write it", TYPED),
    ("420106001001.0", "is a number as spreadsheets write it", PLAIN),
    ('="420106001001"', "is a formula by which a spreadsheet was to keep it as text", PLAIN),
    ("'420106001001", "begins with the apostrophe by which spreadsheets mark a text", PLAIN),
    ("４２０１０６００１００１", "has full-width characters", "write the codes in ASCII digits"),
    ("420106001001\u00a0", "has no-break or other wide spaces around it", "remove them"),
)


class DamagedCodes(TableCase):

    def units_with(self, code, name="bad.gpkg"):
        rows = case.unit_rows()
        rows[2] = (rows[2][0], {**rows[2][1], "unit_code": code})
        return self.write(name, rows)

    def test_a_damaged_unit_code_is_refused_under_every_profile(self):
        for profile in ("default", "urban"):
            for i, (code, what, hint) in enumerate(DAMAGED):
                units = self.units_with(code, f"{profile}{i}.gpkg")
                with self.subTest(profile=profile, code=code):
                    self.assert_refused(3, [units, "--sites", self.sites, "-o", self.out, "--profile", profile],
                                        f"$DIR/{profile}{i}.gpkg (layer {profile}{i}, feature 3): the unit code '{code}' "
                                        f"{what}", f"{hint}; --skip-faulty leaves it out")

    def test_a_lost_zero_is_named_where_the_profile_knows_the_length(self):
        units = self.units_with("20106001003")
        self.assert_refused(3, [units, "--sites", self.sites, "-o", self.out, "--profile", "urban"],
                            "$DIR/bad.gpkg (layer bad, feature 3): the unit code '20106001003' has 11 digits, not 12: a "
                            "leading zero may be lost", TYPED + "; --skip-faulty leaves it out")
        self.assert_done(units, "--sites", self.sites, "-o", self.out)

    def test_codes_in_a_field_of_numbers_are_whole_up_to_15_digits(self):
        rows = [(wkt, {**fields, "unit_code": float(fields["unit_code"])}) for wkt, fields in case.unit_rows()]
        self.assert_done(self.write("real.gpkg", rows), "--sites", self.sites, "-o", self.out, "--profile", "urban")
        self.assertEqual(set(case.UNITS), {row["unit_code"] for row in self.grids()})
        rows = [(wkt, {**fields, "unit_code": 1000 * float(fields["unit_code"]) + 1e16}) for wkt, fields in case.unit_rows()]
        run = self.gridify(self.write("long.gpkg", rows), "--sites", self.sites, "-O", "-o", self.out)
        self.assertEqual(3, run.returncode)
        self.assertRegex(run.stderr, "4 units cannot be used: feature 1: the unit code '[0-9.e+]+' (was kept as a number and is cut "
                         "off|is a number as spreadsheets write it); feature 2: ")

    def test_long_codes_that_all_end_in_zeros_are_told(self):
        rows = []
        for k in range(12):
            west, south = case.corner(k % 4)
            box = case.rectangle(west + 200 * (k // 4), south, west + 200 * (k // 4 + 1), south + case.SIDE)
            rows.append((box, {"unit_code": f"4201060010010{k:02}000"}))
        self.assert_findings([self.write("long.gpkg", rows), "--sites", self.sites, "-o", self.out, "--target", 100, "--min",
                              20, "--max", 500],
                             "unit_code_cut: all long codes of units in $DIR/long.gpkg end in zeros behind the 15th digit: "
                             "a spreadsheet may have cut them off")
        rows[5] = (rows[5][0], rows[6][1])
        self.assert_refused(3, [self.write("twice.gpkg", rows), "--sites", self.sites, "-O", "-o", self.out],
                            "$DIR/twice.gpkg (layer twice, feature 7): the unit code 420106001001006000 is also that of feature 6",
                            "a spreadsheet may have cut the codes off behind the 15th digit: take them from their source; "
                            "--dissolve-units makes one unit of the features of one code; --skip-faulty leaves them out")

    def test_text_that_only_looks_like_it_is_a_code(self):
        for i, code in enumerate(("12E5", "A-17.5", "武昌（东）", "0420106001001", "１-栋")):
            with self.subTest(code):
                self.assert_done(self.units_with(code, f"{i}.gpkg"), "--sites", self.sites, "-O", "-o", self.out)

    def test_damaged_codes_in_a_map_of_units_and_in_previous_grids_are_refused(self):
        self.assert_done(*self.town_with_sites())
        new = self.path("new.gpkg")
        again = [self.units, "--sites", self.sites, "--previous", self.out, "-o", new]
        table = self.table("map.csv", ["old_code", "new_code"], [("420106001009", "4.20106E+11")])
        self.assert_refused(3, [*again, "--unit-map", table], "$DIR/map.csv (layer map, feature 1): the new_code "
                            "'4.20106E+11' is a number as spreadsheets write it", TYPED)
        table = self.table("map.csv", ["old_code", "new_code"], [("420106001009", ""), ("'420106001001", "1")])
        self.assert_refused(3, [*again, "--unit-map", table], "$DIR/map.csv (layer map, feature 2): the old_code "
                            "'\'420106001001' begins with the apostrophe by which spreadsheets mark a text", PLAIN)
        self.spoil_a_grid()
        self.assert_refused(3, again, "$DIR/grids.gpkg (layer grids, feature 1): the code of the previous grid "
                            "'4.20106001001001E+14' is a number as spreadsheets write it", TYPED)

    def spoil_a_grid(self):
        dataset = case.gdal.OpenEx(self.out, case.gdal.OF_VECTOR | case.gdal.OF_UPDATE)
        dataset.ExecuteSQL("UPDATE grids SET grid_code = '4.20106001001001E+14' WHERE fid = 1")
        del dataset

    def run_other(self, tool, *words):
        program = os.environ.get(tool.upper()) or shutil.which(tool)
        if not program:
            self.skipTest(f"skipped: {tool} is not found")
        return case.subprocess.run([program, *map(str, words)], capture_output=True, check=False)

    def test_gridmerge_and_gridcheck_name_them_too(self):
        self.assert_done(*self.town_with_sites())
        self.spoil_a_grid()
        run = self.run_other("gridmerge", self.out, "-o", self.path("merged.gpkg"))
        self.assertEqual(3, run.returncode)
        self.assertIn(b"the code of the grid '4.20106001001001E+14' is a number as spreadsheets write it", run.stderr)
        run = self.run_other("gridcheck", self.out)
        self.assertEqual(1, run.returncode)
        run = self.run_other("gridcheck", "--json", self.out)
        self.assertIn(b'"code_damaged"', run.stdout)


if __name__ == "__main__":
    unittest.main()
