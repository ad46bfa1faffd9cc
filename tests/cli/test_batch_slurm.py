"""gridify-batch on a cluster: a real Slurm, which the test starts on this machine."""

import shutil
import signal
import subprocess
import tempfile
import unittest

from batch_case import BatchCase
from slurm_cluster import CannotStart, Cluster


class Slurm(BatchCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        folder = tempfile.TemporaryDirectory(prefix="slurm-", ignore_cleanup_errors=True)
        cls.addClassCleanup(folder.cleanup)
        try:
            cls.cluster = Cluster(folder.name)
        except CannotStart as problem:
            raise unittest.SkipTest(f"skipped: Slurm cannot start here: {problem}") from problem
        cls.addClassCleanup(cls.cluster.stop)

    def setUp(self):
        super().setUp()
        self.environment |= {key: value for key, value in self.cluster.environment.items() if key not in self.environment
                             or key == "PATH"}

    def queue(self):
        return subprocess.run(["squeue", "--noheader"], env=self.environment, capture_output=True, text=True, check=True).stdout

    def test_an_array_makes_the_same_bytes(self):
        self.assert_batch(0, "-n", 4, "--serial")
        serial = self.digest()
        self.log()
        report = self.assert_batch(0, "-n", 4, "--slurm", "-j", 2, "-O", "--fresh", "--sbatch-options", "--comment='a b'")
        self.assertEqual(("slurm", 0), (report["mode"], report["total"]["finished_before"]))
        self.assertEqual(["1/4", "2/4", "3/4", "4/4"], self.divided())
        self.assertEqual(serial, self.digest())

    def test_killed_and_stopped_at_half(self):
        self.assert_batch(0, "-n", 4, "--serial")
        whole = self.digest()
        for number in (signal.SIGKILL, signal.SIGTERM):
            with self.subTest(signal=number.name):
                shutil.rmtree(self.work)
                (self.dir / "grids.gpkg").unlink()
                self.slow_gridify("3/4")
                with subprocess.Popen(self.command("-n", 4, "--slurm", "-j", 1), cwd=self.dir, env=self.environment,
                                      stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as run:
                    self.wait_until(lambda: self.is_logged("shard 3/4: begins"))
                    finished = ["shard-1-of-4.gpkg", "shard-2-of-4.gpkg"]
                    before = self.stamps(*finished)
                    run.send_signal(number)
                (self.dir / "slow").unlink()
                if number == signal.SIGTERM:
                    self.wait_until(lambda: not self.queue())
                self.log()
                self.assert_batch(0, "-n", 4, "--slurm")
                self.assertEqual(["3/4", "4/4"], self.divided())
                self.assertEqual(before, self.stamps(*finished))
                self.assertEqual(whole, self.digest())

    def test_a_script_to_submit_by_hand(self):
        run = self.batch("-n", 2, "--print-sbatch")
        self.assertEqual((0, ""), (run.returncode, run.stderr))
        self.assertIn("#SBATCH --array=1-2\n", run.stdout)
        script = self.work / "array.sbatch"
        subprocess.run(["sbatch", "--wait", script], cwd="/", env=self.environment, check=True, capture_output=True)
        report = self.assert_batch(0, "-n", 2, "--serial")
        self.assertEqual(2, report["total"]["finished_before"])

    def test_a_part_that_fails_does_not_stop_the_others(self):
        (self.dir / "nine.profile").write_text("[codes]\ndigits = 1\n", encoding="utf-8")
        run = self.batch("-n", 4, "--slurm", words=[*self.words, "--profile", "./nine.profile"])
        self.assertEqual(3, run.returncode)
        self.assertEqual([0, 3, 0, 0], [row["exit_code"] for row in self.report()["parts"]])
        self.assertIn("gridify-batch: error: 1 of 4 parts failed; there is no output\n", run.stderr)


if __name__ == "__main__":
    unittest.main()
