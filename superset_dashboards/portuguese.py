"""Superset's own texts in the Portuguese of Brazil, on the log-in page too, with the ones that are wrong mended.

Superset tells the browser a language without its country, which leaves it with the few and old texts of Portugal, and
it hands out texts to those only who are logged in.
"""

from __future__ import annotations

from functools import cache

from flask import Blueprint, jsonify, request, session
from superset.translations.utils import get_language_pack

LOCALE = "pt_BR"
_ADDRESS = f"/superset/language_pack/{LOCALE}/"
_MENDED = {
    "Sign in": ["Entrar"],
    "Sign in with": ["Entrar com"],
    "Enter your login and password below:": ["Digite seu usuário e sua senha:"],
    "Username:": ["Usuário"],
    "Clear all": ["Limpar tudo"],
    "Drill by": ["Detalhar por"],
    "Drill to detail": ["Ver os registros"],
    "Match system": ["Como o sistema"],
    "Show more": ["Mostrar mais"],
    "%s option": ["%s opção", "%s opções"],
    "%s record": ["%s registro", "%s registros"],
    "%s row": ["%s linha", "%s linhas"],
}

texts = Blueprint("rapport_texts", __name__)


def told_to_browsers(bootstrap: dict) -> dict:
    """Superset's ``COMMON_BOOTSTRAP_OVERRIDES_FUNC``."""
    return {"locale": LOCALE}


@texts.before_app_request
def _are_for_everybody():
    """A browser keeps them for a day, and strangers their cookie, see ``addresses``."""
    if request.path != _ADDRESS:
        return None
    session.modified = False
    response = jsonify(_pack())
    response.cache_control.public, response.cache_control.max_age = True, 86400
    return response


@cache
def _pack() -> dict:
    pack = get_language_pack(LOCALE)
    known = pack["locale_data"][pack["domain"]]
    return {**pack, "locale_data": {**pack["locale_data"], pack["domain"]: {**known, **_MENDED}}}
