"""The two ceremonies of WebAuthn: a passkey is made, a passkey is shown. Writes nothing.

Which site it is for comes from BASE_URL, never from a request: a passkey made here signs nothing
for a look-alike. The challenge travels in the session as `state`.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from fido2.server import Fido2Server
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from casetracker.domain.errors import Refused
from casetracker.models import User

State = Mapping[str, Any]
#: What broken JSON from a browser makes the library raise.
_NONSENSE = (ValueError, TypeError, KeyError, AttributeError, IndexError)


def begin_making(user: User, held: Iterable[str]) -> tuple[dict[str, Any], State]:
    """What the browser is asked for, and the state to keep; `held` are secrets of passkeys."""
    options, state = _server().register_begin(
        PublicKeyCredentialUserEntity(id=user.pk.bytes, name=user.email, display_name=user.name),
        [_credential(secret) for secret in held],
        resident_key_requirement=ResidentKeyRequirement.DISCOURAGED,
        user_verification=UserVerificationRequirement.PREFERRED,
    )
    return dict(options), state


def finish_making(state: State | None, answer: Any) -> str:
    """The secret to keep of a new passkey. Raises `Refused`."""
    if not state:
        raise _refusal()
    try:
        made = _server().register_complete(state, answer)
    except _NONSENSE as error:
        raise _refusal() from error
    credential = made.credential_data
    if credential is None:
        raise _refusal()
    return base64.b64encode(bytes(credential)).decode()


def begin_showing(held: Iterable[str]) -> tuple[dict[str, Any], State]:
    """What the browser is asked for to show one of `held`, and the state to keep."""
    options, state = _server().authenticate_begin(
        [_credential(secret) for secret in held],
        user_verification=UserVerificationRequirement.PREFERRED,
    )
    return dict(options), state


def finish_showing(state: State | None, held: Mapping[Any, str], answer: Any) -> tuple[Any, int]:
    """Whose key of `held` (anything → secret) was shown, and its signature counter.

    Raises `Refused`.
    """
    if not state:
        raise _refusal()
    credentials = {key: _credential(secret) for key, secret in held.items()}
    try:
        shown = _server().authenticate_complete(state, list(credentials.values()), answer)
        counter = AuthenticationResponse.from_dict(answer).response.authenticator_data.counter
    except _NONSENSE as error:
        raise _refusal() from error
    for key, credential in credentials.items():
        if credential.credential_id == shown.credential_id:
            return key, counter
    raise _refusal()


def _server() -> Fido2Server:
    site = urlsplit(settings.BASE_URL)
    return Fido2Server(
        PublicKeyCredentialRpEntity(id=site.hostname, name="Casetracker"),
        verify_origin=lambda origin: origin == settings.BASE_URL,
    )


def _credential(secret: str) -> AttestedCredentialData:
    return AttestedCredentialData(base64.b64decode(secret))


def _refusal() -> Refused:
    return Refused("This passkey was not accepted.", field="credential", allowed="another try")
