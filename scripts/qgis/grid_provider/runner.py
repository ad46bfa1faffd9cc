"""Runs a program: what it says goes to the feedback while it runs, and it ends when the user cancels."""

import codecs
import os
import queue
import re
import subprocess
import threading

CLEAR_LINE = "\x1b[K"
PROGRESS = re.compile(r"(.*): (\d+) of (\d+) \((\d+) %\)")
PATIENCE = 10  # seconds that a program has to clean up after it was told to end


def is_status(line):
    """`read ...` and `units: 1200 of 28000 (4 %), 312/s, 1:25 left`."""
    return line.endswith(" ...") or PROGRESS.match(line) is not None


class Messages:
    """What a program says on standard error, line by line: `tool: warning: text`, and its status line."""

    def __init__(self, tool, feedback):
        self.tool = tool + ": "
        self.feedback = feedback
        self.errors = []
        self.last = None  # where a line goes that continues a message
        self.status = ""

    def line(self, text):
        text = text.replace(CLEAR_LINE, "").rstrip()
        if not text:
            return
        before, found, message = text.partition(self.tool)
        if found and (not before or is_status(before)):  # an error may come behind a status line
            if before:
                self.progress(before)
            self.message(message)
        elif is_status(text):
            self.progress(text)
        elif self.last is not None:
            self.last(text)
        else:  # not in the form of the programs: the loader, a library
            self.errors.append(text)
            self.feedback.pushInfo(text)

    def message(self, text):
        if text.startswith("warning: "):
            self.last = self.feedback.pushWarning
            text = text[len("warning: "):]
        elif text.startswith(("error: ", "hint: ")):
            self.last = self.errors.append
            text = text.split(": ", 1)[1]
        else:
            self.last = self.feedback.pushInfo
        self.last(text)

    def progress(self, text):
        counted = PROGRESS.match(text)
        if counted:
            self.feedback.setProgress(100.0 * int(counted[2]) / max(1, int(counted[3])))
            text = counted[1]
        if text != self.status:
            self.status = text
            self.feedback.setProgressText(text)


def read_lines(stream, put):
    """Lines as they come; one ends with \\n, or with \\r as the status line does. At the end None."""
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    text = ""
    while True:
        data = os.read(stream.fileno(), 65536)
        *lines, text = re.split(r"[\r\n]", text + decoder.decode(data, final=not data))
        for line in lines:
            put(line)
        if text.startswith(CLEAR_LINE) and is_status(text):
            put(text)  # a status line ends only when the next begins
        if not data:
            put(text)
            put(None)
            return


def end(process):
    """The programs remove what they have not finished when they are told to end."""
    process.terminate()
    try:
        process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def start_readers(process):
    """A queue of ("out" or "err", line), and the threads that fill it."""
    lines = queue.Queue()
    readers = []
    for kind, stream in (("out", process.stdout), ("err", process.stderr)):
        readers.append(threading.Thread(target=read_lines, args=(stream, lambda line, kind=kind: lines.put((kind, line))),
                                        daemon=True))
        readers[-1].start()
    return lines, readers


def listen(process, messages, feedback):
    """Until the program has ended: the lines of standard output, or None if the user canceled."""
    lines, readers = start_readers(process)
    running = len(readers)
    output = []
    while running or process.poll() is None:
        if feedback.isCanceled():
            end(process)
            for reader in readers:
                reader.join(1)
            return None
        try:
            kind, line = lines.get(timeout=0.1)
        except queue.Empty:
            continue
        if line is None:
            running -= 1
        elif kind == "err":
            messages.line(line)
        elif line:
            output.append(line)
    return output


def run(words, tool, feedback, environment=None):
    """The exit code, what was said of errors, and the lines of standard output; these are None if the user canceled."""
    flags = {"creationflags": subprocess.CREATE_NO_WINDOW} if os.name == "nt" else {}
    messages = Messages(tool, feedback)
    with subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          env={**os.environ, **(environment or {})}, **flags) as process:
        output = listen(process, messages, feedback)
    return process.returncode, messages.errors, output
