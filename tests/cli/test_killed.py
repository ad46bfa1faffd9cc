"""Killed at any moment, gridify leaves the old output whole, and the next run removes what was left behind."""

import random
import signal
import subprocess
import time
import unittest

from gridify_case import GRIDIFY, GridifyCase

MOMENTS = 10


class Killed(GridifyCase):

    def test_ten_random_moments(self):
        words = self.town_with_sites("--barriers", self.path("streets.gpkg"), "--overwrite")
        start = time.monotonic()
        self.assert_done(*words, "--target", "300")
        seconds = time.monotonic() - start
        old = (self.dir / "grids.gpkg").read_bytes()
        self.assert_done(*words)
        new = (self.dir / "grids.gpkg").read_bytes()
        self.assertNotEqual(old, new)

        chance = random.Random(7)
        # Half of the moments lie near the end, where the files are written and renamed.
        moments = [chance.uniform(0, 1.05 if i % 2 else 0.3) for i in range(MOMENTS)]
        moments = [1.05 - m if i % 2 == 0 else m for i, m in enumerate(moments)]
        killed = 0
        for moment in moments:
            (self.dir / "grids.gpkg").write_bytes(old)
            with subprocess.Popen([GRIDIFY, *map(str, words)], stdout=subprocess.DEVNULL,
                                  stderr=subprocess.DEVNULL) as run:
                time.sleep(moment * seconds)
                run.send_signal(signal.SIGKILL)
                killed += run.wait() == -signal.SIGKILL
            self.assertIn((self.dir / "grids.gpkg").read_bytes(), (old, new), f"killed after {moment * seconds:.3f} s")
            self.assertEqual([], [name for name in self.files() if name.endswith(("-wal", "-shm", "-journal"))])
            self.assert_done(*words)  # which also demands that nothing hidden is left
            self.assertEqual(new, (self.dir / "grids.gpkg").read_bytes())
        self.assertGreater(killed, 0)

    def test_interrupted_and_terminated(self):
        words = self.town_with_sites("--overwrite")
        start = time.monotonic()
        self.assert_done(*words)
        seconds = time.monotonic() - start
        old = (self.dir / "grids.gpkg").read_bytes()
        for number in (signal.SIGINT, signal.SIGTERM):
            for part in (0.3, 0.6, 0.9):
                with subprocess.Popen([GRIDIFY, *map(str, words)], stdout=subprocess.DEVNULL,
                                      stderr=subprocess.DEVNULL) as run:
                    time.sleep(part * seconds)
                    run.send_signal(number)
                    self.assertIn(run.wait(), (0, -number, 128 + number))
                self.assertEqual(old, (self.dir / "grids.gpkg").read_bytes())
                self.assertEqual([], [name for name in self.files() if name.startswith(".")])


if __name__ == "__main__":
    unittest.main()
