"""Laws: pure functions on model objects; they answer, or raise RuleBroken."""
