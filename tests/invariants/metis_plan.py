"""A plan that METIS makes of cells, through the library itself."""

import collections
import ctypes
import ctypes.util

import ground
import layer_contract as contract


def library():
    """None where it is not installed."""
    name = ctypes.util.find_library("metis")
    return ctypes.CDLL(name) if name else None


def neighbours(polygons):
    """By cell {other: metres of border} of those that share a segment."""
    owners = collections.defaultdict(set)
    for cell, parts in enumerate(polygons):
        for a, b in contract.segments_of(parts):
            owners[min((a, b), (b, a))].add(cell)
    borders = [collections.Counter() for _ in polygons]
    for (a, b), cells in owners.items():
        for cell in cells:
            for other in cells - {cell}:
                borders[cell][other] += ground.distance(a, b)
    return borders


def partition(polygons, weights, parts):
    """The part of each cell, by METIS_PartGraphKway with borders in decimetres as weights; integers and reals have 32 bits."""
    integers = lambda values: (ctypes.c_int32 * len(values))(*values)
    starts, ends, lengths = [0], [], []
    for borders in neighbours(polygons):
        for other in sorted(borders):
            ends.append(other)
            lengths.append(max(1, round(10 * borders[other])))
        starts.append(len(ends))
    one = lambda value: ctypes.byref(ctypes.c_int32(value))
    part, cut = (ctypes.c_int32 * len(weights))(), ctypes.c_int32()
    answer = library().METIS_PartGraphKway(
        one(len(weights)), one(1), integers(starts), integers(ends), integers(weights), None, integers(lengths), one(parts),
        None, None, None, ctypes.byref(cut), part)
    if answer != 1:
        raise AssertionError(f"METIS answers {answer}")
    return list(part)
