#!/usr/bin/python3
"""Divides random towns with gridify (the program that GRIDIFY names, else the one on the path) and judges the grids.

    run.py [--first 1] [--count 200 | --seeds FILE] [--jobs N] [--only FEATURE,...] [--without FEATURE,...]
           [--kinds KIND,...] [--ignore KIND,...] [--keep DIR] [--open FILE]
    run.py --reduce SEED [--kinds KIND,...] [--ignore KIND,...] [--keep DIR]

A town is known by its seed. For each failure a line is printed, in the end a table; exit code 1 if there is any failure.
  --seeds FILE        these towns, one a line
  --only, --without   only towns that have all, or none, of these features
  --kinds, --ignore   only these kinds of failures count, or these do not; judge.py lists them
  --keep DIR          the files of each town that fails go to DIR/SEED, with a run.sh
  --open FILE         seeds that are known to fail, one a line: they must fail, and are not counted
  --reduce SEED       takes away from the town what can go while it fails in the same way, and keeps what is left
"""

import concurrent.futures
import itertools
import pathlib
import shutil
import sys

import inputs
import town as town_values
from divide import GRIDIFY, examine, examine_alone
from reduce import reduce_company, reduce_town
from runner import counts, option_parser, report, wanted_seeds
from settings import BLOCK, all_features, block_of
from summary import describe
from towns import make_town


def options():
    parser = option_parser(__doc__)
    parser.add_argument("--reduce", type=int, metavar="SEED")
    return parser.parse_args()


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
    return [list(group) for _, group in itertools.groupby(wanted_seeds(chosen, all_features), block_of)]


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
    return report(itertools.chain.from_iterable(results(blocks(chosen), chosen.jobs)), chosen, keep)


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
