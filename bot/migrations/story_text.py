"""The text of outcomes as full-text search finds it. Triggers keep it: no writer forgets it.

Both databases have a table `story_text` of one row an outcome; what belongs into it is the view
`story_source`. SQLite indexes it with FTS5 in `story_index`, PostgreSQL as `document`, a tsvector.
The workspace is a word of the text, so that the index finds only its own. Words count by where
they stand: the change, then names (account, behaviour, measure), then the story, then the rest.

A later migration that rebuilds `outcome` or `account` on SQLite loses the triggers with the table:
it calls `drop` before and `create` after.
"""

from sqlalchemy import Connection, text

SOURCE = """
CREATE VIEW story_source AS
SELECT o.team_id, o.id, o.account_id, o.change,
  a.name || ' ' || coalesce(o.behaviour, '') || ' ' || coalesce(o.metric, '') AS names,
  coalesce(o.situation, '') || ' ' || coalesce(o.action, '') || ' ' || coalesce(o.story, '')
    AS story,
  coalesce(o.quote, '') || ' ' || coalesce(o.reuse_candidates, '') || ' '
    || coalesce(o.reuse_needs, '') AS more
FROM outcome o JOIN account a ON a.team_id = o.team_id AND a.id = o.account_id
"""
TOLD = """change, behaviour, metric, situation, action, story, quote, reuse_candidates, reuse_needs,
  account_id"""

SQLITE = (
    SOURCE,
    """
    CREATE TABLE story_text (
      number INTEGER PRIMARY KEY, team_id TEXT NOT NULL, id TEXT NOT NULL,
      change TEXT, names TEXT, story TEXT, more TEXT, UNIQUE (team_id, id))
    """,
    """
    CREATE VIRTUAL TABLE story_index USING fts5(
      team_id, change, names, story, more, content='story_text', content_rowid='number',
      tokenize='porter unicode61 remove_diacritics 2', prefix='2 3')
    """,
    """
    CREATE TRIGGER story_text_added AFTER INSERT ON story_text BEGIN
      INSERT INTO story_index (rowid, team_id, change, names, story, more)
      VALUES (new.number, new.team_id, new.change, new.names, new.story, new.more);
    END
    """,
    """
    CREATE TRIGGER story_text_removed AFTER DELETE ON story_text BEGIN
      INSERT INTO story_index (story_index, rowid, team_id, change, names, story, more)
      VALUES ('delete', old.number, old.team_id, old.change, old.names, old.story, old.more);
    END
    """,
    """
    CREATE TRIGGER story_text_changed AFTER UPDATE ON story_text BEGIN
      INSERT INTO story_index (story_index, rowid, team_id, change, names, story, more)
      VALUES ('delete', old.number, old.team_id, old.change, old.names, old.story, old.more);
      INSERT INTO story_index (rowid, team_id, change, names, story, more)
      VALUES (new.number, new.team_id, new.change, new.names, new.story, new.more);
    END
    """,
    """
    CREATE TRIGGER outcome_told AFTER INSERT ON outcome BEGIN
      INSERT INTO story_text (team_id, id, change, names, story, more)
      SELECT team_id, id, change, names, story, more FROM story_source
      WHERE team_id = new.team_id AND id = new.id;
    END
    """,
    f"""
    CREATE TRIGGER outcome_retold AFTER UPDATE OF {TOLD} ON outcome BEGIN
      UPDATE story_text SET (change, names, story, more) = (
        SELECT change, names, story, more FROM story_source
        WHERE team_id = new.team_id AND id = new.id)
      WHERE team_id = new.team_id AND id = new.id;
    END
    """,
    """
    CREATE TRIGGER outcome_gone AFTER DELETE ON outcome BEGIN
      DELETE FROM story_text WHERE team_id = old.team_id AND id = old.id;
    END
    """,
    """
    CREATE TRIGGER account_renamed AFTER UPDATE OF name ON account BEGIN
      UPDATE story_text SET names = (
        SELECT names FROM story_source
        WHERE team_id = story_text.team_id AND id = story_text.id)
      WHERE team_id = new.team_id AND id IN (
        SELECT id FROM outcome WHERE team_id = new.team_id AND account_id = new.id);
    END
    """,
    """
    INSERT INTO story_text (team_id, id, change, names, story, more)
    SELECT team_id, id, change, names, story, more FROM story_source
    """,
)

DOCUMENT = """
  array_to_tsvector(ARRAY[team_id::text])
  || setweight(to_tsvector('english', change), 'A')
  || setweight(to_tsvector('english', names), 'B')
  || setweight(to_tsvector('english', story), 'C')
  || setweight(to_tsvector('english', more), 'D')
"""
POSTGRESQL = (
    SOURCE,
    """
    CREATE TABLE story_text (
      team_id varchar(32) NOT NULL, id varchar(64) NOT NULL, document tsvector NOT NULL,
      PRIMARY KEY (team_id, id))
    """,
    "CREATE INDEX ix_story_text_document ON story_text USING gin (document)",
    f"""
    CREATE FUNCTION story_text_write() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      INSERT INTO story_text SELECT team_id, id, {DOCUMENT} FROM story_source
      WHERE team_id = new.team_id AND id = new.id
      ON CONFLICT (team_id, id) DO UPDATE SET document = excluded.document;
      RETURN NULL;
    END $$
    """,
    """
    CREATE FUNCTION story_text_remove() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      DELETE FROM story_text WHERE team_id = old.team_id AND id = old.id;
      RETURN NULL;
    END $$
    """,
    f"""
    CREATE FUNCTION story_text_rename() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      INSERT INTO story_text SELECT team_id, id, {DOCUMENT} FROM story_source
      WHERE team_id = new.team_id AND account_id = new.id
      ON CONFLICT (team_id, id) DO UPDATE SET document = excluded.document;
      RETURN NULL;
    END $$
    """,
    """
    CREATE TRIGGER outcome_told AFTER INSERT ON outcome
    FOR EACH ROW EXECUTE FUNCTION story_text_write()
    """,
    f"""
    CREATE TRIGGER outcome_retold AFTER UPDATE OF {TOLD} ON outcome
    FOR EACH ROW EXECUTE FUNCTION story_text_write()
    """,
    """
    CREATE TRIGGER outcome_gone AFTER DELETE ON outcome
    FOR EACH ROW EXECUTE FUNCTION story_text_remove()
    """,
    """
    CREATE TRIGGER account_renamed AFTER UPDATE OF name ON account
    FOR EACH ROW EXECUTE FUNCTION story_text_rename()
    """,
    f"INSERT INTO story_text SELECT team_id, id, {DOCUMENT} FROM story_source",
)

TRIGGERS = {
    "outcome_told": "outcome",
    "outcome_retold": "outcome",
    "outcome_gone": "outcome",
    "account_renamed": "account",
}


def is_modelled(name: str | None, kind: str, _parents: object) -> bool:
    """Whether the models know a table; for Alembic, which compares them with the database."""
    return not (kind == "table" and name is not None and name.startswith("story_"))


def create(connection: Connection) -> None:
    """Make the view, the table, its index and the triggers, and fill them from what is there."""
    statements = SQLITE if connection.dialect.name == "sqlite" else POSTGRESQL
    for statement in statements:
        connection.exec_driver_sql(statement)


def drop(connection: Connection) -> None:
    """Take all of it away."""
    is_sqlite = connection.dialect.name == "sqlite"
    for trigger, table in TRIGGERS.items():
        connection.execute(text(f"DROP TRIGGER {trigger}{'' if is_sqlite else f' ON {table}'}"))
    if is_sqlite:
        connection.execute(text("DROP TABLE story_index"))
    else:
        for name in ("write", "remove", "rename"):
            connection.execute(text(f"DROP FUNCTION story_text_{name}()"))
    connection.execute(text("DROP TABLE story_text"))
    connection.execute(text("DROP VIEW story_source"))
