"""A real Chromium without a window, driven by Selenium, which tells what its pages load and what they complain about."""

import base64
import json
import shutil
import tempfile

try:
    from selenium import webdriver
    from selenium.webdriver.chrome.options import Options
    from selenium.webdriver.chrome.service import Service
    MISSING = None
except ImportError as error:
    MISSING = f"skipped: {error}; the package python3-selenium is not installed"

BROWSER = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
DRIVER = shutil.which("chromedriver")
if not MISSING and not (BROWSER and DRIVER):
    MISSING = "skipped: Chromium or its driver is not found; the packages chromium and chromium-driver are not installed"

SWITCHES = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking",
            "--disable-component-update", "--disable-sync", "--no-first-run", "--no-default-browser-check",
            "--disable-extensions", "--force-prefers-reduced-motion", "--hide-scrollbars", "--lang=en"]


class Chromium:
    """One browser with a profile of its own. `driver` is Selenium's."""

    def __init__(self, width=1400, height=1000):
        self.profile = tempfile.TemporaryDirectory(prefix="chromium-", ignore_cleanup_errors=True)
        options = Options()
        options.binary_location = BROWSER
        for switch in (*SWITCHES, f"--user-data-dir={self.profile.name}"):
            options.add_argument(switch)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
        self.driver = webdriver.Chrome(service=Service(DRIVER), options=options)
        self.driver.set_script_timeout(60)
        self.resize(width, height)

    def close(self):
        self.driver.quit()
        self.profile.cleanup()

    def command(self, name, **arguments):
        """A command of the DevTools protocol."""
        return self.driver.execute_cdp_cmd(name, arguments)

    def resize(self, width, height):
        self.command("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)

    def open(self, path):
        self.forget()
        self.driver.get(f"file://{path}")

    def forget(self):
        self.driver.get_log("browser")
        self.driver.get_log("performance")

    def requests(self):
        """The addresses that were asked for since the last call; those inside the page (data:) do not count."""
        events = [json.loads(entry["message"])["message"] for entry in self.driver.get_log("performance")]
        urls = [event["params"]["request"]["url"] for event in events if event["method"] == "Network.requestWillBeSent"]
        return [url for url in urls if not url.startswith("data:")]

    def complaints(self):
        """What is on the console since the last call."""
        return [entry["message"] for entry in self.driver.get_log("browser")]

    def run(self, script, *arguments):
        return self.driver.execute_script(script, *arguments)

    def wait(self, script, *arguments):
        """Looks once a frame until the expression is true."""
        return self.driver.execute_async_script(
            "const done = arguments[arguments.length - 1];"
            f"const look = () => (({script}) ? done(true) : requestAnimationFrame(look)); look();", *arguments)

    def pdf(self):
        """The page as it is printed, without the background colours that a reader may have switched off."""
        return base64.b64decode(self.command("Page.printToPDF", preferCSSPageSize=True)["data"])

    def screenshot(self):
        return base64.b64decode(self.driver.get_screenshot_as_base64())
