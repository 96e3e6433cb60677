"""Photographs the page of ``evals report``: ``python docs/make_report_image.py``."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

PROJECT = Path(__file__).parents[1]
REPORT = PROJECT / "evals" / "runs" / "report.html"
IMAGE = PROJECT / "docs" / "images" / "evaluation.png"
WIDTH, HEIGHT = 1280, 1400


def main() -> None:
    """Photographs the top of the page."""
    report = Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else REPORT
    browser = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if browser is None or not report.is_file():
        sys.exit("Il faut Chromium (apt-get install chromium) et la page de « evals report » (make evals).")
    IMAGE.parent.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=browser, args=["--headless", "--no-sandbox"])
        page = opened.new_page(viewport={"width": WIDTH, "height": HEIGHT}, color_scheme="light")
        page.goto(report.as_uri())
        page.screenshot(path=IMAGE)
        opened.close()


if __name__ == "__main__":
    main()
