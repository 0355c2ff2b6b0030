"""Pages of the room "accounts": signing in and out, the own account, the office's list."""

from app.web.accounts import office, own, sign_in
from app.web.accounts.room import bp

__all__ = ["bp", "office", "own", "sign_in"]
