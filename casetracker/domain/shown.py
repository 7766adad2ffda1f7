"""The fields of each noun that the API shows, by how much of them is shown.

Which role sees which of these lists, in which relation: `permissions.py`.
"""

PRISONER = (
    "id version created_at name names sex born_on born_precision citizenship_status"
    " document_status protection_status occupation merged_into matched"
)
CASE = (
    "id version created_at reference prisoner name team caseworker caseworker_name stage"
    " destination closing_reason opened_at closed_at last_activity_at last_life_sign_at"
    " critical_health hunger_strike incommunicado minor redetention clock matched"
)
CASE_TIMES = "id version created_at reference opened_at closed_at last_activity_at"
#: What an auditor sees of work on a case: that it exists, where it stands and when.
RELEASE_TIMES = "id version created_at case wave released_on state"
NEED_TIMES = "id version created_at case state due_at met_at"
TASK_TIMES = "id version created_at case state due_at"
ACTION_TIMES = "id version created_at due_at sent_at reply_due_at answered_at"
ACTIVITY = "id case kind occurred_at recorded_at actor facts text"
DETENTION = (
    "id version created_at case arrested_on arrested_precision arrest_place agency warrant_shown"
    " verdict_on sentence_months regime expected_release_on released_on released_precision source"
    " observed_on charges custodies"
)
HEARING = "id version created_at case detention scheduled_at court outcome is_cancelled note"
ACTION = (
    "id version created_at kind team owner target channel due_at sent_at reply_due_at answered_at"
    " response_kind effect publicity family_wish source note cases"
)
FACILITY = "id version code name city country"
BODY = "id version created_at name kind country"
WAVE = "id version created_at name kind happened_on team released needs tasks"
RELEASE = (
    "id version created_at wave case detention kind place released_on planned_destination"
    " actual_destination state papers_taken papers_given conditions reports lacking next_phase"
    " next_phase_at"
)
NEED = (
    "id version created_at case release team owner kind phase state due_at met_at provider wishes"
    " reason"
)
REFERRAL_TIMES = "id version created_at need state moved_at"
REFERRAL = REFERRAL_TIMES + (
    " partner partner_name referred_by moved_by note reason duplicate_answer"
)
TASK_ASKED = "id version kind title due_at state language country"
TASK = TASK_ASKED + (
    " brief brief_fields created_at case team need action contact channel assignee is_after_release"
    " cancel_reason comment offers"
)
CLOCK = (
    "id version created_at kind case task action need detention hearing cash_float procedure"
    " document owner team started_at due_at next_step_at step episode paused_until pause_reason"
    " stopped_at"
)
NOTICE = (
    "id kind recipient clock case task episode step is_urgent is_escalated is_repeat due_at state"
    " email created_at changed_at told_at"
)
EMAIL = (
    "id recipient kind digest_on state created_at next_attempt_at attempts first_attempt_at"
    " sent_at smtp_code reason"
)
IMPORT = (
    "id version created_at source layout team created_by wave row_count state headers columns"
    " done_rows counts refusal finished_at undone_at"
)
IMPORT_ROW = (
    "id batch number outcome reasons score source_key prisoner case duplicate_of facts observed_on"
    " source"
)
MATCH = "id version created_at one other state score reasons decided_by decided_at"
MERGE = "id version created_at kept lost merged_by undone_at undone_by"
QUARANTINE = "id object_type object_id case team reason placed_by placed_at lifted_by lifted_at"
RULE = (
    "id version kind stage risk is_after_release threshold_seconds in_working_days"
    " repeats_weekly is_urgent steps is_in_force"
)
USER_LISTED = "id version name is_active frozen_at invited_at memberships"
USER = USER_LISTED + (
    " email language time_zone away_until speaks works_in skills free_on mail_stopped_at"
)
USER_SELF = USER + " digest_hour quiet_from quiet_until is_woken deputy"
EVENT = "id at actor_id actor_name verb object_type object_id case_id team_id changes"
CONTACT = (
    "id version created_at prisoner relation country language safety safe_channels recheck_on"
    " is_masked name phone messenger email address note"
)
HEALTH_REPORT = "id version created_at case reported_on is_masked severity text source"
CONSENT = (
    "id version created_at prisoner purpose audience given_by contact given_on expires_on"
    " withdrawn_at suspended_at is_in_force note"
)
#: What an auditor sees of papers: that they are there, and when.
PROCEDURE_TIMES = "id version created_at case stage opened_at ended_at"
PROCEDURE = PROCEDURE_TIMES + (
    " kind country applied_on next_thing next_on responsible_country office_number note end_reason"
    " decisions"
)
DOCUMENT_TIMES = "id version created_at case state"
DOCUMENT = DOCUMENT_TIMES + (
    " kind country number issued_on expires_on scheme scheme_ends_on procedure replaces note"
)
SCHEME = "id version created_at name country ends_on source checked_on documents_in_use people"
COUNTRY_FACT = (
    "id version created_at country kind stage topic number unit is_so text source checked_on"
    " checked_by"
)
STATUS = "id prisoner aspect value country as_of source recorded_by recorded_at"
CHOICE = "id case country from_at until_at reason recorded_by recorded_at"
#: What an auditor sees of a proposal: who asked, who decided, when; not what it says.
APPROVAL_TIMES = (
    "id version created_at kind subject_id team requester approver invited state is_alone"
    " expires_at decided_at"
)
APPROVAL = APPROVAL_TIMES + " proposal reason answer"
SIMULATION = (
    "id version created_at rule rule_version requester before after undoes_to days as_of state"
    " looked_at total result approval finished_at"
)
#: What an auditor sees of a file: that it is there, and whether it is the same.
ATTACHMENT_FACTS = "id version created_at case kind size content_hash"
ATTACHMENT = ATTACHMENT_FACTS + " task name uploaded_by"
FUND = "id version created_at team name currency two_over closed_at balance committed"
BUDGET_LINE = "id version created_at fund name currency balance committed free"
#: What an auditor sees of money for people: sums and who approved, nothing of the person.
FUND_REQUEST_SUMS = (
    "id version created_at line amount currency state needs_two requester first_approver"
    " second_approver approved_at"
)
FUND_REQUEST = FUND_REQUEST_SUMS + (
    " need case method payee account account_country look_alikes duplicate_answer cancel_reason"
)
PAYMENT_SUMS = (
    "id version created_at request cash_float line amount currency method paid_on paid_by recovered"
)
PAYMENT = PAYMENT_SUMS + " need case receipt look_alikes duplicate_answer recovery_reason"
CASH_FLOAT = (
    "id version created_at line holder amount currency balance state first_approver"
    " second_approver opened_at due_at reconciled_at reconciled_by returned missing note"
)
LEDGER_ENTRY = "id at line cash_float_id payment_id reverses_id kind amount currency actor note"
#: What an auditor sees of a list that was taken along: who made it, of whom, when.
DESK_LIST_FACTS = "id maker wave row_count made_at"
DESK_LIST = DESK_LIST_FACTS + " reason"
OBSERVATION = (
    "id created_at counted country number exactness counted_on source recorded_by withdrawn_at"
    " withdrawn_by"
)
#: What an auditor sees of an export: its filter and how far it has come; not for whom.
EXPORT_FACTS = (
    "id version created_at requester approval team wave is_own has_p3 state done_count"
    " total_count ready_at ended_at"
)
EXPORT = EXPORT_FACTS + " recipient fingerprint"
