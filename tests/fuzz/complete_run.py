#!/usr/bin/python3
"""Divides random towns, then some units of each again, in another way and with --complete (the program that GRIDIFY names, else the
one on the path). The whole layer is judged as that of a run over all, and the other units by what they were.

    complete_run.py [--first 1] [--count 200 | --seeds FILE] [--jobs N] [--only FEATURE,...] [--without FEATURE,...]
                    [--kinds KIND,...] [--ignore KIND,...] [--keep DIR] [--open FILE]

The options are those of run.py, the kinds of failures those of judge.py, and
  others     a grid of a unit that was not divided is other than it was, but for vertices that are told
  lineage    ... or is not called unchanged, or another code of such a unit is given up
"""

import sys

import inputs
from divide import GRIDIFY
from judge import Wrong, judge
from output import read_features, read_output
from runner import first_line, run_program
from settings import draw
from town_runs import main

# What units that are divided in another way may be, and what is found of whole runs as well.
NOT_WRONG = {"parts", "kept"}


class CompleteRun:
    def __init__(self, town, folder):
        self.town, self.folder = town, folder
        chance = draw(town.seed, "complete")
        codes = sorted({unit["code"] for unit in town.units})
        self.chosen = sorted(chance.sample(codes, chance.randint(1, max(1, len(codes) - 1))))

    def run(self, words):
        done, wrong = run_program([GRIDIFY, *words, "-j", "1"], self.folder)
        if wrong:
            return wrong
        return Wrong("refused", f"exit code {done.returncode}, {first_line(done)}") if done.returncode > 1 else None

    def words(self):
        words = inputs.words(self.town, "again.gpkg")
        if "--grids" in words:  # of which nobody knows how many are in the chosen units
            at = words.index("--grids")
            del words[at:at + 2]
        return [*words, "--previous", "grids.gpkg", "--stability", "0", "--seed", "7", "--units", ",".join(self.chosen), "--complete"]

    def examine(self):
        inputs.write_inputs(self.town, self.folder)
        if self.run(inputs.words(self.town)):
            return []  # that is the business of run.py
        first = read_output(self.folder / "grids.gpkg")
        if judge(self.town, first) or len({unit["code"] for unit in self.town.units}) < 2:
            return []
        ended = self.run(self.words())
        if ended:
            return [ended]
        second = read_output(self.folder / "again.gpkg")
        # Only what lies in the chosen units is assigned anew.
        anew = {site for site, _ in second.assignments}
        second.assignments += [row for row in first.assignments if row[0] not in anew]
        wrong = [each for each in judge(self.town, second, again=True) if each.kind not in NOT_WRONG]
        return wrong + self.judge_others(first, second)

    def judge_others(self, first, second):
        issues = [fields for fields, _ in read_features(self.folder / "again.gpkg", "issues")]
        told = {fields["grid_code"] for fields in issues if fields["code"] in ("vertices_added", "inputs_overlap", "grid_mended")}
        lineage = {(fields["old_code"], fields["new_code"] or ""): fields for fields, _ in read_features(self.folder / "again.gpkg", "lineage")}
        wrong = []
        for code, grids in first.by_unit.items():
            if code in self.chosen:
                continue
            new = {grid.code: grid for grid in second.by_unit.get(code, [])}
            if set(new) != {grid.code for grid in grids}:
                wrong.append(Wrong("others", f"unit {code} has grids {sorted(new)}"))
                continue
            for grid in grids:
                again = new[grid.code]
                if bytes(grid.geometry.ExportToWkb()) != bytes(again.geometry.ExportToWkb()) and grid.code not in told:
                    wrong.append(Wrong("others", f"{grid.code} is another, and not a word of it", grid.area[0][0][0]))
                if grid.fields != again.fields and grid.code not in told:
                    wrong.append(Wrong("others", f"{grid.code} has other fields", grid.area[0][0][0]))
                change = lineage.get((grid.code, grid.code), {}).get("change")
                if change != "unchanged" and grid.code not in told:
                    wrong.append(Wrong("lineage", f"{grid.code} is {change}"))
            if (gone := [old for old, now in lineage if old and old.startswith(code) and len(old) == len(code) + 3 and not now]):
                wrong.append(Wrong("lineage", f"unit {code} gives up {gone}"))
        return wrong


if __name__ == "__main__":
    sys.exit(main(__doc__, CompleteRun))
