"""What the code of one submission may use, and the words for going past it."""

from __future__ import annotations

CELL_SECONDS = 10
"""How long one cell may run, drawing and the calls of a function included."""

SUBMISSION_SECONDS = 60
"""How long all cells of one notebook may run, new starts after a cell that hung included."""

LEARNER_SECONDS = 180
"""How long all notebooks of one learner may run; the newest are run first."""

STARTS = 8
"""How often a notebook is begun: each time without one more cell that hung or died."""

MEMORY_MEGABYTES = 1_000
"""How much memory all processes of a submission may fill, beside what is loaded for everybody."""

PROCESSES = 24
OPEN_FILES = 64
PENDING = 64
"""How many signals and timers may wait."""

FILE_MEGABYTES = 32
"""The largest file, and all files together."""

CELLS = 2_000
SOURCE_BYTES = 4_000_000
"""The longest notebook that is run, in code cells and in bytes of code."""

MESSAGES = 2 * CELLS + 1_000
"""How many messages are heard from one start of a notebook: one or two a cell, and the answers."""
