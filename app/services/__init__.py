"""Verbs: one function, one intention; they flush, never commit."""
