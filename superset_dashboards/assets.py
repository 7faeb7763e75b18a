"""Takes a bundle of assets into Superset and removes what an earlier bundle brought and this one lacks.

Analysts own them beside the admin, because in Superset only an owner may edit.
"""

import json
from pathlib import Path

import yaml
from superset import db, security_manager
from superset.commands.importers.v1.assets import ImportAssetsCommand
from superset.connectors.sqla.models import SqlaTable
from superset.models.dashboard import Dashboard
from superset.models.slice import Slice
from superset.utils.core import override_user

EDITORS = {"analyst", "admin"}  # roles of Rapport
# In the order in which they can go: nothing is removed while something that stays needs it.
KINDS = {"dashboards": Dashboard, "charts": Slice, "datasets": SqlaTable}


def import_and_prune(contents: dict[str, str], store: Path) -> list[SqlaTable]:
    """Import the files ``path -> YAML text``; return the datasets they describe.

    ``store/imported.json`` remembers the ids of the last import, so that what people made themselves is never touched.
    """
    with override_user(security_manager.find_user("admin")):
        ImportAssetsCommand(contents).run()
    ids = {kind: _ids(contents, kind) for kind in KINDS}
    memory = store / "imported.json"
    before = json.loads(memory.read_text("utf-8")) if memory.exists() else {}
    for kind, model in KINDS.items():
        for gone in sorted(set(before.get(kind, [])) - set(ids[kind])):
            asset = db.session.query(model).filter_by(uuid=gone).one_or_none()
            if asset is not None and not (kind == "datasets" and asset.slices):
                db.session.delete(asset)
    editors = [user for user in security_manager.get_all_users() if EDITORS & {role.name for role in user.roles}]
    for kind, model in KINDS.items():
        for asset in db.session.query(model).filter(model.uuid.in_(ids[kind])):
            asset.owners = editors
    db.session.commit()
    memory.write_text(json.dumps(ids, indent=1) + "\n", encoding="utf-8")
    return db.session.query(SqlaTable).filter(SqlaTable.uuid.in_(ids["datasets"])).all()


def _ids(contents: dict[str, str], kind: str) -> list[str]:
    return sorted(yaml.safe_load(text)["uuid"] for name, text in contents.items() if name.startswith(f"{kind}/"))
