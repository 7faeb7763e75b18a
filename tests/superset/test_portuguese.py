"""An installation in Portuguese has Superset's texts of Brazil, before the log-in too, and the wrong ones mended."""

import json
import subprocess

from rapport.bi import server
from rapport.settings import PROJECT_ROOT

READ = """
import json, sys
import flask
import superset_config as config
app = flask.Flask("texts")
app.secret_key = "of this test"
for blueprint in config.BLUEPRINTS:
    app.register_blueprint(blueprint)
answer = app.test_client().get("/superset/language_pack/pt_BR/")
told = getattr(config, "COMMON_BOOTSTRAP_OVERRIDES_FUNC")({}) if answer.status_code == 200 else {}
print(json.dumps({"status": answer.status_code, "told": told, "cookie": answer.headers.get("Set-Cookie"),
                  "pack": answer.get_json(silent=True)}))
"""


def read(settings, language):
    """What a stranger's browser is told in an installation of that language."""
    settings = settings.model_copy(update={"language": language})
    python = PROJECT_ROOT / ".venv-superset" / "bin" / "python"
    done = subprocess.run([python, "-c", READ], env=server.environment(settings), cwd=PROJECT_ROOT, text=True,
                          capture_output=True, check=True)  # fmt: skip
    return json.loads(done.stdout.splitlines()[-1])


def test_browsers_are_told_the_country_and_have_its_texts_before_the_log_in(refreshed):
    found = read(refreshed, "pt_BR")
    assert found["told"] == {"locale": "pt_BR"}
    assert found["cookie"] is None
    texts = found["pack"]["locale_data"]["superset"]
    assert texts["Sign in"] == ["Entrar"]
    assert texts["%s option"] == ["%s opção", "%s opções"]
    assert texts["Apply"] == ["Aplicar"]
    assert texts[""]["lang"] == "pt_BR"
    assert len(texts) > 4000


def test_an_installation_in_english_has_no_texts_of_its_own(refreshed):
    assert read(refreshed, "en")["status"] == 404
