"""From a corpus folder to a published index."""
