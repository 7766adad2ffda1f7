"""What must not run beside its like stays with one worker of pytest-xdist."""

import pytest


@pytest.mark.xdist_group("house")
def test_tests_of_one_group_are_sent_to_one_worker(request):
    """`--dist loadgroup` says so in the name of a test, or has no effect at all."""
    if not getattr(request.config.option, "loadgroup", False):
        pytest.skip("runs under `--dist loadgroup` only")
    assert request.node.nodeid.endswith("@house")
