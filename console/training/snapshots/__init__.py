"""The state of a class, saved and brought back."""
