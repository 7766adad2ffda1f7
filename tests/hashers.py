"""Argon2 as in use, but at the least cost: tests make and check thousands of passwords."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class QuickArgon2(Argon2PasswordHasher):
    """`config.settings` names the real one; `tests/config/test_settings.py` holds it to that."""

    time_cost = 1
    memory_cost = 8  # KiB; the least that Argon2 allows for one lane
    parallelism = 1
