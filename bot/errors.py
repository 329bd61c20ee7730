"""Errors that carry the sentence a person reads."""

from collections.abc import Mapping


class UserError(Exception):
    """What a person did cannot be done, and this sentence says why and what to do instead.

    `field` names the form field it belongs to, where there is one; the edge shows the sentence
    there, and otherwise as an answer that only this person sees.
    """

    def __init__(self, sentence: str, field: str | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field


class FormError(UserError):
    """Several fields of one form need mending: `fields` maps each field to its sentence."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        super().__init__(" ".join(fields.values()))
        self.fields = dict(fields)


class ConfigurationError(UserError):
    """The installation is wrong: the operator reads this sentence, and the process exits with 2."""
