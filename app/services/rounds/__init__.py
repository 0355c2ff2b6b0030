"""Status rounds: opening one, answering, checking the answers, closing it."""

from app.services.rounds.answering import answer_goal, answer_task, deliver, say_unchanged
from app.services.rounds.checking import accept_words, decide
from app.services.rounds.closing import close, withdraw
from app.services.rounds.opening import extend, open_round, remind

__all__ = [
    "accept_words",
    "answer_goal",
    "answer_task",
    "close",
    "decide",
    "deliver",
    "extend",
    "open_round",
    "remind",
    "say_unchanged",
    "withdraw",
]
