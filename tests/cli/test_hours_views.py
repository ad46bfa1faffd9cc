"""Hours of work on the page, in the atlas and in the project: what they say is what the layer says."""

import re
import subprocess
import unittest
import xml.etree.ElementTree as xml

import atlas_pages
from chromium import MISSING
from gridify_case import GRIDIFY, read_layer, site_rows, unit_rows, write_layer
from report_case import BrowserCase


@unittest.skipIf(MISSING, MISSING)
class HoursViews(BrowserCase):

    def setUp(self):
        super().setUp()
        self.grids = self.path("hours.gpkg")
        for name, rows in (("units", unit_rows()), ("sites", site_rows())):
            write_layer(self.dir / f"{name}.gpkg", rows)
        words = [GRIDIFY, self.path("units.gpkg"), "--sites", self.path("sites.gpkg"), "--work", "--effort", "fast", "--target", "200", "-o", self.grids]
        subprocess.run(words, check=True, capture_output=True, timeout=120)
        self.rows = read_layer(self.grids, "grids")

    def numbers(self, table, head):
        """A column of a table of the page by its head."""
        heads = self.browser.run("return [...document.querySelectorAll(`#${arguments[0]} thead th`)].map((head) => head.innerText.replace(/[↕▲▼]/g, '').trim())", table)
        return [float(text.replace(",", "")) for text in self.column(table, heads.index(head))]

    def test_the_page_speaks_of_hours(self):
        path = self.show(self.grids)
        self.assert_calm(path)
        for head, of in (("Hours a month", lambda row: row["workload"]), ("Service", lambda row: row["service_h"]),
                         ("Walking", lambda row: row["walk_h"]), ("Round, km", lambda row: row["walk_km"])):
            shown = self.numbers("grid-table", head)
            self.assertEqual(len(self.rows), len(shown))
            for row, value in zip(self.rows, shown):
                self.assertAlmostEqual(of(row), value, delta=0.0501, msg=head)
        units = {}
        for row in self.rows:
            units[row["unit_code"]] = units.get(row["unit_code"], 0) + row["walk_km"]
        self.assertEqual([round(km, 1) for km in units.values()], self.numbers("unit-table", "Round, km"))
        text = self.browser.run("return document.body.innerText")
        for said in ("deviation of hours", "Hours a month of general grids", "Rounds of general grids, km"):
            self.assertIn(said, text)
        self.assertNotRegex(text, "[Ww]orkload(?!-tolerance)")
        # The second map.
        before = self.browser.run("return gridReport.plan.mode.id")
        self.browser.run("document.querySelector('input[value=workload]').click()")
        self.settle()
        self.assertEqual(("households", "workload"), (before, self.browser.run("return gridReport.plan.mode.id")))
        self.assertIn("deviation of hours", self.text(".legend h3"))

    def test_in_chinese(self):
        self.show(self.grids, "--language", "zh")
        text = self.browser.run("return document.body.innerText")
        for said in ("每月工时", "工时偏差", "服务工时", "步行工时", "巡访里程"):
            self.assertIn(said, text)
        self.assertNotIn("工作量", text)

    def test_without_hours_it_speaks_of_workload(self):
        rows = [("POLYGON ((520000 3385000,520000 3385900,520900 3385900,520900 3385000,520000 3385000))", {"grid_code": "1", "unit_code": "u", "households": 5, "workload": 7.5})]
        self.show(write_layer(self.dir / "plain.gpkg", rows, layer="grids"))
        text = self.browser.run("return document.body.innerText")
        self.assertIn("Workload", text)
        self.assertNotIn("Hours", text)

    def test_the_atlas_has_hours_and_rounds_of_each_grid(self):
        if atlas_pages.missing():
            self.skipTest(f"skipped: {atlas_pages.missing()} not found")
        for language, heads in (("en", ("Hours", "Round, km")), ("zh", ("每月工时", "巡访千米"))):
            out = self.path(f"{language}.pdf")
            self.assert_done(self.grids, "--to", "atlas", "-O", "-o", out, "--language", language)
            text = atlas_pages.run("pdftotext", "-layout", out, "-").decode("utf-8")
            for head in heads:
                self.assertIn("".join(head.split()), "".join(text.split()))
            for row in self.rows:
                hours, km = (format(round(row[name], 1), ",").removesuffix(".0") for name in ("workload", "walk_km"))
                self.assertRegex(text, rf"{row['households']}\s+{re.escape(hours)}\s+{re.escape(km)}\s")

    def test_the_project_has_a_style_of_hours(self):
        out = self.path("plan.qgs")
        self.assert_done(self.grids, "--to", "qgis", "-O", "-o", out)
        layer = next(one for one in xml.parse(out).getroot().iter("maplayer") if one.findtext("layername") == "Grids")
        styles = {style.get("name"): style for style in layer.iter("map-layer-style")}
        self.assertIn("hours", styles)
        self.assertIn('attr="dev_wl"', xml.tostring(styles["hours"], encoding="unicode").replace("&quot;", '"').replace("&lt;", "<"))
        aliases = {alias.get("field"): alias.get("name") for alias in layer.iter("alias")}
        self.assertEqual("Length of a round in kilometres", aliases["walk_km"])


if __name__ == "__main__":
    unittest.main()
