"""A job in the background, as a task of QGIS: it is in the list of tasks, and can be canceled there."""

from qgis.core import QgsTask

from .job import Failed


class Feedback:
    """What runner.run tells of a program, for a task."""

    def __init__(self, task):
        self.task = task
        self.warnings = []

    def isCanceled(self):
        return self.task.isCanceled()

    def setProgress(self, percent):
        self.task.setProgress(percent)

    def setProgressText(self, text):
        pass

    def pushInfo(self, text):
        pass

    def pushWarning(self, text):
        self.warnings.append(text)


class DivideTask(QgsTask):
    """`on_end` is called in the thread of QGIS with (outcome, problem): one of them is None, both if it was canceled."""

    def __init__(self, title, job, program, on_end):
        super().__init__(title, QgsTask.CanCancel)
        self.job = job
        self.program = program
        self.on_end = on_end
        self.outcome = None
        self.problem = None

    def run(self):
        try:
            self.outcome = self.job.run(self.program, Feedback(self))
        except Failed as problem:
            self.problem = str(problem)
        except Exception as problem:  # noqa: BLE001  (an exception that leaves a task ends QGIS)
            self.problem = f"{type(problem).__name__}: {problem}"
        return self.outcome is not None

    def finished(self, is_done):
        self.on_end(self.outcome if is_done else None, None if self.isCanceled() else self.problem)
