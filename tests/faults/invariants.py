"""What must hold when everything has come to rest, whatever was killed on the way."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from casetracker.models import Email, Notice
from tests.faults.installation import TALLY, Installation

#: Each time a letter is recorded as sent, the database itself notes it.
RECORDER = """
CREATE TABLE faults_recorded (email_id uuid NOT NULL);
CREATE FUNCTION faults_record() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF NEW.state = 'sent' THEN INSERT INTO faults_recorded VALUES (NEW.id); END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER faults_record AFTER UPDATE OF state ON casetracker_email
  FOR EACH ROW EXECUTE FUNCTION faults_record();
"""


@dataclass(frozen=True)
class Rest:
    letters: int
    repeats: int
    allowed: int


def at_rest(
    place: Installation,
    expected: set[tuple[str, UUID]],
    *,
    withdrawn: set[tuple[str, UUID]] = frozenset(),  # type: ignore[assignment]
    endings: Counter[str] | None = None,
) -> Rest:
    """Check every invariant of the pipeline at rest.

    `expected`: key and recipient of each notice of a clock that must have been told, once.
    `withdrawn`: those that must not be told any more. `endings`: how many letters may have ended
    otherwise than sent, by state.
    """
    one_notice_per_due_key(expected, withdrawn)
    states = Counter(Email.objects.values_list("state", flat=True))
    assert not states["waiting"], f"not terminal: {states}"
    others = +Counter({state: n for state, n in states.items() if state != "sent"})
    assert others == (endings or Counter()), f"ended otherwise: {others}"
    sent = set(Email.objects.filter(state="sent").values_list("message_id", flat=True))
    copies = place.journal.copies()
    lost = sent - copies.keys()
    TALLY.lost += len(lost)
    assert not lost, f"lost: {len(lost)} letters are recorded as sent and were never accepted"
    unrecorded = copies.keys() - sent
    assert not unrecorded, f"not recorded: {len(unrecorded)} accepted letters are not sent"
    twice = recorded_twice()
    TALLY.recorded_twice += twice
    assert not twice, f"recorded twice: {twice} letters"
    assert_told_by_a_sent_letter()
    repeats = sum(copies.values()) - len(copies)
    allowed = place.repeats_allowed + place.journal.replies_lost
    TALLY.deliveries += len(copies)
    TALLY.repeats += repeats
    TALLY.repeats_allowed += allowed
    assert repeats <= allowed, f"repeats: {repeats}, allowed are {allowed}"
    return Rest(len(copies), repeats, allowed)


def one_notice_per_due_key(
    expected: set[tuple[str, UUID]], withdrawn: set[tuple[str, UUID]]
) -> None:
    rows = list(Notice.objects.values_list("dedupe_key", "recipient_id", "state"))
    found = Counter((key, who) for key, who, _ in rows)
    double = {pair: n for pair, n in found.items() if n > 1}
    assert not double, f"double notices: {double}"
    of_clocks = {pair for pair in found if pair[0].startswith("clock:")}
    missing, extra = expected - of_clocks, of_clocks - expected - withdrawn
    assert not missing, f"lost: {len(missing)} due keys have no notice"
    assert not extra, f"extra notices: {extra}"
    told = {(key, who) for key, who, state in rows if state == "told"}
    assert expected <= told, f"lost: {len(expected - told)} notices were never told"
    assert not withdrawn & told, f"told though withdrawn: {withdrawn & told}"


def recorded_twice() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM (SELECT FROM faults_recorded GROUP BY email_id"
            " HAVING count(*) > 1) AS twice"
        )
        return int(cursor.fetchone()[0])


def assert_told_by_a_sent_letter() -> None:
    orphans = Notice.objects.filter(state="told").exclude(email__state="sent").count()
    assert not orphans, f"lost: {orphans} notices are told by no letter that was sent"
