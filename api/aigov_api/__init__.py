"""HTTP surface of aigov-kg."""
