"""What the tests of the README's commands share: a folder with the sample's data, the tools on the path, and a server with PostGIS."""

import os
import subprocess
import tempfile
import unittest
from pathlib import Path

from postgis_case import PostgisCase

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


class ReadmeCase(PostgisCase):
    """A reader who has a database and has installed the tools."""

    tools = ()  # environment variables that name what is needed

    @classmethod
    def setUpClass(cls):
        if not all(os.environ.get(name) for name in cls.tools):
            raise unittest.SkipTest(f"skipped: the tools are not found; name them in {', '.join(cls.tools)}")
        super().setUpClass()

    def setUp(self):
        super().setUp()
        folder = tempfile.TemporaryDirectory(prefix="grid-readme-")
        self.addCleanup(folder.cleanup)
        self.dir = Path(folder.name)
        (self.dir / "data").symlink_to(ROOT / "data")
        folders = [*(str(Path(os.environ[name]).parent) for name in self.tools), str(ROOT / "scripts"), os.environ["PATH"]]
        self.environment = {**os.environ, "PATH": os.pathsep.join(folders), "PGHOST": str(self.server.folder), "PGUSER": "postgres"}

    def shell(self, script, *words):
        """A run of commands as a reader would copy them."""
        return subprocess.run(["sh", *words], input=script, cwd=self.dir, env=self.environment, capture_output=True, text=True, check=False)
