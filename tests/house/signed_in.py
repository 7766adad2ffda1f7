"""A plugin for mypy: whoever stands behind a door that asks for sign-in is a User.

Django's stubs type `request.user` as `User | AnonymousUser` everywhere. Nearly every page and every
endpoint here is behind sign-in, so that the union would be narrowed by hand in each of them.
"""

from collections.abc import Callable

from mypy.plugin import AttributeContext, Plugin
from mypy.types import Instance, Type, UnionType, get_proper_type

REQUESTS = {"django.http.request.HttpRequest.user", "rest_framework.request.Request.user"}
ANONYMOUS = "django.contrib.auth.models.AnonymousUser"


class SignedIn(Plugin):
    def get_attribute_hook(self, fullname: str) -> Callable[[AttributeContext], Type] | None:
        return without_anonymous if fullname in REQUESTS else None


def without_anonymous(context: AttributeContext) -> Type:
    """The type of `request.user` less the visitor who has not signed in."""
    found = get_proper_type(context.default_attr_type)
    if not isinstance(found, UnionType):
        return found
    parts = [get_proper_type(item) for item in found.items]
    return UnionType.make_union(
        [part for part in parts if not (isinstance(part, Instance) and is_anonymous(part))]
    )


def is_anonymous(part: Instance) -> bool:
    return part.type.fullname == ANONYMOUS


def plugin(version: str) -> type[Plugin]:
    return SignedIn
