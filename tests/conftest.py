"""What every room's tests may ask for: the repository, the shared data, a browser."""

from __future__ import annotations

import os
import runpy
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parents[1]

# How fast this machine happens to be is no property of the code: no deadline and no slowness check.
settings.register_profile("kanva", deadline=None, suppress_health_check=[HealthCheck.too_slow])
# The same examples each time where a failure must mean that the change is at fault.
settings.register_profile("ci", settings.get_profile("kanva"), derandomize=True)
settings.load_profile("ci" if os.environ.get("CI", "").lower() in {"true", "1"} else "kanva")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the browser's tests last.

    Playwright keeps an event loop running in the main thread for as long as its browser lives;
    a test that starts a loop of its own must have ended before.
    """
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)


@pytest.fixture(scope="session")
def repo_root() -> Path:
    """Return the folder of the repository."""
    return ROOT


@pytest.fixture(scope="session")
def data_dir() -> Path:
    """Return the folder of the larger sample data that lies beside the repository."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("the sample data is not there: no folder ../shared/data beside the repository")
    return folder


@pytest.fixture(scope="session")
def chromium() -> Path:
    """Return a browser's program; without one, skip, or fail where CI=true."""
    tool = runpy.run_path(str(ROOT / "tools" / "chromium.py"))
    found = tool["find_chromium"]()
    if found is None:
        if os.environ.get("CI", "").lower() in {"true", "1"}:
            pytest.fail(tool["MISSING"])
        pytest.skip(tool["MISSING"])
    return Path(found)
