"""The claim checker measured on claims with their passages, and fitted again."""
