"""The first day of README.zh-CN.md runs as it is printed, in Chinese, and no English sentence is said."""

import os
import re
import subprocess
import tempfile
import unittest
from pathlib import Path

from test_chinese import english_in

ROOT = Path(__file__).resolve().parents[2]


class FirstDay(unittest.TestCase):
    def test_the_commands_run_as_printed(self):
        text = (ROOT / "README.zh-CN.md").read_text(encoding="utf-8")
        blocks = re.findall(r"```sh\n(.*?)```", text, re.DOTALL)
        self.assertEqual(len(blocks), 4)
        folders = [str(Path(os.environ[tool]).parent) for tool in ("GRIDIFY", "GRIDCHECK", "GRIDEXPORT")]
        environment = {k: v for k, v in os.environ.items() if k not in ("LC_ALL", "LC_MESSAGES")}
        environment |= {"LANG": "zh_CN.UTF-8", "PATH": os.pathsep.join([*folders, os.environ["PATH"]])}
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "data").symlink_to(ROOT / "data")
            for block in blocks:
                run = subprocess.run(["sh", "-e"], input=block, cwd=folder, env=environment, capture_output=True,
                                     encoding="utf-8", check=False)
                self.assertEqual(run.returncode, 0, run.stderr)
                lines = [line for line in (run.stdout + run.stderr).splitlines() if not line.startswith("result=")]
                self.assertEqual(english_in("\n".join(lines)), [])
            report = (Path(folder) / "report.txt").read_text(encoding="utf-8")
            self.assertIn("户数偏差", report)
            self.assertEqual(english_in(report), [])
            for name in ("problems.gpkg", "map.html", "forms.pdf", "grids.xlsx", "next.gpkg"):
                self.assertGreater((Path(folder) / name).stat().st_size, 1000, name)


if __name__ == "__main__":
    unittest.main()
