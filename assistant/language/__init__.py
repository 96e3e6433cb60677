"""French text: folding, stems, numbers, spelling, the glossary, orders hidden in text."""
