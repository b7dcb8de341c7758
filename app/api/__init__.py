"""The REST API: validate, call, encode."""
