"""The board of a class, and what an instructor does there."""
