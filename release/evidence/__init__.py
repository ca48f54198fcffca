"""What is proven about permissions and changes, as data: tests check it, and docs/security.md and docs/changes.md show it."""
