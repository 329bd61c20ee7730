"""How reasons are put into words."""


def days(number: int) -> str:
    """1 day, 2 days."""
    return "1 day" if number == 1 else f"{number:,} days"


def sentence(first: str, *more: str) -> str:
    """A sentence with what else there is to say of it: “… is 9 days late; 2 others wait for it.”"""
    return "; ".join([first, *filter(None, more)]) + "."
