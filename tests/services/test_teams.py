import pytest

from casetracker.domain.errors import Conflict, Forbidden, Refused
from casetracker.models import AuditEvent, Team
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
