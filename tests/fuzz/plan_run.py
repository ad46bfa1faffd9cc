#!/usr/bin/python3
"""Divides random towns, spoils the plan as hands and programs do, and gives it back to gridify with --plan (the program that
GRIDIFY names, else the one on the path).

    plan_run.py [--first 1] [--count 200 | --seeds FILE] [--jobs N] [--only FEATURE,...] [--without FEATURE,...]
                [--kinds KIND,...] [--ignore KIND,...] [--keep DIR] [--open FILE]

The options are those of run.py, the kinds of failures those of judge.py, and
  same       a plan that was given back as it was, or as a table, has other households in some grid
  codes      ... or other codes
  silent     households are in another grid than the plan says, or it says nothing of them, and nothing is said
What is spoiled is a feature of the town: plan-same, plan-table, plan-rounded, plan-shaken, plan-thinned, plan-lost, plan-joined,
plan-stripes, plan-improved.
"""

import collections
import dataclasses
import sys

import inputs
from divide import GRIDIFY
from errors import shaken
from frame import rounded
from geometry import area_of, geometry_of, vertices_of
from inputs import polygons, write_layer
from judge import Wrong, judge
from judge_sites import site_geometry
from output import read_features, read_output
from runner import first_line, run_program
from settings import all_features, draw
from town_runs import main
from towns import make_town

SPOILED = ("same", "table", "rounded", "shaken", "thinned", "lost", "joined", "stripes", "improved")
# What a plan may be, and a plan of ours is not.
NOT_WRONG = {"parts", "kept"}


def spoiled(seed):
    return draw(seed, "plan").choice(SPOILED)


def features_of(seed):
    """Those of the town, and how its plan is spoiled."""
    return (*all_features(seed), f"plan-{spoiled(seed)}")


class PlanRun:
    def __init__(self, town, folder):
        self.town, self.folder, self.kind = town, folder, spoiled(town.seed)
        self.chance = draw(town.seed, "spoiled")
        self.snap = 0.0

    def run(self, words):
        done, wrong = run_program([GRIDIFY, *words, "-j", "1"], self.folder)
        if wrong:
            return wrong
        return Wrong("refused", f"exit code {done.returncode}, {first_line(done)}") if done.returncode > 1 else None

    def examine(self):
        inputs.write_inputs(self.town, self.folder)
        if self.run(inputs.words(self.town)):
            return []  # that is the business of run.py
        first = read_output(self.folder / "grids.gpkg")
        if judge(self.town, first):
            return []
        ended = self.run(self.words(self.write_plan(first)))
        if ended:
            return [ended]
        second = read_output(self.folder / "again.gpkg")
        wrong = [each for each in judge(self.town, second, again=True) if each.kind not in NOT_WRONG]
        if self.kind in ("same", "table"):
            wrong += self.judge_same(first, second)
        return wrong + self.judge_silence()

    def words(self, plan):
        words = inputs.words(self.town, "again.gpkg")
        if self.kind == "improved":
            return [*words, "--plan", plan, "--improve"]
        if "--grids" in words:
            at = words.index("--grids")
            del words[at:at + 2]
        words += ["--plan", plan]
        return [*words, "--plan-snap", repr(self.snap)] if self.snap else words

    def write_plan(self, first):
        if self.kind in ("same", "improved"):
            return "grids.gpkg"
        if self.kind == "table":
            return "grids.csv"
        frame, chance = self.town.frame, self.chance
        grids = sorted((grid for grids in first.by_unit.values() for grid in grids), key=lambda grid: grid.code)
        rows = [(grid.code, grid.area) for grid in grids]
        digits = 7 if frame.epsg == 4326 else 2
        if self.kind == "rounded":
            self.snap = 0.05
            rows = [(code, [[[rounded(point, digits) for point in ring] for ring in polygon] for polygon in area])
                    for code, area in rows]
        elif self.kind == "shaken":
            metres = chance.choice((0.001, 0.02, 0.3))
            self.snap = 3 * metres
            rows = [(code, shaken(area, frame, metres, chance, 15)) for code, area in rows]
        elif self.kind == "thinned":
            metres = chance.choice((0.05, 0.5))
            self.snap = 2 * metres
            rows = [(code, area_of(geometry_of(area).SimplifyPreserveTopology(metres * frame.north_m))) for code, area in rows]
        elif self.kind == "lost":
            rows = [row for row in rows if chance.random() < 0.7] or rows[:1]
        elif self.kind == "joined":
            rows = [(chance.choice(grids[max(0, i - 1):i + 1]).code, area) for i, (_, area) in enumerate(rows)]
        elif self.kind == "stripes":
            rows = self.stripes(rows)
        rows = [(code, area) for code, area in rows if area]
        write_layer([({"grid_code": code}, polygons(area)) for code, area in rows], frame.epsg, self.folder / "plan.geojson")
        return "plan.geojson"

    def stripes(self, rows):
        """Nothing that follows any border: stripes across all units."""
        points = sorted(point for _, area in rows for point in vertices_of(area))
        west, east = points[0][0], points[-1][0]
        south, north = min(p[1] for p in points), max(p[1] for p in points)
        count = self.chance.randint(2, 6)
        cuts = [west + (east - west) * i / count for i in range(count + 1)]
        return [(f"stripe {i}", [[[(a, south), (b, south), (b, north), (a, north), (a, south)]]])
                for i, (a, b) in enumerate(zip(cuts, cuts[1:]))]

    def judge_same(self, first, second):
        """Each grid has the sites that it had."""
        def groups(output):
            sets = collections.defaultdict(set)
            for site, code in output.assignments:
                sets[code].add(site)
            return sets
        before, after = groups(first), groups(second)
        if self.kind == "table":
            before, after = set(map(frozenset, before.values())), set(map(frozenset, after.values()))
        if before == after:
            return []
        return [Wrong("same", f"the plan as {self.kind} gives other grids")]

    def judge_silence(self):
        """Who is in another grid than the layer of the plan says must be told of: by the sum over the findings."""
        if self.kind not in ("rounded", "shaken", "thinned", "lost", "joined", "stripes") or self.town.is_cells:
            return []
        said = [fields["code"] for fields, _ in read_features(self.folder / "again.gpkg", "issues")]
        told = {"plan_gap", "plan_not_followed", "plan_across_units", "plan_overlap", "unit_undivided", "unit_mended"} & set(said)
        if told:
            return []
        labels = [(fields["grid_code"], geometry) for fields, geometry in read_features(self.folder / "plan.geojson")]
        boxes = [(label, geometry, geometry.GetEnvelope()) for label, geometry in labels]
        with_label, reach = collections.defaultdict(set), (3 * self.snap + 0.05) * self.town.frame.north_m
        codes = dict(read_output(self.folder / "again.gpkg").assignments)
        for site in self.town.sites:
            point = site_geometry(self.town, site).PointOnSurface()
            x, y = point.GetX(), point.GetY()
            near = [(label, geometry) for label, geometry, (a, b, c, d) in boxes
                    if a - reach <= x <= b + reach and c - reach <= y <= d + reach and geometry.Distance(point) <= reach]
            if len({label for label, _ in near}) != 1 or near[0][1].Boundary().Distance(point) < reach:
                continue  # at a border it may be in either
            code = codes.get(site["id"])
            if code and site["households"]:
                with_label[code].add(near[0][0])
        mixed = {code: names for code, names in with_label.items() if len(names) > 1}
        return [Wrong("silent", f"grid {code} has sites of the plan's {sorted(names)}") for code, names in mixed.items()]


def make_spoiled_town(seed):
    town = make_town(seed)
    return town and dataclasses.replace(town, features=(*town.features, f"plan-{spoiled(seed)}"))


if __name__ == "__main__":
    sys.exit(main(__doc__, PlanRun, make_spoiled_town, features_of))
