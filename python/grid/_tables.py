"""Tables of whatever the user has: frames, mappings of columns, lists of records, GeoJSON, arrays.

What comes out are plain columns: geometry as WKB, WKT or GeoJSON, numbers as float64, text as str. Nothing of GeoPandas,
Shapely or OGR is imported; their objects are known by what they can do.
"""
from __future__ import annotations

import decimal
import json
import math
import numbers
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np


class Table:
    """Columns of one length, called as the user calls them. `what`, in the plural, says what the rows are."""

    def __init__(self, what: str, columns: dict[str, Any], crs: Any = None):
        self.what = what
        self.crs = crs
        self.columns = columns
        sizes = {name: len(values) for name, values in columns.items()}
        if len(set(sizes.values())) > 1:
            raise ValueError(f"{what}: the columns have different lengths: {sizes}")
        self.size = next(iter(sizes.values()), 0)

    def find(self, wanted: str | None, aliases: Sequence[str], argument: str) -> str | None:
        """The column to use: `wanted`, else the only one that has a usual name, compared without case."""
        if wanted is not None:
            if wanted not in self.columns:
                raise ValueError(f"{self.what}: there is no column {wanted!r} ({argument}); the columns are: "
                                 + ", ".join(map(str, self.columns)))
            return wanted
        usual = {alias.lower() for alias in aliases}
        found = [name for name in self.columns if isinstance(name, str) and name.lower() in usual]
        if len(found) > 1:
            raise ValueError(f"{self.what}: several columns could be meant: {', '.join(found)}; choose one with {argument}")
        return found[0] if found else None

    def numbers(self, name: str) -> np.ndarray:
        """The column as float64; what is missing is an error, as what is no number."""
        values = self.columns[name]
        try:
            array = np.asarray(values)
            if array.dtype.kind == "O":
                array = np.array([_number(value) for value in array])
            if array.dtype.kind not in "biuf":
                raise TypeError
            array = np.ascontiguousarray(array, dtype=np.float64)
        except (TypeError, ValueError, OverflowError):
            raise TypeError(f"{self.what}: the column {name!r} must hold numbers") from None
        if array.ndim != 1:
            raise ValueError(f"{self.what}: the column {name!r} must have one dimension, not {array.ndim}")
        bad = np.flatnonzero(~np.isfinite(array))
        if bad.size:
            raise ValueError(f"{self.what}: {name!r} of row {bad[0]} is not a finite number"
                             + (f", nor are {bad.size - 1} others" if bad.size > 1 else ""))
        return array

    def texts(self, name: str) -> list[str | None]:
        return [self._text(name, row, value) for row, value in enumerate(self.columns[name])]

    def _text(self, name: str, row: int, value: Any) -> str | None:
        if is_missing(value):
            return None
        if isinstance(value, str):
            return value
        if isinstance(value, (int, np.integer)):
            return str(int(value))
        if isinstance(value, (float, np.floating)) and float(value).is_integer() and abs(value) < 2**53:
            return str(int(value))
        raise TypeError(f"{self.what}: {name!r} of row {row} must be text or a whole number, not {value!r}")

    def geometries(self) -> list[bytes | str | None]:
        if "geometry" not in self.columns:
            raise ValueError(f"{self.what}: there is no geometry; the columns are: " + ", ".join(map(str, self.columns)))
        return [geometry_of(value, self.what, row) for row, value in enumerate(self.columns["geometry"])]

    def places(self, aliases: Mapping[str, Sequence[str]]) -> dict[str, Any]:
        """Points as two arrays where that is possible, else geometries."""
        if "geometry" in self.columns:
            column = self.columns["geometry"]
            try:  # a GeoSeries of points has them as arrays
                return {"x": _finite(column.x, self.what), "y": _finite(column.y, self.what)}
            except (AttributeError, TypeError, ValueError):
                return {"geometry": self.geometries()}
        x = self.find(None, aliases["x"], "the name of the column")
        y = self.find(None, aliases["y"], "the name of the column")
        if x is None or y is None:
            raise ValueError(f"{self.what}: there is neither a geometry nor columns x and y")
        return {"x": self.numbers(x), "y": self.numbers(y)}


def _finite(values: Any, what: str) -> np.ndarray:
    return Table(what, {"place": values}).numbers("place")


def _number(value: Any) -> float:
    if is_missing(value):
        return math.nan
    if isinstance(value, (numbers.Real, decimal.Decimal)):
        return float(value)
    raise TypeError


def is_missing(value: Any) -> bool:
    """None, NaN, and what pandas has for them."""
    if value is None:
        return True
    try:
        return bool(value != value)
    except (TypeError, ValueError):  # pandas.NA knows no truth
        return type(value).__name__ == "NAType"


def geometry_of(value: Any, what: str, row: int) -> bytes | str | None:
    if isinstance(value, (bytes, bytearray, memoryview)):
        return bytes(value)
    if isinstance(value, str):
        return value
    if hasattr(value, "wkb"):  # Shapely
        return bytes(value.wkb)
    if hasattr(value, "ExportToWkb"):  # OGR
        return bytes(value.ExportToWkb())
    if not isinstance(value, Mapping) and hasattr(value, "__geo_interface__"):
        value = value.__geo_interface__
    if isinstance(value, Mapping):
        try:
            return json.dumps(value, allow_nan=False)
        except (TypeError, ValueError):
            raise ValueError(f"{what}: the geometry of row {row} is not GeoJSON with finite coordinates") from None
    if is_missing(value):
        return None
    raise TypeError(f"{what}: the geometry of row {row} is {type(value).__name__}; give Shapely, WKB, WKT or GeoJSON")


def read_table(given: Any, what: str) -> Table | None:
    """The table that is meant; None for None. Raises TypeError for what is none."""
    if given is None or isinstance(given, Table):
        return given
    if hasattr(given, "columns") and hasattr(given, "__getitem__"):
        return _of_frame(given, what)
    if not isinstance(given, (Mapping, Sequence, np.ndarray)) and hasattr(given, "__geo_interface__"):
        given = given.__geo_interface__
    if isinstance(given, Mapping):
        if given.get("type") == "FeatureCollection" and "features" in given:
            return _of_records(list(given["features"]), what)
        if "type" in given and isinstance(given["type"], str):
            raise TypeError(f"{what}: a single {given['type']} is no table; give a list")
        return Table(what, {name: _column(values, what, name) for name, values in given.items()})
    if isinstance(given, (str, bytes)):
        raise TypeError(f"{what}: a text is no table; files are for the program gridify")
    if isinstance(given, np.ndarray) and given.dtype != object:
        return _of_places(given, what)
    if hasattr(given, "x") and hasattr(given, "geom_type"):  # a GeoSeries
        return Table(what, {"geometry": given}, getattr(given, "crs", None))
    if isinstance(given, (Sequence, np.ndarray)):
        rows = list(given)
        if rows and all(isinstance(row, Mapping) and ("coordinates" not in row) for row in rows):
            return _of_records(rows, what)
        if rows and all(isinstance(row, (tuple, list)) for row in rows):
            return _of_places(np.asarray(rows), what)
        return Table(what, {"geometry": rows})
    raise TypeError(f"{what}: {type(given).__name__} is no table")


def _column(values: Any, what: str, name: Any) -> Any:
    if isinstance(values, (str, bytes)) or not hasattr(values, "__len__"):
        raise TypeError(f"{what}: the column {name!r} must be a list or an array, not {type(values).__name__}")
    return values


def _of_frame(frame: Any, what: str) -> Table:
    """A frame of GeoPandas, or one that has no geometry."""
    try:
        geometry = frame.geometry
    except AttributeError:  # of pandas
        geometry = None
    name = getattr(geometry, "name", "geometry")
    columns = {column: frame[column] for column in frame.columns if geometry is None or column != name}
    if geometry is not None:
        columns["geometry"] = geometry
    return Table(what, columns, getattr(frame, "crs", None))


def _of_records(records: list[Any], what: str) -> Table:
    rows = []
    for number, record in enumerate(records):
        if not isinstance(record, Mapping):
            raise TypeError(f"{what}: row {number} is {type(record).__name__}, no mapping")
        if record.get("type") == "Feature":
            rows.append({**(record.get("properties") or {}), "geometry": record.get("geometry")})
        else:
            rows.append(record)
    names = dict.fromkeys(name for row in rows for name in row)
    return Table(what, {name: [row.get(name) for row in rows] for name in names})


def _of_places(array: np.ndarray, what: str) -> Table:
    if array.ndim != 2 or array.shape[1] != 2:
        raise ValueError(f"{what}: an array of places must be n x 2, not {' x '.join(map(str, array.shape))}")
    return Table(what, {"x": array[:, 0], "y": array[:, 1]})


def crs_text(crs: Any) -> str | None:
    """EPSG:n, WKT or PROJ of a number, a text, or an object of pyproj."""
    if crs is None or isinstance(crs, str):
        return crs or None
    if isinstance(crs, (int, np.integer)):
        return f"EPSG:{int(crs)}"
    if hasattr(crs, "to_wkt"):
        return str(crs.to_wkt())
    raise TypeError(f"crs: {type(crs).__name__} is no CRS; give EPSG:n, WKT or PROJ")


def common_crs(crs: Any, tables: Sequence[Table]) -> str | None:
    """That of the argument, else that of the tables, which must have one."""
    known = [(table.what, table.crs) for table in tables if table.crs is not None]
    for what, other in known[1:]:
        if other != known[0][1] and crs_text(other) != crs_text(known[0][1]):
            raise ValueError(f"{known[0][0]} and {what} have different CRS; bring them into one with to_crs()")
    return crs_text(crs if crs is not None else known[0][1] if known else None)
