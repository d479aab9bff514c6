"""The server process: what runs around the WSGI application under granian and gunicorn."""
