"""Reading: finished lists and findings; nothing here writes."""
