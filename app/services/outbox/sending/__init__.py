"""One letter's way out: claim, intend, settle; each is one transaction (reliability A6).

Between them no transaction is open, and the network is spoken to only then.
"""

from app.services.outbox.sending.claiming import anything_to_do, claim
from app.services.outbox.sending.desk import Desk
from app.services.outbox.sending.intending import intend
from app.services.outbox.sending.settling import settle, unknown

__all__ = ["Desk", "anything_to_do", "claim", "intend", "settle", "unknown"]
