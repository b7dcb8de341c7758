"""Many runs at once: what a setting does over its whole range."""
