"""Plain values as AWS writes them: ARNs, ids, passwords, texts, times. They know no row."""
