"""The history of the schema is one line."""

from pathlib import Path

from alembic.config import Config
from alembic.script import ScriptDirectory

import bot.migrations
from bot.migrations import head


def test_there_is_one_head_and_it_is_the_one_by_name() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(bot.migrations.__file__).parent))
    assert ScriptDirectory.from_config(config).get_heads() == [head()]
