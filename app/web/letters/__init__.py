"""Letters: what waits and what became of the rest, and in the demo what they look like."""

from app.web.letters import demo, proof, texts
from app.web.letters.room import bp
from app.web.letters.words import KIND_WORDS, REASON_WORDS, STATE_WORDS

__all__ = ["KIND_WORDS", "REASON_WORDS", "STATE_WORDS", "bp", "demo", "proof", "texts"]
