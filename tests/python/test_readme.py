"""The script in the README prints what the README says."""
import re
import subprocess
import sys
import unittest
from pathlib import Path

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")


class Readme(unittest.TestCase):
    def test_the_script_prints_what_is_promised(self):
        script, promised = re.search(r"```python\n(.*?)```\n\n```\n(.*?)```", README, re.DOTALL).groups()
        run = subprocess.run([sys.executable, "-B", "-c", script], capture_output=True, text=True)
        self.assertEqual("", run.stderr)
        self.assertEqual(promised, run.stdout)


if __name__ == "__main__":
    unittest.main()
