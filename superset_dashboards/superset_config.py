"""Superset as Rapport serves it: locked down, tuned for one machine, Rapport's name and colours.

Everything is kept below ``<RAPPORT_HOME>/superset``. The team stack replaces the embedded SQLite store by setting
``SUPERSET_DATABASE_URL`` (PostgreSQL) and ``SUPERSET_REDIS_URL`` (caches, Celery); nothing else differs.
"""

import copy
import os
import sqlite3
from pathlib import Path

import addresses
import kept_answers
import portuguese
import sending
from closed import ClosedByDefault, own_usernames, sees_everything
from events import NoEvents
from first_boot import secret_key
from jinja2 import ChoiceLoader, DictLoader
from questions import only_questions
from spilling import clear_up, in_own_folder
from sqlalchemy import event
from sqlalchemy.dialects import registry
from sqlalchemy.engine import Engine
from superset.config import TALISMAN_CONFIG as _DEFAULT_TALISMAN_CONFIG
from superset.config import THEME_DEFAULT as _DEFAULT_THEME

_HERE = Path(__file__).resolve().parent
_STORE = Path(os.environ.get("RAPPORT_HOME", "var")).expanduser().resolve() / "superset"
_STORE.mkdir(parents=True, exist_ok=True)
_REDIS = os.environ.get("SUPERSET_REDIS_URL")

# --- Where Superset keeps its own things -------------------------------------------------------------------------
SECRET_KEY = secret_key(_STORE)
SQLALCHEMY_DATABASE_URI = os.environ.get(
    "SUPERSET_DATABASE_URL", f"sqlite:///{_STORE / 'superset.db'}?check_same_thread=false"
)
UPLOAD_FOLDER = str(_STORE / "uploads") + "/"


registry.register("hive", "spark_dialect", "SparkDialect")  # the names of Spark's tables, not of their schema


@event.listens_for(Engine, "connect")
def _tune_sqlite(connection: object, _record: object) -> None:
    """Readers never wait for the writer, and a commit costs no full disk flush."""
    if isinstance(connection, sqlite3.Connection):
        connection.execute("pragma journal_mode=WAL")
        connection.execute("pragma synchronous=NORMAL")
        connection.execute("pragma busy_timeout=10000")


# --- Caches: answers hold for one build (build_cache.py), so a publish is seen at once and nothing need be cleared ---
def _cache(prefix: str, seconds: int) -> dict:
    place = (
        {"CACHE_TYPE": "RedisCache", "CACHE_REDIS_URL": _REDIS}
        if _REDIS
        else {"CACHE_TYPE": "FileSystemCache", "CACHE_DIR": str(_STORE / "cache" / prefix), "CACHE_THRESHOLD": 20_000}
    )
    return {**place, "CACHE_KEY_PREFIX": f"rapport_{prefix}_", "CACHE_DEFAULT_TIMEOUT": seconds}


CACHE_CONFIG = _cache("meta", 300)
DATA_CACHE_CONFIG = _cache("data", 86400) | {
    "CACHE_TYPE": "build_cache.SharedCache" if _REDIS else "build_cache.FileCache"
}
FILTER_STATE_CACHE_CONFIG = {**_cache("filters", 90 * 86400), "REFRESH_TIMEOUT_ON_RETRIEVAL": True}
EXPLORE_FORM_DATA_CACHE_CONFIG = {**_cache("explore", 7 * 86400), "REFRESH_TIMEOUT_ON_RETRIEVAL": True}
RATELIMIT_ENABLED = False  # bound to this machine, or behind the team's own proxy
RATELIMIT_STORAGE_URI = _REDIS or "memory://"
EVENT_LOGGER = NoEvents()


# --- Mails: pictures and alerts from a Celery worker; every name of `sending` in capitals is a setting -------------
from sending import *  # noqa: E402, F403

# --- Safety -------------------------------------------------------------------------------------------------------
TALISMAN_ENABLED = True
TALISMAN_CONFIG = copy.deepcopy(_DEFAULT_TALISMAN_CONFIG)
TALISMAN_CONFIG["content_security_policy"] |= {  # this server only: no telemetry pixel, no map tiles, no web fonts
    "img-src": ["'self'", "blob:", "data:"],
    "connect-src": ["'self'"],
    "style-src": ["'self'", "'unsafe-inline'"],
    "font-src": ["'self'"],
}
THEME_FONT_URL_ALLOWED_DOMAINS: list[str] = []
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = os.environ.get("SUPERSET_HTTPS", "") == "1"
TALISMAN_CONFIG["session_cookie_secure"] = SESSION_COOKIE_SECURE
ENABLE_PROXY_FIX = os.environ.get("SUPERSET_HTTPS", "") == "1"
PREVENT_UNSAFE_DB_CONNECTIONS = True
CUSTOM_SECURITY_MANAGER = ClosedByDefault
SQL_QUERY_MUTATOR = only_questions
DB_CONNECTION_MUTATOR = in_own_folder
clear_up()
# Row-level security and data sets that hide columns ask for the person logged in.
JINJA_CONTEXT_ADDONS = {"own_usernames": own_usernames, "sees_everything": sees_everything}
HTML_SANITIZATION = True
# Record pages and lists draw a health dot and summary lines: class names and the tool-tip text, no style, no script.
HTML_SANITIZATION_SCHEMA_EXTENSIONS = {"attributes": {"*": ["className", "title"]}}
ROW_LIMIT = 10_000
SQL_MAX_ROW = 100_000
SUPERSET_WEBSERVER_TIMEOUT = 60
FAB_ADD_SECURITY_API = True
FEATURE_FLAGS = {
    "ALERT_REPORTS": sending.IS_ON,
    "DYNAMIC_PLUGINS": True,  # the deal tracker chart
    "ENABLE_TEMPLATE_PROCESSING": True,
    "RLS_IN_SQLLAB": True,
    "TAGGING_SYSTEM": False,
    "EMBEDDABLE_CHARTS": False,
}

# --- Rapport's name, colours and language -------------------------------------------------------------------------
APP_NAME = "Rapport"
FAVICONS = [{"href": "/rapport/mark.svg"}]
THEME_DEFAULT = copy.deepcopy(_DEFAULT_THEME)
THEME_DEFAULT["token"] |= {
    "brandAppName": APP_NAME,
    "brandLogoAlt": APP_NAME,
    "brandLogoUrl": "/rapport/logo.svg",
    "brandLogoHref": "/superset/dashboard/deal-tracker/",
    "colorPrimary": "#0B5CAD",
    "colorLink": "#0B5CAD",
    "colorInfo": "#0B5CAD",
    "colorSuccess": "#2E8B57",
    "colorWarning": "#D9920A",
    "colorError": "#C62F36",
}
THEME_DARK = None
ENABLE_UI_THEME_ADMINISTRATION = False
BABEL_DEFAULT_LOCALE = os.environ.get("RAPPORT_LANGUAGE", "en")
LANGUAGES = {"pt_BR": {"flag": "br", "name": "Português"}} if BABEL_DEFAULT_LOCALE == "pt_BR" else {}
if BABEL_DEFAULT_LOCALE == "pt_BR":
    D3_FORMAT = {"decimal": ",", "thousands": ".", "grouping": [3], "currency": ["", ""]}
    COMMON_BOOTSTRAP_OVERRIDES_FUNC = portuguese.told_to_browsers
CURRENCIES = ["EUR", "USD", "BRL", "GBP", "CHF", "MXN", "JPY", "INR", "CNY"]
BUG_REPORT_URL = None
DOCUMENTATION_URL = None

# --- Rapport's own charts and addresses ----------------------------------------------------------------------------
BLUEPRINTS = [addresses.rapport, *([portuguese.texts] if BABEL_DEFAULT_LOCALE == "pt_BR" else [])]


def FLASK_APP_MUTATOR(app):
    """Mails have instants (`sending`), answers are kept (`kept_answers`), and every page's head is `head.html`."""
    sending.accept_instants()
    kept_answers.install()
    texts = {"head_custom_extra.html": _HERE / "static" / "head.html", "early.js": _HERE / "static" / "early.js"}
    ours = DictLoader({name: path.read_text("utf-8") for name, path in texts.items()})
    app.jinja_loader = ChoiceLoader([ours, app.jinja_loader])
