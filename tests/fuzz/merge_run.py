#!/usr/bin/python3
"""Merges random layers of grids with gridmerge (the program that GRIDMERGE names, else the one on the path) and judges the result.

    merge_run.py [--first 1] [--count 200] [--jobs N] [--only FEATURE,...] [--without FEATURE,...]
                 [--kinds KIND,...] [--ignore KIND,...] [--keep DIR] [--open FILE]

The layers are known by their seed. For each failure a line is printed, in the end a table; exit code 1 if there is any failure.
The options are those of run.py. merge_judge.py lists the kinds of failures.
"""

import dataclasses
import os
import pathlib
import shutil
import sys
import tempfile

from frame import transformed
from geometry import area_of, left_sided
from inputs import polygons, write_layer
from judge import Wrong
from merge_judge import judge_dissolved, judge_grids, judge_refusal
from merge_layers import draw_merge_features, make_layers
from output import Grid, layer_names, read_features
from runner import examined, option_parser, report, run_program, wanted_seeds
from summary import describe

GRIDMERGE = os.environ.get("GRIDMERGE") or shutil.which("gridmerge") or "gridmerge"


class MergeRuns:
    """The runs of gridmerge over the layers of a seed, in a folder of their own."""

    def __init__(self, layers, folder):
        self.layers, self.folder = layers, folder
        self.wrong = []
        self.names = [f"input{number}.geojson" for number in range(len(layers.inputs))]
        self.grids = [grid for grids in layers.inputs for grid in grids]

    def run_all(self):
        self.write_all()
        joined = self.judged("join", self.names, self.grids, bent=bool(self.layers.other_epsg))
        if len(self.names) > 1:
            self.judged("join of one input", ["all.geojson"], self.grids)
        replaced = {grid["unit"] for grid in self.layers.fresh}
        self.judged("replace", ["all.geojson", "--replace", "fresh.geojson"],
                    [grid for grid in self.grids if grid["unit"] not in replaced] + self.layers.fresh)
        if joined is None or self.wrong:
            return self.wrong
        self.compare("threads", [*self.names, "-j", "2"], same_bytes=True)
        if len(self.names) > 1 and not self.layers.other_epsg:
            self.compare("order", self.names[::-1])
        self.dissolve(joined, "--by", "unit", lambda code: code[:-3])
        self.dissolve(joined, "--by", "province", lambda code: code[:2])
        self.fuse(joined)
        return self.wrong

    def write_all(self):
        epsgs = [self.layers.frame.epsg] * (len(self.names) - 1) + [self.layers.other_epsg or self.layers.frame.epsg]
        for name, grids, epsg in zip(self.names, self.layers.inputs, epsgs):
            self.write(name, grids, epsg)
        self.write("all.geojson", self.grids)
        self.write("fresh.geojson", self.layers.fresh)

    def write(self, name, grids, epsg=0):
        own = self.layers.frame.epsg
        write_layer([({"grid_code": grid["code"], "unit_code": grid["unit"], "households": grid["households"]},
                      polygons([[transformed(ring, own, epsg or own) for ring in polygon] for polygon in grid["area"]]))
                     for grid in grids], epsg or own, self.folder / name)

    def complainer(self, what):
        return lambda kind, text, at=None: self.wrong.append(Wrong(kind, f"{what}: {text}", at))

    def run(self, words, output):
        """(exit code, what it says); nothing if it ended in no good way."""
        threads = () if "-j" in words else ("-j", "1")
        done, wrong = run_program([GRIDMERGE, *words, *threads, "--no-progress", "--fail-on", "note", "-o", output], self.folder)
        if wrong:
            self.wrong.append(dataclasses.replace(wrong, text=f"{words}: {wrong.text}"))
            return None
        return done.returncode, done.stderr.strip()

    def judged(self, what, words, grids, bent=False):
        """The grids, if there are any; `bent`: some come from another coordinate system."""
        complain, output = self.complainer(what), what.replace(" ", "_") + ".gpkg"
        ended = self.run(words, output)
        if ended is None:
            return None
        if ended[0] > 1:
            judge_refusal(self.layers, grids, ended[1].replace("\n", " "), complain)
            if (self.folder / output).exists():
                complain("refused", "and yet there is an output")
            return None
        if any(not grid["code"] for grid in grids):
            complain("accepted", "a grid has no code")
            return None
        found = self.read(output)
        issues = [f"{fields['code']} {fields['message']}" for fields, _ in read_features(self.folder / output, "issues")]
        if issues and ended[0] == 0:
            complain("silent", "there are findings, and yet the exit code is 0")
        judge_grids(self.layers, grids, found, issues, complain, bent)
        return found

    def read(self, output):
        return [Grid(fields, geometry, left_sided(area_of(geometry)))
                for fields, geometry in read_features(self.folder / output, "grids")]

    def compare(self, kind, words, same_bytes=False):
        """The same once more, in another way."""
        ended = self.run(words, "other.gpkg")
        if ended is None:
            return
        one, other = self.folder / "join.gpkg", self.folder / "other.gpkg"
        if ended[0] > 1:
            self.wrong.append(Wrong(kind, f"{words}: {ended[1]}"))
        elif same_bytes and one.read_bytes() != other.read_bytes():
            self.wrong.append(Wrong(kind, f"{words}: the output differs"))
        elif {g.code: g.area for g in self.read("join.gpkg")} != {g.code: g.area for g in self.read("other.gpkg")}:
            self.wrong.append(Wrong(kind, f"{words}: the grids differ"))
        other.unlink(missing_ok=True)

    def dissolve(self, joined, option, value, group_of):
        what, output = f"{option} {value}", f"by_{value}.gpkg"
        ended = self.run([*self.names, option, value], output)
        if ended is None:
            return
        if ended[0] > 1:
            self.wrong.append(Wrong("refused", f"{what}: {ended[1]}"))
            return
        judge_dissolved(joined, self.read(output), group_of, self.complainer(what))

    def fuse(self, joined):
        ended = self.run([*self.names, "--fuse-below", "250"], "fused.gpkg")
        if ended is None:
            return
        if ended[0] > 1:
            self.wrong.append(Wrong("refused", f"--fuse-below: {ended[1]}"))
            return
        heir = {}  # nothing was fused: there is no lineage
        if layer_names(self.folder / "fused.gpkg") >= {"lineage"}:
            rows = read_features(self.folder / "fused.gpkg", "lineage")
            heir = {fields["old_code"]: fields["new_code"] for fields, _ in rows}
        judge_dissolved(joined, self.read("fused.gpkg"), lambda code: heir.get(code, code), self.complainer("--fuse-below"))


def examine(seed):
    """(layers, [Wrong]), or nothing where there are no layers."""
    layers = make_layers(seed)
    if layers is None:
        return None
    with tempfile.TemporaryDirectory(prefix="grid-fuzz-") as folder:
        return layers, MergeRuns(layers, pathlib.Path(folder)).run_all()


def keep(layers, wrong, folder):
    folder.mkdir(parents=True, exist_ok=True)
    MergeRuns(layers, folder).write_all()
    (folder / "wrong.txt").write_text("".join(f"{describe(layers, each)}\n" for each in wrong), encoding="utf-8")


def main():
    chosen = option_parser(__doc__).parse_args()
    if not shutil.which(GRIDMERGE):
        sys.exit(f"merge_run.py: {GRIDMERGE} is no program; set GRIDMERGE to that of gridmerge")
    return report(examined(examine, wanted_seeds(chosen, draw_merge_features), chosen.jobs), chosen, keep)


if __name__ == "__main__":
    sys.exit(main())
