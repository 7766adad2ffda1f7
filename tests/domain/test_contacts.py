"""Whom one must not write to, and what a mask lets through."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casetracker.domain.contacts import (
    BlockReason,
    Channel,
    Safety,
    blocks_contact,
    entry_reaches,
    masked,
    task_reaches,
)
from casetracker.domain.words import ActivityKind, Stage, TaskKind

HOSTILE = ("BY", "RU")


def why(**said):
    facts = {
        "stage": Stage.INSIDE,
        "country": "BY",
        "hostile": HOSTILE,
        "safety": Safety.UNKNOWN,
        "safe_channels": (),
        "recheck_is_due": False,
        "channel": Channel.MESSENGER,
    }
    return blocks_contact(**(facts | said))


@pytest.mark.parametrize(
    ("said", "reasons"),
    [
        ({}, (BlockReason.HOSTILE_COUNTRY,)),
        ({"country": ""}, (BlockReason.HOSTILE_COUNTRY,)),
        ({"country": "LT"}, ()),
        ({"country": "LT", "safety": Safety.UNSAFE}, (BlockReason.UNSAFE,)),
        ({"safety": Safety.SAFE, "safe_channels": ("messenger",)}, ()),
        ({"safety": Safety.SAFE, "safe_channels": ("post",)}, (BlockReason.HOSTILE_COUNTRY,)),
        (
            {"safety": Safety.SAFE, "safe_channels": ("messenger",), "recheck_is_due": True},
            (BlockReason.RECHECK_DUE,),
        ),
        (
            {
                "stage": Stage.FREED_IN_COUNTRY,
                "safety": Safety.SAFE,
                "safe_channels": ("messenger",),
            },
            (BlockReason.FREED_IN_COUNTRY,),
        ),
        ({"stage": Stage.FREED_IN_COUNTRY, "country": "LT"}, ()),
    ],
)
def test_country_safety_and_channel_decide(said, reasons):
    assert why(**said) == reasons


@given(
    country=st.sampled_from(["BY", "RU", "LT", ""]),
    channel=st.sampled_from(Channel),
    channels=st.sets(st.sampled_from(Channel)),
    due=st.booleans(),
)
def test_unsafe_is_unsafe_whatever_else_is_said(country, channel, channels, due):
    said = {"country": country, "channel": channel, "safe_channels": channels}
    assert BlockReason.UNSAFE in why(safety=Safety.UNSAFE, recheck_is_due=due, **said)


def test_what_came_in_never_counts_as_reaching_out():
    reaching = {kind for kind in ActivityKind if entry_reaches(kind)}
    assert reaching == {ActivityKind.LETTER_SENT, ActivityKind.CONTACT_MADE}
    assert not task_reaches(TaskKind.OTHER)
    assert task_reaches(TaskKind.LETTERS)


@given(st.text(min_size=2))
def test_a_mask_shows_one_letter_at_most(text):
    assert masked(text) == text[0] + "•••"
    assert masked("") == masked(None) == ""
