"""Real SMS programs of others on 127.0.0.1, and 说事 as a process of its own between them and a village."""
