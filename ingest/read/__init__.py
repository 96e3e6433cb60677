"""Files read, each in a process of its own: one module a format, behind one interface.

Knows nothing of the corpus folder, nor of what is done with the blocks.
"""
