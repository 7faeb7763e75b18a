"""The model card: what a version is, what it was measured to do, and what it must not be used for."""

from __future__ import annotations

from models_ml.similar_deals.evaluate import Evaluation
from models_ml.similar_deals.model import DealMetric

_METHODS = {
    "learned": "this metric, learned weights", "prior": "the same with prior weights", "gower": "plain Gower",
    "industry": "mean of the industry", "global": "mean of all", "ridge": "ridge on the same encodings",
    "champion": "weights of the champion",
}  # fmt: skip


def write(metric: DealMetric, kind: str, deals: int, period: tuple[str, str], as_of: str,
          evaluation: Evaluation | None, stability: float | None) -> str:
    """The card as Markdown; every number in it is measured by the training that writes it."""
    origin = "Learned from" if kind == "learned" else "Prior weights; fitted on"
    lines = [
        "# Similar won deals",
        "",
        f"{origin} {deals:,} deals won from {period[0][:10]} "
        f"to {period[1][:10]}, as of {as_of[:10]}. An additive distance over what was known when a deal was created; "
        "similarity is 1 less the distance, and each feature adds a share of it.",
        "",
        "| feature | weight |",
        "| --- | --- |",
        *(f"| {feature} | {weight:.3f} |" for feature, weight in metric.feature_weights().items()),
        "",
    ]
    if evaluation is None:
        lines.append("Not measured: there are too few won deals to hold some back.")
    else:
        lines += [
            f"How well the 20 most similar deals tell what a deal took (R2 of the logarithms, mean of five totals, on "
            f"{len(evaluation.spread):,} deals not seen; {evaluation.split}; 95 % by bootstrap over deals):",
            "",
            "| method | R2 | from | to |",
            "| --- | --- | --- | --- |",
        ]
        for method in evaluation.errors:
            found = evaluation.r2(method)
            lines.append(f"| {_METHODS.get(method, method)} | {found.value:.3f} | {found.low:.3f} | {found.high:.3f} |")
        lines += ["", f"The most popular deal is a neighbour of {evaluation.largest_hub:.1%} of the test deals."]
    if stability is not None:
        lines += ["", f"Fitted again on 80 % of the deals, {stability:.0%} of neighbours stay (mean Jaccard)."]
    lines += ["", "Not for judging employees: owners of deals are no feature."]
    return "\n".join(lines) + "\n"
