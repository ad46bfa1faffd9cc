#!/usr/bin/python3
"""Divides random towns with gridify (the program that GRIDIFY names, else the one on the path) and judges the grids.

    run.py [--first 1] [--count 200] [--jobs N] [--only FEATURE,...] [--without FEATURE,...]
           [--kinds KIND,...] [--ignore KIND,...] [--keep DIR]
           [--open FILE]
    run.py --reduce SEED [--kinds KIND,...] [--ignore KIND,...] [--keep DIR]

A town is known by its seed. For each failure a line is printed, in the end a table; exit code 1 if there is any failure.
  --only, --without   only towns that have all, or none, of these features
  --kinds, --ignore   only these kinds of failures count, or these do not; judge.py lists them
  --keep DIR          the files of each town that fails go to DIR/SEED, with a run.sh
  --open FILE         seeds that are known to fail, one a line: they must fail, and are not counted
  --reduce SEED       takes away from the town what can go while it fails in the same way, and keeps what is left
"""

import argparse
import concurrent.futures
import itertools
import pathlib
import shutil
import sys
import time

import inputs
import town as town_values
from divide import GRIDIFY, examine, examine_alone
from reduce import reduce_company, reduce_town
from settings import BLOCK, all_features, block_of
from summary import Summary, describe
from towns import make_town


def names(text):
    return [name for name in text.split(",") if name]


def options():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--first", type=int, default=1)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--only", type=names, default=[])
    parser.add_argument("--without", type=names, default=[])
    parser.add_argument("--kinds", type=names, default=[])
    parser.add_argument("--ignore", type=names, default=[])
    parser.add_argument("--keep", type=pathlib.Path)
    parser.add_argument("--open", type=pathlib.Path, metavar="FILE")
    parser.add_argument("--reduce", type=int, metavar="SEED")
    return parser.parse_args()


def is_wanted(seed, chosen):
    features = set(all_features(seed))
    return features.issuperset(chosen.only) and features.isdisjoint(chosen.without)


def counts(wrong, chosen):
    return wrong.kind not in chosen.ignore and (not chosen.kinds or wrong.kind in chosen.kinds)


def company_of(seed):
    """The towns of the block, but for those that end a run."""
    first = block_of(seed) * BLOCK
    towns = [town for town in map(make_town, range(first, first + BLOCK)) if town is not None]
    return [town for town in towns
            if not {"refused", "crash", "hang"} & {each.kind for each in examine_alone(town, compare=False)}]


def is_about(wrong, seed):
    """Whether it names a unit or a site of the town."""
    return f"{seed:010d}" in wrong.text or f" {seed}-" in wrong.text


def blocks(chosen):
    """The wanted seeds, block by block."""
    seeds = (seed for seed in range(chosen.first, chosen.first + chosen.count) if is_wanted(seed, chosen))
    return [list(group) for _, group in itertools.groupby(seeds, block_of)]


def examine_block(seeds):
    towns = [town for town in map(make_town, seeds) if town is not None]
    found = examine(towns) if towns else {}
    return [(town, found[town.seed]) for town in towns]


def results(seeds_by_block, jobs):
    if jobs == 1:
        yield from map(examine_block, seeds_by_block)
        return
    with concurrent.futures.ProcessPoolExecutor(jobs) as pool:
        yield from pool.map(examine_block, seeds_by_block)


def keep(town, wrong, folder):
    folder.mkdir(parents=True, exist_ok=True)
    inputs.write_inputs(town, folder)
    town_values.save(town, folder / "town.json")
    (folder / "run.sh").write_text(inputs.script(town), encoding="utf-8")
    (folder / "run.sh").chmod(0o755)
    (folder / "wrong.txt").write_text("".join(f"{describe(town, each)}\n" for each in wrong), encoding="utf-8")


def main():
    chosen = options()
    if not shutil.which(GRIDIFY):
        sys.exit(f"run.py: {GRIDIFY} is no program; set GRIDIFY to that of gridify")
    if chosen.reduce is not None:
        return reduce_seed(chosen)
    started, summary = time.monotonic(), Summary()
    known, healed = open_seeds(chosen), []
    for block in results(blocks(chosen), chosen.jobs):
        for town, wrong in block:
            wrong = [each for each in wrong if counts(each, chosen)]
            if town.seed in known:
                if not wrong:
                    healed.append(town.seed)
                continue
            summary.add(town, wrong)
            for kind in dict.fromkeys(each.kind for each in wrong):
                print(describe(town, next(each for each in wrong if each.kind == kind)), flush=True)
            if wrong and chosen.keep:
                keep(town, wrong, chosen.keep / str(town.seed))
    print(summary.table(time.monotonic() - started))
    for seed in healed:
        print(f"town {seed} no longer fails: take it out of {chosen.open}")
    return 1 if summary.failed or healed else 0


def open_seeds(chosen):
    """The towns that are known to fail: the first word of each line that is no comment."""
    if not chosen.open:
        return set()
    lines = chosen.open.read_text(encoding="utf-8").splitlines()
    return {int(line.split()[0]) for line in lines if line and not line.startswith("#")}


def reduce_seed(chosen):
    town = make_town(chosen.reduce)
    small, wrong = reduce_town(town, lambda each: counts(each, chosen))
    if not wrong:  # then in company, where other towns may fail, too
        small, wrong = reduce_company(company_of(chosen.reduce),
                                      lambda each: counts(each, chosen) and is_about(each, chosen.reduce))
    if not wrong:
        print(f"town {chosen.reduce} does not fail, neither alone nor with its block")
        return 0
    folder = (chosen.keep or pathlib.Path("reduced")) / str(chosen.reduce)
    keep(small, wrong, folder)
    print(describe(small, wrong[0]))
    print(f"{folder}: {len(small.units)} units, {len(small.sites)} sites, {len(small.barriers)} barriers, "
          f"{len(small.blocks)} blocks, {len(small.dedicated)} dedicated areas")
    return 1


if __name__ == "__main__":
    sys.exit(main())
