"""The judge of tried files finds what it is to find: tools that are broken on purpose."""

import tempfile
import unittest
from pathlib import Path

import answers
import mutate
import try_files


class BrokenTools(unittest.TestCase):

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.dir = Path(folder.name)
        (self.dir / "out").mkdir()

    def answer(self, script, role="sites", seconds=20):
        tool = self.dir / "tool"
        tool.write_text("#!/bin/sh\n" + script, encoding="utf-8")
        tool.chmod(0o755)
        before = dict(answers.TOOLS)
        self.addCleanup(answers.TOOLS.update, before)
        answers.TOOLS.update({name: str(tool) for name in before})
        return answers.ask(role, "file", "town", self.dir / "out", seconds)

    def faults(self, script, **how):
        return [text.split(":")[0] for text in answers.faults(self.answer(script, **how), self.dir / "out")]

    def test_each_fault(self):
        for script, wanted in (
                ("exit 0", []), ("echo 'gridify: error: no such file' >&2; exit 3", []),
                ("kill -SEGV $$", ["crash"]), ("exit 4", ["crash"]), ("exit 3", ["silence"]), ("echo 'gridify: error: ' >&2; exit 2", ["silence"]),
                ("echo 'gridify: error: unexpected: map::at' >&2; exit 3", ["internal"]),
                ("echo 'x.cpp:3: runtime error: index out of bounds' >&2; exit 1", ["sanitizer"]),
                ("echo '==1==ERROR: AddressSanitizer: heap-use-after-free' >&2; exit 1", ["sanitizer"])):
            with self.subTest(script):
                self.assertEqual(wanted, self.faults(script))
        self.assertEqual(["hang"], self.faults("exec sleep 20", seconds=0.3))

    def test_what_is_left(self):
        self.assertEqual(["left behind"], self.faults(f"mkdir {self.dir}/out/.o.gpkg.1-0.part"))
        self.assertEqual(["left behind", "half-written"], self.faults("echo 'gridify: error: full' >&2; exit 3"))

    def test_features_that_are_lost(self):
        reads = {"layers": [["a", 5, True]], "said": []}
        self.assertEqual([], try_files.lost("grids", self.answer("echo '{\"grids\": 5}'", role="grids"), reads))
        self.assertEqual(1, len(try_files.lost("grids", self.answer("echo '{\"grids\": 4}'", role="grids"), reads)))

    def test_damage_is_known_by_its_seed(self):
        content = bytes(range(256)) * 8
        damaged = [mutate.damage(content, mutate.random.Random(seed)) for seed in (1, 1, 2)]
        self.assertEqual(damaged[0], damaged[1])
        self.assertNotEqual(damaged[0], damaged[2])
        same = sum(mutate.damage(content, mutate.random.Random(seed)) == content for seed in range(100))
        self.assertLess(same, 10)


if __name__ == "__main__":
    unittest.main()
