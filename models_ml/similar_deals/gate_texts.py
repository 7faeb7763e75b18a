"""What the gate says beside the measured reasons, in English and Portuguese."""

from __future__ import annotations

from models_ml.said import Said

RULE_BASED = Said("rule-based: fewer than 60 won deals", "por regra: menos de 60 oportunidades ganhas")
OVERTAKEN = Said("another version became champion meanwhile; train anew",
                 "outra versão entrou em uso nesse meio-tempo; treine de novo")  # fmt: skip
REFUSED = Said("prior weights, for the learned ones were refused: {reason}",
               "pesos a priori, pois os aprendidos foram recusados: {reason}")  # fmt: skip
THIN = Said("; fewer than {least} deals won or lost, too few for Dynamics 365",
            "; menos de {least} oportunidades ganhas ou perdidas, poucas para o Dynamics 365")  # fmt: skip
