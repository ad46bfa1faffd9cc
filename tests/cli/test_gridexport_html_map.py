"""The HTML page: the map comes first on every screen, and every finding is on it and on paper, those close together as one."""

import shutil
import subprocess
import unittest

import gridexport_case as case
import report_case

# How many marks there are at a scale, how many findings are in them, how wide the widest is in pixels, and whether each stands
# among its findings.
CLUSTERS = """
const scale = arguments[0]; const found = gridReport.plan.clusters(scale);
return [found.length, found.reduce((sum, one) => sum + one.marks.length, 0),
    Math.max(...found.map(({box}) => Math.max(box[2] - box[0], box[3] - box[1]) * scale)),
    found.every(({x, y, box}) => box[0] - 1e-6 <= x && x <= box[2] + 1e-6 && box[1] - 1e-6 <= y && y <= box[3] + 1e-6)];
"""


class Map(report_case.BrowserCase):

    def findings(self, count, message=lambda i: f"message {i}", severity=lambda i: "warning"):
        """Scattered over 8 x 6 grids, by whole metres."""
        return [(f"POINT ({case.WEST + i * 37 % 800} {case.SOUTH + i * 101 % 600})",
                 {"code": "limit_missed", "severity": severity(i), "unit_code": "420100000000", "grid_code": f"g{i % 5}",
                  "message": message(i)}) for i in range(count)]

    def test_the_map_is_in_the_first_screen(self):
        grids = self.layer(report_case.lattice(8, 6, unit_of=lambda i: i % 8 // 4), run=[("tolerance", "0.1")],
                           issues=self.findings(30))
        for width, height in ((1366, 768), (375, 812)):
            self.browser.resize(width, height)
            path = self.show(grids)
            top, bottom = self.browser.run("const b = document.getElementById('map').getBoundingClientRect(); return [b.top, b.bottom]")
            self.assertLess(top, 0.25 * height)
            self.assertLessEqual(bottom, height)
            self.assertEqual(width, self.browser.run("return document.documentElement.scrollWidth"), "nothing is cut off")
            self.assertEqual(["48", "Grids", "30", "Findings"], [self.text("#keys li strong"), self.text("#keys li span"),
                             self.text("#keys li:last-child strong"), self.text("#keys li:last-child span")])
            self.assert_calm(path)

    def test_a_window_of_another_size_shows_all_of_the_plan_again(self):
        """Unless somebody has moved the map: then what is in its middle stays there."""
        self.show(self.layer(report_case.lattice(8, 6)))
        size = "return [gridReport.map.getSize().x, gridReport.map.getSize().y]"
        shows_all = ("const {shapes, step} = gridReport.plan; const view = gridReport.map.getBounds(); const x = shapes.extent.map((v) => v * step);"
                     "return view.contains([[x[1], x[0]], [x[3], x[2]]]);")
        middle = "const c = gridReport.map.getCenter(); return [c.lng, c.lat];"

        def resize(width, height):
            before = self.browser.run(size)
            self.browser.resize(width, height)
            self.browser.wait(f"gridReport.map.getSize().x !== {before[0]} || gridReport.map.getSize().y !== {before[1]}")
            self.settle()
            return self.browser.run(shows_all)

        for width, height in ((700, 900), (1400, 1000), (420, 600)):
            self.assertTrue(resize(width, height), (width, height))
        self.browser.run("gridReport.map.setZoom(2, {animate: false}); gridReport.map.panBy([40, 30], {animate: false})")
        moved = self.browser.run(middle)
        self.assertFalse(resize(1400, 1000))
        for a, b in zip(moved, self.browser.run(middle)):
            self.assertAlmostEqual(a, b, delta=1)

    def test_every_finding_is_on_the_map(self):
        """Also those that have no row in the table any more."""
        count = 5300
        rows = self.findings(count, severity=lambda i: "error" if i % 700 == 0 else "warning")
        self.show(self.layer(report_case.lattice(8, 6), issues=rows))
        self.assertEqual([5000, count], self.browser.run("return [gridReport.model.data.findings.rows.length, gridReport.plan.marks.length]"))
        numbers = []
        for scale in (0.001, 0.02, 1.0):
            marks, together, widest, is_among = self.browser.run(CLUSTERS, scale)
            self.assertEqual(count, together)
            self.assertLessEqual(widest, 34)
            self.assertTrue(is_among)
            numbers.append(marks)
        self.assertEqual(numbers, sorted(set(numbers)), "more the nearer one is")
        self.assertEqual("error", self.browser.run("return gridReport.plan.clusters(1e-6)[0].severity"), "the worst gives the colour")

    def test_a_mark_of_many_opens_into_them(self):
        place = f"POINT ({case.WEST + 410} {case.SOUTH + 310})"
        same = [(place, {"code": "limit_missed", "severity": "note", "unit_code": "", "grid_code": "", "message": f"here {i}"})
                for i in range(11)]
        near = [(f"POINT ({case.WEST + 430} {case.SOUTH + 310})", {**same[0][1], "message": "beside"})]
        self.show(self.layer(report_case.lattice(8, 6), issues=same + near))
        click = """const {map, plan} = gridReport; const mark = plan.marks[0];
            map.fire('click', {latlng: L.latLng(mark.y * plan.step, mark.x * plan.step)}); return map.getZoom();"""
        before = self.browser.run("gridReport.map.setView(gridReport.map.getCenter(), -2, {animate: false}); return gridReport.map.getZoom()")
        self.assertGreater(self.browser.run(click), before, "nearer until they are apart")
        for _ in range(12):
            self.browser.run(click)
        told = self.text(".leaflet-popup-content")
        self.assertIn("here 0", told)
        self.assertIn("and 3 more here", told)
        self.assertNotIn("beside", told)

    @unittest.skipUnless(shutil.which("pdftotext"), "skipped: pdftotext is not found; the package poppler-utils is not installed")
    def test_on_paper_a_kind_is_told_once(self):
        self.show(self.layer(report_case.lattice(8, 6), issues=self.findings(300, message=lambda i: "the same words")))
        pdf = self.dir / "page.pdf"
        pdf.write_bytes(self.browser.pdf())
        text = subprocess.run(["pdftotext", "-layout", pdf, "-"], capture_output=True, check=True).stdout.decode()
        self.assertEqual(1, text.count("the same words"))
        self.assertIn("A grid has too few or too many households: 300, in: g0, g1, g2, g3, g4", text)


if __name__ == "__main__":
    unittest.main()
