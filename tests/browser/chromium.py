"""Find a Chromium for the browser tests, or install Debian's, or say what to install."""

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")


def find() -> str | None:
    """The path of an installed Chromium or Chrome; CHROMIUM in the environment wins."""
    given = os.environ.get("CHROMIUM")
    return given or next(filter(None, map(shutil.which, NAMES)), None)


def ensure() -> str:
    """A Chromium's path, installed first where this is root with apt; exits with one line else."""
    found = find()
    if not found and os.geteuid() == 0 and shutil.which("apt-get"):
        print("Installing chromium for the browser tests ...", flush=True)
        quiet = {"stdout": subprocess.DEVNULL, "check": True}
        subprocess.run(["apt-get", "update", "-qq"], **quiet)
        subprocess.run(["apt-get", "install", "-y", "-qq", "chromium"], **quiet)
        found = find()
    if not found:
        sys.exit("The browser tests need Chromium or Chrome: install the package `chromium`.")
    return found


if __name__ == "__main__":
    ensure()
