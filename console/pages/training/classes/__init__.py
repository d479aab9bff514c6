"""Pages of classes, for who teaches."""
