"""Pages of the room "groups": groups and bodies, and their members."""

from app.web.groups import bodies, memberships
from app.web.groups.room import bp

__all__ = ["bodies", "bp", "memberships"]
