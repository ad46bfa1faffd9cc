"""Geometry and coordinates that cannot be right."""

import math
import subprocess
import unittest

from osgeo import ogr, osr

from gridcheck_case import GRIDCHECK
from gridify_case import (SIDE, SOUTH, UNITS, WEST, GridifyCase, crs_of, read_layer, rectangle, site_rows, square,
                          unit_rows)


def point(x, y):
    result = ogr.Geometry(ogr.wkbPoint)
    result.AddPoint_2D(x, y)
    return result


def turned(rows, transform):
    """The same rows with every vertex changed by `transform`."""
    result = []
    for wkt, fields in rows:
        geometry = ogr.CreateGeometryFromWkt(wkt) if isinstance(wkt, str) else wkt
        rings = [geometry.GetGeometryRef(0)] if geometry.GetGeometryType() == ogr.wkbPolygon else [geometry]
        for ring in rings:
            for i in range(ring.GetPointCount()):
                ring.SetPoint_2D(i, *transform(ring.GetX(i), ring.GetY(i)))
        result.append((geometry, fields))
    return result


def in_degrees(rows):
    to_degrees = osr.CoordinateTransformation(crs_of(4547), crs_of(4490))
    return turned(rows, lambda x, y: to_degrees.TransformPoint(x, y)[:2])


class Geometry(GridifyCase):

    def words(self, *more):
        return [self.path("hostile.gpkg"), "--sites", self.sites, "-o", self.out, *more]

    def sites_words(self, *more):
        return [self.units, "--sites", self.path("hostile.gpkg"), "-o", self.out, *more]

    def test_a_null_geometry_among_the_boundaries(self):
        rows = unit_rows()
        rows[1] = (None, rows[1][1])
        self.write("hostile.gpkg", rows)
        self.assert_findings(
            self.words(),
            "error: unit_without_geometry: unit 420106001002 has no geometry and was left out (feature 2)",
            "error: site_outside: a site with 3 households lies in no unit, at 520611.9,3385464.3",
            "error: site_outside: a site with 1 households lies in no unit, at 520615.1,3385507.7",
            "error: site_outside: a site with 26 households lies in no unit, at 520619,3385271.5",
            "error: site_outside: 57 more; --json lists all")

    def test_an_empty_geometry_among_the_boundaries(self):
        rows = unit_rows()
        rows[1] = ("POLYGON EMPTY", rows[1][1])
        self.write("hostile.gpkg", rows, kind=ogr.wkbPolygon)
        self.assert_findings(
            self.words(),
            "error: unit_without_geometry: unit 420106001002 has no geometry and was left out (feature 2)",
            "error: site_outside: a site with 3 households lies in no unit, at 520611.9,3385464.3",
            "error: site_outside: a site with 1 households lies in no unit, at 520615.1,3385507.7",
            "error: site_outside: a site with 26 households lies in no unit, at 520619,3385271.5",
            "error: site_outside: 57 more; --json lists all")

    def test_no_boundary_with_a_geometry(self):
        self.write("hostile.gpkg", [(None, fields) for _, fields in unit_rows()], kind=ogr.wkbPolygon)
        self.assert_refused(3, self.words(), "$DIR/hostile.gpkg (layer hostile): no unit has a geometry with an area")

    def test_null_and_empty_geometry_among_the_sites(self):
        rows = site_rows()
        rows[5] = (None, {"site_id": "null", "households": 7})
        rows[9] = ("POINT EMPTY", {"site_id": "empty", "households": 4})
        self.write("hostile.gpkg", rows, kind=ogr.wkbPoint)
        self.assert_findings(self.sites_words(), "error: no_location: 2 sites of $DIR/hostile.gpkg have no geometry; "
                             "their 11 households are in no grid")

    def dedicate(self, *boxes):
        self.write("dedicated.gpkg", [(rectangle(WEST + west, SOUTH + south, WEST + east, SOUTH + north), {"name": "school"})
                                      for west, south, east, north in boxes])
        return [self.units, "--sites", self.sites, "-o", self.out, "--dedicated", self.path("dedicated.gpkg")]

    def assert_no_split(self):
        run = subprocess.run([GRIDCHECK, self.out, "--boundaries", self.units, "--sites", self.sites, "--dedicated",
                              self.path("dedicated.gpkg")], capture_output=True, check=False, text=True)
        self.assertNotIn("dedicated_split", run.stdout + run.stderr)
        self.assertEqual(0, run.returncode, run.stdout + run.stderr)

    def test_a_dedicated_area_across_units_is_divided_by_them_and_told_once(self):
        self.assert_findings(self.dedicate((500, 520, 700, 690)),
                             "note: dedicated_across_units: a dedicated area lies across the units 420106001001, 420106001002, "
                             "420106001003, 420106001004; each has its part as a grid")
        rows = [row for row in read_layer(self.out) if row["kind"] == "dedicated"]
        self.assertEqual(list(UNITS), [row["unit_code"] for row in rows])
        self.assert_no_split()

    def test_dedicated_areas_that_overlap_are_not_split(self):
        self.assert_done(*self.dedicate((200, 200, 300, 300), (250, 250, 350, 350)))
        self.assertEqual(2, sum(row["kind"] == "dedicated" for row in read_layer(self.out)))
        self.assert_no_split()

    def test_a_self_crossing_boundary(self):
        west, south = WEST, SOUTH
        rows = unit_rows()
        rows[0] = (f"POLYGON (({west} {south},{west + SIDE} {south},{west + SIDE} {south + SIDE},"
                   f"{west + 300} {south - 40},{west} {south + SIDE},{west} {south}))", rows[0][1])
        self.write("hostile.gpkg", rows)
        self.assert_findings(
            self.words(),
            "error: site_outside: a site with 5 households lies in no unit, at 520031.5,3385556.4",
            "error: site_outside: a site with 17 households lies in no unit, at 520080,3385456.4",
            "error: site_outside: a site with 36 households lies in no unit, at 520110.8,3385429.9",
            "error: site_outside: 30 more; --json lists all",
            "units_gap: ground between units 420106001001 and 420106001003 is in no unit: 191250 m2, up to 381.3 m wide, at "
            "520300,3385300; 33 sites with 635 households lie there",
            "invalid_boundary: the boundary of unit 420106001001 is not valid: Self-intersection at 520281.25,3385000; "
            "the ground that its rings enclose was divided",
            "unit_disconnected: unit 420106001001 has parts that do not touch and are too small for grids of their own; "
            "a grid has several parts")

    def test_a_boundary_without_area(self):
        rows = unit_rows()
        rows[0] = (f"POLYGON (({WEST} {SOUTH},{WEST + 600} {SOUTH},{WEST} {SOUTH},{WEST} {SOUTH}))", rows[0][1])
        self.write("hostile.gpkg", rows)
        self.assert_findings(
            self.words(),
            "error: unit_without_area: the boundary of unit 420106001001 encloses nothing; the unit was left out (feature 1)",
            "error: site_outside: a site with 33 households lies in no unit, at 520009.6,3385319.3",
            "error: site_outside: a site with 14 households lies in no unit, at 520012.5,3385317.2",
            "error: site_outside: a site with 35 households lies in no unit, at 520015,3385168.4",
            "error: site_outside: 57 more; --json lists all")

    def test_coordinates_of_boundaries_that_are_no_numbers(self):
        for hostile in (math.nan, math.inf, -math.inf, 1e300):
            rows = unit_rows()
            ring = ogr.Geometry(ogr.wkbLinearRing)
            for x, y in ((WEST, SOUTH), (WEST + 600, SOUTH), (hostile, SOUTH + 600), (WEST, SOUTH + 600),
                         (WEST, SOUTH)):
                ring.AddPoint_2D(x, y)
            polygon = ogr.Geometry(ogr.wkbPolygon)
            polygon.AddGeometry(ring)
            rows[2] = (polygon, rows[2][1])
            (self.dir / "hostile.gpkg").unlink(missing_ok=True)
            self.write("hostile.gpkg", rows)
            with self.subTest(hostile):
                problem = "is not a finite number" if not math.isfinite(hostile) else "is far off the earth"
                self.assert_refused(3, self.words(), "$DIR/hostile.gpkg (layer hostile, feature 3): "
                                    f"a coordinate {problem} ({hostile:g}, 3385600)")

    def test_coordinates_of_sites_that_are_no_numbers(self):
        for hostile in (math.inf, -math.inf, 1e300):
            rows = site_rows()
            rows[17] = (point(WEST + 5, hostile), {"site_id": "far", "households": 7})
            (self.dir / "hostile.gpkg").unlink(missing_ok=True)
            self.write("hostile.gpkg", rows)
            with self.subTest(hostile):
                problem = "is not a finite number" if not math.isfinite(hostile) else "is far off the earth"
                self.assert_refused(3, self.sites_words(), "$DIR/hostile.gpkg (layer hostile, feature 18): "
                                    f"a coordinate {problem} (520005, {hostile:g})")

    def test_a_site_without_numbers_has_no_location(self):
        rows = site_rows()
        rows[17] = (point(math.nan, math.nan), {"site_id": "nowhere", "households": 7})
        self.write("hostile.gpkg", rows)
        self.assert_findings(self.sites_words(), "error: no_location: 1 sites of $DIR/hostile.gpkg have no geometry; "
                             "their 7 households are in no grid")

    def test_no_crs(self):
        self.write("hostile.gpkg", unit_rows(), epsg=None)
        self.write("bare.shp", site_rows(), epsg=None)
        advice = ("name the CRS with --input-crs; the coordinates look like Gauss-Kruger without the zone before the easting (in "
                  "China), or UTM (EPSG:326 and its zone); the zone does not follow from the numbers. Find the central meridian "
                  "M, in degrees east: in 3-degree zones M is the multiple of 3 that is nearest to the longitude of the place, "
                  "and the code EPSG:4534 + (M - 75) / 3, so EPSG:4547 for 114; in 6-degree zones M is the nearest of 75, 81, "
                  "... 135, and the code EPSG:4502 + (M - 75) / 6, so EPSG:4509 for 117 (all CGCS2000; Xian 1980 begins with "
                  "EPSG:2370 and EPSG:2338, Beijing 1954 with EPSG:2422 and EPSG:21473)")
        self.assert_refused(3, self.words(), "$DIR/hostile.gpkg (layer hostile): "
                            "no usable CRS is declared ('Undefined geographic SRS')", advice)
        self.assert_refused(3, [self.units, "--sites", self.path("bare.shp"), "-o", self.out],
                            "$DIR/bare.shp (layer bare): no CRS is declared", advice)
        self.assert_refused(2, self.words("--input-crs", "EPSG:1"), "'EPSG:1' is not understood as a CRS: "
                            "PROJ: proj_create_from_database: crs not found", "give EPSG:n, WKT or a PROJ string")
        self.assert_done(*self.words("--input-crs", "EPSG:4547"))
        self.assertEqual(4, len({row["unit_code"] for row in read_layer(self.out)}))

    def test_a_zone_before_the_easting_names_the_crs(self):
        def zoned(rows, swap=False):
            crs = osr.CoordinateTransformation(crs_of(4547), crs_of(4526))
            for wkt, fields in rows:
                geometry = ogr.CreateGeometryFromWkt(wkt)
                geometry.Transform(crs)
                if swap:
                    geometry.SwapXY()
                geometry.AssignSpatialReference(None)
                yield geometry, fields
        codes = "EPSG:4526 (CGCS2000), or for older data EPSG:2362 (Xian 1980) or EPSG:2414 (Beijing 1954)"
        what = f"Gauss-Kruger, 3-degree zone 38 (central meridian 114 E), with the zone before the easting: {codes}"
        units = self.write("zoned.shp", list(zoned(unit_rows())), epsg=None, kind=ogr.wkbPolygon)
        words = [units, "--sites", self.sites, "-o", self.out]
        self.assert_refused(3, words, "$DIR/zoned.shp (layer zoned): no CRS is declared",
                            f"name the CRS with --input-crs; the coordinates look like {what}")
        turned = self.write("turned.shp", list(zoned(unit_rows(), swap=True)), epsg=None, kind=ogr.wkbPolygon)
        self.assert_refused(3, [turned, *words[1:]], "$DIR/turned.shp (layer turned): no CRS is declared",
                            "write the coordinates the other way round, easting first, and name the CRS with --input-crs; with x "
                            f"and y swapped they look like {what}")
        self.assert_done(*words, "--input-crs", "EPSG:4526")

    def test_a_few_wild_places_do_not_hide_what_a_layer_is_in(self):
        places = [(f"POINT ({38520000 + i} {3385000 + 7 * i})", {"households": 1}) for i in range(100)]
        for i in (3, 50, 77):
            places[i] = ("POINT (0 0)", {"households": 1})
        self.write("bare.shp", places, epsg=None)
        run = self.gridify(self.units, "--sites", self.path("bare.shp"), "-o", self.out)
        self.assertEqual(3, run.returncode)
        self.assertIn("the coordinates look like Gauss-Kruger, 3-degree zone 38 ", run.stderr)

    def test_degrees_declared_as_metres(self):
        self.write("hostile.gpkg", in_degrees(unit_rows()))
        self.assert_refused(3, self.words(),
                            "$DIR/hostile.gpkg: the coordinates are degrees, but the CRS is projected (the extent is "
                            "x 114.208517 to 114.221053, y 30.5851283 to 30.5959731; the CRS is EPSG:4547)",
                            "name the CRS that the coordinates are really in with --input-crs, such as EPSG:4326 or "
                            "EPSG:4490")

    def test_metres_declared_as_degrees(self):
        self.write("hostile.gpkg", unit_rows(), epsg=4490)
        self.assert_refused(3, self.words(),
                            "$DIR/hostile.gpkg: the coordinates are not degrees, but the CRS is geographic (the extent is "
                            "x 520000 to 521200, y 3385000 to 3386200; the CRS is EPSG:4490)",
                            "name the CRS that the coordinates are really in with --input-crs")

    def assert_swapped(self, rows, words, problem, advice, **options):
        self.write("hostile.gpkg", turned(rows, lambda x, y: (y, x)), **options)
        self.assert_refused(3, words, "$DIR/hostile.gpkg: x and y are swapped: " + problem, "write the coordinates as " + advice + "; in QGIS, Swap X and Y Coordinates does it")

    def test_swapped_axes(self):
        self.assert_swapped(unit_rows(), self.words(),
                            "the extent is in the CRS's area of use only the other way round (the extent is "
                            "x 3385000 to 3386200, y 520000 to 521200; the CRS is EPSG:4547)", "easting, northing")

    def test_swapped_degrees(self):
        self.assert_swapped(in_degrees(unit_rows()), self.words(),
                            "y is out of the range of latitudes (the extent is x 30.5851283 to 30.5959731, "
                            "y 114.208517 to 114.221053; the CRS is EPSG:4490)", "longitude, latitude", epsg=4490)

    def test_swapped_degrees_of_sites(self):
        self.assert_swapped(in_degrees(site_rows()), self.sites_words(),
                            "y is out of the range of latitudes (the extent is x 30.5852009 to 30.5959042, "
                            "y 114.208624 to 114.220972; the CRS is EPSG:4490)", "longitude, latitude", epsg=4490)

    def test_sites_in_degrees_and_boundaries_in_metres_go_together(self):
        self.write("hostile.gpkg", in_degrees(site_rows()), epsg=4490)
        self.assert_done(*self.sites_words())
        self.assertEqual(sum(fields["households"] for _, fields in site_rows()), self.households())

    def test_overlapping_units_count_a_site_once(self):
        rows = unit_rows()
        rows[0] = (rectangle(WEST, SOUTH, WEST + SIDE + 150, SOUTH + SIDE), rows[0][1])
        self.write("hostile.gpkg", rows)
        run = self.gridify(*self.words("-q"))
        self.assertEqual("", run.stderr)
        self.assertIn(run.returncode, (0, 1))
        self.assertEqual(sum(fields["households"] for _, fields in site_rows()), self.households())

    def test_a_multipolygon_with_a_hole_and_an_enclave(self):
        codes = list(UNITS)
        west, south = WEST + 200, SOUTH + 200
        inner = f"({west} {south},{west + 100} {south},{west + 100} {south + 100},{west} {south + 100},{west} {south})"
        outer = square(0)[len("POLYGON (") : -1]
        rows = [(f"MULTIPOLYGON (({outer},{inner}))", {"unit_code": codes[0], "unit_name": "A"}),
                (f"MULTIPOLYGON (({inner}),{square(1)[len('POLYGON '):]})", {"unit_code": codes[1], "unit_name": "B"})]
        self.write("hostile.gpkg", rows)
        self.write("few.gpkg", site_rows(units=2))
        run = self.gridify(self.path("hostile.gpkg"), "--sites", self.path("few.gpkg"), "-o", self.out, "-q")
        self.assertEqual("", run.stderr)
        self.assertIn(run.returncode, (0, 1))
        self.assertEqual(sum(fields["households"] for _, fields in site_rows(units=2)), self.households())


if __name__ == "__main__":
    unittest.main()
