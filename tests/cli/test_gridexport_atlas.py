"""gridexport --to atlas: each page is read again, with the box of each word."""

import os
import subprocess
import tempfile
import unittest
from pathlib import Path

from osgeo import ogr

import atlas_pages
import gridexport_case as case
import gridify_case

SAMPLE = Path(__file__).resolve().parents[2] / "data" / "sample"
WEST, SOUTH = case.WEST, case.SOUTH


def box(x, y, width, height):
    return (f"(({WEST + x} {SOUTH + y},{WEST + x + width} {SOUTH + y},{WEST + x + width} {SOUTH + y + height},"
            f"{WEST + x} {SOUTH + y + height},{WEST + x} {SOUTH + y}))")


def town(unit, name, columns, rows, x=0.0, y=0.0, side=100.0, height=None, **more):
    """Grids of a unit, in columns and rows."""
    found = []
    for i in range(columns * rows):
        place = box(x + side * (i % columns), y + (height or side) * (i // columns), side, height or side)
        found.append((f"MULTIPOLYGON ({place})",
                      {"grid_code": f"{unit}{i + 1:03}", "grid_name": f"{name}第{i + 1}网格", "unit_code": unit, "unit_name": name,
                       "kind": "general", "households": 300 + i, "dev_hh": 0.01, **more}))
    return found


class AtlasCase(case.GridexportCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if atlas_pages.missing():
            raise unittest.SkipTest(f"skipped: {', '.join(atlas_pages.missing())} is not there (package poppler-utils)")

    def atlas(self, rows, *words, name="grids2.gpkg"):
        """An atlas of these rows, as pages that hold what they must."""
        source = rows if isinstance(rows, str) else gridify_case.write_layer(self.dir / name, rows, layer="grids",
                                                                             kind=ogr.wkbMultiPolygon)
        path = self.path("atlas.pdf")
        self.assert_done(source, "-o", path, "-O", *words)
        pages = atlas_pages.pages_of(path)
        for number, page in enumerate(pages, 1):
            self.assertEqual([], page.off_the_page(), f"page {number}")
            self.assertEqual([], page.overlaps(), f"page {number}")
            self.assertTrue(page.has(f"Page {number} of {len(pages)}") or page.has(f"第{number}页，共{len(pages)}页"))
        return pages


class Pages(AtlasCase):

    def test_a_page_for_each_unit_after_the_overview_with_each_of_its_grids(self):
        rows = town("420106001001", "东湖社区", 4, 2) + town("420106001002", "Westend", 3, 1, x=400)
        pages = self.atlas(rows)
        self.assertEqual(3, len(pages))
        for text in ("11 grids of 2 units", "东湖社区", "Westend", "420106001001", "p. 3"):
            self.assertTrue(pages[0].has(text), text)
        for page, name, count in ((pages[1], "东湖社区", 8), (pages[2], "Westend", 3)):
            self.assertTrue(page.has(name))
            for i in range(count):
                self.assertTrue(page.has(f"{name}第{i + 1}网格"), i)
                self.assertGreaterEqual(sum(text == str(300 + i) for text, *_ in page.words), 2)  # in map and table
        self.assertTrue(pages[1].has("Westend"))  # the neighbour
        for number in (1, 2, 3):
            self.assertGreater(atlas_pages.colours_on(self.path("atlas.pdf"), number), 10)

    def test_one_unit_needs_no_overview(self):
        pages = self.atlas(town("420106001001", "东湖社区", 1, 1), "--title", "一张图")
        self.assertEqual(1, len(pages))
        for text in ("东湖社区", "一张图", "第1网格", "1 grid "):
            self.assertTrue(pages[0].has(text), text)

    def test_papers_and_shapes(self):
        wide = town("1", "Wide", 6, 1)
        for words, rows, size in (([], wide, (842, 595)), (["--paper", "a3"], wide, (1191, 842)),
                                  ([], town("1", "High", 1, 12), (595, 842)),
                                  (["--paper", "a3"], town("1", "High", 1, 12), (842, 1191))):
            pages = self.atlas(rows, *words)
            self.assertEqual({size}, {(round(page.width), round(page.height)) for page in pages})

    def test_all_words_are_chinese_if_asked_for(self):
        pages = self.atlas(town("420106001001", "东湖社区", 2, 2, persons=7, workload=1.5), "--language", "zh")
        for text in ("序号", "户数", "人数", "工作量", "偏差", "合计", "北", "单元边界", "4个网格", "1,206户", "+0.5%", "−0.5%", "1.5"):
            self.assertTrue(pages[0].has(text), text)
        self.assertFalse(pages[0].has("Households"))

    def test_the_background_is_in_the_legend(self):
        gridify_case.write_layer(self.dir / "lines.gpkg", [
            (f"LINESTRING ({WEST - 50} {SOUTH + 30},{WEST + 500} {SOUTH + 40})", {"class": "rail"}),
            (f"LINESTRING ({WEST - 50} {SOUTH + 60},{WEST + 500} {SOUTH + 70})", {"class": "primary"})])
        gridify_case.write_layer(self.dir / "river.gpkg", [(f"LINESTRING ({WEST} {SOUTH + 80},{WEST + 500} {SOUTH})", {"x": 1})])
        gridify_case.write_layer(self.dir / "sites.gpkg", [(f"POINT ({WEST + 10} {SOUTH + 10})", {"x": 1})])
        gridify_case.write_layer(self.dir / "units.gpkg", [(f"POLYGON {box(0, 0, 200, 100)}", {"code": "1", "name": "One"}),
                                                           (f"POLYGON {box(200, 0, 99, 100)}", {"code": "2", "name": "Other"})])
        pages = self.atlas(town("1", "One", 2, 1), "--barriers", self.path("lines.gpkg"), "--barriers", self.path("river.gpkg"),
                           "--sites", self.path("sites.gpkg"), "--boundaries", self.path("units.gpkg"))
        for text in ("main road", "railway", "river, stream", "site", "neighbouring unit", "Other"):
            self.assertTrue(pages[0].has(text), text)
        self.assertFalse(pages[0].has("street, path"))

    def test_a_long_table_goes_to_pages_of_its_own_with_each_row_once(self):
        pages = self.atlas(town("420106001001", "东湖社区", 37, 27))
        self.assertTrue(pages[0].has("420106001001") and pages[0].has("999 grids"))
        tables = [page for page in pages if page.has("table of grids")]
        self.assertGreater(len(tables), 3)
        names = "".join(page.text for page in tables)
        for i in range(999):
            self.assertEqual(1, names.count(f"社区第{i + 1}网格"), i + 1)

    def test_grids_too_small_for_their_labels_are_shown_again_on_larger_maps(self):
        rows = town("420106001001", "东湖社区", 1, 1, side=9000)
        small = town("420106001001", "东湖社区", 6, 6, x=9000, side=60)
        for i, (_, fields) in enumerate(small):
            fields.update(grid_code=f"420106001001{i + 101}", grid_name=f"东湖社区第{i + 101}网格", households=500 + i)
        pages = self.atlas(rows + small)
        detail = [page for page in pages if page.has("detail A")]
        self.assertEqual(1, len(detail))
        words = [text for text, *_ in detail[0].words]
        for i in range(36):
            self.assertTrue({str(101 + i), f"第{101 + i}网格"} & set(words), i)
        self.assertIn("A", [text for text, *_ in pages[0].words])

    def test_an_enclave_far_away_does_not_set_the_scale(self):
        rows = town("420106001001", "东湖社区", 6, 5) + [(f"MULTIPOLYGON ({box(40_000, 30_000, 100, 100)})", {
            "grid_code": "420106001001777", "grid_name": "飞地", "unit_code": "420106001001", "unit_name": "东湖社区",
            "kind": "general", "households": 888, "dev_hh": 0.0})]
        page = self.atlas(rows)[0]
        on_map = self.places(page)
        self.assertEqual(2, len(on_map["888"]), "in the inset and in the table")
        # The households of the first and the last grid stand six columns and five rows apart; a map of all would be a dot.
        apart = [max(abs(a[axis] - b[axis]) for a in on_map["300"] for b in on_map["329"]) for axis in (0, 1)]
        self.assertGreater(apart[0], 0.3 * page.width)
        for i in range(300, 330):  # nothing is under the inset
            self.assertEqual(2, len(on_map[str(i)]), i)
        self.assertGreater(apart[1], 0.2 * page.height)

    def test_what_is_near_stays_where_it_is(self):
        near = town("420106001001", "东湖社区", 1, 1, x=800)
        near[0][1].update(grid_code="420106001001777", grid_name="飞地", households=888)
        on_map = self.places(self.atlas(town("420106001001", "东湖社区", 6, 1) + near)[0])
        # On one map all are at their distances: columns of 100 m, and 300 m from the last one to what is near.
        # In the table all three are in columns of their own below the map.
        first, last, other = (min(on_map[text], key=lambda place: place[1]) for text in ("300", "305", "888"))
        self.assertAlmostEqual(3 / 5, (other[0] - last[0]) / (last[0] - first[0]), delta=0.06)

    def places(self, page):
        """The middles of the words on a page."""
        found = {}
        for text, left, top, right, bottom in page.words:
            found.setdefault(text, []).append(((left + right) / 2, (top + bottom) / 2))
        return found

    def test_the_sample_has_a_page_for_each_municipality(self):
        grids = self.sample_grids()
        words = [word for name in ("roads", "railways", "waterways") for word in ("--barriers", SAMPLE / f"{name}.fgb")]
        pages = self.atlas(grids, *words, "--boundaries", SAMPLE / "municipalities.shp", "--sites", SAMPLE / "buildings.fgb")
        rows = case.rows_of(grids, "grids").values()
        units = sorted({(row["unit_code"], row["unit_name"]) for row in rows})
        self.assertEqual(len(units) + 1, len(pages))
        for page, (code, name) in zip(pages[1:], units):
            self.assertTrue(page.has(name) and page.has(code))
            for row in rows:
                if row["unit_code"] == code:
                    self.assertTrue(page.has(row["grid_name"]), row["grid_name"])

    def sample_grids(self):
        """Quarters of each municipality: grids with exclaves, holes and neighbours in other units."""
        rows = []
        for row in gridify_case.read_layer(SAMPLE / "municipalities.shp"):
            west, east, south, north = row[""].GetEnvelope()
            x, y = (west + east) / 2, (south + north) / 2
            number = 0
            for low_x, high_x, low_y, high_y in ((west, x, south, y), (x, east, south, y), (west, x, y, north), (x, east, y, north)):
                window = ogr.CreateGeometryFromWkt(f"POLYGON (({low_x} {low_y},{high_x} {low_y},{high_x} {high_y},"
                                                   f"{low_x} {high_y},{low_x} {low_y}))")
                part = ogr.ForceToMultiPolygon(row[""].Intersection(window))
                if part.IsEmpty() or part.GetArea() == 0:
                    continue
                number += 1
                rows.append((part.ExportToWkt(), {
                    "grid_code": f"{row['unit_code']}{number:03}", "grid_name": f"{row['unit_name']} Grid {number}",
                    "unit_code": row["unit_code"], "unit_name": row["unit_name"], "kind": "general", "households": 100 * number}))
        return gridify_case.write_layer(self.dir / "sample.gpkg", rows, epsg=4326, layer="grids", kind=ogr.wkbMultiPolygon)


class Hostile(AtlasCase):

    def test_names_are_text_whatever_they_hold(self):
        names = ["<b>bold</b> &amp;", "two\nlines\tand\x07bell", "\u202eright to left", "长" * 200, "w" * 200, "", "𠮷野家"]
        rows = [(wkt, {**fields, "grid_name": name}) for (wkt, fields), name in zip(town("1", "<i>unit</i>" * 20, 7, 1), names)]
        pages = self.atlas(rows)
        text = "".join(page.text for page in pages)
        for name in ("<b>bold</b>&amp;", "twolinesandbell", "righttoleft", "长" * 200, "w" * 200, "1006", "𠮷野家"):
            self.assertIn(name, text)

    def test_shapes_that_are_odd(self):
        far = f"MULTIPOLYGON ({box(0, 0, 10, 10)},{box(20000, 15000, 10, 10)})"
        row = {"grid_code": "1001", "unit_code": "1", "households": 0}
        for rows in ([(far, row)],
                     [(f"MULTIPOLYGON ({box(0, 0, 50000, 1)})", row)],
                     [(f"MULTIPOLYGON ({box(0, 0, 1, 50000)})", row)],
                     [(f"MULTIPOLYGON ({box(0, 0, 0.01, 0.01)})", row)],
                     [(f"MULTIPOLYGON ({box(0, 0, 100, 100)})", {**row, "grid_code": f"1{i:03}"}) for i in range(9)],
                     town("1", "", 1, 400, side=900, height=1)):
            pages = self.atlas(rows)
            self.assertTrue(pages[0].has("households"))

    def test_codes_that_have_no_number_get_one(self):
        rows = [(wkt, {**fields, "grid_code": f"X-{i}/long code {i}"}) for i, (wkt, fields) in enumerate(town("1", "U", 3, 1))]
        page = self.atlas(rows)[0]
        self.assertTrue({"1", "2", "3"} <= {text for text, *_ in page.words})

    def test_the_layer_of_all_tests_with_overlaps_and_no_names_of_units(self):
        pages = self.atlas(self.grids)
        self.assertTrue(pages[0].has("420106001001"))
        self.assertTrue(any(page.has("<script>alert(1)</script>") for page in pages))


class Output(AtlasCase):

    def test_the_same_bytes_with_any_number_of_threads_and_on_each_run(self):
        grids = gridify_case.write_layer(self.dir / "two.gpkg", town("1", "一", 5, 5) + town("2", "二", 9, 9, x=500),
                                         layer="grids", kind=ogr.wkbMultiPolygon)
        for name, words in (("a.pdf", ["-j", "1"]), ("b.pdf", []), ("c.pdf", [])):
            self.assert_done(grids, "--to", "atlas", "-o", self.path(name), *words)
        contents = self.contents()
        self.assertEqual(contents["a.pdf"], contents["b.pdf"])
        self.assertEqual(contents["a.pdf"], contents["c.pdf"])

    def test_title_and_bookmarks(self):
        self.atlas(town("1", "一", 2, 2) + town("2", "二", 2, 2, x=200), "--title", "东湖 & <街道>")
        path = self.path("atlas.pdf")
        info = atlas_pages.run("pdfinfo", path).decode("utf-8")
        self.assertRegex(info, r"(?m)^Title: +东湖 & <街道>$")
        self.assertRegex(info, r"(?m)^CreationDate: .*2000")
        data = Path(path).read_bytes()
        self.assertIn(b"/Outlines", data)

    def test_an_existing_file_is_refused_and_replaced_only_as_a_whole(self):
        path = self.path("old.pdf")
        Path(path).write_bytes(b"mine")
        self.assert_refused(3, [self.grids, "--to", "atlas", "-o", path], "$DIR/old.pdf: the output exists already")
        self.assert_refused(3, [self.grids, "--to", "atlas", "-o", path, "-O", "--boundaries", self.path("none.gpkg")],
                            "$DIR/none.gpkg: there is no such file")
        self.assert_done(self.grids, "--to", "atlas", "-o", path, "-O")
        self.assertTrue(Path(path).read_bytes().startswith(b"%PDF"))

    def test_options_that_make_no_sense(self):
        for words, message in ((["-o", self.path("o.pdf"), "--paper", "a0"], "--paper is a4 or a3, not 'a0'"),
                               (["-o", self.path("o.kml"), "--paper", "a3"], "--paper is for an atlas and for forms"),
                               (["-o", self.path("o.png"), "--to", "atlas"],
                                "the name of this view must end in .pdf, but the output is '$DIR/o.png'")):
            self.assert_refused(2, [self.grids, *words], message)

    def test_a_full_disk_is_an_error_and_the_old_file_stays(self):
        folder = tempfile.TemporaryDirectory(prefix="small-")
        self.addCleanup(folder.cleanup)
        mounted = os.geteuid() == 0 and subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", folder.name],
                                                       stderr=subprocess.DEVNULL, check=False).returncode == 0
        if not mounted:
            self.skipTest("skipped: a small file system cannot be mounted here")
        self.addCleanup(subprocess.run, ["umount", folder.name], check=False)
        grids = gridify_case.write_layer(self.dir / "many.gpkg", town("1", "一", 37, 27), layer="grids", kind=ogr.wkbMultiPolygon)
        path = Path(folder.name) / "atlas.pdf"
        path.write_bytes(b"mine")
        run = self.gridexport(grids, "-o", path, "-O")
        self.assertEqual((3, ""), (run.returncode, run.stdout))
        self.assertEqual(f"gridexport: error: {path}: cannot be written: No space left on device\n"
                         "gridexport: hint: free some space, or write to another file system\n", run.stderr)
        self.assertEqual(["atlas.pdf"], os.listdir(folder.name))
        self.assertEqual(b"mine", path.read_bytes())
