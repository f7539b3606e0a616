"""The trees that scikit-learn has grown, as the columns that the rulebook's files hold.

Lives here: exported(). Never here: training (scripts/pagejudge, piecejudge, shiftbelief), reading them again
(src/corpuskit/rulebook/trees.py).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier


def node_means(nodes: np.ndarray) -> list[float]:
    """The value of each node: of a leaf its own, above the mean of what is below. Children come after their parent."""
    means = [float(node["value"]) for node in nodes]
    for n in range(len(nodes) - 1, -1, -1):
        if not nodes[n]["is_leaf"]:
            left, right = int(nodes[n]["left"]), int(nodes[n]["right"])
            a, b = float(nodes[left]["count"]), float(nodes[right]["count"])
            means[n] = (a * means[left] + b * means[right]) / (a + b)
    return means


def exported(model: HistGradientBoostingClassifier) -> dict[str, Any]:
    """The trees as columns over all their nodes; a leaf points to itself."""
    feature, least, left, right, value, roots = [], [], [], [], [], []
    for (predictor,) in model._predictors:
        base = len(feature)
        roots.append(base)
        means = node_means(predictor.nodes)
        for n, node in enumerate(predictor.nodes):
            leaf = bool(node["is_leaf"])
            feature.append(0 if leaf else int(node["feature_idx"]))
            least.append(0.0 if leaf else float(node["num_threshold"]))
            left.append(base + (n if leaf else int(node["left"])))
            right.append(base + (n if leaf else int(node["right"])))
            value.append(round(means[n], 5))
    return {
        "roots": roots, "feature": feature, "least": [float(f"{v:.9g}") for v in least], "left": left, "right": right,
        "value": value,
        "base": round(float(np.ravel(model._baseline_prediction)[0]), 5),
    }  # fmt: skip
