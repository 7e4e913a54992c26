"""Simulated learners that put the questions, their keys and the forms to the test: `make bots`."""
