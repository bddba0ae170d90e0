"""What was made of the events, and how far that is, in one database: both change in one transaction."""

import sqlite3
from contextlib import contextmanager

TABLES = """
create table if not exists log (id text not null);
-- partition → ce_position of the last event handled
create table if not exists positions (partition integer primary key, position integer not null);
create table if not exists counts (destination text primary key, inputs integer not null);
"""


class State:
    def __init__(self, path):
        self.db = sqlite3.connect(path, isolation_level=None)
        self.db.executescript(TABLES)

    @contextmanager
    def transaction(self):
        """Whole or not at all; another consumer with the same state waits, and then sees what was done."""
        self.db.execute("begin immediate")
        try:
            yield
        except BaseException:
            self.db.execute("rollback")
            raise
        self.db.execute("commit")

    def log_id(self, first):
        """The log whose events these are: that of the first event."""
        self.db.execute("insert into log select ? where not exists (select 1 from log)", (first,))
        return self.db.execute("select id from log").fetchone()[0]

    def position(self, partition):
        row = self.db.execute("select position from positions where partition = ?", (partition,)).fetchone()
        return row and row[0]

    def move_to(self, partition, position):
        self.db.execute("insert or replace into positions values (?, ?)", (partition, position))

    def count(self, destination):
        self.db.execute(
            "insert into counts values (?, 1) on conflict (destination) do update set inputs = inputs + 1",
            (destination,),
        )

    def counts(self):
        return dict(self.db.execute("select destination, inputs from counts order by destination"))
