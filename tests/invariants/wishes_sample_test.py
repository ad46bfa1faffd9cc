"""The sample with wishes of every kind, drawn at random: what is not met is reported, and nothing else; the layer is exact."""

import pathlib
import tempfile
import unittest

from osgeo import gdal, ogr, osr

import gridcheck_support
import layer_contract as contract
import support
import wishes

MUNICIPALITIES = support.SAMPLE / "municipalities.shp"
METRES = 32632
BARRIERS = ["--barriers", support.SAMPLE / "roads.fgb", "--barriers", support.SAMPLE / "railways.fgb"]


def to_metres():
    degrees, metres = osr.SpatialReference(), osr.SpatialReference()
    degrees.ImportFromEPSG(4326)
    degrees.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    metres.ImportFromEPSG(METRES)
    return osr.CoordinateTransformation(degrees, metres)


def in_metres(path):
    transform = to_metres()
    for fields, geometry in contract.features(path):
        geometry.Transform(transform)
        yield fields, geometry


class SampleWishes(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.scratch = tempfile.TemporaryDirectory(prefix="grid-wishes-")
        cls.folder = pathlib.Path(cls.scratch.name)
        cls.folders = [cls.scratch]
        units = [geometry for _, geometry in in_metres(MUNICIPALITIES)]
        buildings = [(fields["households"], geometry.PointOnSurface())
                     for fields, geometry in in_metres(support.SAMPLE / "buildings.fgb")]
        inside = [(count, point) for count, point in buildings if count and any(unit.Contains(point) for unit in units)]
        cls.places = wishes.Places([point for _, point in inside])
        cls.households = sum(count for count, _ in inside)
        cls.write_sites(inside)
        cls.roads = [geometry for _, geometry in in_metres(support.SAMPLE / "roads.fgb")]
        cls.plain, cls.plain_path = cls.divide([])

    @classmethod
    def tearDownClass(cls):
        for folder in cls.folders:
            folder.cleanup()

    @classmethod
    def write_sites(cls, inside):
        metres = osr.SpatialReference()
        metres.ImportFromEPSG(METRES)
        dataset = gdal.GetDriverByName("GPKG").Create(str(cls.folder / "sites.gpkg"), 0, 0, 0, gdal.GDT_Unknown)
        layer = dataset.CreateLayer("sites", metres, ogr.wkbPoint)
        layer.CreateField(ogr.FieldDefn("households", ogr.OFTInteger))
        for count, point in inside:
            feature = ogr.Feature(layer.GetLayerDefn())
            feature.SetField("households", count)
            feature.SetGeometry(point)
            layer.CreateFeature(feature)

    @classmethod
    def divide(cls, asked, *options):
        extra = list(options)
        if asked:
            path = cls.folder / f"wishes{len(cls.folders)}.geojson"
            wishes.write(path, asked, METRES)
            extra += ["--wishes", path]
        folder = support.gridify(MUNICIPALITIES, "--sites", cls.folder / "sites.gpkg", *BARRIERS, "--output-crs",
                                 f"EPSG:{METRES}", "--effort", "fast", *extra)
        cls.folders.append(folder)
        path = pathlib.Path(folder.name)
        rows = [(grid.code, grid.fields["grid_name"], grid.geometry) for grid in contract.read_grids(path / "grids.gpkg")]
        return wishes.Plan(rows, cls.places), path

    @staticmethod
    def missed(path):
        return {fields["feature"]: fields["message"] for fields, _ in contract.features(path / "grids.gpkg", "issues")
                if fields["code"] == "wish_missed"}

    def lines_in_grids(self):
        """Roads that some grid holds, longer than 150 m."""
        for road in self.roads:
            line = contract.ogr.ForceToLineString(road)
            if line.GetGeometryName() == "LINESTRING" and line.Length() > 150:
                ring = line.Buffer(5)
                if any(polygon.Contains(ring) for polygon in self.plain.polygon.values()):
                    yield line

    def near_pairs(self):
        for one, point in enumerate(self.places.points):
            near = self.places.within(point.Buffer(60))
            yield from ((one, other) for other in near if other > one)

    def ask(self, seed):
        dice = wishes.Dice(seed, self.plain, self.places)
        roads = list(self.lines_in_grids())
        asked = dice.locks(3) + dice.togethers(6, 8) + dice.aparts(6, sorted(set(self.near_pairs()))) + dice.centres(6)
        asked += [wishes.feature("border", road) for road in dice.dice.sample(roads, 4)]
        for place in dice.dice.sample(range(len(self.places.points)), 4):
            asked.append(wishes.feature("no_border", self.places.points[place].Buffer(120)))
        for place in dice.dice.sample(range(len(self.places.points)), 3):
            x, y = self.places.points[place].GetX(), self.places.points[place].GetY()
            asked.append(wishes.feature("no_border", ogr.CreateGeometryFromWkt(
                f"LINESTRING ({x - 90} {y - 40},{x + 5} {y + 30},{x + 80} {y + 35})")))
        for place in dice.dice.sample(range(len(self.places.points)), 2):
            asked.append(wishes.feature("no_grid", self.places.points[place].Buffer(70)))
        return asked

    def test_random_wishes(self):
        for seed in range(1, 6):
            with self.subTest(seed=seed):
                asked = self.ask(seed)
                plan, path = self.divide(asked)
                asked_file = self.folder / f"wishes{len(self.folders) - 1}.geojson"
                unmet, missed = wishes.broken(asked, plan, self.places), self.missed(path)
                support.figure(f"{len(wishes.broken(asked, self.plain, self.places))} wishes not met without them, "
                               f"{len(unmet)} with them, {len(missed)} reported")
                self.assertEqual(set(), unmet - set(missed), "missed, and not a word of it")
                self.assertEqual({}, {fid: text for fid, text in missed.items()
                                      if fid not in unmet and "no_grid" not in text})
                grids = contract.read_grids(path / "grids.gpkg")
                self.assertEqual(self.households, sum(grid.fields["households"] for grid in grids))
                self.assertTrue(all(grid.geometry.IsValid() for grid in grids))
                gridcheck_support.assert_wishes_judged(
                    self, asked, [(self.plain, self.plain_path / "grids.gpkg"), (plan, path / "grids.gpkg")], self.places,
                    ["--sites", self.folder / "sites.gpkg", "--wishes", asked_file])


if __name__ == "__main__":
    support.run_tests(MUNICIPALITIES)
