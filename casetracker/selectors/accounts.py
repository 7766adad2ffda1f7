"""Accounts as the pages before sign-in need them: by a mailed link; the list of the demo."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.http import urlsafe_base64_decode

from casetracker.models import User
from casetracker.selectors.links import link_tokens

#: More accounts than this are no demo's.
MOST = 12


def user_of_link(uidb64: str) -> User | None:
    """Whose link it is, by its first part; None where it is nobody's who may sign in."""
    try:
        user_id = urlsafe_base64_decode(uidb64).decode()
        return User.objects.able().filter(pk=user_id).first()
    except (ValueError, ValidationError):
        return None


def is_link_alive(user: User | None, token: str) -> bool:
    """Whether the link's token still opens its account."""
    return user is not None and link_tokens.check_token(user, token)


def demo_accounts() -> list[User]:
    """Who may be tried in a demo, with their memberships: two queries."""
    users = User.objects.able().order_by("email").prefetch_related("memberships__team")
    return list(users[:MOST])
