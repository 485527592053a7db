"""Run with `PYTHONPATH=vendor python3 -m unittest`."""
