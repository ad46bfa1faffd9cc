"""A raster of population goes on where the units end: what it has there is told in one line and costs no memory.

Judged pixel by pixel with GEOS through OGR: a pixel counts where its centre is in a unit; where only a corner of it is, it is a site
outside of all units; else it is of other places.
"""

import json
import math
import random
import unittest

import numpy
from osgeo import gdal, ogr, osr

import gridify_case as case
from gridify_case import SOUTH, TOWN_CRS, WEST, crs_of

MIDDLE = WEST + 600, SOUTH + 600


class RasterBeyond(case.GridifyCase):

    def setUp(self):
        super().setUp()
        # Three units: the fourth quarter of the town is a place without a unit.
        self.units = case.write_layer(self.path("three.gpkg"), case.unit_rows()[:3])
        self.area = ogr.CreateGeometryFromWkt(case.square(0))
        for i in (1, 2):
            self.area = self.area.Union(ogr.CreateGeometryFromWkt(case.square(i)))

    def raster(self, name, transform, size, values, epsg=TOWN_CRS):
        raster = gdal.GetDriverByName("GTiff").Create(self.path(name), size, size, 1, gdal.GDT_Int32, ["COMPRESS=DEFLATE", "SPARSE_OK=TRUE"])
        raster.SetGeoTransform(transform)
        raster.SetProjection(crs_of(epsg).ExportToWkt())
        if values is None:
            raster.GetRasterBand(1).Fill(2)
        else:
            raster.GetRasterBand(1).WriteArray(values)
        del raster
        return self.path(name)

    def judged(self, transform, values, epsg):
        """Pixels with their households: (counted, at the rim, of other places), each as a list."""
        to_town = osr.CoordinateTransformation(crs_of(epsg), crs_of(TOWN_CRS))
        found = [], [], []

        def is_inside(column, row):
            x, y = (transform[0] + column * transform[1] + row * transform[2], transform[3] + column * transform[4] + row * transform[5])
            point = ogr.Geometry(ogr.wkbPoint)
            point.AddPoint_2D(*to_town.TransformPoint(x, y)[:2])
            return point.Within(self.area)

        for row, line in enumerate(values):
            for column, value in enumerate(line):
                corners = [is_inside(column + i, row + j) for i in (0, 1) for j in (0, 1)]
                kind = 0 if is_inside(column + 0.5, row + 0.5) else 1 if any(corners) else 2
                if value:
                    found[kind].append(int(value))
        return found

    def divided(self, raster, *more):
        run = self.gridify(self.units, "--sites", raster, "-o", self.out, "-O", "--json", "--min", "1", "--max", "99999", "--target", "2000", *more)
        self.assertIn(run.returncode, (0, 1), run.stderr)
        return json.loads(run.stdout)

    def test_against_geos(self):
        chance = random.Random(7)
        lon, lat, _ = osr.CoordinateTransformation(crs_of(TOWN_CRS), crs_of(4326)).TransformPoint(*MIDDLE)
        for trial in range(0, 9, case.STEP):
            size = 46
            turn = chance.uniform(0, 2 * math.pi) if trial % 3 == 2 else 0
            epsg = 4326 if trial % 3 == 1 else TOWN_CRS
            step = chance.uniform(0.0004, 0.0008) if epsg == 4326 else chance.uniform(37, 71)
            cos, sin = step * math.cos(turn), step * math.sin(turn)
            transform = [0, cos, sin, 0, sin, -cos]
            # The middle of the town is at a random place in the raster.
            column, row = chance.uniform(4, size - 4), chance.uniform(4, size - 4)
            middle = (lon, lat) if epsg == 4326 else MIDDLE
            transform[0] = middle[0] - column * transform[1] - row * transform[2]
            transform[3] = middle[1] - column * transform[4] - row * transform[5]
            values = numpy.array([[chance.choice((0, chance.randint(1, 40))) for _ in range(size)] for _ in range(size)], dtype="int32")
            with self.subTest(trial=trial, epsg=epsg, turn=turn):
                counted, rim, beyond = self.judged(transform, values, epsg)
                report = self.divided(self.raster(f"people-{trial}.tif", transform, size, values, epsg))
                self.assertEqual((len(counted), len(rim)), (report["sites"], report["sites_outside"]))
                self.assertEqual(sum(counted), self.households())
                told = [finding["message"] for finding in report["findings"] if finding["code"] == "raster_beyond"]
                self.assertEqual([f"{len(beyond)} pixels of $DIR/people-{trial}.tif with {sum(beyond)} households touch no unit and are not counted"],
                                 told)

    def test_reach(self):
        """Pixels within reach of a unit are given to it; the others are of other places as before."""
        values = numpy.full((60, 60), 3, dtype="int32")
        raster = self.raster("people.tif", (WEST - 905, 30, 0, SOUTH + 1205, 0, -30), 60, values)
        wide = self.area.Buffer(47, 64)
        near = sum(ogr.CreateGeometryFromWkt(f"POINT ({WEST - 890 + 30 * i} {SOUTH + 1190 - 30 * j})").Within(wide) for i in range(60) for j in range(60))
        report = self.divided(raster, "--site-reach", "47")
        self.assertEqual((near, 0), (report["sites"], report["sites_outside"]))
        self.assertEqual([f"{3600 - near} pixels of"], [" ".join(finding["message"].split()[:3]) for finding in report["findings"]
                                                       if finding["code"] == "raster_beyond"])

    def test_ground_that_units_enclose_is_not_beyond(self):
        """The village in the middle of nine is missing: its households are in no grid, not of another place."""
        squares = [(i, j) for i in range(3) for j in range(3) if (i, j) != (1, 1)]
        rows = [(case.rectangle(WEST + 600 * i, SOUTH + 600 * j, WEST + 600 * i + 600, SOUTH + 600 * j + 600), {"unit_code": f"42010600100{i}{j}"[-12:]})
                for i, j in squares]
        self.units = case.write_layer(self.path("ring.gpkg"), rows)
        raster = self.raster("people.tif", (WEST, 50, 0, SOUTH + 1800, 0, -50), 36, numpy.full((36, 36), 2, dtype="int32"))
        report = self.divided(raster)
        self.assertEqual((36 * 36 - 144, 144), (report["sites"], report["sites_outside"]))
        gaps = [finding["message"] for finding in report["findings"] if finding["code"] == "units_gap"]
        self.assertEqual(1, len(gaps))
        self.assertIn("144", gaps[0])
        self.assertNotIn("raster_beyond", [finding["code"] for finding in report["findings"]])

    def test_a_raster_of_another_place_is_an_error(self):
        raster = self.raster("elsewhere.tif", (WEST + 50000, 30, 0, SOUTH, 0, -30), 50, numpy.full((50, 50), 2, dtype="int32"))
        for more in ([], ["--shard", "1/2"]):
            run = self.gridify(self.units, "--sites", raster, "-o", self.out, "-O", "--json", "--fail-on", "error", *more)
            self.assertEqual(1, run.returncode, run.stderr)
            self.assertEqual(["none of the 2500 pixels of $DIR/elsewhere.tif touches a unit; their 5000 households are in no grid"],
                             [finding["message"] for finding in json.loads(run.stdout)["findings"] if finding["severity"] == "error"])

    def test_memory_does_not_grow_with_the_raster(self):
        peaks, counts = [], []
        for size in (100, 3000):
            raster = self.raster(f"people-{size}.tif", (MIDDLE[0] - 15 * size, 30, 0, MIDDLE[1] + 15 * size, 0, -30), size, None)
            report = self.divided(raster)
            peaks.append(report["peak_memory_bytes"])
            counts.append((report["sites"], report["sites_outside"]))
        self.assertEqual(counts[0], counts[1])
        self.assertLess(peaks[1], 2 * peaks[0])

    def test_a_pixel_elsewhere_need_not_be_in_the_range_of_the_units_crs(self):
        """A raster of the world over a town: at the poles nothing can be carried over into the plane of the town."""
        raster = self.raster("world.tif", (-180, 0.5, 0, 90, 0, -0.5), 720, numpy.full((720, 720), 5, dtype="int32"), 4326)
        report = self.divided(raster, "--site-reach", "60000")
        self.assertEqual(720 * 720 - report["sites"], int([finding["message"].split()[0] for finding in report["findings"]
                                                          if finding["code"] == "raster_beyond"][0]))
        self.assertGreater(report["sites"], 0)


if __name__ == "__main__":
    unittest.main()
