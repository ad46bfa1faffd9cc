"""A part of a batch, a shard or a job of the list: what it is, whether it is done, and how it is done. gridtag-batch has parts, too.

Its files in the work folder: NAME.gpkg (grids), NAME.json (gridify's report), NAME.log (what gridify said), and NAME.done,
the marker, or NAME.failed.
"""

import ctypes
import fcntl
import hashlib
import json
import os
import signal
import subprocess
import time
from pathlib import Path

from gridify_batch_options import Options, inputs_of, say, words_of


class Part:
    """A part of a plan: a shard, a half of one, or a job of the list."""

    def __init__(self, work, plan, name, own):
        self.work, self.plan, self.name, self.own = Path(work), plan, name, own
        self.stem = f"job-{name}" if plan["is_list"] else "shard-{}-of-{}".format(*name.split("/"))
        self.grids, self.report, self.log, self.done, self.failed, self.lock = (
            self.work / f"{self.stem}.{end}" for end in ("gpkg", "json", "log", "done", "failed", "lock"))
        self.outputs = {"grids": self.grids, "report": self.report}  # what is made, whose checksums are in the marker

    def halves(self):
        """Shard I/N has the units of I/2N and I+N/2N."""
        i, n = map(int, self.name.split("/"))
        return [Part(self.work, self.plan, f"{k}/{2 * n}", self.own) for k in (i, i + n)]

    def words(self):
        shard = [] if self.plan["is_list"] else [("shard", self.name)]
        return words_of([*self.plan["common"], *self.own, *shard])

    def command_line(self):
        """The program and its arguments."""
        return [self.plan["gridify"], *self.words(), f"--threads={self.plan['threads']}", "--overwrite", "--no-progress",
                "--verbose" if self.plan["verbose"] else "--quiet", f"--output={self.grids}", f"--report={self.report}"]

    def command(self):
        """What the result follows from, as a checksum: version, options and the inputs as they are now."""
        inputs = inputs_of(Options(**self.plan["options"]), self.plan["common"] + self.own)
        return hashlib.sha256(json.dumps([self.plan["version"], self.words(), inputs]).encode()).hexdigest()

    def marker(self):
        """The marker if it is there, of this command, and its files are whole; else None."""
        try:
            marker = json.loads(self.done.read_text(encoding="utf-8"))
            good = marker["command"] == self.command() and all(marker[name] == checksum(path) for name, path in self.outputs.items())
        except (OSError, ValueError, KeyError, TypeError):
            return None
        return marker if good else None

    def failure(self):
        """How it failed: exit code, seconds, message; else None."""
        try:
            return json.loads(self.failed.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None


def checksum(path):
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
        os.fsync(file.fileno())
    return digest.hexdigest()


def write_whole(path, value, replace=True):
    """Writes text or JSON so that the file is there whole or not at all; without `replace` what is there stays."""
    path = Path(path)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, indent=1) + "\n"
    try:
        with open(beside, "w", encoding="utf-8", errors="backslashreplace") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        if not replace:
            os.link(beside, path)  # which refuses a name that is there
            beside.unlink()
        else:
            beside.rename(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


ENDING = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP}


def die_with_parent(number=signal.SIGTERM):
    """This process gets the signal when whoever started it has died."""
    ctypes.CDLL(None).prctl(1, number)  # PR_SET_PDEATHSIG


class Children:
    """Runs one program at a time. A signal ends it before this process ends; so does the death of this process."""

    def __init__(self):
        self.child, self.signal = None, None
        die_with_parent()
        for number in ENDING:
            signal.signal(number, self.stop)
        signal.signal(signal.SIGALRM, lambda *_: self.child and self.child.kill())

    def stop(self, number, _frame):
        if self.child is None:
            os._exit(128 + number)
        self.signal = number  # run() ends this process when the child has ended
        self.child.terminate()
        signal.alarm(10)

    def run(self, command, cwd, stdout, stderr, keep=()):
        """The exit code of a program; 128 + n if a signal ended it, 127 if it cannot be started."""
        before = signal.pthread_sigmask(signal.SIG_BLOCK, ENDING)  # until self.child is known

        def in_child():
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
            die_with_parent()

        try:
            self.child = subprocess.Popen(command, cwd=cwd, stdin=subprocess.DEVNULL, stdout=stdout, stderr=stderr,
                                          pass_fds=keep, preexec_fn=in_child)
        except OSError as problem:
            stderr.write(f"{command[0]}: {problem}\n".encode())
            return 127
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
        code = self.child.wait()
        self.child = None
        if self.signal is not None:
            os._exit(128 + self.signal)
        return code if code >= 0 else 128 - code


def last_errors(log, code):
    """What a program said before it failed."""
    text = log.read_text(encoding="utf-8", errors="replace") if log.exists() else ""
    lines = [line for line in text.splitlines() if ": error: " in line or ": hint: " in line] or text.splitlines()[-3:]
    if code > 128:
        lines.append(f"ended by signal {code - 128}" + (": out of memory?" if code == 128 + signal.SIGKILL else ""))
    return lines or ["it said nothing"]


def divide(part, children):
    """Divides a part, or does what else it is for, unless a marker says that this is done. Returns the exit code and what was said."""
    plan = part.plan
    with open(part.lock, "w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # held by gridify too, should it outlive this process
        if marker := part.marker():
            tell(part, "finished before")
            return marker["exit_code"], []
        for path in (part.done, part.failed, *part.outputs.values()):
            path.unlink(missing_ok=True)
        tell(part, "begins")
        command = part.command()
        start = time.monotonic()
        with open(part.log, "wb") as log:
            code = children.run(part.command_line(), plan["cwd"], log, log, (lock.fileno(),))
        seconds = round(time.monotonic() - start, 3)
        message = [] if code in (0, 1) else last_errors(part.log, code)
        if code in (0, 1) and part.command() != command:
            code, message = 3, ["an input changed while it was read"]
        if code in (0, 1):
            sums = {name: checksum(path) for name, path in part.outputs.items()}
            write_whole(part.done, {"command": command, **sums, "exit_code": code, "seconds": seconds})
            tell(part, f"done in {seconds:.1f} s" + (", with findings" if code else ""))
        else:
            code = code if code == 2 else 3
            write_whole(part.failed, {"exit_code": code, "seconds": seconds, "message": message})
            tell(part, f"failed after {seconds:.1f} s: {message[0]}")
    return code, message


def divide_halves(part, children, message, levels):
    """Divides the halves of a shard that failed with this message, and again those of a half that fails. What fails in
    both halves alike is no fault of a unit."""
    answers = [(half, *divide(half, children)) for half in part.halves()]
    if levels > 1 and any(message != said for _, _, said in answers):
        for half, code, said in answers:
            if code == 3:
                divide_halves(half, children, said, levels - 1)


def tell(part, what):
    """A line in batch.log, and on standard error if somebody looks on."""
    what = f"{'job' if part.plan['is_list'] else 'shard'} {part.name}: {what}"
    with open(part.work / "batch.log", "a", encoding="utf-8", errors="backslashreplace") as log:
        log.write(f"{time.strftime('%Y-%m-%d %H:%M:%S')} {what}\n")
    if part.plan["voice"] == "loud" or (part.plan["voice"] == "normal" and os.isatty(2)):
        say("", what)
