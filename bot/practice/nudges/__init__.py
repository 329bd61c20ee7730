"""The rules: what needs a person's attention, one small module a rule, and the sweep over them."""
