"""The model card: what a version is, what it was measured to do, and what it must not be used for."""

from __future__ import annotations

from models_ml.said import Said, joined
from models_ml.similar_deals.evaluate import Evaluation
from models_ml.similar_deals.explain import label
from models_ml.similar_deals.model import DealMetric

_METHODS = {
    "learned": Said("this metric, learned weights", "esta métrica, pesos aprendidos"),
    "prior": Said("the same with prior weights", "a mesma com pesos a priori"),
    "gower": Said("plain Gower", "Gower simples"),
    "industry": Said("mean of the industry", "média do setor"),
    "global": Said("mean of all", "média de todas"),
    "ridge": Said("ridge on the same encodings", "regressão ridge sobre os mesmos atributos"),
    "champion": Said("weights of the champion", "pesos da versão em uso"),
}
_SPLITS = {
    "later deals": Said("later deals", "oportunidades posteriores"),
    "cross-validation": Said("cross-validation", "validação cruzada"),
}
_ORIGINS = {"learned": Said("Learned from", "Aprendeu com"),
            "prior": Said("Prior weights; fitted on", "Pesos a priori; ajustado com")}  # fmt: skip
_HEAD = Said(
    "# Similar won deals\n\n"
    "{origin} {deals:,} deals won from {since} to {until}, as of {as_of}. An additive distance over what was known "
    "when a deal was created; similarity is 1 less the distance, and each feature adds a share of it.\n\n"
    "| feature | weight |\n| --- | --- |",
    "# Oportunidades ganhas semelhantes\n\n"
    "{origin} {deals:,} oportunidades ganhas de {since} a {until}, com referência em {as_of}. Uma distância aditiva "
    "sobre o que se sabia quando a oportunidade foi criada; a semelhança é 1 menos a distância, e cada atributo soma "
    "uma parte dela.\n\n"
    "| atributo | peso |\n| --- | --- |",
)
_NOT_MEASURED = Said("\nNot measured: there are too few won deals to hold some back.",
                     "\nNão medido: há oportunidades ganhas de menos para reservar algumas.")  # fmt: skip
_MEASURED = Said(
    "\nHow well the 20 most similar deals tell what a deal took (R2 of the logarithms, mean of five totals, on "
    "{deals:,} deals not seen; {split}; 95 % by bootstrap over deals):\n\n"
    "| method | R2 | from | to |\n| --- | --- | --- | --- |",
    "\nO quanto as 20 mais semelhantes dizem o que uma oportunidade exigiu (R2 dos logaritmos, média de cinco totais, "
    "em {deals:,} oportunidades não vistas; {split}; 95 % por bootstrap sobre oportunidades):\n\n"
    "| método | R2 | de | até |\n| --- | --- | --- | --- |",
)
_ROW = Said(*("| {name} | {value:.3f} |",) * 2)
_METHOD = Said(*("| {name} | {value:.3f} | {low:.3f} | {high:.3f} |",) * 2)
_HUB = Said("\nThe most popular deal is a neighbour of {share:.1%} of the test deals.",
            "\nA oportunidade mais popular é vizinha de {share:.1%} das oportunidades de teste.")  # fmt: skip
_STABLE = Said("\nFitted again on 80 % of the deals, {share:.0%} of neighbours stay (mean Jaccard).",
               "\nAjustado de novo com 80 % das oportunidades, {share:.0%} dos vizinhos permanecem (Jaccard médio).")
_END = Said("\nNot for judging employees: owners of deals are no feature.\n",
            "\nNão serve para avaliar funcionários: o dono da oportunidade não é um atributo.\n")  # fmt: skip


def write(metric: DealMetric, kind: str, deals: int, period: tuple[str, str], as_of: str,
          evaluation: Evaluation | None, stability: float | None) -> Said:
    """The card as Markdown; every number in it is measured by the training that writes it."""
    parts = [_HEAD.filled(origin=_ORIGINS[kind], deals=deals, since=period[0][:10], until=period[1][:10],
                          as_of=as_of[:10])]  # fmt: skip
    parts += [_ROW.filled(name=Said(*label(feature)), value=weight)
              for feature, weight in metric.feature_weights().items()]  # fmt: skip
    if evaluation is None:
        parts.append(_NOT_MEASURED)
    else:
        split = _SPLITS[evaluation.split]
        parts.append(_MEASURED.filled(deals=len(evaluation.spread), split=split))
        for method in evaluation.errors:
            found = evaluation.r2(method)
            parts.append(_METHOD.filled(name=_METHODS[method], value=found.value, low=found.low, high=found.high))
        parts.append(_HUB.filled(share=float(evaluation.largest_hub)))
    if stability is not None:
        parts.append(_STABLE.filled(share=float(stability)))
    return joined([*parts, _END])
