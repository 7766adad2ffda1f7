"""How long a test waits for what another process must do."""

import os

#: Seconds, after which a process hangs. Nothing that is promised depends on it: a machine that does
#: ten things at once is slow, not wrong. (Mutants hang; who looks for them waits less.)
PATIENCE = float(os.environ.get("TESTS_PATIENCE") or 300)
