"""gridcheck --exceptions and --suggest: what is known, and what a repair would mend."""

import json
import unittest

import gridify_case as case
from coverage_judge import holes_of
from gridcheck_case import GridcheckCase
from mosaic import Mosaic, polygon

LAKE, POND = (1, 1), (4, 2)


class MosaicCase(GridcheckCase):
    """A mosaic that lacks some cells: each is a gap of its own."""

    def setUp(self):
        super().setUp()
        self.mosaic = Mosaic(seed=7)
        self.cells = {cell: polygon(ring) for cell, ring in self.mosaic.cells().items()}

    def layer(self, without=(), name="layer.gpkg", moved=()):
        """Rows with a number as code; `moved` are (cell, metres to the east) that are carried off."""
        rows = []
        for cell, geometry in self.cells.items():
            if cell in without:
                continue
            by = dict(moved).get(cell, 0)
            rows.append((polygon([(x + by, y) for x, y in self.mosaic.cell(*cell)]) if by else geometry, {"number": len(rows)}))
        return self.write(name, rows, kind=case.ogr.wkbPolygon)

    def known(self, rows, name="known.gpkg", **how):
        return self.write(name, rows, **how)

    def report(self, *words, code=None):
        run = self.gridcheck("--json", *words)
        self.assertEqual("", run.stderr)
        if code is not None:
            self.assertEqual(code, run.returncode, run.stdout)
        return json.loads(run.stdout)

    @staticmethod
    def codes(findings):
        return sorted(finding["code"] for finding in findings)


class Exceptions(MosaicCase):

    LIMITS = ("--target", 395, "--max", 400, "--only", "limit_missed")

    def test_a_known_lake_is_counted_apart(self):
        layer = self.layer([LAKE, POND])
        known = self.known([(self.cells[LAKE], {"code": "gap"})])
        report = self.report(layer, "--exceptions", known, code=1)
        self.assertEqual((["gap"], ["gap"]), (self.codes(report["accepted"]), self.codes(report["findings"])))
        self.assertAlmostEqual(self.cells[LAKE].GetArea(), report["accepted"][0]["area_m2"], delta=0.01 * self.cells[LAKE].GetArea())
        run = self.gridcheck(layer, "--exceptions", known)
        self.assertRegex(run.stdout, r"Accepted\n  gap \(1\)\n")
        self.assertRegex(run.stdout, r"repaired=0 accepted=1\n$")

    def test_what_is_accepted_is_no_reason_for_exit_1(self):
        layer = self.layer([LAKE, POND])
        known = self.known([(self.cells[LAKE].Centroid(), {"code": "gap"}), (self.cells[POND].Centroid(), {"code": "gap"})])
        self.assert_clean(layer, "--exceptions", known)

    def test_a_gap_that_has_grown_is_told(self):
        """The lake is known, but the cell beside it is missing, too: by a polygon more is not accepted than it holds."""
        layer = self.layer([LAKE, (2, 1)])
        self.assertEqual(1, len(holes_of([row[""] for row in self.rows(layer, None)])))
        report = self.report(layer, "--exceptions", self.known([(self.cells[LAKE], {"code": "gap"})]), code=1)
        self.assertEqual((["exception_expired", "gap"], []), (self.codes(report["findings"]), report["accepted"]))

    def test_a_border_that_is_a_little_off_does_not_matter(self):
        lake = self.cells[LAKE].Buffer(-0.2)
        report = self.report(self.layer([LAKE]), "--exceptions", self.known([(lake, {"code": "gap"})]), code=0)
        self.assertEqual(1, len(report["accepted"]))
        lake = self.cells[LAKE].Buffer(-0.6)
        report = self.report(self.layer([LAKE]), "--exceptions", self.known([(lake, {"code": "gap"})], name="b.gpkg"), code=1)
        self.assertEqual([], report["accepted"], "strips of 0.6 m are wider than --gap-width")

    def test_expired_exceptions_are_told(self):
        layer = self.layer([POND])
        known = self.known([(self.cells[LAKE], {"code": "gap"}), (self.cells[POND], {"code": "gap"}),
                            (self.cells[POND], {"code": "overlap"})])
        report = self.report(layer, "--exceptions", known, code=0)
        self.assertEqual(["exception_expired"] * 2, self.codes(report["findings"]))
        self.assertEqual(["feature 1 of", "feature 3 of"], sorted(f["message"].split("(")[1][:12] for f in report["findings"]))
        report = self.report(layer, "--exceptions", known, "--only", "gap,exception_expired", code=0)
        self.assertEqual(1, len(report["findings"]), "overlaps were not looked for")
        self.assertEqual([], self.report(layer, "--exceptions", known, "--skip", "exception_expired")["findings"])

    def test_what_was_found_once_is_accepted_from_then_on(self):
        """The layer that --issues has written is a file of exceptions."""
        layer = self.layer([LAKE, POND], moved=[((3, 0), 4.0)])
        before = self.report(layer, "--issues", self.path("found.gpkg"), code=1)["findings"]
        self.assertLessEqual({"gap", "overlap"}, set(self.codes(before)))
        report = self.report(layer, "--exceptions", self.path("found.gpkg"), code=0)
        self.assertEqual((self.codes(before), []), (self.codes(report["accepted"]), report["findings"]))

    def test_findings_of_a_grid_as_a_whole(self):
        self.assertEqual(1, self.gridcheck(self.grids, *self.LIMITS, "--fail-on", "warning").returncode)
        rows = self.rows()
        missed = [row for row in rows if row["households"] > 400]
        where = missed[0][""].PointOnSurface().Buffer(0.01).Centroid()
        known = self.known([(where, {"code": "limit_missed", "grid_code": missed[0]["grid_code"]})])
        report = self.report(self.grids, *self.LIMITS, "--exceptions", known)
        self.assertEqual([missed[0]["grid_code"]], [finding["grid_code"] for finding in report["accepted"]])
        other = self.known([(where, {"code": "limit_missed", "grid_code": missed[1]["grid_code"]})], name="other.gpkg")
        self.assertEqual([], self.report(self.grids, *self.LIMITS, "--exceptions", other)["accepted"])

    def test_in_another_system_of_coordinates(self):
        known = self.known([(self.cells[LAKE], {"code": "gap"})])
        case.gdal.VectorTranslate(self.path("degrees.geojson"), known, dstSRS="EPSG:4490",
                                  layerCreationOptions=["COORDINATE_PRECISION=9"])
        self.assert_clean(self.layer([LAKE]), "--exceptions", self.path("degrees.geojson"))

    def test_points_and_polygons_in_one_layer(self):
        known = self.known([(self.cells[LAKE], {"code": "gap"}), (self.cells[POND].Centroid(), {"code": "gap"})],
                           name="mixed.gpkg", kind=case.ogr.wkbUnknown)
        layer = self.layer([LAKE, POND])
        self.assert_clean(layer, "--exceptions", known)

    def test_a_known_gap_is_not_filled(self):
        """A slit of 20 cm between two cells, which is no mistake."""
        west, south = case.WEST, case.SOUTH
        rows = [(case.rectangle(west, south, west + 100, south + 100), {"n": 1}),
                (case.rectangle(west + 100, south + 100, west + 200, south + 200), {"n": 2}),
                (case.rectangle(west + 100, south, west + 200, south + 100), {"n": 3}),
                (f"POLYGON (({west} {south + 100}, {west + 100} {south + 100}, {west + 100} {south + 120}, {west + 99.8} {south + 120},"
                 f"{west + 99.8} {south + 180}, {west + 100} {south + 180}, {west + 100} {south + 200}, {west} {south + 200},"
                 f"{west} {south + 100}))", {"n": 4})]
        layer = self.write("slit.gpkg", rows)
        slit = case.rectangle(west + 99.8, south + 120, west + 100, south + 180)
        known = self.known([(slit, {"code": "gap"})])
        area = lambda path: sum(row[""].GetArea() for row in self.rows(path, None))
        self.gridcheck(layer, "--repair", self.path("filled.gpkg"))
        self.assertAlmostEqual(40000, area(self.path("filled.gpkg")), places=3)
        self.gridcheck(layer, "--repair", self.path("kept.gpkg"), "--exceptions", known)
        self.assertAlmostEqual(40000 - 0.2 * 60, area(self.path("kept.gpkg")), places=3)

    def test_what_is_no_exception_is_refused(self):
        layer = self.layer([LAKE])
        self.assert_refused(3, [layer, "--exceptions", self.known([(self.cells[LAKE], {"code": "gapp"})])],
                            "$DIR/known.gpkg (layer known, feature 1): there is no check 'gapp'",
                            "--list-checks names them all")
        self.assert_refused(2, [layer, "--exceptions", self.known([(self.cells[LAKE], {"kind": "gap"})], name="b.gpkg")],
                            "$DIR/b.gpkg (layer b): no field 'code' says what the exceptions are about; the fields are: kind",
                            "give each the code of a check; --list-checks names them all")
        self.assert_refused(2, [layer, "--exceptions-layer", "x"], "--exceptions-layer is given without --exceptions")


class Suggest(MosaicCase):

    def trials(self, layer, *words):
        return self.report(layer, "--suggest", *words).get("suggested", [])

    def test_what_is_suggested_is_what_the_repair_does(self):
        """A cell carried off by 30 cm, one by 4 m, and a cell that is not there."""
        layer = self.layer([POND], moved=[((1, 2), 0.3), ((3, 0), 4.0)])
        before = self.report(layer)["findings"]
        trials = self.trials(layer)
        self.assertEqual(2, len(trials))
        self.assertEqual({len(before)}, {trial["found"] for trial in trials})
        for number, trial in enumerate(trials):
            after = self.report(layer, "--gap-width", trial["gap_width"], "--snap", trial["snap"], "--repair",
                                self.path(f"mended{number}.gpkg"))["findings"]
            again = self.report(self.path(f"mended{number}.gpkg"))["findings"]
            self.assertEqual(trial["mended"] - trial["new"], len(before) - len(again), (trial, after))
        self.assertLess(trials[0]["mended"], trials[0]["found"])
        self.assertEqual(trials[1]["mended"], trials[1]["found"])
        self.assertEqual((0.5, 0.1), (trials[0]["gap_width"], trials[0]["snap"]))
        self.assertEqual([], holes_of([row[""] for row in self.rows(self.path("mended1.gpkg"), None)]))

    def test_what_is_accepted_needs_no_repair(self):
        layer = self.layer([POND], moved=[((1, 2), 0.3)])
        known = self.known([(self.cells[POND], {"code": "gap"})])
        trials = self.trials(layer, "--exceptions", known)
        self.assertEqual(1, len(trials))
        self.assertEqual(trials[0]["found"], trials[0]["mended"])

    def test_a_clean_layer_needs_nothing(self):
        self.assertEqual([], self.trials(self.layer()))
        self.assert_clean(self.layer(name="again.gpkg"), "--suggest")

    def test_in_words(self):
        run = self.gridcheck(self.layer([POND]), "--suggest")
        self.assertRegex(run.stdout, r"Suggested\n  --repair with --gap-width 0.5 and --snap 0.1 would mend 0 of 1 findings: gap 0 of 1\n"
                                     r"  --repair with --gap-width \d+ and --snap 0.1 would mend 1 of 1 findings: gap 1 of 1\n")


if __name__ == "__main__":
    unittest.main()
