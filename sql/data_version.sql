-- Changes when another connection has changed the database: what a worker remembers of it is then stale.
PRAGMA data_version;
