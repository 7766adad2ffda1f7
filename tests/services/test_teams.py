import pytest

from casetracker.domain.errors import Conflict, Forbidden, Refused
from casetracker.models import AuditEvent, Team
from casetracker.services.releases import record_release_list
from casetracker.services.teams import create_team


def test_a_team_serves_the_countries_it_was_made_for(db, now):
    team = create_team(
        actor=None, name=" Vilnius  desk ", country="LT", serves=["LT", "UA"], now=now
    )
    assert team.name == "Vilnius desk"
    assert list(Team.objects.serving("UA")) == [team]
    assert AuditEvent.objects.get().verb == "create_team"


def test_a_second_team_of_the_same_name_is_refused(team, now):
    with pytest.raises(Conflict):
        create_team(actor=None, name="vilnius", country="LT", now=now)


@pytest.mark.parametrize("country", ["lt", "Lithuania", "", "L1"])
def test_what_is_no_country_is_refused(db, now, country):
    with pytest.raises(Refused, match="no country"):
        create_team(actor=None, name="Vilnius", country=country, now=now)


def test_only_an_administrator_makes_teams(coordinator, make_user, now):
    with pytest.raises(Forbidden):
        create_team(actor=coordinator, name="Riga", country="LV", now=now)
    create_team(actor=make_user("administrator"), name="Riga", country="LV", now=now)


def test_a_refused_release_list_names_no_team_but_one_s_own(
    caseworker, coordinator, team, other_team, make_user, now
):
    def refusal(actor, name=""):
        given = {"wave": "May", "kind": "deportation", "happened_on": now.date(), "now": now}
        with pytest.raises(Refused) as refused:
            record_release_list(
                actor=actor, data=b"name,destination\nZoe Sample,LT\n", team=name, **given
            )
        return refused.value.allowed

    assert refusal(caseworker) == []
    assert refusal(coordinator, name="Riga") == [team.name]
    assert refusal(None) == sorted([team.name, other_team.name])
