"""Handing out a document that was made for whoever asks."""

from __future__ import annotations

from io import BytesIO

from flask import send_file
from werkzeug.wrappers import Response

from app.documents.papers import Paper


def download(paper: Paper) -> Response:
    """The file under its name (RFC 6266); nobody keeps it on the way, for it may name people."""
    response = send_file(
        BytesIO(paper.content),
        mimetype=paper.media_type,
        as_attachment=True,
        download_name=paper.name,
    )
    response.headers["Cache-Control"] = "no-store"
    return response
