"""Plans side by side on the HTML page, as gridcheck --comparison has written them. Judged by what that table says."""

import json
import subprocess
import unittest

import chromium
import gridcheck_case
import gridexport_case as case
import gridify_case
import report_case

if chromium.MISSING:
    print(chromium.MISSING)

ROWS = """
return [...document.querySelectorAll('#plans tr')].map((row) => [...row.children].map((cell) => cell.textContent));
"""


class Plans(report_case.BrowserCase):

    def setUp(self):
        super().setUp()
        if not gridcheck_case.GRIDCHECK:
            self.skipTest("skipped: gridcheck is not found; name it in the environment variable GRIDCHECK")

    def compared(self):
        """Two plans of some squares, and the table of them."""
        first = self.layer(report_case.lattice(4, 3), "first.gpkg")
        second = self.layer(report_case.lattice(2, 3), "<i>second.gpkg")
        sites = gridify_case.write_layer(self.dir / "homes.gpkg", [
            (f"POINT ({case.WEST + 50 + 100 * x} {case.SOUTH + 30 + 100 * y})", {"households": 300 + 10 * x + y})
            for x in range(4) for y in range(3)])
        table = self.path("plans.json")
        subprocess.run([gridcheck_case.GRIDCHECK, first, "--against", second, "--sites", sites, "--comparison", table],
                       check=False, capture_output=True)
        with open(table, encoding="utf-8") as file:
            return first, table, json.load(file)["plans"]

    def test_the_page_has_the_table_that_gridcheck_has_written(self):
        first, table, plans = self.compared()
        path = self.show(first, "--comparison", table)
        self.assert_calm(path)
        rows = self.browser.run(ROWS)
        self.assertEqual(["Figure", "Afirst.gpkg", "B<i>second.gpkg"], rows[0])
        shown = {row[0]: row[1:] for row in rows[1:]}
        self.assertEqual([str(plan["grids"]) for plan in plans], shown["Grids"])
        self.assertEqual([f"{plan['border_m'] / 1000:,.3f} km" for plan in plans], shown["Inner borders"])
        self.assertEqual([f"{plan['convexity']:.4f}" for plan in plans], shown["Share of the convex hull"])
        self.assertEqual([f"{plan['within_limits']} of {plan['general_grids']}" for plan in plans], shown["Within the limits"])
        self.assertEqual("–", shown["Households in another grid than in A"][0])
        moved = plans[1]["moved"]
        self.assertLess(0, moved)
        self.assertEqual(f"{moved:,} ({moved / plans[0]['households']:.2%})", shown["Households in another grid than in A"][1])
        self.assertNotIn("Share on barriers", shown)

    def test_it_is_in_chinese_too_and_on_no_page_without_a_table(self):
        first, table, _ = self.compared()
        self.show(first, "--comparison", table, "--language", "zh")
        self.assertEqual("方案对比", self.text("#plans h2"))
        self.show(first)
        self.assertEqual([], self.browser.run(ROWS))

    def test_what_is_no_such_table_is_refused(self):
        first = self.layer(report_case.lattice(2, 2), "first.gpkg")
        for text in ("", "[]", "{}", '{"plans": []}', '{"plans": [1]}', '{"plans": [{"file": 3}]}', '{"plans": [{"file": "a"}'):
            with self.subTest(text=text):
                (self.dir / "no.json").write_text(text, encoding="utf-8")
                run = self.gridexport(first, "-o", self.path("page.html"), "--comparison", self.path("no.json"))
                self.assertEqual((2, "gridexport: error: $DIR/no.json: this is no table of plans\n"
                                  "gridexport: hint: make one with gridcheck --against FILE --comparison FILE.json\n"),
                                 (run.returncode, run.stderr))
        run = self.gridexport(first, "-o", self.path("page.pdf"), "--comparison", self.path("no.json"))
        self.assertEqual((2, "gridexport: error: --comparison is for a page\ngridexport: hint: choose one with --to html\n"),
                         (run.returncode, run.stderr))


if __name__ == "__main__":
    unittest.main()
