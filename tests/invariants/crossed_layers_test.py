"""Every layer of the real data with each other layer of the same place as barriers, hard barriers, blocks or cells. The layers share
borders, or nearly, and one was made of the other: that is where a border runs along what it should be held apart from.
Judged by layer_contract.py and by gridcheck."""

import dataclasses
import itertools
import os
import pathlib
import tempfile
import unittest

from osgeo import ogr

import gridcheck_support as check
import layer_contract as contract
import support
from vector_files import write

ROLES = {
    "barriers": lambda path, layer: ("--barriers", path, "--barriers-layer", layer),
    "hard barriers": lambda path, layer: ("--barriers", path, "--barriers-layer", layer, "--hard-barriers", "1=1"),
    "blocks": lambda path, layer: ("--blocks", path, "--blocks-layer", layer),
    "cells": lambda path, layer: ("--cells", path, "--cells-layer", layer),
}


@dataclasses.dataclass(frozen=True)
class Place:
    path: pathlib.Path
    crs: int
    codes: dict            # of the layers that can be boundaries: the field with the code
    sites: str             # the layer whose features are sites, at a point of each
    households: str
    others: tuple = ()     # layers that cannot be boundaries

    def trials(self):
        """Boundaries, another layer, and its role."""
        for layer, other in itertools.product(self.codes, (*self.codes, *self.others)):
            if other == layer:
                continue
            for role in ROLES:
                if role == "cells" and other != self.sites:
                    continue  # cells have households
                if role == "blocks" and other in ("road", "railway", "waterway"):
                    continue  # blocks are areas
                yield layer, other, role


PLACES = {
    "daan": Place(support.DATA / "daan.gpkg", 4326, {"unit": "CODEBASE", "town": "CODE", "county": "CODE"}, "unit", "H_CNT"),
    "taipei": Place(support.DATA / "taipei.gpkg", 4326, {"unit": "CODEBASE", "town": "CODE", "county": "CODE"}, "unit", "H_CNT"),
    "rhode_island": Place(support.DATA / "rhode_island_tracts.gpkg", 4269, {"unit": "GEOID10", "county": "GEOID10"}, "unit",
                          "HOUSEHOLDS"),
    "liechtenstein": Place(support.DATA / "liechtenstein.gpkg", 4326, {"municipality": "name"}, "building", "households",
                           ("building", "road", "railway", "waterway")),
}


class CrossedLayers(unittest.TestCase):

    def setUp(self):
        self.folder = tempfile.TemporaryDirectory(prefix="grid-crossed-layers-")
        self.addCleanup(self.folder.cleanup)
        self.path = pathlib.Path(self.folder.name)

    def write_sites(self, place):
        rows = [(geometry.PointOnSurface(), (fields[place.households],)) for fields, geometry in
                contract.features(place.path, place.sites)]
        write(self.path / "sites.gpkg", place.crs, rows, [("households", ogr.OFTInteger)])

    def as_lines(self, place, other):
        """Barriers are lines: of areas their outlines."""
        if other not in (*place.codes, place.sites):
            return place.path, other
        path = self.path / f"{other}.gpkg"
        if not path.exists():
            write(path, place.crs, [(geometry.Boundary(), ()) for _, geometry in contract.features(place.path, other)], [])
        return path, other

    def divide_and_judge(self, place, layer, other, role):
        sites = () if role == "cells" else ("--sites", self.path / "sites.gpkg")
        more = (*sites, *ROLES[role](*(self.as_lines(place, other) if "barriers" in role else (place.path, other))))
        sizes = ("--target", "2000", "--min", "1000", "--max", "3000")
        folder = check.gridify(place.path, "--layer", layer, "--code-field", place.codes[layer], *more, *sizes, "--effort", "fast")
        with folder:
            grids = pathlib.Path(folder.name) / "grids.gpkg"
            units = {fields[place.codes[layer]]: geometry for fields, geometry in contract.features(place.path, layer)}
            self.assertEqual(set(), check.mended_units(grids))
            made = check.assert_sound(self, grids, units, ("--boundaries", place.path, "--boundaries-layer", layer,
                                                           "--boundaries-code", place.codes[layer], *more, *sizes))
            return len(made)

    def cross(self, name):
        place = PLACES[name]
        check.need(self, place.path)
        self.write_sites(place)
        for layer, other, role in list(place.trials())[::support.STEP]:
            with self.subTest(boundaries=layer, other=other, role=role):
                count = self.divide_and_judge(place, layer, other, role)
                support.figure(f"{name}: {layer} with {other} as {role}: {count} grids, no error")

    def test_daan(self):
        self.cross("daan")

    def test_rhode_island(self):
        self.cross("rhode_island")

    def test_liechtenstein(self):
        self.cross("liechtenstein")

    @unittest.skipUnless(os.environ.get("GRID_LONG_TESTS"), "takes half an hour; set GRID_LONG_TESTS")
    def test_taipei(self):
        self.cross("taipei")


if __name__ == "__main__":
    unittest.main(verbosity=2)
