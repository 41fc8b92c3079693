"""How soon Kanva is there: the help, the first page of the server, the size of the first load."""

from __future__ import annotations

import gzip
import re
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

ROUNDS = 5
STATIC = Path(__file__).parents[2] / "backend" / "kanva" / "_static"
LOCAL = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def help_s() -> float:
    """Return the time of `kanva --help` as a whole process, s."""
    begun = time.perf_counter()
    subprocess.run([sys.executable, "-m", "kanva", "--help"], check=True, capture_output=True)
    return time.perf_counter() - begun


def first_page_s() -> float:
    """Return the time from starting `kanva serve` to the first page in full, s."""
    with tempfile.TemporaryDirectory() as folder:
        begun = time.perf_counter()
        command = [sys.executable, "-m", "kanva", "serve", folder, "--port", "8397", "--no-browser"]
        server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8")
        assert server.stdout is not None
        try:
            for line in server.stdout:
                if "token=" in line:
                    break
            with LOCAL.open("http://127.0.0.1:8397/") as answer:
                answer.read()
            return time.perf_counter() - begun
        finally:
            server.terminate()
            server.wait()
            server.stdout.close()


def first_load_kb() -> float:
    """Return the JavaScript and CSS the first page asks for, gzipped, kB."""
    page = (STATIC / "index.html").read_text("utf-8")
    names = re.findall(r'(?:src|href)="/?(assets/[^"]+\.(?:js|css))"', page)
    return sum(len(gzip.compress((STATIC / name).read_bytes(), 9)) for name in names) / 1000


def main() -> None:
    """Print the table."""
    rows = [
        ("kanva --help, s", statistics.median(help_s() for _ in range(ROUNDS)), 0.3),
        ("server start to first page, s", statistics.median(first_page_s() for _ in range(3)), 2.5),
        ("first load, kB gz", first_load_kb(), 350.0),
    ]
    print(f"{'what':<34}{'measured':>10}{'goal':>8}")
    for name, measured, goal in rows:
        print(f"{name:<34}{measured:>10.2f}{goal:>8.2f}")


if __name__ == "__main__":
    main()
