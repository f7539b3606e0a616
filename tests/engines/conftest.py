"""Tests on Ray run in a network namespace that has only loopback: Ray binds to the machine's own address whatever it is told.

A test whose parameter `engine` is "ray", or that is marked `ray`, is run again by a pytest of its own inside such a namespace,
and what that says is its outcome. It is skipped where Ray is not installed or namespaces are not allowed. Both kinds have the
marker `ray` here, and what is in test_store*.py the marker `store`: scripts/cluster selects by them.
"""

from __future__ import annotations

import os
import sys
from importlib.util import find_spec

import pytest

from tests.support import loopback

RAY_SECONDS = 280.0  # a cluster takes 5 to 30 s to start on two cores that others use, too


def on_ray(item: pytest.Item) -> bool:
    parameters = getattr(getattr(item, "callspec", None), "params", {})
    return parameters.get("engine") == "ray" or item.get_closest_marker("ray") is not None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.name.startswith("test_store"):
            item.add_marker(pytest.mark.store)
        if not on_ray(item):
            continue
        item.add_marker(pytest.mark.ray)
        if find_spec("ray") is None:
            item.add_marker(pytest.mark.skip(reason="the extra `ray` is not installed"))
        elif loopback.INSIDE not in os.environ and not loopback.allowed():
            item.add_marker(pytest.mark.skip(reason="a network namespace with only loopback is not allowed here (unshare --net)"))


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """True where the test was run inside the namespace."""
    if loopback.INSIDE in os.environ or not on_ray(pyfuncitem):
        return None
    done = loopback.run([sys.executable, "-m", "pytest", "-vv", "-p", "no:xdist", pyfuncitem.nodeid], RAY_SECONDS)
    if done.returncode:
        pytest.fail(f"inside the namespace:\n{done.stdout[-6000:]}\n{done.stderr[-2000:]}", pytrace=False)
    if " PASSED" not in done.stdout:
        pytest.skip(f"inside the namespace: {done.stdout[-300:]}")
    return True
