"""What tests of every kind use beside the world."""
