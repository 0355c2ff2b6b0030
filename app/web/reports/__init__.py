"""Pages of the room "reports": begun, written, taken on their way, read and fetched as files."""

from app.web.reports import files, index, show, texts, way
from app.web.reports.room import bp

__all__ = ["bp", "files", "index", "show", "texts", "way"]
