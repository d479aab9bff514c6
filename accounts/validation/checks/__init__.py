"""The checks, by what they look at. Each is a function of the document and of what was found."""
