"""A browser for the scripts that look at pages: headless Chromium, driven by Selenium.

What it cannot reach it does not reach: every name but the loopback address is unknown to it, and every
request that it makes is written down.
"""
import json
import os
import shutil
import sys
import time

# Debian's modules, also where a Python of its own comes first. They come last, and hide nothing.
sys.path.append("/usr/lib/python3/dist-packages")
try:
    from selenium import webdriver
    from selenium.webdriver.chrome.options import Options
    from selenium.webdriver.chrome.service import Service
    from selenium.webdriver.common.by import By
    from selenium.common.exceptions import WebDriverException
except ImportError:
    webdriver = None

CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")


def missing():
    """What there is no browser without; `None` where all is there."""
    if webdriver is None:
        return "python3-selenium is not installed"
    if not CHROMIUM or not DRIVER:
        return "chromium or chromium-driver is not installed"
    return None


class Browser:
    def __init__(self, width=1100, height=900, lang="zh", scripts=True, dark=False):
        options = Options()
        options.binary_location = CHROMIUM
        for word in ["--headless=new", "--disable-dev-shm-usage", "--no-proxy-server",
                     f"--window-size={width},{height}", "--hide-scrollbars",
                     "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
                     f"--accept-lang={'zh-CN,zh' if lang == 'zh' else 'en-GB,en'}"]:
            options.add_argument(word)
        if os.geteuid() == 0:
            options.add_argument("--no-sandbox")
        prefs = {"intl.accept_languages": "zh-CN,zh" if lang == "zh" else "en-GB,en"}
        if not scripts:
            prefs["profile.managed_default_content_settings.javascript"] = 2
        options.add_experimental_option("prefs", prefs)
        options.set_capability("goog:loggingPrefs", {"performance": "ALL", "browser": "ALL"})
        self.driver = webdriver.Chrome(service=Service(DRIVER), options=options)
        self.driver.set_page_load_timeout(30)
        if width < 500:
            # A window is never narrower than 500; what a telephone shows is.
            self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {
                "width": width, "height": height, "deviceScaleFactor": 1, "mobile": False})
        if dark:
            self.media(scheme="dark")

    def media(self, kind="", scheme="light"):
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {
            "media": kind, "features": [{"name": "prefers-color-scheme", "value": scheme}]})

    def open(self, url):
        self.driver.get(url)

    def all(self, selector):
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def one(self, selector):
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def text(self, selector="body"):
        return self.one(selector).text

    def type(self, selector, text):
        field = self.one(selector)
        field.clear()
        field.send_keys(text)

    def press(self, selector):
        self.go(self.one(selector))

    def press_text(self, text, tag="button"):
        """Presses the first element of a tag with this text."""
        self.go(next(e for e in self.all(tag) if text in e.text))

    def go(self, element, seconds=30):
        """Presses what leads to another page, and waits for that."""
        before = self.one("html")
        element.click()
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            try:
                before.is_enabled()
            except WebDriverException:
                # The page before is gone, in one of the ways in which drivers say so.
                break
            time.sleep(0.02)
        while time.monotonic() < end:
            try:
                if self.all("main, pre"):
                    return
            except WebDriverException:
                pass
            time.sleep(0.02)
        raise TimeoutError(f"{self.driver.current_url} leads nowhere")

    @property
    def path(self):
        return "/" + self.driver.current_url.split("/", 3)[3]

    def console(self):
        """What the browser complained of since it was last asked. Answers that say no are no fault."""
        return [entry["message"] for entry in self.driver.get_log("browser")
                if entry["level"] in ("SEVERE", "WARNING")
                and "Failed to load resource: the server responded with a status of 4" not in entry["message"]]

    def requests(self):
        """The addresses that were asked for since this was last asked."""
        found = []
        for entry in self.driver.get_log("performance"):
            message = json.loads(entry["message"])["message"]
            if message["method"] == "Network.requestWillBeSent":
                found.append(message["params"]["request"]["url"])
        return found

    def picture(self, path):
        self.driver.save_screenshot(str(path))

    def is_wider_than_its_window(self):
        metrics = self.driver.execute_cdp_cmd("Page.getLayoutMetrics", {})
        return metrics["cssContentSize"]["width"] > metrics["cssLayoutViewport"]["clientWidth"] + 1

    def close(self):
        self.driver.quit()
