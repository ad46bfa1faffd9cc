"""Points without a polygon: an outline that is made of the sites. Judged by OGR."""

import json
import math
import random
import subprocess
import unittest
from pathlib import Path

import gridify_case as case
from gridcheck_case import GRIDCHECK
from gridify_case import SOUTH, WEST, GridifyCase, building_rows, read_layer, site_rows


def filled(shape):
    """Without holes."""
    parts = [shape] if shape.GetGeometryName() == "POLYGON" else list(shape)
    whole = case.ogr.Geometry(case.ogr.wkbPolygon)
    for part in parts:
        shell = case.ogr.Geometry(case.ogr.wkbPolygon)
        shell.AddGeometry(part.GetGeometryRef(0))
        whole = whole.Union(shell)
    return whole


class Outline(GridifyCase):

    def ground(self):
        """The ground of all grids, which must be a coverage."""
        grids = [row[""] for row in read_layer(self.out, "grids")]
        whole = grids[0].Clone()
        for grid in grids[1:]:
            whole = whole.Union(grid)
        self.assertAlmostEqual(sum(grid.GetArea() for grid in grids), whole.GetArea(), 3)
        return whole

    def divided(self, sites, rule, *more):
        """The ground of the run, in which all sites are."""
        run = self.gridify("--sites", sites, "--outline", rule, "-o", self.out, "-O", "--fail-on", "error", *more)
        self.assertEqual(0, run.returncode, run.stderr)
        self.assertIn("note: outline_made: there are no boundaries: the unit is the ground within ", run.stderr)
        self.assertNotIn("site_outside", run.stderr)
        check = subprocess.run([GRIDCHECK, self.out, "--sites", sites, "--fail-on", "error"], capture_output=True, text=True, check=False)
        self.assertEqual(0, check.returncode, check.stdout + check.stderr)
        return self.ground()

    def test_around_points(self):
        points = case.ogr.Geometry(case.ogr.wkbMultiPoint)
        for wkt, _ in site_rows():
            points.AddGeometry(case.ogr.CreateGeometryFromWkt(wkt))
        total = sum(fields["households"] for _, fields in site_rows())
        for rule, wanted in (("hull", points.ConvexHull().Buffer(20)), ("buffer=60", filled(points.Buffer(60))), ("hull=200", points.ConvexHull().Buffer(200))):
            ground = self.divided(self.sites, rule)
            self.assertEqual(total, self.households())
            # Of points close together one stands for the others, and arcs have corners.
            self.assertLess(ground.SymDifference(wanted).Area(), 0.04 * wanted.Area(), rule)
            for wkt, _ in site_rows():
                self.assertTrue(ground.Contains(case.ogr.CreateGeometryFromWkt(wkt)), (rule, wkt))

    def test_buildings_lie_inside_with_all_corners(self):
        ground = self.divided(self.path("buildings.gpkg"), "buffer")
        for wkt, _ in building_rows():
            self.assertTrue(ground.Contains(case.ogr.CreateGeometryFromWkt(wkt)))

    def test_long_buildings_are_covered(self):
        rows = [(case.rectangle(WEST + 300 * i, SOUTH, WEST + 300 * i + 250, SOUTH + 60 + i), {"households": 300}) for i in range(4)]
        ground = self.divided(self.write("long.gpkg", rows), "buffer=10")
        for wkt, _ in rows:
            self.assertTrue(ground.Contains(case.ogr.CreateGeometryFromWkt(wkt)))

    def test_degrees(self):
        place = case.ogr.CreateGeometryFromWkt(f"POINT ({WEST} {SOUTH})")
        features = []
        turn = case.osr.CoordinateTransformation(case.crs_of(case.TOWN_CRS), case.crs_of(4326))
        for wkt, fields in site_rows():
            place = case.ogr.CreateGeometryFromWkt(wkt)
            place.Transform(turn)
            features.append({"type": "Feature", "properties": fields, "geometry": json.loads(place.ExportToJson())})
        Path(self.path("homes.geojson")).write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
        ground = self.divided(self.path("homes.geojson"), "hull=50")
        metres = sum(row["area_m2"] for row in read_layer(self.out, "grids"))
        points = case.ogr.Geometry(case.ogr.wkbMultiPoint)
        for wkt, _ in site_rows():
            points.AddGeometry(case.ogr.CreateGeometryFromWkt(wkt))
        self.assertLess(abs(metres / points.ConvexHull().Buffer(50).Area() - 1), 0.02)
        self.assertTrue(ground.IsValid())

    def test_one_place_and_places_far_apart(self):
        one = self.write("one.gpkg", [(f"POINT ({WEST} {SOUTH})", {"households": 400})])
        ground = self.divided(one, "hull")
        self.assertLess(abs(ground.GetArea() / (math.pi * 400) - 1), 0.02)
        far = self.write("far.gpkg", [(f"POINT ({WEST + 1000 * i} {SOUTH})", {"households": 400}) for i in range(3)])
        self.assertEqual(3, self.divided(far, "buffer=30").GetGeometryCount())
        self.assertEqual(3, len(read_layer(self.out, "grids")))

    def test_random_crowds_are_inside(self):
        chance = random.Random(8)
        for trial in range(6):
            rows = []
            for _ in range(chance.randint(2, 8)):
                x, y, wide = WEST + chance.uniform(0, 900), SOUTH + chance.uniform(0, 900), 10 ** chance.uniform(-3, 2)
                for _ in range(chance.randint(1, 120)):
                    rows.append((f"POINT ({chance.gauss(x, wide)} {chance.gauss(y, wide)})", {"households": chance.randint(0, 9)}))
            sites = self.write(f"crowd{trial}.gpkg", rows)
            self.divided(sites, f"buffer={chance.randint(1, 40)}", "--min", "0")
            self.assertEqual(sum(fields["households"] for _, fields in rows), self.households())

    def test_what_cannot_be(self):
        words = ["--sites", self.sites, "-o", self.out, "--outline"]
        for rule in ("box", "hull=", "buffer=0", "buffer=1e9", "buffer=nan", "buffer=5m", ""):
            self.assert_refused(2, [*words, rule], f"--outline is hull or buffer, with =METRES from 1 to 10000 if wanted, not '{rule}'",
                                "for example buffer=50")
        self.assert_refused(2, [self.units, *words, "hull"], "--outline is for sites without boundaries", "leave out one of them")
        self.assert_refused(2, ["-o", self.out, "--outline", "hull"], "--outline is given without --sites")
        self.assert_refused(2, [*words[:-1]], "there are no boundaries",
                            "give a file of boundaries, or let --outline make one unit around the sites")
        self.assert_refused(2, [*words, "hull", "--profile", "urban"],
                            "the profile asks for unit codes of 12 digits, which no outline has that is made of sites",
                            "choose another --profile, or give boundaries")


if __name__ == "__main__":
    unittest.main()
