"""No list that is written as CSV holds a text that a spreadsheet takes for a formula; and our own lists are read back as they were."""

import csv

import gridcheck_case
import gridify_case as case

CODES = ["+B01", "-A02+1", "@C03", "+D04"]
IDENTIFIERS = ["=SUM(1)", "@SUM(1)", "+1+1", "-1+1", "\tx", "=cmd|' /C calc'!A0", "-12345", "s,1"]
GUARDED = ["'=SUM(1)", "'@SUM(1)", "'+1+1", "'-1+1", "'\tx", "'=cmd|' /C calc'!A0", "-12345", "s,1"]


class Formulas(gridcheck_case.GridcheckCase):

    def setUp(self):
        super().setUp()
        self.units = self.write("signs.gpkg", [(case.square(i), {"unit_code": code}) for i, code in enumerate(CODES)])
        self.sites = self.write("signed.gpkg", [
            (wkt, {**row, "site_id": IDENTIFIERS[i % len(IDENTIFIERS)]}) for i, (wkt, row) in enumerate(case.site_rows())])
        self.out = self.path("out.geojson")

    def rows(self, name):
        with open(self.path(name), encoding="utf-8", newline="") as file:
            return list(csv.reader(file))

    def divide(self, *words):
        run = self.gridify(self.units, "--sites", self.sites, "--profile", "census", "-o", self.out, *words)
        self.assertLess(run.returncode, 2, run.stderr)

    def test_assignments_and_summary(self):
        self.divide("--site-id", "site_id", "--assignments", self.path("a.csv"))
        rows = self.rows("a.csv")[1:]
        self.assertEqual(set(GUARDED), {row[0] for row in rows})
        self.assertEqual({"'" + code for code in CODES}, {row[1][:-4] for row in rows})
        run = self.gridcheck(self.out, "--profile", "census", "--summary", self.path("s.csv"))
        self.assertLess(run.returncode, 2, run.stderr)
        self.assertEqual({"'" + code for code in CODES}, {row[0] for row in self.rows("s.csv")[1:]})

    def test_lineage_is_read_as_it_was(self):
        self.divide()
        before = {row["grid_code"] for row in case.read_layer(self.out)}
        for name in ("second", "third"):  # the third time its own lineage lies beside
            previous, self.out = self.out, self.path(name + ".geojson")
            self.divide("--previous", previous)
            self.assertEqual({"'" + code for code in before}, {row[0] for row in self.rows(name + "_lineage.csv")[1:]})
            self.assertEqual(before, {row["grid_code"] for row in case.read_layer(self.out)})
        with open(self.path("retired.csv"), "w", encoding="utf-8") as file:
            file.write("old_code,new_code\n'+B010001,\n")
        found = self.findings(self.out, "--profile", "census", "--only", "code_reused", "--lineage", self.path("retired.csv"))
        self.assertEqual([("code_reused", "+B010001")], [(code, grid) for code, _, grid in found])
