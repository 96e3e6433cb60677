"""The documents of a corpus folder: listed, described, added, removed."""
