"""The part of gridify-batch that has to do with data. Not called by hand.

    gridify_batch.py plan OPTIONS -- GRIDIFY_OPTIONS   the number of parts and the plan, as JSON, or what is wrong
    gridify_batch.py sbatch WORK       the script for sbatch
    gridify_batch.py run WORK K        divide part K unless that is done
    gridify_batch.py finish WORK       join, check, report
"""

import argparse
import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

from gridify_batch_files import check_files
from gridify_batch_options import PROGRAM, Options, Refusal, read_bounded, say
from gridify_batch_parts import Children, Part, divide, divide_halves
from gridify_batch_report import finish

# Said by the batch itself, or not for a part.
RESERVED = ("output", "overwrite", "output-format", "report", "shard", "assignments", "json", "dry-run", "help", "version")
# What the result does not depend on.
WITHOUT_EFFECT = ("threads", "verbose", "quiet", "progress", "no-progress")


def read_list(path):
    """The jobs of a list: their names and their options."""
    try:
        lines = read_bounded(path, 1 << 26).decode("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as problem:
        raise Refusal(2, f"the list '{path}' cannot be read: {problem}") from problem
    jobs = {}
    for number, line in enumerate(lines, 1):
        try:
            words = shlex.split(line, comments=True)
        except ValueError as problem:
            raise Refusal(2, f"{path}: line {number}: {problem}", "options are quoted as in a shell") from problem
        if not words:
            continue
        name = words[0]
        if not re.fullmatch(r"\w[\w.-]{0,99}", name):
            raise Refusal(2, f"{path}: line {number}: '{name}' is no name for a job",
                          "a line is a name of letters, digits, _ . and -, and the options of the job")
        if name in jobs:
            raise Refusal(2, f"{path}: line {number}: there is a job '{name}' already")
        jobs[name] = words[1:]
    if not jobs:
        raise Refusal(2, f"the list '{path}' has no job")
    return jobs


def shell_words(text, option):
    try:
        return shlex.split(text)
    except ValueError as problem:
        raise Refusal(2, f"--{option}: {problem}") from problem


def threads_of(pairs, a, count):
    """What --threads says, else the cores shared among the parts that run at once."""
    said = next((value for name, value in pairs if name == "threads"), None)
    return said or {"serial": "0", "slurm": "1"}.get(a.mode, str(max(1, a.cores // min(a.jobs or a.cores, count))))


def make_plan(a):
    """The plan of the batch; touches nothing."""
    options = Options.of(a.gridify)
    parts = read_list(a.list) if a.list else {f"{i}/{a.shards}": [] for i in range(1, a.shards + 1)}
    own = {name: options.split(words) for name, words in parts.items()}
    common = options.split(a.words)
    for pairs in [common, *own.values()]:
        for name, _ in options.with_config(pairs):
            if name in RESERVED:
                raise Refusal(2, f"--{name} is not for gridify here", "gridify-batch --help lists its own options")
            if name and name not in options.kinds:
                raise Refusal(2, f"gridify has no option '--{name}'", "gridify --help lists the options")
    check_files(a, options, common, own, shell_words(a.check_options, "check-options"))
    for path in filter(None, (a.output, a.report)):
        if os.path.lexists(path) and not a.overwrite:
            raise Refusal(3, f"{path}: the output exists already", "use --overwrite (-O), or another name")
        if not Path(path).parent.is_dir():
            raise Refusal(3, f"{path}: there is no such folder")
    threads = threads_of(options.with_config(common), a, len(parts))
    version = subprocess.run([a.gridify, "--version"], capture_output=True, text=True, check=True).stdout.strip()
    return {
        "version": version, "cwd": os.getcwd(), "mode": a.mode, "jobs": a.jobs, "threads": threads,
        "halve": a.halve, "partial": a.partial, "voice": a.voice, "json": a.json, "overwrite": a.overwrite,
        "output": a.output, "report": a.report, "gridify": a.gridify, "gridmerge": a.gridmerge, "gridcheck": a.gridcheck,
        "merge_options": shell_words(a.merge_options, "merge-options"),
        "check_options": shell_words(a.check_options, "check-options"),
        "sbatch_options": shell_words(a.sbatch_options, "sbatch-options"),
        "verbose": any(name == "verbose" for name, _ in common), "options": vars(options), "is_list": bool(a.list),
        "common": [pair for pair in common if pair[0] not in WITHOUT_EFFECT],
        "parts": [{"name": name, "own": [pair for pair in pairs if pair[0] not in WITHOUT_EFFECT]}
                  for name, pairs in own.items()],
    }


def read_plan(work):
    return json.loads((Path(work) / "plan.json").read_text(encoding="utf-8"))


def parts_of(work, plan):
    return [Part(work, plan, part["name"], part["own"]) for part in plan["parts"]]


SBATCH = """#!/bin/bash
#SBATCH --job-name={name}
#SBATCH --array=1-{count}{at_once}
#SBATCH --cpus-per-task={threads}
#SBATCH --output={log}
#SBATCH --chdir={cwd}
{more}
# A task may be started again at any time: a part that is finished is not divided again.
exec {run} "$SLURM_ARRAY_TASK_ID"
"""


def sbatch_script(work, plan, program=__file__):
    """The array; each of its tasks is `program run WORK K`."""
    def quoted(path):
        return '"' + path.replace("\\", "\\\\").replace('"', '\\"') + '"'
    work = str(work)
    threads = max(1, int(plan["threads"])) if plan["threads"].isdigit() else 1
    return SBATCH.format(
        name=PROGRAM, count=len(plan["parts"]), at_once=f"%{plan['jobs']}" if plan["jobs"] else "", threads=threads,
        log=quoted(work.replace("%", "%%") + "/slurm-%a.log"), cwd=quoted(plan["cwd"]),
        more="".join(f"#SBATCH {quoted(word) if ' ' in word else word}\n" for word in plan["sbatch_options"]),
        run=shlex.join(["python3", "-B", str(Path(program).resolve()), "run", work]))


def parse_request(words):
    parser = argparse.ArgumentParser()
    for name in ("work", "output", "report", "list", "mode", "voice", "gridify", "gridmerge", "gridcheck",
                 "merge-options", "check-options", "sbatch-options"):
        parser.add_argument(f"--{name}")
    for name in ("shards", "halve", "jobs", "cores"):
        parser.add_argument(f"--{name}", type=int)
    for name in ("overwrite", "json", "partial"):
        parser.add_argument(f"--{name}", type=lambda text: text == "true")
    border = words.index("--")
    request = parser.parse_args(words[:border])
    request.words = words[border + 1:]
    return request


def main():
    what, words = sys.argv[1], sys.argv[2:]
    if what == "plan":
        plan = make_plan(parse_request(words))
        print(len(plan["parts"]), json.dumps(plan), sep="\n")
        return 0
    work = Path(words[0]).resolve()
    plan = read_plan(work)
    os.chdir(plan["cwd"])  # to which the names of files are relative, wherever a task was started
    if what == "sbatch":
        print(sbatch_script(work, plan), end="")
    elif what == "run":
        part, children = parts_of(work, plan)[int(words[1]) - 1], Children()
        code, message = divide(part, children)
        if code == 3 and plan["halve"] > 0:
            divide_halves(part, children, message, plan["halve"])
        return 0 if code == 1 and plan["mode"] == "slurm" else code  # findings are no failure of a task
    elif what == "finish":
        return finish(work, plan, parts_of(work, plan), Children())
    return 0


if __name__ == "__main__":
    sys.stdout.reconfigure(errors="backslashreplace")  # names of files may be in any encoding
    try:
        sys.exit(main())
    except Refusal as refusal:
        say("error: ", refusal)
        if refusal.hint:
            say("hint: ", refusal.hint)
        sys.exit(refusal.code)
    except (OSError, subprocess.CalledProcessError) as problem:
        say("error: ", problem)
        sys.exit(3)
    except Exception as problem:  # an exit code of 1 would mean: done, with findings
        say("error: ", f"{type(problem).__name__}: {problem}")
        sys.exit(3)
