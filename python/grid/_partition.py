from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from grid import _grid
from grid._inputs import given_options


@dataclass(frozen=True)
class Partition:
    """What partition() gives.

    part       n int32: the part of each vertex, 0 .. parts - 1; every part is connected and not empty
    cut        sum of the weights of the edges between parts
    feasible   every part is within the limits
    violation  sum over parts and criteria of the distance to the limits, relative to the mean
    violating  the parts that are not within the limits, ascending
    """

    part: NDArray[np.int32]
    cut: float
    feasible: bool
    violation: float
    violating: list[int]


def _integers(name: str, values: Any) -> NDArray[np.int64]:
    """As int64; without a copy if they are that already."""
    array = np.asarray(values)
    if array.size == 0:
        return np.zeros(array.shape, dtype=np.int64)
    if array.dtype.kind not in "biuf":
        raise TypeError(f"{name} must be whole numbers")
    limit = 2.0**62
    if array.dtype.kind == "f" and not (np.isfinite(array).all() and (array == np.floor(array)).all()):
        raise ValueError(f"{name} must be whole numbers; multiply them, and their limits, by 1000 or so")
    if array.dtype.kind in "uf" and (np.abs(array) > limit).any():
        raise ValueError(f"{name} must be less than 2**62")
    return np.ascontiguousarray(array, dtype=np.int64)


def _numbers(name: str, values: Any, size: int) -> NDArray[np.float64]:
    array = np.asarray(values)
    if array.dtype.kind not in "biuf":
        raise TypeError(f"{name} must be numbers")
    if array.shape != (size,):
        raise ValueError(f"{name} must have {size} entries, not the shape {array.shape}")
    return np.ascontiguousarray(array, dtype=np.float64)


def _arrays_of(graph: Any) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    if hasattr(graph, "tocsr"):
        graph = graph.tocsr()
    if hasattr(graph, "indptr"):
        if graph.shape[0] != graph.shape[1]:
            raise ValueError(f"the matrix of a graph must be square, not {graph.shape[0]} x {graph.shape[1]}")
        graph = (graph.indptr, graph.indices, graph.data)
    if isinstance(graph, (str, bytes)) or not isinstance(graph, Sequence) or len(graph) not in (2, 3):
        raise TypeError("a graph is a matrix of SciPy, or (indptr, indices, data), or (indptr, indices)")
    indptr, indices = _integers("indptr", graph[0]), _integers("indices", graph[1])
    for name, array in (("indptr", indptr), ("indices", indices)):
        if array.ndim != 1:
            raise ValueError(f"{name} must have one dimension, not {array.ndim}")
    if indptr.size == 0:
        raise ValueError("indptr is empty: it has one entry more than there are vertices")
    data = np.ones(indices.size) if len(graph) == 2 else _numbers("data", graph[2], indices.size)
    return indptr, indices, data


def _limits_of(weights: NDArray[np.int64], parts: int, tolerance: float,
               limits: Sequence[tuple[int, int]] | None) -> NDArray[np.int64]:
    criteria = weights.shape[1]
    if limits is not None:
        made = _integers("limits", limits)
        if made.shape == (2,):
            made = made.reshape(1, 2)
        if made.shape != (criteria, 2):
            raise ValueError(f"limits must be {criteria} x 2: lowest and highest sum of each weight")
        return made
    if not 0 <= tolerance < 1:
        raise ValueError(f"tolerance must be from 0 to below 1, not {tolerance}")
    made = []
    for total in (sum(map(int, column)) for column in weights.T):
        mean = total / parts
        made.append((min(math.ceil(mean * (1 - tolerance)), total // parts),
                     max(math.floor(mean * (1 + tolerance)), -(-total // parts))))
    return np.array(made).clip(-2**62, 2**62).astype(np.int64)


def partition(
    graph: Any,
    weights: ArrayLike,
    parts: int,
    *,
    tolerance: float = 0.10,
    limits: Sequence[tuple[int, int]] | None = None,
    x: ArrayLike | None = None,
    y: ArrayLike | None = None,
    previous: ArrayLike | None = None,
    stability: float | None = None,
    effort: str = "normal",
    seed: int = 1,
) -> Partition:
    """Divides a graph into connected parts within limits, with as little cut as can be found.

    graph      a square sparse matrix of SciPy, or (indptr, indices, data) of one in rows (CSR), or (indptr, indices): each
               edge in both directions, with the same weight, at least 0. n vertices; rows need not be sorted, edges
               that are there twice count together
    weights    n, or n x k for k criteria at once: whole numbers from 0
    parts      how many
    tolerance  how far the sum of a part may be from the mean, as a share; the whole numbers beside the mean always may; or
    limits     (lowest, highest) sum for each criterion
    x, y       n each: coordinates of the vertices, which help to begin; metres
    previous   n: the part of each vertex in a division that is there, -1: in none; as little as possible moves.
               `stability` from 0 to 1 (default 1) says how much that counts against the cut
    effort     fast, normal or best; `seed`: a whole number from 0

    Where limits cannot be met, the nearest that was found is given, and `feasible` is False. Raises ValueError
    (ConfigError) for arrays that are no such graph, and for more components than parts.
    """
    indptr, indices, data = _arrays_of(graph)
    n = indptr.size - 1
    loads = _integers("weights", weights)
    if loads.ndim == 1:
        loads = loads.reshape(-1, 1)
    if loads.ndim != 2 or loads.shape[0] != n or loads.shape[1] == 0:
        raise ValueError(f"weights must be {n}, or {n} x k, not the shape {np.shape(weights)}")
    if isinstance(parts, bool) or not isinstance(parts, (int, np.integer)) or not 1 <= parts < 2**31:
        raise ValueError(f"parts must be a whole number from 1, not {parts!r}")
    if (x is None) != (y is None):
        raise ValueError("x and y go together")
    before = None if previous is None else _integers("previous", previous)
    if before is not None and (before.shape != (n,) or (before < -1).any()):
        raise ValueError(f"previous must be {n} numbers of parts, -1 for none")
    options = {"parts": int(parts), "effort": effort, "seed": seed, "stability": stability,
               "x": None if x is None else _numbers("x", x, n), "y": None if y is None else _numbers("y", y, n),
               "previous": before}
    answer = _grid.partition(indptr, indices, data, np.ascontiguousarray(loads),
                             _limits_of(loads, int(parts), tolerance, limits), given_options(options))
    return Partition(part=answer["part"], cut=answer["cut"], feasible=answer["feasible"],
                     violation=answer["violation"], violating=answer["violating"])
