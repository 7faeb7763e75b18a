"""Says why a won deal is similar: what each feature adds to the similarity, and in words, English and Portuguese.

The contributions of all features sum to the similarity. Words name the features that make the two deals more alike than
two deals picked at random, so that what all deals share is no reason.
"""

from __future__ import annotations

import json

import numpy as np
import pandas as pd

from models_ml.similar_deals.model import DealMetric

MOST_REASONS, DECIMALS = 4, 9

WORDS = {
    "estimated_revenue": ("estimated revenue", "receita estimada"),
    "employees": ("company size", "porte da empresa"),
    "annual_revenue": ("annual revenue", "receita anual"),
    "industry": ("industry", "setor"),
    "country": ("country", "país"),
    "ownership": ("ownership", "tipo de propriedade"),
    "owner_team": ("team", "equipe"),
    "product_family": ("product family", "família de produtos"),
    "lead_source": ("lead source", "origem do lead"),
    "rating": ("rating", "classificação"),
    "need": ("need", "necessidade"),
    "budget": ("budget", "orçamento"),
    "budget_status": ("budget status", "situação do orçamento"),
    "purchase_timeframe": ("purchase timeframe", "prazo de compra"),
    "purchase_process": ("purchase process", "processo de compra"),
    "is_existing_customer": ("existing customer", "já é cliente"),
    "customer_type": ("customer type", "tipo de cliente"),
    "name": ("name", "nome"),
}
_EXISTING = {
    "true": ("both existing customers", "ambos já clientes"),
    "false": ("both new customers", "ambos clientes novos"),
}


def contributions(metric: DealMetric, asked: np.ndarray, won: np.ndarray) -> tuple[list[str], np.ndarray, np.ndarray]:
    """What each feature adds to the similarity of pairs of encodings, row by row.

    Returns
    -------
    features : list of str
    share : ndarray
        Pairs x features; a row sums to the similarity.
    lift : ndarray
        The same, less what the feature adds for random pairs on average.
    """
    features = list(dict.fromkeys(feature for feature, _ in metric.encoder_.groups_))
    starts = [next(i for i, (name, _) in enumerate(metric.encoder_.groups_) if name == each) for each in features]
    weighed = metric.group_distances(asked, won) * metric.weights_
    usual = metric.mean_distances_ * metric.weights_
    weights = np.add.reduceat(metric.weights_, starts)
    apart = np.add.reduceat(weighed, starts, axis=1)
    return features, weights - apart, np.add.reduceat(usual, starts) - apart


def as_json(features: list[str], share: np.ndarray) -> list[str]:
    """Each row as JSON, feature to contribution, the largest first."""
    order = np.argsort(-share, axis=1, kind="stable")
    return [json.dumps({features[place]: round(float(row[place]), DECIMALS) for place in places}, ensure_ascii=False)
            for row, places in zip(share, order, strict=True)]


def reasons(metric: DealMetric, features: list[str], lift: np.ndarray, asked: pd.DataFrame,
            won: pd.DataFrame) -> tuple[list[str], list[str]]:
    """Why each pair is similar, in English and in Portuguese: the features that set it apart most, most first.

    Parameters
    ----------
    lift : ndarray
        As ``contributions`` returns it.
    asked, won : DataFrame
        The deals of each pair, as ``features.wide`` makes them, in the order of ``lift``.
    """
    order = np.argsort(-lift, axis=1, kind="stable")
    columns = {feature: (_values(asked, feature), _values(won, feature)) for feature in features}
    said: tuple[list[str], list[str]] = ([], [])
    for row, places in enumerate(order):
        found = []
        for place in places:
            if lift[row, place] <= 0 or len(found) == MOST_REASONS:
                break
            mine, theirs = columns[features[place]]
            if text := _reason(metric, features[place], mine[row], theirs[row]):
                found.append(text)
        for language, texts in enumerate(said):
            texts.append(", ".join(text[language] for text in found))
    return said


def label(feature: str) -> tuple[str, str]:
    """A feature in English and in Portuguese; one that a source declares under its own name."""
    return WORDS.get(feature, (feature.replace("_", " "),) * 2)


def _reason(metric: DealMetric, feature: str, mine, theirs) -> tuple[str, str] | None:
    """The words for one feature; None when a value is missing."""
    english, portuguese = label(feature)
    if feature in metric.encoder_.numbers_:
        if not (np.isfinite(mine) and np.isfinite(theirs)):
            return None
        if mine == theirs:
            return f"same {english}", f"{portuguese} igual"
        percent = abs(theirs / mine - 1) * 100 if mine > 0 else np.inf
        if percent <= 50:
            whole = max(1, int(np.ceil(percent)))
            return f"{english} within {whole} %", f"{portuguese} com diferença de até {whole} %"
        return f"similar {english}", f"{portuguese}: valores próximos"
    if not (isinstance(mine, str) and isinstance(theirs, str)):
        return None
    if feature == "name":  # who reads the reason may not be allowed to know which deal it is
        return "similar name", "nome parecido"
    if feature in metric.encoder_.texts_:
        return f"similar words: {english}", f"palavras parecidas: {portuguese}"
    if feature == "is_existing_customer" and mine == theirs:
        return _EXISTING[mine]
    if mine == theirs:
        return f"same {english}: {mine}", f"{portuguese} igual: {mine}"
    return (f"{english} with similar effort: {mine}, {theirs}", f"{portuguese} com esforço parecido: {mine}, {theirs}")


def _values(deals: pd.DataFrame, feature: str) -> np.ndarray:
    return deals[feature].to_numpy() if feature in deals else np.full(len(deals), None, dtype=object)
