"""The generator of random towns: what it promises of its towns holds."""

import collections
import dataclasses
import pathlib
import tempfile
import unittest

import inputs
import sides
import town as towns
from barriers import KINDS as BARRIERS
from geometry import area_of, geometry_of, is_valid, left_sided, segments_of, union_of, vertices_of
from output import read_features
from settings import BLOCK, all_features, block_of
from towns import make_town

SEEDS = range(1, 241)


class TheGenerator(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        cls.towns = [town for town in map(make_town, SEEDS) if town is not None]

    def test_a_seed_is_always_the_same_town(self):
        for town in self.towns[::40]:
            self.assertEqual(town, make_town(town.seed))

    def test_every_feature_comes_up(self):
        found = collections.Counter(feature for seed in range(1, 2000) for feature in all_features(seed))
        for name in [f"barriers-{kind}" for kind in BARRIERS] + [f"sides-{style}" for style in sides.STYLES]:
            self.assertGreater(found[name], 50, name)
        self.assertGreater(min(found.values()), 15, found)

    def test_units_are_valid_but_where_they_are_broken_on_purpose(self):
        for town in self.towns:
            if "broken" not in town.features:
                self.assertTrue(all(is_valid(unit["area"]) for unit in town.units), town.seed)

    def test_an_exact_coverage_is_exact(self):
        """Each segment of a border is in both units, bit for bit, but where corners end on sides of others."""
        for town in self.towns:
            if not {"exact", "grouped"} & set(town.features) or "plots" in town.features:
                continue
            segments = collections.Counter(segment for unit in town.units
                                           for segment in segments_of(left_sided(unit["area"])))
            self.assertEqual(1, max(segments.values()), town.seed)
            outline = {(a, b) for a, b in segments if (b, a) not in segments}
            whole = union_of([polygon for unit in town.units for polygon in unit["area"]])
            self.assertEqual({frozenset(s) for s in segments_of(area_of(whole))}, {frozenset(s) for s in outline}, town.seed)
            total = sum(geometry_of(unit["area"]).GetArea() for unit in town.units)
            self.assertAlmostEqual(1, total / whole.GetArea(), 6, town.seed)  # of a tiny town GEOS measures no finer

    def test_the_towns_of_a_block_do_not_touch_and_share_their_settings(self):
        blocks = collections.defaultdict(list)
        for town in self.towns:
            blocks[block_of(town.seed)].append(town)
        for block in blocks.values():
            self.assertLessEqual(len(block), BLOCK)
            self.assertEqual(1, len({repr(town.settings) for town in block}))
            boxes = [box_of(town) for town in block]
            for k, a in enumerate(boxes):
                self.assertFalse([b for b in boxes[:k] if a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]])

    def test_files_hold_the_same_doubles(self):
        for form in ("geojson", "gpkg", "fgb"):
            for town in self.towns[::60]:
                town = dataclasses.replace(town, settings=dataclasses.replace(town.settings, form=form, source="points"))
                with tempfile.TemporaryDirectory() as folder:
                    inputs.write_inputs(town, pathlib.Path(folder))
                    read = {fields["unit_code"]: area_of(geometry)
                            for fields, geometry in read_features(pathlib.Path(folder) / f"units.{form}")}
                self.assertEqual({unit["code"]: unit["area"] for unit in town.units}, read, form)

    def test_a_town_that_is_kept_is_the_same(self):
        with tempfile.TemporaryDirectory() as folder:
            for town in self.towns[::10]:
                path = pathlib.Path(folder) / "town.json"
                towns.save(town, path)
                again = towns.load(path)
                self.assertEqual(again.units, town.units)
                self.assertEqual((again.sites, again.barriers, again.frame), (town.sites, town.barriers, town.frame))


def box_of(town):
    """Around everything that is given in the coordinate system of the units."""
    areas = [unit["area"] for unit in town.units] + town.blocks + town.dedicated
    points = [point for area in areas for point in vertices_of(area)]
    if town.epsg("barriers") == town.frame.epsg:
        points += [point for line in town.barriers for point in line["points"]]
    if town.epsg("sites") == town.frame.epsg:
        points += [point for site in town.sites for point in ([site["at"]] if "at" in site else vertices_of(site["area"]))]
    xs, ys = zip(*points)
    return (min(xs), min(ys), max(xs), max(ys))


if __name__ == "__main__":
    unittest.main(verbosity=2)
