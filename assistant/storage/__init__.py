"""The one place where the application keeps what it writes: its database, tables and migrations."""
