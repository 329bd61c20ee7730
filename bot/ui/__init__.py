"""Pure renderers: what is known → Block Kit. Nothing here sees a session or a client."""
