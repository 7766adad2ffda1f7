"""An app as a person holds it: the secret, and the code that it shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from casetracker.domain.second_factors import APP_PERIOD
from casetracker.models import SecondFactor, User
from casetracker.services.second_factors import app_code, new_app_secret
from tests.conftest import NOW


@dataclass
class App:
    secret: str

    def code(self, now: datetime = NOW, *, steps: int = 0) -> str:
        """What it shows at `now`, or so many half minutes later."""
        at = now + timedelta(seconds=APP_PERIOD * steps)
        return app_code(self.secret, int(at.timestamp()) // APP_PERIOD)


def give_app(user: User) -> App:
    """`user` has an app, in place of any other, and has not used it yet."""
    app = App(new_app_secret())
    user.factors.filter(kind="app").delete()
    SecondFactor.objects.create(user=user, kind="app", secret=app.secret, created_at=NOW)
    return app
