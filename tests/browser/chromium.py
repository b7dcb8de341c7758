"""The system's Chromium, and how it is started."""

import os
import shutil

ARGUMENTS = [
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-angle=swiftshader-webgl",
    "--enable-unsafe-swiftshader",
]


def chromium() -> str:
    """Where Chromium is; a machine without it fails the tests instead of skipping them."""
    names = ("chromium", "chromium-browser", "google-chrome")
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    assert found, "no Chromium found: install it, or set CHROMIUM to its path"
    return found
