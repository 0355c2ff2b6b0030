"""Reports as files: a report's edition becomes a document, a spreadsheet or a page of its own."""

from app.documents.reports.files import FORMATS, file_name, file_of

__all__ = ["FORMATS", "file_name", "file_of"]
