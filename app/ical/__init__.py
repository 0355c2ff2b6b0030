"""The calendar workshop: turns frozen entries into iCalendar text and knows nothing of the database."""
