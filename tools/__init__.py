"""Tools for whoever works on the project: setting up, locking, measuring."""
