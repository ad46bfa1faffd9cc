"""The dock without its widgets: which unit is looked at, its numbers, and what each button does."""

from .editing import Editing
from .looking import Looking
from .running import Running


class Session(Looking, Editing, Running):

    def close(self):
        """Ends a run, and leaves no preview in the project."""
        if self.task is not None:
            job = self.task.job
            self.task.on_end = lambda *_: job.remove()  # nobody is there any more to be told
            self.task.cancel()
        self.discard()
        super().close()
