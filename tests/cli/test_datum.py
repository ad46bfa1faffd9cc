"""GCJ-02 and BD-09: the sample moved near Wuhan and shifted on purpose is recognised, and converted on request."""

import csv
import json
import unittest

from osgeo import ogr

import gridcheck_case
import map_datum
from gridify_case import STEP, GridifyCase, TOWN_CRS, crs_of, osr, read_layer, site_rows, unit_rows

NAMES = {"wgs84": "WGS 84", "gcj02": "GCJ-02", "bd09": "BD-09"}
OUTSIDE = 4  # of the sample's sites, in their true places


class Shifted(GridifyCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for datum in NAMES:
            map_datum.write_sample(cls.template / f"units-{datum}.gpkg", "municipalities.shp", datum, kind=ogr.wkbUnknown)
            map_datum.write_sample(cls.template / f"sites-{datum}.gpkg", "buildings.fgb", datum, point=True)

    def words(self, units, sites, *more):
        return [self.path(f"units-{units}.gpkg"), "--sites", self.path(f"sites-{sites}.gpkg"), "-o", self.out, "--effort", "fast",
                "-O", *more]

    def run_and_read(self, *words):
        """The datum findings, the number of sites outside, and the record of the run."""
        run = self.gridify(*words, "--json", "-q")
        self.assertEqual((1, ""), (run.returncode, run.stderr))
        report = json.loads(run.stdout)
        found = [finding["message"] for finding in report["findings"] if finding["code"] == "sites_datum"]
        outside = sum(finding["code"] == "site_outside" for finding in report["findings"])
        return found, outside, {row["key"]: row["value"] for row in read_layer(self.out, "grid_run")}

    def assignments(self, *words):
        path = self.path("assignments.csv")
        result = self.run_and_read(*words, "--assignments", path)
        with open(path, newline="", encoding="utf-8") as file:
            return result, dict(csv.reader(file))

    def test_each_pair_of_datums_is_recognised_and_named(self):
        pairs = [(units, sites) for units in NAMES for sites in NAMES]
        for units, sites in pairs if STEP == 1 else [*pairs[1::2], pairs[-1]]:
            with self.subTest(units=units, sites=sites):
                found, outside, _ = self.run_and_read(*self.words(units, sites))
                if units == sites:
                    # Shifted alike, they fit; this cannot be told from unshifted data.
                    self.assertEqual(([], OUTSIDE), (found, outside))
                    continue
                whats, options = [], []
                if sites != "wgs84":
                    whats.append(f"the sites are in {NAMES[sites]}")
                    options.append(f"--sites-datum {sites}")
                if units != "wgs84":
                    whats.append(f"the boundaries are in {NAMES[units]}")
                    options.append(f"--boundaries-datum {units}")
                self.assertGreater(outside, 50)
                self.assertEqual([f"{outside} of 3723 sites lie outside all units; if {' and '.join(whats)} it would be "
                                  f"{OUTSIDE}: give {' '.join(options)}"], found)
                # What it says is so.
                again, outside, _ = self.run_and_read(*self.words(units, sites), *" ".join(options).split(" "))
                self.assertEqual(([], OUTSIDE), (again, outside))

    def test_converted_sites_go_to_the_same_grids_as_unshifted_ones(self):
        (_, outside, _), wanted = self.assignments(*self.words("wgs84", "wgs84"))
        self.assertEqual((OUTSIDE, 3724), (outside, len(wanted)))  # and the heading
        for units, sites in (("wgs84", "gcj02"), ("wgs84", "bd09"), ("gcj02", "bd09"), ("bd09", "bd09")):
            with self.subTest(units=units, sites=sites):
                result, got = self.assignments(*self.words(units, sites, "--sites-datum", sites, "--boundaries-datum", units))
                self.assertEqual(([], OUTSIDE), result[:2])
                self.assertEqual(wanted, got)
                self.assertIn(f"sites-{sites}.gpkg layer=sites-{sites} datum={sites}", result[2]["input sites"])
                self.assertEqual((sites, units), (result[2]["sites-datum"], result[2]["boundaries-datum"]))

    def test_a_datum_that_is_given_and_wrong_is_told(self):
        for given, truth in (("gcj02", "wgs84"), ("bd09", "gcj02"), ("wgs84", "bd09")):
            with self.subTest(given=given, truth=truth):
                found, outside, _ = self.run_and_read(*self.words("wgs84", truth), "--sites-datum", given)
                self.assertEqual([f"{outside} of 3723 sites (read as sites in {NAMES[given]}) lie outside all units; if the sites "
                                  f"are in {NAMES[truth]} it would be {OUTSIDE}: give --sites-datum {truth}"], found)

    def test_the_finding_is_the_same_in_any_shard_order_and_threads(self):
        whole = self.run_and_read(*self.words("wgs84", "bd09"), "-j", "1")[0]
        self.assertEqual(1, len(whole))
        self.assertEqual(whole, self.run_and_read(*self.words("wgs84", "bd09"), "-j", "2")[0])
        first = self.run_and_read(*self.words("wgs84", "bd09"), "--shard", "1/3")[0]
        self.assertEqual(whole, first)
        run = self.gridify(*self.words("wgs84", "bd09"), "--shard", "2/3", "--json", "-q")
        self.assertNotIn("sites_datum", run.stdout)
        rows = [(row.pop(""), row) for row in reversed(read_layer(self.path("sites-bd09.gpkg")))]
        self.write("sites-back.gpkg", rows, epsg=4326, kind=ogr.wkbPoint)
        self.assertEqual(whole, self.run_and_read(*self.words("wgs84", "back"))[0])

    def test_another_city_is_no_datum(self):
        rows = [(map_datum.moved(row.pop(""), lambda lon, lat: (lon + 1, lat)), row)
                for row in read_layer(self.path("sites-wgs84.gpkg"))]
        self.write("sites-far.gpkg", rows, epsg=4326, kind=ogr.wkbPoint)
        found, outside, _ = self.run_and_read(*self.words("wgs84", "far"))
        self.assertEqual(([], 3723), (found, outside))

    def test_sites_on_the_other_side_of_the_earth_hinder_nothing(self):
        units = map_datum.write_sample(self.dir / "units-metres.gpkg", "municipalities.shp", epsg=4547, kind=ogr.wkbUnknown)
        sites = map_datum.write_sample(self.dir / "sites-metres.gpkg", "buildings.fgb", "gcj02", epsg=4547, point=True)
        rows = [(row.pop(""), row) for row in read_layer(sites)]
        rows += [(f"POINT ({x} {y})", {"households": 1}) for x, y in ((3.9e7, 1e7), (-3e7, -3e7), (0, 2e7), (500000, 9e6))]
        self.write("wild.gpkg", rows, epsg=4547, kind=ogr.wkbPoint)
        found, outside, _ = self.run_and_read(units, "--sites", self.path("wild.gpkg"), "-o", self.out, "--effort", "fast")
        self.assertGreater(outside, 50)
        self.assertEqual([f"{outside} of 3727 sites lie outside all units; if the sites are in GCJ-02 it would be {OUTSIDE + 4}: "
                          "give --sites-datum gcj02"], found)

    def test_a_layer_in_gauss_kruger_is_converted_in_degrees(self):
        map_datum.write_sample(self.dir / "sites-metres.gpkg", "buildings.fgb", "gcj02", epsg=4547, point=True)
        map_datum.write_sample(self.dir / "units-metres.gpkg", "municipalities.shp", "bd09", epsg=4547, kind=ogr.wkbUnknown)
        map_datum.write_sample(self.dir / "truth.gpkg", "municipalities.shp", epsg=4547, kind=ogr.wkbUnknown)
        options = ["--sites-datum", "gcj02", "--boundaries-datum", "bd09"]
        self.assertEqual(([], OUTSIDE), self.run_and_read(*self.words("metres", "metres"), *options)[:2])
        union = ogr.Geometry(ogr.wkbMultiPolygon)
        for row in read_layer(self.out):
            union = union.Union(row[""])
        truth = ogr.Geometry(ogr.wkbMultiPolygon)
        for row in read_layer(self.path("truth.gpkg")):
            truth = truth.Union(row[""])
        # The output is where the ground is, to a millimetre along 80 km of outline.
        self.assertLess(union.Boundary().Distance(truth.Boundary()), 0.001)
        self.assertTrue(truth.Buffer(0.001).Contains(union) and union.Buffer(0.001).Contains(truth))

    def test_a_raster_is_converted_too(self):
        from osgeo import gdal
        side, step = 80, 0.0025
        west, north = 114.3 - 0.1, 30.6 + 0.11
        for datum in ("wgs84", "gcj02"):
            west_, north_ = map_datum.SHIFTS[datum](west, north)
            raster = gdal.GetDriverByName("GTiff").Create(self.path(f"people-{datum}.tif"), side, side, 1, gdal.GDT_Float32)
            raster.SetGeoTransform((west_, step, 0, north_, 0, -step))
            raster.SetProjection(crs_of(4326).ExportToWkt())
            raster.GetRasterBand(1).Fill(3)
            del raster
        counts = []
        for datum in NAMES.keys() - {"bd09"}:
            run = self.gridify(self.path("units-wgs84.gpkg"), "--sites", self.path(f"people-{datum}.tif"), "--sites-datum", datum,
                               "-o", self.out, "-O", "--json", "-q")
            report = json.loads(run.stdout)
            counts.append(sum(finding["code"] == "site_outside" for finding in report["findings"]))
        self.assertLess(abs(counts[0] - counts[1]), 0.02 * counts[0])

    def test_land_has_datums_as_well(self):
        for name, kind in (("roads", ogr.wkbUnknown), ("waterways", ogr.wkbUnknown)):
            for datum in ("wgs84", "bd09"):
                map_datum.write_sample(self.dir / f"{name}-{datum}.gpkg", f"{name}.fgb", datum, kind=kind)
        land = lambda datum: ["--barriers", self.path(f"roads-{datum}.gpkg"), *(["--barriers-datum", datum] if datum == "bd09" else []),
                              "--barriers", self.path("waterways-wgs84.gpkg")]
        _, wanted = self.assignments(*self.words("wgs84", "wgs84"), *land("wgs84"))
        _, got = self.assignments(*self.words("wgs84", "wgs84"), *land("bd09"))
        self.assertEqual(wanted, got)
        read = [row["value"] for row in read_layer(self.out, "grid_run") if row["key"] == "input barriers"]
        self.assertEqual(["datum=bd09" in value for value in read], ["roads" in value for value in read])


class Refusals(GridifyCase):

    def test_names_and_owners(self):
        self.assert_refused(2, self.town_with_sites("--sites-datum", "GCJ02"),
                            "a datum is wgs84, gcj02 or bd09, not 'GCJ02' (of $DIR/sites.gpkg)")
        self.assert_refused(2, self.town_with_sites("--cells-datum", "gcj02"), "--cells-datum is given without --cells")
        self.assert_refused(2, self.town_with_sites("--blocks-datum", "gcj02"),
                            "--blocks-datum belongs to the --blocks before it, but there is none",
                            "write --blocks FILE --blocks-datum ...")

    def test_a_crs_on_another_ellipsoid_is_refused(self):
        old = self.write("beijing54.gpkg", site_rows(), epsg=2435)
        self.assert_refused(2, [self.units, "--sites", old, "--sites-datum", "bd09", "-o", self.out],
                            "$DIR/beijing54.gpkg (layer beijing54): coordinates in EPSG:2435 cannot be in BD-09, which shifts "
                            "those of WGS 84",
                            "leave the datum option of this input out, or see that the CRS is one of WGS 84 or CGCS2000")

    def test_wgs84_by_name_changes_not_a_byte(self):
        for out, more in (("a.geojson", []), ("b.geojson", ["--sites-datum", "wgs84", "--boundaries-datum", "wgs84"])):
            self.assert_done(self.units, "--sites", self.sites, "-o", self.path(out), *more)
        self.assertEqual(self.content("a.geojson").replace(b'"a"', b'"b"'), self.content("b.geojson").replace(b'"a"', b'"b"'))


class Checked(gridcheck_case.GridcheckCase):
    """gridcheck says the same of the sites that it holds a layer against."""

    def shifted_sites(self, datum):
        to_degrees = osr.CoordinateTransformation(crs_of(TOWN_CRS), crs_of(4326))
        rows = []
        for wkt, fields in site_rows():
            geometry = ogr.CreateGeometryFromWkt(wkt)
            geometry.Transform(to_degrees)
            geometry.AssignSpatialReference(None)
            rows.append((map_datum.moved(geometry, map_datum.SHIFTS[datum]), fields))
        return self.write(f"{datum}.gpkg", rows, epsg=4326, kind=ogr.wkbPoint)

    def test_against_boundaries_and_without(self):
        for datum in ("gcj02", "bd09"):
            sites = self.shifted_sites(datum)
            for against, what in ((["--boundaries", self.units], "units"), ([], "grids")):
                with self.subTest(datum=datum, what=what):
                    run = self.gridcheck(self.grids, *against, "--sites", sites, "--only", "sites_datum", "--json")
                    self.assertEqual((0, ""), (run.returncode, run.stderr))
                    messages = [finding["message"] for finding in json.loads(run.stdout)["findings"]]
                    self.assertEqual(1, len(messages))
                    self.assertRegex(messages[0], rf"^\d+ of 240 sites lie outside all {what}; if the sites are in {NAMES[datum]} "
                                     rf"it would be 0: give --sites-datum {datum}$")
                    self.assert_clean(self.grids, *against, "--sites", sites, "--sites-datum", datum)
        self.assert_clean(self.grids, "--sites", self.sites, "--only", "sites_datum")


if __name__ == "__main__":
    unittest.main()
