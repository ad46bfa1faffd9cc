"""gridmerge: joining layers."""

import itertools
import unittest

import gridify_case as case
from gridmerge_case import GridmergeCase


class Join(GridmergeCase):

    def test_joined_shards_equal_the_whole_feature_by_feature(self):
        report = self.report(*self.shards, "-o", self.out)
        self.assertGreater(report["vertices_matched"], 0)
        self.assertEqual(self.exact(self.whole), self.exact(self.out))
        self.assertEqual(self.exact(self.whole, "issues"), self.exact(self.out, "issues"))
        self.assert_coverage(self.out)

    def test_neither_order_nor_threads_matter(self):
        layers = []
        for i, shards in enumerate([self.shards, self.shards[::-1]]):
            out = self.path(f"out{i}.geojson")
            self.assert_merged(*shards, "-o", out, "-j", i + 1)
            layers.append(self.content(f"out{i}.geojson"))
        self.assertEqual(layers[0], layers[1])


if __name__ == "__main__":
    unittest.main()
