"""Taipei's grids in every format: read back by OGR, they are the same grids."""

import functools
import os
import pathlib
import subprocess
import sys

from osgeo import gdal, osr

import layer_contract as contract
import support

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "scripts"))
import postgis_recipe  # noqa: E402

gdal.UseExceptions()
TAIPEI = support.DATA / "taipei.gpkg"
OPTIONS = [TAIPEI, "--layer", "town", "--cells", TAIPEI, "--cells-layer", "unit", "--grids", 907, "--tolerance", "0.10"]
# How far a vertex may be off, in degrees: not at all, half of the last decimal of GeoJSON, the 15 digits of KML's reader.
PRECISION = {"gpkg": 0, "shp": 0, "fgb": 0, "csv": 0, "geojson": 0.5001e-7, "kml": 1e-12, "kmz": 1e-12}


class Taipei(support.unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        cls.folder = support.gridify(*OPTIONS)
        cls.path = pathlib.Path(cls.folder.name)
        cls.grids = {grid.code: grid for grid in contract.read_grids(cls.path / "grids.gpkg")}

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def run_gridexport(self, *words):
        done = subprocess.run([os.environ.get("GRIDEXPORT", "gridexport"), "grids.gpkg", *words], cwd=self.path,
                              capture_output=True, text=True, check=False)
        self.assertEqual((0, "", ""), (done.returncode, done.stderr, done.stdout))

    def export(self, name, *options):
        self.run_gridexport("-o", name, *options)
        return self.path / name

    def rows(self, name, *options):
        """The fields and the geometry of each grid, by code."""
        return self.read(str(self.export(name, *options)))

    def read(self, source):
        dataset = gdal.OpenEx(source, gdal.OF_VECTOR)
        layer = dataset.GetLayerByName("grids") or dataset.GetLayer(0)
        rows = {}
        for feature in layer:
            geometry = feature.GetGeometryRef()
            rows[feature["grid_code"]] = (feature.items(), geometry.Clone() if geometry else None)
            if geometry and layer.GetSpatialRef():
                self.assertTrue(layer.GetSpatialRef().IsGeographic())
        self.assertEqual(907, layer.GetFeatureCount())
        self.assertEqual(set(self.grids), set(rows))
        return rows

    def compare(self, rows, precision):
        """Fields, and vertices to within so many degrees."""
        self.compare_fields(rows)
        worst = 0
        for code, grid in self.grids.items():
            old, new = sorted(points(grid.geometry)), sorted(points(rows[code][1]))
            self.assertEqual(len(old), len(new), code)
            if precision == 0:
                worst = max([worst] + [near(p, q) for p, q in zip(old, new)])
            else:
                self.assertLess(rows[code][1].SymDifference(grid.geometry).GetArea(),
                                grid.geometry.Boundary().Length() * 2 * precision, code)
        self.assertEqual(0, worst)

    def compare_fields(self, rows):
        for code, grid in self.grids.items():
            for name, value in grid.fields.items():
                got = rows[code][0][name]
                if isinstance(value, float):
                    self.assertAlmostEqual(value, float(got), delta=abs(value) * 1e-14 + 1e-15, msg=(code, name))
                else:
                    self.assertEqual(value, type(value)(got) if got is not None else None, (code, name))

    def test_fields_and_vertices_are_the_same_in_every_format(self):
        for extension, precision in PRECISION.items():
            with self.subTest(extension):
                self.compare(self.rows(f"out.{extension}"), precision)
        self.compare_fields(self.rows("out.xlsx"))

    def test_in_a_database_and_from_a_script_of_sql_they_are_the_same(self):
        programs = postgis_recipe.find_programs()
        if programs is None:
            self.skipTest("skipped: there is no PostGIS (package postgresql-15-postgis-3)")
        with postgis_recipe.Server(programs) as server:
            connection = f"PG:host={server.folder} user=postgres dbname=bench"
            server.run("CREATE EXTENSION postgis")
            self.run_gridexport("-o", connection)
            self.compare(self.read(connection), 0)
            script = self.export("out.sql").read_text(encoding="utf-8")
            server.run("CREATE EXTENSION postgis;\n" + script)  # in a fresh database
            self.compare(self.read(connection), 0)

    def test_geojson_is_a_coverage_after_rounding(self):
        self.assert_coverage(self.rows("coverage.geojson"))

    def test_simplified_grids_are_a_coverage_and_valid(self):
        counts = {}
        for metres in (1, 10, 100):
            rows = self.rows(f"simple{metres}.gpkg", "--simplify", str(metres))
            self.assert_coverage(rows)
            counts[metres] = sum(len(points(geometry)) for _, geometry in rows.values())
        before = sum(len(points(grid.geometry)) for grid in self.grids.values())
        support.figure(f"{before} vertices, " + ", ".join(f"{n} at {metres} m" for metres, n in counts.items()))
        self.assertLess(counts[10], before / 2)

    def assert_coverage(self, rows):
        """Each segment is in one grid, or in two, once in each direction; and each grid is valid."""
        segments = {}
        for code, (_, geometry) in rows.items():
            self.assertTrue(geometry.IsValid(), code)
            for segment in contract.segments_of(contract.polygons_of(geometry)):
                self.assertNotIn(segment, segments, code)
                segments[segment] = code
        single = {segment for segment in segments if segment[::-1] not in segments}
        # What no neighbour has is the outline of the city: closed lines.
        ends = sorted(a for a, _ in single)
        self.assertEqual(ends, sorted(b for _, b in single))
        union = functools.reduce(lambda total, row: total + row[1].GetArea(), rows.values(), 0)
        self.assertAlmostEqual(1, union / sum(grid.geometry.GetArea() for grid in self.grids.values()), delta=0.02)

    def test_tiles_hold_every_grid_where_it_is(self):
        mbtiles = self.export("tiles.mbtiles", "--min-zoom", "10", "--max-zoom", "13")
        folder = self.export("tiles/", "--min-zoom", "13", "--max-zoom", "13")
        self.compare_tiles(gdal.OpenEx(str(mbtiles), gdal.OF_VECTOR, open_options=["ZOOM_LEVEL=13"]))
        self.compare_tiles(gdal.OpenEx(f"MVT:{folder}/13", gdal.OF_VECTOR))

    def compare_tiles(self, dataset):
        """A grid has a part in each tile that it meets, on a lattice of 1.2 m."""
        parts, fields = {}, {}
        to_degrees = osr.CoordinateTransformation(dataset.GetLayer(0).GetSpatialRef(), self.grids_crs())
        for feature in dataset.GetLayer(0):
            geometry = feature.GetGeometryRef().Clone()
            geometry.Transform(to_degrees)
            parts.setdefault(feature["grid_code"], []).append(geometry.Buffer(0))
            fields[feature["grid_code"]] = (feature["grid_name"], feature["households"])
        self.assertEqual({code: (grid.fields["grid_name"], grid.fields["households"]) for code, grid in self.grids.items()},
                         fields)
        step = 360 / 2 ** 13 / 4096
        for code, grid in self.grids.items():
            whole = functools.reduce(lambda total, part: total.Union(part), parts[code])
            self.assertLess(whole.SymDifference(grid.geometry).GetArea(), grid.geometry.Boundary().Length() * step, code)

    @staticmethod
    def grids_crs():
        crs = osr.SpatialReference()
        crs.ImportFromEPSG(4326)
        crs.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
        return crs

    def test_neighbours_never_share_a_colour_in_the_project_for_qgis(self):
        self.export("map.qgs")
        colours, owners, pairs = {}, {}, set()
        for grid in contract.read_grids(self.path / "map.gpkg"):
            colours[grid.code] = grid.fields["map_colour"]
            for a, b in contract.segments_of(contract.polygons_of(grid.geometry)):
                owners.setdefault(frozenset((a, b)), []).append(grid.code)
        for codes in owners.values():
            pairs.update((one, other) for one in codes for other in codes if one < other)
        self.assertEqual(set(self.grids), set(colours))
        self.assertEqual([], [pair for pair in pairs if colours[pair[0]] == colours[pair[1]]])
        count = len(set(colours.values()))
        support.figure(f"{len(colours)} grids, {len(pairs)} pairs of neighbours, {count} colours")
        self.assertGreater(len(pairs), 2 * len(colours))
        self.assertLessEqual(count, 5)

    def test_gbk_shapefile(self):
        rows = self.rows("gbk.shp", "--encoding", "GBK")
        self.compare_fields(rows)


def points(geometry):
    if geometry.GetGeometryCount() == 0:
        return [point[:2] for point in geometry.GetPoints()[1:]]
    return [point for i in range(geometry.GetGeometryCount()) for point in points(geometry.GetGeometryRef(i))]


def near(p, q):
    return max(abs(p[0] - q[0]), abs(p[1] - q[1]))


if __name__ == "__main__":
    support.run_tests(TAIPEI)
