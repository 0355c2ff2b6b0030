"""Verbs of personal data: forgetting somebody, consent, and what goes when its time is over."""

from app.services.privacy.consent import allow_contact, correct
from app.services.privacy.erasing import erase, erase_again, erased_uids
from app.services.privacy.retention import clear_away

__all__ = ["allow_contact", "clear_away", "correct", "erase", "erase_again", "erased_uids"]
