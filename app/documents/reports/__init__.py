"""Reports as files: a report's edition becomes a document, a spreadsheet or a page of its own."""

from app.documents.reports.files import FORMATS, MEDIA_TYPES, TEXT_FORMATS, file_name, file_of

__all__ = ["FORMATS", "MEDIA_TYPES", "TEXT_FORMATS", "file_name", "file_of"]
