"""`python -m tests.hostile`: prints each case, the sender's mark, and what the log says of it."""

import sys
import tempfile
import time
from pathlib import Path

from tests.hostile.cases import CASES
from tests.hostile.handing_in import outcome, told


def main() -> int:
    """Prints the table; the exit code is 1 when an honest learner's mark or page changed."""
    harmed = 0
    with tempfile.TemporaryDirectory() as folder:
        before = outcome(None, Path(folder) / "honest").honest
        for number, case in enumerate(CASES):
            begun = time.monotonic()
            found = outcome(case, Path(folder) / str(number))
            safe = found.honest == before
            harmed += not safe
            said = told(found.log[0]) if found.log else "-"
            print(
                f"{case.name:45} {found.mark or 'no learner':12} "
                f"{'honest unchanged' if safe else 'HONEST CHANGED':17}"
                f"{time.monotonic() - begun:5.1f} s  {said[:110]}",
                flush=True,
            )
    print(f"{len(CASES)} cases, {harmed} that changed an honest learner's mark or page.")
    return min(harmed, 1)


if __name__ == "__main__":
    sys.exit(main())
