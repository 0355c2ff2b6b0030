"""Papers that travel with a letter; a letter never waits for one, nor fails with it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from functools import cache

from sqlalchemy.exc import SQLAlchemyError

from app.documents.papers import Paper
from app.documents.pdf import Unprinted
from app.documents.printing import NotPrinted
from app.mail.message import Enclosure

log = logging.getLogger(__name__)
Enclosures = Callable[[], Sequence[Enclosure]]


def enclosing(make: Callable[[], Paper]) -> Enclosures:
    """The paper, made when first asked for and only once; nothing when it cannot be made.

    The words of a letter ask, too: they mention a paper only if it is there.
    """

    @cache
    def made() -> Sequence[Enclosure]:
        try:
            paper = make()
        except (SQLAlchemyError, Unprinted):
            raise
        except NotPrinted:
            return ()  # it is in the log already
        except Exception:  # whatever is wrong with the paper, the letter has its link
            log.exception("a letter goes without its paper")
            return ()
        return (Enclosure(paper.content, paper.media_type, paper.name),)

    return made
