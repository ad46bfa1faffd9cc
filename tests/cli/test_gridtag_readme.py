"""What the README says of gridtag runs as it is printed, over the grids that its first command makes."""

import os
import re
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TOOLS = [os.environ.get(name) for name in ("GRIDIFY", "GRIDTAG")]


@unittest.skipUnless(all(TOOLS), "skipped: the tools are not found; name them in GRIDIFY and GRIDTAG")
class Readme(unittest.TestCase):

    def test_the_filter_and_the_pieces_of_gnu_parallel_give_what_is_printed(self):
        text = (ROOT / "README.md").read_text(encoding="utf-8")
        grids = re.search(r"```sh\n(gridify .*?)```", text, re.DOTALL)[1]
        section = text.split("## Put records into grids\n", 1)[1].split("\n## ", 1)[0]
        tag, parallel = re.findall(r"```sh\n(.*?)```", section, re.DOTALL)
        printed = re.search(r"```\n(id,.*?)```", section, re.DOTALL)[1]
        events = "".join(line.rpartition(",")[0] + "\n" for line in printed.splitlines())
        with tempfile.TemporaryDirectory(prefix="grid-readme-") as name:
            folder = Path(name)
            (folder / "data").symlink_to(ROOT / "data")
            (folder / "events.csv").write_text(events, encoding="utf-8")
            environment = {**os.environ, "PATH": os.pathsep.join([*(str(Path(tool).parent) for tool in TOOLS), os.environ["PATH"]])}

            def run(script):
                done = subprocess.run(["sh", "-e"], input=script, cwd=folder, env=environment, capture_output=True, text=True, check=False)
                self.assertEqual(0, done.returncode, done.stderr)
                return (folder / "tagged.csv").read_text(encoding="utf-8") if (folder / "tagged.csv").exists() else None

            run(grids.rstrip() + " --fail-on never")
            self.assertEqual(printed, run(tag))
            codes = [line.rpartition(",")[2] for line in printed.splitlines()[1:]]
            counts = (folder / "counts.csv").read_text(encoding="utf-8").splitlines()
            self.assertEqual(["grid_code,kind,month,reason,records", f"{codes[0]},noise,2026-11,,1", f"{codes[1]},lamp,2026-11,,1"], counts)
            if not shutil.which("parallel"):
                return print("skipped: there is no GNU parallel")
            # Many small pieces.
            rows = events.splitlines(keepends=True)
            (folder / "events.csv").write_text(rows[0] + "".join(rows[1:]) * 200, encoding="utf-8")
            tagged = run(parallel.replace("100M", "4k")).splitlines()
            self.assertEqual(printed.splitlines()[1:] * 200, tagged)
            return None


if __name__ == "__main__":
    unittest.main()
