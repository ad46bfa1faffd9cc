"""Layers with several kinds of geometry, or several columns of it: what is of use is taken, and what is not is counted.

The same grids must come out as from a layer that holds nothing else.
"""

import re
import unittest

import gridify_case as case
import postgis_case
from gridify_case import ogr

LINES = [(f"LINESTRING ({case.WEST + 10 * i} {case.SOUTH},{case.WEST + 10 * i} {case.SOUTH + 1200})", {"class": "river"})
         for i in range(5)]
PIN = (f"POINT ({case.WEST + 5} {case.SOUTH + 5})", {})
EMPTY = ("POINT EMPTY", {})
ENDINGS = ("gpkg", "geojson", "fgb")


def degrees(wkt):
    """Of the town, for KML."""
    geometry = ogr.CreateGeometryFromWkt(wkt)
    geometry.AssignSpatialReference(case.crs_of(case.TOWN_CRS))
    geometry.TransformTo(case.crs_of(4326))
    return geometry


class Mixed(case.GridifyCase):

    def mixed(self, name, rows, others, others_first=True):
        """A layer whose type says nothing."""
        both = [*others, *rows] if others_first else [*rows, *others]
        return self.write(name, both, kind=ogr.wkbUnknown, options=["SPATIAL_INDEX=NO"] if name.endswith("fgb") else ())

    def content_of_run(self, *words):
        """Grids, and the finding about what was left out."""
        run = self.gridify(*words, "-o", self.path("out.geojson"), "-O")
        self.assertIn(run.returncode, (0, 1), run.stderr)
        left = [line for line in run.stderr.splitlines() if "left out" in line]
        return self.content("out.geojson"), left

    def assert_same(self, plain, mixed, said):
        self.assertEqual((plain[0], [f"gridify: warning: geometry_left_out: {said}"] if said else []), mixed)

    def test_every_input_takes_what_it_can_use(self):
        """Boundaries, sites, barriers, blocks and dedicated areas in three formats, the others first and last."""
        town = [self.units, "--sites", self.sites]
        dedicated = [(case.square(0, 200), {})]
        roles = {"boundaries": (case.unit_rows(), [*LINES, PIN], 6, lambda path: [path, "--sites", self.sites]),
                 "sites": (case.building_rows(), LINES, 5, lambda path: [self.units, "--sites", path]),
                 "barriers": (case.street_rows(), [PIN, (case.square(0), {})], 2, lambda path: [*town, "--barriers", path]),
                 "blocks": (case.building_rows(), [PIN, *LINES], 6, lambda path: [*town, "--blocks", path]),
                 "dedicated": (dedicated, [PIN], 1, lambda path: [*town, "--dedicated", path])}
        for role, (rows, others, number, words) in roles.items():
            plain = self.content_of_run(*words(self.write(f"plain-{role}.gpkg", rows)))
            self.assertEqual([], plain[1])
            for ending in ENDINGS:
                for first in (True, False):
                    with self.subTest(role=role, ending=ending, first=first):
                        path = self.mixed(f"{role}-{first}.{ending}", rows, others, first)
                        got = self.content_of_run(*words(path))
                        self.assertEqual(plain[0], got[0])
                        name = f"{role}-{first}.{ending}"
                        self.assertRegex("\n".join(got[1]), rf"^gridify: warning: geometry_left_out: {role}: {number} features of \$DIR/{re.escape(name)} are of "
                                         r"another kind and were left out; the first is feature \d+ \([A-Z]+\)$")

    def test_houses_and_addresses_are_both_sites(self):
        """Buildings count at the building, points at the point: no household is lost."""
        points = [(wkt, fields) for wkt, fields in case.site_rows(10, seed=3)]
        both = self.mixed("both.geojson", case.building_rows(), points)
        self.gridify(self.units, "--sites", both, "-o", self.out)
        wanted = sum(fields["households"] for _, fields in [*points, *case.building_rows()])
        self.assertEqual(wanted, self.households())

    def test_only_what_passes_the_filter_counts(self):
        rows = [(wkt, {**fields, "use": "home"}) for wkt, fields in case.building_rows()]
        others = [(wkt, {"use": "street"}) for wkt, _ in LINES]
        plain = self.content_of_run(self.units, "--sites", self.write("plain.gpkg", rows))
        for ending in ENDINGS:
            path = self.mixed(f"mixed.{ending}", rows, others)
            self.assertEqual(plain, self.content_of_run(self.units, "--sites", path, "--sites-where", "use = 'home'"))
            with self.subTest(ending):
                run = self.gridify(self.units, "--sites", path, "--sites-where", "use = 'street'", "-o", self.path("x.gpkg"))
                self.assertEqual(3, run.returncode)
                self.assertIn("sites must be points or polygons, but the layer holds lines", run.stderr)

    def test_collections_give_their_polygons(self):
        """As pins and outlines in one placemark, or what an intersection leaves."""
        rows = [(f"GEOMETRYCOLLECTION ({LINES[0][0]},{wkt},{PIN[0]})", fields) for wkt, fields in case.unit_rows()]
        plain = self.content_of_run(self.units, "--sites", self.sites)
        path = self.write("collections.gpkg", rows, kind=ogr.wkbUnknown)
        self.assert_same(plain, self.content_of_run(path, "--sites", self.sites),
                         "boundaries: parts of 4 features of $DIR/collections.gpkg are of another kind and were left out; the first is "
                         "feature 1 (GEOMETRYCOLLECTION)")

    def test_empty_geometries_first(self):
        """They are of no kind."""
        path = self.mixed("units.geojson", case.unit_rows(), [EMPTY, (None, {}), ("GEOMETRYCOLLECTION EMPTY", {})])
        run = self.gridify(path, "--sites", self.sites, "-o", self.out)
        self.assertEqual(1, run.returncode, run.stderr)
        self.assertEqual(3, run.stderr.count("has no geometry and was left out"))

    def test_pins_between_the_polygons_of_kml(self):
        dataset = ogr.GetDriverByName("LIBKML" if ogr.GetDriverByName("LIBKML") else "KML").CreateDataSource(self.path("pins.kml"))
        layer = dataset.CreateLayer("units", case.crs_of(4326), ogr.wkbUnknown)
        layer.CreateField(ogr.FieldDefn("unit_code", ogr.OFTString))
        for wkt, fields in [PIN, *case.unit_rows()]:
            feature = ogr.Feature(layer.GetLayerDefn())
            if fields:
                feature.SetField("unit_code", fields["unit_code"])
            feature.SetGeometry(degrees(wkt))
            layer.CreateFeature(feature)
        del layer, dataset
        run = self.gridify(self.path("pins.kml"), "--sites", self.sites, "-o", self.out)
        self.assertIn("boundaries: 1 features of $DIR/pins.kml are of another kind and were left out", run.stderr)
        self.assertEqual(sum(fields["households"] for _, fields in case.site_rows()), self.households())

    def test_a_layer_without_what_is_wanted(self):
        path = self.mixed("lines.geojson", LINES, [PIN])
        self.assert_refused(3, [path, "--sites", self.sites, "-o", self.out],
                            "$DIR/lines.geojson (layer lines): boundaries must be polygons, but the layer holds points")

    def test_sites_of_several_points(self):
        rows = [(f"MULTIPOINT ({case.WEST + 10 * i} {case.SOUTH + 9},{case.WEST + 700} {case.SOUTH + i})", {"households": 10})
                for i in range(1, 51)]
        once = [(f"MULTIPOINT ({case.WEST + 10 * i} {case.SOUTH + 800},{case.WEST + 10 * i} {case.SOUTH + 800})", {"households": 10})
                for i in range(1, 31)]
        path = self.write("sites.geojson", [*once, *rows], kind=ogr.wkbMultiPoint)
        run = self.gridify(self.units, "--sites", path, "-o", self.out, "--target", "200", "--min", "100", "--max", "500")
        self.assertIn("50 sites of $DIR/sites.geojson have several points, and each counts at its first; the first is feature 30",
                      run.stderr)


class Columns(postgis_case.PostgisCase, case.GridifyCase):
    """Tables with several columns of geometry."""

    def setUp(self):
        super().setUp()
        self.load(self.units, "units")
        kind = "geometry(Polygon, 4547)"
        self.sql(f"CREATE TABLE older (id serial PRIMARY KEY, unit_code text, unit_name text, geom_2019 {kind}, geom {kind});"
                 "INSERT INTO older (unit_code, unit_name, geom_2019, geom) SELECT unit_code, unit_name, "
                 "ST_Translate(geom, 5000, 0), geom FROM units;"
                 f"CREATE TABLE homes (id serial PRIMARY KEY, label geometry(Point, 4547), shape {kind}, unit_code text);"
                 "INSERT INTO homes (label, shape, unit_code) SELECT ST_Centroid(geom), geom, unit_code FROM units")

    def grids(self, *words):
        run = self.gridify(*words, "--sites", self.sites, "-o", self.path("out.geojson"), "-O")
        self.assertEqual((0, ""), (run.returncode, run.stderr))
        return self.content("out.geojson")

    def test_several_that_could_be_meant(self):
        run = self.gridify(self.pg, "--layer", "older", "--sites", self.sites, "-o", self.out)
        self.assertEqual(2, run.returncode, run.stderr)
        self.assertIn("the layer has several columns of geometry: older(geom_2019), older(geom)", run.stderr)
        self.assertEqual(self.grids(self.units), self.grids(self.pg, "--layer", "older(geom)"))
        run = self.gridify(self.pg, "--layer", "older(geom_2019)", "--sites", self.sites, "-o", self.out)
        self.assertIn("site_outside", run.stderr)

    def test_the_only_one_of_the_kind(self):
        plain = self.grids(self.units, "--name-field", "unit_code")
        self.assertEqual(plain, self.grids(self.pg, "--layer", "homes", "--name-field", "unit_code"))
        # Expressions and filters see the same column.
        words = [self.units, "--sites", self.pg, "--sites-layer", "homes(shape)", "--workload", "CAST(unit_code AS float)"]
        run = self.gridify(*words, "-o", self.out, "--target", "1", "--min", "1", "--max", "1")
        self.assertIn(run.returncode, (0, 1), run.stderr)
        self.assertEqual(4, self.households())


if __name__ == "__main__":
    unittest.main()
