"""Tables that cannot be read, or not as they are: what is said, and what is done."""

import unittest
from pathlib import Path

import gridify_case as case
from table_case import TableCase, positions, write_raw_xlsx, write_sheets

HEADER = ["site_id", "x", "y", "households"]


class RefusedTables(TableCase):

    def rows(self):
        return [[f"s{i:04}", x, y, h] for i, (x, y, h) in enumerate(positions())]

    def with_cell(self, row, column, value, name="sites.csv"):
        rows = self.rows()
        rows[row][column] = value
        return self.table(name, HEADER, rows)

    def test_a_table_says_no_crs_and_is_told_what_its_coordinates_look_like(self):
        sites = self.table("sites.csv", HEADER, self.rows())
        run = self.gridify(self.units, "--sites", sites, "-o", self.out)
        self.assertEqual(3, run.returncode)
        self.assertTrue(run.stderr.startswith("gridify: error: $DIR/sites.csv (layer sites): no CRS is declared\n"
                                              "gridify: hint: name the CRS with --input-crs; the coordinates look like "
                                              "Gauss-Kruger without the zone before the easting"), run.stderr)
        self.assertFalse(Path(self.out).exists())

    def test_a_table_without_coordinates_is_refused_with_its_fields(self):
        hint = "name the columns with --sites-x and --sites-y, or one that holds WKT with --sites-wkt"
        sites = self.table("sites.csv", ["site_id", "a", "b", "households"], self.rows())
        where = "$DIR/sites.csv (layer sites): "
        self.assert_refused(2, self.words(sites), where + "the table has no geometry, and no fields that hold "
                            "coordinates; the fields are: site_id, a, b, households", hint)
        self.assert_refused(2, self.words(sites, "--sites-x", "a"), where + "no field of the table holds the coordinate "
                            "y; the fields are: site_id, a, b, households", hint)
        self.assert_refused(2, self.words(sites, "--sites-x", "a", "--sites-y", "A"), where + "the field 'a' cannot hold "
                            "both coordinates", hint)
        self.assert_refused(2, self.words(sites, "--sites-x", "c"), where + "there is no field 'c'; the fields are: "
                            "site_id, a, b, households", "choose one of them with --sites-x")
        sites = self.text("bare.csv", "1,520100.5,3385100.5\n2,520200.5,3385200.5\n")
        self.assert_refused(2, self.words(sites), "$DIR/bare.csv (layer bare): the table has no geometry, and no fields "
                            "that hold coordinates; the fields are: field_1, field_2, field_3 (its first row does not "
                            "hold names)", "make the row with the names of the columns the first one")
        sheet = [["东湖社区住户表", "", "", ""], HEADER, *[[name, float(x), float(y), h] for name, x, y, h in self.rows()]]
        sites = write_raw_xlsx(self.path("title.xlsx"), [[sheet[0][0]], *sheet[1:]])
        self.assert_refused(2, self.words(sites), "$DIR/title.xlsx (layer Sheet1): the table has no geometry, and no fields "
                            "that hold coordinates; the fields are: 东湖社区住户表, Field2, Field3, Field4 (its first row "
                            "does not hold names)", "make the row with the names of the columns the first one")

    def test_several_columns_that_could_be_meant_are_named(self):
        rows = [[*row, 114.3, 30.5, "POINT (1 1)"] for row in self.rows()]
        sites = self.table("sites.csv", [*HEADER, "lon", "lat", "note"], rows)
        self.assert_refused(2, self.words(sites), "$DIR/sites.csv (layer sites): several fields could be meant: x, lon",
                            "choose one with --sites-x")
        sites = self.table("both.csv", [*HEADER, "a", "b", "geom"], rows)
        self.assert_refused(2, self.words(sites), "$DIR/both.csv (layer both): the places could be in 'x' and 'y', or in "
                            "'geom'", "choose with --sites-x and --sites-y, or with --sites-wkt")

    def test_coordinates_that_are_no_numbers_are_refused_with_their_row(self):
        decimals = "write decimals behind a point, and one number in a column"
        degrees = "convert the coordinates to decimal degrees, such as 114.305"
        columns = "name the columns with --sites-x and --sites-y, or one that holds WKT with --sites-wkt"
        for value, what, hint in (
                ("520100,5", "has a comma, so that it is not sure which number is meant", decimals),
                ("114°18'30\"", "is in degrees, minutes and seconds or names a side of the world", degrees),
                ("E114.3", "is in degrees, minutes and seconds or names a side of the world", degrees),
                ("114度18分", "is in degrees, minutes and seconds or names a side of the world", degrees),
                ("east", "is not a number", columns),
                ("'520100.5", "is not a number", columns)):
            with self.subTest(value):
                sites = self.with_cell(4, 1, value)
                self.assert_refused(3, self.words(sites), "$DIR/sites.csv (layer sites, feature 5): the coordinate "
                                    f"'{value}' in 'x' {what}", hint)
        for value in ("nan", "inf", "1e300"):
            run = self.gridify(*self.words(self.with_cell(4, 1, value)))
            self.assertEqual(3, run.returncode, value)
            self.assertIn("feature 5", run.stderr)

    def test_text_that_is_no_wkt_is_refused_with_its_row(self):
        rows = [[f"POINT ({x} {y})", h] for _, x, y, h in self.rows()]
        for text in ("POINT (1", "0101000020E6100000", "POINT (1 2) and more", "somewhere"):
            rows[7][0] = text
            sites = self.table("sites.csv", ["WKT", "households"], rows)
            with self.subTest(text):
                self.assert_refused(3, self.words(sites), f"$DIR/sites.csv (layer sites, feature 8): the text '{text}' in "
                                    "'WKT' is not a geometry as WKT",
                                    "write it as POINT (114.305 30.59), or use columns of coordinates")

    def test_rows_without_coordinates_are_a_finding_with_their_households(self):
        rows = self.rows()
        lost = sum(rows[i][3] for i in (3, 70, 100))
        rows[3][1] = rows[3][2] = None
        rows[70][2] = "  "
        rows[100][1] = ""
        sites = self.table("sites.csv", HEADER, rows)
        self.assert_findings(self.words(sites), "error: no_location: 3 sites of $DIR/sites.csv have no geometry; their "
                             f"{lost} households are in no grid")
        self.assertEqual(sum(row[3] for row in rows) - lost, self.households())

    def test_rows_that_the_filter_leaves_out_may_be_as_they_like(self):
        sites = self.with_cell(4, 1, "east")
        self.assert_done(*self.words(sites, "--sites-where", "site_id <> 's0004'"))
        rows = self.rows()
        self.assertEqual(sum(row[3] for row in rows) - rows[4][3], self.households())

    def test_swapped_columns_are_noticed_and_the_options_named(self):
        header = ["site_id", "Y坐标", "X坐标", "households"]  # X is the northing on Chinese maps
        sites = self.table("sites.csv", header, self.rows())
        run = self.gridify(*self.words(sites))
        self.assertEqual(3, run.returncode)
        self.assertRegex(run.stderr, "x and y are swapped: .*\ngridify: hint: name the columns the other way round: "
                         "--sites-x 'Y坐标' --sites-y 'X坐标'\n")
        self.assert_done(*self.words(sites, "--sites-x", "Y坐标", "--sites-y", "X坐标"))

    def test_households_with_a_comma_are_refused_and_empty_ones_are_a_finding(self):
        sites = self.with_cell(4, 3, "1,234")
        x, y = positions()[4][:2]
        run = self.gridify(*self.words(sites))
        self.assertEqual(f"gridify: error: $DIR/sites.csv (layer sites, feature 5, at {x},{y}): households is '1,234', "
                         "which has a comma, so that it is not sure which number is meant\n"
                         "gridify: hint: write it without a comma, and decimals behind a point\n", run.stderr)
        self.assertEqual(3, run.returncode)
        sites = self.with_cell(4, 3, " ")
        self.assert_findings(self.words(sites), "missing_count: 1 features of $DIR/sites.csv have no value in households; "
                             "they count as 0")

    def test_an_expression_over_text_is_refused_with_what_helps(self):
        rows = [[*row, "7" if i else "seven"] for i, row in enumerate(self.rows())]
        sites = self.table("sites.csv", [*HEADER, "floors"], rows)
        run = self.gridify(*self.words(sites, "--workload", "floors * 2"))
        self.assertEqual(2, run.returncode)
        self.assertIn("hint: a column of numbers that holds other text is text; CAST(field AS float)", run.stderr)
        self.assert_done(*self.words(sites, "--workload", "CAST(floors AS float) * 2"))
        self.assertEqual(14 * (len(rows) - 1), sum(row["workload"] for row in self.grids()))

    def test_columns_are_for_tables_only(self):
        self.assert_refused(2, self.town_with_sites("--sites-x", "x"), "$DIR/sites.gpkg (layer sites): the layer has a "
                            "geometry of its own", "leave out --sites-x, --sites-y and --sites-wkt, or choose another "
                            "layer with --sites-layer")
        self.assert_refused(2, self.town_with_sites("--sites-x", "x", "--sites-wkt", "geom"),
                            "--sites-wkt excludes --sites-x and --sites-y",
                            "a site is either at two coordinates or a geometry")
        self.assert_refused(2, [self.units, "--cells", self.units, "-o", self.out, "--sites-y", "y"],
                            "--sites-y is given without --sites")

    def test_tables_without_rows_are_empty(self):
        sites = self.table("sites.csv", HEADER, [])
        self.assert_refused(3, self.words(sites), "$DIR/sites.csv (layer sites): the layer is empty")
        sites = write_sheets(self.path("sites.xlsx"), "XLSX", {"Sheet1": [["x", "y"]]})
        self.assertEqual(3, self.gridify(*self.words(sites)).returncode)

    def test_a_broken_workbook_is_refused(self):
        rows = [HEADER, *[[name, float(x), float(y), h] for name, x, y, h in self.rows()]]
        sites = write_sheets(self.path("sites.xlsx"), "XLSX", {"Sheet1": rows})
        content = self.content("sites.xlsx")
        for size in (10, len(content) // 2, len(content) - 30):
            (self.dir / "sites.xlsx").write_bytes(content[:size])
            with self.subTest(size=size):
                run = self.gridify(*self.words(sites))
                self.assertEqual((3, ""), (run.returncode, run.stdout), run.stderr)
                self.assertTrue(run.stderr.startswith("gridify: error: $DIR/sites.xlsx"), run.stderr)


if __name__ == "__main__":
    unittest.main()
