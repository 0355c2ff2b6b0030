"""Pages of the room "privacy": what is held of somebody, consent, and forgetting."""

from app.web.privacy import office, own
from app.web.privacy.room import bp

__all__ = ["bp", "office", "own"]
