"""Hints about names in forms."""


def name_hint(maximum: int) -> str:
    """How long a name of users, groups or policies may be, and of which characters.

    >>> name_hint(64)
    'Up to 64 letters, digits and the characters + = , . @ - _.'
    """
    return f"Up to {maximum} letters, digits and the characters + = , . @ - _."
