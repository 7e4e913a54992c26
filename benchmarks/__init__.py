"""Benchmarks: what a learner waits for, measured on this machine.  Run them with `make bench`."""
