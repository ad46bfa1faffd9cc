"""What the tests of the HTML page share: layers of grids to show, and a browser that shows them."""

import unittest

from osgeo import ogr

import gridexport_case as case
import gridify_case
from chromium import MISSING, Chromium

HOSTILE = ["<script>document.title='x'</script>", "</script><img src=x onerror=\"document.title='x'\">",
           "\"><svg onload=document.title='x'>", "' onmouseover='document.title=1", "<!--<script>", "]]>&lt;b&amp;\u2028\u2029"]


def lattice(columns, rows, side=100.0, name=None, unit_of=None, households=None):
    """Squares side by side, from the south-west, row by row."""
    made = []
    for i in range(columns * rows):
        x, y = case.WEST + side * (i % columns), case.SOUTH + side * (i // columns)
        unit = unit_of(i) if unit_of else 0
        made.append((gridify_case.rectangle(x, y, x + side, y + side), {
            "grid_code": f"4201{unit:08d}{i:05d}", "grid_name": name(i) if name else f"第{i}网格", "unit_code": f"4201{unit:08d}",
            "unit_name": f"社区{unit}", "kind": "general", "households": households(i) if households else 300 + i * 7919 % 201}))
    return made


class ReportCase(case.GridexportCase):

    def layer(self, rows, name="plan.gpkg", run=(), issues=(), lineage=()):
        """A layer of grids with what gridify puts beside it."""
        path = gridify_case.write_layer(self.dir / name, rows, layer="grids")
        if run:
            gridify_case.write_layer(path, [(None, {"key": key, "value": value}) for key, value in run], layer="grid_run",
                                     kind=ogr.wkbNone, epsg=None, add=True)
        if issues:
            gridify_case.write_layer(path, issues, layer="issues", add=True)
        if lineage:
            gridify_case.write_layer(path, [(None, row) for row in lineage], layer="lineage", kind=ogr.wkbNone, epsg=None,
                                     add=True)
        return path

    def report(self, grids, *words):
        self.assert_done(grids, "--to", "html", "-O", "-o", self.path("plan.html"), *words)
        return self.path("plan.html")


@unittest.skipIf(MISSING, MISSING)
class BrowserCase(ReportCase):
    """One browser for all tests of a class."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.browser = Chromium()
        cls.addClassCleanup(cls.browser.close)

    def setUp(self):
        super().setUp()
        self.browser.resize(1400, 1000)

    def show(self, grids, *words):
        """Opens the page, and waits until its map is painted."""
        path = self.report(grids, *words)
        self.browser.open(path)
        self.settle()
        return path

    def settle(self):
        self.browser.wait("window.gridReport && gridReport.tiles.waiting() === 0 && !gridReport.tiles.isLoading()")

    def assert_calm(self, path):
        """Nothing was loaded but the page, and nothing is on the console."""
        self.assertEqual([f"file://{path}"], self.browser.requests())
        self.assertEqual([], self.browser.complaints())

    def element(self, selector):
        return self.browser.driver.find_element("css selector", selector)

    def text(self, selector):
        return self.element(selector).text

    def column(self, table, number):
        """The texts of a column on the page of the table that is shown."""
        return self.browser.run("return [...document.querySelectorAll(`#${arguments[0]} tbody tr`)].map((row) =>"
                                " row.children[arguments[1]].textContent)", table, number)
