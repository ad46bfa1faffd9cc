"""gridcheck --recount: attributes of a layer that was edited by hand. Counted again by OGR and in Python."""

import json
import unittest

from osgeo import ogr

import gridify_case as case
from coverage_judge import segments_of
from gridcheck_case import GridcheckCase

MEASURES = ("area_m2", "perim_m", "compact")
COUNTS = ("sites", "households", "workload")


class Recount(GridcheckCase):

    def recount(self, *words, out="new.gpkg"):
        """The rows, and the report; cuts by hand leave vertices on one side only, which is no matter here."""
        run = self.gridcheck("--json", self.grids, "--recount", self.path(out), "-O", "--skip",
                             "limit_missed,numbering_order,unmatched_vertex", "--fail-on", "never", *words)
        self.assertEqual((0, ""), (run.returncode, run.stderr))
        report = json.loads(run.stdout)
        return case.read_layer(self.path(out)), report

    def assert_told(self, before, after, report):
        """What differs is what is listed, and nothing else does."""
        told = {(value["feature"], value["field"]): value for value in report["recounted"]}
        for fid, (old, new) in enumerate(zip(before, after), 1):
            for field in old:
                if (fid, field) in told:
                    value = told.pop((fid, field))
                    is_number = old[field] is not None and (old[field] >= 0 or field.startswith("dev"))
                    self.assertEqual((old[field] if is_number else None, new[field]), (value["before"], value["now"]))
                elif field:
                    self.assertEqual(old[field], new[field], (fid, field))
                else:
                    self.assertEqual(sorted(segments_of(old[field])), sorted(segments_of(new[field])), fid)
        self.assertEqual({}, told)

    def give_ground(self):
        """A border between two grids of a unit is moved by hand: a half of the first goes to a neighbour."""
        rows = self.rows()
        first = 0
        box = rows[first][""].GetEnvelope()
        middle = (box[0] + box[1]) / 2
        half = ogr.CreateGeometryFromWkt(case.rectangle(box[0] - 1, box[2] - 1, middle, box[3] + 1))
        for keeps, gives in ((rows[first][""].Intersection(half), rows[first][""].Difference(half)),
                             (rows[first][""].Difference(half), rows[first][""].Intersection(half))):
            for other, row in enumerate(rows):
                joined = row[""].Union(gives)
                if other != first and row["unit_code"] == rows[first]["unit_code"] and \
                        row[""].Intersection(gives).Length() > 10 and joined.GetGeometryName() == "POLYGON":
                    self.set_geometry(first + 1, keeps.ExportToWkt())
                    self.set_geometry(other + 1, joined.ExportToWkt())
                    return first + 1, other + 1
        self.fail("no neighbour")

    def counted(self, row):
        inside = [site for site in case.read_layer(self.sites) if row[""].Contains(site[""])]
        return len(inside), sum(site["households"] for site in inside)

    def test_ground_that_was_moved_by_hand(self):
        first, second = self.give_ground()
        before = self.rows()
        after, report = self.recount(*self.against)
        self.assert_told(before, after, report)
        changed = {value["feature"] for value in report["recounted"] if value["field"] == "households"}
        self.assertEqual({first, second}, changed)
        for row in after:
            sites, households = self.counted(row)
            self.assertEqual((sites, households, households), (row["sites"], row["households"], row["workload"]))
            self.assertAlmostEqual(row[""].GetArea() / row["area_m2"], 1, delta=2e-3)
            mean = [r["households"] for r in after if r["unit_code"] == row["unit_code"]]
            self.assertAlmostEqual(households / (sum(mean) / len(mean)) - 1, row["dev_hh"], places=9)
        self.assertEqual(sum(site["households"] for site in case.read_layer(self.sites)), sum(r["households"] for r in after))

    def test_numbers_that_were_mistyped(self):
        right = self.rows()
        self.set_field(2, households=999, area_m2=1.0, dev_hh=0.5)
        self.set_field(5, sites=0, compact=3.0, workload=-1.0)

        def forget(feature):
            feature.SetFieldNull("households")
            return feature.GetFID() == 7
        self.change(forget)
        before = self.rows()
        after, report = self.recount(*self.against)
        self.assert_told(before, after, report)
        self.assertEqual([], report["findings"], "the mistyped ones are still told")
        for old, new in zip(right, after):
            for field in COUNTS:
                self.assertEqual(old[field], new[field])
            for field in (*MEASURES, "dev_hh", "dev_wl"):
                self.assertAlmostEqual(old[field], new[field], delta=1e-6 * max(1, abs(old[field])))

    def test_without_sites_only_measures_are_renewed(self):
        self.give_ground()
        before = self.rows()
        after, report = self.recount()
        self.assert_told(before, after, report)
        self.assertEqual(set(MEASURES), {value["field"] for value in report["recounted"]})

    def test_every_format(self):
        first, second = self.give_ground()
        wanted = {row["grid_code"]: self.counted(row) for row in self.rows()}
        for extension in ("shp", "geojson", "fgb"):
            after, report = self.recount(*self.against, out=f"new.{extension}")
            self.assertEqual(wanted, {row["grid_code"]: (row["sites"], row["households"]) for row in after})
            self.assertEqual({first, second}, {value["feature"] for value in report["recounted"] if value["field"] == "sites"})

    def test_what_is_right_stays(self):
        self.assert_clean(self.grids, "--recount", self.path("same.gpkg"), *self.against, "--skip", "limit_missed,numbering_order")
        self.assertEqual([{k: v.ExportToWkb() if k == "" else v for k, v in row.items()} for row in self.rows()],
                         [{k: v.ExportToWkb() if k == "" else v for k, v in row.items()} for row in self.rows(self.path("same.gpkg"), None)])

    def test_in_words(self):
        self.set_field(2, households=999)
        run = self.gridcheck(self.grids, "--recount", self.path("new.gpkg"), *self.against)
        self.assertRegex(run.stdout, r"Recounted\n  feature 2, grid \d+: households was 999, is \d+\n")

    def test_a_repair_does_so_with_what_it_changes(self):
        rows = self.rows()
        wkt = [row for row in rows][3][""].Buffer(0.05, 1).ExportToWkt()
        self.set_geometry(4, wkt)
        self.set_field(1, compact=3.0)
        run = self.gridcheck("--json", self.grids, "--repair", self.path("mended.gpkg"))
        report = json.loads(run.stdout)
        repaired = {feature["feature"] for feature in report["repaired"]}
        after = case.read_layer(self.path("mended.gpkg"))
        self.assertLessEqual({value["feature"] for value in report["recounted"]}, repaired)
        self.assertGreater(len(report["recounted"]), 0)
        wrong = {finding["feature"] for finding in report["findings"] if finding["code"] in
                 ("area_differs", "perimeter_differs", "compactness_differs")}
        self.assertEqual(set() if 1 in repaired else {1}, wrong)
        for fid in repaired:
            self.assertAlmostEqual(after[fid - 1][""].GetArea() / after[fid - 1]["area_m2"], 1, delta=2e-3)

    def test_not_both(self):
        self.assert_refused(2, [self.grids, "--repair", self.path("a.gpkg"), "--recount", self.path("b.gpkg")],
                            "--repair and --recount exclude each other",
                            "--repair brings up to date what it changes; recount what it has written")


if __name__ == "__main__":
    unittest.main()
