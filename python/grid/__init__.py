"""Divides administrative units into grids: connected areas with about the same number of households.

    divide(units, sites, ...)      grids of units, as the program gridify makes them
    check(grids, units, ...)       what is wrong with a layer of grids, as gridcheck finds it
    partition(graph, weights, ...) a graph into connected, balanced parts: numbers only

What goes in may be a GeoDataFrame, a mapping of columns, a list of records, GeoJSON, or arrays; geometries may be
Shapely, OGR, WKB, WKT or GeoJSON. Nothing is read from files and nothing is written. All functions release the GIL while
they compute, and give the same result whatever the number of threads.

What the options mean is in the manual of the programs (`man gridify`), under the same names with `-` for `_`; that is
also how messages name them.
"""
from grid._check import check
from grid._divide import Division, divide
from grid._grid import ConfigError, GeometryError, GridError, InputError, __version__
from grid._partition import Partition, partition

__all__ = ["ConfigError", "Division", "GeometryError", "GridError", "InputError", "Partition", "__version__", "check",
           "divide", "partition"]
