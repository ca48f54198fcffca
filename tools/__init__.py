"""Tools for work on the project: setup, locking, benchmarks."""
