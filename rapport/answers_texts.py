"""Words of the nine questions and their answers, per language of the installation.

A question has its answer and the sentence that stands when there is nothing to tell. Names in braces are the facts that
``rapport.answers`` finds.
"""

from __future__ import annotations

import json

from rapport.settings import PROJECT_ROOT

INSTANT = {"en": "%Y-%m-%d %H:%M", "pt_BR": "%d/%m/%Y %H:%M"}
"""How an instant is written."""

TEXTS: dict[str, list[tuple[str, str, str]]] = {
    "en": [
        ("Do we have a good relationship with the customers?",
         "Of {deals} open opportunities: {deal_states}.{accounts_sentence}{health_sentence}",
         "There is no open opportunity."),
        ("How much time did we spend with the customers?",
         "Our team spent {team_hours} h on the open opportunities, the customers {customer_hours} h; "
         "{facetime_hours} h of it in meetings with a customer.",
         "No time is recorded on open opportunities."),
        ("When were we last in contact with the customers?",
         "Last on {last_at} ({last_type}, {last_name}). {silent} of {deals} open opportunities had no contact by our "
         "team in the last 30 days.",
         "Our team has not contacted any customer of an open opportunity."),
        ("When will we next be in contact with the customers?",
         "Next on {next_at} ({next_type}, {next_name}). {no_next} of {deals} open opportunities have nothing planned.",
         "Nothing is planned with any customer of an open opportunity."),
        ("How many e-mails and meetings did we have with the customers?",
         "{emails} e-mails ({emails_sent} sent, {emails_received} received) and {meetings} meetings ({meetings_sent} "
         "called by us, {meetings_received} by customers) on the open opportunities.",
         "No e-mail and no meeting is recorded on open opportunities."),
        ("What is the customers' response rate?",
         "Customers answer {customer_rate} % of our e-mails: the mean over {customer_rate_n} open opportunities; on "
         "half of them {customer_rate_median} % or more.",
         "There is no e-mail of ours that a customer had time to answer."),
        ("How many activities did the customers start?",
         "Customers started {customer_started} activities, our team {team_started}: {customer_share} % came from the "
         "customers.",
         "Nobody has started an activity on an open opportunity."),
        ("How long does the team take to answer?",
         "{team_response} h on average over {team_response_n} open opportunities, {team_response_median} h or less on "
         "half of them. {waiting} messages of customers are waiting for our answer.",
         "The team has answered no customer yet; {waiting} messages are waiting for an answer."),
        ("In which opportunities should I invest my time?",
         "Most at stake (estimated revenue x probability of winning x what the relationship lacks / estimated "
         "revenue): {invest}.",
         "No open opportunity with an estimated revenue lacks anything that is known."),
    ],
    "pt_BR": [
        ("Temos um bom relacionamento com os clientes?",
         "De {deals} oportunidades abertas: {deal_states}.{accounts_sentence}{health_sentence}",
         "Não há oportunidade aberta."),
        ("Quanto tempo passamos com os clientes?",
         "Nossa equipe dedicou {team_hours} h às oportunidades abertas e os clientes {customer_hours} h; destas, "
         "{facetime_hours} h em reuniões com um cliente.",
         "Nenhum tempo está registrado em oportunidades abertas."),
        ("Quando foi a última vez que entramos em contato com os clientes?",
         "Em {last_at} ({last_type}, {last_name}). {silent} de {deals} oportunidades abertas ficaram sem contato da "
         "equipe nos últimos 30 dias.",
         "A equipe ainda não contatou nenhum cliente de uma oportunidade aberta."),
        ("Quando será a próxima vez que vamos entrar em contato com os clientes?",
         "Em {next_at} ({next_type}, {next_name}). {no_next} de {deals} oportunidades abertas não têm nada planejado.",
         "Nada está planejado com clientes de oportunidades abertas."),
        ("Quantos e-mails trocamos e quantas reuniões marcamos com os clientes?",
         "{emails} e-mails ({emails_sent} enviados, {emails_received} recebidos) e {meetings} reuniões "
         "({meetings_sent} marcadas por nós, {meetings_received} pelos clientes) nas oportunidades abertas.",
         "Nenhum e-mail e nenhuma reunião em oportunidades abertas."),
        ("Qual é a taxa de resposta dos clientes?",
         "Os clientes respondem a {customer_rate} % dos nossos e-mails: média de {customer_rate_n} oportunidades "
         "abertas; em metade delas, {customer_rate_median} % ou mais.",
         "Não há e-mail nosso que um cliente tenha tido tempo de responder."),
        ("Quantas atividades os clientes iniciaram?",
         "Os clientes iniciaram {customer_started} atividades e a nossa equipe {team_started}: {customer_share} % "
         "partiram dos clientes.",
         "Ninguém iniciou uma atividade em oportunidades abertas."),
        ("Quanto tempo a equipe leva para responder aos clientes?",
         "{team_response} h em média em {team_response_n} oportunidades abertas, {team_response_median} h ou menos em "
         "metade delas. {waiting} mensagens de clientes esperam a nossa resposta.",
         "A equipe ainda não respondeu a nenhum cliente; {waiting} mensagens esperam resposta."),
        ("Em quais oportunidades devo investir meu tempo?",
         "Mais em jogo (receita estimada x probabilidade de ganho x o que falta ao relacionamento / receita estimada): "
         "{invest}.",
         "A nenhuma oportunidade aberta com receita estimada falta algo que se conheça."),
    ],
}  # fmt: skip

SENTENCES: dict[str, dict[str, str]] = {
    "en": {
        "accounts": " Of {accounts} accounts: {account_states}.",
        "health": " The mean health of the open opportunities that have one is {health} of 100.",
    },
    "pt_BR": {
        "accounts": " De {accounts} contas: {account_states}.",
        "health": " A saúde média das oportunidades abertas que têm nota é {health} de 100.",
    },
}
"""Sentences of the first answer that stand only when their fact exists."""


def words_of(language: str) -> dict[str, str]:
    """What the served tables say with a word of English (states, types), in a language: the words of the charts."""
    told = json.loads((PROJECT_ROOT / "superset_dashboards" / "_shared" / "words.json").read_text("utf-8"))
    return {code: word[language] for code, word in told.items()}
