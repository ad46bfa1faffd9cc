"""What the runs of all kinds share: programs that may hang or crash, options, known failures, the table in the end."""

import argparse
import concurrent.futures
import os
import pathlib
import re
import subprocess
import time

from judge import Wrong
from summary import Summary, describe

SECONDS = float(os.environ.get("FUZZ_SECONDS", "120"))  # for a run of one town; one that takes longer has failed
# AddressSanitizer ends a program with 1, which for our programs means "done, with findings".
SANITIZER = re.compile(r"\S*(runtime error: .*|ERROR: \w+Sanitizer.*)")


def run_program(words, folder, seconds=SECONDS):
    """(what is left of the process, nothing), or (nothing, how it failed)."""
    try:
        done = subprocess.run(words, cwd=folder, capture_output=True, check=False, timeout=seconds, encoding="utf-8",
                              errors="replace")
    except subprocess.TimeoutExpired:
        return None, Wrong("hang", f"not done after {seconds:.0f} s")
    said, sanitizer = first_line(done), SANITIZER.search(done.stderr)
    if sanitizer:
        return None, Wrong("crash", sanitizer.group(0))
    if done.returncode < 0:
        return None, Wrong("crash", f"signal {-done.returncode}, {said}")
    return done, None


def first_line(done):
    return (done.stderr.strip().splitlines() or ["no message"])[0]


def names(text):
    return [name for name in text.split(",") if name]


def option_parser(doc):
    parser = argparse.ArgumentParser(description=doc, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--first", type=int, default=1)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seeds", type=pathlib.Path, metavar="FILE")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--only", type=names, default=[])
    parser.add_argument("--without", type=names, default=[])
    parser.add_argument("--kinds", type=names, default=[])
    parser.add_argument("--ignore", type=names, default=[])
    parser.add_argument("--keep", type=pathlib.Path)
    parser.add_argument("--open", type=pathlib.Path, metavar="FILE")
    return parser


def wanted_seeds(chosen, features_of):
    """Those whose features are asked for."""
    for seed in listed(chosen.seeds) if chosen.seeds else range(chosen.first, chosen.first + chosen.count):
        features = set(features_of(seed))
        if features.issuperset(chosen.only) and features.isdisjoint(chosen.without):
            yield seed


def examined(examine, seeds, jobs):
    """What examine(seed) returns, in the order of the seeds; nothing where that is nothing."""
    if jobs == 1:
        yield from filter(None, map(examine, seeds))
        return
    with concurrent.futures.ProcessPoolExecutor(jobs) as pool:
        yield from filter(None, pool.map(examine, seeds))


def counts(wrong, chosen):
    return wrong.kind not in chosen.ignore and (not chosen.kinds or wrong.kind in chosen.kinds)


def report(results, chosen, keep):
    """Prints the failures of (town, [Wrong]) and the table; `keep(town, wrong, folder)`. Returns the exit code."""
    started, summary = time.monotonic(), Summary()
    known, healed = open_seeds(chosen), []
    for town, wrong in results:
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
    """The towns that are known to fail."""
    return set(listed(chosen.open)) if chosen.open else set()


def listed(path):
    """Seeds in a file: the first word of each line that is no comment."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [int(line.split()[0]) for line in lines if line and not line.startswith("#")]
