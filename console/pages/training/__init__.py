"""Pages for people who teach and learn with the console. Not AWS."""
