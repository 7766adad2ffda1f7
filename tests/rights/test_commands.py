"""Commands that name somebody: who may be named, and what is done in their name is theirs to do.

Whoever is at a terminal of the server is the operator and acts as the system (`actor` is nobody).
Where a command acts for a user, it does what that user may do, and no more: the same lines of
`domain/permissions.py` decide as at a page, for everybody in the cast.
"""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
from django.core.management import CommandError, call_command, get_commands, load_command_class

from casetracker.domain.permissions import roles_with
from casetracker.models import ApiToken, AuditEvent, Case, ImportBatch, Prisoner
from tests.conftest import NOW
from tests.rights.matrix import Person, Thing, promised
from tests.rights.world import undone

pytestmark = [pytest.mark.django_db, pytest.mark.generated]
#: (command, argument) → what it is to be named there. What is missing here fails.
NAMED = {
    ("import_list", "user"): "it is done in their name",
    ("import_list", "caseworker"): "they get the files",
    ("create_token", "email"): "a program acts for them",
    ("create_user", "email"): "they are new",
    ("create_user", "name"): "they are new",
    ("freeze", "email"): "it is done to them",
    ("reset_factor", "email"): "it is done to them",
    ("send_test_mail", "email"): "a mail without content goes there",
}
#: Words under which an argument may name a person.
OF_PEOPLE = {"EMAIL", "USER", "email", "user", "actor", "by", "as", "owner", "caseworker", "name"}
#: Named so, and nobody.
NOBODY = {("name_instance", "name")}
LIST = "Імя;Дата нараджэння;Статус\n{}\n"


def commands() -> dict[str, Any]:
    own = [name for name, app in get_commands().items() if app == "casetracker"]
    return {name: load_command_class("casetracker", name) for name in own}


def arguments_of(command: Any, name: str) -> set[str]:
    """Arguments by which a person might be named."""
    actions = command.create_parser("manage.py", name)._actions
    return {
        action.dest
        for action in actions
        if {action.dest, action.metavar if isinstance(action.metavar, str) else ""} & OF_PEOPLE
    }


def test_every_argument_that_names_somebody_is_known_here():
    found = {
        (name, argument)
        for name, command in commands().items()
        for argument in arguments_of(command, name)
    }
    assert found - NOBODY == set(NAMED)


def run(*words: str) -> tuple[dict[str, Any], str]:
    """(the answer, ""), or ({}, the one sentence of a refusal)."""
    out = io.StringIO()
    try:
        call_command(*words, "--json", stdout=out, stderr=io.StringIO())
    except CommandError as error:
        return {}, str(error)
    return json.loads(out.getvalue().splitlines()[-1]), ""


def named_people(world: Any) -> dict[str, Person]:
    """Everybody with an account. Only a session shows a second factor: at a terminal a role
    counts, and an account that is locked is none."""
    people = {name: who for name, who in world.people.items() if name in world.users}
    half = people["half signed in"]
    people["half signed in"] = Person(half.name, half.roles)
    return people


@pytest.fixture
def a_list(tmp_path: Any) -> Any:
    def write(line: str) -> str:
        path = tmp_path / "list.csv"
        path.write_text(LIST.format(line))
        return str(path)

    return write


def state() -> tuple[int, ...]:
    return tuple(table.objects.count() for table in (ImportBatch, Prisoner, Case, AuditEvent))


@pytest.mark.parametrize("where", ["near", "far", None])
def test_a_list_is_taken_in_for_whoever_may_bring_one_to_that_team(
    world, a_list, where, record_property
):
    path = a_list("Васіль Новы;1980-01-02;np")
    deviations, done = [], set()
    for name, person in named_people(world).items():
        words = ["import_list", path, "--source", "by hand", "--user", world.users[name].email]
        words += ["--team", world.teams[where].name] if where else []
        own = {team for _, team in person.roles if team} if where is None else ()
        teams = own or ([world.teams[where]] if where else [])
        thing = Thing(ties=tuple((team, name) for team in teams))
        may = person.is_known and 201 in promised(person, "imports", "create", thing)
        with undone():
            before = state()
            answer, refusal = run(*words)
            if may != (answer.get("create") == 1):
                deviations.append(f"{name}: {answer or refusal}")
            if may:
                done.add(name)
                assert actors_of_newest() == {world.users[name].pk}
            else:
                assert state() == before
                named = {
                    team.name for team in world.teams.values() if team.name in offered(refusal)
                }
                assert named <= {team.name for _, team in person.roles if team}
    record_property("requests", len(named_people(world)))
    record_property("deviations", len(deviations))
    assert deviations == []
    assert done == {None: AT_HOME, "near": AT_HOME - FAR, "far": FAR}[where]


FAR = {"far coordinator", "far caseworker"}
AT_HOME = {"coordinator", "caseworker", "colleague", "half signed in"} | FAR


def actors_of_newest() -> set[Any]:
    batch = ImportBatch.objects.latest("created_at", "pk")
    events = AuditEvent.objects.filter(verb="import_list", object_id=batch.pk)
    return set(events.values_list("actor_id", flat=True))


def offered(refusal: str) -> str:
    """What a refusal says is allowed."""
    return refusal.partition("allowed: ")[2]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("volunteer", "This user may not do that"),
        ("auditor", "This user may not do that"),
        ("administrator", "This user may not do that"),
        ("nobody", "This user may not do that"),
        ("frozen", "There is no active user with this address"),
    ],
)
def test_whoever_takes_in_no_lists_is_refused_by_name_and_not_told_to_make_a_team(
    world, a_list, name, said
):
    email = world.users[name].email
    _, refusal = run("import_list", a_list("Новы;;np"), "--source", "x", "--user", email)
    assert said in refusal
    assert f"user: {email}" in refusal
    if name != "frozen":
        assert "allowed: " + ", ".join(sorted(roles_with("imports", "create"))) in refusal


def test_files_are_given_to_staff_of_that_team_alone(world, a_list):
    path = a_list("Васіль Новы;1980-01-02;np")
    given = set()
    for name in named_people(world):
        email = world.users[name].email
        with undone():
            answer, refusal = run(
                *("import_list", path, "--source", "x", "--team", "Near", "--caseworker", email)
            )
            if answer:
                assert Case.objects.latest("created_at", "pk").caseworker == world.users[name]
                given.add(name)
            else:
                assert "caseworker: " in refusal
    assert given == AT_HOME - FAR


def test_what_another_team_knows_is_not_in_the_results(world, a_list, tmp_path):
    """A person of theirs is a duplicate, which must be said: whose and which file is not."""
    far = world.case("Сусед Далёкі", of="far caseworker", team="far", stage="inside")
    Prisoner.objects.filter(pk=far.prisoner_id).update(born_on="1980-01-02", born_precision="day")
    path, out = a_list("Сусед Далёкі;1980-01-02;np"), tmp_path / "out.csv"
    seen = {}
    for name in ("far caseworker", "caseworker"):
        email = world.users[name].email
        words = ["import_list", path, "--source", "x", "--user", email, "--results", str(out)]
        with undone():
            answer, refusal = run(*words)
            assert refusal == ""
            assert answer["rows"] == 1
        with out.open(encoding="utf-8", newline="") as lines:
            (seen[name],) = csv.DictReader(lines)
    assert seen["far caseworker"]["outcome"] in ("duplicate", "review")
    assert seen["far caseworker"]["reference"] == far.reference
    assert far.reference not in seen["caseworker"].values()


def test_a_token_made_at_a_terminal_reaches_what_its_owner_reaches(world):
    """Everybody with an account that is not locked; a role is asked when the token is used."""
    made = {}
    for name in named_people(world):
        email = world.users[name].email
        with undone():
            answer, refusal = run("create_token", email, "--scopes", "all", "--days", "3")
            made[name] = bool(answer)
            if not answer:
                assert "This account is locked" in refusal
                continue
            headers = {"Authorization": f"Token {answer['token']}"}
            client = world.clients["anonymous"]
            status = client.get("/api/v1/cases/", headers=headers).status_code
            able = {role for role, _ in world.people[name].roles} & roles_with("cases", "read")
            assert (status == 200) == bool(able), (name, status)
            assert AuditEvent.objects.filter(verb="create_token", actor_id=None).exists()
    assert {name for name, is_made in made.items() if not is_made} == {"frozen"}
    assert not ApiToken.objects.filter(created__gte=NOW, user=world.users["frozen"]).exists()


@pytest.mark.parametrize(
    "words",
    [
        ("freeze", "{}"),
        ("reset_factor", "{}", "--reason", "seen at the office"),
        ("create_token", "{}", "--scopes", "all", "--days", "1"),
        ("import_list", "LIST", "--source", "x", "--user", "{}"),
        ("import_list", "LIST", "--source", "x", "--team", "Near", "--caseworker", "{}"),
    ],
)
def test_an_address_that_nobody_has_is_refused_by_name(world, a_list, words):
    path = a_list("Новы;;np")
    said = [path if word == "LIST" else word.format("nobody@nowhere.example") for word in words]
    before = state()
    _, refusal = run(*said)
    assert "nobody@nowhere.example" in refusal
    assert state() == before
