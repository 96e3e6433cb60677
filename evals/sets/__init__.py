"""Question sets: read, checked, with errors that name the file, the line and the field."""
