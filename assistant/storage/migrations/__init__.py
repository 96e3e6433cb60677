"""Migrations of the register's schema, run by alembic when the application starts."""
