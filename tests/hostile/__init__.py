"""Submissions that are hostile, broken or merely unlucky: what they try, and what must come of it.

`python -m tests.hostile` hands in each beside two honest learners and prints what happened.
"""
