"""The WebSocket: validate, call, encode."""
