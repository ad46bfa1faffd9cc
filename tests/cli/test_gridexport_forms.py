"""gridexport --to forms: each page is read again, with the box of each word."""

import unittest

from osgeo import ogr

import atlas_pages
import gridexport_case as case
import gridify_case
from test_gridexport_atlas import AtlasCase, town

WEST, SOUTH = case.WEST, case.SOUTH


class Forms(AtlasCase):

    def forms(self, rows, *words, codes=(0,)):
        grids = gridify_case.write_layer(self.dir / "forms.gpkg", rows, layer="grids", kind=ogr.wkbMultiPolygon)
        path = self.path("forms.pdf")
        run = self.gridexport(grids, "--to", "forms", "-o", path, "-O", *words)
        self.assertIn(run.returncode, codes, run.stderr)
        pages = atlas_pages.pages_of(path)
        self.assertEqual(len(rows), len(pages))
        for number, page in enumerate(pages, 1):
            self.assertEqual([], page.off_the_page(), f"page {number}")
            self.assertEqual([], page.overlaps(), f"page {number}")
            self.assertGreater(page.height, page.width)
        (self.dir / "forms.gpkg").unlink()
        return pages, run

    def background(self):
        lines = [(f"LINESTRING ({WEST} {SOUTH - 2},{WEST + 400} {SOUTH - 2})", {"name": "解放大道", "class": "primary"}),
                 (f"LINESTRING ({WEST + 401} {SOUTH},{WEST + 401} {SOUTH + 200})", {"name": "Mill Lane", "class": "river"})]
        houses = [(gridify_case.rectangle(WEST + 5 + 9 * (i % 10), SOUTH + 5 + 9 * (i // 10), WEST + 11 + 9 * (i % 10),
                                          SOUTH + 11 + 9 * (i // 10)), {"name": f"阳光花园小区{i + 1}号楼"}) for i in range(100)]
        return ["--barriers", gridify_case.write_layer(self.dir / "lines.gpkg", lines),
                "--sites", gridify_case.write_layer(self.dir / "houses.gpkg", houses)]

    def posts(self):
        path = self.path("posts.csv")
        with open(path, "w", encoding="utf-8") as file:
            file.write("grid_code,name,post,phone\n420106001001001,张三,网格长,13912345678\n420106001001001,李四,专职网格员,137\n")
        return path

    def test_a_page_for_each_grid_has_all_that_is_known_of_it(self):
        rows = town("420106001001", "东湖社区", 4, 2) + town("420106001002", "Westend", 2, 1, x=400)
        pages, run = self.forms(rows, *self.background(), "--posts", self.posts(), "--language", "zh", codes=(1,))
        self.assertIn("10 个网格里有 9 个没有网格长", run.stderr)
        for (_, fields), page in zip(rows, pages):
            for text in ("网格划分登记表", fields["grid_code"], fields["grid_name"], fields["unit_code"], fields["unit_name"],
                         str(fields["households"]), "综合网格", "四至范围", "所含楼栋", "街道（乡镇）（盖章）", "年月日"):
                self.assertTrue(page.has(text), (fields["grid_code"], text))
        self.assertTrue(pages[0].has("张三") and pages[0].has("李四") and pages[0].has("南至解放大道"))
        self.assertFalse(pages[0].has("13912345678") or pages[1].has("张三"))
        self.assertTrue(pages[3].has("东至MillLane") and pages[3].has("南至解放大道"))
        self.assertFalse(pages[5].has("解放大道"))
        with_phone, _ = self.forms(rows, "--posts", self.posts(), "--with-contacts", codes=(1,))
        self.assertTrue(with_phone[0].has("13912345678") and with_phone[0].has("Gridform"))

    def test_long_names_and_many_buildings_are_whole_or_counted(self):
        name = "武汉市洪山区珞南街道东湖新城社区居民委员会" * 4 + " with a very long name in two languages" * 3
        rows = town("420106001001", name, 2, 2)
        for language, rest in (("zh", "等100栋"), ("en", " more")):
            pages, _ = self.forms(rows, *self.background(), "--language", language)
            self.assertTrue(pages[0].has(name + "第1网格"))
            self.assertTrue(pages[0].has("阳光花园小区1号楼") and pages[0].has(rest))
            if language == "zh":
                self.assertFalse(pages[0].has("…"))
            self.assertGreater(atlas_pages.colours_on(self.path("forms.pdf"), 1), 3)

    def test_the_same_bytes_again_on_a3_and_without_backgrounds(self):
        rows = town("420106001001", "东湖社区", 3, 1, side=30, height=900)
        pages, _ = self.forms(rows, "--paper", "a3")
        self.assertAlmostEqual(842, pages[0].width, delta=1)
        first = (self.dir / "forms.pdf").read_bytes()
        self.forms(rows, "--paper", "a3")
        self.assertEqual(first, (self.dir / "forms.pdf").read_bytes())

    def test_what_forms_cannot_have_is_refused(self):
        for words, text in ((["--publish", "3"], "--address and --publish are for layers of grids"),
                            (["--schema", "platform"], "a view shows the layer as it is"),
                            (["--posts", self.path("none.csv")], "none.csv")):
            run = self.gridexport(self.grids, "--to", "forms", "-o", self.path("f.pdf"), *words)
            self.assertIn(run.returncode, (2, 3))
            self.assertIn(text, run.stderr)
        run = self.gridexport(self.grids, "--to", "forms", "-o", self.path("f.html"))
        self.assertEqual(2, run.returncode)
        self.assertIn("must end in .pdf", run.stderr)


if __name__ == "__main__":
    unittest.main()
