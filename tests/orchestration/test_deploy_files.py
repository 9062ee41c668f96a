"""What `deploy/` installs agrees with the code, and holds no secret and no open door."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from pipelines.orchestration.instance import dagster_home


def test_shared_instance_has_the_limits_of_the_embedded_one(
    tmp_path: Path, repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CCHC_DAGSTER_HOME", raising=False)
    embedded = yaml.safe_load((dagster_home(tmp_path) / "dagster.yaml").read_text(encoding="utf-8"))
    shared = yaml.safe_load((repository / "deploy" / "dagster.yaml").read_text(encoding="utf-8"))
    assert shared.pop("storage")["postgres"]["postgres_db"]["password"] == {"env": "CCHC_PG_PASSWORD"}
    assert shared == embedded


def test_shared_home_without_its_file_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CCHC_DAGSTER_HOME", str(tmp_path / "nothing"))
    with pytest.raises(FileNotFoundError, match=r"chép deploy/dagster\.yaml"):
        dagster_home(tmp_path)


def test_services_run_as_their_own_user_and_write_only_where_they_must(repository: Path) -> None:
    units = sorted((repository / "deploy" / "systemd").glob("*.service"))
    assert len(units) == 4
    for unit in units:
        text = unit.read_text(encoding="utf-8")
        assert "User=cchc" in text
        assert "ProtectSystem=strict" in text
        assert "/srv/cchc/raw" not in text.split("ReadWritePaths=")[1].splitlines()[0]
        assert "PASSWORD=" not in text


def test_page_listens_on_the_loopback_only(repository: Path) -> None:
    unit = (repository / "deploy" / "systemd" / "cchc-webserver.service").read_text(encoding="utf-8")
    assert "-h 127.0.0.1" in unit
    services = yaml.safe_load((repository / "deploy" / "compose.yaml").read_text(encoding="utf-8"))["services"]
    opened = [port for service in services.values() for port in service.get("ports", ())]
    assert opened == ["127.0.0.1:3000:3000"]


def test_workers_in_containers_see_neither_plans_nor_warehouse(repository: Path) -> None:
    services = yaml.safe_load((repository / "deploy" / "compose.yaml").read_text(encoding="utf-8"))["services"]
    mounted = [volume.split(":")[1] for volume in services["worker"]["volumes"]]
    assert not [path for path in mounted if path.startswith(("/srv/cchc/raw", "/srv/cchc/warehouse"))]
