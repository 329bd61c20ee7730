"""Cells of tables that people open in a spreadsheet, with texts from outside in them."""

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What begins so, a spreadsheet would carry out."""


def harmless(cell: str) -> str:
    """A cell that a spreadsheet shows and does not carry out: an apostrophe says it is text.

    Source: OWASP, CSV Injection.
    """
    return f"'{cell}" if cell.startswith(FORMULA) else cell
