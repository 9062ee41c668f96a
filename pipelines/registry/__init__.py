"""What lies under raw/: hashes, media types, gates on arrival."""
