"""grid.partition() against what SciPy says of its parts, and against all partitions of small graphs."""
import itertools
import unittest

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components

import grid


def lattice(width, height):
    """A matrix of the 4-neighbourhood, with random whole weights."""
    chance = np.random.default_rng(width * 100 + height)
    number = np.arange(width * height).reshape(height, width)
    pairs = np.vstack([np.column_stack([number[:, :-1].ravel(), number[:, 1:].ravel()]),
                       np.column_stack([number[:-1].ravel(), number[1:].ravel()])])
    half = sparse.coo_matrix((chance.integers(1, 9, len(pairs)).astype(float), pairs.T), shape=(number.size,) * 2)
    return (half + half.T).tocsr()


def cut_of(matrix, part):
    rows, columns = matrix.nonzero()
    return float(matrix.data[part[rows] != part[columns]].sum()) / 2


def is_connected(matrix, part, parts):
    return all(connected_components(matrix[part == p][:, part == p])[0] == 1 for p in range(parts))


class Partition(unittest.TestCase):
    def test_parts_are_connected_balanced_and_their_cut_is_told(self):
        matrix = lattice(20, 15)
        weights = np.column_stack([np.random.default_rng(1).integers(1, 5, 300), np.ones(300, dtype=int)])
        found = grid.partition(matrix, weights, 6)
        self.assertTrue(found.feasible)
        self.assertTrue(is_connected(matrix, found.part, 6))
        self.assertEqual(cut_of(matrix, found.part), found.cut)
        for column in weights.T:
            loads = np.bincount(found.part, weights=column)
            self.assertLessEqual(np.abs(loads / loads.mean() - 1).max(), 0.10)

    def test_the_form_of_the_graph_changes_nothing(self):
        matrix = lattice(8, 6)
        expected = grid.partition(matrix, np.ones(48), 4).part.tolist()
        turned = matrix.copy()
        for v in range(48):  # rows that are not sorted
            row = slice(turned.indptr[v], turned.indptr[v + 1])
            turned.indices[row] = turned.indices[row][::-1].copy()
            turned.data[row] = turned.data[row][::-1].copy()
        self.assertEqual(expected, grid.partition(turned, np.ones(48), 4).part.tolist())
        self.assertEqual(expected, grid.partition(matrix.tocoo(), [1] * 48, 4).part.tolist())
        plain = (matrix.indptr.tolist(), matrix.indices.astype(np.int64), matrix.data.astype(np.float32))
        self.assertEqual(expected, grid.partition(plain, np.ones(48, dtype=np.uint8), 4).part.tolist())

    def test_the_best_of_all_partitions_of_small_lattices_is_found(self):
        for width, height in ((3, 3), (4, 2), (3, 2)):
            matrix, n = lattice(width, height), width * height
            least = min(cut_of(matrix, part) for labels in itertools.product((0, 1), repeat=n - 1)
                        if abs(2 * sum(labels) - n) <= 1
                        and is_connected(matrix, part := np.array((0, *labels)), 2))
            found = grid.partition(matrix, np.ones(n), 2, limits=(n // 2, (n + 1) // 2), effort="best")
            self.assertEqual(least, found.cut, (width, height))

    def test_what_was_there_stays(self):
        matrix = lattice(12, 10)
        before = grid.partition(matrix, np.ones(120), 5)
        weights = np.ones(120, dtype=int)
        weights[:6] = 2
        after = grid.partition(matrix, weights, 5, previous=before.part, tolerance=0.2)
        self.assertTrue(after.feasible)
        same = max(sum(after.part[before.part == p] == np.bincount(after.part[before.part == p]).argmax())
                   for p in range(5))
        self.assertGreaterEqual(same, 20)


if __name__ == "__main__":
    unittest.main()
