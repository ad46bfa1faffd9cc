"""What the algorithms share: a list of options, and the run of a program with them."""

import re
import shlex
import tempfile
from pathlib import Path

from qgis.PyQt.QtCore import QUrl
from qgis.PyQt.QtGui import QIcon
from qgis.core import QgsProcessingAlgorithm, QgsProcessingException, QgsProcessingUtils

from . import programs, runner
from .inputs import Layer

HELP = Path(__file__).parent / "help"
ICON = str(Path(__file__).parent / "icon.svg")
# Options of the programs that are no parameters, for QGIS has its own way.
ELSEWHERE = {name: "In QGIS the encoding is set in the properties of the layer: Source > Data source encoding."
             for name in ("--encoding", "--input-encoding")}
FINDINGS = 1  # the exit code of what was done, with findings


class Run:
    """One run of an algorithm: what it was asked for, and what its options have found out."""

    def __init__(self, algorithm, parameters, context, feedback):
        self.algorithm = algorithm
        self.parameters = parameters
        self.context = context
        self.feedback = feedback
        self.sources = {}  # of the inputs, by parameter
        self.paths = {}
        self.outputs = {}
        self.environment = {}
        self.folder = None  # for temporary files


class GridAlgorithm(QgsProcessingAlgorithm):
    """A program as an algorithm. A subclass says TOOL, TITLE, SUMMARY, TEXT and options()."""

    TOOL = ""
    TITLE = ""
    SUMMARY = ""
    TEXT = ""

    def __init__(self):
        super().__init__()
        self.table = self.options()
        self.job = None
        self.problem = None

    def options(self):
        """The parameters, in the order of the dialog and of the command line."""
        raise NotImplementedError

    def offered(self):
        """All options that the program may get."""
        return ["--verbose", "--progress"] + [name for option in self.table for name in option.offered()]

    def in_order(self):
        """The options as the program wants them: what is said before the first input holds for all inputs."""
        return sorted(self.table, key=lambda option: isinstance(option, Layer))

    def createInstance(self):
        return type(self)()

    def name(self):
        return self.TOOL

    def displayName(self):
        return self.TITLE

    def shortDescription(self):
        return self.SUMMARY

    def shortHelpString(self):
        return " ".join(self.TEXT.split())  # the dialog takes line breaks for paragraphs

    def icon(self):
        return QIcon(ICON)

    def svgIconPath(self):
        return ICON

    def tags(self):
        return [self.TOOL, "grid", "units", "households", "districting", "网格"]

    def helpUrl(self):
        page = HELP / f"{self.TOOL}.html"
        return QUrl.fromLocalFile(str(page)).toString() if page.is_file() else ""

    def initAlgorithm(self, configuration=None):
        for option in self.table:
            self.addParameter(option.parameter())

    def canExecute(self):
        problem = programs.find(self.TOOL)[1]
        return not problem, problem

    def prepareAlgorithm(self, parameters, context, feedback):
        self.job = Run(self, parameters, context, feedback)
        try:
            for option in self.in_order():
                option.prepare(self.job)
        except QgsProcessingException as problem:
            self.problem = problem  # raised from here, its text would not reach who called processing.run
        return True

    def processAlgorithm(self, parameters, context, feedback):
        if self.problem is not None:
            raise self.problem
        run = self.job
        run.feedback = feedback
        run.context = context
        program, problem = programs.find(self.TOOL)
        if problem:
            raise QgsProcessingException(problem)
        with tempfile.TemporaryDirectory(prefix="grid-", dir=QgsProcessingUtils.tempFolder()) as folder:
            run.folder = Path(folder)
            words = [program, "--verbose", "--progress"]
            for option in self.in_order():
                words += option.words(run)
            if feedback.isCanceled():
                return self.canceled()
            feedback.pushCommandInfo(shlex.join(words))
            code, errors, output = runner.run(words, self.TOOL, feedback, run.environment)
        if output is None:
            return self.canceled()
        if code not in (0, FINDINGS):
            raise QgsProcessingException(self.explain(code, errors))
        for error in errors:  # of a run that is done they are findings
            feedback.pushWarning(error)
        if code == FINDINGS:
            feedback.pushWarning(f"{self.TOOL} has findings; the outputs are complete.")
        found = self.read_output(output)
        return {**{name: option.collect(run) for name, option in run.outputs.items()}, **found}

    def canceled(self):
        """Nothing was written, so there is nothing to load."""
        waiting = self.job.context.layersToLoadOnCompletion()
        for path in self.job.paths.values():
            waiting.pop(path, None)
        self.job.context.setLayersToLoadOnCompletion(waiting)
        self.job.feedback.pushInfo(f"{self.TOOL} was ended; outputs that were there before are as they were.")
        return {}

    def read_output(self, lines):
        """What the program has printed: goes to the log; results that follow from it."""
        for line in lines:
            self.job.feedback.pushInfo(line)
        return {}

    def explain(self, code, errors):
        """The message of the program, and what the options that it names are called here."""
        if not errors:
            errors = [f"{self.TOOL} ended unexpectedly (code {code})."]
        text = "\n".join(errors)
        known = dict(ELSEWHERE)
        for option in reversed(self.table):  # of those that share an option, the first is named
            known.update({name: f"{name} is the parameter '{option.label}'." for name in option.offered()})
        named = dict.fromkeys(name for name in re.findall(r"--[a-z][a-z-]*", text) if name in known)
        return "\n".join([text] + [known[name] for name in named])
