"""Addresses of pages (`interfaces.md`, "Pages")."""

from django.urls import path

from casetracker.web import (
    case_rows,
    case_verbs,
    cases,
    health,
    holds,
    home,
    needs,
    outbox,
    oversight,
    people,
    queues,
    settings,
    sign_in,
    tasks,
)
from casetracker.web.rights import public

urlpatterns = [
    path("", home.home, name="home"),
    path("my/cases/", home.mine, name="my_cases"),
    path("my/tasks/", tasks.my_task_list, name="my_tasks"),
    path("tasks/<uuid:task_id>/", tasks.task, name="task"),
    path("queues/", queues.queues, name="queues"),
    path("queues/assign/", queues.assign_many, name="assign_many"),
    path("queues/checked/", queues.checked_many, name="checked_many"),
    path("queues/of/<uuid:user_id>/", queues.caseworker, name="queue_of"),
    path("queues/holds/", holds.holds, name="holds"),
    path("queues/holds/<uuid:hold_id>/<slug:verb>/", holds.hold_verb, name="hold_verb"),
    path("queues/<slug:name>/", queues.queue, name="queue"),
    path("cases/", cases.case_list, name="case_list"),
    path("cases/new/", cases.case_new, name="case_new"),
    path("cases/<slug:reference>/", cases.case, name="case"),
    path(
        "cases/<slug:reference>/clocks/<uuid:clock_id>/put-off/",
        case_rows.put_off,
        name="put_off",
    ),
    path("cases/<slug:reference>/clocks/<uuid:clock_id>/wake/", case_rows.wake, name="wake"),
    path(
        "cases/<slug:reference>/needs/<uuid:need_id>/state/",
        case_rows.need_state,
        name="need_state",
    ),
    path(
        "cases/<slug:reference>/tasks/<uuid:task_id>/<str:verb>/",
        case_rows.task_verb,
        name="task_verb",
    ),
    path("cases/<slug:reference>/<slug:verb>/", case_verbs.case_verb, name="case_verb"),
    path("needs/", needs.needs, name="needs"),
    path("needs/<uuid:need_id>/", needs.need, name="need"),
    path("outbox/", outbox.outbox, name="outbox"),
    path("audit/", oversight.audit, name="audit"),
    path("system/", oversight.system, name="system"),
    path("settings/profile/", settings.profile, name="profile"),
    path("settings/users/", settings.users, name="users"),
    path("settings/users/<uuid:user_id>/lock/", settings.lock, {"verb": "lock"}, name="lock"),
    path("settings/users/<uuid:user_id>/unlock/", settings.lock, {"verb": "unlock"}, name="unlock"),
    path("settings/users/invite/", settings.invite, name="invite"),
    path("settings/users/<uuid:user_id>/", people.person, name="person"),
    path("settings/users/<uuid:user_id>/<slug:verb>/", people.person_verb, name="person_verb"),
    # allauth's names: it and we find these addresses by them.
    path("accounts/login/", public(sign_in.SignIn.as_view()), name="account_login"),
    path("accounts/logout/", public(sign_in.SignOut.as_view()), name="account_logout"),
    path("accounts/signed-out/", public(sign_in.signed_out), name="signed_out"),
    path("accounts/password/reset/", public(sign_in.forgotten), name="account_reset_password"),
    path(
        "accounts/password/reset/done/",
        public(sign_in.forgotten_done),
        name="account_reset_password_done",
    ),
    path(
        "accounts/set-password/<str:uidb64>/<str:token>/",
        public(sign_in.set_password),
        name="set_password",
    ),
    path("healthz", public(health.healthz), name="healthz"),
    path("readyz", public(health.readyz), name="readyz"),
]
