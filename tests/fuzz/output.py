"""What gridify has written, as values."""

import csv
import dataclasses
import re

from osgeo import gdal, ogr

from geometry import area_of, left_sided


@dataclasses.dataclass
class Grid:
    fields: dict
    geometry: ogr.Geometry
    area: list  # polygons, the inside on the left

    @property
    def code(self):
        return self.fields["grid_code"]


@dataclasses.dataclass
class Output:
    by_unit: dict     # the grids of each unit, by its code
    assignments: list  # (identifier of the site, code of the grid or "")
    outside: list     # (households, place) of each site that is reported outside of all units
    covered: set = dataclasses.field(default_factory=set)  # codes of units that are reported to lie in others, but for strips

    def only(self, town):
        """The part that belongs to one town of several that were divided together."""
        codes, sites = {unit["code"] for unit in town.units}, {site["id"] for site in town.sites}
        return Output({code: grids for code, grids in self.by_unit.items() if code in codes},
                      [row for row in self.assignments if row[0] in sites], self.outside, self.covered & codes)


def read_features(path, layer=None):
    """(fields, geometry) of all features."""
    source = gdal.OpenEx(str(path), gdal.OF_VECTOR)
    for feature in source.GetLayerByName(layer) if layer else source.GetLayer(0):
        geometry = feature.GetGeometryRef()
        yield feature.items(), geometry.Clone() if geometry is not None else ogr.Geometry(ogr.wkbPolygon)


def layer_names(path):
    source = gdal.OpenEx(str(path), gdal.OF_VECTOR)
    return {source.GetLayer(number).GetName() for number in range(source.GetLayerCount())}


def read_output(path):
    """The layer, its findings and the list of assignments beside it."""
    by_unit, outside, covered = {}, [], set()
    for fields, geometry in read_features(path, "grids"):
        by_unit.setdefault(fields["unit_code"], []).append(Grid(fields, geometry, left_sided(area_of(geometry))))
    for fields, geometry in read_features(path, "issues"):
        if fields["code"] in ("site_outside", "cell_outside"):
            households = int(re.search(r"(\d+) households", fields["message"]).group(1))
            outside.append((households, None if geometry.IsEmpty() else (geometry.GetX(), geometry.GetY())))
        elif fields["code"] == "unit_covered":
            covered.add(fields["unit_code"])
    with open(path.with_suffix(".csv"), encoding="utf-8", newline="") as file:
        assignments = [tuple(row) for row in csv.reader(file)][1:]
    return Output(by_unit, assignments, outside, covered)
