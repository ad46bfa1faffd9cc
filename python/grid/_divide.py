from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grid import _grid
from grid._inputs import prepare

Columns = dict[str, Any]


@dataclass(frozen=True)
class Division:
    """What divide() gives.

    grids       columns by the names of the fields of the layer `grids` (man grid-layers): lists of str, NumPy arrays of
                int64 and float64, and `geometry`, a list of WKB, all MultiPolygons; one entry for each grid
    crs         of the geometries, as WKT
    site_grid   n int32: index of the grid of each site, -1 for one that lies in no unit
    cell_grid   the same for cells
    findings    what was found, as dicts: code, severity (error, warning, note), message, unit_code, grid_code, at ...
    report      the figures of the run, as `gridify --json` has them
    micro       the micro-grids as columns, if `micro` was given
    """

    grids: Columns
    crs: str
    site_grid: NDArray[np.int32]
    cell_grid: NDArray[np.int32]
    report: dict[str, Any] = field(repr=False)
    micro: Columns | None = None

    def __len__(self) -> int:
        return len(self.grids["grid_code"])

    @property
    def findings(self) -> list[dict[str, Any]]:
        return self.report["findings"]

    def records(self) -> Iterator[dict[str, Any]]:
        """Each grid as a dict of plain Python values."""
        names = list(self.grids)
        plain = [values.tolist() if isinstance(values, np.ndarray) else values for values in self.grids.values()]
        for row in zip(*plain):
            yield dict(zip(names, row))

    @property
    def __geo_interface__(self) -> dict[str, Any]:
        """A FeatureCollection of MultiPolygons, in the coordinates of `crs` (which GeoJSON wants to be degrees)."""
        features = []
        for record in self.records():
            geometry = {"type": "MultiPolygon", "coordinates": _grid.coordinates(record.pop("geometry"))}
            features.append({"type": "Feature", "properties": record, "geometry": geometry})
        return {"type": "FeatureCollection", "features": features}

    def to_geopandas(self) -> Any:
        """A GeoDataFrame. Needs GeoPandas."""
        import geopandas

        columns = {name: values for name, values in self.grids.items() if name != "geometry"}
        geometry = geopandas.GeoSeries.from_wkb(self.grids["geometry"])
        return geopandas.GeoDataFrame(columns, geometry=geometry, crs=self.crs)


def divide(
    units: Any = None,
    sites: Any = None,
    *,
    cells: Any = None,
    barriers: Any = None,
    blocks: Any = None,
    dedicated: Any = None,
    crs: Any = None,
    code: str | None = None,
    name: str | None = None,
    households: str | None = None,
    persons: str | None = None,
    workload: str | None = None,
    unit: str | None = None,
    barrier_class: str | None = None,
    hard: str | None = None,
    factor: str | None = None,
    site_name: str | None = None,
    profile: str | None = None,
    target: int | None = None,
    min: int | None = None,
    max: int | None = None,
    grids: int | None = None,
    tolerance: float | None = None,
    workload_tolerance: float | None = None,
    evenness: float | None = None,
    micro: int | None = None,
    effort: str | None = None,
    tries: int | None = None,
    seed: int | None = None,
    threads: int | None = None,
    site_reach: float | None = None,
    snap: float | None = None,
    snap_units: float | None = None,
    dissolve_units: bool | None = None,
    skip_faulty: bool | None = None,
    alone_from: int | None = None,
    max_radius: float | None = None,
    outline: str | None = None,
    outline_reach: float | None = None,
) -> Division:
    """Divides units into connected grids of about the same number of households, as `gridify` does, bit for bit.

    Tables are GeoDataFrames, mappings of columns, lists of records, GeoJSON, or n x 2 arrays of places; all in one CRS.

    units      polygons with a code and perhaps a name
    sites      points, or polygons (buildings, which no grid border cuts); or columns x and y. Without a column of
               households each counts 1
    cells      polygons with households that go to one grid as a whole; without units, `unit` says whose they are
    barriers   lines: a class (river, primary, ...) or a `factor` (above 0, at most 2) says what a metre of border costs
               along it, where open land costs 1; `hard` (0 or 1): no grid is to be on both sides
    blocks     polygons that no border cuts; dedicated: polygons that are grids of their own, with a name
    crs        EPSG number, text, or object with to_wkt(); overrides that of the tables. None, and none in the tables:
               metres of a plane that is nowhere in particular; coordinates that could be degrees are refused then
    code, name, households, persons, workload, unit, barrier_class, hard, factor, site_name
               names of columns where they are not the usual ones (those that the programs look for, too; `workload` is
               used only if named, names of buildings only for micro-grids)
    profile    name of a built-in profile, or path of a file
    target, min, max, grids, tolerance, ...
               as the options of gridify; None: as the profile says. Distances are metres
    outline    without units: "hull" or "buffer" makes one unit of the sites, `outline_reach` metres around them

    What can be worked with is a finding of the result; nothing is printed. Raises TypeError for arguments of a wrong
    kind, ConfigError (a ValueError) for ones that cannot be met, InputError and GeometryError (ValueErrors, too) for
    features that cannot be used, with the number of the row, from 0. `seed` is a whole number from 0.
    """
    arguments = dict(locals())
    tables, options = prepare(arguments)
    answer = _grid.divide(tables, options)
    return Division(grids=answer["grids"], crs=answer["crs"], site_grid=answer["site_grid"],
                    cell_grid=answer["cell_grid"], report=json.loads(answer["report"]), micro=answer.get("micro"))
