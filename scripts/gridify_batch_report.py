"""The end of gridify-batch: joins the parts, checks the layer, and says what came of it all."""

import collections
import json
import os
import time
from pathlib import Path

from gridify_batch_options import Options, say, words_of
from gridify_batch_parts import last_errors, write_whole

# gridify's options that have other names in gridcheck; those that both have keep their names.
IN_GRIDCHECK = {"": "boundaries", "layer": "boundaries-layer", "where": "boundaries-where",
                "code-field": "boundaries-code"}
# Of the same name in both, but of another meaning, or none of gridcheck's business.
NOT_FOR_GRIDCHECK = ("unit-field", "config", "seed")
# What --grids makes pointless to check.
OF_LIMITS = "limit_missed,unit_too_small,no_fitting_count,heavy_cell"


def entries(part, levels):
    """What came of a part, and of its halves if it failed and they were divided: rows of the report."""
    row = {"name": part.stem}
    if marker := part.marker():
        report = json.loads(part.report.read_text(encoding="utf-8"))
        earlier = part.done.stat().st_mtime_ns < (part.work / "plan.json").stat().st_mtime_ns
        row |= {"exit_code": marker["exit_code"], "finished_before": earlier, "seconds": marker["seconds"]}
        row |= {key: report[key] for key in ("units", "grids", "households", "peak_memory_bytes", "finding_counts")}
        return [(row, part)]
    failure = part.failure()
    if failure is None:
        message = f"it was not run to its end; {part.work} has what was said: batch.log, {part.log.name}"
        message += ", slurm-*.log" if part.plan["mode"] == "slurm" else ""
        return [(row | {"exit_code": 3, "message": [message]}, None)]
    if levels > 0 and failure["exit_code"] == 3:
        halves = part.halves()
        if all(half.done.exists() or half.failed.exists() for half in halves):
            return [pair for half in halves for pair in entries(half, levels - 1)]
    return [(row | failure, None)]


def check_words(plan):
    """The options of gridcheck that follow from those of gridify, for a layer of all parts."""
    of_gridify, of_gridcheck = Options(**plan["options"]), Options.of(plan["gridcheck"])
    pairs = [tuple(pair) for pair in of_gridify.with_config([tuple(pair) for pair in plan["common"]])]
    wheres = [[value for name, value in part["own"] if name == "where"] for part in plan["parts"]]
    if plan["is_list"] and all(wheres):
        pairs.append(("where", " OR ".join(f"({where[0]})" for where in wheres)))
    words = []
    for name, value in pairs:
        there = IN_GRIDCHECK.get(name, name)
        if name == "grids":
            words += ["--skip", OF_LIMITS]
        elif name not in NOT_FOR_GRIDCHECK and there in of_gridcheck.kinds:
            words += words_of([(there, value)])
    return words


def run_tool(children, plan, work, name, words):
    """Runs gridmerge or gridcheck: its exit code, seconds, findings by code, or its last words."""
    start = time.monotonic()
    log, out = work / f"{name}.log", work / f"{name}.json"
    with open(log, "wb") as errors, open(out, "wb") as answer:
        code = children.run([plan[name], *words, "--json", "--quiet"], plan["cwd"], answer, errors)
    result = {"exit_code": code if code in (0, 1, 2) else 3, "seconds": round(time.monotonic() - start, 3)}
    if code not in (0, 1):
        return result | {"message": last_errors(log, code)}
    report = json.loads(out.read_text(encoding="utf-8"))
    counts = collections.Counter(finding["code"] for finding in report["findings"])
    return result | {"grids": report["grids"], "finding_counts": dict(sorted(counts.items()))}


def join(children, plan, work, parts):
    fail_on = words_of([(name, value) for name, value in plan["common"] if name == "fail-on"])
    words = [*fail_on, *plan["merge_options"], *(str(part.grids) for part in parts), "-o", plan["output"]]
    return run_tool(children, plan, work, "gridmerge", words + (["--overwrite"] if plan["overwrite"] else []))


def check(children, plan, work):
    return run_tool(children, plan, work, "gridcheck", [plan["output"], *check_words(plan), *plan["check_options"]])


def total_of(rows):
    done = [row for row in rows if row["exit_code"] <= 1]
    counts = collections.Counter()
    for row in done:
        counts.update(row["finding_counts"])
    return {"parts": len(rows), "failed": len(rows) - len(done), "finished_before": sum(r["finished_before"] for r in done),
            "seconds": round(sum(row.get("seconds", 0) for row in rows), 3),
            **{key: sum(row[key] for row in done) for key in ("units", "grids", "households")},
            "finding_counts": dict(sorted(counts.items()))}


def exit_code_of(rows, *steps):
    codes = [row["exit_code"] for row in rows]
    if all(code == 2 for code in codes):
        return 2  # what is wrong with the command line of every part is wrong with that of the batch
    codes += [step["exit_code"] for step in steps if step]
    return 3 if max(codes) > 1 else max(codes)


def counts_text(counts):
    return ", ".join(f"{code} {count:,}" for code, count in counts.items())


def text_of(report):
    """The report for people."""
    lines = [f"{'part':<24} {'exit':>4} {'seconds':>9} {'units':>8} {'grids':>9} {'households':>12}  findings"]
    for row in report["parts"]:
        line = f"{row['name']:<24} {row['exit_code']:>4} {row.get('seconds', 0):>9.1f}"
        if row["exit_code"] <= 1:
            line += f" {row['units']:>8,} {row['grids']:>9,} {row['households']:>12,}  {counts_text(row['finding_counts'])}"
        else:
            line += "  " + " / ".join(row["message"])
        lines.append(line.rstrip())
    total = report["total"]
    lines.append(f"{'total':<24} {'':>4} {total['seconds']:>9.1f} {total['units']:>8,} {total['grids']:>9,} "
                 f"{total['households']:>12,}  {counts_text(total['finding_counts'])}".rstrip())
    done = total["parts"] - total["failed"]
    lines.append(f"{done} of {total['parts']} parts done, {total['finished_before']} of them before")
    for name in ("gridmerge", "gridcheck"):
        step = report[name]
        if step is None:
            lines.append(f"{name}: not run")
        elif "message" in step:
            lines.append(f"{name}: exit code {step['exit_code']}: " + " / ".join(step["message"]))
        else:
            codes = counts_text(step["finding_counts"])
            lines.append(f"{name}: exit code {step['exit_code']}, {step['seconds']:.1f} s, {step['grids']:,} grids"
                         + (f": {codes}" if codes else ""))
    lines.append(f"exit code {report['exit_code']}")
    return "\n".join(lines) + "\n"


def complain(plan, report):
    """What went wrong, on standard error, and unless --quiet the findings."""
    for row in report["parts"]:
        if row["exit_code"] > 1:
            say("error: ", f"{row['name']} (exit code {row['exit_code']}): " + "\n".join(row["message"]))
    for name in ("gridmerge", "gridcheck"):
        if report[name] and "message" in report[name]:
            say("error: ", f"{name} (exit code {report[name]['exit_code']}): " + "\n".join(report[name]["message"]))
    if report["total"]["failed"]:
        say("error: ", f"{report['total']['failed']} of {report['total']['parts']} parts failed; "
            + ("the output holds the others" if report["gridmerge"] else "there is no output"))
        if not report["gridmerge"]:
            say("hint: ", "the same command tries these again and takes the others over; --partial joins what there is")
    if plan["voice"] != "quiet":
        if counts := report["total"]["finding_counts"]:
            say("warning: ", f"gridify: {counts_text(counts)}")
        for name in ("gridmerge", "gridcheck"):
            if report[name] and (counts := report[name].get("finding_counts")):
                say("warning: ", f"{name}: {counts_text(counts)}")


def outputs_of(plan):
    return [{"option": name, "file": plan[name]} for name in ("output", "report") if plan[name]]


def finish(work, plan, parts, children):
    work = Path(work)
    found = [pair for part in parts for pair in entries(part, plan["halve"])]
    rows, good = [row for row, _ in found], [part for _, part in found if part]
    merged = checked = None
    if good and (plan["partial"] or len(good) == len(rows)):
        merged = join(children, plan, work, good)
        if merged["exit_code"] <= 1 and plan["gridcheck"]:
            checked = check(children, plan, work)
    code = exit_code_of(rows, merged, checked)
    report = {"tool": "gridify-batch", "version": plan["version"], "status": ("done", "findings", "failed", "failed")[code], "exit_code": code,
              "outputs": outputs_of(plan), "mode": plan["mode"], "output": plan["output"], "parts": rows, "total": total_of(rows),
              "gridmerge": merged, "gridcheck": checked}
    as_json = json.dumps(report, ensure_ascii=False, indent=1) + "\n"
    write_whole(work / "report.json", as_json)
    write_whole(work / "report.txt", text_of(report))
    if plan["report"]:
        write_whole(plan["report"], as_json if plan["report"].endswith(".json") else text_of(report), plan["overwrite"])
    if plan["json"]:
        print(as_json, end="", flush=True)
    elif os.isatty(1) and plan["voice"] != "quiet":
        print(text_of(report), end="", flush=True)
    complain(plan, report)
    return report["exit_code"]
