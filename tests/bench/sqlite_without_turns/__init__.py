"""The console on Django's own backend for SQLite: what the benchmark compares turns with."""
