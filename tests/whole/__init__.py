"""Tests of the whole: every address, every operation, every secret, every document."""
