"""Documents to be printed, filed and sent: one structure, as PDF and as DOCX."""
