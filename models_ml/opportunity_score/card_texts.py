"""The words of the model card in English and Portuguese; names in braces are what ``card.write`` measured."""

from __future__ import annotations

from models_ml.said import Said

KINDS = {
    "logistic": Said("logistic curve (ridge)", "curva logística (ridge)"),
    "boosting": Said("boosted trees, in which no health factor lowers the chance",
                     "árvores com boosting, em que nenhum fator de saúde baixa a chance"),
}  # fmt: skip
CONFIDENCE = {"full": Said("full", "plena"), "low": Said("low", "baixa")}
MEASURES = {
    "auc": Said("AUC", "AUC"),
    "brier": Said("Brier score", "escore de Brier"),
    "calibration_error": Said("calibration error", "erro de calibração"),
}
UNKNOWN = Said("not known", "desconhecido")
INTERVAL = Said("{low:.3f} to {high:.3f}", "{low:.3f} a {high:.3f}")
SIZE = Said("{snapshots:.0f} snapshots of {deals:.0f} deals", "{snapshots:.0f} dias de {deals:.0f} oportunidades")
COMPARED = Said(*("| {name} | {logistic:.3f} | {boosting:.3f} | {health:.3f} |",) * 2)
WEIGHED = Said(*("| {name} | {share:.3f} |",) * 2)
BIN = Said(*("| {said:.3f} | {was:.3f} | {rows} |",) * 2)
CARD = Said(
    """# Opportunity score

The chance that an open opportunity is **won within 90 days**, 0 to 1. It is no forecast of whether the deal is ever
won, and no judgement of a person: who owns a deal is not looked at.

- Kind: {kind}; chances by a Platt curve over deals that the model had not seen.
- Learned as of {as_of} from days, 28 apart, on which a deal was open and at least 14 days old.
- Confidence: {confidence}. Below {fewest} deals won and {fewest} lost it says nothing, below {full} each its confidence
  is low.
- Grades: A to D are the quarters of the chances of the deals learned from.

## How good it was on days after those it had learned from

| | logistic | boosting | health alone |
| --- | ---: | ---: | ---: |
{comparison}

AUC of the kind in use: {auc:.3f} (95 % interval {span}, {resamples} resamples of deals). Trained on {train}, tested on
{test}. {both:.0f} deals are on both sides, with no day of an outcome in common. Won share in the test {won_share:.3f};
better than saying the won share of the training to every deal by {gain:.4f} of the Brier score.

| said | won | snapshots |
| ---: | ---: | ---: |
{reliability}

## What it looks at

| feature | share |
| --- | ---: |
{weights}

Share: the mean size of what the feature adds to the log odds, over the deals learned from.

## Limits

What a CRM overwrites without a history (a stage, a value) is taken as it is now, also on past days, and may then look
wiser than it was. Features of creation are those of the first version known.
""",
    """# Pontuação da oportunidade

A chance de uma oportunidade aberta ser **ganha em até 90 dias**, de 0 a 1. Não prevê se ela será ganha algum dia e não
julga ninguém: quem é o dono da oportunidade não é considerado.

- Tipo: {kind}; chances por uma curva de Platt sobre oportunidades que o modelo não tinha visto.
- Aprendeu com referência em {as_of}, de dias, a cada 28, em que a oportunidade estava aberta e tinha ao menos 14 dias.
- Confiança: {confidence}. Com menos de {fewest} oportunidades ganhas e {fewest} perdidas ele nada diz; com menos de
  {full} de cada, a confiança é baixa.
- Notas: de A a D são os quartos das chances das oportunidades com que aprendeu.

## Quanto acertou em dias posteriores aos do aprendizado

| | logística | boosting | só a saúde |
| --- | ---: | ---: | ---: |
{comparison}

AUC do tipo em uso: {auc:.3f} (intervalo de 95 % {span}, {resamples} reamostragens de oportunidades). Treinado com
{train}, testado com {test}. {both:.0f} oportunidades estão nos dois lados, sem nenhum dia de desfecho em comum. Parcela
ganha no teste {won_share:.3f}; melhor em {gain:.4f} do escore de Brier que dizer a toda oportunidade a parcela ganha do
treino.

| dito | ganhas | dias |
| ---: | ---: | ---: |
{reliability}

## O que considera

| atributo | parte |
| --- | ---: |
{weights}

Parte: o tamanho médio do que o atributo soma ao logaritmo das chances, nas oportunidades com que aprendeu.

## Limites

O que um CRM sobrescreve sem histórico (uma fase, um valor) é tomado como está agora, também em dias passados, e pode
então parecer mais sábio do que foi. Os atributos da criação são os da primeira versão conhecida.
""",
)
