"""The one place where the application keeps what it writes: SQLite or PostgreSQL, its tables and their migrations."""
