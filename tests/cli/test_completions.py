"""The completions that are made from --usage-json: bash answers with them, and zsh and fish can read them."""

import json
import os
import shutil
import subprocess
import unittest
from pathlib import Path

TOOLS = {name: os.environ.get(name.upper()) or shutil.which(name) for name in ("gridify", "gridcheck", "gridmerge", "gridexport", "gridtag")}


def folder_of(tool):
    return Path(tool).resolve().parents[1] / "completions"


@unittest.skipUnless(all(TOOLS.values()) and folder_of(TOOLS["gridify"]).is_dir(), "skipped: no completions beside the tools")
class Completions(unittest.TestCase):

    def options(self, tool):
        return json.loads(subprocess.run([TOOLS[tool], "--usage-json"], capture_output=True, check=True).stdout)["options"]

    def bash(self, tool, *words):
        """What bash offers for the last word."""
        script = f'source "$1"; shift; COMP_WORDS=({tool} "$@"); COMP_CWORD=$#; _{tool}; printf "%s\\n" "${{COMPREPLY[@]}}"'
        run = subprocess.run(["bash", "-c", script, "bash", str(folder_of(TOOLS[tool]) / f"{tool}.bash"), *words],
                             capture_output=True, text=True, check=True, cwd=folder_of(TOOLS[tool]))
        self.assertEqual("", run.stderr)
        return set(run.stdout.split())

    def test_bash_knows_every_option_and_choice(self):
        for tool in TOOLS:
            with self.subTest(tool):
                options = self.options(tool)
                self.assertEqual({f"--{option['name']}" for option in options},
                                 {word for word in self.bash(tool, "-") if word.startswith("--")})
                for option in options:
                    if "choices" in option:
                        self.assertEqual(set(option["choices"]), self.bash(tool, f"--{option['name']}", ""))
                    elif "file" in option:
                        self.assertIn(f"{tool}.bash", self.bash(tool, f"--{option['name']}", ""))
                    elif "value" in option:
                        self.assertEqual(set(), self.bash(tool, f"--{option['name']}", ""))

    def test_bash_goes_on_with_what_is_there(self):
        self.assertEqual({"--tolerance"}, self.bash("gridify", "--toler"))
        self.assertEqual({"never", "note"}, self.bash("gridcheck", "grids.gpkg", "--fail-on", "n"))
        self.assertEqual({"_gridify", "_gridcheck", "_gridmerge", "_gridexport", "_gridtag"}, self.bash("gridify", "_"))

    def test_the_other_shells_can_read_theirs(self):
        for shell, name in (("zsh", "_{}"), ("fish", "{}.fish")):
            if not shutil.which(shell):
                print(f"skipped: there is no {shell}")
                continue
            for tool in TOOLS:
                run = subprocess.run([shell, "-n", str(folder_of(TOOLS[tool]) / name.format(tool))], capture_output=True,
                                     text=True, check=False)
                self.assertEqual((0, ""), (run.returncode, run.stderr), f"{shell} {tool}")


if __name__ == "__main__":
    unittest.main()
