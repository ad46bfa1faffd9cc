#!/usr/bin/python3
"""The judge of merged layers: what is right passes, and each fault that is put into it is found."""

import pathlib
import tempfile
import unittest

import frame
import merge_judge
from geometry import geometry_of, left_sided
from judge import Wrong
from merge_layers import Layers, make_layers
from merge_run import MergeRuns
from output import Grid

FRAME = frame.make_frame(32650, (117.0, 30.6), 0.0, 0.0)


def box(west, south, east, north):
    corners = ((west, south), (east, south), (east, north), (west, north), (west, south))
    return [[[FRAME.place(corner) for corner in corners]]]


def a_grid(code, area, households=10):
    return {"code": code, "unit": code[:-3], "input": 0, "households": households, "area": area}


def written(grid, area=None, households=None):
    area = area or grid["area"]
    fields = {"grid_code": grid["code"], "households": grid["households"] if households is None else households}
    return Grid(fields, geometry_of(area), left_sided(area))


GRIDS = [a_grid("a001", box(0, 0, 100, 100)), a_grid("a002", box(100, 0, 200, 100))]


class TheJudge(unittest.TestCase):

    def kinds(self, output, grids=None, issues=(), is_exact=True):
        grids = grids or GRIDS
        layers = Layers(1, (), FRAME, {"units": 9}, [grids], [], is_exact)
        wrong = []
        merge_judge.judge_grids(layers, grids, output, issues,
                                lambda kind, text, at=None: wrong.append(Wrong(kind, text, at)))
        return {each.kind for each in wrong}

    def test_what_is_right_passes(self):
        self.assertEqual(set(), self.kinds([written(grid) for grid in GRIDS]))

    def test_a_grid_is_missing(self):
        self.assertEqual({"missing"}, self.kinds([written(GRIDS[0])]))

    def test_households_are_lost(self):
        self.assertEqual({"households"}, self.kinds([written(GRIDS[0]), written(GRIDS[1], households=9)]))

    def test_ground_is_lost(self):
        self.assertEqual({"ground", "silent"},
                         self.kinds([written(GRIDS[0]), written(GRIDS[1], box(101, 0, 200, 100))]))

    def test_grids_overlap(self):
        over = [GRIDS[0], a_grid("a002", box(99, 0, 200, 100))]
        self.assertLessEqual({"overlap", "border"}, self.kinds([written(grid) for grid in over], over, is_exact=False))

    def test_ground_goes_in_silence(self):
        over = [GRIDS[0], a_grid("a002", box(99, 0, 200, 100))]
        output = [written(over[0]), written(over[1], box(100, 0, 200, 100))]
        self.assertEqual({"silent"}, self.kinds(output, over, is_exact=False))
        self.assertEqual(set(), self.kinds(output, over, ["inputs_overlap between a001 and a002"], is_exact=False))

    def test_a_vertex_is_lost(self):
        outside = [GRIDS[0], a_grid("a002", [[[FRAME.place(p) for p in (
            (100, 0), (200, 0), (200, 50), (200, 100), (100, 100), (100, 0))]]])]
        self.assertEqual({"vertex"}, self.kinds([written(outside[0]), written(outside[1], box(100, 0, 200, 100))], outside))

    def test_one_side_lacks_a_vertex(self):
        one = [[[FRAME.place(p) for p in ((100, 0), (200, 0), (200, 100), (100, 100), (100, 50), (100, 0))]]]
        self.assertIn("border", self.kinds([written(GRIDS[0]), written(GRIDS[1], one)], is_exact=False))

    def test_what_is_dissolved(self):
        def kinds(area, households=20):
            wrong = []
            joined = [written(grid) for grid in GRIDS]
            merge_judge.judge_dissolved(joined, [written(a_grid("a", area, households))], lambda code: code[:1],
                                        lambda kind, text, at=None: wrong.append(kind))
            return set(wrong)

        whole = [[[FRAME.place(p) for p in ((0, 0), (100, 0), (200, 0), (200, 100), (100, 100), (0, 100), (0, 0))]]]
        self.assertEqual(set(), kinds(whole))
        self.assertEqual({"dissolved"}, kinds(box(0, 0, 200, 100)))
        self.assertEqual({"households"}, kinds(whole, 19))
        nested = [whole[0], box(10, 10, 20, 20)[0]]
        self.assertEqual({"invalid", "dissolved"}, kinds(nested))

    def test_what_may_be_refused(self):
        def kinds(grids, said):
            layers, wrong = Layers(1, (), FRAME, {"units": 9}, [grids], [], False), []
            merge_judge.judge_refusal(layers, grids, said, lambda kind, text, at=None: wrong.append(kind))
            return wrong

        said = "x.geojson (layer x, feature 3): it is bad hint: mend it"
        self.assertEqual(["refused"], kinds(GRIDS, said))
        self.assertEqual([], kinds([GRIDS[0], a_grid("a002", GRIDS[0]["area"])], said))
        self.assertEqual(["refused"], kinds([GRIDS[0], a_grid("a002", GRIDS[0]["area"])], "it is bad"))


class TheGenerator(unittest.TestCase):

    def test_a_seed_makes_the_same_files(self):
        def files(seed):
            with tempfile.TemporaryDirectory() as folder:
                MergeRuns(make_layers(seed), pathlib.Path(folder)).write_all()
                return {path.name: path.read_bytes() for path in pathlib.Path(folder).iterdir()}

        self.assertEqual(files(7), files(7))
        self.assertNotEqual(files(7), files(8))


if __name__ == "__main__":
    unittest.main()
