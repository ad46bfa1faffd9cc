"""The dock without its widgets: which unit is looked at, its numbers, and what each button does."""

from .editing import Editing
from .looking import Looking
from .running import Running


class Session(Looking, Editing, Running):

    def close(self):
        """Ends a run, and leaves no preview in the project."""
        if self.task is not None:
            self.task.cancel()
        self.discard()
        super().close()
