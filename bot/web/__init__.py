"""What is answered over HTTP: Slack's requests, liveness and readiness."""
