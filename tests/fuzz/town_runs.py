"""What the runs that examine one random town after the other share: a class with the run of a town, `examine()` of which gives what
was wrong."""

import functools
import pathlib
import shutil
import sys
import tempfile

import town as town_values
from divide import GRIDIFY
from runner import examined, option_parser, report, wanted_seeds
from settings import all_features
from summary import describe
from towns import make_town


def examine(run_class, make, seed):
    town = make(seed)
    if town is None:
        return None
    with tempfile.TemporaryDirectory(prefix="grid-fuzz-") as folder:
        return town, run_class(town, pathlib.Path(folder)).examine()


def keep(run_class, town, wrong, folder):
    folder.mkdir(parents=True, exist_ok=True)
    run_class(town, folder).examine()
    town_values.save(town, folder / "town.json")
    (folder / "wrong.txt").write_text("".join(f"{describe(town, each)}\n" for each in wrong), encoding="utf-8")


def main(doc, run_class, make=make_town, features_of=all_features):
    """The exit code. `make(seed)`: the town, or nothing; `features_of(seed)`: what it will have, known without making it."""
    chosen = option_parser(doc).parse_args()
    if not shutil.which(GRIDIFY):
        return f"{pathlib.Path(sys.argv[0]).name}: {GRIDIFY} is no program; set GRIDIFY to that of gridify"
    results = examined(functools.partial(examine, run_class, make), wanted_seeds(chosen, features_of), chosen.jobs)
    return report(results, chosen, functools.partial(keep, run_class))
