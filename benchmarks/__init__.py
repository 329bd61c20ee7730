"""How fast and how large, each figure as a ratio to a limit measured in the same run."""
