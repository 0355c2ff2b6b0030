"""The calendar workshop: frozen entries become iCalendar text; it knows no database."""
