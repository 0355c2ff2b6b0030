"""Pages of the room "rounds": opening one, answering it, checking the answers, closing it."""

from app.web.rounds import answering, checking, office, respondents
from app.web.rounds.room import bp

__all__ = ["answering", "bp", "checking", "office", "respondents"]
