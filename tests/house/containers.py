"""Rules of the compose file: health, no root, no secret, nothing left open."""

import re
from typing import Any

#: A value that is given outside the file: `${NAME:?...}`, `${NAME}`.
_GIVEN_OUTSIDE = re.compile(r"\$\{\w+(:[?-][^}]*)?\}")
_SECRET_NAME = re.compile(r"PASSWORD|SECRET|TOKEN|_KEYS?$", re.IGNORECASE)
_URL_PASSWORD = re.compile(r"://[^:/@\s]*:([^@\s]+)@")


def container_faults(compose: dict[str, Any]) -> list[str]:
    """What is wrong with the services of a parsed compose file; one sentence each."""
    found = []
    for name, service in compose["services"].items():
        found += [f"{name}: {fault}" for fault in _faults_of(service)]
    return found


def _faults_of(service: dict[str, Any]) -> list[str]:
    found = []
    once = service.get("restart") == "no"
    if not once and not service.get("healthcheck", {}).get("test"):
        found.append("no health check")
    if str(service.get("user", "root")).split(":")[0] in {"root", "0"}:
        found.append("runs as root")
    if not once and service.get("restart") != "unless-stopped":
        found.append("does not come back after a crash")
    if "stop_grace_period" not in service:
        found.append("no time to stop")
    if service.get("privileged") or "no-new-privileges:true" not in service.get("security_opt", []):
        found.append("may gain privileges")
    found += [
        f"port {port} is open to the network"
        for port in service.get("ports", [])
        if not str(port).startswith("127.0.0.1:")
    ]
    return found + secrets_in(service.get("environment", {}))


def secrets_in(environment: dict[str, Any]) -> list[str]:
    """Values that are secrets by their name, or passwords within URLs, written out in the file."""
    found = []
    for name, value in environment.items():
        text = _GIVEN_OUTSIDE.sub("", str(value))
        password = _URL_PASSWORD.search(text)
        if (_SECRET_NAME.search(name) and text) or password:
            found.append(f"a secret is written in the file: {name}")
    return found
