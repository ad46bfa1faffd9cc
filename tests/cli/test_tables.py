"""Sites from tables: CSV, XLSX and ODS with columns of coordinates or WKT."""

import unittest

import gridify_case as case
from table_case import TableCase, positions, write_raw_xlsx, write_sheets

HEADER = ["site_id", "x", "y", "households"]


def site_table():
    return [(f"s{i:04}", x, y, h) for i, (x, y, h) in enumerate(positions())]


class Tables(TableCase):

    def setUp(self):
        super().setUp()
        self.assert_done(*self.town_with_sites())
        self.expected = self.grids()
        self.out = self.path("from-table.gpkg")

    def assert_same_grids(self, sites, *more):
        self.assert_done(*self.words(sites, *more))
        self.assertEqual(self.expected, self.grids())

    def test_a_csv_with_coordinates_gives_the_grids_of_the_same_points(self):
        self.assert_same_grids(self.table("sites.csv", HEADER, site_table()))

    def test_semicolons_tabs_quotes_line_ends_and_a_byte_order_mark_make_no_difference(self):
        header, rows = ["note", *HEADER], [('with ";" and ,', *row) for row in site_table()]
        for name, separator in (("a.csv", ";"), ("b.tsv", "\t"), ("c.csv", "\t")):
            sites = self.table(name, header, rows, separator)
            with open(sites, "rb") as file:
                text = file.read()
            with open(sites, "wb") as file:
                file.write(b"\xef\xbb\xbf" + text.replace(b"\n", b"\r\n"))
            with self.subTest(name):
                self.assert_same_grids(sites, "-O")

    def test_columns_are_found_by_chinese_names(self):
        rows = site_table()
        self.assert_same_grids(self.table("sites.csv", ["编号", "X坐标", "Y坐标", "户数"], rows))

    def test_columns_are_named_by_options(self):
        header = ["site_id", "est", "nord", "households", "x", "y"]
        rows = [(*row, "no", "number") for row in site_table()]
        sites = self.table("sites.csv", header, rows)
        self.assert_same_grids(sites, "--sites-x", "est", "--sites-y", "NORD")
        run = {row["key"]: row["value"] for row in case.read_layer(self.out, "grid_run")}
        self.assertRegex(run["input sites"], r"^sites\.csv layer=sites columns=est,nord crc32:")
        self.assertEqual(("est", "NORD"), (run["sites-x"], run["sites-y"]))

    def test_numbers_as_text_with_spaces_and_full_width_digits_are_numbers(self):
        wide = str.maketrans("0123456789.", "０１２３４５６７８９．")
        rows = [(name, f" {x} ", str(y).translate(wide), f"\u3000{h}\u00a0" if i % 2 else str(h).translate(wide))
                for i, (name, x, y, h) in enumerate(site_table())]
        self.assert_same_grids(self.table("sites.csv", HEADER, rows))

    def test_a_sheet_with_numbers_and_one_with_numbers_as_text_are_read_alike(self):
        numbers = [(name, float(x), float(y), h) for name, x, y, h in site_table()]
        texts = [tuple(str(value) for value in row) for row in site_table()]
        for name, driver in (("sites.xlsx", "XLSX"), ("sites.ods", "ODS")):
            for rows in (numbers, texts):
                with self.subTest(name, first=rows[0]):
                    (self.dir / name).unlink(missing_ok=True)
                    self.assert_same_grids(write_sheets(self.path(name), driver, {"Sheet1": [HEADER, *rows]}), "-O")

    def test_cells_with_formulas_count_with_their_values(self):
        rows = [HEADER] + [(name, (f"{x}*1", x), (f"{y}+0", y), (f"SUM({h},0)", h)) for name, x, y, h in site_table()]
        self.assert_same_grids(write_raw_xlsx(self.path("sites.xlsx"), rows))

    def test_rows_without_any_value_are_no_sites(self):
        rows = [row for site in site_table() for row in (site, (None,) * 4, (" ", "", "", "\u3000"))]
        self.assert_same_grids(self.table("sites.csv", HEADER, rows))
        numbers = [(name, float(x), float(y), h) for name, x, y, h in site_table()]
        rows = [row for site in numbers for row in (site, (None,) * 4)]
        self.assert_same_grids(write_sheets(self.path("sites.xlsx"), "XLSX", {"Sheet1": [HEADER, *rows]}), "-O")

    def test_of_several_sheets_the_one_with_cells_is_taken_or_the_one_that_is_named(self):
        rows = [HEADER, *[(name, float(x), float(y), h) for name, x, y, h in site_table()]]
        self.assert_same_grids(write_sheets(self.path("one.xlsx"), "XLSX", {"居民": rows, "Sheet2": [[]]}))
        sites = write_sheets(self.path("two.xlsx"), "XLSX", {"old": rows[:3], "new": rows})
        self.assert_refused(2, self.words(sites, "-O"), "$DIR/two.xlsx: there are several layers: old, new",
                            "choose one with the option --layer, or the layer option of this input")
        self.assert_same_grids(sites, "-O", "--sites-layer", "new")

    def test_wkt_in_a_column_is_a_geometry(self):
        rows = [(name, f" POINT ({x} {y}) ", h) for name, x, y, h in site_table()]
        for column in ("WKT", "the_geom"):
            sites = self.table(f"{column}.csv", ["site_id", column, "households"], rows)
            with self.subTest(column):
                self.assert_same_grids(sites, "-O")
        sites = self.table("place.csv", ["site_id", "place", "households"], rows)
        self.assert_same_grids(sites, "-O", "--sites-wkt", "place")
        sites = write_sheets(self.path("wkt.xlsx"), "XLSX", {"s": [["site_id", "geometry", "households"], *rows]})
        self.assert_same_grids(sites, "-O")

    def test_buildings_as_wkt_are_those_of_a_layer(self):
        buildings = case.building_rows()
        self.assert_done(self.units, "--sites", self.path("buildings.gpkg"), "-o", self.path("expected.gpkg"))
        rows = [(wkt, fields["households"]) for wkt, fields in buildings]
        self.assert_done(*self.words(self.table("buildings.csv", ["WKT", "households"], rows)))
        self.assertEqual(self.grids(self.path("expected.gpkg")), self.grids())

    def test_degrees_are_degrees(self):
        to_degrees = case.osr.CoordinateTransformation(case.crs_of(case.TOWN_CRS), case.crs_of(4490))
        rows = []
        for name, x, y, h in site_table():
            lon, lat, _ = to_degrees.TransformPoint(float(x), float(y))
            rows.append((name, f"{lon:.9f}", f"{lat:.9f}", h))
        sites = self.table("sites.csv", ["site_id", "经度", "纬度", "households"], rows)
        self.assert_done(self.units, "--sites", sites, "--input-crs", "EPSG:4490", "-o", self.out)
        def counts(grids):
            return [(row["grid_code"], row["households"]) for row in grids]
        self.assertEqual(counts(self.expected), counts(self.grids()))

    def test_gbk_is_read_when_it_is_named_and_offered_when_it_is_not(self):
        header = ["编号", "经度", "纬度", "户数", "类别"]
        rows = [(f"一些{i}", x, y, h, "住宅" if i % 3 else "商铺") for i, (_, x, y, h) in enumerate(site_table())]
        sites = self.table("sites.csv", header, rows, encoding="gbk")
        run = self.gridify(*self.words(sites))
        self.assertEqual(3, run.returncode)
        self.assertRegex(run.stderr, r"name of field 1 is not valid UTF-8 .*\n.*--encoding; these would fit: GB18030")
        assignments = self.path("a.csv")
        self.assert_same_grids(sites, "--encoding", "GBK", "--site-id", "编号", "--assignments", assignments)
        with open(assignments, encoding="utf-8") as file:
            self.assertIn("\n一些0,", file.read())
        self.assert_done(*self.words(sites, "-O", "--encoding", "GBK", "--sites-where", "\"类别\" = '住宅'",
                                     "--workload", "\"户数\" * 2", "--target", 200, "--min", 100, "--max", 300))
        wanted = sum(h for i, (*_, h) in enumerate(site_table()) if i % 3)
        self.assertEqual(wanted, self.households())
        self.assertEqual(2 * wanted, sum(row["workload"] for row in self.grids()))

    def test_utf16_is_named(self):
        sites = self.table("sites.csv", HEADER, site_table(), encoding="utf-16")
        self.assert_refused(3, self.words(sites), "$DIR/sites.csv: the file is text in UTF-16, which cannot be read",
                            "save it as CSV in UTF-8, or convert it with `iconv -f UTF-16 -t UTF-8`")

    def test_sql_sees_numbers_and_identifiers_stay_as_they_are_written(self):
        header = ["site_id", "x", "y", "households", "floors"]
        rows = [(f"0{i:04}" if i % 2 else f"42010619900101{i:04}", x, y, h, i % 20)
                for i, (_, x, y, h) in enumerate(site_table())]
        sites = self.table("sites.csv", header, rows)
        assignments = self.path("a.csv")
        self.assert_done(*self.words(sites, "--workload", "0.5 * households + floors", "--sites-where", "floors > 9",
                                     "--assignments", assignments, "--target", 100, "--min", 60, "--max", 200))
        kept = [row for row in rows if row[4] > 9]
        self.assertEqual(sum(row[3] for row in kept), self.households())
        self.assertAlmostEqual(sum(0.5 * row[3] + row[4] for row in kept), sum(r["workload"] for r in self.grids()))
        with open(assignments, encoding="utf-8") as file:
            ids = [line.split(",")[0] for line in file.read().splitlines()[1:]]
        self.assertEqual(sorted(row[0] for row in kept), ids)

    def test_gridcheck_counts_a_table_as_gridify_does(self):
        import gridcheck_case
        if not gridcheck_case.GRIDCHECK:
            self.skipTest("skipped: gridcheck is not found")
        sites = self.table("sites.csv", ["site_id", "a", "b", "households"], site_table())
        columns = ["--sites-x", "a", "--sites-y", "b"]
        self.assert_done(*self.words(sites, *columns))
        check = [gridcheck_case.GRIDCHECK, self.out, "--boundaries", self.units, "--sites", sites, *self.crs(), *columns]
        run = case.subprocess.run(check, capture_output=True, check=False)
        self.assertEqual((0, b"", b""), (run.returncode, run.stdout, run.stderr))


if __name__ == "__main__":
    unittest.main()
