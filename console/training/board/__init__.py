"""What an instructor sees of a class: where everybody is, what went wrong, who is stuck."""
