"""The forms of a need's own page."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casetracker.domain.referrals import REFERRAL_MOVES, ReferralState
from casetracker.models import Need, Referral
from casetracker.services.aid import LONGEST_ANSWER
from casetracker.services.bodies import LONGEST_NAME
from casetracker.services.needs import LONGEST_PROVIDER
from casetracker.services.referrals import LONGEST_NOTE, LONGEST_REASON
from casetracker.web.forms import Choices, Moment, PlainText, Versioned, offer
from casetracker.web.words import options


class NeedEditForm(Versioned):
    owner = forms.ChoiceField(label=_("Who sees to it"))
    due_at = Moment(label=_("By when"), required=False)
    provider = PlainText(
        label=_("Provided by"),
        max_length=LONGEST_PROVIDER,
        required=False,
        help_text=_("Who gives it: a hotel, a clinic, a fund."),
    )
    wishes = PlainText(
        label=_("The person's wishes"),
        rows=2,
        required=False,
        help_text=_(
            "They bind: helper's sex, nobody from the same country … With wishes nobody is asked "
            "by itself; you choose whom."
        ),
    )

    def __init__(self, data: Any, *, need: Need, staff: Choices) -> None:
        now = {name: getattr(need, name) for name in ("provider", "wishes", "version")}
        # The field knows minutes: what differs in seconds only was not changed.
        due_at = need.due_at and timezone.localtime(need.due_at).replace(second=0, microsecond=0)
        owner = str(need.owner_id)
        super().__init__(data, initial={**now, "due_at": due_at, "owner": owner}, auto_id="edit_%s")
        # Whoever sees to it may have left the team: the form does not hand it on by itself.
        known = list(staff)
        here = [] if owner in dict(known) else [(owner, str(need.owner))]
        offer(self, "owner", [*here, *known])

    def changes(self) -> dict[str, Any]:
        """What differs from what was shown, as `edit_need` takes it."""
        names = [name for name in self.changed_data if name != "version"]
        return {name: self.cleaned_data[name] for name in names}


class ReferForm(forms.Form):
    partner = PlainText(
        label=_("Partner organisation"),
        max_length=LONGEST_NAME,
        help_text=_("As it calls itself; a known one is found by its name."),
    )
    note = PlainText(
        label=_("What it is asked for"),
        max_length=LONGEST_NOTE,
        rows=3,
        required=False,
        help_text=_("Kept encrypted; only who works on this need reads it."),
    )
    person_agrees = forms.BooleanField(
        label=_("The person agrees that partners are told (recorded as their consent)"),
        required=False,
    )
    duplicate_answer = PlainText(
        label=_("Why this is not the same once more"), max_length=LONGEST_ANSWER, required=False
    )

    def __init__(self, *args: Any, has_agreed: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if has_agreed:
            del self.fields["person_agrees"]


class ReferralForm(Versioned):
    """What the partner answered or did."""

    state = forms.ChoiceField(label=_("The partner"))
    reason = PlainText(
        label=_("Reason"),
        max_length=LONGEST_REASON,
        required=False,
        help_text=_("Why it refused, or why it is taken back."),
    )

    def __init__(self, data: Any = None, *, referral: Referral) -> None:
        super().__init__(
            data, initial={"version": referral.version}, auto_id=f"referral-{referral.pk}_%s"
        )
        offer(self, "state", options("referral", REFERRAL_MOVES[ReferralState(referral.state)]))
