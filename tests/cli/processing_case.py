"""What the tests of the plugin for QGIS share: a private profile, the programs in one folder, and runs of algorithms."""

import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
ROOT = Path(__file__).resolve().parents[2]
PLUGINS = ROOT / "scripts" / "qgis"
SAMPLE = ROOT / "data" / "sample"
TOOLS = ("gridify", "gridcheck", "gridmerge", "gridexport")
PROGRAM = shutil.which("qgis_process.bin") or shutil.which("/usr/bin/qgis_process.bin")


def why_not():
    """Why the tests cannot be made here; None if they can."""
    for tool in TOOLS:
        if not (os.environ.get(tool.upper()) or shutil.which(tool)):
            return f"skipped: {tool} is not found; name it in the environment variable {tool.upper()}"
    try:
        import qgis.core  # noqa: F401
    except ImportError as error:
        return f"skipped: {error}; the package python3-qgis is not installed"
    return None


class Place:
    """A folder for the profile of QGIS, and one with all programs."""

    def __init__(self):
        self.folder = tempfile.TemporaryDirectory(prefix="qgis-")
        self.home = Path(self.folder.name)
        self.home.chmod(0o700)  # what Qt asks of XDG_RUNTIME_DIR
        self.programs = self.home / "programs"
        self.programs.mkdir()
        for tool in TOOLS:
            (self.programs / tool).symlink_to(Path(os.environ.get(tool.upper()) or shutil.which(tool)).resolve())

    def cleanup(self):
        self.folder.cleanup()

    def environment(self, path=None):
        """For QGIS: nothing of the user is read or written. `path` stands before the rest of PATH."""
        home = str(self.home)
        variables = {"HOME": home, "QGIS_CUSTOM_CONFIG_PATH": home, "XDG_RUNTIME_DIR": home, "XDG_CACHE_HOME": home,
                     "XDG_DATA_HOME": home, "XDG_CONFIG_HOME": home, "QT_QPA_PLATFORM": "offscreen",
                     "PYTHONDONTWRITEBYTECODE": "1", "LC_ALL": "C.UTF-8"}
        return {**os.environ, **variables, "PATH": f"{path}:/usr/bin:/bin" if path else "/usr/bin:/bin"}

    def set_folder(self, folder):
        """Writes the setting of the plugin into the profile, or takes it out."""
        settings = self.home / "profiles" / "default" / "QGIS" / "QGIS3.ini"
        settings.parent.mkdir(parents=True, exist_ok=True)
        lines = settings.read_text().splitlines() if settings.is_file() else []
        lines = [line for line in lines if "GRID_FOLDER" not in line and line != "[Processing]"]
        if folder:
            lines += ["[Processing]", f"Configuration\\GRID_FOLDER={folder}"]
        settings.write_text("\n".join(lines) + "\n")

    def install(self, make_plugin):
        """Makes the zip file and puts it where QGIS puts it."""
        path = self.home / "plugin.zip"
        subprocess.run(["/usr/bin/python3", "-B", make_plugin, path], check=True, capture_output=True)
        with zipfile.ZipFile(path) as archive:
            archive.extractall(self.home / "profiles" / "default" / "python" / "plugins")

    def qgis_process(self, *words, path=None):
        run = subprocess.run([PROGRAM, *map(str, words)], env=self.environment(path), stdin=subprocess.DEVNULL,
                             capture_output=True, timeout=300, check=False)
        run.stdout = run.stdout.decode("utf-8")
        run.stderr = run.stderr.decode("utf-8")
        return run


class Session:
    """QGIS in this process, with Processing and the plugin; with widgets if they are asked for."""

    def __init__(self, place, gui=False):
        os.environ.update({key: value for key, value in place.environment(place.programs).items()})
        from qgis.core import QgsApplication
        self.application = QgsApplication([], gui, str(place.home))
        self.application.initQgis()
        for folder in (str(Path(QgsApplication.pkgDataPath(), "python", "plugins")), str(PLUGINS)):
            sys.path.insert(0, folder)
        from processing.core.Processing import Processing
        Processing.initialize()
        from grid_provider.provider import GridProvider
        self.provider = GridProvider()
        QgsApplication.processingRegistry().addProvider(self.provider)

    def algorithm(self, name):
        return self.provider.algorithm(name)

    def end(self):
        from qgis.core import QgsApplication, QgsProject
        QgsProject.instance().clear()
        QgsApplication.processingRegistry().removeProvider(self.provider)
        self.application.exitQgis()
