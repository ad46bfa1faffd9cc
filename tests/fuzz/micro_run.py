#!/usr/bin/python3
"""Divides random towns with micro-grids (the program that GRIDIFY names, else the one on the path), and once more with the grids of
that run as the previous ones. What nests is judged by tests/invariants/nesting.py, the grids as those of any run.

    micro_run.py [--first 1] [--count 200 | --seeds FILE] [--jobs N] [--only FEATURE,...] [--without FEATURE,...]
                 [--kinds KIND,...] [--ignore KIND,...] [--keep DIR] [--open FILE]

The options are those of run.py, the kinds of failures those of judge.py, and
  nesting    the micro-grids of a grid are not exactly its ground, do not add up to it, or have codes of another
  refused    it ends without micro-grids where it has grids without --micro
"""

import pathlib
import sys

import inputs
from divide import GRIDIFY
from judge import Wrong, judge
from output import read_output
from runner import first_line, run_program
from town_runs import main

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "invariants"))
import nesting  # noqa: E402


class MicroRun:
    def __init__(self, town, folder):
        self.town, self.folder = town, folder
        target = town.settings.sizes[0]
        self.sizes = f"{max(1, target // 7)}"

    def run(self, words):
        done, wrong = run_program([GRIDIFY, *words, "-j", "1"], self.folder)
        if wrong:
            return wrong
        return Wrong("refused", f"exit code {done.returncode}, {first_line(done)}") if done.returncode > 1 else None

    def examine(self):
        inputs.write_inputs(self.town, self.folder)
        if self.run(inputs.words(self.town)) or judge(self.town, read_output(self.folder / "grids.gpkg")):
            return []  # that is the business of run.py
        if ended := self.run([*inputs.words(self.town, "micro.gpkg"), "--micro", self.sizes]):
            return [ended]
        output = read_output(self.folder / "micro.gpkg")
        output.assignments = [row[:2] for row in output.assignments]  # behind them the codes of micro-grids
        wrong = judge(self.town, output) + self.judge_micro("micro.gpkg")
        if wrong:
            return wrong
        words = [*inputs.words(self.town, "again.gpkg"), "--micro", self.sizes, "--previous", "micro.gpkg"]
        if ended := self.run(words):
            return [ended]
        return self.judge_micro("again.gpkg", numbered=False)

    def judge_micro(self, name, numbered=True):
        grids, micro = nesting.read(self.folder / name)
        said = (nesting.codes(grids, micro) if numbered else []) + nesting.ground(grids, micro) + nesting.sums(grids, micro)
        return [Wrong("nesting", f"{name}: {text}") for text in said[:3]]


if __name__ == "__main__":
    sys.exit(main(__doc__, MicroRun))
