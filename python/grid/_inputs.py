"""What divide() and check() take alike: tables to columns, and options."""
from __future__ import annotations

from typing import Any

import numpy as np

from grid import _grid
from grid._tables import Table, common_crs, read_table

KINDS = ("units", "sites", "cells", "barriers", "blocks", "dedicated")
COLUMNS = ("code", "name", "households", "persons", "workload", "unit", "barrier_class", "hard", "factor", "site_name")


def given_options(options: dict[str, Any]) -> dict[str, Any]:
    """Those that are given; numbers of NumPy as Python's own."""
    return {name: value.item() if isinstance(value, np.generic) else value
            for name, value in options.items() if value is not None}


def prepare(arguments: dict[str, Any], others: list[Table] | None = None) -> tuple[dict[str, Any], dict[str, Any]]:
    """Columns for _grid, and options with the common CRS, of all arguments by name: tables, names of columns, `crs`, and
    options, which are the others."""
    options = given_options({name: value for name, value in arguments.items() if name not in (*KINDS, *COLUMNS, "crs")})
    names = {name: arguments.get(name) for name in COLUMNS}
    names["micro"] = "wanted" if options.get("micro") else None
    tables = {kind: table for kind in KINDS if (table := read_table(arguments[kind], kind)) is not None and table.size}
    known = common_crs(arguments["crs"], (others or []) + list(tables.values()))
    if known:
        options["crs"] = known
    aliases = _grid.aliases(options)
    readers = {"units": _units, "sites": _sites, "cells": _cells, "barriers": _barriers, "blocks": _areas,
               "dedicated": _areas}
    return {kind: {"size": table.size, **readers[kind](table, names, aliases)} for kind, table in tables.items()}, options


def _texts(table: Table, column: str | None) -> list[str]:
    return [text or "" for text in table.texts(column)] if column is not None else [""] * table.size


def _units(table: Table, names: dict[str, str | None], aliases: dict[str, list[str]]) -> dict[str, Any]:
    code = table.find(names.get("code"), aliases["code"], "code=")
    if code is None:
        raise ValueError("units: no column has the codes; the columns are: " + ", ".join(map(str, table.columns))
                         + "; name one with code=")
    name = table.find(names.get("name"), aliases["name"], "name=")
    return {"geometry": table.geometries(), "code": _texts(table, code), "name": _texts(table, name)}


def _counts(table: Table, names: dict[str, str | None], aliases: dict[str, list[str]]) -> dict[str, Any]:
    wanted = {"households": aliases["households"], "persons": aliases["persons"], "workload": []}
    columns = {what: table.find(names.get(what), usual, what + "=") for what, usual in wanted.items()}
    made = {what: table.numbers(column) for what, column in columns.items() if column is not None}
    name = table.find(names.get("site_name"), aliases["area_name"] if names.get("micro") else [], "site_name=")
    if name is not None:
        made["name"] = _texts(table, name)
    return made


def _sites(table: Table, names: dict[str, str | None], aliases: dict[str, list[str]]) -> dict[str, Any]:
    return {**table.places(aliases), **_counts(table, names, aliases)}


def _cells(table: Table, names: dict[str, str | None], aliases: dict[str, list[str]]) -> dict[str, Any]:
    unit = table.find(names.get("unit"), aliases["unit"], "unit=")
    return {"geometry": table.geometries(), "unit": _texts(table, unit), **_counts(table, names, aliases)}


def _barriers(table: Table, names: dict[str, str | None], aliases: dict[str, list[str]]) -> dict[str, Any]:
    """The class is that of the first of the usual columns that holds text."""
    wanted = names.get("barrier_class")
    columns = [table.find(wanted, [], "barrier_class=")] if wanted is not None else [
        column for alias in aliases["class"] if (column := table.find(None, [alias], "barrier_class=")) is not None]
    classes = [next((text for text in row if text), "") for row in zip(*(_texts(table, column) for column in columns))]
    made: dict[str, Any] = {"geometry": table.geometries()}
    if columns:
        made["class"] = classes
    hard = table.find(names.get("hard"), ["hard"], "hard=")
    factor = table.find(names.get("factor"), ["factor"], "factor=")
    if hard is not None:
        made["hard"] = table.numbers(hard)
    if factor is not None:
        made["factor"] = table.numbers(factor)
    return made


def _areas(table: Table, names: dict[str, str | None], aliases: dict[str, list[str]]) -> dict[str, Any]:
    name = table.find(None, aliases["area_name"], "the name of the column") if table.what == "dedicated" else None
    return {"geometry": table.geometries(), "name": _texts(table, name)}
