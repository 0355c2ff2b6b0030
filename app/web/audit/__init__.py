"""Pages of the room "audit": who changed what, and when."""

from app.web.audit import pages
from app.web.audit.pages import bp

__all__ = ["bp", "pages"]
