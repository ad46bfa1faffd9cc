"""What gridify has written, as values."""

import collections
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
    outside: collections.Counter  # households of the sites that are reported outside of all units: how often

    def only(self, town):
        """The part that belongs to one town of several that were divided together."""
        codes = {unit["code"] for unit in town.units}
        prefix = f"{town.seed}-"
        return Output({code: grids for code, grids in self.by_unit.items() if code in codes},
                      [row for row in self.assignments if row[0].startswith(prefix)], self.outside)


def read_output(path):
    """The layer, its findings and the list of assignments beside it."""
    source = gdal.OpenEx(str(path), gdal.OF_VECTOR, allowed_drivers=["GPKG"])
    by_unit = {}
    for feature in source.GetLayerByName("grids"):
        geometry = feature.GetGeometryRef()
        geometry = geometry.Clone() if geometry is not None else ogr.Geometry(ogr.wkbPolygon)
        grid = Grid(feature.items(), geometry, left_sided(area_of(geometry)))
        by_unit.setdefault(grid.fields["unit_code"], []).append(grid)
    outside = collections.Counter()
    for feature in source.GetLayerByName("issues"):
        if feature["code"] in ("site_outside", "cell_outside"):
            outside[int(re.search(r"(\d+) households", feature["message"]).group(1))] += 1
    with open(path.with_suffix(".csv"), encoding="utf-8", newline="") as file:
        assignments = [tuple(row) for row in csv.reader(file)][1:]
    return Output(by_unit, assignments, outside)
