import base64

import pytest

from casetracker.models import Activity

NEW = "next:" + base64.urlsafe_b64encode(bytes(32)).decode()


@pytest.fixture
def note(case, now):
    return Activity.objects.create(
        case=case, kind="note", occurred_at=now, recorded_at=now, text="sister"
    )


def test_it_says_what_is_left_and_then_that_nothing_is(run, say, note, settings):
    assert run("rotate_keys", "--dry-run") == {"key": "test", "resealed": 0, "left": 0}
    settings.CASETRACKER_KEYS = f"{NEW},{settings.CASETRACKER_KEYS}"
    left = run("rotate_keys", "--dry-run")["left"]
    assert left > 0
    assert run("rotate_keys") == {"key": "next", "resealed": left, "left": 0}
    assert "may be removed" in say("rotate_keys")


def test_a_key_that_is_gone_ends_it_with_one_sentence(refusal, note, settings):
    settings.CASETRACKER_KEYS = NEW
    assert "no key 'test' in CASETRACKER_KEYS" in refusal("rotate_keys")
