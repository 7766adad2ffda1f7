import json
import re
from pathlib import Path

import pytest
import yaml

from tests.house.containers import container_faults, secrets_in

ROOT = Path(__file__).parents[2]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
APP = ["migrate", "web", "worker", "beat", "loop"]


def test_every_service_has_health_no_root_and_no_secret():
    assert container_faults(COMPOSE) == []


def test_a_careless_service_is_reported_for_everything():
    service = {"image": "x", "ports": ["8000:8000"], "environment": {"SECRET_KEY": "hunter2"}}
    assert container_faults({"services": {"web": service}}) == [
        "web: no health check",
        "web: runs as root",
        "web: does not come back after a crash",
        "web: no time to stop",
        "web: may gain privileges",
        "web: port 8000:8000 is open to the network",
        "web: a secret is written in the file: SECRET_KEY",
    ]


@pytest.mark.parametrize(
    ("name", "value", "is_secret"),
    [
        ("DATABASE_URL", "postgres://casetracker:hunter2@postgres/casetracker", True),
        ("DATABASE_URL", "postgres://casetracker:${POSTGRES_PASSWORD:?set it}@postgres/c", False),
        ("POSTGRES_PASSWORD", "${POSTGRES_PASSWORD:?set it in .env}", False),
        ("CASETRACKER_KEYS", "k1:abc", True),
        ("REDIS_URL", "redis://redis:6379/0", False),
    ],
)
def test_a_password_within_a_url_is_a_secret_too(name, value, is_secret):
    assert bool(secrets_in({name: value})) == is_secret


def test_all_parts_are_there():
    assert set(SERVICES) == {"postgres", "redis", *APP}
    assert set(COMPOSE["volumes"]) == {"postgres", "redis", "var"}
    assert SERVICES["loop"]["deploy"]["replicas"] == 2


def test_the_versions_are_new_enough():
    assert int(re.search(r"postgres:(\d+)", SERVICES["postgres"]["image"])[1]) >= 15
    assert int(re.search(r"redis:(\d+)", SERVICES["redis"]["image"])[1]) >= 7


def test_redis_keeps_what_it_was_given():
    command = " ".join(SERVICES["redis"]["command"])
    assert "--appendonly yes" in command
    assert "--maxmemory-policy noeviction" in command


@pytest.mark.parametrize("name", APP)
def test_the_app_takes_its_secrets_from_the_env_file_and_waits_for_what_it_needs(name):
    assert SERVICES[name]["env_file"] == ".env"
    needs = SERVICES[name]["depends_on"]
    first = ("postgres", "service_healthy")
    after = ("migrate", "service_completed_successfully")
    needed, condition = first if name == "migrate" else after
    assert needs[needed]["condition"] == condition


def test_the_loop_does_not_wait_for_redis():
    assert "redis" not in SERVICES["loop"]["depends_on"]


def test_the_databases_cannot_be_reached_from_outside():
    assert COMPOSE["networks"]["inside"]["internal"] is True
    for name in ("postgres", "redis"):
        assert SERVICES[name]["networks"] == ["inside"]
        assert "ports" not in SERVICES[name]


def test_the_image_does_not_run_as_root_and_copies_no_secret():
    lines = (ROOT / "Dockerfile").read_text().splitlines()
    assert [line for line in lines if line.startswith("USER ")] == ["USER 10001:10001"]
    assert not [line for line in lines if line.startswith("COPY . ")]
    assert (ROOT / ".dockerignore").read_text().splitlines()[1] == "*"


def test_the_image_by_itself_runs_what_the_web_service_runs():
    _, command = (ROOT / "Dockerfile").read_text().rsplit("\nCMD ", 1)
    assert json.loads(command.replace("\\\n", "")) == SERVICES["web"]["command"]


def variables(file: str, pattern: str) -> set[str]:
    return set(re.findall(pattern, (ROOT / file).read_text()))


def test_every_variable_that_is_read_is_explained():
    read = variables("config/settings.py", r'(?:text|flag|given|env\.\w+)\(\s*"([A-Z_]+)"')
    read |= variables("docker-compose.yml", r"\$\{([A-Z_]+)[:}]") - {"PORT"}
    assert read == variables(".env.example", r"(?m)^#?([A-Z_]+)=")
