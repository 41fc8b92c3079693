"""Find a Chromium or Chrome for the browser tests, or say in one sentence how to get one.

`python tools/chromium.py` prints the path. With `--install`, and as root on Debian or Ubuntu, a
missing browser is installed from the distribution's own packages first. The tests' fixtures load
this file too, so both look in the same places.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
PLACES = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/snap/bin/chromium",
    "/opt/google/chrome/chrome",
    "${PROGRAMFILES}/Google/Chrome/Application/chrome.exe",
    "${PROGRAMFILES(X86)}/Google/Chrome/Application/chrome.exe",
    "${LOCALAPPDATA}/Google/Chrome/Application/chrome.exe",
    "${LOCALAPPDATA}/Chromium/Application/chrome.exe",
)
MISSING = (
    "No Chromium or Chrome was found for the browser tests: install one (Debian, Ubuntu: "
    "apt-get install chromium) or set KANVA_CHROMIUM to the path of its program."
)


def find_chromium() -> str | None:
    """Return the path of a browser: KANVA_CHROMIUM, the PATH, then the usual places.

    Returns:
        The path, or None. A KANVA_CHROMIUM that is no file counts as none.
    """
    named = os.environ.get("KANVA_CHROMIUM")
    if named:
        return named if Path(named).is_file() else None
    for name in NAMES:
        found = shutil.which(name)
        if found:
            return found
    for place in PLACES:
        path = Path(_expanded(place))
        if path.is_file():
            return str(path)
    return None


def _expanded(place: str) -> str:
    for variable in ("PROGRAMFILES(X86)", "PROGRAMFILES", "LOCALAPPDATA"):
        place = place.replace("${" + variable + "}", os.environ.get(variable, ""))
    return place


def _install() -> None:
    as_root = hasattr(os, "geteuid") and os.geteuid() == 0
    apt = shutil.which("apt-get")
    if not as_root or apt is None or os.environ.get("KANVA_CHROMIUM"):
        return
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for arguments in (["update"], ["install", "-y", "--no-install-recommends", "chromium"]):
        command = [apt, "-q", *arguments]
        if subprocess.run(
            command, env=environment, stdin=subprocess.DEVNULL, stdout=sys.stderr, check=False
        ).returncode:
            return


def main() -> int:
    """Print the path of a browser.

    Returns:
        0, or 1 when there is none.
    """
    if find_chromium() is None and "--install" in sys.argv[1:]:
        _install()
    found = find_chromium()
    if found is None:
        sys.stderr.write(MISSING + "\n")
        return 1
    sys.stdout.write(found + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
