"""Everything at once, by chance: kills, crashes, absences, in an order that the seed repeats."""

from __future__ import annotations

import os
import signal

import pytest

from casetracker.models import Clock, User
from tests.faults.installation import TALLY, children_of, pause
from tests.faults.invariants import at_rest
from tests.mail.smtpserver import DROP

pytestmark = [pytest.mark.servers, pytest.mark.long]
CHILDREN = 2
DELIVERERS = 2 * CHILDREN + 2  # two workers, two loops
MISFORTUNES = 40


class Chaos:
    def __init__(self, place, chance):
        self.place, self.chance = place, chance
        self.workers = [place.worker(children=CHILDREN) for _ in range(2)]
        self.loops = [place.loop() for _ in range(2)]
        self.beats = [place.beat() for _ in range(2)]

    def kill_a_worker(self):
        number = self.chance.randrange(2)
        self.place.kill(self.workers[number], letters_at_stake=CHILDREN)
        self.workers[number] = self.place.worker(children=CHILDREN)

    def kill_a_child(self):
        pool = children_of(self.chance.choice(self.workers).pid)
        if pool:
            os.kill(self.chance.choice(pool), signal.SIGKILL)
            TALLY.kills += 1
            self.place.repeats_allowed += 1

    def kill_a_loop(self):
        number = self.chance.randrange(2)
        self.place.kill(self.loops[number])
        self.loops[number] = self.place.loop()

    def kill_a_beat(self):
        number = self.chance.randrange(2)
        self.place.kill(self.beats[number], letters_at_stake=0)
        self.beats[number] = self.place.beat()

    def stall_a_child(self):
        """Beyond its lease: another delivers what it had begun."""
        pool = children_of(self.chance.choice(self.workers).pid)
        if pool:
            victim = self.chance.choice(pool)
            os.kill(victim, signal.SIGSTOP)
            pause(self.place.lease.total_seconds() + 1)
            os.kill(victim, signal.SIGCONT)
            self.place.repeats_allowed += 1

    def lose_replies(self):
        self.place.journal.says(LETTER=[[DROP]] * self.chance.randint(1, 3))

    def refuse(self):
        answers = [b"421 4.3.2 bye\r\n", b"451 4.3.0 later\r\n", b"500 5.5.1 what?\r\n"]
        self.place.journal.says(LETTER=[self.chance.choice(answers)])

    def empty_redis(self):
        self.place.redis.flush()

    def restart_redis(self):
        self.place.redis.stop()
        pause(self.chance.uniform(0, 4))
        self.place.redis.start()
        TALLY.restarts += 1

    def crash_postgresql(self):
        self.place.crash_database(away=self.chance.uniform(0, 4), letters_at_stake=DELIVERERS)

    def end_sessions(self):
        self.place.end_sessions(letters_at_stake=DELIVERERS)


def test_whatever_happens_in_whatever_order_everybody_is_told_once(place, chance):
    some = User.objects.filter(email__lt="person12", email__startswith="person")
    clocks = Clock.objects.filter(case__stage="reception") | Clock.objects.filter(owner__in=some)
    place.pace, place.journal.pause = 15.0, 0.1
    chaos = Chaos(place, chance)
    due = place.make_due(clocks, over=3.0 * MISFORTUNES)
    names = [name for name in vars(Chaos) if not name.startswith("_")]
    for _ in range(MISFORTUNES):
        pause(chance.uniform(0.2, 3.0))
        getattr(chaos, chance.choice(names))()
    place.journal.scripted.clear()
    place.let_pauses_run_out = True
    place.settles_with_digests(due, some)
    running = [*chaos.workers, *chaos.loops, *chaos.beats]
    assert [process.poll() for process in running] == [None] * len(running), place.said()
    at_rest(place, due)
