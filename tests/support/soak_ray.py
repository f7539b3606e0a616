"""scripts/soak --engine ray: what Ray adds to the kills of soak.py: the loss of a node of a cluster.

Lives here: a cluster of two nodes on this machine, and a build on it that loses one. Never here: the checks (soak.py).

How it works: `python -m tests.support.soak_ray` is the cluster: a head without CPUs and two nodes with one each. It prints its
address and the processes that make the nodes, and ends with its input. A node is lost when its process (raylet) is killed: its
workers end with it, and what they had been given must be done on the other one.
"""

from __future__ import annotations

import contextlib
import json
import random
import signal
import subprocess
import sys
from pathlib import Path

from tests.support import soak

STORE_BYTES = 80_000_000  # the least that Ray allows
NODE_BYTES = 2_000_000_000  # what a node says it has, so that it takes tasks


def loses_a_node(
    n: int, source: Path, folder: Path, wanted: dict[str, str], seconds: float, chance: random.Random, *words: str
) -> list[str]:
    """Build on two nodes, of which one goes; prints a line; what is wrong."""
    out, temporary = soak.folders(folder, n)
    nodes = subprocess.Popen(
        [sys.executable, "-m", "tests.support.soak_ray", str(folder / f"{n}r")],
        start_new_session=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    assert nodes.stdin is not None and nodes.stdout is not None
    try:
        about = json.loads(nodes.stdout.readline())
        build = soak.start(source, out, temporary, *words, "--address", about["address"])
        moment = chance.uniform(0.3, 0.9) * seconds
        with contextlib.suppress(subprocess.TimeoutExpired):
            build.wait(moment)
        done = build.poll() is not None
        tasks = len(list(out.parent.glob(".demo.work/map/*.json")))
        soak.end(chance.choice(about["nodes"]))
        wrong = soak.ended(build, out, wanted)
    finally:
        nodes.stdin.close()
        try:
            nodes.wait(60)
        except subprocess.TimeoutExpired:
            nodes.kill()
    wrong += soak.left(out, temporary, build.pid, nodes.pid)
    what = "nothing (it was done)" if done else f"node after {tasks} finished tasks"
    print(f"kill {n + 1}: {what} at {moment:.1f} s, went on: {'; '.join(wrong) or 'the same bytes'}", flush=True)
    return wrong


def main() -> None:
    """Be the cluster until the input ends."""
    from ray.cluster_utils import Cluster

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    store = {"object_store_memory": STORE_BYTES, "include_dashboard": False}
    cluster = Cluster()
    try:
        cluster.add_node(num_cpus=0, temp_dir=sys.argv[1], **store)
        nodes = [cluster.add_node(num_cpus=1, memory=NODE_BYTES, **store) for _ in range(2)]
        raylets = [node.all_processes["raylet"][0].process.pid for node in nodes]
        print(json.dumps({"address": cluster.address, "nodes": raylets}), flush=True)
        sys.stdin.read()
    finally:
        cluster.shutdown()


if __name__ == "__main__":
    main()
