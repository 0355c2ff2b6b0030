"""Pages of the room "minutes": writing, reading and approving them, what committees decided."""

from app.web.minutes import approval, archive, attendance, committee, reading, spot, texts
from app.web.minutes.room import bp

__all__ = ["approval", "archive", "attendance", "bp", "committee", "reading", "spot", "texts"]
