"""The words for features and their values, in English and Portuguese."""

from __future__ import annotations

import pandas as pd

_FACTORS = {
    "recency_customer": ("time since the customer was last heard", "tempo desde o último contato do cliente"),
    "recency_team": ("time since our last contact", "tempo desde o nosso último contato"),
    "volume": ("amount of contact", "volume de contato"),
    "customer": ("activity of the customer", "atividade do cliente"),
    "response_customer": ("how the customer answers", "como o cliente responde"),
    "response_team": ("how we answer", "como respondemos"),
    "next_step": ("next step", "próximo passo"),
    "breadth": ("contacts involved", "contatos envolvidos"),
    "seniority": ("seniority of the contacts", "senioridade dos contatos"),
}
_AGO = {"en": ("long ago", "a while ago", "recent"), "pt": ("longo", "médio", "curto")}
_ANSWERS = {"en": ("seldom or late", "sometimes", "often and quickly"),
            "pt": ("raramente ou tarde", "às vezes", "sempre e depressa")}  # fmt: skip
_STATES = {
    "recency_customer": _AGO, "recency_team": _AGO, "response_customer": _ANSWERS, "response_team": _ANSWERS,
    "volume": {"en": ("low", "middling", "high"), "pt": ("baixo", "médio", "alto")},
    "customer": {"en": ("low", "middling", "high"), "pt": ("baixa", "média", "alta")},
    "seniority": {"en": ("low", "middling", "high"), "pt": ("baixa", "média", "alta")},
    "next_step": {"en": ("none booked", "far ahead", "booked"), "pt": ("nenhum marcado", "distante", "marcado")},
    "breadth": {"en": ("few", "some", "several"), "pt": ("poucos", "alguns", "vários")},
}  # fmt: skip
"""A factor in words: its lowest third, the middle, the highest."""
_DAYS = {
    "age_days": ("age of the deal: {} days", "idade da oportunidade: {} dias"),
    "days_in_stage": ("in this stage for {} days", "nesta fase há {} dias"),
    "close_date_pushes": ("close date pushed {} times", "fechamento adiado {} vezes"),
    "estimated_revenue": ("estimated revenue {}", "receita estimada {}"),
}
_NAMES = {
    "days_to_close": ("estimated close date", "data de fechamento estimada"),
    "days_in_stage": ("days in this stage", "dias nesta fase"),
    "close_date_pushes": ("pushes of the close date", "adiamentos do fechamento"),
    "stage": ("stage", "fase"), "industry": ("industry", "setor"), "employees": ("employees", "funcionários"),
    "annual_revenue": ("annual revenue of the company", "receita anual da empresa"), "country": ("country", "país"),
    "ownership": ("ownership", "tipo de propriedade"), "owner_team": ("team", "equipe"),
    "is_existing_customer": ("existing customer", "já é cliente"), "lead_source": ("lead source", "origem do lead"),
    "product_family": ("product family", "família de produto"), "rating": ("rating", "classificação"),
    "purchase_timeframe": ("purchase timeframe", "prazo de compra"), "need": ("need", "necessidade"),
    "budget_status": ("budget", "orçamento"), "customer_type": ("customer type", "tipo de cliente"),
}  # fmt: skip
_STAGES = {
    "qualify": ("Qualify", "Qualificar"), "develop": ("Develop", "Desenvolver"), "propose": ("Propose", "Propor"),
    "close": ("Close", "Fechar"),
}  # fmt: skip
_UNKNOWN = {"en": "unknown", "pt": "desconhecido"}
_TRUTH = {"en": {"true": "yes", "false": "no"}, "pt": {"true": "sim", "false": "não"}}


def label(feature: str) -> tuple[str, str]:
    """A feature in English and in Portuguese; one that a source declares under its own name."""
    if feature.startswith("factor_"):
        return _FACTORS[feature.removeprefix("factor_")]
    if feature in _DAYS and feature not in _NAMES:
        english, portuguese = (text.split("{")[0].strip(" :") for text in _DAYS[feature])
        return english, portuguese
    return _NAMES.get(feature, (feature.replace("_", " "),) * 2)


def phrase(feature: str, value: object, language: str) -> str:
    """A feature and its value as a reader says it: ``close date passed 12 days ago``, ``industry: Retail``."""
    place = 0 if language == "en" else 1
    missing = bool(pd.isna(value)) or value == ""
    if feature.startswith("factor_"):
        name = feature.removeprefix("factor_")
        states = _STATES[name][language]
        level = 1 if missing else 0 if value < 1 / 3 else 1 if value < 2 / 3 else 2
        return f"{label(feature)[place]}: {states[level]}"
    if feature == "days_to_close" and not missing:
        return _close_date(int(value), place)
    if feature in _DAYS and not missing:
        return _DAYS[feature][place].format(_number(value, language))
    name = label(feature)[place]
    if missing:
        return f"{name}: {_UNKNOWN[language]}"
    if feature == "stage":
        return f"{name}: {_STAGES.get(str(value), (str(value),) * 2)[place]}"
    text = _number(value, language) if isinstance(value, (int, float)) else str(value)
    return f"{name}: {_TRUTH[language].get(text, text)}"


def _close_date(days: int, place: int) -> str:
    if days < 0:
        return (f"close date passed {-days} days ago", f"data de fechamento vencida há {-days} dias")[place]
    return (f"close date in {days} days", f"fechamento em {days} dias")[place]


def _number(value: float, language: str) -> str:
    text = f"{value:,.0f}" if abs(value) >= 100 or float(value).is_integer() else f"{value:,.1f}"
    return text if language == "en" else text.translate(str.maketrans(",.", ".,"))
