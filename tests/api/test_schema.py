"""The description of the API: valid, complete, and shown without anything from elsewhere."""

import re
from io import StringIO

import pytest
import yaml
from django.contrib.staticfiles import finders
from django.core.management import call_command

from casetracker.api.urls import NOUNS


@pytest.fixture(scope="module")
def schema():
    out = StringIO()
    call_command("spectacular", "--validate", "--fail-on-warn", stdout=out)
    return yaml.safe_load(out.getvalue())


def test_the_description_is_openapi_3_1_without_a_warning(schema):
    assert schema["openapi"] == "3.1.0"


def test_every_noun_is_described(schema):
    for view in NOUNS:
        assert f"/api/v1/{view.noun}/" in schema["paths"]


def test_every_operation_says_how_it_is_refused(schema):
    for path, operations in schema["paths"].items():
        for method, operation in operations.items():
            assert "4XX" in operation["responses"], (method, path)


def test_bodies_and_headers_are_described(schema):
    move = schema["paths"]["/api/v1/cases/{id}/move/"]["post"]
    assert move["requestBody"]["content"]["application/json"]["schema"]["$ref"].endswith(
        "/MoveBody"
    )
    assert {p["name"] for p in move["parameters"]} >= {"If-Match", "Idempotency-Key"}
    edit = schema["paths"]["/api/v1/cases/{id}/"]["patch"]
    assert next(p for p in edit["parameters"] if p["name"] == "If-Match")["required"]


def test_the_description_is_served_to_programs(client):
    answer = client.get("/api/v1/schema/", headers={"Accept": "application/json"})
    assert answer.status_code == 200
    assert answer.json()["openapi"] == "3.1.0"


def test_the_pages_need_no_inline_code_and_no_other_host(client):
    page = client.get("/api/v1/docs/")
    assert page.status_code == 200
    text = page.content.decode()
    assert not re.search(r"<style|style=|onload|<script(?![^>]* src=)", text)
    addresses = re.findall(r'(?:src|href)="([^"]*)"', text)
    assert len(addresses) == 5
    assert all(address.startswith("/") for address in addresses)
    script = client.get(addresses[-1])
    assert script.headers["Content-Type"].startswith("application/javascript")
    policy = page.headers["Content-Security-Policy"]
    assert "unsafe" not in policy


def test_the_assets_of_the_pages_are_there(client):
    text = client.get("/api/v1/docs/").content.decode()
    for address in re.findall(r'(?:src|href)="(/static/[^"]*)"', text):
        assert finders.find(address.removeprefix("/static/")), address
