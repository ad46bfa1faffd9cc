"""The page of gridify --sweep in a browser: it says what the table says, draws it, and loads nothing."""

import json
import re
import unittest
from pathlib import Path

from chromium import MISSING, Chromium
from gridify_case import GridifyCase


@unittest.skipIf(MISSING, MISSING)
class SweepPage(GridifyCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.browser = Chromium()
        cls.addClassCleanup(cls.browser.close)

    def show(self, text, *more):
        """Opens the page; the same table as JSON. Without evenness the deviations have a knee."""
        path = self.path("page.html")
        run = self.gridify(self.units, "--sites", self.sites, "--sweep", text, "--chart", path, "-o", self.path("s.json"), "--effort", "fast",
                           "--evenness", "0", "--fail-on", "never", *more)
        self.assertEqual((0, ""), (run.returncode, run.stdout), run.stderr)
        self.browser.open(path)
        self.assertEqual([f"file://{path}"], self.browser.requests())
        self.assertEqual([], self.browser.complaints())
        return json.loads(Path(self.path("s.json")).read_text(encoding="utf-8"))

    def table(self):
        rows = self.browser.run("return [...document.querySelectorAll('table tr')].map((row) => [...row.children].map((cell) => cell.innerText))")
        return {row[0]: row[1:] for row in rows}

    def test_the_table_has_all_figures(self):
        sweep, table = self.show("target=60..240/20"), self.table()
        knee = sweep["knee"]["point"]
        self.assertEqual([f"{p['value']}\nknee" if i == knee else p["value"] for i, p in enumerate(sweep["points"])],
                         table.pop("Households wanted in a grid"))
        self.assertEqual({figure["en"][0].upper() + figure["en"][1:] for figure in sweep["figures"]}, set(table))
        for figure in sweep["figures"]:
            scale = {"share": 100, "metres": 0.001}.get(figure["kind"], 1)
            for point, cell in zip(sweep["points"], table[figure["en"][0].upper() + figure["en"][1:]]):
                self.assertAlmostEqual(point[figure["name"]] * scale, float(re.sub("[,%]", "", cell)), delta=0.0501, msg=figure["name"])

    def test_points_of_the_charts_lie_where_their_figures_are(self):
        sweep = self.show("target=60..240/20", "--work")
        drawn = self.browser.run("return [...document.querySelectorAll('svg.chart')].map((chart) => [...chart.querySelectorAll('circle')]"
                                 ".map((point) => ['cx', 'cy'].map((name) => Number(point.getAttribute(name)))))")
        varying = [figure for figure in sweep["figures"] if figure["chart"] and len({p[figure["name"]] for p in sweep["points"]}) > 1]
        charts = list(dict.fromkeys(figure["chart"] for figure in sweep["figures"] if figure["chart"] in {one["chart"] for one in varying}))
        self.assertEqual(len(charts), len(drawn))
        for name, points in zip(charts, drawn):
            values = [p[figure["name"]] for figure in sweep["figures"] if figure["chart"] == name for p in sweep["points"]]
            self.assertEqual(len(values), len(points))
            # One line of y over value: the scale is the same for all points of a chart.
            low, high = min(range(len(values)), key=values.__getitem__), max(range(len(values)), key=values.__getitem__)
            for value, (_, y) in zip(values, points):
                along = (value - values[low]) / (values[high] - values[low])
                self.assertAlmostEqual(points[low][1] + along * (points[high][1] - points[low][1]), y, places=6, msg=name)
            self.assertLess(points[high][1], points[low][1])
        self.assertEqual(len(drawn), self.browser.run("return document.querySelectorAll('svg.chart .mark').length"))

    def test_in_chinese_and_without_dividing(self):
        self.show("grids=8..16/4", "--count-only", "--language", "zh")
        text = self.browser.run("return document.body.innerText")
        self.assertIn("仅按各单元户数推算", text)
        self.assertIn("网格总数：3 个取值，8 至 16", text)
        self.assertNotRegex(text.replace("gridify", ""), "[A-Za-z]{2,}")

    def test_the_page_fits_a_narrow_window(self):
        self.browser.resize(420, 900)
        self.show("tolerance=0.02..0.2/0.02", "--target", "100")
        self.assertLessEqual(self.browser.run("return document.documentElement.scrollWidth"), 420)
        texts = self.browser.run("return [...document.querySelectorAll('svg.chart')].map((chart) => {const boxes = [...chart.querySelectorAll('text')]"
                                 ".map((text) => text.getBBox()).filter((box) => box.y > 215 && box.y < 230).sort((a, b) => a.x - b.x);"
                                 "return boxes.every((box, i) => i === 0 || boxes[i - 1].x + boxes[i - 1].width < box.x)})")
        self.assertTrue(texts and all(texts), "labels of values overlap")


if __name__ == "__main__":
    unittest.main()
