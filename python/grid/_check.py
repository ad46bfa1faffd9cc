from __future__ import annotations

import json
from typing import Any

import numpy as np

from grid import _grid
from grid._inputs import prepare
from grid._tables import Table, is_missing, read_table


def _typed(table: Table, name: str) -> tuple[str, list[Any]]:
    """The kind of a column (text, integer, real), and its values, None where there is none."""
    values = [None if is_missing(value) else value.item() if isinstance(value, np.generic) else value
              for value in table.columns[name]]
    there = [value for value in values if value is not None]
    if all(isinstance(value, int) and abs(value) < 2**63 for value in there):
        return "integer", [None if value is None else int(value) for value in values]
    if all(isinstance(value, (int, float)) for value in there):
        return "real", [None if value is None else float(value) for value in values]
    return "text", [None if value is None else str(value) for value in values]


def check(
    grids: Any,
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
    profile: str | None = None,
    target: int | None = None,
    min: int | None = None,
    max: int | None = None,
    tolerance: float | None = None,
    workload_tolerance: float | None = None,
    threads: int | None = None,
    site_reach: float | None = None,
    gap_width: float | None = None,
    sliver_width: float | None = None,
) -> dict[str, Any]:
    """What is wrong with a layer of grids, whoever made it, as `gridcheck --json` says it.

    grids   a table as for divide(), or a Division; columns are known by the names of the layer `grids` (grid_code,
            unit_code, households, dev_hh ...). Without any, geometry and coverage are looked at alone
    units, sites, cells, barriers, blocks, dedicated, crs, and the names of their columns
            what the grids are held against, as for divide()

    Gives a dict: `findings`, a list of dicts (code, severity, message, feature: the row from 0, grid_code, at, width_m,
    area_m2, other ...), `errors`, `warnings`, `notes`, `checks_run`, `checks_not_run` with what they need. Raises as
    divide(). What is wrong with the grids never raises, unless a geometry cannot be read at all.
    """
    arguments = dict(locals())
    del arguments["grids"]  # in divide() an option
    if hasattr(grids, "grids") and hasattr(grids, "site_grid"):
        table = Table("grids", dict(grids.grids), grids.crs)
    else:
        table = read_table(grids, "grids")
    if table is None or table.size == 0:
        raise ValueError("grids: there are none to check")
    tables, options = prepare(arguments, [table])
    columns: dict[str, Any] = {"size": table.size, "geometry": table.geometries(), "types": {}}
    for column in table.columns:
        if column == "geometry":
            continue
        columns["types"][str(column)], columns[str(column)] = _typed(table, column)
    return json.loads(_grid.check(columns, tables, options))
